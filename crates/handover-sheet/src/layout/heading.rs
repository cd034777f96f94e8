//! Which row holds the headings.

use super::Column;
use crate::{CellKind, Sheet, SheetRow, folded};
use std::collections::{BTreeMap, BTreeSet};

/// How far down a sheet headings are looked for.
const REACH: usize = 60;

/// How many rows below are looked at.
const SAMPLE: usize = 30;

/// The rows of headings of the first table from a row on: indices.
pub(super) fn find(sheet: &Sheet, from: usize) -> Option<Vec<usize>> {
    let mut best: Option<(usize, usize)> = None;
    for at in from..sheet.rows.len().min(from.saturating_add(REACH)) {
        let Some(row) = sheet.rows.get(at).filter(|row| could_be(row)) else {
            continue;
        };
        let coverage = coverage(sheet, row, at);
        if coverage >= 60 {
            best = Some((coverage, at));
            break;
        }
        if coverage >= 30 && best.is_none_or(|(most, _)| coverage > most) {
            best = Some((coverage, at));
        }
    }
    let (_, at) = best?;
    if let Some(lower) = second_row(sheet, at) {
        return Some(vec![at, lower]);
    }
    let upper = at.checked_sub(1).filter(|upper| *upper >= from);
    let upper = upper.filter(|upper| is_group_row(sheet, *upper, at));
    Some(upper.into_iter().chain([at]).collect())
}

/// Whether a row after a blank one has headings of its own.
pub(super) fn begins_a_table(sheet: &Sheet, at: usize) -> bool {
    let has_rows = sheet.rows.get(at + 1).is_some_and(|next| !next.after_blank);
    sheet
        .rows
        .get(at)
        .is_some_and(|row| has_rows && could_be(row) && coverage(sheet, row, at) >= 60)
}

/// Whether the cells of a row could be headings: texts that differ and are no values.
fn could_be(row: &SheetRow) -> bool {
    let filled: Vec<(usize, &str)> = row.filled().collect();
    let is_text = |column: &usize| {
        let cell = row.cells.get(*column);
        cell.is_some_and(|cell| cell.kind == CellKind::Text)
    };
    let names = filled
        .iter()
        .filter(|(column, text)| is_text(column) && !is_value(text));
    let distinct: BTreeSet<String> = filled.iter().map(|(_, text)| folded(text)).collect();
    filled.len() >= 2 && names.count() * 10 >= filled.len() * 9 && distinct.len() * 2 > filled.len()
}

/// Whether a text is what stands below headings rather than a heading.
fn is_value(text: &str) -> bool {
    const ANSWERS: [&str; 16] = [
        "y", "n", "yes", "no", "m", "f", "h", "l", "n/a", "na", "none", "tbc", "?", "-", "male",
        "female",
    ];
    let word = folded(text);
    if ANSWERS.contains(&word.as_str()) || text.chars().count() > 80 {
        return true;
    }
    if !text.chars().any(char::is_alphabetic) {
        return true;
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    // References, days with a month's name, postcodes, telephone numbers with a word.
    digits >= 3
        || digits >= 1 && text.starts_with(|c: char| c.is_ascii_digit()) && digits * 2 >= word.len()
}

/// How many of a hundred columns that hold anything in the rows below have a cell in this row.
fn coverage(sheet: &Sheet, row: &SheetRow, at: usize) -> usize {
    let used = used_below(sheet, at);
    let has: BTreeSet<usize> = row.filled().map(|(column, _)| column).collect();
    if used.is_empty() {
        return if has.len() >= 3 { 60 } else { 0 };
    }
    let covered = used.iter().filter(|column| has.contains(column)).count();
    covered * 100 / used.len()
}

/// The columns that one in ten of the rows below fills.
fn used_below(sheet: &Sheet, at: usize) -> BTreeSet<usize> {
    let below = sheet.rows.iter().skip(at + 1).take(SAMPLE);
    let below: Vec<&SheetRow> = below.filter(|row| row.filled().count() > 1).collect();
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for (column, _) in below.iter().flat_map(|row| row.filled()) {
        *counts.entry(column).or_default() += 1;
    }
    let enough = (below.len() / 10).max(1);
    let often = counts.into_iter().filter(|(_, count)| *count >= enough);
    often.map(|(column, _)| column).collect()
}

/// The row below, if it goes on where the headings leave columns open: `Name` above `First` and `Last`.
fn second_row(sheet: &Sheet, at: usize) -> Option<usize> {
    let (row, lower) = (sheet.rows.get(at)?, sheet.rows.get(at + 1)?);
    let has_rows = sheet.rows.get(at + 2).is_some();
    if lower.after_blank || !could_be(lower) || !has_rows {
        return None;
    }
    let upper: BTreeSet<usize> = row.filled().map(|(column, _)| column).collect();
    let first = upper.first()?;
    let lower: BTreeSet<usize> = lower.filled().map(|(column, _)| column).collect();
    let goes_on = lower.iter().any(|column| !upper.contains(column));
    (lower.first()? > first && goes_on).then_some(at + 1)
}

/// Whether the row above holds headings that several columns share.
fn is_group_row(sheet: &Sheet, upper: usize, at: usize) -> bool {
    let (Some(above), Some(row)) = (sheet.rows.get(upper), sheet.rows.get(at)) else {
        return false;
    };
    let filled = above.filled().count();
    let is_text = |(column, _): (usize, &str)| {
        let cell = above.cells.get(column);
        cell.is_some_and(|cell| cell.kind == CellKind::Text)
    };
    // One cell alone is the title of the sheet.
    !row.after_blank && filled >= 2 && filled < row.filled().count() && above.filled().all(is_text)
}

/// The names of the columns by their rows of headings.
pub(super) fn names(sheet: &Sheet, headings: &[usize]) -> Vec<Column> {
    let rows: Vec<&SheetRow> = headings
        .iter()
        .filter_map(|&at| sheet.rows.get(at))
        .collect();
    let Some((lower, above)) = rows.split_last() else {
        return Vec::new();
    };
    let texts = |row: &SheetRow| -> Vec<String> {
        let all = 0..row.cells.len();
        all.map(|at| row.text(at).to_owned()).collect()
    };
    let lower_texts = texts(lower);
    let Some(upper) = above.last() else {
        let names = lower_texts.into_iter().enumerate();
        return names.map(|(at, name)| column(at, name, None)).collect();
    };
    let upper_texts = texts(upper);
    let groups = spread(sheet, upper, &upper_texts, lower_texts.len());
    let names = join_headings(&upper_texts, &groups, &lower_texts);
    let names = names.into_iter().enumerate();
    names
        .map(|(at, name)| {
            let group = groups.get(at).filter(|group| !group.is_empty());
            column(at, name, group.cloned())
        })
        .collect()
}

fn column(at: usize, name: String, group: Option<String>) -> Column {
    if name.is_empty() {
        return Column {
            group,
            ..Column::without_heading(at)
        };
    }
    Column {
        at,
        name,
        group,
        has_heading: true,
    }
}

/// Each shared heading over the columns that it stands for: as far as its cell is merged, else up to the next.
fn spread(sheet: &Sheet, row: &SheetRow, texts: &[String], width: usize) -> Vec<String> {
    let of_row = |((top, _), _): &&((u64, usize), (u64, usize))| *top == row.number;
    let merged: Vec<_> = sheet.merged.iter().filter(of_row).collect();
    let width = width.max(texts.len());
    let mut groups = vec![String::new(); width];
    let mut carried = String::new();
    for (at, group) in groups.iter_mut().enumerate() {
        let own = texts.get(at).map_or("", String::as_str);
        let range = merged
            .iter()
            .find(|((_, left), (_, right))| (*left..=*right).contains(&at));
        if !own.is_empty() {
            own.clone_into(&mut carried);
        } else if !merged.is_empty() && range.is_none() {
            carried.clear();
        }
        group.clone_from(&carried);
    }
    groups
}

/// Names for columns with two rows of headings: the lower one, with the shared one before it where the lower alone
/// does not tell columns apart, and the upper one where there is no lower.
#[must_use]
pub fn join_headings(upper: &[String], groups: &[String], lower: &[String]) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for name in lower.iter().filter(|name| !name.is_empty()) {
        *counts.entry(folded(name)).or_default() += 1;
    }
    let width = upper.len().max(lower.len());
    let at = |list: &[String], column: usize| list.get(column).cloned().unwrap_or_default();
    let name = |column| {
        let (own, group, name) = (at(upper, column), at(groups, column), at(lower, column));
        if name.is_empty() {
            return own;
        }
        let is_alone = counts.get(&folded(&name)).is_none_or(|count| *count < 2);
        if is_alone || group.is_empty() {
            name
        } else {
            format!("{group} {name}")
        }
    };
    (0..width).map(name).collect()
}

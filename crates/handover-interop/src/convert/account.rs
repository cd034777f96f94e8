//! Accounting for every column and row of an extract: taken, left out on purpose, or listed.

use crate::{
    Extent, NoticeKind, OverBudget, RejectionReason,
    date_forms::{Order, order},
    extract::{Extract, Table},
    log::{Log, place},
    mapping::{Mapping, TableKind},
    text_forms::without_blanks,
};
use std::{collections::BTreeSet, sync::Arc};

/// Lists what the mapping says for people who said nothing; it was not taken.
pub(crate) fn assertions(mapping: &Mapping, extract: &Extract, log: &mut Log) {
    let Some(people) = extract.table(&mapping.people) else {
        return;
    };
    for section in &mapping.sections {
        for (field, specs) in &section.fields {
            let mut say = |kind| {
                let name = format!("{}.{field}", section.name);
                log.notice(place(&people.file, 0, Some(&name)), kind, 1, None);
            };
            if specs.iter().any(|spec| spec.is_nobodys) {
                say(NoticeKind::SaidByNobody);
            }
            if specs.iter().any(|spec| spec.is_of_ndtms) {
                say(NoticeKind::NdtmsConsent);
            }
        }
    }
}

/// Lists columns that the mapping names and the extract lacks, and those with content that the
/// mapping does not read.
pub(crate) fn columns(mapping: &Mapping, extract: &Extract, log: &mut Log) {
    for (name, table) in extract.tables() {
        let fed = mapping.fed_with(name);
        let is_read = |column: &str| {
            let reads = |table: &str| {
                let place = (table.to_owned(), column.to_owned());
                mapping.used.contains(&place)
            };
            reads(name) || fed.iter().any(|table| reads(table))
        };
        let used = mapping
            .used
            .iter()
            .filter(|(table, column)| table == name && !column.is_empty());
        let unused = absent_groups(mapping, name, table);
        for (_, column) in used.filter(|(_, column)| !unused.contains(column)) {
            if !table.has_column(column)
                && !mapping.may_lack(name, column)
                && !table.rows().is_empty()
            {
                let at = place(&table.file, 0, Some(&shown(table, column)));
                log.reject(at, Extent::Column, RejectionReason::MissingColumn, None);
            }
        }
        if matches!(
            mapping.table(name).map(|spec| &spec.kind),
            Some(TableKind::Repeat { .. })
        ) {
            continue; // its columns are the parent's
        }
        if fed.first().is_some_and(|first| *first != name) {
            continue; // its columns are told with the first table of the file
        }
        let unread = table.columns().filter(|column| !is_read(column));
        for column in unread.filter(|column| !column.is_empty()) {
            let filled = table
                .rows()
                .iter()
                .filter(|row| table.get(row, column).is_some());
            let count = u64::try_from(filled.count()).unwrap_or(u64::MAX);
            leave_out(mapping, name, table, column, count, log);
        }
        for (list, count) in &table.left_lists {
            leave_out(mapping, name, table, list, *count, log);
        }
    }
}

/// Tells of columns of days that may have day and month the other way round.
pub(crate) fn days(mapping: &Mapping, extract: &Extract, log: &mut Log) {
    for (name, column) in &mapping.dated {
        let Some(table) = extract.table(name) else {
            continue;
        };
        let (mut day_first, mut month_first, mut either) = (false, false, 0);
        let cells = table.rows().iter().filter_map(|row| table.get(row, column));
        for order in cells.filter_map(|cell| order(&without_blanks(cell))) {
            match order {
                Order::DayFirst => day_first = true,
                Order::MonthFirst => month_first = true,
                Order::Either => either += 1,
            }
        }
        let kind = match (day_first, month_first) {
            (true, true) => NoticeKind::DaysMixed,
            (false, false) => NoticeKind::DaysUnclear,
            _ => continue,
        };
        if either > 0 {
            let at = place(&table.file, 0, Some(&shown(table, column)));
            log.notice(at, kind, either, None);
        }
    }
}

/// The numbered columns of groups that a file does not have.
fn absent_groups(mapping: &Mapping, name: &str, table: &Table) -> BTreeSet<String> {
    let mut absent = BTreeSet::new();
    for spec in &mapping.tables {
        if let TableKind::Repeat { of, columns, times } = &spec.kind
            && of == name
        {
            let parts = (1..=*times).filter(|part| table.has_no_group(columns, *part));
            for part in parts {
                let numbered = columns
                    .iter()
                    .map(|(_, pattern)| pattern.replace("{n}", &part.to_string()));
                absent.extend(numbered);
            }
        }
    }
    absent
}

fn leave_out(
    mapping: &Mapping,
    name: &str,
    table: &Table,
    column: &str,
    count: u64,
    log: &mut Log,
) {
    if count == 0 {
        return;
    }
    let mut fed = std::iter::once(name).chain(mapping.fed_with(name));
    let why = fed.find_map(|table| mapping.why_left_out(table, column));
    let kind = if why.is_some() {
        NoticeKind::LeftOut
    } else {
        NoticeKind::NotMapped
    };
    let at = place(&table.file, 0, Some(&shown(table, column)));
    log.notice(at, kind, count, why.map(Arc::from));
}

fn shown(table: &Table, column: &str) -> String {
    let row = table.rows().first();
    let at = row.map(|row| table.place(row, Some(column)));
    at.and_then(|at| at.column)
        .map_or_else(|| column.to_owned(), |shown| shown.to_string())
}

/// How many of a hundred filled cells of a column may be unread where the mapping does not say, and of how many at least.
const UNREAD_OF_100: u64 = 20;
const FILLED_AT_LEAST: u64 = 10;

/// The columns of which more was not read than the mapping's budget allows.
pub(crate) fn over_budget(mapping: &Mapping, extract: &Extract, log: &Log) -> Vec<OverBudget> {
    let mut over = Vec::new();
    for ((file, column), unread) in log.unread_cells() {
        let mut filled = 0;
        let mut allowed = UNREAD_OF_100;
        for (name, table) in extract.tables().filter(|(_, table)| table.file == file) {
            let columns = table.columns();
            let own = columns.filter(|own| **own == *column || *shown(table, own) == *column);
            for own in own {
                let cells = table.rows().iter();
                let cells = cells.filter(|row| table.get(row, own).is_some()).count();
                filled = filled.max(u64::try_from(cells).unwrap_or(u64::MAX));
                allowed = mapping.budget(name, own).unwrap_or(allowed);
            }
        }
        if filled >= FILLED_AT_LEAST && unread.saturating_mul(100) > filled.saturating_mul(allowed)
        {
            over.push(OverBudget {
                file: file.to_string(),
                column: column.to_string(),
                unread,
                filled,
            });
        }
    }
    over
}

/// Lists rows that belong to nobody in the table of people.
pub(crate) fn orphans(mapping: &Mapping, extract: &Extract, log: &mut Log) {
    let Some(people) = extract.table(&mapping.people) else {
        return;
    };
    if mapping
        .table(&mapping.people)
        .is_none_or(|spec| spec.file().is_none())
    {
        return; // people inside other rows: those rows are nobody's orphans
    }
    let others = extract.tables().filter(|(name, _)| {
        *name != mapping.people
            && mapping
                .table(name)
                .is_some_and(|spec| spec.file().is_some())
    });
    for (_, table) in others {
        for row in table
            .rows()
            .iter()
            .filter(|row| people.of_person(&row.key).is_empty())
        {
            log.reject(
                table.place(row, None),
                Extent::Row,
                RejectionReason::Orphan,
                None,
            );
        }
    }
}

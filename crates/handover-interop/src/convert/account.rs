//! Accounting for every column and row of an extract: taken, left out on purpose, or listed.

use super::tally::Tally;
use crate::{
    Extent, NoticeKind, OverBudget, RejectionReason,
    extract::{Extract, Head, Survey},
    log::{Log, place},
    mapping::{Mapping, TableKind},
};
use std::{collections::BTreeSet, sync::Arc};

/// Lists what the mapping says for people who said nothing; it was not taken.
pub(crate) fn assertions(mapping: &Mapping, survey: &Survey<'_>, log: &mut Log) {
    let Some(people) = survey.head(&mapping.people) else {
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
pub(crate) fn columns(mapping: &Mapping, survey: &Survey<'_>, tally: &Tally, log: &mut Log) {
    for (name, table) in survey.heads() {
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
            if !table.has_column(column) && !mapping.may_lack(name, column) && tally.has_rows(name)
            {
                let at = place(&table.file, 0, Some(&shown(name, table, column, tally)));
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
            let count = tally.filled(name, table, column);
            leave_out(mapping, (name, table), column, count, tally, log);
        }
        for (list, count) in &table.left_lists {
            leave_out(mapping, (name, table), list, *count, tally, log);
        }
    }
}

/// Tells of columns of days that may have day and month the other way round.
pub(crate) fn days(mapping: &Mapping, survey: &Survey<'_>, tally: &Tally, log: &mut Log) {
    for ((name, column), seen) in mapping.dated.iter().zip(tally.days()) {
        let Some(table) = survey.head(name) else {
            continue;
        };
        let kind = match (seen.day_first, seen.month_first) {
            (true, true) => NoticeKind::DaysMixed,
            (false, false) => NoticeKind::DaysUnclear,
            _ => continue,
        };
        if seen.either > 0 {
            let at = place(&table.file, 0, Some(&shown(name, table, column, tally)));
            log.notice(at, kind, seen.either, None);
        }
    }
}

/// The numbered columns of groups that a file does not have.
fn absent_groups(mapping: &Mapping, name: &str, table: &Head) -> BTreeSet<String> {
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
    (name, table): (&str, &Head),
    column: &str,
    count: u64,
    tally: &Tally,
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
    let at = place(&table.file, 0, Some(&shown(name, table, column, tally)));
    log.notice(at, kind, count, why.map(Arc::from));
}

/// What a column is called in the file; of a group's it is that of the first row.
fn shown(name: &str, table: &Head, column: &str, tally: &Tally) -> String {
    let part = tally.first_part(name);
    part.map_or_else(|| column.to_owned(), |part| table.shown_as(column, part))
}

/// How many of a hundred filled cells of a column may be unread where the mapping does not say, and of how many at least.
const UNREAD_OF_100: u64 = 20;
const FILLED_AT_LEAST: u64 = 10;

/// The columns of which more was not read than the mapping's budget allows.
pub(crate) fn over_budget(
    mapping: &Mapping,
    survey: &Survey<'_>,
    tally: &Tally,
    log: &Log,
) -> Vec<OverBudget> {
    let mut over = Vec::new();
    for ((file, column), unread) in log.unread_cells() {
        let mut filled = 0;
        let mut allowed = UNREAD_OF_100;
        for (name, table) in survey.heads().filter(|(_, table)| table.file == file) {
            let columns = table.columns();
            let own = columns
                .filter(|own| **own == *column || *shown(name, table, own, tally) == *column);
            for own in own {
                filled = filled.max(tally.filled(name, table, own));
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

/// Lists rows that belong to nobody in the table of people; none of these is a person's.
pub(crate) fn orphans(mapping: &Mapping, others: &Extract<'_>, log: &mut Log) {
    if mapping
        .table(&mapping.people)
        .is_none_or(|spec| spec.file().is_none())
    {
        return; // people inside other rows: those rows are nobody's orphans
    }
    let tables = others.tables().filter(|(name, _)| {
        *name != mapping.people
            && mapping
                .table(name)
                .is_some_and(|spec| spec.file().is_some())
    });
    for (_, table) in tables {
        for row in table.rows() {
            log.reject(
                table.place(row, None),
                Extent::Row,
                RejectionReason::Orphan,
                None,
            );
        }
    }
}

//! The account of an import: every row of people is somewhere.

use std::{collections::BTreeMap, path::Path};

use handover::{Extent, Import, Mapping, Notice, NoticeKind, Rejection};
use serde_json::{Value, json};

use crate::{
    page::{Page, tame},
    problem::shown,
    terminal::Paint,
};

/// For people.
pub(crate) fn as_text(import: &Import, mapping: &Mapping, to: &Path, paint: Paint) -> String {
    let summary = import.summary();
    let mut page = Page::new(paint);
    page.line(&paint.heading(&format!("IMPORT BY {}", mapping.name().to_uppercase())));
    let mut row = |mark: char, number: u64, what: &str| {
        page.line(&format!("   {mark} {number:>6}  {what}"));
    };
    row(' ', summary.drafts, "drafts of cases");
    let rejected = if summary.rejected > 0 {
        "rejected rows of people, listed below"
    } else {
        "rejected rows of people"
    };
    row('+', summary.rejected, rejected);
    if summary.repeated > 0 {
        row('+', summary.repeated, "exact repeats of a row, read once");
    }
    if summary.not_cases > 0 {
        row(
            '+',
            summary.not_cases,
            "rows that are no case of their own under the mapping",
        );
    }
    row('=', summary.rows, "rows of people in the extract");

    not_taken(&mut page, import.rejected());
    let notices = grouped(import.notices().iter().filter_map(notice));
    if !notices.is_empty() {
        page.heading("To know", "");
        for (what, (count, line)) in notices {
            let first = if line > 0 {
                format!(" (first: line {line})")
            } else {
                String::new()
            };
            page.line(&format!("   {count:>6}  {}{first}", tame(&what)));
        }
    }
    page.gap();
    page.line(&format!(
        "Written: {}. Every rejection, with its content, is in rejected.json.",
        shown(to)
    ));
    page.into_text()
}

/// Everything that was not taken, under what it is: rows, files, columns, cells.
fn not_taken(page: &mut Page, rejected: &[Rejection]) {
    let of = |extent: Extent| {
        let all = rejected.iter();
        all.filter(move |rejection| rejection.scope() == extent)
    };
    for (extent, title) in [
        (Extent::Row, "Rejected rows"),
        (Extent::File, "Files not read"),
    ] {
        if of(extent).next().is_some() {
            page.heading(title, "");
        }
        for rejection in of(extent) {
            page.item(&tame(&rejection.to_string()));
        }
    }
    let mut columns: BTreeMap<(&str, String), Vec<&str>> = BTreeMap::new();
    for rejection in of(Extent::Column) {
        let place = (rejection.file(), rejection.reason().to_string());
        let names = columns.entry(place).or_default();
        names.push(rejection.column().unwrap_or_default());
    }
    if !columns.is_empty() {
        page.heading("Columns not read: no case has anything from them", "");
    }
    for ((file, why), names) in columns {
        page.item(&tame(&format!("{file}: {why}: {}", names.join(", "))));
    }
    let cells = of(Extent::Cell).map(|rejection| {
        let column = rejection.column().unwrap_or_default();
        (
            format!("{}, {column}: {}", rejection.file(), rejection.reason()),
            rejection.line(),
        )
    });
    let cells = grouped(cells);
    if !cells.is_empty() {
        page.heading(
            "Cells not taken: their fields say why there is no value",
            "",
        );
    }
    for (what, (count, line)) in cells {
        page.line(&format!(
            "   {count:>6}  {} (first: line {line})",
            tame(&what)
        ));
    }
}

fn notice(notice: &Notice) -> Option<(String, u64)> {
    // What the mapping leaves out on purpose, with its reason, is in summary.json.
    (notice.kind() != NoticeKind::LeftOut).then(|| {
        let column = notice
            .column()
            .map_or_else(String::new, |column| format!(", {column}"));
        (
            format!("{}{column}: {}", notice.file(), notice.kind()),
            notice.line(),
        )
    })
}

fn grouped(lines: impl Iterator<Item = (String, u64)>) -> BTreeMap<String, (usize, u64)> {
    let mut groups = BTreeMap::new();
    for (what, line) in lines {
        let (count, _) = groups.entry(what).or_insert((0_usize, line));
        *count = count.saturating_add(1);
    }
    groups
}

/// For machines.
pub(super) fn as_json(import: &Import, mapping: &Mapping) -> Value {
    let summary = import.summary();
    json!({
        "mapping": mapping.name(),
        "notices": import.notices().iter().map(notice_as_json).collect::<Vec<_>>(),
        "profile": mapping.profile(),
        "rejected": import.rejected().iter().map(rejection_as_json).collect::<Vec<_>>(),
        "summary": {
            "drafts": summary.drafts,
            "not_cases": summary.not_cases,
            "rejected": summary.rejected,
            "repeated": summary.repeated,
            "rows": summary.rows,
        },
    })
}

fn notice_as_json(notice: &Notice) -> Value {
    json!({
        "column": notice.column(),
        "count": notice.count(),
        "file": notice.file(),
        "line": notice.line(),
        "what": notice.kind().to_string(),
        "why": notice.why(),
    })
}

/// A rejection without what the cell holds.
fn rejection_as_json(rejection: &Rejection) -> Value {
    json!({
        "column": rejection.column(),
        "file": rejection.file(),
        "line": rejection.line(),
        "reason": rejection.reason().to_string(),
        "scope": scope(rejection.scope()),
    })
}

/// A rejection with what the cell holds, for the file that stays on this machine.
pub(super) fn rejection_with_content(rejection: &Rejection) -> Value {
    let mut value = rejection_as_json(rejection);
    if let (Some(members), Some(content)) = (value.as_object_mut(), rejection.content()) {
        members.insert("content".to_owned(), content.into());
    }
    value
}

const fn scope(scope: Extent) -> &'static str {
    match scope {
        Extent::Cell => "cell",
        Extent::Column => "column",
        Extent::File => "file",
        Extent::Row => "row",
        _ => "other",
    }
}

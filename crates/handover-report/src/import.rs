//! The account of an import: every row of people is somewhere.

use std::{collections::BTreeMap, path::Path};

use handover::extract::{Extent, Import, Notice, NoticeKind, OverBudget, Rejection, Shortfall};
use serde::{Serialize, Serializer};

use crate::{Page, Report, amounts::amount, shown, tame};

/// What became of every row.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::exhaustive_structs,
    reason = "an import, by which mapping, and where it is"
)]
pub struct Account<'a> {
    /// The import.
    pub import: &'a Import,
    /// By what it was read: the name of the mapping, or what the tables are.
    pub mapping: &'a str,
    /// The profile that the drafts follow.
    pub profile: &'a str,
    /// The folder that it left.
    pub to: &'a Path,
}

/// What nobody should overlook, as a sentence.
#[must_use]
pub fn in_words(shortfall: &Shortfall<'_>) -> String {
    match shortfall {
        Shortfall::Budget(columns) => {
            let others = columns.len().saturating_sub(1);
            let others = if others > 0 {
                format!(" (and {} more)", amount(others, "column"))
            } else {
                String::new()
            };
            let first = columns.first().map(|first| {
                format!(
                    "{} of {} cells in {} of {}",
                    first.unread, first.filled, first.column, first.file
                )
            });
            let first = first.unwrap_or_default();
            format!(
                "{first} were not read{others}: mend the mapping or the column, or raise the budget under [budget] with your \
                 reason"
            )
        }
        Shortfall::Lacking => "a file or a column that the mapping needs is not there or cannot be read: what it would have told \
                               stands as not-read in every case (name the file `optional`, or the column in \
                               `optional_columns`, if the extract may lack it)"
            .to_owned(),
        Shortfall::Nobody => "the extract has no person: there is no draft (a filter left on, a broken export?)".to_owned(),
        Shortfall::Rejected(rows) => {
            let number = usize::try_from(*rows).unwrap_or(usize::MAX);
            format!(
                "{} of people {} rejected, and {} in no draft",
                amount(number, "row"),
                if *rows == 1 { "was" } else { "were" },
                if *rows == 1 { "is" } else { "are" },
            )
        }
        _ => "look at what was not read".to_owned(),
    }
}

impl Report for Account<'_> {
    fn tell(&self, page: &mut Page) {
        tell(self, page);
    }
}

fn tell(account: &Account<'_>, page: &mut Page) {
    let import = account.import;
    let summary = import.summary();
    let heading = format!("IMPORT BY {}", account.mapping.to_uppercase());
    page.line(&page.paint.heading(&heading));
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

    if !import.over_budget().is_empty() {
        page.heading("Columns that were hardly read", "");
    }
    for one in import.over_budget() {
        let (unread, filled) = (one.unread, one.filled);
        let line = format!(
            "{unread} of {filled} cells in {} of {} were not read",
            one.column, one.file
        );
        page.item(&tame(&line));
    }
    not_taken(page, import.rejected());
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
        shown(account.to)
    ));
}

/// As many rows that were rejected for one reason are shown line by line; more are counted.
const ONE_BY_ONE: usize = 5;

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
        let mut alike: BTreeMap<(&str, String), Vec<&Rejection>> = BTreeMap::new();
        for rejection in of(extent) {
            let kind = (rejection.file(), rejection.reason().to_string());
            alike.entry(kind).or_default().push(rejection);
        }
        for ((file, why), all) in alike {
            if let [first, .., _] = all.as_slice()
                && all.len() > ONE_BY_ONE
            {
                let (count, line) = (all.len(), first.line());
                let line = format!("   {count:>6}  {file}: {why} (first: line {line})");
                page.line(&tame(&line));
            } else {
                for rejection in all {
                    page.item(&tame(&rejection.to_string()));
                }
            }
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
            "Cells not taken: their fields say that they were not read",
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
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct AccountDocument<'a> {
    mapping: &'a str,
    notices: Vec<NoticeRow<'a>>,
    /// Columns of which more cells were not read than the mapping allows.
    over_budget: Vec<OverBudgetRow<'a>>,
    profile: &'a str,
    rejected: Vec<RejectionRow<'a>>,
    summary: Sums,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct NoticeRow<'a> {
    column: Option<&'a str>,
    count: u64,
    file: &'a str,
    /// 0 where it is about no line.
    line: u64,
    what: String,
    why: Option<&'a str>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct OverBudgetRow<'a> {
    column: &'a str,
    file: &'a str,
    /// Cells that hold something.
    filled: u64,
    /// Cells that were not read.
    unread: u64,
}

/// A rejection without what the cell holds.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct RejectionRow<'a> {
    column: Option<&'a str>,
    file: &'a str,
    line: u64,
    reason: String,
    /// What was not taken: cell, column, file or row.
    scope: &'static str,
}

/// Rows of people: drafts and all the others add up to the rows.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Sums {
    drafts: u64,
    not_cases: u64,
    rejected: u64,
    repeated: u64,
    rows: u64,
}

impl Serialize for Account<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let summary = self.import.summary();
        AccountDocument {
            mapping: self.mapping,
            notices: self.import.notices().iter().map(NoticeRow::new).collect(),
            over_budget: self
                .import
                .over_budget()
                .iter()
                .map(OverBudgetRow::new)
                .collect(),
            profile: self.profile,
            rejected: self
                .import
                .rejected()
                .iter()
                .map(RejectionRow::new)
                .collect(),
            summary: Sums {
                drafts: summary.drafts,
                not_cases: summary.not_cases,
                rejected: summary.rejected,
                repeated: summary.repeated,
                rows: summary.rows,
            },
        }
        .serialize(serializer)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Account<'_> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Account".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        AccountDocument::json_schema(generator)
    }
}

impl<'a> NoticeRow<'a> {
    fn new(notice: &'a Notice) -> Self {
        Self {
            column: notice.column(),
            count: notice.count(),
            file: notice.file(),
            line: notice.line(),
            what: notice.kind().to_string(),
            why: notice.why(),
        }
    }
}

impl<'a> OverBudgetRow<'a> {
    fn new(one: &'a OverBudget) -> Self {
        Self {
            column: &one.column,
            file: &one.file,
            filled: one.filled,
            unread: one.unread,
        }
    }
}

impl<'a> RejectionRow<'a> {
    fn new(rejection: &'a Rejection) -> Self {
        Self {
            column: rejection.column(),
            file: rejection.file(),
            line: rejection.line(),
            reason: rejection.reason().to_string(),
            scope: rejection.scope().as_str(),
        }
    }
}

//! What an import gives: case drafts, records, and everything that a person has to see.

use crate::{ChoiceStatus, Extent, Link, Notice, Rejection};
use handover_dataset::{Case, eligibility::Record};
use serde_json::Value;
use std::fmt;

/// What became of an extract.
///
/// Nothing of it is lost in silence: each row of people is a [`ImportedCase`], rejected, an exact repeat,
/// or no case under the mapping ([`Summary`]); each cell that was not taken is in
/// [`rejected`](Self::rejected); each column that was not read is in [`notices`](Self::notices).
#[derive(Clone)]
pub struct Import {
    pub(crate) drafts: Vec<ImportedCase>,
    pub(crate) records: Vec<Record>,
    pub(crate) rejected: Vec<Rejection>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) links: Vec<Link>,
    pub(crate) over_budget: Vec<OverBudget>,
    pub(crate) summary: Summary,
}

/// Why an import that was done is not to be taken as it is without a look.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Shortfall<'i> {
    /// Of these columns more cells were not read than somebody allowed.
    Budget(&'i [OverBudget]),
    /// A file or a column that the mapping needs is not there or cannot be read.
    Lacking,
    /// The extract has no person.
    Nobody,
    /// So many rows of people were rejected, and are in no draft.
    Rejected(u64),
}

/// One person's case as far as the extract and the mapping go: JSON of `mhd/1`, not yet checked.
#[derive(Clone)]
pub struct ImportedCase {
    pub(crate) reference: String,
    pub(crate) file: String,
    pub(crate) line: u64,
    pub(crate) is_open: bool,
    pub(crate) case: Value,
    pub(crate) choices: Vec<LatestRow>,
    /// What was seen of the draft as it was made; nothing once somebody may have changed it.
    pub(crate) seen: Option<Seen>,
}

/// A draft in the forms in which others want it, made once.
#[derive(Clone)]
#[expect(
    clippy::exhaustive_structs,
    reason = "a draft as a text, and as a case"
)]
pub struct Seen {
    /// The draft as JSON on one line.
    pub text: Vec<u8>,
    /// The case, if the draft is of that form.
    pub case: Option<Box<Case>>,
}

impl Seen {
    /// Looks at a draft.
    ///
    /// # Panics
    ///
    /// Never: a draft is an object with text for keys.
    #[must_use]
    pub fn of(draft: &Value) -> Self {
        let text = serde_json::to_vec(draft).expect("a draft is an object with text for keys");
        let case = Case::of_draft(draft);
        Self { text, case }
    }
}

/// Which row of a person a view of the latest chose, in the words of the source.
#[derive(Clone, Eq, PartialEq)]
pub struct LatestRow {
    pub(crate) view: String,
    pub(crate) status: ChoiceStatus,
    pub(crate) id: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) candidates: Vec<String>,
}

/// The account of an import: `rows` = `drafts` + `rejected` + `repeated` + `not_cases`.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Summary {
    /// Rows of people in the extract, usable or not.
    pub rows: u64,
    /// Rows that became a case draft.
    pub drafts: u64,
    /// Rows that could not; each is listed.
    pub rejected: u64,
    /// Rows that repeat another exactly; each is noted.
    pub repeated: u64,
    /// Rows that are no case of their own under the mapping; each is noted.
    pub not_cases: u64,
}

/// A column of which so many cells were not read that the mapping, or the column, is wrong.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct OverBudget {
    /// The file, as the mapping names it.
    pub file: String,
    /// The column or JSON path.
    pub column: String,
    /// Cells that were not read.
    pub unread: u64,
    /// Cells that hold something.
    pub filled: u64,
}

/// Why there is no import at all.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// A file was changed while it was read.
    #[error("a file of the extract was changed while it was read")]
    Changed,
    /// The table of people cannot be read, and why.
    #[error("the table of people cannot be read")]
    NoPeople(Vec<Rejection>),
    /// A file cannot be read, and of what kind the system's error is.
    #[error("a file of the extract cannot be read")]
    Unreadable(std::io::ErrorKind),
}

impl From<std::io::Error> for ImportError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            // A row is not where it was, or not what it was.
            std::io::ErrorKind::InvalidData | std::io::ErrorKind::UnexpectedEof => Self::Changed,
            kind => Self::Unreadable(kind),
        }
    }
}

impl ImportError {
    /// What was wrong, each with its place.
    #[must_use]
    pub fn rejected(&self) -> &[Rejection] {
        match self {
            Self::NoPeople(rejected) => rejected,
            Self::Changed | Self::Unreadable(_) => &[],
        }
    }
}

impl Import {
    /// The drafts, in ascending order of their references.
    #[must_use]
    pub fn drafts(&self) -> &[ImportedCase] {
        &self.drafts
    }

    /// As [`drafts`](Self::drafts), to change or take.
    #[must_use]
    pub fn drafts_mut(&mut self) -> &mut [ImportedCase] {
        &mut self.drafts
    }

    /// The draft of one case.
    #[must_use]
    pub fn draft(&self, reference: &str) -> Option<&ImportedCase> {
        let found = self
            .drafts
            .binary_search_by(|draft| draft.reference.as_str().cmp(reference));
        self.drafts.get(found.ok()?)
    }

    /// What the eligibility rules read of each person, if the mapping says how, and they were not handed on one by one. Of a row of people that was rejected
    /// there is a record of which nothing is known but its line: `rejected-12`.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// Files, rows and cells that were not taken.
    #[must_use]
    pub fn rejected(&self) -> &[Rejection] {
        &self.rejected
    }

    /// What was taken or left on purpose and should be known.
    #[must_use]
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Who is connected with whom; for check D-39, never sealed.
    #[must_use]
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// The columns of which more cells were not read than the mapping allows: more than one in five, of ten filled ones or
    /// more, where it does not say.
    #[must_use]
    pub fn over_budget(&self) -> &[OverBudget] {
        &self.over_budget
    }

    /// The account of rows.
    #[must_use]
    pub const fn summary(&self) -> Summary {
        self.summary
    }

    /// Why it is not to be taken as it is without a look, the gravest first; none if there is no reason.
    #[must_use]
    pub fn shortfall(&self) -> Option<Shortfall<'_>> {
        let is_lacking = |one: &Rejection| matches!(one.scope(), Extent::File | Extent::Column);
        if self.summary.drafts == 0 {
            return Some(Shortfall::Nobody);
        }
        if self.summary.rejected > 0 {
            return Some(Shortfall::Rejected(self.summary.rejected));
        }
        if self.rejected.iter().any(is_lacking) {
            return Some(Shortfall::Lacking);
        }
        (!self.over_budget.is_empty()).then_some(Shortfall::Budget(&self.over_budget))
    }
}

impl Summary {
    /// Whether every row of people is accounted for.
    #[must_use]
    pub const fn is_whole(self) -> bool {
        self.rows == self.drafts + self.rejected + self.repeated + self.not_cases
    }
}

impl ImportedCase {
    /// The reference of the case (field 901).
    #[must_use]
    pub fn reference(&self) -> &str {
        &self.reference
    }

    /// The file that the person's own row stands in.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The line of the person's own row.
    #[must_use]
    pub const fn line(&self) -> u64 {
        self.line
    }

    /// Whether an episode is open.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.is_open
    }

    /// The case as JSON.
    #[must_use]
    pub const fn case(&self) -> &Value {
        &self.case
    }

    /// The case as JSON, to be completed by a person.
    #[must_use]
    pub fn case_mut(&mut self) -> &mut Value {
        self.seen = None;
        &mut self.case
    }

    /// The case as JSON.
    #[must_use]
    pub fn into_case(self) -> Value {
        self.case
    }

    /// The draft as a text and as a case.
    #[must_use]
    pub fn into_seen(self) -> Seen {
        self.seen.unwrap_or_else(|| Seen::of(&self.case))
    }

    /// What each view of the latest chose, such as the latest risk assessment.
    #[must_use]
    pub fn latest(&self) -> &[LatestRow] {
        &self.choices
    }
}

impl LatestRow {
    /// The view's name in the mapping.
    #[must_use]
    pub fn view(&self) -> &str {
        &self.view
    }

    /// How the choice ended.
    #[must_use]
    pub const fn status(&self) -> ChoiceStatus {
        self.status
    }

    /// The source's id of the chosen row.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The latest usable date, `YYYY-MM-DD`.
    #[must_use]
    pub fn date(&self) -> Option<&str> {
        self.date.as_deref()
    }

    /// The source's ids of the rows that could be meant, in ascending order.
    #[must_use]
    pub fn candidates(&self) -> &[String] {
        &self.candidates
    }
}

macro_rules! redacted {
    ($($name:ident),+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )+};
}

redacted!(Import, ImportedCase, LatestRow, Seen);

impl fmt::Debug for Shortfall<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shortfall(..)")
    }
}

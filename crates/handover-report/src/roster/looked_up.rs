//! One person in a roster.

use handover::{
    case::CaseReference,
    identity::MandateLedger,
    trust::{Decision, DueTimes, PosixTime, Roster, RosterRow, Token},
};
use serde::{Serialize, Serializer};

use super::summary::{shown_reason, word_of};
use crate::{Names, Page, Time, opaque::opaque_debug};

/// One person in a roster.
pub struct LookedUp<'a> {
    token: Token,
    row: Option<&'a RosterRow>,
    /// Known to the sender only.
    reference: Option<CaseReference>,
    /// Who decides an undecided case; known to the sender only.
    owner: Option<String>,
}

opaque_debug!(LookedUp<'_>);

impl<'a> LookedUp<'a> {
    /// What `roster` says of `token`; `ledger` is the sender's own, who alone has one.
    #[must_use]
    pub fn new(roster: &'a Roster, token: Token, ledger: Option<&MandateLedger>) -> Self {
        let rows = &roster.rows;
        let row = rows
            .binary_search_by_key(&token, |row| row.token)
            .ok()
            .and_then(|at| rows.get(at));
        let entry = ledger.and_then(|ledger| ledger.entry(&token));
        Self {
            token,
            row,
            reference: entry.map(|entry| entry.reference.clone()),
            owner: entry.and_then(|entry| Some(entry.owner.as_ref()?.who.clone())),
        }
    }

    pub(super) fn tell(&self, page: &mut Page, names: Names<'_>) {
        if let Some(reference) = &self.reference {
            page.field("Case", &[reference.as_str().to_owned()]);
        }
        page.field("Token", &[self.token.to_string()]);
        let Some(row) = self.row else {
            page.field(
                "Decision",
                &["not listed in this roster; look into the one before or after it".to_owned()],
            );
            return;
        };
        page.field(
            "Decision",
            &[format!(
                "{}: {}",
                word_of(row),
                shown_reason(row.reason.as_str())
            )],
        );
        match &row.decision {
            Decision::Exclude => {
                page.field(
                    "Means",
                    &["the sender keeps it, and can be asked for it".to_owned()],
                );
            }
            Decision::Include { to, due } => {
                page.field("Goes to", &[names.of(to)]);
                for (rung, moment) in rungs(due) {
                    if let Some(moment) = moment {
                        page.field(rung, &[format!("by {}", Time::from(moment))]);
                    }
                }
            }
            Decision::Undecided { by } => {
                let when = by.map_or_else(
                    || "no date is set".to_owned(),
                    |by| format!("by {}", Time::from(by)),
                );
                let who = self.owner.as_deref().unwrap_or("a person at the sender");
                page.field("Decides", &[format!("{who}, {when}")]);
            }
        }
    }
}

/// What a roster says of one person, for machines.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct LookedUpDocument<'a> {
    /// Known to the sender only.
    case: Option<&'a str>,
    /// Who decides an undecided case; known to the sender only.
    decides: Option<&'a str>,
    /// Null if the roster does not list the person.
    row: Option<Row>,
    token: String,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Row {
    decision: &'static str,
    due: Option<Due>,
    reason: String,
    to: Option<String>,
}

/// By when each rung is due.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Due {
    accepted: Option<Time>,
    contacted: Option<Time>,
    reviewed: Option<Time>,
    stored: Option<Time>,
}

impl Serialize for LookedUp<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        LookedUpDocument {
            case: self.reference.as_ref().map(CaseReference::as_str),
            decides: self.owner.as_deref(),
            row: self.row.map(row),
            token: self.token.to_string(),
        }
        .serialize(serializer)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for LookedUp<'_> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "LookedUp".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        LookedUpDocument::json_schema(generator)
    }
}

fn row(row: &RosterRow) -> Row {
    let (to, due) = match &row.decision {
        Decision::Exclude => (None, None),
        Decision::Include { to, due } => (Some(to.to_string()), Some(*due)),
        Decision::Undecided { by } => {
            let due = by.map(|by| DueTimes {
                accepted: Some(by),
                ..DueTimes::default()
            });
            (None, due)
        }
    };
    Row {
        decision: word_of(row),
        due: due.map(|due| Due {
            accepted: due.accepted.map(Time::from),
            contacted: due.contacted.map(Time::from),
            reviewed: due.reviewed.map(Time::from),
            stored: due.stored.map(Time::from),
        }),
        reason: row.reason.to_string(),
        to,
    }
}

fn rungs(due: &DueTimes) -> [(&'static str, Option<PosixTime>); 4] {
    [
        ("stored", due.stored),
        ("accepted", due.accepted),
        ("contacted", due.contacted),
        ("reviewed", due.reviewed),
    ]
}

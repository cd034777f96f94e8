//! `handover roster show`.

use std::path::Path;

use handover::{
    case::CaseReference,
    trust::{Decision, DueTimes, PosixTime, Roster, RosterRow, Statement, Token},
};
use handover_identity::{Identity, MandateLedger};
use handover_report::{
    Names, Page, Report, Time,
    roster::{Summary, shown_reason, word_of},
};
use serde::{Serialize, Serializer};

use super::{ShowArguments, read::read_roster};
use crate::{problem::Problem, screen::Screen};

pub(super) fn run(arguments: &ShowArguments, screen: &Screen) -> Result<(), Problem> {
    let directory = arguments.trust.directory(arguments.identity.folder())?;
    let now = arguments.trust.at.moment().posix();
    let roster = read_roster(&arguments.file, &directory, now)?;
    let looked_up = look_up(arguments, &roster)?;
    let said = roster.payload();
    screen.report(&ShownRoster {
        at: said.at.into(),
        by: said.by.to_string(),
        id: roster.id().to_string(),
        looked_up,
        mandate: said.mandate.to_string(),
        previous: said.previous.map(|id| id.to_string()),
        summary: Summary::of(said),
        roster: &roster,
        names: Names::new(&directory, now),
    })
}

/// A roster in totals, and one person in it if that was asked.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ShownRoster<'a> {
    at: Time,
    by: String,
    id: String,
    looked_up: Option<LookedUp<'a>>,
    mandate: String,
    /// The roster that this one follows.
    previous: Option<String>,
    summary: Summary,
    #[serde(skip)]
    roster: &'a Statement<Roster>,
    #[serde(skip)]
    names: Names<'a>,
}

impl Report for ShownRoster<'_> {
    fn tell(&self, page: &mut Page) {
        match &self.looked_up {
            None => tell(page, self.roster, self.names),
            Some(found) => found.tell(page, self.names),
        }
    }
}

/// Tells whose roster it is, and its totals.
pub(crate) fn tell(page: &mut Page, roster: &Statement<Roster>, names: Names<'_>) {
    let said = roster.payload();
    page.line(&page.paint.heading("Roster"));
    page.field("Id", &[roster.id().to_string()]);
    page.field(
        "Signed",
        &[format!(
            "by {} on {}",
            names.of(&said.by),
            Time::from(said.at)
        )],
    );
    page.field("Mandate", &[said.mandate.to_string()]);
    if let Some(previous) = said.previous {
        page.field("Follows", &[format!("the roster {previous}")]);
    }
    page.gap();
    Summary::of(said).tell(page);
}

/// One person in a roster.
struct LookedUp<'a> {
    token: Token,
    row: Option<&'a RosterRow>,
    /// Known to the sender only.
    reference: Option<CaseReference>,
    /// Who decides an undecided case; known to the sender only.
    owner: Option<String>,
}

fn look_up<'a>(
    arguments: &ShowArguments,
    roster: &'a Statement<Roster>,
) -> Result<Option<LookedUp<'a>>, Problem> {
    if arguments.case.is_none() && arguments.token.is_none() {
        return Ok(None);
    }
    let ledger = match arguments.identity.folder() {
        Some(folder) => ledger_of(arguments, folder, roster)?,
        None => None,
    };
    let token = match (&arguments.case, arguments.token, &ledger) {
        (Some(case), _, Some(ledger)) => ledger.token(case),
        (_, Some(token), _) => token,
        _ => {
            return Err(Problem::usage(
                "only the sender of a roster can lead from a case to its token",
                "Give the sender's identity folder with --identity, or --token.",
            ));
        }
    };
    let rows = &roster.payload().rows;
    let row = rows
        .binary_search_by_key(&token, |row| row.token)
        .ok()
        .and_then(|at| rows.get(at));
    let entry = ledger.as_ref().and_then(|ledger| ledger.entry(&token));
    Ok(Some(LookedUp {
        token,
        row,
        reference: entry.map(|entry| entry.reference.clone()),
        owner: entry.and_then(|entry| Some(entry.owner.as_ref()?.who.clone())),
    }))
}

/// What only the organisation that made the roster has. Others may look up a token, but no case.
fn ledger_of(
    arguments: &ShowArguments,
    folder: &Path,
    roster: &Statement<Roster>,
) -> Result<Option<MandateLedger>, Problem> {
    let identity = Identity::read(folder)?;
    if *identity.organisation() != roster.payload().by {
        if arguments.case.is_none() {
            return Ok(None);
        }
        return Err(Problem::usage(
            "only the sender of a roster can lead from a case to its token",
            "Ask the sender; a recipient gives --token, which `open` shows for each case.",
        ));
    }
    let passphrase = arguments.passphrase.existing()?;
    let ledger = MandateLedger::read(&identity, roster.payload().mandate, &passphrase)?;
    Ok(Some(ledger))
}

impl LookedUp<'_> {
    fn tell(&self, page: &mut Page, names: Names<'_>) {
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Row {
    decision: &'static str,
    due: Option<Due>,
    reason: String,
    to: Option<String>,
}

/// By when each rung is due.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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

#[cfg(test)]
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

//! `handover roster show`.

use std::path::Path;

use handover::{CaseReference, Decision, DueTimes, Roster, RosterRow, Statement, Token};
use handover_identity::{Identity, MandateLedger};
use serde_json::{Value, json};

use super::{ShowArguments, Summary, read::read_roster, shown_reason, summary::word_of};
use crate::{
    clock,
    output::{print, print_json},
    page::Page,
    problem::Problem,
    terminal::Paint,
    verbs::signing::Names,
};

pub(super) fn run(arguments: &ShowArguments) -> Result<(), Problem> {
    let directory = arguments.trust.directory(arguments.identity.folder())?;
    let now = arguments.trust.at.moment().posix();
    let roster = read_roster(&arguments.file, &directory, now)?;
    let looked_up = look_up(arguments, &roster)?;
    if arguments.json {
        return print_json(&document(&roster, looked_up.as_ref()));
    }
    let names = Names::new(&directory, now);
    let mut page = Page::new(Paint::standard_output());
    match &looked_up {
        None => tell(&mut page, &roster, names),
        Some(found) => found.tell(&mut page, names),
    }
    print(&page.into_text())
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
            clock::shown(said.at.as_secs())
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
                        page.field(rung, &[format!("by {}", clock::shown(moment))]);
                    }
                }
            }
            Decision::Undecided { by } => {
                let when = by.map_or_else(
                    || "no date is set".to_owned(),
                    |by| format!("by {}", clock::shown(by.as_secs())),
                );
                let who = self.owner.as_deref().unwrap_or("a person at the sender");
                page.field("Decides", &[format!("{who}, {when}")]);
            }
        }
    }

    fn to_json(&self) -> Value {
        json!({
            "case": self.reference.as_ref().map(CaseReference::as_str),
            "decides": self.owner,
            "row": self.row.map(row_json),
            "token": self.token.to_string(),
        })
    }
}

fn row_json(row: &RosterRow) -> Value {
    let (to, due) = match &row.decision {
        Decision::Exclude => (None, None),
        Decision::Include { to, due } => (Some(to.as_str()), Some(*due)),
        Decision::Undecided { by } => {
            let due = by.map(|by| DueTimes {
                accepted: Some(by),
                ..DueTimes::default()
            });
            (None, due)
        }
    };
    let due = due.map(|due| {
        let moments = rungs(&due).map(|(rung, moment)| {
            let moment = moment.map_or(Value::Null, clock::as_json);
            (rung.to_owned(), moment)
        });
        Value::Object(moments.into_iter().collect())
    });
    json!({
        "decision": word_of(row),
        "due": due,
        "reason": row.reason.as_str(),
        "to": to,
    })
}

fn rungs(due: &DueTimes) -> [(&'static str, Option<u64>); 4] {
    let secs = |moment: Option<handover::PosixTime>| moment.map(handover::PosixTime::as_secs);
    [
        ("stored", secs(due.stored)),
        ("accepted", secs(due.accepted)),
        ("contacted", secs(due.contacted)),
        ("reviewed", secs(due.reviewed)),
    ]
}

fn document(roster: &Statement<Roster>, looked_up: Option<&LookedUp<'_>>) -> Value {
    let said = roster.payload();
    json!({
        "at": clock::as_json(said.at.as_secs()),
        "by": said.by.as_str(),
        "id": roster.id().to_string(),
        "looked_up": looked_up.map(LookedUp::to_json),
        "mandate": said.mandate.to_string(),
        "previous": said.previous.map(|id| id.to_string()),
        "summary": Summary::of(said).to_json(),
    })
}

//! The reconciliation for a machine: full tokens, every case.

use std::collections::BTreeMap;

use handover::{
    Claimed, Completeness, Delay, Exception, Obstacle, OrganisationId, Request, RequestAnswer,
    Rung, Statement, Token, Trace, Uncounted,
};
use serde::{Serialize, Serializer, ser::SerializeSeq};
use serde_json::{Value, json};

use super::Reconciled;
use crate::{clock, problem::shown};

/// The one document of `--json`.
///
/// What is as long as the caseload is made row by row while it is written.
#[derive(Serialize)]
pub(super) struct Document<'a> {
    at: Value,
    cases: Cases<'a>,
    claimed: BTreeMap<String, Claims<'a>>,
    completeness: Option<Value>,
    exceptions: BTreeMap<String, Tokens<'a>>,
    holders: BTreeMap<&'a str, u64>,
    late: BTreeMap<String, Delays<'a>>,
    mandate: String,
    may_close: bool,
    /// Whether the rosters list nobody at all.
    nobody: bool,
    not_engaged: Value,
    obstacles: Vec<Value>,
    overdue: BTreeMap<String, Delays<'a>>,
    read: u64,
    refused: Vec<Value>,
    requests: Vec<Value>,
    rosters: Vec<String>,
    superseded_by: Option<String>,
    totals: BTreeMap<String, u64>,
    uncounted: Vec<UncountedRow<'a>>,
    under_no_mandate: usize,
}

pub(super) fn of<'a>(reconciled: &'a Reconciled<'_>) -> Document<'a> {
    let report = &reconciled.report;
    let refused = reconciled.refused.iter().map(
        |file| json!({"class": file.class.as_str(), "file": shown(&file.path), "why": file.why}),
    );
    let totals = report
        .totals
        .iter()
        .map(|(state, count)| (state.to_string(), *count));
    let holders = report.holders.iter();
    let exceptions = report.exceptions.iter();
    let rosters = reconciled.history.rosters().iter();
    let superseded = reconciled.superseded.map(Statement::id);
    Document {
        at: clock::as_json(report.at.as_secs()),
        cases: Cases(reconciled),
        claimed: claims(&report.claimed),
        completeness: report
            .completeness
            .as_ref()
            .map(|(_, said)| completeness(said)),
        exceptions: exceptions
            .map(|(kind, tokens)| (Exception::to_string(kind), Tokens(tokens)))
            .collect(),
        holders: holders.map(|(id, count)| (id.as_str(), *count)).collect(),
        late: delays(&report.delays, true),
        mandate: reconciled.mandate.id().to_string(),
        may_close: report.may_close(),
        nobody: report.is_of_nobody,
        not_engaged: json!(report.not_engaged),
        obstacles: report
            .obstacles
            .iter()
            .map(|one| obstacle(one, &reconciled.mandate.payload().from))
            .collect(),
        overdue: delays(&report.delays, false),
        read: report.read(),
        refused: refused.collect(),
        requests: reconciled.requests.iter().map(request).collect(),
        rosters: rosters.map(ToString::to_string).collect(),
        superseded_by: superseded.map(ToString::to_string),
        totals: totals.collect(),
        uncounted: report.uncounted.iter().map(UncountedRow::new).collect(),
        under_no_mandate: reconciled.under_no_mandate,
    }
}

struct Tokens<'a>(&'a [Token]);

impl Serialize for Tokens<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(ToString::to_string))
    }
}

/// Where every case of the rosters stands.
struct Cases<'a>(&'a Reconciled<'a>);

#[derive(Serialize)]
struct CaseRow<'a> {
    holder: &'a str,
    last: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    state: &'a str,
    to: Option<&'a str>,
    token: String,
}

impl Serialize for Cases<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Reconciled {
            history,
            report,
            cases,
            ..
        } = self.0;
        let mut rows = serializer.serialize_seq(None)?;
        for standing in history.standings(report.at) {
            rows.serialize_element(&CaseRow {
                holder: standing.holder().as_str(),
                last: standing.last().map(|id| id.to_string()),
                reference: cases.reference(standing.token()),
                state: standing.state().as_str(),
                to: standing.recipient().map(OrganisationId::as_str),
                token: standing.token().to_string(),
            })?;
        }
        rows.end()
    }
}

/// What came too late, or is still to come, at one rung.
struct Delays<'a>(Vec<&'a Delay>);

#[derive(Serialize)]
struct DelayRow {
    by_seconds: u64,
    due: Value,
    token: String,
}

fn delays(delays: &[Delay], is_done: bool) -> BTreeMap<String, Delays<'_>> {
    let of_rung = |rung: &Rung| {
        let of_rung = |delay: &&Delay| delay.rung == *rung && delay.is_done == is_done;
        let rows: Vec<&Delay> = delays.iter().filter(of_rung).collect();
        (!rows.is_empty()).then(|| (rung.to_string(), Delays(rows)))
    };
    Rung::ALL.iter().filter_map(of_rung).collect()
}

impl Serialize for Delays<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|delay| DelayRow {
            by_seconds: delay.by_secs,
            due: clock::as_json(delay.due.as_secs()),
            token: delay.token.to_string(),
        }))
    }
}

/// What was in time at one rung by the word of its signers alone.
struct Claims<'a>(Vec<&'a Claimed>);

#[derive(Serialize)]
struct ClaimRow {
    claimed: Value,
    due: Value,
    seen: Value,
    token: String,
}

fn claims(claimed: &[Claimed]) -> BTreeMap<String, Claims<'_>> {
    let of_rung = |rung: &Rung| {
        let rows = claimed.iter().filter(|claimed| claimed.rung == *rung);
        let rows: Vec<&Claimed> = rows.collect();
        (!rows.is_empty()).then(|| (rung.to_string(), Claims(rows)))
    };
    Rung::ALL.iter().filter_map(of_rung).collect()
}

impl Serialize for Claims<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|one| {
            ClaimRow {
                claimed: clock::as_json(one.claimed.as_secs()),
                due: clock::as_json(one.due.as_secs()),
                seen: one
                    .seen
                    .map_or(Value::Null, |seen| clock::as_json(seen.as_secs())),
                token: one.token.to_string(),
            }
        }))
    }
}

/// What was said, and does not count.
#[derive(Serialize)]
struct UncountedRow<'a> {
    cases: Tokens<'a>,
    class: &'a str,
    kind: &'a str,
    statement: String,
    why: &'a str,
}

impl<'a> UncountedRow<'a> {
    fn new(what: &'a Uncounted) -> Self {
        Self {
            cases: Tokens(&what.tokens),
            class: what.why.class().as_str(),
            kind: what.kind.as_str(),
            statement: what.statement.to_string(),
            why: what.why.as_str(),
        }
    }
}

fn request(request: &Request) -> Value {
    json!({
        "answer": request.answer.map(RequestAnswer::as_str),
        "answered": request.answered.map(|at| clock::as_json(at.as_secs())),
        "by": request.by.as_str(),
        "due": clock::as_json(request.due.as_secs()),
        "late_by_seconds": request.late_by_secs,
        "package": request.package.to_string(),
        "seen": request.seen.map(|at| clock::as_json(at.as_secs())),
        "to": request.to.as_str(),
    })
}

fn trace(shown_by: &Trace) -> Value {
    json!({
        "by": shown_by.by.as_str(),
        "kind": shown_by.kind.as_str(),
        "statement": shown_by.statement.to_string(),
    })
}

/// Each with what is missing and, under `ask`, who has it or must act.
fn obstacle(obstacle: &Obstacle, from: &OrganisationId) -> Value {
    match obstacle {
        Obstacle::AgreedNotAtHand {
            statement,
            shown_by,
            role,
        } => json!({
            "ask": shown_by.by.as_str(),
            "role": role.as_str(),
            "shown_by": trace(shown_by),
            "statement": statement.to_string(),
            "what": "agreed-not-at-hand",
        }),
        Obstacle::MandateNotAgreed(by) => json!({"by": by.as_str(), "what": "mandate-not-agreed"}),
        Obstacle::NoRoster => json!({"what": "no-roster"}),
        Obstacle::Open { state, count } => {
            json!({"count": count, "state": state.as_str(), "what": "open"})
        }
        Obstacle::Overtaken { holder, count } => {
            json!({"ask": holder.as_str(), "count": count, "what": "overtaken"})
        }
        Obstacle::PackageNotAtHand { package, shown_by } => json!({
            "ask": from.as_str(),
            "package": package.to_string(),
            "shown_by": trace(shown_by),
            "what": "package-not-at-hand",
        }),
        Obstacle::RosterNotAtHand { roster, shown_by } => json!({
            "ask": from.as_str(),
            "roster": roster.to_string(),
            "shown_by": trace(shown_by),
            "what": "roster-not-at-hand",
        }),
        Obstacle::RosterUnfit(id) => json!({
            "ask": from.as_str(),
            "roster": id.to_string(),
            "what": "roster-unfit",
        }),
        Obstacle::Unlisted { shown_by, count } => json!({
            "ask": from.as_str(),
            "count": count,
            "shown_by": trace(shown_by),
            "what": "unlisted",
        }),
        Obstacle::RosterInConflict(id) => {
            json!({"roster": id.to_string(), "what": "roster-in-conflict"})
        }
        Obstacle::RosterNotAgreed(id) => {
            json!({"roster": id.to_string(), "what": "roster-not-agreed"})
        }
        _ => json!({"what": "unknown"}),
    }
}

/// Answered and absent fields; hidden counts are null.
pub(super) fn completeness(report: &Completeness) -> Value {
    let fields: Vec<Value> = report
        .fields
        .iter()
        .map(|field| {
            json!({
                "absent": field.3.iter().map(|(reason, n)| (reason.as_str(), n)).collect::<BTreeMap<_, _>>(),
                "field": field.0,
                "silent": field.2,
                "value": field.1,
            })
        })
        .collect();
    json!({"count": report.count, "fields": fields})
}

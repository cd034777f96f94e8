//! The reconciliation for a machine: full tokens, every case.

use std::collections::BTreeMap;

use handover::{Completeness, Delay, Obstacle, Request, RequestAnswer, Rung, Standing, Statement};
use serde_json::{Map, Value, json};

use super::{Reconciled, words::CaseNames};
use crate::{clock, problem::shown};

/// The one document of `--json`.
pub(super) fn of(reconciled: &Reconciled<'_>) -> Value {
    let report = &reconciled.report;
    let exceptions: Map<String, Value> = report
        .exceptions
        .iter()
        .map(|(kind, tokens)| {
            (
                kind.to_string(),
                tokens.iter().map(ToString::to_string).collect(),
            )
        })
        .collect();
    let uncounted: Vec<Value> = report
        .uncounted
        .iter()
        .map(|what| {
            json!({
                "cases": what.tokens.iter().map(ToString::to_string).collect::<Vec<_>>(),
                "class": what.why.class().as_str(),
                "kind": what.kind.as_str(),
                "statement": what.statement.to_string(),
                "why": what.why.as_str(),
            })
        })
        .collect();
    let refused: Vec<Value> = reconciled
        .refused
        .iter()
        .map(|file| json!({"class": file.class.as_str(), "file": shown(&file.path)}))
        .collect();
    let totals: Map<String, Value> = report
        .totals
        .iter()
        .map(|(state, count)| (state.to_string(), (*count).into()))
        .collect();
    let holders: BTreeMap<&str, u64> = report
        .holders
        .iter()
        .map(|(id, count)| (id.as_str(), *count))
        .collect();
    let cases: Vec<Value> = reconciled
        .history
        .standings(report.at)
        .map(|standing| case(&standing, &reconciled.cases))
        .collect();
    json!({
        "at": clock::as_json(report.at.as_secs()),
        "cases": cases,
        "completeness": report.completeness.as_ref().map(|(_, said)| completeness(said)),
        "exceptions": exceptions,
        "holders": holders,
        "late": delays(&report.delays, true),
        "mandate": reconciled.mandate.id().to_string(),
        "may_close": report.may_close(),
        "not_engaged": report.not_engaged,
        "obstacles": report.obstacles.iter().map(obstacle).collect::<Vec<_>>(),
        "overdue": delays(&report.delays, false),
        "read": report.read(),
        "refused": refused,
        "requests": reconciled.requests.iter().map(request).collect::<Vec<_>>(),
        "rosters": reconciled.history.rosters().iter().map(ToString::to_string).collect::<Vec<_>>(),
        "superseded_by": reconciled.superseded.map(Statement::id).map(ToString::to_string),
        "totals": totals,
        "uncounted": uncounted,
        "under_no_mandate": reconciled.under_no_mandate,
    })
}

fn case(standing: &Standing<'_>, names: &CaseNames) -> Value {
    let mut case = json!({
        "holder": standing.holder().as_str(),
        "last": standing.last().map(|id| id.to_string()),
        "state": standing.state().as_str(),
        "to": standing.recipient().map(handover::OrganisationId::as_str),
        "token": standing.token().to_string(),
    });
    if let (Some(reference), Some(members)) =
        (names.reference(standing.token()), case.as_object_mut())
    {
        members.insert("reference".to_owned(), reference.into());
    }
    case
}

fn delays(delays: &[Delay], is_done: bool) -> Map<String, Value> {
    let of_rung = |rung: &Rung| {
        let delays = delays.iter();
        let delays = delays.filter(|delay| delay.rung == *rung && delay.is_done == is_done);
        let rows: Vec<Value> = delays
            .map(|delay| {
                json!({
                    "by_seconds": delay.by_secs,
                    "due": clock::as_json(delay.due.as_secs()),
                    "token": delay.token.to_string(),
                })
            })
            .collect();
        (!rows.is_empty()).then(|| (rung.to_string(), rows.into()))
    };
    Rung::ALL.iter().filter_map(of_rung).collect()
}

fn request(request: &Request) -> Value {
    json!({
        "answer": request.answer.map(RequestAnswer::as_str),
        "by": request.by.as_str(),
        "due": clock::as_json(request.due.as_secs()),
        "late_by_seconds": request.late_by_secs,
        "package": request.package.to_string(),
        "to": request.to.as_str(),
    })
}

fn obstacle(obstacle: &Obstacle) -> Value {
    match obstacle {
        Obstacle::MandateNotAgreed(by) => json!({"by": by.as_str(), "what": "mandate-not-agreed"}),
        Obstacle::NoRoster => json!({"what": "no-roster"}),
        Obstacle::Open { state, count } => {
            json!({"count": count, "state": state.as_str(), "what": "open"})
        }
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

//! The reconciliation for a machine: full tokens, every case.

use std::collections::BTreeMap;

use handover::{
    transfer::{
        Claimed, Delay, Exception, NextStep, Obstacle, Request, RequestAnswer, Rung, Trace,
        Uncounted,
    },
    trust::{OrganisationId, Statement, Token},
};
use serde::{Serialize, Serializer, ser::SerializeSeq};

use super::{
    completeness::{CompletenessTold, completeness},
    reconciled::Reconciled,
};
use crate::Time;

/// The one document of `--json`.
///
/// What is as long as the caseload is made row by row while it is written.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct Document<'a> {
    at: Time,
    cases: Cases<'a>,
    claimed: BTreeMap<String, Claims<'a>>,
    completeness: Option<CompletenessTold>,
    /// Tokens of cases, by what is out of the ordinary about them.
    exceptions: BTreeMap<String, Tokens<'a>>,
    /// How many cases each organisation is responsible for.
    holders: BTreeMap<&'a str, u64>,
    late: BTreeMap<String, Delays<'a>>,
    mandate: String,
    may_close: bool,
    /// Who must do what next: late ones first, then what everything waits for, then by the time.
    next: Vec<NextRow<'a>>,
    /// Whether the rosters list nobody at all.
    nobody: bool,
    not_engaged: u64,
    obstacles: Vec<ObstacleRow>,
    overdue: BTreeMap<String, Delays<'a>>,
    read: u64,
    refused: Vec<RefusedRow>,
    requests: Vec<RequestRow>,
    rosters: Vec<String>,
    superseded_by: Option<String>,
    totals: BTreeMap<String, u64>,
    uncounted: Vec<UncountedRow<'a>>,
    under_no_mandate: usize,
}

pub(super) fn of<'a>(reconciled: &'a Reconciled<'_>) -> Document<'a> {
    let report = &reconciled.report;
    let refused = reconciled.refused.iter().map(|file| RefusedRow {
        class: file.class.as_str(),
        file: file.file.clone(),
        why: file.why.clone(),
    });
    let totals = report
        .totals
        .iter()
        .map(|(state, count)| (state.to_string(), *count));
    let holders = report.holders.iter();
    let exceptions = report.exceptions.iter();
    let rosters = reconciled.history.rosters().iter();
    let superseded = reconciled.superseded.map(Statement::id);
    Document {
        at: report.at.into(),
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
        next: reconciled.next.iter().map(NextRow::of).collect(),
        nobody: report.is_of_nobody,
        not_engaged: report.not_engaged,
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct DelayRow {
    by_seconds: u64,
    due: Time,
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
            due: delay.due.into(),
            token: delay.token.to_string(),
        }))
    }
}

/// What was in time at one rung by the word of its signers alone.
struct Claims<'a>(Vec<&'a Claimed>);

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ClaimRow {
    claimed: Time,
    due: Time,
    seen: Option<Time>,
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
        serializer.collect_seq(self.0.iter().map(|one| ClaimRow {
            claimed: one.claimed.into(),
            due: one.due.into(),
            seen: one.seen.map(Time::from),
            token: one.token.to_string(),
        }))
    }
}

/// What was said, and does not count.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct RefusedRow {
    class: &'static str,
    file: String,
    why: String,
}

/// Who asked whom for somebody who came back.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct RequestRow {
    answer: Option<&'static str>,
    /// When, by the word of who answered.
    answered: Option<Time>,
    by: String,
    due: Time,
    late_by_seconds: u64,
    package: String,
    /// When another saw the answer.
    seen: Option<Time>,
    to: String,
}

fn request(request: &Request) -> RequestRow {
    RequestRow {
        answer: request.answer.map(RequestAnswer::as_str),
        answered: request.answered.map(Time::from),
        by: request.by.to_string(),
        due: request.due.into(),
        late_by_seconds: request.late_by_secs,
        package: request.package.to_string(),
        seen: request.seen.map(Time::from),
        to: request.to.to_string(),
    }
}

/// What somebody must do next.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct NextRow<'a> {
    cases: Tokens<'a>,
    /// Null, where no deadline says so: everything waits for it.
    due: Option<Time>,
    /// Whether the mandate stays open until it is done.
    keeps_open: bool,
    what: &'static str,
    who: &'a str,
}

impl<'a> NextRow<'a> {
    fn of(step: &'a NextStep) -> Self {
        Self {
            cases: Tokens(&step.cases),
            due: step.due.map(Time::from),
            keeps_open: step.act.keeps_open(),
            what: step.act.as_str(),
            who: step.who.as_str(),
        }
    }
}

/// By what something is known that is not at hand.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct TraceRow {
    by: String,
    kind: &'static str,
    statement: String,
}

impl TraceRow {
    fn of(shown_by: &Trace) -> Self {
        Self {
            by: shown_by.by.to_string(),
            kind: shown_by.kind.as_str(),
            statement: shown_by.statement.to_string(),
        }
    }
}

/// Why the contract may not close, with what is missing and, under `ask`, who has it or must act. The word in
/// `what` says which of the other members there are.
#[derive(Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ObstacleRow {
    #[serde(skip_serializing_if = "Option::is_none")]
    ask: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    package: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    roster: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shown_by: Option<TraceRow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    statement: Option<String>,
    what: &'static str,
}

fn obstacle(obstacle: &Obstacle, from: &OrganisationId) -> ObstacleRow {
    let of = |what| ObstacleRow {
        what,
        ..ObstacleRow::default()
    };
    let sender = Some(from.to_string());
    match obstacle {
        Obstacle::AgreedNotAtHand {
            statement,
            shown_by,
            role,
        } => ObstacleRow {
            ask: Some(shown_by.by.to_string()),
            role: Some(role.to_string()),
            shown_by: Some(TraceRow::of(shown_by)),
            statement: Some(statement.to_string()),
            ..of("agreed-not-at-hand")
        },
        Obstacle::MandateNotAgreed(by) => ObstacleRow {
            by: Some(by.to_string()),
            ..of("mandate-not-agreed")
        },
        Obstacle::NoRoster => of("no-roster"),
        Obstacle::Open { state, count } => ObstacleRow {
            count: Some(*count),
            state: Some(state.as_str()),
            ..of("open")
        },
        Obstacle::Overtaken { holder, count } => ObstacleRow {
            ask: Some(holder.to_string()),
            count: Some(*count),
            ..of("overtaken")
        },
        Obstacle::PackageNotAtHand { package, shown_by } => ObstacleRow {
            ask: sender,
            package: Some(package.to_string()),
            shown_by: Some(TraceRow::of(shown_by)),
            ..of("package-not-at-hand")
        },
        Obstacle::RosterNotAtHand { roster, shown_by } => ObstacleRow {
            ask: sender,
            roster: Some(roster.to_string()),
            shown_by: Some(TraceRow::of(shown_by)),
            ..of("roster-not-at-hand")
        },
        Obstacle::RosterUnfit(id) => ObstacleRow {
            ask: sender,
            roster: Some(id.to_string()),
            ..of("roster-unfit")
        },
        Obstacle::Unlisted { shown_by, count } => ObstacleRow {
            ask: sender,
            count: Some(*count),
            shown_by: Some(TraceRow::of(shown_by)),
            ..of("unlisted")
        },
        Obstacle::RosterInConflict(id) => ObstacleRow {
            roster: Some(id.to_string()),
            ..of("roster-in-conflict")
        },
        Obstacle::RosterNotAgreed(id) => ObstacleRow {
            roster: Some(id.to_string()),
            ..of("roster-not-agreed")
        },
        _ => of("unknown"),
    }
}

/// What is made while it is written has the schema of what it makes.
#[cfg(feature = "schema")]
mod schema {
    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator};

    use super::{CaseRow, Cases, ClaimRow, Claims, DelayRow, Delays, Tokens};

    macro_rules! rows {
        ($($rows:ident of $row:ty),*) => {$(
            impl JsonSchema for $rows<'_> {
                fn schema_name() -> Cow<'static, str> {
                    stringify!($rows).into()
                }

                fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                    Vec::<$row>::json_schema(generator)
                }
            }
        )*};
    }

    rows!(Cases of CaseRow<'_>, Claims of ClaimRow, Delays of DelayRow, Tokens of String);
}

//! Verdicts and events, as far as it matters who holds a case.

use handover_trust::{
    Date, Event, EventWord, Kind, OrganisationId, PosixTime, PublicLabel, ReasonCode, ShortName,
    Statement, StatementId, Token, Verdict, VerdictAnswer,
};

use crate::numbered::Numbered;

/// What a verdict or event says of one case.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Word {
    Accepted,
    Answered,
    Contacted,
    Misdirected,
    NotEngaged,
    Queried,
    Recalled,
    Redirected,
    Refused,
    Reviewed,
    Superseded,
    Withdrawn,
}

impl From<&VerdictAnswer> for Word {
    fn from(answer: &VerdictAnswer) -> Self {
        match answer {
            VerdictAnswer::Accepted { .. } => Self::Accepted,
            VerdictAnswer::Misdirected { .. } => Self::Misdirected,
            VerdictAnswer::Queried { .. } => Self::Queried,
            VerdictAnswer::Redirected { .. } => Self::Redirected,
            VerdictAnswer::Refused { .. } => Self::Refused,
        }
    }
}

impl From<EventWord> for Word {
    fn from(word: EventWord) -> Self {
        match word {
            EventWord::Answered => Self::Answered,
            EventWord::Contacted => Self::Contacted,
            EventWord::NotEngaged => Self::NotEngaged,
            EventWord::Recalled => Self::Recalled,
            EventWord::Reviewed => Self::Reviewed,
            EventWord::Superseded => Self::Superseded,
            EventWord::Withdrawn => Self::Withdrawn,
        }
    }
}

/// What is said beside the word, as far as it makes another answer of it. Equal words are one answer,
/// whoever repeats them, how often, and for which reason: a reason says why, and decides nothing.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Detail {
    Nothing,
    To(OrganisationId),
    Worker(OrganisationId, PublicLabel, PublicLabel),
}

impl Detail {
    pub(crate) fn of(by: &OrganisationId, answer: &VerdictAnswer) -> Self {
        match answer {
            VerdictAnswer::Accepted { team, worker } => {
                Self::Worker(by.clone(), team.clone(), worker.clone())
            }
            VerdictAnswer::Misdirected { .. }
            | VerdictAnswer::Queried { .. }
            | VerdictAnswer::Refused { .. } => Self::Nothing,
            VerdictAnswer::Redirected { to, .. } => Self::To(to.clone()),
        }
    }
}

/// A verdict or event with short rows: what is kept of it.
#[derive(Clone, Debug)]
pub(crate) struct Saying {
    pub(crate) kind: Kind,
    /// Its own number among ids.
    pub(crate) number: u32,
    pub(crate) at: PosixTime,
    /// When whoever reads first saw it.
    pub(crate) first_seen: PosixTime,
    /// The number of the organisation.
    pub(crate) by: u32,
    pub(crate) package: Option<StatementId>,
    /// Of a verdict.
    pub(crate) audience: Option<ShortName>,
    /// Of an event.
    pub(crate) on: Option<Date>,
    pub(crate) tokens: Vec<Token>,
    pub(crate) rows: Vec<SayingRow>,
}

/// A row, beside its token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SayingRow {
    /// The number of the id that it answers; none for the first.
    pub(crate) re: Option<u32>,
    pub(crate) word: Word,
    /// The number of the detail.
    pub(crate) detail: u32,
}

/// The numbers that sayings share.
#[derive(Clone, Debug, Default)]
pub(crate) struct Numbers {
    pub(crate) details: Numbered<Detail>,
    pub(crate) ids: Numbered<StatementId>,
    pub(crate) organisations: Numbered<OrganisationId>,
    pub(crate) reasons: Numbered<ReasonCode>,
}

impl Saying {
    pub(crate) fn of_verdict(statement: &Statement<Verdict>, numbers: &mut Numbers) -> Self {
        let (id, verdict) = (statement.id(), statement.payload());
        let rows = verdict.verdicts.iter().map(|row| SayingRow {
            re: row.re.map(|re| numbers.ids.number(&re)),
            word: Word::from(&row.answer),
            detail: numbers
                .details
                .number(&Detail::of(&verdict.by, &row.answer)),
        });
        let rows = rows.collect();
        Self {
            kind: Kind::Verdict,
            number: numbers.ids.number(id),
            at: verdict.at,
            first_seen: statement.first_seen(),
            by: numbers.organisations.number(&verdict.by),
            package: Some(verdict.package),
            audience: Some(verdict.audience.clone()),
            on: None,
            tokens: verdict.verdicts.iter().map(|row| row.token).collect(),
            rows,
        }
    }

    pub(crate) fn of_event(statement: &Statement<Event>, numbers: &mut Numbers) -> Self {
        let (id, event) = (statement.id(), statement.payload());
        let detail = numbers.details.number(&Detail::Nothing);
        let rows = event.rows.iter().map(|row| SayingRow {
            re: row.1.map(|re| numbers.ids.number(&re)),
            word: event.event.into(),
            detail,
        });
        let rows = rows.collect();
        Self {
            kind: Kind::Event,
            number: numbers.ids.number(id),
            at: event.at,
            first_seen: statement.first_seen(),
            by: numbers.organisations.number(&event.by),
            package: event.package,
            audience: None,
            on: Some(event.on),
            tokens: event.rows.iter().map(|row| row.0).collect(),
            rows,
        }
    }
}

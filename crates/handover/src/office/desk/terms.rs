//! What was decided about each case: the same for all, or by a table over it.

use std::collections::BTreeSet;

use handover_trust::{OrganisationId, PublicLabel, ReasonCode, Token, VerdictAnswer};

use super::{
    CaseRow, Cases, Failure, Failures, NotSayable, OfficeDesk, SayError, Subject, TermsError,
    case_table, chosen::Register,
};
use crate::OfficeMemory;

/// The words of a verdict.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "the words of format 1")]
pub enum VerdictWord {
    /// Taken on.
    Accepted,
    /// Sent to the wrong organisation.
    Misdirected,
    /// Something must be answered first.
    Queried,
    /// Another organisation should have it.
    Redirected,
    /// Not taken on.
    Refused,
}

impl VerdictWord {
    /// The word that people write for it: that of the verdict, or the verb's.
    fn written(text: &str) -> Option<Self> {
        let word = match text.to_ascii_lowercase().as_str() {
            "accepted" | "accept" => Self::Accepted,
            "misdirected" | "misdirect" => Self::Misdirected,
            "queried" | "query" => Self::Queried,
            "redirected" | "redirect" => Self::Redirected,
            "refused" | "refuse" => Self::Refused,
            _ => return None,
        };
        Some(word)
    }
}

/// A decision as far as it was made for all cases.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "what a verdict can say")]
pub struct Terms {
    /// The word.
    pub word: VerdictWord,
    /// Why: a reason code of the profile.
    pub reason: Option<ReasonCode>,
    /// The team that takes the case on.
    pub team: Option<PublicLabel>,
    /// The named worker.
    pub worker: Option<PublicLabel>,
    /// Who should have it instead.
    pub to: Option<OrganisationId>,
}

/// What was decided about one case.
#[derive(Debug)]
pub(super) struct Decided {
    pub(super) token: Token,
    pub(super) subject: Subject,
    pub(super) answer: VerdictAnswer,
}

impl Terms {
    /// A word, and nothing more yet.
    #[must_use]
    pub const fn new(word: VerdictWord) -> Self {
        Self {
            word,
            reason: None,
            team: None,
            worker: None,
            to: None,
        }
    }

    /// What a row of a table says, over these terms.
    fn with(&self, row: &CaseRow) -> Result<Self, TermsError> {
        let mut terms = self.clone();
        if let Some(word) = row.cell("verdict") {
            terms.word = VerdictWord::written(word).ok_or(TermsError::Cell(
                "the verdict is none of accepted, queried, refused, redirected, misdirected",
            ))?;
        }
        if let Some(reason) = row.cell("reason") {
            terms.reason = Some(parsed(reason, "the reason is no code")?);
        }
        if let Some(team) = row.cell("team") {
            terms.team = Some(parsed(team, "the team's name is too long")?);
        }
        if let Some(worker) = row.cell("worker") {
            terms.worker = Some(parsed(worker, "the worker's name is too long")?);
        }
        if let Some(to) = row.cell("to") {
            terms.to = Some(parsed(to, "no organisation's id stands under to")?);
        }
        Ok(terms)
    }

    /// The answer, if all that it needs was said.
    fn answer<M: OfficeMemory>(
        &self,
        desk: &OfficeDesk<'_, M>,
    ) -> Result<VerdictAnswer, TermsError> {
        let reason = || {
            let reason = self.reason.clone().ok_or_else(|| TermsError::NoReason {
                reasons: desk.reasons(),
            })?;
            desk.check_reason(&reason)?;
            Ok(reason)
        };
        Ok(match self.word {
            VerdictWord::Accepted => {
                let (Some(team), Some(worker)) = (&self.team, &self.worker) else {
                    return Err(TermsError::NoWorker);
                };
                VerdictAnswer::Accepted {
                    team: team.clone(),
                    worker: worker.clone(),
                }
            }
            VerdictWord::Misdirected => VerdictAnswer::Misdirected { reason: reason()? },
            VerdictWord::Queried => VerdictAnswer::Queried { reason: reason()? },
            VerdictWord::Refused => VerdictAnswer::Refused { reason: reason()? },
            VerdictWord::Redirected => {
                let to = self.to.as_ref().ok_or(TermsError::NoOrganisation)?;
                desk.check_other(to)?;
                VerdictAnswer::Redirected {
                    reason: reason()?,
                    to: to.clone(),
                }
            }
        })
    }
}

fn parsed<T: std::str::FromStr>(cell: &str, not: &'static str) -> Result<T, TermsError> {
    cell.parse().map_err(|_| TermsError::Cell(not))
}

impl<M: OfficeMemory> OfficeDesk<'_, M> {
    /// Whether the profile has such a reason.
    pub(super) fn check_reason(&self, reason: &ReasonCode) -> Result<(), TermsError> {
        let mut known = self.profile.profile().reasons();
        if known.any(|known| known == reason.as_str()) {
            return Ok(());
        }
        Err(TermsError::UnknownReason {
            reasons: self.reasons(),
        })
    }

    /// Whether somebody else of that id could take a case.
    fn check_other(&self, to: &OrganisationId) -> Result<(), TermsError> {
        let (directory, now) = (&self.office.directory, self.office.now);
        if to == self.us() || directory.organisation(to, now).is_none() {
            return Err(TermsError::UnknownOrganisation);
        }
        Ok(())
    }

    /// Whether an answer is one that the profile and the directory know.
    pub(super) fn check_answer(&self, answer: &VerdictAnswer) -> Result<(), TermsError> {
        match answer {
            VerdictAnswer::Accepted { .. } => Ok(()),
            VerdictAnswer::Misdirected { reason }
            | VerdictAnswer::Queried { reason }
            | VerdictAnswer::Refused { reason } => self.check_reason(reason),
            VerdictAnswer::Redirected { reason, to } => {
                self.check_other(to)?;
                self.check_reason(reason)
            }
        }
    }

    /// What was decided about each case that is meant, each once.
    pub(super) fn decided(
        &self,
        cases: Cases<'_>,
        terms: &Terms,
        register: Register<'_>,
        failures: &mut Failures,
    ) -> Result<Vec<Decided>, SayError> {
        let mut found: Vec<(Token, Subject, Terms)> = Vec::new();
        match cases {
            Cases::Table(path) => {
                for row in case_table::read(path, failures)? {
                    let subject = Subject::Line(row.line);
                    let terms = terms.with(&row);
                    let terms = terms.map_err(|error| Failure::new(subject, error));
                    let resolved = self.resolve(&row.case, subject, register);
                    match resolved.and_then(|token| Ok((token, subject, terms?))) {
                        Ok(one) => found.push(one),
                        Err(failure) => failures.add(failure),
                    }
                }
            }
            Cases::Chosen(choice) => {
                let chosen = self.chosen(choice, register, failures)?;
                let with_terms = |(token, subject)| (token, subject, terms.clone());
                found.extend(chosen.into_iter().map(with_terms));
            }
        }
        let mut named = BTreeSet::new();
        let mut decided = Vec::new();
        for (token, subject, terms) in found {
            if !named.insert(token) {
                failures.add(Failure::new(subject, NotSayable::NamedTwice));
                continue;
            }
            match (terms.answer(self), cases) {
                (Ok(answer), _) => decided.push(Decided {
                    token,
                    subject,
                    answer,
                }),
                // What was said of all is missing for each of them: once is enough.
                (Err(error), Cases::Chosen(_)) => return Err(error.into()),
                (Err(error), Cases::Table(_)) => failures.add(Failure::new(subject, error)),
            }
        }
        Ok(decided)
    }
}

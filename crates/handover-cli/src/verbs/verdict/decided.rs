//! What was decided about each case: from the command line, or from a table over it.

use std::collections::BTreeSet;

use handover::{
    case::CaseReference,
    cbor::RefusalClass,
    trust::{OrganisationId, PublicLabel, ReasonCode, Token, VerdictAnswer},
};

use super::VerdictInput;
use crate::{
    problem::Problem,
    verbs::desk::{Desk, Failure, Failures, ReadCases, Row, Subject, read_table, resolve},
};

/// The words of a verdict.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Word {
    Accepted,
    Misdirected,
    Queried,
    Redirected,
    Refused,
}

impl Word {
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
#[derive(Clone)]
pub(crate) struct Terms {
    pub(crate) word: Word,
    pub(crate) reason: Option<ReasonCode>,
    pub(crate) team: Option<PublicLabel>,
    pub(crate) worker: Option<PublicLabel>,
    pub(crate) to: Option<OrganisationId>,
}

/// What was decided about one case.
pub(crate) struct Decided {
    pub(crate) token: Token,
    pub(crate) subject: Subject,
    pub(crate) answer: VerdictAnswer,
}

impl Terms {
    pub(crate) const fn new(word: Word) -> Self {
        Self {
            word,
            reason: None,
            team: None,
            worker: None,
            to: None,
        }
    }

    /// What a row of a table says, over these terms.
    fn with(&self, row: &Row) -> Result<Self, &'static str> {
        let mut terms = self.clone();
        if let Some(word) = row.cell("verdict") {
            terms.word = Word::written(word).ok_or(
                "the verdict is none of accepted, queried, refused, redirected, misdirected",
            )?;
        }
        if let Some(reason) = row.cell("reason") {
            terms.reason = Some(reason.parse().map_err(|_| "the reason is no code")?);
        }
        if let Some(team) = row.cell("team") {
            terms.team = Some(team.parse().map_err(|_| "the team's name is too long")?);
        }
        if let Some(worker) = row.cell("worker") {
            terms.worker = Some(
                worker
                    .parse()
                    .map_err(|_| "the worker's name is too long")?,
            );
        }
        if let Some(to) = row.cell("to") {
            terms.to = Some(
                to.parse()
                    .map_err(|_| "no organisation's id stands under to")?,
            );
        }
        Ok(terms)
    }

    /// What a command line must say that has no answer in it.
    fn what_to_give(&self, class: Option<RefusalClass>) -> &'static str {
        match (self.word, class) {
            (Word::Accepted, _) => "Give --team and --worker.",
            (_, Some(RefusalClass::NotEntitled)) => {
                "Name another with --to-organisation, or ask the authority to list it."
            }
            (Word::Redirected, None) if self.to.is_none() => "Give --to-organisation.",
            _ => "Give --reason with one of them.",
        }
    }

    /// The answer, if all that it needs was said.
    fn answer(&self, desk: &Desk) -> Result<VerdictAnswer, (Option<RefusalClass>, String)> {
        let missing = |what: &str| (None, what.to_owned());
        if self.word == Word::Accepted {
            let (Some(team), Some(worker)) = (&self.team, &self.worker) else {
                return Err(missing("an acceptance names a team and a worker"));
            };
            return Ok(VerdictAnswer::Accepted {
                team: team.clone(),
                worker: worker.clone(),
            });
        }
        let reason = || {
            let reasons = || {
                let known: Vec<&str> = desk.profile.profile().reasons().collect();
                known.join(", ")
            };
            match &self.reason {
                None => Err(missing(&format!("give a reason, one of: {}", reasons()))),
                Some(reason) => {
                    let mut known = desk.profile.profile().reasons();
                    if known.any(|known| known == reason.as_str()) {
                        Ok(reason.clone())
                    } else {
                        let what = format!("not a reason of the profile, which are: {}", reasons());
                        Err((Some(RefusalClass::Policy), what))
                    }
                }
            }
        };
        Ok(match self.word {
            Word::Accepted | Word::Refused => VerdictAnswer::Refused { reason: reason()? },
            Word::Misdirected => VerdictAnswer::Misdirected { reason: reason()? },
            Word::Queried => VerdictAnswer::Queried { reason: reason()? },
            Word::Redirected => {
                let Some(to) = &self.to else {
                    return Err(missing("say to which organisation"));
                };
                if to == desk.us() || desk.directory.organisation(to, desk.now()).is_none() {
                    let what = "the directory has no other organisation of that id";
                    return Err((Some(RefusalClass::NotEntitled), what.to_owned()));
                }
                VerdictAnswer::Redirected {
                    reason: reason()?,
                    to: to.clone(),
                }
            }
        })
    }
}

/// What was decided about each case that is meant, each once.
pub(super) fn decided(
    input: &VerdictInput<'_>,
    failures: &mut Failures,
) -> Result<Vec<Decided>, Problem> {
    let desk = input.desk;
    let register = |reference: &CaseReference| {
        input
            .read
            .and_then(|read| ReadCases::token(read, reference))
    };
    let mut found: Vec<(Token, Subject, Terms)> = Vec::new();
    if let Some(path) = input.from {
        for row in read_table(path, failures)? {
            let subject = Subject::Line(row.line);
            let terms = input.terms.with(&row);
            let terms = terms.map_err(|what| Failure::usage(subject, what));
            let resolved = resolve(desk, &row.case, subject, &register);
            match resolved.and_then(|token| Ok((token, subject, terms?))) {
                Ok(one) => found.push(one),
                Err(failure) => failures.add(failure),
            }
        }
    } else {
        let chosen = input.cases.chosen(desk, &register, failures)?;
        let with_terms = |(token, subject)| (token, subject, input.terms.clone());
        found.extend(chosen.into_iter().map(with_terms));
    }
    let mut named = BTreeSet::new();
    let mut decided = Vec::new();
    for (token, subject, terms) in found {
        if !named.insert(token) {
            failures.add(Failure::usage(subject, "the case is named a second time"));
            continue;
        }
        match terms.answer(desk) {
            Ok(answer) => decided.push(Decided {
                token,
                subject,
                answer,
            }),
            // What the command line lacks, it lacks for every case: once is enough.
            Err((class, what)) if input.from.is_none() => {
                let next = format!("{} Nothing was signed.", input.terms.what_to_give(class));
                return Err(match class {
                    Some(class) => Problem::refused(class, what, next),
                    None => Problem::usage(what, next),
                });
            }
            Err((class, what)) => failures.add(Failure {
                subject,
                class,
                what,
            }),
        }
    }
    Ok(decided)
}

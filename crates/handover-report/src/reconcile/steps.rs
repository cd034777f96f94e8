//! Who must do what next, by when, and whom to ring.

use handover::{
    transfer::{Act, NextStep},
    trust::{OrganisationId, PosixTime, Token, words_that_tell_apart},
};

use super::{reconciled::Reconciled, words};
use crate::{Ring, calendar::due_in_words};

/// How many cases of a step are named.
const NAMED: usize = 6;

/// As many cases as are told apart by counting; four words tell a million apart.
const COUNTED: u64 = 20_000;

/// Something that somebody must do next, in words.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Step {
    /// Who.
    pub who: OrganisationId,
    /// What they are called.
    pub name: String,
    /// What.
    pub act: Act,
    /// The same as a sentence without its subject: "Decide on 2 people".
    pub what: String,
    /// By when.
    pub due: Option<PosixTime>,
    /// The same in words; "Now", where everything waits for it.
    pub when: String,
    /// Whether it should have been done.
    pub is_late: bool,
    /// Whom to ring there.
    pub ring: Option<Ring>,
    /// By what one speaks of the people by telephone: two words or more for each.
    pub say: String,
}

impl Reconciled<'_> {
    /// Who must do what next: late ones first, then what everything waits for, then by the hour.
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        let count = self.words_for_each();
        let now = self.report.at;
        self.next
            .iter()
            .map(|step| Step {
                who: step.who.clone(),
                name: self.names.called(&step.who),
                act: step.act,
                what: words::act(step, self),
                due: step.due,
                when: step
                    .due
                    .map_or_else(|| "Now".to_owned(), |due| due_in_words(due, now)),
                is_late: step.due.is_some_and(|due| due < now),
                ring: self.names.ring(&step.who),
                say: say(step, count),
            })
            .collect()
    }

    /// How many words tell the cases of the rosters apart.
    fn words_for_each(&self) -> usize {
        if self.report.read() > COUNTED {
            return 4;
        }
        let standings = self.history.standings(self.report.at);
        let tokens: Vec<Token> = standings.map(|standing| *standing.token()).collect();
        words_that_tell_apart(&tokens)
    }
}

fn say(step: &NextStep, count: usize) -> String {
    let named = step.cases.iter().take(NAMED);
    let named: Vec<String> = named.map(|token| token.in_words(count).join(" ")).collect();
    match step.cases.len().saturating_sub(NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

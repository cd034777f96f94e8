use std::collections::BTreeMap;

use serde::Deserialize;
use thiserror::Error;

use super::{Deadline, Step};
use crate::Condition;

/// Deadlines by condition and step: those of a profile, or of a mandate in their place.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(transparent)]
pub struct Deadlines(BTreeMap<Condition, BTreeMap<Step, Deadline>>);

/// Why words are not a deadline. They name no person, so whoever wrote them may be told.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum DeadlineError {
    /// The condition is none that the dataset has.
    #[error("no condition of that name")]
    Condition,
    /// What must have happened is none of `stored`, `accepted`, `contacted`, `reviewed`.
    #[error("no step of that name")]
    Step,
    /// The deadline is not of the form `2wd from stored`.
    #[error("not a deadline such as `2wd from stored`")]
    Words,
}

impl Deadlines {
    /// Adds a deadline in the words of a profile, in the place of one that is there.
    ///
    /// # Errors
    ///
    /// [`DeadlineError`], for the first of the three words that is not one.
    pub fn insert(
        &mut self,
        condition: &str,
        step: &str,
        words: &str,
    ) -> Result<(), DeadlineError> {
        let condition = Condition::ALL
            .iter()
            .find(|known| known.as_str() == condition)
            .ok_or(DeadlineError::Condition)?;
        let step = Step::ALL
            .iter()
            .find(|known| known.as_str() == step)
            .ok_or(DeadlineError::Step)?;
        let deadline = words.parse().map_err(|_| DeadlineError::Words)?;
        self.0
            .entry(*condition)
            .or_default()
            .insert(*step, deadline);
        Ok(())
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.values().all(BTreeMap::is_empty)
    }

    /// The deadlines under one condition.
    pub fn under(&self, condition: Condition) -> impl Iterator<Item = (Step, Deadline)> {
        let all = self.0.get(&condition).into_iter().flatten();
        all.map(|(step, deadline)| (*step, *deadline))
    }

    /// The deadlines for a step under every condition that holds.
    pub(super) fn holding(
        &self,
        step: Step,
        meets: impl Fn(Condition) -> bool,
    ) -> impl Iterator<Item = &Deadline> {
        let holding = self
            .0
            .iter()
            .filter(move |(condition, _)| meets(**condition));
        holding.filter_map(move |(_, steps)| steps.get(&step))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_words_of_a_profile_and_no_others() {
        let mut deadlines = Deadlines::default();
        assert!(deadlines.is_empty());
        deadlines
            .insert("always", "stored", "1d before transfer-date")
            .unwrap();
        deadlines
            .insert("high", "accepted", "1wd from stored")
            .unwrap();
        assert!(!deadlines.is_empty());
        assert_eq!(deadlines.under(Condition::High).count(), 1);
        let refused = [
            (
                "sometimes",
                "stored",
                "1d from stored",
                DeadlineError::Condition,
            ),
            ("always", "sent", "1d from stored", DeadlineError::Step),
            ("always", "stored", "soon", DeadlineError::Words),
        ];
        for (condition, step, words, error) in refused {
            assert_eq!(deadlines.insert(condition, step, words), Err(error));
        }
    }
}

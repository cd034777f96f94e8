//! How cases differ from those that they are held against, by the sender's own references.

use std::collections::BTreeMap;

use handover_package::{IndexEntry, SignedIndex};
use handover_transfer::DraftDifference;
use handover_trust::Token;

use super::UnderMandate;
use crate::NotSealed;

/// How the cases of a package differ from those of the one in whose place it stands.
#[derive(Debug)]
#[non_exhaustive]
pub struct Changes {
    /// How many are in both.
    pub again: usize,
    /// Cases that are in it no longer.
    pub gone: Vec<String>,
    /// Cases that were not in the one before.
    pub new: Vec<String>,
}

impl UnderMandate<'_> {
    /// What a package changes that stands in the place of another.
    #[must_use]
    pub fn changes(&self, before: &SignedIndex, now: &BTreeMap<Token, String>) -> Changes {
        let gone = before.entries().iter().map(IndexEntry::token);
        let gone = gone.filter(|token| !now.contains_key(token));
        let new = now
            .iter()
            .filter(|(token, _)| before.entry(token).is_none());
        let new: Vec<String> = new.map(|(_, reference)| reference.clone()).collect();
        Changes {
            again: now.len().saturating_sub(new.len()),
            gone: gone.map(|token| self.named(&token)).collect(),
            new,
        }
    }
}

/// How cases differ from what the rosters want sealed, by the sender's references.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Differences {
    /// In a package of this mandate already.
    pub already_sealed: Vec<String>,
    /// Not to be handed over to this recipient.
    pub extra: Vec<String>,
    /// Of the roster, and not there.
    pub missing: Vec<String>,
}

impl Differences {
    pub(super) fn add(
        &mut self,
        under: &UnderMandate<'_>,
        found: DraftDifference,
        not_sealed: &NotSealed,
    ) {
        let DraftDifference {
            already_sealed,
            extra,
            missing,
            ..
        } = found;
        let named = |tokens: Vec<Token>| {
            let named = tokens.into_iter().map(|token| under.named(&token));
            named.collect::<Vec<_>>()
        };
        self.already_sealed.extend(named(already_sealed));
        self.extra.extend(named(extra));
        let is_told = |case: &String| not_sealed.names(case);
        let missing = named(missing).into_iter().filter(|case| !is_told(case));
        self.missing.extend(missing);
    }

    pub(super) const fn is_only_missing(&self) -> bool {
        self.already_sealed.is_empty() && self.extra.is_empty()
    }

    pub(super) const fn is_none(&self) -> bool {
        self.is_only_missing() && self.missing.is_empty()
    }
}

use std::collections::BTreeSet;

use serde::Deserialize;
use thiserror::Error;

use super::ExtraRule;
use crate::{Date, ProfileReference, is_snomed_code, profile::Period};

/// The rules of a commissioner: who is handed over when a contract changes.
///
/// Read from TOML (dataset section 6); named in the mandate and in field 904.
#[derive(Clone, Debug)]
pub struct Rules {
    name: ProfileReference,
    pub(super) extra: Vec<ExtraRule>,
    pub(super) recent_closure: RecentClosure,
    pub(super) journey: Journey,
    excluded: Excluded,
}

/// Why a file is not eligibility rules. They name no person, so the error may say where it is wrong.
#[derive(Clone, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum RulesError {
    /// An extra rule has a name that is not kebab-case of at most 23 bytes, or that of another.
    #[error("name of an extra rule is not possible or not its own")]
    ExtraName,
    /// An extra rule asks nothing, or what never holds.
    #[error("an extra rule asks nothing")]
    ExtraVoid,
    /// Not TOML, or not of the shape of rules.
    #[error("not eligibility rules")]
    Malformed(#[source] toml::de::Error),
    /// A number of months is not 1 to 1200, or the journeys asked for are none.
    #[error("a number is not possible")]
    Number,
    /// Not UTF-8.
    #[error("not text")]
    NotText,
    /// A safeguarding code of an extra rule is damaged (check D-10).
    #[error("a safeguarding code is damaged")]
    SafeguardingCode,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rules: ProfileReference,
    extra: Vec<ExtraRule>,
    recent_closure: RecentClosure,
    journey: Journey,
    excluded: Excluded,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecentClosure {
    pub(super) months: u16,
    pub(super) journeys_at_least: u32,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Journey {
    pub(super) max_gap_days: u16,
    pub(super) count_untriaged: bool,
    pub(super) synthetic_reasons: Vec<String>,
    pub(super) synthetic_days: u16,
    pub(super) contract_changes: Vec<Date>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Excluded {
    list_months: u16,
    holder: Holder,
    answer_within: Period,
}

/// Who answers when an excluded person returns. There is only this one so far.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Holder {
    Sender,
}

const SIX_MONTHS: &[u8] =
    include_bytes!("../../../../schemas/eligibility/six-months-two-journeys.toml");

impl Rules {
    /// The longest name of an extra rule, in bytes: with `proposed-` before it, it is still a
    /// reason code of a roster.
    pub const MAX_EXTRA_NAME: usize = 23;

    /// The bytes of the shipped rules, `six-months-two-journeys@1`.
    pub const BUILT_IN: &'static [u8] = SIX_MONTHS;

    /// Reads rules.
    ///
    /// # Errors
    ///
    /// [`RulesError::Malformed`] if it is not TOML 1.0 of the shape of dataset section 6, with no
    /// other keys; the other variants, if it is, for what cannot hold.
    pub fn from_toml(toml: &[u8]) -> Result<Self, RulesError> {
        let text = str::from_utf8(toml).map_err(|_| RulesError::NotText)?;
        let file: File = toml::from_str(text).map_err(RulesError::Malformed)?;
        let mut names = BTreeSet::new();
        for rule in &file.extra {
            if !is_extra_name(&rule.id) || !names.insert(&rule.id) {
                return Err(RulesError::ExtraName);
            }
            if rule.when.is_void() {
                return Err(RulesError::ExtraVoid);
            }
            let codes = rule.when.safeguarding.as_ref();
            if codes.is_some_and(|codes| !codes.iter().all(|code| is_snomed_code(code))) {
                return Err(RulesError::SafeguardingCode);
            }
        }
        let months = file.extra.iter().flat_map(|rule| {
            let marac = rule.when.marac_within_months;
            rule.months.into_iter().chain(marac)
        });
        let mut months = months.chain([file.recent_closure.months, file.excluded.list_months]);
        let is_possible = months.all(|months| (1..=1200).contains(&months));
        if !is_possible || file.recent_closure.journeys_at_least == 0 {
            return Err(RulesError::Number);
        }
        Ok(Self {
            name: file.rules,
            extra: file.extra,
            recent_closure: file.recent_closure,
            journey: file.journey,
            excluded: file.excluded,
        })
    }

    /// The shipped rules with their six extra ones.
    ///
    /// # Panics
    ///
    /// Never: a test reads the file that is compiled in.
    #[must_use]
    pub fn six_months_two_journeys() -> Self {
        Self::from_toml(SIX_MONTHS).expect("shipped rules are rules")
    }

    /// The recommendation of the Harrow review to the letter: the shipped rules without extra ones.
    #[must_use]
    pub fn literal() -> Self {
        Self::six_months_two_journeys().without_extra()
    }

    /// These rules without the extra ones.
    #[must_use]
    pub fn without_extra(mut self) -> Self {
        self.extra.clear();
        self
    }

    /// These rules, with the days on which earlier contracts changed.
    #[must_use]
    pub fn with_contract_changes(mut self, days: impl IntoIterator<Item = Date>) -> Self {
        self.journey.contract_changes = days.into_iter().collect();
        self
    }

    /// Name and version, as mandate and field 904 write them.
    #[must_use]
    pub fn reference(&self) -> &str {
        self.name.as_str()
    }

    /// The extra rules, in the order in which they decide.
    #[must_use]
    pub fn extra(&self) -> &[ExtraRule] {
        &self.extra
    }

    /// The most days between two episodes of one journey (check D-43).
    #[must_use]
    pub const fn max_gap_days(&self) -> u16 {
        self.journey.max_gap_days
    }

    /// Whether an episode without triage starts with its referral (check D-43).
    #[must_use]
    pub const fn count_untriaged(&self) -> bool {
        self.journey.count_untriaged
    }

    /// For how many months before the transfer excluded closures can be asked for.
    #[must_use]
    pub const fn list_months(&self) -> u16 {
        self.excluded.list_months
    }

    /// Within what time the holder, who is the sender, answers a request for an excluded case.
    #[must_use]
    pub const fn answer_within(&self) -> Period {
        let Holder::Sender = self.excluded.holder;
        self.excluded.answer_within
    }
}

fn is_extra_name(name: &str) -> bool {
    (1..=Rules::MAX_EXTRA_NAME).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

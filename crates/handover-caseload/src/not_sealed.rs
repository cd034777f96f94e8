//! Cases that are not sealed, or not for everybody whom they name, by name.

use std::collections::BTreeSet;

use handover_package::MandateFieldError;

use crate::{CaseFindings, Reader, To};

/// Cases that are in no package, or in one less than they name readers for.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct NotSealed {
    /// What stands in the way of a case.
    pub blocked: Vec<CaseFindings>,
    /// Cases whose field 904 is not about the mandate.
    pub other_mandate: Vec<(String, MandateFieldError)>,
    /// Cases of the roster that are not there.
    pub missing: Vec<String>,
    /// Cases that name none of the recipients in field 914, and whom they name.
    pub unaddressed: Vec<(String, Vec<Reader>)>,
    /// Readers whom a case names, and nobody seals for.
    pub unserved: Vec<(String, Reader)>,
    /// Cases that go to nobody at all, because they would not go to whoever takes them on.
    pub without_lead: Vec<String>,
    /// Cases of which a split for this audience does not pass.
    pub not_split: Vec<(To, CaseFindings)>,
}

/// What is said first of cases that are not sealed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "one for each list of cases that may not be left out unnoticed"
)]
pub enum WhyNotSealed {
    /// Something stands in their way.
    Blocked,
    /// What an audience may see of them is no case, or does not pass.
    NotSplit,
    /// They are of another mandate by their own word.
    OtherMandate,
    /// They name none of the recipients.
    Unaddressed,
    /// They name readers for whom nobody seals.
    Unserved,
}

/// A case that is in no package, or in one less, with the reason.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct NotSealedCase {
    /// The sender's reference.
    pub case: String,
    /// The checks that stop it.
    pub checks: Vec<String>,
    /// For whom it is not sealed, where it is sealed for others.
    pub reader: Option<String>,
    /// Why, in one word.
    pub why: &'static str,
}

impl NotSealed {
    /// Whether everything goes to everybody.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.blocked.is_empty()
            && self.other_mandate.is_empty()
            && self.missing.is_empty()
            && self.unaddressed.is_empty()
            && self.unserved.is_empty()
            && self.without_lead.is_empty()
            && self.not_split.is_empty()
    }

    /// How many cases are named here.
    #[must_use]
    pub fn cases(&self) -> usize {
        let all = self.rows();
        let cases = all.iter().map(|one| one.case.as_str());
        cases.collect::<BTreeSet<_>>().len()
    }

    /// Whether a case is named here already, with the reason why it is in no package.
    pub(crate) fn names(&self, case: &str) -> bool {
        let mut blocked = self.blocked.iter();
        let mut other_mandate = self.other_mandate.iter();
        let mut unaddressed = self.unaddressed.iter();
        blocked.any(|one| one.reference == case)
            || other_mandate.any(|(one, _)| one == case)
            || unaddressed.any(|(one, _)| one == case)
            || self.without_lead.iter().any(|one| one == case)
    }

    /// What must be said first before cases are left out: whole cases before readers, of which only those who are sure
    /// to be due are asked for.
    pub(crate) const fn first_reason(&self, are_readers_due: bool) -> Option<WhyNotSealed> {
        Some(if !self.other_mandate.is_empty() {
            WhyNotSealed::OtherMandate
        } else if !self.blocked.is_empty() {
            WhyNotSealed::Blocked
        } else if !self.unaddressed.is_empty() {
            WhyNotSealed::Unaddressed
        } else if are_readers_due && !self.unserved.is_empty() {
            WhyNotSealed::Unserved
        } else if are_readers_due && !self.not_split.is_empty() {
            WhyNotSealed::NotSplit
        } else {
            return None;
        })
    }

    /// Why no case at all is left: what is wrong with the arguments before what is wrong in the cases.
    pub(crate) const fn reason_of_all(&self) -> WhyNotSealed {
        if !self.unaddressed.is_empty() {
            WhyNotSealed::Unaddressed
        } else if !self.other_mandate.is_empty() {
            WhyNotSealed::OtherMandate
        } else if !self.unserved.is_empty() {
            WhyNotSealed::Unserved
        } else if !self.not_split.is_empty() {
            WhyNotSealed::NotSplit
        } else {
            WhyNotSealed::Blocked
        }
    }

    /// Every case that is in no package, or in one less, with the reason.
    #[must_use]
    pub fn rows(&self) -> Vec<NotSealedCase> {
        let one = |case: &str, why: &'static str| NotSealedCase {
            case: case.to_owned(),
            checks: Vec::new(),
            reader: None,
            why,
        };
        let mut all = Vec::new();
        all.extend(self.blocked.iter().map(|case| NotSealedCase {
            checks: case.stopping(),
            ..one(&case.reference, "blocked")
        }));
        let other_mandate = self.other_mandate.iter();
        all.extend(other_mandate.map(|(case, _)| NotSealedCase {
            checks: vec!["V-38".to_owned()],
            ..one(case, "other-mandate")
        }));
        let unaddressed = self.unaddressed.iter();
        all.extend(unaddressed.map(|(case, _)| one(case, "not-addressed")));
        let without_lead = self.without_lead.iter();
        all.extend(without_lead.map(|case| one(case, "not-for-whoever-takes-it-on")));
        all.extend(self.missing.iter().map(|case| one(case, "missing")));
        all.extend(self.unserved.iter().map(|(case, reader)| NotSealedCase {
            reader: Some(reader.to_string()),
            ..one(case, "nobody-seals-for-this-reader")
        }));
        all.extend(self.not_split.iter().map(|(to, case)| {
            let why = if case.findings.is_empty() {
                "no-case-without-what-this-audience-may-not-see"
            } else {
                "blocked-for-this-audience"
            };
            NotSealedCase {
                checks: case.stopping(),
                reader: Some(to.to_string()),
                ..one(&case.reference, why)
            }
        }));
        all
    }
}

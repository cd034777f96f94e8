//! The numbered checks of dataset section 7: what must hold before a case is sealed, and is looked
//! at again after it was opened.

mod checked;
mod context;
mod found;
mod known;
mod list;
mod looks;
mod matching;
mod texts;
mod view;
mod walk;

mod answered;
mod assessment;
mod closure;
mod contact;
mod corrected;
mod dates;
mod form;
mod half_known;
mod hidden;
mod identity;
mod linked;
mod maternity;
mod place;
mod prescribing;
mod read;
mod readers;
mod recipients;
mod risk;
mod sharing;
mod signing;

use self::looks::look;
pub use self::{
    checked::{CheckFailed, Checked},
    context::{CheckContext, JourneyRules, LinkedCase, Recipient, SignerKeys},
    list::{CHECKS, Check, action_of},
};
pub(crate) use self::{
    found::Found,
    known::{Known, answers},
    matching::Needles,
    texts::{Walked, has_text},
    view::{Reader, View},
};
use crate::{Case, Finding, Profile, Severity};

/// Runs every check over a case.
///
/// The findings come in the order of their checks. Those of severity
/// [`Ack`](Severity::Ack) that a practitioner has acknowledged with a reason (field 918) are left
/// out. The profile may have made a check stricter, never softer; one that it made *blocks* is not
/// silenced by an acknowledgement.
///
/// The findings quote the case: they stay on the machine that made them.
#[must_use]
pub fn run(case: &Case, profile: &Profile, context: &CheckContext) -> Vec<Finding> {
    let view = View::new(case, profile, context);
    let mut findings = Vec::new();
    for check in CHECKS {
        let Some(look) = look(check.id) else {
            continue; // of the form: `Case` cannot be built wrong
        };
        let stricter = profile.severity(check.id);
        let severity = stricter.map_or(check.severity, |given| given.max(check.severity));
        let is_answered = severity == Severity::Ack && view.is_acknowledged(check.id);
        let mut found = Found::new(check.id, severity, is_answered, &mut findings);
        look(&view, &mut found);
    }
    findings
}

/// Runs every check again over a case that was opened as these audiences (check V-34): a sender may
/// have skipped them.
///
/// What none of them sees is not missed. The findings quote the case: they stay on the machine that
/// made them.
#[must_use]
pub fn run_opened<'a>(
    case: &Case,
    profile: &Profile,
    audiences: impl IntoIterator<Item = &'a str>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for audience in audiences {
        let context = CheckContext {
            seen_by: Some(audience.to_owned()),
            ..CheckContext::default()
        };
        for finding in run(case, profile, &context) {
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests;

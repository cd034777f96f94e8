//! The checks of the dataset, run again over what was opened (V-34), and whether each case says that it
//! is of the mandate of its package (V-38): a sender may have skipped them.

use handover::{
    Case, CaseReference, Mandate, OrganisationId, Package, Profile, Severity, ShortName, Statement,
    Token, check_mandate_field, checks, is_reply,
};

use crate::{screen::Screen, verbs::statements::Statements};

/// Looks at opened cases as those see them who opened them.
pub(crate) struct CheckedAgain<'a> {
    profile: &'a Profile,
    /// The audiences as which the package was opened.
    audiences: Vec<ShortName>,
    /// The mandate of the package, if it has one that is at hand.
    mandate: Option<&'a Statement<Mandate>>,
}

/// A case that can be read and should not have been sealed as it is.
pub(crate) struct FailedCase {
    pub(crate) token: Token,
    /// The sender's own, if the reader may see it.
    pub(crate) reference: Option<CaseReference>,
    /// Each check that fails, once.
    pub(crate) checks: Vec<String>,
}

impl<'a> CheckedAgain<'a> {
    /// For a package opened as one audience, or as all that are ours.
    pub(crate) fn new(
        profile: &'a Profile,
        head: &Package,
        us: &OrganisationId,
        audience: Option<&ShortName>,
        statements: &'a Statements,
    ) -> Self {
        let ours = head
            .stanzas
            .iter()
            .filter(|stanza| stanza.to == *us)
            .map(|stanza| &stanza.audience);
        let opened = ours.filter(|ours| audience.is_none_or(|wanted| *ours == wanted));
        Self {
            profile,
            audiences: opened.cloned().collect(),
            mandate: head.mandate.and_then(|id| statements.mandate(&id)),
        }
    }

    /// What stands against the case; `None` if nothing does, or if it is a reply: words, and no record.
    pub(crate) fn look(&self, token: Token, case: &Case) -> Option<FailedCase> {
        if is_reply(case) {
            return None;
        }
        let audiences = self.audiences.iter().map(ShortName::as_str);
        let findings = checks::run_opened(case, self.profile, audiences);
        let mut checks: Vec<String> = findings
            .iter()
            .filter(|finding| finding.severity > Severity::Reported)
            .map(|finding| finding.check.to_string())
            .collect();
        checks.sort_unstable();
        checks.dedup();
        if self
            .mandate
            .is_some_and(|mandate| check_mandate_field(case, mandate).is_err())
        {
            checks.push("V-38".to_owned());
        }
        (!checks.is_empty()).then(|| FailedCase {
            token,
            reference: case.reference().cloned(),
            checks,
        })
    }
}

/// Names the cases that fail, on standard error, without a word of what is in them.
pub(super) fn tell(failed: &[FailedCase], screen: &Screen) {
    if failed.is_empty() {
        return;
    }
    for case in failed {
        let reference = case.reference.as_ref().map_or("", CaseReference::as_str);
        screen.note(&format!(
            "policy: case {} {reference} fails {}",
            case.token,
            case.checks.join(", ")
        ));
    }
    screen.note(&format!(
        "{} of the opened cases fail checks that their sender should have run.\n\
         They are readable and written. Read them with care, and ask the sender about them: `handover query`.",
        failed.len()
    ));
}

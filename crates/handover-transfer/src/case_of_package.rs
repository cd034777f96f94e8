use handover_trust::{Event, Package, Receipt, Statement, Token, Verdict, VerdictRow};

use crate::guard::{Cases, Claim};

/// One case of a package of which the others need not be known: what is about it, and what is not.
#[derive(Clone, Copy, Debug)]
pub struct CaseOfPackage<'a> {
    head: &'a Statement<Package>,
    token: &'a Token,
}

impl<'a> CaseOfPackage<'a> {
    /// A case, by the verified head of its package.
    #[must_use]
    pub const fn new(head: &'a Statement<Package>, token: &'a Token) -> Self {
        Self { head, token }
    }

    /// Whether a receipt is one of this package, for somebody to whom it went (V-40, V-41).
    #[must_use]
    pub fn has_receipt(&self, receipt: &Receipt) -> bool {
        self.is_fit(&Claim::of_receipt(receipt))
    }

    /// What a verdict says of this case, if its organisation may speak of the package (V-40, V-41).
    #[must_use]
    pub fn row_of<'v>(&self, verdict: &'v Verdict) -> Option<&'v VerdictRow> {
        let rows = verdict.verdicts.as_slice();
        let place = rows
            .binary_search_by(|row| row.token.cmp(self.token))
            .ok()?;
        let row = rows.get(place)?;
        self.is_fit(&Claim::of_verdict(verdict)).then_some(row)
    }

    /// Whether an event happened to this case, as its sender or a recipient says (V-40, V-41).
    #[must_use]
    pub fn has_event(&self, event: &Event) -> bool {
        let is_of_case = event.rows.binary_search_by(|row| row.0.cmp(self.token));
        is_of_case.is_ok() && self.is_fit(&Claim::of_event(event))
    }

    fn is_fit(&self, claim: &Claim<'_>) -> bool {
        claim.check(self.head, Cases::Some, []).is_ok()
    }
}

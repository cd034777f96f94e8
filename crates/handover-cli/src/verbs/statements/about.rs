//! Which statements are about one case.

use handover::{Event, Package, Receipt, Statement, StatementId, Token, Verdict, VerdictRow};

use super::Statements;

impl Statements {
    /// The statements about one case of a package, and who countersigned them, in the order in which
    /// they are made; with mandate and rosters, if they are wanted.
    ///
    /// A roster, and a verdict about several cases, tell the tokens of the others too: a signature
    /// covers all of it.
    pub(crate) fn about_case(
        &self,
        head: &Statement<Package>,
        token: &Token,
        with_agreement: bool,
    ) -> Vec<&[u8]> {
        let mut about: Vec<(StatementId, &[u8])> = Vec::new();
        let mandate = head.payload().mandate.filter(|_| with_agreement);
        if let Some(mandate) = mandate {
            let found = self
                .mandates()
                .iter()
                .filter(|known| *known.id() == mandate);
            about.extend(found.map(|found| (*found.id(), found.as_bytes())));
            let of_it = self
                .rosters()
                .iter()
                .filter(|known| known.payload().mandate == mandate);
            about.extend(of_it.map(|roster| (*roster.id(), roster.as_bytes())));
        }
        let receipts = self.receipts().iter();
        let receipts = receipts.filter(|receipt| is_receipt_for(receipt.payload(), head));
        about.extend(receipts.map(|receipt| (*receipt.id(), receipt.as_bytes())));
        let verdicts = self.verdicts().iter();
        let verdicts =
            verdicts.filter(|verdict| row_about(verdict.payload(), head, token).is_some());
        about.extend(verdicts.map(|verdict| (*verdict.id(), verdict.as_bytes())));
        let events = self.events().iter();
        let events = events.filter(|event| is_event_about(event.payload(), head, token));
        about.extend(events.map(|event| (*event.id(), event.as_bytes())));
        let countersigns = self.countersigns().iter().filter(|countersign| {
            let said = countersign.payload();
            said.is_about(head.id()) || about.iter().any(|(about, _)| said.is_about(about))
        });
        let countersigns: Vec<&[u8]> = countersigns.map(Statement::as_bytes).collect();
        let said = about.into_iter().map(|(_, bytes)| bytes);
        said.chain(countersigns).collect()
    }
}

/// Whether a receipt is one of this package, for somebody to whom it went (V-40, V-41).
pub(crate) fn is_receipt_for(receipt: &Receipt, head: &Statement<Package>) -> bool {
    let mut stanzas = head.payload().stanzas.iter();
    receipt.package == *head.id()
        && receipt.mandate == head.payload().mandate
        && stanzas.any(|stanza| {
            let audience = receipt.audience.as_ref();
            stanza.to == receipt.r#for
                && audience.is_none_or(|audience| stanza.audience == *audience)
        })
}

/// What a verdict says of this case of this package, if its organisation may (V-40, V-41).
pub(crate) fn row_about<'a>(
    verdict: &'a Verdict,
    head: &Statement<Package>,
    token: &Token,
) -> Option<&'a VerdictRow> {
    let mut stanzas = head.payload().stanzas.iter();
    let is_about = verdict.package == *head.id()
        && verdict.mandate == head.payload().mandate
        && stanzas.any(|stanza| stanza.to == verdict.by && stanza.audience == verdict.audience);
    let rows = verdict.verdicts.as_slice();
    let place = rows.binary_search_by(|row| row.token.cmp(token)).ok();
    place.filter(|_| is_about).and_then(|place| rows.get(place))
}

/// Whether an event is one of this case, by its sender or a recipient (V-40, V-41).
pub(crate) fn is_event_about(event: &Event, head: &Statement<Package>, token: &Token) -> bool {
    let package = head.payload();
    let mut parties = package.stanzas.iter().map(|stanza| &stanza.to);
    event.package.is_none_or(|package| package == *head.id())
        && event.mandate == package.mandate
        && (event.by == package.by || parties.any(|to| *to == event.by))
        && event.rows.binary_search_by(|row| row.0.cmp(token)).is_ok()
}

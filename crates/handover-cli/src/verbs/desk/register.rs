//! Which reference the sender gave to which token: its own ledgers say it.

use std::collections::BTreeMap;

use handover::{
    case::CaseReference,
    trust::{Package, Statement, Token},
};
use handover_identity::{Identity, MandateLedger, PackageLedger};

use crate::problem::Problem;

/// The references of the cases of a package that we sealed.
pub(crate) fn sent_references(
    identity: &Identity,
    passphrase: &str,
    head: &Statement<Package>,
    tokens: &[Token],
) -> Result<BTreeMap<CaseReference, Token>, Problem> {
    if let Some(mandate) = head.payload().mandate {
        let ledger = MandateLedger::read(identity, mandate, passphrase)?;
        let known = |token: &Token| Some((ledger.reference(token)?.clone(), *token));
        return Ok(tokens.iter().filter_map(known).collect());
    }
    let ledger = PackageLedger::read(identity, *head.id(), passphrase)?;
    Ok(ledger.into_references())
}

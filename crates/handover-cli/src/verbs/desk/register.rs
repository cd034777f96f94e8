//! Which reference the sender gave to which token: its own ledgers say it.

use std::{collections::BTreeMap, fs};

use handover::{CaseReference, Package, Statement, Token};
use serde::Deserialize;

use crate::{
    problem::{Problem, shown},
    store::{Identity, MandateLedger},
};

/// The ledger of one package, as `seal` keeps it.
#[derive(Deserialize)]
struct PackageLedger {
    cases: BTreeMap<String, CaseReference>,
}

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
    let path = identity.folder().join(format!("sealed/{}.json", head.id()));
    let bytes = fs::read(&path).map_err(|error| {
        Problem::reading(&path, &error).advise("Name cases by their tokens instead.")
    })?;
    let damaged = || {
        Problem::input_output(
            format!("{} is damaged", shown(&path)),
            "Restore the identity folder from a copy, or name cases by their tokens.",
        )
    };
    let ledger: PackageLedger = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
    let cases = ledger.cases.into_iter().map(|(token, reference)| {
        let token = token.parse().map_err(|_| damaged())?;
        Ok((reference, token))
    });
    cases.collect()
}

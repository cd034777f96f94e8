//! Which reference the sender gave to which token: its own ledgers say it.

use std::{collections::BTreeMap, fs};

use handover::{CaseReference, Token};
use serde::Deserialize;

use super::Desk;
use crate::{
    problem::{Problem, shown},
    store::MandateLedger,
};

/// The ledger of one package, as `seal` keeps it.
#[derive(Deserialize)]
struct PackageLedger {
    cases: BTreeMap<String, CaseReference>,
}

/// The references of the cases that we sealed.
pub(crate) fn sent_references(desk: &Desk) -> Result<BTreeMap<CaseReference, Token>, Problem> {
    let mandate = desk.head().payload().mandate;
    if let Some(mandate) = mandate {
        let ledger = MandateLedger::read(&desk.identity, mandate, &desk.passphrase)?;
        let known = |token: &Token| Some((ledger.reference(token)?.clone(), *token));
        return Ok(desk.tokens().iter().filter_map(known).collect());
    }
    let name = format!("sealed/{}.json", desk.head().id());
    let path = desk.identity.folder().join(name);
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

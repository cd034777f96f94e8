//! A filled-in request, from its file.

use std::{fs, path::Path};

use handover::cbor::RefusalClass;
use handover_caseload::{RequestForm, RequestFormError};
use handover_report::shown;

use crate::{problem::Problem, refusals::refusal};

pub(super) fn read(path: &Path) -> Result<RequestForm, Problem> {
    let bytes = fs::read(path).map_err(|error| Problem::reading(path, &error))?;
    RequestForm::read(&bytes).map_err(|error| match error {
        RequestFormError::TooMuch => Problem::input_output(
            format!("{}: {error}", shown(path)),
            "Take it out: a holder finds a record by these, and needs to know no more.",
        ),
        error => Problem::input_output(
            format!("{} is no request: {error}", shown(path)),
            "`handover schema request` prints one to copy and fill in.",
        ),
    })
}

/// Why a request that was read becomes no case.
pub(super) fn not_made(error: RequestFormError) -> Problem {
    match &error {
        RequestFormError::NotListed(id) => refusal(
            &format!("organisation {id}"),
            RefusalClass::NotEntitled,
            error,
        ),
        _ => Problem::our_bug(error.to_string()),
    }
}

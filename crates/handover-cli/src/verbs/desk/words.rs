//! Words about one case, from a file to the other party.

use std::{fs, path::Path};

use handover::{
    case::CaseReference,
    cbor::RefusalClass,
    trust::{OrganisationId, ShortName, Token},
};
use handover_caseload::one_text;
use handover_report::shown;

use super::AtDesk;
use crate::{
    problem::Problem,
    verbs::{
        reply::{SealedReply, seal_reply},
        statements::ToArgument,
    },
};

/// Words to one organisation about one case.
pub(crate) struct Words<'a> {
    pub(crate) file: &'a Path,
    pub(crate) to: &'a OrganisationId,
    pub(crate) token: Token,
    pub(crate) reference: CaseReference,
    /// Of whoever writes.
    pub(crate) role: Option<ShortName>,
}

/// Seals words to a party; the package is not there until it is finished.
pub(crate) fn seal(
    desk: &AtDesk,
    words: &Words<'_>,
    to: &ToArgument,
) -> Result<SealedReply, Problem> {
    let read = fs::read_to_string(words.file);
    let text = read.map_err(|error| Problem::reading(words.file, &error))?;
    let text = one_text(&text).ok_or_else(|| {
        Problem::usage(
            format!(
                "{} is empty or longer than 2,000 characters",
                shown(words.file)
            ),
            "Write a few sentences; what belongs to the record goes in a package of its own.",
        )
    })?;
    let known = desk.statements.known();
    let agreed = known.agreed(desk.index.head(), &words.token);
    let agreed = agreed.map_err(|error| {
        Problem::refused(
            RefusalClass::Policy,
            error.to_string(),
            "Give them with --statement.",
        )
    })?;
    let role = words.role.as_ref();
    let words = handover::Words {
        to: words.to,
        agreed,
        token: words.token,
        reference: words.reference.as_str(),
        role: role.map_or("practitioner", |role| role.as_str()),
        texts: vec![text],
    };
    seal_reply(&desk.office, known, words, to)
}

/// Words about several cases would have to be told apart by their readers.
pub(crate) fn one_case_only() -> Problem {
    Problem::usage(
        "words are about one case",
        "Name one case with --case, and the others without --words.",
    )
}

/// Without its reference the reader would not know which case is meant.
pub(crate) fn no_reference() -> Problem {
    Problem::usage(
        "the reference of the case is not known here",
        "Write the words from the identity that sealed or opened the case.",
    )
}

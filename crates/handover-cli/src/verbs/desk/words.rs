//! Words about one case, from a file to the other party.

use std::{fs, path::Path};

use handover::{
    case::CaseReference,
    cbor::RefusalClass,
    trust::{CertificateUse, OrganisationId, Token},
};
use handover_caseload::one_text;
use handover_identity::KeyName;
use handover_report::shown;

use super::Desk;
use crate::{
    problem::Problem,
    verbs::{
        reply::{Agreed, ReplyInput, SealedReply, Words as ToSeal, seal_reply},
        statements::ToArgument,
    },
};

/// Words to one organisation about one case.
pub(crate) struct Words<'a> {
    pub(crate) file: &'a Path,
    pub(crate) to: &'a OrganisationId,
    pub(crate) token: Token,
    pub(crate) reference: CaseReference,
}

/// Seals words to a party; the package is not there until it is finished.
pub(crate) fn seal(
    desk: &Desk,
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
    let office = KeyName::of_use(CertificateUse::Office);
    let office = desk.identity.signer(&office, &desk.passphrase)?;
    let input = ReplyInput {
        identity: &desk.identity,
        directory: &desk.directory,
        statements: &desk.statements,
        office: &office,
        moment: desk.moment,
    };
    let role = desk.roles.first();
    let words = ToSeal {
        to: words.to,
        agreed: agreement(desk, &words.token)?,
        token: words.token,
        reference: words.reference.as_str(),
        role: role.map_or("practitioner", |role| role.as_str()),
        texts: vec![text],
    };
    seal_reply(&input, words, to)
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

/// Mandate and roster of the case, where there is a mandate.
fn agreement<'a>(desk: &'a Desk, token: &Token) -> Result<Option<Agreed<'a>>, Problem> {
    let Some(id) = desk.head().payload().mandate else {
        return Ok(None);
    };
    let roster = desk.statements.known().roster_listing(&id, token);
    match (desk.statements.mandate(&id), roster) {
        (Some(mandate), Some(roster)) => Ok(Some((mandate, roster))),
        _ => Err(Problem::refused(
            RefusalClass::Policy,
            "mandate or roster of the case is not at hand",
            "Give them with --statement.",
        )),
    }
}

//! Words about one case, from a file to the other party.

use std::{fs, path::Path};

use handover::{
    CaseReference, CertificateUse, OrganisationId, RefusalClass, Roster, Statement, Token,
};
use handover_identity::KeyName;

use super::Desk;
use crate::{
    problem::{Problem, shown},
    verbs::{
        reply::{Agreed, Reply, ReplyInput, SealedReply, TEXT, seal_reply},
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
    let reply = Reply {
        to: words.to,
        agreed: agreement(desk, &words.token)?,
        token: words.token,
        reference: words.reference.as_str(),
        role: role.map_or("practitioner", |role| role.as_str()),
        texts: vec![text],
    };
    seal_reply(&input, &reply, to)
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
    let lists = |roster: &&Statement<Roster>| {
        let roster = roster.payload();
        roster.mandate == id
            && roster
                .rows
                .binary_search_by(|row| row.token.cmp(token))
                .is_ok()
    };
    let roster = desk.statements.rosters().iter().find(lists);
    match (desk.statements.mandate(&id), roster) {
        (Some(mandate), Some(roster)) => Ok(Some((mandate, roster))),
        _ => Err(Problem::refused(
            RefusalClass::Policy,
            "mandate or roster of the case is not at hand",
            "Give them with --statement.",
        )),
    }
}

/// The words of a file, with the line ends of a text; `None` for nothing or too much.
fn one_text(written: &str) -> Option<String> {
    let text = written.trim().replace("\r\n", "\n");
    let is_one = !text.is_empty() && text.chars().nth(TEXT).is_none();
    is_one.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_one_text_whole() {
        assert_eq!(one_text(" Why?\n").unwrap(), "Why?");
        assert_eq!(
            one_text("Why?\r\nAnd when?\r\n").unwrap(),
            "Why?\nAnd when?"
        );
        let long = "word ".repeat(TEXT / 5);
        assert_eq!(one_text(&long).unwrap(), long.trim());
    }

    #[test]
    fn nothing_and_too_much_are_no_words() {
        assert!(one_text(" \n").is_none());
        assert!(one_text(&"x".repeat(TEXT + 1)).is_none());
        assert!(one_text(&"\u{e9}".repeat(TEXT)).is_some());
    }
}

//! Words about one case, from a file to the other party.

use std::{fs, path::Path};

use handover::{
    CaseReference, CertificateUse, OrganisationId, RefusalClass, Roster, Statement, Token,
};

use super::Desk;
use crate::{
    problem::{Problem, shown},
    store::KeyName,
    verbs::{
        reply::{Agreed, NOTHING, Reply, ReplyInput, SealedReply, TEXTS, seal_reply},
        statements::ToArgument,
    },
};

/// The most characters of one of the four texts of field 906.
const TEXT: usize = 500;

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
    let texts = texts(text.trim()).ok_or_else(|| {
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
        texts,
        more: Vec::new(),
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

/// The text in four, each cut where a word ends; `None` for nothing or too much.
fn texts(text: &str) -> Option<[String; TEXTS]> {
    let mut texts = [NOTHING; TEXTS].map(str::to_owned);
    let mut rest = text;
    for part in &mut texts {
        if rest.is_empty() {
            break;
        }
        let end = rest
            .char_indices()
            .nth(TEXT)
            .map_or(rest.len(), |(end, _)| end);
        let whole = rest.get(..end)?;
        let cut = if end == rest.len() {
            end
        } else {
            whole.rfind(char::is_whitespace).unwrap_or(end)
        };
        let (now, later) = rest.split_at_checked(cut)?;
        now.trim_end().clone_into(part);
        rest = later.trim_start();
    }
    (rest.is_empty() && !text.is_empty()).then_some(texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_where_a_word_ends() {
        assert_eq!(texts("Why?").unwrap(), ["Why?", "-", "-", "-"]);
        let long = "word ".repeat(399);
        let texts = texts(long.trim()).unwrap();
        assert!(texts.iter().all(|text| text.chars().count() <= TEXT));
        assert_eq!(texts.join(" "), long.trim());
    }

    #[test]
    fn nothing_and_too_much_are_no_words() {
        assert!(texts("").is_none());
        assert!(texts(&"x".repeat(TEXT * TEXTS + 1)).is_none());
        assert!(texts(&"\u{e9}".repeat(TEXT * TEXTS)).is_some());
    }
}

//! Words that only two parties may read, as a package of one case (section "One case" of
//! `schemas/PROTOCOL.md`, "Replies").

use std::{
    fs,
    path::{Path, PathBuf},
};

use handover::{
    Case, CaseReference, CertificateUse, Draft, DraftCase, Grant, Mandate, OrganisationId, Profile,
    ProfileInForce, RefusalClass, Roster, SealError, Statement, Token,
};
use serde_json::json;

use super::Desk;
use crate::{
    clock,
    output::NewFile,
    problem::{Problem, shown},
    refusals::refusal,
    store::KeyName,
    verbs::{seal::ReaderKey, statements::ToArgument},
};

/// The most characters of one of the four texts of field 906.
const TEXT: usize = 500;

/// How many texts there are.
const TEXTS: usize = 4;

/// Days within which words must be opened.
const OPEN_WITHIN: u32 = 60;

/// What stands in a text that is not needed.
const NOTHING: &str = "-";

/// Words to one organisation about one case.
pub(crate) struct Words<'a> {
    pub(crate) file: &'a Path,
    pub(crate) to: &'a OrganisationId,
    pub(crate) token: Token,
    pub(crate) reference: CaseReference,
}

/// Sealed words on their way out: dropped unfinished, they vanish.
pub(crate) struct SealedWords {
    pub(crate) path: PathBuf,
    file: NewFile,
    key: ReaderKey,
}

impl SealedWords {
    /// Gives the package its name.
    pub(crate) fn finish(self, desk: &Desk) -> Result<PathBuf, Problem> {
        self.file.finish()?;
        self.key.remember(desk.identity.folder())?;
        Ok(self.path)
    }
}

/// Seals words to a party; the package is not there until it is finished.
pub(crate) fn seal(
    desk: &Desk,
    words: &Words<'_>,
    to: &ToArgument,
) -> Result<SealedWords, Problem> {
    let Some(folder) = to.folder() else {
        return Err(Problem::usage(
            "words go in a package beside the statement",
            "With --words, name a folder with --to.",
        ));
    };
    let case = case(desk, words)?;
    let profile = Profile::built_in_bytes("reply")
        .and_then(|bytes| ProfileInForce::from_toml(bytes).ok())
        .ok_or_else(|| Problem::our_bug("the profile of words cannot be read"))?;
    let (now, until) = (desk.now(), desk.moment.days_later(OPEN_WITHIN)?.posix());
    let identity = desk.identity.folder();
    let key = ReaderKey::find(words.to, identity, &[], &desk.directory, now)?;
    let audience = profile
        .profile()
        .lead()
        .parse()
        .map_err(|_| Problem::our_bug("the audience of words is no name"))?;
    let mut draft = Draft::new(desk.us().clone(), &profile, now, until).grant(Grant {
        to: words.to.clone(),
        audience,
        key: key.key.clone(),
    });
    if let Some((mandate, roster)) = agreement(desk, &words.token)? {
        draft = draft.under(mandate, roster, desk.statements.countersigns());
    }
    let refused = |error: SealError| match error {
        SealError::Sink(kind) => Problem::writing(folder, &kind.into()),
        error => refusal("the words cannot be sealed", error.class(), error),
    };
    let office = CertificateUse::Office;
    let office = desk
        .identity
        .signer(&KeyName::of_use(office), &desk.passphrase)?;
    // The id, and so the name, is known once it is sealed: it holds one short case.
    let mut bytes = Vec::new();
    let mut sealer = draft
        .begin(vec![words.token], &mut bytes)
        .map_err(refused)?;
    let sections = case.sealed_sections(&profile.profile().sealed_sections());
    sealer
        .push(DraftCase::new(words.token, sections))
        .map_err(refused)?;
    let sealed = sealer.finish(&office).map_err(refused)?;
    let path = to.place("reply", &sealed.head().id().to_string(), "handover");
    let mut file = NewFile::create(&path)?;
    std::io::Write::write_all(&mut file, &bytes)
        .map_err(|error| Problem::writing(&path, &error))?;
    Ok(SealedWords { path, file, key })
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

/// Mandate and roster of a case.
type Agreed<'a> = (&'a Statement<Mandate>, &'a Statement<Roster>);

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

/// The words as a case of the profile: nothing of the person but the reference.
fn case(desk: &Desk, words: &Words<'_>) -> Result<Case, Problem> {
    let read = fs::read_to_string(words.file);
    let text = read.map_err(|error| Problem::reading(words.file, &error))?;
    let Some([situation, background, assessment, recommendation]) = texts(text.trim()) else {
        return Err(Problem::usage(
            format!(
                "{} is empty or longer than 2,000 characters",
                shown(words.file)
            ),
            "Write a few sentences; what belongs to the record goes in a package of its own.",
        ));
    };
    let name = |id: &OrganisationId| {
        let card = desk.directory.organisation(id, desk.now());
        let name = card.map(|listed| listed.card().payload().name.as_str());
        name.unwrap_or(id.as_str()).to_owned()
    };
    let organisation = |id: &OrganisationId| json!({"name": name(id), "ods": id.as_str()});
    let role = desk
        .roles
        .first()
        .map_or("practitioner", |role| role.as_str());
    let today = clock::day_in_london(desk.moment).to_string();
    let kind = desk
        .head()
        .payload()
        .mandate
        .and_then(|id| desk.statements.mandate(&id))
        .map_or("discharge", |mandate| mandate.payload().kind.as_str());
    let document = json!({
        "mhd": "mhd/1",
        "profile": "reply@1",
        "sections": {"handover": {
            "provenance": {
                "recorded_at": today,
                "recorded_by": role,
                "source": "record",
                "verification": "confirmed",
            },
            "case_reference": words.reference.as_str(),
            "kind": kind,
            "basis": {"code": "request"},
            "from_to": {"from": organisation(desk.us()), "to": [organisation(words.to)]},
            "sbar": {"value": {
                "situation": situation,
                "background": background,
                "assessment": assessment,
                "recommendation": recommendation,
            }},
            "author": {
                "by": {"name": name(desk.us()), "role": role},
                "at": clock::as_json(desk.now().as_secs()),
            },
        }},
    });
    Case::from_value(document).map_err(|_| {
        Problem::usage(
            format!("{} holds what a case cannot", shown(words.file)),
            "Write plain text, without control characters.",
        )
    })
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

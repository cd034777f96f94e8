//! Words that only two parties may read, as a package of one case (section "One case" of
//! `schemas/PROTOCOL.md`, "Replies").

use std::path::PathBuf;

use handover::{
    Case, Draft, DraftCase, Grant, Mandate, OrganisationId, Profile, ProfileInForce, RefusalClass,
    Roster, SealError, Signer, Statement, Token, VerifiedDirectory, checks::CheckContext,
};
use handover_identity::{Identity, ReaderKey};
use serde_json::{Value, json};

use super::statements::{Statements, ToArgument};
use crate::{
    clock::{self, Moment},
    output::NewFile,
    problem::Problem,
    refusals::refusal,
};

/// The most characters of one text.
pub(crate) const TEXT: usize = 2000;

/// Days within which words must be opened.
const OPEN_WITHIN: u32 = 60;

/// By whom words are sealed, and by what everybody is judged.
pub(crate) struct ReplyInput<'a> {
    pub(crate) identity: &'a Identity,
    pub(crate) directory: &'a VerifiedDirectory,
    pub(crate) statements: &'a Statements,
    pub(crate) office: &'a Signer,
    pub(crate) moment: Moment,
}

/// Mandate and roster of a case.
pub(crate) type Agreed<'a> = (&'a Statement<Mandate>, &'a Statement<Roster>);

/// Words to one organisation.
pub(crate) struct Reply<'a> {
    pub(crate) to: &'a OrganisationId,
    pub(crate) agreed: Option<Agreed<'a>>,
    pub(crate) token: Token,
    /// The sender's reference of the case; it leads to a person.
    pub(crate) reference: &'a str,
    /// Of whoever writes.
    pub(crate) role: &'a str,
    /// The words: one text, or several that are read in their order, each of at most [`TEXT`] characters.
    pub(crate) texts: Vec<String>,
}

/// Sealed words on their way out: dropped unfinished, they vanish.
pub(crate) struct SealedReply {
    pub(crate) path: PathBuf,
    file: NewFile,
    key: ReaderKey,
}

impl SealedReply {
    /// Gives the package its name.
    pub(crate) fn finish(self) -> Result<PathBuf, Problem> {
        // Before it has its name: what cannot be remembered is not sealed.
        self.key.remember()?;
        self.file.finish()?;
        Ok(self.path)
    }
}

/// Seals words to a party; the package is not there until it is finished.
pub(crate) fn seal_reply(
    input: &ReplyInput<'_>,
    reply: &Reply<'_>,
    to: &ToArgument,
) -> Result<SealedReply, Problem> {
    let Some(folder) = to.folder() else {
        return Err(Problem::usage(
            "words go in a package beside the statement",
            "Name a folder with --to.",
        ));
    };
    let profile = Profile::built_in_bytes("reply")
        .and_then(|bytes| ProfileInForce::from_toml(bytes).ok())
        .ok_or_else(|| Problem::our_bug("the profile of words cannot be read"))?;
    let case = case(input, reply, profile.profile())?;
    let checked = case.check(profile.profile(), &CheckContext::default());
    let case = checked.map_err(|failed| {
        refusal("the words cannot be sealed", RefusalClass::Policy, failed)
            .advise("Write plain text, each of at most 2,000 characters.")
    })?;
    let (now, until) = (
        input.moment.posix(),
        input.moment.days_later(OPEN_WITHIN)?.posix(),
    );
    let identity = input.identity.folder();
    let key = ReaderKey::find(reply.to, identity, &[], input.directory, now)?;
    let audience = profile
        .profile()
        .lead()
        .parse()
        .map_err(|_| Problem::our_bug("the audience of words is no name"))?;
    let us = input.identity.organisation().clone();
    let mut draft = Draft::new(us, &profile, now, until).grant(Grant {
        to: reply.to.clone(),
        audience,
        key: key.key().clone(),
    });
    if let Some((mandate, roster)) = reply.agreed {
        draft = draft.under(mandate, roster, input.statements.countersigns());
    }
    let refused = |error: SealError| match error {
        SealError::Sink(kind) => Problem::writing(folder, &kind.into()),
        error => refusal("the words cannot be sealed", error.class(), error),
    };
    // The id, and so the name, is known once it is sealed: it holds one case.
    let mut bytes = Vec::new();
    let mut sealer = draft
        .begin(vec![reply.token], &mut bytes)
        .map_err(refused)?;
    sealer
        .push(DraftCase::new(reply.token, &case))
        .map_err(refused)?;
    let sealed = sealer.finish(input.office).map_err(refused)?;
    let path = to.place("reply", &sealed.head().id().to_string(), "handover");
    let mut file = NewFile::create(&path)?;
    std::io::Write::write_all(&mut file, &bytes)
        .map_err(|error| Problem::writing(&path, &error))?;
    Ok(SealedReply { path, file, key })
}

/// The words as a case of the profile: nothing of the person but the reference.
fn case(input: &ReplyInput<'_>, reply: &Reply<'_>, profile: &Profile) -> Result<Case, Problem> {
    let now = input.moment.posix();
    let name = |id: &OrganisationId| {
        let card = input.directory.organisation(id, now);
        let name = card.map(|listed| listed.card().payload().name.as_str());
        name.unwrap_or(id.as_str()).to_owned()
    };
    let organisation = |id: &OrganisationId| json!({"name": name(id), "ods": id.as_str()});
    let us = input.identity.organisation();
    let kind = reply
        .agreed
        .map_or("discharge", |(mandate, _)| mandate.payload().kind.as_str());
    let texts = reply.texts.iter();
    let texts: Vec<Value> = texts
        .map(|text| json!({"kind": "related", "value": text}))
        .collect();
    let document = json!({
        "mhd": "mhd/1",
        "profile": profile.reference(),
        "sections": {"handover": {
            "provenance": {
                "recorded_at": clock::day_in_london(input.moment).to_string(),
                "recorded_by": reply.role,
                "source": "record",
                "verification": "confirmed",
            },
            "case_reference": reply.reference,
            "kind": kind,
            "basis": {"code": "request"},
            "from_to": {"from": organisation(us), "to": [organisation(reply.to)]},
            "author": {
                "by": {"name": name(us), "role": reply.role},
                "at": clock::Time::from(now),
            },
            "references": {"value": texts},
        }},
    });
    Case::from_value(document).map_err(|_| {
        Problem::usage(
            "the words hold what a case cannot",
            "Write plain text, without control characters.",
        )
    })
}

//! Words that only two parties may read, as a package of one case (section "One case" of `schemas/PROTOCOL.md`,
//! "Replies").

use handover_dataset::{
    Case, Profile,
    checks::{CheckContext, CheckFailed},
};
use handover_package::{Draft, DraftCase, Grant, ProfileInForce, SealError, Sealed};
use handover_trust::{
    Countersign, Date, Mandate, OrganisationId, PosixTime, Roster, SealingPublicKey, Signer,
    Statement, Token, VerifiedDirectory,
};
use jiff::Timestamp;
use serde_json::{Value, json};
use thiserror::Error;

/// The most characters of one text.
pub const MAX_TEXT_CHARS: usize = 2000;

/// Words to one organisation about one case.
#[derive(Clone)]
#[expect(clippy::exhaustive_structs, reason = "every one of them is needed")]
pub struct Reply<'a> {
    /// Who writes.
    pub by: &'a OrganisationId,
    /// To whom.
    pub to: &'a OrganisationId,
    /// Mandate and roster of the case, if it is under one.
    pub agreed: Option<(&'a Statement<Mandate>, &'a Statement<Roster>)>,
    /// The countersigns at hand.
    pub countersigns: &'a [Statement<Countersign>],
    /// Which case.
    pub token: Token,
    /// The sender's reference of the case; it leads to a person.
    pub reference: &'a str,
    /// The role of whoever writes.
    pub role: &'a str,
    /// The words: one text, or several that are read in their order, each of at most [`MAX_TEXT_CHARS`].
    pub texts: Vec<String>,
    /// The moment.
    pub at: PosixTime,
    /// Until when they must be opened.
    pub until: PosixTime,
}

/// Why words were not sealed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReplyError {
    /// They hold what no case can.
    #[error("the words hold what a case cannot")]
    Malformed,
    /// They are too long, or fail another check of the dataset (V-34).
    #[error(transparent)]
    NotSealable(CheckFailed),
    /// The package was refused.
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// The words of a file as one text, with the line ends of a text; `None` for nothing or too much.
#[must_use]
pub fn one_text(written: &str) -> Option<String> {
    let text = written.trim().replace("\r\n", "\n");
    let is_one = !text.is_empty() && text.chars().nth(MAX_TEXT_CHARS).is_none();
    is_one.then_some(text)
}

/// A moment as the dataset writes it; none beyond the calendar.
pub(crate) fn rfc3339(at: PosixTime) -> Option<String> {
    let seconds = i64::try_from(at.as_secs()).ok()?;
    let at = Timestamp::from_second(seconds).ok()?;
    Some(at.to_string())
}

/// The profile of words.
///
/// # Panics
///
/// Never: it is built in.
#[must_use]
pub fn reply_profile() -> ProfileInForce {
    ProfileInForce::built_in("reply").expect("a built-in profile")
}

impl Reply<'_> {
    /// Seals the words to their reader, with the key of our office.
    ///
    /// # Errors
    ///
    /// [`ReplyError`].
    ///
    /// # Panics
    ///
    /// Never: the profile of words is built in.
    pub fn seal(
        &self,
        key: &SealingPublicKey,
        office: &Signer,
        directory: &VerifiedDirectory,
    ) -> Result<(Sealed, Vec<u8>), ReplyError> {
        let profile = reply_profile();
        let case = self.case(directory, profile.profile())?;
        let case = case
            .check(profile.profile(), &CheckContext::default())
            .map_err(ReplyError::NotSealable)?;
        let audience = profile.profile().lead().parse();
        let audience = audience.expect("an audience of a profile has the form of a short name");
        let mut draft = Draft::new(self.by.clone(), &profile, self.at, self.until).grant(Grant {
            to: self.to.clone(),
            audience,
            key: key.clone(),
        });
        if let Some((mandate, roster)) = self.agreed {
            draft = draft.under(mandate, roster, self.countersigns);
        }
        // The id, and so the name, is known once it is sealed: it holds one case.
        let mut bytes = Vec::new();
        let mut sealer = draft.begin(vec![self.token], &mut bytes)?;
        sealer.push(DraftCase::new(self.token, &case))?;
        let sealed = sealer.finish(office)?;
        Ok((sealed, bytes))
    }

    /// The words as a case of the profile: nothing of the person but the reference.
    fn case(&self, directory: &VerifiedDirectory, profile: &Profile) -> Result<Case, ReplyError> {
        let name = |id: &OrganisationId| {
            let card = directory.organisation(id, self.at);
            let name = card.map(|listed| listed.card().payload().name.as_str());
            name.unwrap_or(id.as_str()).to_owned()
        };
        let organisation = |id: &OrganisationId| json!({"name": name(id), "ods": id.as_str()});
        let agreed = self.agreed;
        let kind = agreed.map_or("discharge", |(mandate, _)| mandate.payload().kind.as_str());
        let texts = self.texts.iter();
        let texts: Vec<Value> = texts
            .map(|text| json!({"kind": "related", "value": text}))
            .collect();
        let day = Date::in_london(self.at).ok_or(ReplyError::Malformed)?;
        let document = json!({
            "mhd": "mhd/1",
            "profile": profile.reference(),
            "sections": {"handover": {
                "provenance": {
                    "recorded_at": day.to_string(),
                    "recorded_by": self.role,
                    "source": "record",
                    "verification": "confirmed",
                },
                "case_reference": self.reference,
                "kind": kind,
                "basis": {"code": "request"},
                "from_to": {"from": organisation(self.by), "to": [organisation(self.to)]},
                "author": {
                    "by": {"name": name(self.by), "role": self.role},
                    "at": rfc3339(self.at),
                },
                "references": {"value": texts},
            }},
        });
        Case::from_value(document).map_err(|_| ReplyError::Malformed)
    }
}

impl std::fmt::Debug for Reply<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reply")
    }
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
        let long = "word ".repeat(MAX_TEXT_CHARS / 5);
        assert_eq!(one_text(&long).unwrap(), long.trim());
    }

    #[test]
    fn nothing_and_too_much_are_no_words() {
        assert!(one_text(" \n").is_none());
        assert!(one_text(&"x".repeat(MAX_TEXT_CHARS + 1)).is_none());
        assert!(one_text(&"\u{e9}".repeat(MAX_TEXT_CHARS)).is_some());
    }
}

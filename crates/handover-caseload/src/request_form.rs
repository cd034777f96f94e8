//! A filled-in request for somebody who came back (A.10), and the case that it becomes.

use std::fmt;

use handover_dataset::{Case, Checked, Profile, checks::CheckContext};
use handover_trust::{OrganisationId, PosixTime, VerifiedDirectory};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use thiserror::Error;

use crate::{CaseFindings, Recipients, reply::rfc3339};

/// What its findings call the case.
const FILE: &str = "case.json";

/// A filled-in request.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestForm {
    case_reference: String,
    person: Map<String, Value>,
    sbar: Value,
    call_back: Value,
    lawful_basis: Value,
    confidentiality: Value,
    author: Author,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Author {
    name: String,
    role: String,
}

/// Why a request was not read, or is none. Holds nothing of it: the words of a parser could quote a name.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum RequestFormError {
    /// An organisation is not in the directory, or its card has ended.
    #[error("not in the directory, or its card has ended")]
    NotListed(OrganisationId),
    /// It is not of the form.
    #[error("line {line}, column {column}")]
    Malformed {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// It tells more of the person than a holder needs to find a record.
    #[error("`person` holds more than {}", RequestForm::PERSON.join(", "))]
    TooMuch,
}

/// Why a form becomes no request.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RequestCaseError {
    /// Who asks, or who is asked, is not in the directory.
    #[error(transparent)]
    Form(#[from] RequestFormError),
    /// What it says does not pass the checks. The findings quote it: they stay on this machine.
    #[error("what the form says does not pass the checks")]
    NotReady(CaseFindings),
}

/// Who asks whom.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "every one of them is needed")]
pub struct RequestParties<'a> {
    /// Who asks.
    pub from: &'a OrganisationId,
    /// Who holds the record.
    pub to: &'a OrganisationId,
    /// Where both are listed.
    pub directory: &'a VerifiedDirectory,
    /// The moment.
    pub at: PosixTime,
}

impl RequestParties<'_> {
    fn organisation(&self, id: &OrganisationId) -> Result<Value, RequestFormError> {
        let listed = self.directory.organisation(id, self.at);
        let listed = listed.ok_or_else(|| RequestFormError::NotListed(id.clone()))?;
        Ok(json!({"name": listed.card().payload().name.as_str(), "ods": id.as_str()}))
    }
}

impl RequestForm {
    /// Fields 101 to 104: what a holder needs to find a record, and no more.
    pub const PERSON: [&str; 4] = ["nhs_number", "other_identifiers", "names", "birth_date"];

    /// Reads a form in JSON.
    ///
    /// # Errors
    ///
    /// [`RequestFormError::Malformed`], [`RequestFormError::TooMuch`].
    pub fn read(bytes: &[u8]) -> Result<Self, RequestFormError> {
        let form: Self =
            serde_json::from_slice(bytes).map_err(|error| RequestFormError::Malformed {
                line: error.line(),
                column: error.column(),
            })?;
        let mut fields = form.person.keys();
        if fields.all(|name| Self::PERSON.contains(&name.as_str())) {
            Ok(form)
        } else {
            Err(RequestFormError::TooMuch)
        }
    }

    /// Whether the NHS number was verified; without that no machine answers (S-21).
    #[must_use]
    pub fn is_verified(&self) -> bool {
        let number = self.person.get("nhs_number");
        let status = number.and_then(|number| number.pointer("/value/status"));
        status.and_then(Value::as_str) == Some("01")
    }

    /// The case that is sealed to the holder, checked as these recipients of the profile will read it.
    ///
    /// # Errors
    ///
    /// [`RequestCaseError`].
    pub fn checked(
        &self,
        parties: &RequestParties<'_>,
        recipients: &Recipients,
        profile: &Profile,
    ) -> Result<Checked<Case>, RequestCaseError> {
        let mut context = CheckContext::default();
        context.recipients = recipients.to_check(profile);
        let case = Case::from_value(self.case(parties, profile)?);
        let checked = match case {
            Ok(case) => case
                .check(profile, &context)
                .map_err(|failed| failed.findings),
            Err(invalid) => Err(invalid.findings),
        };
        checked.map_err(|findings| {
            RequestCaseError::NotReady(CaseFindings {
                reference: self.case_reference.clone(),
                file: FILE.to_owned(),
                findings,
            })
        })
    }

    /// The same as JSON.
    fn case(
        &self,
        parties: &RequestParties<'_>,
        profile: &Profile,
    ) -> Result<Value, RequestFormError> {
        let now = rfc3339(parties.at);
        let provenance = json!({
            "recorded_at": now,
            "recorded_by": self.author.role,
            "source": "self-reported",
            "verification": "unconfirmed",
        });
        let (from, to) = (
            parties.organisation(parties.from)?,
            parties.organisation(parties.to)?,
        );
        let mut person = self.person.clone();
        person.insert("provenance".to_owned(), provenance.clone());
        let distribution = json!([{
            "audience": profile.lead(),
            "channel": "package",
            "org": to,
            "sections": profile.sections(),
        }]);
        let by = json!({"name": self.author.name, "role": self.author.role, "org": from});
        let handover = json!({
            "author": {"at": now, "by": by},
            "basis": {"code": "request"},
            "call_back": {"value": self.call_back},
            "case_reference": self.case_reference,
            "confidentiality": {"value": self.confidentiality},
            "distribution": {"value": distribution},
            "from_to": {"from": from, "to": [to]},
            "kind": "re-presentation",
            "lawful_basis": {"value": self.lawful_basis},
            "provenance": provenance,
            "sbar": {"value": self.sbar},
        });
        Ok(json!({
            "mhd": "mhd/1",
            "profile": profile.reference(),
            "sections": {"handover": handover, "person": person},
        }))
    }
}

impl fmt::Debug for RequestForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequestForm")
    }
}

//! A request as a person fills it in, and as a case.

use std::{fs, path::Path};

use handover::{OrganisationId, Profile, RefusalClass, VerifiedDirectory};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{
    clock::{Moment, Time},
    problem::{Problem, shown},
    refusals::refusal,
};

/// A filled-in request.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Form {
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

/// Fields 101 to 104: what a holder needs to find a record, and no more.
const FIELDS: [&str; 4] = ["nhs_number", "other_identifiers", "names", "birth_date"];

/// Who asks whom.
pub(super) struct Parties<'a> {
    pub(super) from: &'a OrganisationId,
    pub(super) to: &'a OrganisationId,
    pub(super) directory: &'a VerifiedDirectory,
    pub(super) moment: Moment,
}

impl Parties<'_> {
    fn org(&self, id: &OrganisationId) -> Result<Value, Problem> {
        let listed = self.directory.organisation(id, self.moment.posix());
        let listed = listed.ok_or_else(|| {
            refusal(
                &format!("organisation {id}"),
                RefusalClass::NotEntitled,
                "not in the directory, or its card has ended",
            )
        })?;
        Ok(json!({"name": listed.card().payload().name.as_str(), "ods": id.as_str()}))
    }
}

impl Form {
    pub(super) fn read(path: &Path) -> Result<Self, Problem> {
        let bytes = fs::read(path).map_err(|error| Problem::reading(path, &error))?;
        let next = "`handover schema request` prints one to copy and fill in.";
        // The words of the parser are not told: they could quote a name.
        let form: Self = serde_json::from_slice(&bytes).map_err(|error| {
            let place = format!("line {}, column {}", error.line(), error.column());
            Problem::input_output(format!("{} is no request: {place}", shown(path)), next)
        })?;
        if form
            .person
            .keys()
            .any(|name| !FIELDS.contains(&name.as_str()))
        {
            let known = FIELDS.join(", ");
            return Err(Problem::input_output(
                format!("{}: `person` holds more than {known}", shown(path)),
                "Take it out: a holder finds a record by these, and needs to know no more.",
            ));
        }
        Ok(form)
    }

    /// Whether the NHS number was verified; without that no machine answers (S-21).
    pub(super) fn is_verified(&self) -> bool {
        let number = self.person.get("nhs_number");
        let status = number.and_then(|number| number.pointer("/value/status"));
        status.and_then(Value::as_str) == Some("01")
    }

    /// The case that is sealed to the holder.
    pub(super) fn case(&self, parties: &Parties<'_>, profile: &Profile) -> Result<Value, Problem> {
        let now = Time::from(parties.moment.posix());
        let provenance = json!({
            "recorded_at": now,
            "recorded_by": self.author.role,
            "source": "self-reported",
            "verification": "unconfirmed",
        });
        let (from, to) = (parties.org(parties.from)?, parties.org(parties.to)?);
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

//! People, organisations, concepts and amounts in words.

use serde_json::Value;

use crate::{
    held::Held,
    teller::Teller,
    words::{self, phone},
};

impl<'c> Teller<'c> {
    /// `Ottoline Marsh-Keld, senior practitioner, Curlew Advocacy, 020 7946 0448`, as far as known.
    pub(crate) fn practitioner(&self, held: Held<'c>) -> String {
        let mut parts: Vec<String> = Vec::new();
        parts.extend(held.text("name").map(str::to_owned));
        parts.extend(held.text("role").map(words::role));
        parts.extend(held.get("org").map(|org| self.org(org)));
        parts.extend(held.text("phone").map(phone));
        parts.extend(held.text("email").map(str::to_owned));
        if held.flag("lead") == Some(true) {
            parts.push("leads".to_owned());
        }
        parts.join(", ")
    }

    /// Somebody in a member, or that nobody is named.
    pub(crate) fn practitioner_in(&self, held: Held<'c>, member: &str) -> String {
        let said = held
            .get(member)
            .map(|by| self.practitioner(by))
            .filter(|said| !said.is_empty());
        said.unwrap_or_else(|| "somebody who is not named".to_owned())
    }

    /// An organisation in a member, or that none is named.
    pub(crate) fn org_in(&self, held: Held<'c>, member: &str) -> String {
        let said = held
            .get(member)
            .map(|org| self.org(org))
            .filter(|said| !said.is_empty());
        said.unwrap_or_else(|| "not named".to_owned())
    }

    /// An organisation and its service, without its code.
    pub(crate) fn org(&self, held: Held<'c>) -> String {
        if let Some(code) = held.get("ods") {
            code.pass();
        }
        let name = held.text("name").unwrap_or_default();
        match held.text("service") {
            Some(service) => format!("{name} ({service})"),
            None => name.to_owned(),
        }
    }

    /// A concept: its text where that is words, else the words of its code; `None` if nobody can read it.
    pub(crate) fn coded(&self, of: &str, held: Held<'c>) -> Option<String> {
        let text = held.text("text").unwrap_or_default();
        let (system, code) = (held.text("system"), held.text("code"));
        let has_code = |text: &str| code.is_some_and(|code| text.contains(code));
        if words::is_words(text) && !has_code(text) {
            return Some(text.to_owned());
        }
        let known = code.and_then(|code| known_words(system?, code));
        if let Some(known) = known {
            return Some(known.to_owned());
        }
        if words::is_words(text) {
            return Some(text.to_owned());
        }
        self.code(of, text);
        None
    }

    /// `40 ml`.
    pub(crate) fn quantity(&self, held: Held<'c>) -> String {
        let amount = held.text("amount").unwrap_or_default();
        let unit = held.text("unit").map(words::unit).unwrap_or_default();
        format!("{amount} {unit}").trim().to_owned()
    }

    /// Somebody whom the case knows by a reference, as this reader sees them.
    pub(crate) fn named(&self, reference: &str) -> Option<String> {
        if reference == "person" {
            return Some(self.person.her.to_owned());
        }
        if reference == "unborn" {
            return Some("her unborn baby".to_owned());
        }
        let lists = [
            "/third_parties/parties/value",
            "/contact/dependants/value",
            "/maternity/babies/value",
        ];
        let find = |path: &str| {
            let list = self.sections.raw().pointer(path)?.as_array()?;
            list.iter().find(|one| text(one, "id") == Some(reference))
        };
        let found = lists.iter().find_map(|path| find(path))?;
        if let Some(name) = text(found, "name") {
            return Some(name.to_owned());
        }
        if reference.starts_with('b') {
            return Some(baby(text(found, "sex")).to_owned());
        }
        let what = text(found, "relation").map(str::to_owned).or_else(|| {
            text(found, "role")
                .or_else(|| text(found, "kind"))
                .filter(|what| *what != "other")
                .map(words::plain)
        });
        what.map(|what| format!("{} {what}", self.person.hers))
    }

    /// Somebody by reference or in words, and what they are.
    pub(crate) fn text_or_ref(&self, held: Held<'c>) -> String {
        let said = held.text_of().unwrap_or_default();
        match self.named(said) {
            Some(name) => match self.is_danger(said) {
                true => format!("{name}, who is a danger"),
                false => name,
            },
            None if is_reference(said) => "somebody who is not named here".to_owned(),
            None => said.to_owned(),
        }
    }

    fn is_danger(&self, reference: &str) -> bool {
        let parties = self.sections.raw().pointer("/third_parties/parties/value");
        let parties = parties.and_then(Value::as_array).into_iter().flatten();
        parties
            .filter(|party| text(party, "id") == Some(reference))
            .any(|party| text(party, "poses_risk") == Some("yes"))
    }

    /// Who poses the risk, as far as this reader may know.
    pub(crate) fn danger_from(&self) -> Option<String> {
        let parties = self
            .sections
            .raw()
            .pointer("/third_parties/parties/value")?
            .as_array()?;
        let names: Vec<String> = parties
            .iter()
            .filter(|party| text(party, "role") == Some("alleged-perpetrator"))
            .filter_map(|party| self.named(text(party, "id")?))
            .collect();
        (!names.is_empty()).then(|| words::list(&names))
    }
}

/// The words of a code, by the system that it is of.
fn known_words(system: &str, code: &str) -> Option<&'static str> {
    let list = match system {
        "ndtms" => "ndtms-drug",
        other => other,
    };
    handover_dataset::code_words::words(list, code).or_else(|| {
        (system == "ndtms")
            .then(|| handover_dataset::code_words::words("ndtms-reason", code))
            .flatten()
    })
}

/// A baby who has no name yet.
pub(crate) fn baby(sex: Option<&str>) -> &'static str {
    match sex {
        Some("female") => "baby girl",
        Some("male") => "baby boy",
        _ => "the baby",
    }
}

/// Whether a text has the form of a reference within a case: letters, then a number.
fn is_reference(text: &str) -> bool {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_lowercase());
    !digits.is_empty() && digits.len() < text.len() && digits.bytes().all(|b| b.is_ascii_digit())
}

fn text<'v>(value: &'v Value, member: &str) -> Option<&'v str> {
    value.get(member)?.as_str()
}

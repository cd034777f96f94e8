//! Any value of the dataset in words.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::words;
use crate::tame;

/// How a value of the dataset is said.
pub(super) struct Speaker {
    /// The day on which the sheet is written: ages count to it.
    pub(super) today: Date,
}

impl Speaker {
    /// One statement on one line or more: a list gives one line for each item.
    pub(super) fn lines(&self, value: &Value) -> Vec<String> {
        match value {
            Value::Array(items) if items.iter().all(Value::is_string) => {
                let words: Vec<String> = items.iter().map(|item| self.said(item)).collect();
                vec![words.join(", ")]
            }
            Value::Array(items) => items.iter().map(|item| self.said(item)).collect(),
            other => vec![self.said(other)],
        }
    }

    /// One value as a phrase.
    pub(super) fn said(&self, value: &Value) -> String {
        match value {
            Value::Null => String::new(),
            Value::Bool(true) => "yes".to_owned(),
            Value::Bool(false) => "no".to_owned(),
            Value::Number(number) => number.to_string(),
            Value::String(text) => Self::phrase(text),
            Value::Array(items) => {
                let parts: Vec<String> = items.iter().map(|item| self.said(item)).collect();
                parts.join(", ")
            }
            Value::Object(members) => self.object(members),
        }
    }

    fn object(&self, members: &Map<String, Value>) -> String {
        if let Some(known) = self.known(members) {
            return known;
        }
        let mut parts = Vec::new();
        for (name, value) in members {
            if matches!(name.as_str(), "id" | "provenance" | "labels") {
                continue;
            }
            parts.push(match (name.as_str(), value) {
                ("text" | "name" | "reasons" | "summary", Value::String(text)) => tame(text),
                (_, Value::Bool(true)) => words::plain(name),
                (_, Value::Bool(false)) => format!("not {}", words::plain(name)),
                _ => format!("{} {}", words::plain(name), self.said(value)),
            });
        }
        parts.join("; ")
    }

    /// Shapes that occur in many fields.
    fn known(&self, members: &Map<String, Value>) -> Option<String> {
        let text = |name: &str| members.get(name).and_then(Value::as_str);
        let has_only = |names: &[&str]| members.keys().all(|key| names.contains(&key.as_str()));
        // Quantity.
        if let (Some(amount), Some(unit), 2) = (text("amount"), text("unit"), members.len()) {
            return Some(format!("{amount} {unit}"));
        }
        // Coded: the words are enough for a reader.
        if let Some(word) = text("text")
            && has_only(&["text", "system", "code"])
        {
            return Some(tame(word));
        }
        // Org.
        if let Some(name) = text("name")
            && has_only(&["name", "ods", "service"])
        {
            let more: Vec<&str> = [text("service"), text("ods")]
                .into_iter()
                .flatten()
                .collect();
            return Some(match more.join(", ") {
                more if more.is_empty() => tame(name),
                more => format!("{} ({})", tame(name), tame(&more)),
            });
        }
        // Practitioner.
        if let (Some(name), Some(role)) = (text("name"), text("role"))
            && has_only(&["name", "role", "org", "phone", "email", "lead"])
        {
            let mut said = format!("{} ({})", tame(name), words::plain(role));
            if members.get("lead").and_then(Value::as_bool) == Some(true) {
                said.push_str(", lead");
            }
            if let Some(org) = members.get("org") {
                said = format!("{said}, {}", self.said(org));
            }
            for more in [text("phone"), text("email")].into_iter().flatten() {
                said = format!("{said}, {}", tame(more));
            }
            return Some(said);
        }
        None
    }

    /// A text: a date as people write dates, a code without hyphens, else as it is.
    fn phrase(text: &str) -> String {
        if let Some(moment) = words::moment(text) {
            return moment;
        }
        let is_code = text.contains('-')
            && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
            && text.bytes().next().is_some_and(|b| b != b'-');
        if is_code {
            return words::plain(text);
        }
        tame(text)
    }

    /// Where a statement comes from, when that tells the reader something.
    pub(super) fn origin(&self, provenance: &Value) -> String {
        let member = |name| words::text(provenance, name);
        let mut parts: Vec<String> = Vec::new();
        match member("source") {
            Some("record") | None => {}
            Some(source) => parts.push(words::plain(source)),
        }
        match member("verification") {
            Some("confirmed") | None => {}
            Some(verification) => parts.push(words::plain(verification)),
        }
        if let Some(at) = member("recorded_at") {
            let by = member("recorded_by")
                .map_or_else(String::new, |role| format!(" by {}", words::plain(role)));
            let day = words::moment(at.get(..10).unwrap_or(at)).unwrap_or_else(|| at.to_owned());
            parts.push(format!("recorded {day}{by}"));
        }
        parts.join(", ")
    }

    /// `24 June 2009, 7 months ago`.
    pub(super) fn dated(&self, text: &str) -> String {
        let said = words::moment(text).unwrap_or_else(|| tame(text));
        match words::ago(text, self.today) {
            Some(ago) => format!("{said}, {ago}"),
            None => said,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn says_common_shapes_in_words() {
        let speaker = Speaker {
            today: "2010-02-01".parse().unwrap(),
        };
        let said = |value| speaker.said(&value);
        assert_eq!(said(json!({"amount": "40", "unit": "ml"})), "40 ml");
        assert_eq!(
            said(json!({"text": "heroin", "system": "ndtms", "code": "1101"})),
            "heroin"
        );
        assert_eq!(
            said(json!({"name": "S. Okell", "role": "key-worker", "lead": true})),
            "S. Okell (key worker), lead"
        );
        assert_eq!(said(json!(["self", "two-words"])), "self, two words");
        assert_eq!(
            said(json!({"on": "2009-06-24", "police": true})),
            "on 24 June 2009; police"
        );
    }
}

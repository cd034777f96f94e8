//! What a cell holds, as it is written for people and as they write it.

use handover_sheet::folded;
use handover_time::london;
use jiff::civil;
use serde_json::Value;

/// What kind of value a cell holds.
pub(crate) enum Kind {
    /// One of these words.
    Codes(Vec<String>),
    /// A day.
    Day,
    /// A day, or a day and a time.
    DayOrMoment,
    /// Yes or no.
    Flag,
    /// A day and a time.
    Moment,
    /// A number.
    Number,
    /// A year, a month or a day.
    PartOfDay,
    /// What somebody does: `team-leader`.
    Role,
    /// Several of them, on lines of their own or between semicolons.
    Several(Box<Self>),
    /// Words.
    Text,
}

const DAYS: [&str; 7] = [
    "%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %b %Y", "%d %B %Y", "%d-%b-%Y",
];
const TIMES: [&str; 3] = ["%H:%M", "%H:%M:%S", "%H.%M"];

impl Kind {
    /// What is asked for, where something else stands.
    pub(crate) fn is(&self) -> String {
        match self {
            Self::Codes(codes) => format!("one of: {}", codes.join(", ")),
            Self::Day => "a day, as 23/04/2026".to_owned(),
            Self::DayOrMoment => "a day, or a day and a time: 23/04/2026 16:00".to_owned(),
            Self::Flag => "yes or no".to_owned(),
            Self::Moment => "a day and a time, as 23/04/2026 16:00".to_owned(),
            Self::Number => "a number without a unit".to_owned(),
            Self::PartOfDay => "a day, a month or a year, as 23/04/2026, 4/2026, 2026".to_owned(),
            Self::Role => "a role, as team leader".to_owned(),
            Self::Several(kind) => format!("{}; several are parted by ;", kind.is()),
            Self::Text => "words".to_owned(),
        }
    }

    /// What people wrote; none if it is nothing of this kind.
    pub(crate) fn read(&self, text: &str) -> Option<Value> {
        Some(match self {
            Self::Codes(codes) => coded(codes, text)?.into(),
            Self::Day => day(text)?.to_string().into(),
            Self::DayOrMoment => match day(text) {
                Some(day) => day.to_string().into(),
                None => moment(text)?.into(),
            },
            Self::Flag => match folded(text).as_str() {
                "yes" | "y" | "true" => true.into(),
                "no" | "n" | "false" => false.into(),
                _ => return None,
            },
            Self::Moment => moment(text)?.into(),
            Self::Number => text.parse::<u64>().ok()?.into(),
            Self::PartOfDay => part_of_day(text)?.into(),
            Self::Role => kebab(text).into(),
            Self::Several(kind) => {
                let parts = text.split(['\n', ';']).map(str::trim);
                let parts = parts.filter(|part| !part.is_empty());
                parts
                    .map(|part| kind.read(part))
                    .collect::<Option<Vec<_>>>()?
                    .into()
            }
            Self::Text => text.into(),
        })
    }

    /// A value as it stands in a cell.
    pub(crate) fn written(&self, value: &Value) -> String {
        match (self, value) {
            (Self::Several(kind), Value::Array(all)) => {
                let all: Vec<String> = all.iter().map(|one| kind.written(one)).collect();
                all.join("\n")
            }
            (_, Value::Bool(true)) => "yes".to_owned(),
            (_, Value::Bool(false)) => "no".to_owned(),
            (_, Value::String(text)) => text.clone(),
            (_, value) => value.to_string(),
        }
    }
}

/// The code that a word is, whatever stands between its parts.
pub(crate) fn coded<'c>(codes: &'c [String], text: &str) -> Option<&'c str> {
    let word = kebab(text);
    let mut all = codes.iter().map(String::as_str);
    all.find(|code| kebab(code) == word)
}

/// Small letters, with hyphens between the words.
pub(crate) fn kebab(text: &str) -> String {
    let word = folded(text);
    let words = word
        .split([' ', '_', '-', ':'])
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

fn day(text: &str) -> Option<civil::Date> {
    let mut forms = DAYS.iter();
    let day = forms.find_map(|form| civil::Date::strptime(form, text).ok())?;
    // A year of two digits is not guessed at.
    (day.year() >= 1000).then_some(day)
}

fn part_of_day(text: &str) -> Option<String> {
    if let Some(day) = day(text) {
        return Some(day.to_string());
    }
    let is_year = |text: &str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_year(text) {
        return Some(text.to_owned());
    }
    let with_day = ["1/", "1 ", "1-"].map(|first| format!("{first}{text}"));
    let month = with_day.iter().find_map(|text| day(text));
    let month = month.or_else(|| day(&format!("{text}-01")))?;
    Some(month.strftime("%Y-%m").to_string())
}

/// A moment by the clocks of London, unless it says of which; none for one that comes twice or never.
pub(crate) fn moment(text: &str) -> Option<String> {
    if text.parse::<handover_dataset::Instant>().is_ok() {
        return Some(text.to_owned());
    }
    let (on, at) = text.rsplit_once(['T', ' '])?;
    let on = day(on.trim().trim_end_matches(','))?;
    let at = TIMES
        .iter()
        .find_map(|form| civil::Time::strptime(form, at).ok())?;
    let zoned = london().to_ambiguous_zoned_datetime(on.to_datetime(at));
    let zoned = zoned.unambiguous().ok()?;
    Some(zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn cells_are_read_as_people_write_them() {
        let codes = Kind::Codes(vec!["very-high".to_owned(), "high".to_owned()]);
        for (kind, text, value) in [
            (&codes, "Very high", json!("very-high")),
            (&Kind::Day, "3/4/2026", json!("2026-04-03")),
            (&Kind::Day, "3 Apr 2026", json!("2026-04-03")),
            (&Kind::PartOfDay, "Apr 2026", json!("2026-04")),
            (&Kind::PartOfDay, "4/2026", json!("2026-04")),
            (&Kind::PartOfDay, "2026-04", json!("2026-04")),
            (&Kind::PartOfDay, "2026", json!("2026")),
            (
                &Kind::Moment,
                "23/04/2026 16:00",
                json!("2026-04-23T16:00:00+01:00"),
            ),
            (
                &Kind::Moment,
                "2026-12-01T09:30",
                json!("2026-12-01T09:30:00+00:00"),
            ),
            (
                &Kind::Moment,
                "2026-12-01T09:30:00Z",
                json!("2026-12-01T09:30:00Z"),
            ),
            (&Kind::DayOrMoment, "1.12.2026", json!("2026-12-01")),
            (&Kind::Flag, "Y", json!(true)),
            (&Kind::Number, "3", json!(3)),
            (&Kind::Role, " Team  Leader", json!("team-leader")),
        ] {
            assert_eq!(kind.read(text), Some(value), "{text}");
        }
        let several = Kind::Several(Box::new(codes));
        let both = several.read("high; very high\n").unwrap();
        assert_eq!(both, json!(["high", "very-high"]));
        assert_eq!(several.written(&both), "high\nvery-high");
    }

    #[test]
    fn what_is_nothing_of_the_kind_is_not_guessed_at() {
        let codes = Kind::Codes(vec!["high".to_owned()]);
        for (kind, text) in [
            (&codes, "hgh"),
            (&Kind::Day, "31/06/2026"),
            (&Kind::Day, "3/4/26"),
            (&Kind::Day, "Apr 2026"),
            (&Kind::Moment, "23/04/2026"),
            // The clocks go back: it comes twice.
            (&Kind::Moment, "25/10/2026 01:30"),
            (&Kind::Flag, "maybe"),
            (&Kind::Number, "3 mg"),
        ] {
            assert_eq!(kind.read(text), None, "{text}");
        }
    }
}

//! Dates as providers write them, read strictly.

use std::sync::LazyLock;

use handover_time::london;
use jiff::{civil, tz::TimeZone};

/// How a column writes its dates: `dd/mm/yyyy`, `yyyy-mm-dd`, `dd-mmm-yyyy`, with or without
/// ` hh:mm` or ` hh:mm:ss`; or `instant` (RFC 3339).
///
/// Every letter stands for exactly one ASCII digit (`mmm`: an English month of three letters). A
/// year has four digits, because two would leave the century to a guess.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum DayFormat {
    /// RFC 3339; without an offset it is local civil time in the United Kingdom.
    Instant,
    /// Tokens in the order they are written.
    Tokens(Vec<Token>),
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Token {
    Day,
    Month,
    MonthName,
    Year,
    Hour,
    Minute,
    Second,
    Mark(char),
}

/// What a cell says: a day, or a time of a day in local civil time, or an instant.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Moment {
    Day(civil::Date),
    Local(civil::DateTime),
    Instant(jiff::Timestamp, jiff::tz::Offset),
}

/// Why a local time cannot become an instant.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Fold {
    /// The clocks went back: it occurs twice.
    Twice,
    /// The clocks went forward: it does not occur.
    Never,
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

impl DayFormat {
    /// Reads a format as a mapping writes it; none if it is not one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text == "instant" {
            return Some(Self::Instant);
        }
        let mut rest = text;
        let mut tokens = Vec::new();
        let words = [
            ("dd", Token::Day),
            ("yyyy", Token::Year),
            ("mmm", Token::MonthName),
            ("mm", Token::Month),
            ("hh", Token::Hour),
            ("ss", Token::Second),
        ];
        while let Some(first) = rest.chars().next() {
            if let Some((word, token)) = words.iter().find(|(word, _)| rest.starts_with(word)) {
                // In a time, `mm` means minutes.
                let is_minute = *token == Token::Month && tokens.contains(&Token::Hour);
                tokens.push(if is_minute { Token::Minute } else { *token });
                rest = rest.get(word.len()..)?;
            } else if matches!(first, '/' | '-' | '.' | ' ' | ':' | 'T') {
                tokens.push(Token::Mark(first));
                rest = rest.get(1..)?;
            } else {
                return None;
            }
        }
        let count = |wanted: &[Token]| tokens.iter().filter(|token| wanted.contains(token)).count();
        let is_whole = count(&[Token::Day]) == 1
            && count(&[Token::Month, Token::MonthName]) == 1
            && count(&[Token::Year]) == 1
            && count(&[Token::Hour]) == count(&[Token::Minute])
            && count(&[Token::Hour]) <= 1
            && count(&[Token::Second]) <= count(&[Token::Hour]);
        is_whole.then_some(Self::Tokens(tokens))
    }

    /// Reads a cell; none if it is not a real day or time in exactly this format.
    pub(crate) fn read(&self, cell: &str) -> Option<Moment> {
        match self {
            Self::Instant => read_instant(cell),
            Self::Tokens(tokens) => read_tokens(tokens, cell),
        }
    }
}

fn read_tokens(tokens: &[Token], cell: &str) -> Option<Moment> {
    let (mut year, mut month, mut day) = (0, 0, 0);
    let (mut hour, mut minute, mut second) = (None, 0, 0);
    let mut rest = cell;
    for token in tokens {
        let len = match token {
            Token::Year => 4,
            Token::MonthName => 3,
            Token::Mark(_) => 1,
            _ => 2,
        };
        let (part, after) = rest.split_at_checked(len)?;
        rest = after;
        match token {
            Token::Year => year = digits(part)?,
            Token::Month => month = i8::try_from(digits(part)?).ok()?,
            Token::MonthName => {
                let index = MONTHS
                    .iter()
                    .position(|name| part.eq_ignore_ascii_case(name))?;
                month = i8::try_from(index + 1).ok()?;
            }
            Token::Day => day = i8::try_from(digits(part)?).ok()?,
            Token::Hour => hour = Some(i8::try_from(digits(part)?).ok()?),
            Token::Minute => minute = i8::try_from(digits(part)?).ok()?,
            Token::Second => second = i8::try_from(digits(part)?).ok()?,
            Token::Mark(mark) => {
                if !part.starts_with(*mark) {
                    return None;
                }
            }
        }
    }
    if !rest.is_empty() {
        return None;
    }
    let date = civil::Date::new(year, month, day)
        .ok()
        .filter(|_| year > 0)?;
    match hour {
        None => Some(Moment::Day(date)),
        Some(hour) => {
            let time = civil::Time::new(hour, minute, second, 0).ok()?;
            Some(Moment::Local(date.to_datetime(time)))
        }
    }
}

/// RFC 3339 with seconds; the offset may be missing.
fn read_instant(cell: &str) -> Option<Moment> {
    static LOCAL: LazyLock<Option<DayFormat>> =
        LazyLock::new(|| DayFormat::parse("yyyy-mm-ddThh:mm:ss"));
    let local = LOCAL.as_ref()?;
    let (civil, offset) = cell.split_at_checked(19)?;
    let Some(Moment::Local(at)) = local.read(civil) else {
        return None;
    };
    let offset = match offset {
        "" => return Some(Moment::Local(at)),
        "Z" => jiff::tz::Offset::UTC,
        _ => {
            let (sign, rest) = offset.split_at_checked(1)?;
            let (hours, minutes) = rest.split_once(':')?;
            if hours.len() != 2 || minutes.len() != 2 {
                return None;
            }
            let (hours, minutes) = (i32::from(digits(hours)?), i32::from(digits(minutes)?));
            if minutes > 59 {
                return None;
            }
            let seconds = hours * 3600 + minutes * 60;
            let seconds = match sign {
                "+" => seconds,
                "-" => -seconds,
                _ => return None,
            };
            jiff::tz::Offset::from_seconds(seconds).ok()?
        }
    };
    Some(Moment::Instant(offset.to_timestamp(at).ok()?, offset))
}

/// ASCII digits only: `u16::from_str` would take a sign.
fn digits(text: &str) -> Option<i16> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())
        .flatten()
}

impl Moment {
    /// The day it falls on, locally.
    pub(crate) fn day(self) -> civil::Date {
        match self {
            Self::Day(day) => day,
            Self::Local(at) => at.date(),
            Self::Instant(at, _) => at.to_zoned_datetime(london()).date(),
        }
    }

    /// RFC 3339, or why there is none.
    ///
    /// `earlier` says that of two readings the earlier is meant.
    pub(crate) fn instant(self, earlier: bool) -> Result<Option<jiff::ZonedDateTime>, Fold> {
        match self {
            Self::Day(_) => Ok(None),
            Self::Instant(at, offset) => Ok(Some(at.to_zoned_datetime(TimeZone::fixed(offset)))),
            Self::Local(at) => {
                let reading = london().to_ambiguous_zoned_datetime(at);
                if reading.is_ambiguous() {
                    let is_gap = matches!(reading.offset(), jiff::tz::AmbiguousOffset::Gap { .. });
                    if is_gap {
                        return Err(Fold::Never);
                    }
                    if !earlier {
                        return Err(Fold::Twice);
                    }
                }
                Ok(reading.earlier().ok())
            }
        }
    }
}

/// RFC 3339 with seconds and offset.
pub(crate) fn rfc3339(at: &jiff::ZonedDateTime) -> String {
    let local = at.datetime();
    let seconds = at.offset().seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{sign}{:02}:{:02}",
        local.year(),
        local.month(),
        local.day(),
        local.hour(),
        local.minute(),
        local.second(),
        minutes / 60,
        minutes % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(format: &str, cell: &str) -> Option<String> {
        match DayFormat::parse(format).unwrap().read(cell)? {
            Moment::Day(day) => Some(day.to_string()),
            Moment::Local(at) => Some(at.to_string()),
            Moment::Instant(at, _) => Some(at.to_string()),
        }
    }

    #[test]
    fn only_a_real_day_in_the_stated_format_is_a_date() {
        assert_eq!(
            read("dd/mm/yyyy", "29/02/2008").as_deref(),
            Some("2008-02-29")
        );
        for bad in [
            "29/02/2009",
            "31/04/2009",
            "1/2/2009",
            "01/02/09",
            "01/13/2009",
            "2009-02-01",
            "00/02/2009",
            "01/02/2009 ",
            "+1/02/2009",
            "01/02/0000",
            "01\u{a0}02/2009",
            "\u{661}\u{661}/02/2009",
            "",
        ] {
            assert_eq!(read("dd/mm/yyyy", bad), None, "{bad}");
        }
        assert_eq!(
            read("dd-mmm-yyyy", "03-Feb-2010").as_deref(),
            Some("2010-02-03")
        );
        assert_eq!(read("dd/mm/yyyy hh:mm", "03/02/2010 24:00"), None);
        assert!(read("dd/mm/yyyy hh:mm", "03/02/2010 23:59").is_some());
    }

    #[test]
    fn two_digit_years_and_half_dates_are_no_format() {
        for bad in [
            "dd/mm/yy",
            "mm/yyyy",
            "dd/mm/yyyy hh",
            "dd/dd/yyyy",
            "d/m/yyyy",
            "",
        ] {
            assert_eq!(DayFormat::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_local_time_that_occurs_twice_is_not_chosen_unless_told() {
        let twice = DayFormat::Instant.read("2026-10-25T01:30:00").unwrap();
        assert_eq!(twice.instant(false), Err(Fold::Twice));
        let chosen = twice.instant(true).unwrap().unwrap();
        assert_eq!(rfc3339(&chosen), "2026-10-25T01:30:00+01:00");
        let never = DayFormat::Instant.read("2026-03-29T01:30:00").unwrap();
        assert_eq!(never.instant(true), Err(Fold::Never));
        let told = DayFormat::Instant
            .read("2026-10-25T09:10:00+00:00")
            .unwrap();
        assert_eq!(
            rfc3339(&told.instant(false).unwrap().unwrap()),
            "2026-10-25T09:10:00+00:00"
        );
        for bad in [
            "2026-10-25T01:30",
            "2026-10-25 01:30:00",
            "2026-10-25T01:30:00+1:00",
            "2026-10-25T01:30:00+01:60x",
        ] {
            assert_eq!(DayFormat::Instant.read(bad), None, "{bad}");
        }
    }
}

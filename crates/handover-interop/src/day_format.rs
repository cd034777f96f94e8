//! One way of writing a day, read strictly.

use crate::moment::Moment;
use handover_time::month_named;
use jiff::civil;
use std::sync::LazyLock;

/// How a day is written.
///
/// | In a form | Stands for |
/// |---|---|
/// | `dd`, `mm`, `hh`, `ss` | two digits; `mm` behind `hh` are minutes |
/// | `d`, `m`, `h` | one digit or two; `3rd` is `d` too |
/// | `mmm` | an English month in whatever case: `Mar`, `Sept`, `March` |
/// | `yyyy`, `yy` | a year; of two digits only where the mapping says of which hundred years |
/// | `[ hh:mm]` | a time that may be missing |
/// | `/` `-` `.` `,` `:` `T` and a space | themselves |
///
/// Without `d` a form gives a month, or a year: half known. `instant` is RFC 3339, `excel` and `excel-1904` the day numbers
/// of spreadsheets.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum DayFormat {
    /// The number of a day, with a fraction for its time, in the system of 1904 or that of 1900.
    Excel { is_1904: bool },
    /// RFC 3339; without an offset it is local civil time in the United Kingdom.
    Instant,
    /// Tokens in the order they are written; those from `needed` on may be missing.
    Tokens { tokens: Vec<Token>, needed: usize },
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Token {
    /// Exactly two digits, or one or two.
    Day(Width),
    Month(Width),
    MonthName,
    Year,
    ShortYear,
    Hour(Width),
    Minute,
    Second,
    Mark(char),
}

/// How many digits.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Width {
    OneOrTwo,
    Two,
}

/// What a cell says of a day.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Said {
    Whole(Moment),
    /// The year, and the month if that is known.
    Part(i16, Option<i8>),
}

/// Of which hundred years a year of two digits is.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Century {
    /// The first of them.
    pub(crate) from: Option<i16>,
    /// No day lies behind this one: the year is one of the hundred before, then.
    pub(crate) latest: Option<civil::Date>,
}

impl DayFormat {
    /// Reads a format as a mapping writes it; none if it is not one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "instant" => return Some(Self::Instant),
            "excel" => return Some(Self::Excel { is_1904: false }),
            "excel-1904" => return Some(Self::Excel { is_1904: true }),
            _ => {}
        }
        let (date, time) = match text.split_once('[') {
            Some((date, time)) => (date, time.strip_suffix(']')?),
            None => (text, ""),
        };
        let mut tokens = Vec::new();
        read_tokens(date, &mut tokens)?;
        let needed = tokens.len();
        read_tokens(time, &mut tokens)?;
        let count = |is: fn(&Token) -> bool| tokens.iter().filter(|token| is(token)).count();
        let days = count(|token| matches!(token, Token::Day(_)));
        let months = count(|token| matches!(token, Token::Month(_) | Token::MonthName));
        let years = count(|token| matches!(token, Token::Year | Token::ShortYear));
        let hours = count(|token| matches!(token, Token::Hour(_)));
        let minutes = count(|token| matches!(token, Token::Minute));
        let seconds = count(|token| matches!(token, Token::Second));
        let is_date = years == 1 && months <= 1 && days <= months;
        let is_time = hours <= days && minutes == hours && seconds <= hours;
        // What may be missing is the time alone.
        let is_time_behind = tokens.iter().skip(needed).all(|token| {
            matches!(
                token,
                Token::Hour(_) | Token::Minute | Token::Second | Token::Mark(_)
            )
        });
        (is_date && is_time && is_time_behind).then_some(Self::Tokens { tokens, needed })
    }

    /// Whether it leaves the century open.
    pub(crate) fn has_short_year(&self) -> bool {
        matches!(self, Self::Tokens { tokens, .. } if tokens.contains(&Token::ShortYear))
    }

    /// Reads a cell; none if it is not a real day or time in exactly this format.
    pub(crate) fn read(&self, cell: &str, century: Century) -> Option<Said> {
        match self {
            Self::Excel { is_1904 } => read_number(cell, *is_1904),
            Self::Instant => read_instant(cell).map(Said::Whole),
            Self::Tokens { tokens, needed } => {
                let (read, rest) = Parts::read(tokens.get(..*needed)?, cell)?;
                if rest.is_empty() {
                    return read.said(century);
                }
                let (read, rest) = Parts::read(tokens, cell)?;
                rest.is_empty().then(|| read.said(century)).flatten()
            }
        }
    }
}

fn read_tokens(text: &str, tokens: &mut Vec<Token>) -> Option<()> {
    use Width::{OneOrTwo, Two};
    const WORDS: [(&str, Token); 10] = [
        ("dd", Token::Day(Two)),
        ("d", Token::Day(OneOrTwo)),
        ("yyyy", Token::Year),
        ("yy", Token::ShortYear),
        ("mmm", Token::MonthName),
        ("mm", Token::Month(Two)),
        ("m", Token::Month(OneOrTwo)),
        ("hh", Token::Hour(Two)),
        ("h", Token::Hour(OneOrTwo)),
        ("ss", Token::Second),
    ];
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some((word, token)) = WORDS.iter().find(|(word, _)| rest.starts_with(word)) {
            // In a time, `mm` means minutes.
            let is_time = tokens.iter().any(|one| matches!(one, Token::Hour(_)));
            let is_minute = is_time && *token == Token::Month(Two);
            tokens.push(if is_minute { Token::Minute } else { *token });
            rest = rest.get(word.len()..)?;
        } else if matches!(first, '/' | '-' | '.' | ',' | ' ' | ':' | 'T') {
            tokens.push(Token::Mark(first));
            rest = rest.get(1..)?;
        } else {
            return None;
        }
    }
    Some(())
}

/// What the tokens of a cell are.
#[derive(Default)]
struct Parts {
    year: i16,
    is_short: bool,
    month: Option<i8>,
    day: Option<i8>,
    time: Option<(i8, i8, i8)>,
}

impl Parts {
    /// Reads as much of a cell as the tokens say, and gives the rest.
    fn read<'c>(tokens: &[Token], cell: &'c str) -> Option<(Self, &'c str)> {
        let mut parts = Self::default();
        let mut rest = cell;
        for token in tokens {
            let digits_len = rest.bytes().take_while(u8::is_ascii_digit).count();
            let len = match token {
                Token::Year => 4,
                Token::MonthName => {
                    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic);
                    letters.count()
                }
                Token::Mark(_) => 1,
                Token::Day(Width::OneOrTwo)
                | Token::Month(Width::OneOrTwo)
                | Token::Hour(Width::OneOrTwo) => digits_len.clamp(1, 2),
                _ => 2,
            };
            let (part, after) = rest.split_at_checked(len)?;
            rest = after;
            let number = || i8::try_from(digits(part)?).ok();
            match token {
                Token::Year => parts.year = digits(part)?,
                Token::ShortYear => (parts.year, parts.is_short) = (digits(part)?, true),
                Token::Month(_) => parts.month = Some(number()?),
                Token::MonthName => parts.month = Some(month_named(part)?),
                Token::Day(width) => {
                    let day = number()?;
                    parts.day = Some(day);
                    if *width == Width::OneOrTwo {
                        rest = behind_ordinal(day, rest);
                    }
                }
                Token::Hour(_) => parts.time = Some((number()?, 0, 0)),
                Token::Minute => parts.time.as_mut()?.1 = number()?,
                Token::Second => parts.time.as_mut()?.2 = number()?,
                Token::Mark(mark) => {
                    if !part.starts_with(*mark) {
                        return None;
                    }
                }
            }
        }
        Some((parts, rest))
    }

    fn said(&self, century: Century) -> Option<Said> {
        if !self.is_short {
            return self.of_year(self.year);
        }
        let from = century.from?;
        let year = from + (self.year - from).rem_euclid(100);
        let said = self.of_year(year);
        let is_future = |said: &Said| {
            let first = said.first_day();
            first
                .zip(century.latest)
                .is_some_and(|(first, latest)| first > latest)
        };
        // The 29 February may be of one of the two hundred years alone: the earlier is not tried for that.
        let said = said?;
        if is_future(&said) {
            return self.of_year(year - 100);
        }
        Some(said)
    }

    fn of_year(&self, year: i16) -> Option<Said> {
        if year <= 0 {
            return None;
        }
        let (month, day) = match (self.month, self.day) {
            (month, None) => {
                let is_month = month.is_none_or(|month| (1..=12).contains(&month));
                return is_month.then_some(Said::Part(year, month));
            }
            (month, Some(day)) => (month?, day),
        };
        let date = civil::Date::new(year, month, day).ok()?;
        Some(Said::Whole(match self.time {
            None => Moment::Day(date),
            Some((hour, minute, second)) => {
                let time = civil::Time::new(hour, minute, second, 0).ok()?;
                Moment::Local(date.to_datetime(time))
            }
        }))
    }
}

impl Said {
    /// The first day that may be meant.
    pub(crate) fn first_day(&self) -> Option<civil::Date> {
        match self {
            Self::Whole(moment) => Some(moment.day()),
            Self::Part(year, month) => civil::Date::new(*year, month.unwrap_or(1), 1).ok(),
        }
    }
}

/// What stands behind the `rd` of `3rd`; all of it where there is no ending, or another number's.
fn behind_ordinal(day: i8, rest: &str) -> &str {
    let ending = match day {
        1 | 21 | 31 => "st",
        2 | 22 => "nd",
        3 | 23 => "rd",
        _ => "th",
    };
    match rest.split_at_checked(2) {
        Some((found, behind)) if found.eq_ignore_ascii_case(ending) => behind,
        _ => rest,
    }
}

/// The number of a day: five digits, from 1927 (or 1931) on, since a number of four looks like a year.
fn read_number(cell: &str, is_1904: bool) -> Option<Said> {
    let (days, fraction) = cell.split_once('.').unwrap_or((cell, "0"));
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if days.len() != 5 || !are_digits(days) || !are_digits(fraction) || days.starts_with('0') {
        return None;
    }
    // The system of 1900 has a 29 February 1900 that never was: from then on its day 0 is 30 December 1899.
    let first = if is_1904 {
        civil::date(1904, 1, 1)
    } else {
        civil::date(1899, 12, 30)
    };
    let days: i32 = days.parse().ok()?;
    let day = first.checked_add(jiff::Span::new().days(days)).ok()?;
    // Nine digits tell a millisecond; what is left of a second is the dust of fractions.
    let fraction = format!("{fraction:0<9}");
    let billionths: i64 = fraction.get(..9)?.parse().ok()?;
    let seconds = (billionths * 86_400 + 500_000_000) / 1_000_000_000;
    if seconds == 0 {
        return Some(Said::Whole(Moment::Day(day)));
    }
    let time = jiff::Span::new().try_seconds(seconds).ok()?;
    let at = day.to_datetime(civil::Time::midnight());
    let at = at.checked_add(time).ok()?;
    Some(Said::Whole(Moment::Local(at)))
}

/// RFC 3339 with seconds; the offset may be missing.
fn read_instant(cell: &str) -> Option<Moment> {
    static LOCAL: LazyLock<Option<DayFormat>> =
        LazyLock::new(|| DayFormat::parse("yyyy-mm-ddThh:mm:ss"));
    let local = LOCAL.as_ref()?;
    let (civil, offset) = cell.split_at_checked(19)?;
    let Some(Said::Whole(Moment::Local(at))) = local.read(civil, Century::default()) else {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moment::{Fold, rfc3339};

    fn instant(cell: &str) -> Option<Moment> {
        match DayFormat::Instant.read(cell, Century::default())? {
            Said::Whole(moment) => Some(moment),
            Said::Part(..) => None,
        }
    }

    fn read(format: &str, cell: &str) -> Option<String> {
        let century = Century {
            from: Some(1930),
            latest: Some(civil::date(2026, 10, 5)),
        };
        Some(
            match DayFormat::parse(format).unwrap().read(cell, century)? {
                Said::Part(year, None) => format!("{year}"),
                Said::Part(year, Some(month)) => format!("{year}-{month:02}"),
                Said::Whole(Moment::Day(day)) => day.to_string(),
                Said::Whole(Moment::Local(at)) => at.to_string(),
                Said::Whole(Moment::Instant(at, _)) => at.to_string(),
            },
        )
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
    fn what_tells_no_day_is_no_format() {
        for bad in [
            "dd/mm",
            "dd/yyyy",
            "dd/mm/yyyy hh",
            "dd/dd/yyyy",
            "mm/yyyy hh:mm",
            "dd/mm[/yyyy]",
            "dd/mm/yyyy[ hh:mm",
            "d of mmm",
            "",
        ] {
            assert_eq!(DayFormat::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        for (format, cell, day) in [
            ("d/m/yyyy", "1/8/2026", "2026-08-01"),
            ("d/m/yyyy", "01/08/2026", "2026-08-01"),
            ("d/m/yy", "1/2/72", "1972-02-01"),
            ("d/m/yy", "19/08/26", "2026-08-19"),
            // No day behind the latest: the hundred years before, then.
            ("d/m/yy", "6/10/26", "1926-10-06"),
            ("d mmm yyyy", "3rd SEPT 2026", "2026-09-03"),
            ("d mmm yyyy", "3 march 2026", "2026-03-03"),
            ("d-mmm-yy", "3-Mar-26", "2026-03-03"),
            ("mmm yy", "Mar 26", "2026-03"),
            ("m/yyyy", "3/2026", "2026-03"),
            ("yyyy", "2024", "2024"),
            ("d/m/yyyy[ h:mm]", "02/12/2026", "2026-12-02"),
            ("d/m/yyyy[ h:mm]", "02/12/2026 9:30", "2026-12-02T09:30:00"),
            ("excel", "46254", "2026-08-20"),
            ("excel", "46254.4375", "2026-08-20T10:30:00"),
            ("excel-1904", "44792", "2026-08-20"),
        ] {
            assert_eq!(read(format, cell).as_deref(), Some(day), "{format}: {cell}");
        }
    }

    #[test]
    fn an_impossible_day_is_no_other_day() {
        for (format, cell) in [
            ("d/m/yyyy", "31/06/1988"),
            ("d/m/yyyy", "16/16/1980"),
            ("d/m/yy", "31/4/19"),
            ("d/m/yyyy", "1//2026"),
            ("d/m/yyyy", "011/2/2026"),
            ("d mmm yyyy", "2rd March 2026"),
            ("d mmm yyyy", "3 Ma 2026"),
            ("d mmm yyyy", "3 Marchy 2026"),
            ("m/yyyy", "13/2026"),
            ("yyyy", "24"),
            ("excel", "2024"),
            ("excel", "9.43E+09"),
            ("excel", "-46254"),
            ("d/m/yyyy[ h:mm]", "02/12/2026 25:00"),
            ("d/m/yyyy[ h:mm]", "02/12/2026 later"),
        ] {
            assert_eq!(read(format, cell), None, "{format}: {cell}");
        }
        let open = DayFormat::parse("d/m/yy").unwrap();
        assert_eq!(open.read("1/2/72", Century::default()), None);
    }

    #[test]
    fn a_local_time_that_occurs_twice_is_not_chosen_unless_told() {
        let twice = instant("2026-10-25T01:30:00").unwrap();
        assert_eq!(twice.instant(false), Err(Fold::Twice));
        let chosen = twice.instant(true).unwrap().unwrap();
        assert_eq!(rfc3339(&chosen), "2026-10-25T01:30:00+01:00");
        let never = instant("2026-03-29T01:30:00").unwrap();
        assert_eq!(never.instant(true), Err(Fold::Never));
        let told = instant("2026-10-25T09:10:00+00:00").unwrap();
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
            assert_eq!(instant(bad), None, "{bad}");
        }
    }
}

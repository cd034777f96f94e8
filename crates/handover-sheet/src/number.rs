//! Numbers, days and times as a person sees them.

use crate::{Cell, CellKind};
use calamine::{ExcelDateTime, ExcelDateTimeType};

/// The first serial number after 9999-12-31.
const END_OF_DAYS: f64 = 2_958_466.0;

const SECONDS_OF_A_DAY: f64 = 86_400.0;

/// A number without exponent, with the 15 digits that a spreadsheet shows, in the shape of its format: leading zeros
/// and a percent sign are part of what is seen; how many decimals are shown is not, for the file knows better.
pub(crate) fn number(value: f64, format: Option<&str>) -> Cell {
    let text = format
        .and_then(|format| formatted(value, format))
        .unwrap_or_else(|| plain(value));
    Cell::new(text, CellKind::Number)
}

/// A number without exponent and without the dust of binary fractions.
fn plain(value: f64) -> String {
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    // No minus before nothing.
    let rounded = if rounded == 0.0 { 0.0 } else { rounded };
    format!("{rounded}")
}

fn formatted(value: f64, format: &str) -> Option<String> {
    let format = format.split(';').next()?;
    if let Some(rest) = format.strip_suffix('%') {
        let is_plain = rest.chars().all(|c| matches!(c, '0' | '#' | '.'));
        return is_plain.then(|| format!("{}%", plain(value * 100.0)));
    }
    // `00000 000000`: digits fill the places from the right, and zeros what is left of them.
    let shape: String = format.replace(['\\', '"'], "");
    let places = shape.matches('0').count();
    let is_shape = places > 1
        && !shape.starts_with('#')
        && shape.chars().all(|c| matches!(c, '0' | ' ' | '-'));
    if !is_shape || value < 0.0 || value.fract() != 0.0 || value >= 1e15 {
        return None;
    }
    let mut digits = plain(value).chars().rev().collect::<Vec<_>>().into_iter();
    let mut text = Vec::new();
    for c in shape.chars().rev() {
        text.push(if c == '0' {
            digits.next().unwrap_or('0')
        } else {
            c
        });
    }
    text.extend(digits);
    Some(text.iter().rev().collect())
}

/// A serial number that is shown as a day or a time.
pub(crate) fn moment(serial: &ExcelDateTime, is_1904: bool) -> Cell {
    let value = serial.as_f64();
    let seconds = (value * SECONDS_OF_A_DAY).round();
    if !(0.0..END_OF_DAYS).contains(&value) {
        return number(value, None);
    }
    if serial.is_duration() {
        return Cell::new(clock(seconds), CellKind::Time);
    }
    let rounded = ExcelDateTime::new(
        seconds / SECONDS_OF_A_DAY,
        ExcelDateTimeType::DateTime,
        is_1904,
    );
    let (year, month, day, hour, minute, second, _) = rounded.to_ymd_hms_milli();
    let time = if second == 0 {
        format!("{hour:02}:{minute:02}")
    } else {
        format!("{hour:02}:{minute:02}:{second:02}")
    };
    if value < 1.0 && !(is_1904 && value == 0.0) {
        return Cell::new(time, CellKind::Time);
    }
    let mut text = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) != (0, 0, 0) {
        text = format!("{text}T{time}");
    }
    Cell::new(text, CellKind::Date)
}

/// True or false as spreadsheets of every language keep it.
pub(crate) fn truth(value: bool) -> Cell {
    let text = if value { "TRUE" } else { "FALSE" };
    Cell::new(text.to_owned(), CellKind::Boolean)
}

/// Seconds as `HH:MM` or `HH:MM:SS`.
fn clock(seconds: f64) -> String {
    let hours = (seconds / 3600.0).floor();
    let minutes = ((seconds - hours * 3600.0) / 60.0).floor();
    let rest = seconds - hours * 3600.0 - minutes * 60.0;
    if rest == 0.0 {
        format!("{hours:02}:{minutes:02}")
    } else {
        format!("{hours:02}:{minutes:02}:{rest:02}")
    }
}

/// A day or a time as OpenDocument writes it: `2026-12-01T10:30:00`, `PT08H30M00S`.
pub(crate) fn iso(text: &str) -> Cell {
    if let Some(duration) = text.strip_prefix("PT") {
        let part = |rest: &mut &str, unit: char| -> Option<f64> {
            let (number, behind) = rest.split_once(unit)?;
            *rest = behind;
            number.replace(',', ".").parse().ok()
        };
        let mut rest = duration;
        let hours = part(&mut rest, 'H').unwrap_or(0.0);
        let minutes = part(&mut rest, 'M').unwrap_or(0.0);
        let seconds = part(&mut rest, 'S').unwrap_or(0.0);
        let all = (hours * 3600.0 + minutes * 60.0 + seconds).round();
        return Cell::new(clock(all), CellKind::Time);
    }
    let Some((day, time)) = text.split_once('T') else {
        return Cell::new(text.to_owned(), CellKind::Date);
    };
    let time = time.split(['.', ',', 'Z']).next().unwrap_or_default();
    let time = time
        .strip_suffix(":00")
        .filter(|rest| rest.len() == 5)
        .unwrap_or(time);
    let is_midnight = time == "00:00";
    let text = if is_midnight {
        day.to_owned()
    } else {
        format!("{day}T{time}")
    };
    Cell::new(text, CellKind::Date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_no_exponent_and_no_dust() {
        for (value, text) in [
            (9_434_765_919.0, "9434765919"),
            (0.1 + 0.2, "0.3"),
            (1e20, "100000000000000000000"),
            (-0.0, "0"),
            (72.5, "72.5"),
            (4_857_773_456.0, "4857773456"),
        ] {
            assert_eq!(number(value, None).text, text);
        }
    }

    #[test]
    fn what_a_format_adds_is_seen() {
        for (value, format, text) in [
            (7_700_900_101.0, "00000000000", "07700900101"),
            (7_700_900_101.0, "00000\\ 000000", "07700 900101"),
            (9_434_765_919.0, "000 000 0000", "943 476 5919"),
            (0.5, "0%", "50%"),
            (12.345, "0.00", "12.345"),
            (12.0, "General", "12"),
            (12.0, "0", "12"),
        ] {
            assert_eq!(number(value, Some(format)).text, text, "{format}");
        }
    }

    #[test]
    fn serial_numbers_are_days_by_either_system() {
        let cell = |value, is_1904| {
            moment(
                &ExcelDateTime::new(value, ExcelDateTimeType::DateTime, is_1904),
                is_1904,
            )
            .text
        };
        assert_eq!(cell(31_140.0, false), "1985-04-03");
        assert_eq!(cell(29_678.0, true), "1985-04-03");
        assert_eq!(cell(46_358.437_5, false), "2026-12-02T10:30");
        // 10:30 less a rounding.
        assert_eq!(cell(46_358.437_499_999, false), "2026-12-02T10:30");
        assert_eq!(cell(0.4375, false), "10:30");
        assert_eq!(cell(-1.0, false), "-1");
        assert_eq!(cell(3e6, false), "3000000");
        let hours = ExcelDateTime::new(1.5, ExcelDateTimeType::TimeDelta, false);
        assert_eq!(moment(&hours, false).text, "36:00");
    }

    #[test]
    fn days_of_opendocument_are_the_same() {
        for (iso_text, text) in [
            ("2026-12-02", "2026-12-02"),
            ("2026-12-02T10:30:00", "2026-12-02T10:30"),
            ("2026-12-02T00:00:00", "2026-12-02"),
            ("2026-12-02T10:30:05.5", "2026-12-02T10:30:05"),
            ("PT10H30M00S", "10:30"),
        ] {
            assert_eq!(iso(iso_text).text, text);
        }
    }
}

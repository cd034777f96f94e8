//! What was typed, as the dataset has it; and what the dataset has, as it is typed.

use handover_dataset::{CaseReference, NhsNumber, PartialDate, Text};
use handover_interop::{is_mobile, phone, postcode};
use handover_time::{Date, london, month_named};
use jiff::{civil, tz::AmbiguousOffset};
use serde_json::{Value, json};

use crate::{
    answers::{Answers, Part, input},
    form::TextForm,
    mistake::Why,
    schema::Kind,
};

/// What the boxes of a question hold; none if nothing does.
pub(crate) fn read(
    answers: &Answers,
    question: &str,
    turn: usize,
    (kind, form): (&Kind, TextForm),
) -> Result<Option<Value>, Why> {
    let of = |part| answers.one(&input(question, turn, part));
    match kind {
        Kind::Day | Kind::DayOrMoment | Kind::Moment | Kind::PartOfDay => {
            let boxes = [of(Part::Day), of(Part::Month), of(Part::Year)];
            let time = of(Part::Time);
            if boxes.iter().all(Option::is_none) && time.is_none() {
                return Ok(None);
            }
            moment(kind, boxes, time).map(Some)
        }
        _ => of(Part::Whole)
            .map(|text| words(text, kind, form))
            .transpose(),
    }
}

fn moment(kind: &Kind, boxes: [Option<&str>; 3], time: Option<&str>) -> Result<Value, Why> {
    let [day, month, year] = boxes;
    let number = |text: &str| text.parse::<i8>().ok().filter(|number| *number > 0);
    let year = year
        .filter(|year| year.len() == 4)
        .and_then(|year| year.parse::<i16>().ok());
    let year = year.ok_or(Why::YearMissing)?;
    let month = month
        .map(|month| {
            number(month)
                .or_else(|| month_named(month))
                .ok_or(Why::MonthMissing)
        })
        .transpose()?;
    let day = day
        .map(|text| number(text).ok_or_else(|| Why::NoSuchDay(text.to_owned())))
        .transpose()?;
    let is_part = *kind == Kind::PartOfDay;
    match (day, month) {
        (None, None) if is_part => return part(&format!("{year:04}")),
        (None, Some(month)) if is_part => {
            return part(&format!("{year:04}-{month:02}"));
        }
        (Some(_), None) | (None, None) => return Err(Why::MonthMissing),
        (None, Some(_)) => return Err(Why::DayMissing),
        (Some(_), Some(_)) => {}
    }
    let (day, month) = (day.unwrap_or_default(), month.unwrap_or_default());
    let date = civil::Date::new(year, month, day);
    let date = date.map_err(|_| Why::NoSuchDay(format!("{day}/{month}/{year}")))?;
    let date_text = Date::try_from(date)
        .map_err(|_| Why::YearMissing)?
        .to_string();
    let time = time
        .map(|text| clock(text).ok_or(Why::NotATime))
        .transpose()?;
    match (kind, time) {
        (Kind::Moment, None) => Err(Why::TimeMissing),
        (Kind::Moment | Kind::DayOrMoment, Some(time)) => instant(date.to_datetime(time)),
        _ => Ok(json!(date_text)),
    }
}

fn part(text: &str) -> Result<Value, Why> {
    let is_one = text.parse::<PartialDate>().is_ok();
    is_one.then(|| json!(text)).ok_or(Why::MonthMissing)
}

/// A time as wards write it: `09:30`, `9.30`, `0930`.
fn clock(text: &str) -> Option<civil::Time> {
    let digits: String = text.chars().filter(|c| !matches!(c, ':' | '.')).collect();
    let digits = if digits.len() == 3 {
        format!("0{digits}")
    } else {
        digits
    };
    if digits.len() != 4 || text.len() > 5 {
        return None;
    }
    civil::Time::strptime("%H%M", digits).ok()
}

/// A moment with the offset that London had; of a time that there was twice the earlier.
fn instant(at: civil::DateTime) -> Result<Value, Why> {
    let ambiguous = london().to_ambiguous_timestamp(at);
    if matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. }) {
        return Err(Why::NoSuchTime);
    }
    let at = ambiguous.earlier().map_err(|_| Why::NoSuchTime)?;
    Ok(json!(crate::signing::written(at)))
}

fn words(text: &str, kind: &Kind, form: TextForm) -> Result<Value, Why> {
    let entry = |text: &str| {
        let text = Text::<32_767>::from_entry(text).map_err(|_| Why::NotOfForm)?;
        Ok(json!(text.as_str()))
    };
    match kind {
        Kind::Coded => Ok(json!({ "text": entry(text)? })),
        Kind::Number { least, most } => {
            let number = text
                .replace([' ', ','], "")
                .parse::<u64>()
                .map_err(|_| Why::NotANumber)?;
            let (least, most) = (*least, *most);
            let is_in = (least..=most).contains(&number);
            is_in
                .then(|| json!(number))
                .ok_or(Why::NumberOut { least, most })
        }
        Kind::Several(_) => {
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            Ok(Value::Array(lines.map(entry).collect::<Result<_, Why>>()?))
        }
        Kind::Text(of) if of == "CaseReference" => {
            text.parse::<CaseReference>()
                .map_err(|_| Why::NotAReference)?;
            Ok(json!(text))
        }
        _ => match form {
            TextForm::Area => entry(text),
            TextForm::Line => entry(&text.replace('\n', " ")),
            TextForm::Mobile => {
                let number = phone(text).ok_or(Why::NotATelephone)?;
                if !is_mobile(&number) {
                    return Err(Why::NotMobile);
                }
                Ok(json!(number))
            }
            TextForm::Telephone => Ok(json!(phone(text).ok_or(Why::NotATelephone)?)),
            TextForm::Postcode => entry(&postcode(text)),
            TextForm::NhsNumber => {
                let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
                let number = digits.parse::<NhsNumber>().map_err(|_| Why::NotNhs)?;
                number
                    .has_check_digit()
                    .then(|| json!(digits))
                    .ok_or(Why::WrongNhsDigit)
            }
        },
    }
}

/// Types what stands in a case; nothing if it is not of that kind.
pub(crate) fn write(
    answers: &mut Answers,
    question: &str,
    turn: usize,
    kind: &Kind,
    value: &Value,
) {
    let mut put = |part, text: String| {
        if !text.is_empty() {
            answers.put(input(question, turn, part), vec![text]);
        }
    };
    let text = value.as_str().unwrap_or_default();
    match kind {
        Kind::Day | Kind::DayOrMoment | Kind::Moment | Kind::PartOfDay => {
            let local = text
                .parse::<jiff::Timestamp>()
                .ok()
                .map(|at| london().to_datetime(at));
            let day = local.map_or_else(|| text.to_owned(), |local| local.date().to_string());
            let mut parts = day.split('-');
            let plain = |text: Option<&str>| {
                text.map_or_else(String::new, |text| text.trim_start_matches('0').to_owned())
            };
            put(Part::Year, parts.next().unwrap_or_default().to_owned());
            put(Part::Month, plain(parts.next()));
            put(Part::Day, plain(parts.next()));
            if let Some(local) = local {
                put(Part::Time, local.strftime("%H:%M").to_string());
            }
        }
        Kind::Coded => {
            let text = value.get("text").and_then(Value::as_str);
            put(Part::Whole, text.unwrap_or_default().to_owned());
        }
        Kind::Number { .. } => put(
            Part::Whole,
            value
                .as_u64()
                .map_or_else(String::new, |number| number.to_string()),
        ),
        Kind::Several(_) => {
            let lines = value
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str);
            put(Part::Whole, lines.collect::<Vec<_>>().join("\n"));
        }
        _ => put(Part::Whole, text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(kind: &Kind, boxes: [&str; 3], time: &str) -> Result<Value, Why> {
        let boxes = boxes.map(|text| (!text.is_empty()).then_some(text));
        moment(kind, boxes, (!time.is_empty()).then_some(time))
    }

    #[test]
    fn a_day_is_what_the_boxes_say_and_nothing_else() {
        assert_eq!(
            day(&Kind::Day, ["21", "11", "2026"], ""),
            Ok(json!("2026-11-21"))
        );
        assert_eq!(
            day(&Kind::Day, ["21", "Nov", "2026"], ""),
            Ok(json!("2026-11-21"))
        );
        assert_eq!(
            day(&Kind::Day, ["30", "2", "2026"], ""),
            Err(Why::NoSuchDay("30/2/2026".to_owned()))
        );
        assert_eq!(day(&Kind::Day, ["", "2", "2026"], ""), Err(Why::DayMissing));
        assert_eq!(day(&Kind::Day, ["3", "2", "26"], ""), Err(Why::YearMissing));
        assert_eq!(
            day(&Kind::PartOfDay, ["", "", "1988"], ""),
            Ok(json!("1988"))
        );
        assert_eq!(
            day(&Kind::PartOfDay, ["", "6", "1988"], ""),
            Ok(json!("1988-06"))
        );
        assert_eq!(
            day(&Kind::PartOfDay, ["3", "", "1988"], ""),
            Err(Why::MonthMissing)
        );
        assert_eq!(
            day(&Kind::PartOfDay, ["", "13", "1988"], ""),
            Err(Why::MonthMissing)
        );
    }

    #[test]
    fn a_time_is_londons() {
        let at = |boxes, time| day(&Kind::Moment, boxes, time);
        assert_eq!(
            at(["21", "11", "2026"], "03:12"),
            Ok(json!("2026-11-21T03:12:00+00:00"))
        );
        assert_eq!(
            at(["21", "6", "2026"], "9.30"),
            Ok(json!("2026-06-21T09:30:00+01:00"))
        );
        assert_eq!(at(["21", "6", "2026"], "after lunch"), Err(Why::NotATime));
        assert_eq!(at(["21", "6", "2026"], ""), Err(Why::TimeMissing));
        // The clocks go forward over it, and back over it.
        assert_eq!(at(["29", "3", "2026"], "01:30"), Err(Why::NoSuchTime));
        assert_eq!(
            at(["25", "10", "2026"], "01:30"),
            Ok(json!("2026-10-25T01:30:00+01:00"))
        );
        assert_eq!(
            day(&Kind::DayOrMoment, ["1", "12", "2026"], ""),
            Ok(json!("2026-12-01"))
        );
    }

    #[test]
    fn numbers_are_held_to_their_form() {
        let read = |text, form| words(text, &Kind::Text("Text32767".to_owned()), form);
        assert_eq!(
            read("07700 900321", TextForm::Mobile),
            Ok(json!("+447700900321"))
        );
        assert_eq!(read("020 7946 0140", TextForm::Mobile), Err(Why::NotMobile));
        assert_eq!(
            read("020 7946 0140", TextForm::Telephone),
            Ok(json!("+442079460140"))
        );
        assert_eq!(
            read("ring Jo", TextForm::Telephone),
            Err(Why::NotATelephone)
        );
        assert_eq!(
            read("999 000 0026", TextForm::NhsNumber),
            Ok(json!("9990000026"))
        );
        assert_eq!(
            read("999 000 0027", TextForm::NhsNumber),
            Err(Why::WrongNhsDigit)
        );
        assert_eq!(read("999", TextForm::NhsNumber), Err(Why::NotNhs));
        assert_eq!(read("zz32ab", TextForm::Postcode), Ok(json!("ZZ3 2AB")));
        let number = Kind::Number { least: 1, most: 5 };
        assert_eq!(words("3", &number, TextForm::Line), Ok(json!(3)));
        assert_eq!(words("3 kg", &number, TextForm::Line), Err(Why::NotANumber));
        assert_eq!(
            words("6", &number, TextForm::Line),
            Err(Why::NumberOut { least: 1, most: 5 })
        );
    }
}

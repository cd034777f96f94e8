//! The forms in which one column writes its days.

use crate::{
    day_format::{Century, DayFormat, Said},
    text_forms::without_blanks,
};
use jiff::civil;
use std::{ops::RangeInclusive, sync::LazyLock};

/// Every form that a column has, and of which hundred years its two-digit years are.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct DateForms {
    forms: Vec<DayFormat>,
    years_from: Option<i16>,
}

/// Why a cell is no day.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum NoDay {
    /// Two forms read it, as two days.
    Either,
    /// The month stands first where the day should.
    MonthFirst,
    /// None of the forms reads it.
    NotADate,
    /// None of the forms reads it, and this one would.
    OtherForm(&'static str),
}

/// What the two first numbers of a day show of their order.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Order {
    DayFirst,
    /// Both may be the day, or the month.
    Either,
    MonthFirst,
}

impl DateForms {
    pub(crate) const fn new(forms: Vec<DayFormat>, years_from: Option<i16>) -> Self {
        Self { forms, years_from }
    }

    /// Whether a form leaves the century open.
    pub(crate) fn has_short_year(&self) -> bool {
        self.forms.iter().any(DayFormat::has_short_year)
    }

    /// Reads a cell, of which no day lies behind `latest` if that is given.
    ///
    /// The order of the forms makes no difference: what two of them read as two days is not read.
    pub(crate) fn read(&self, cell: &str, latest: Option<civil::Date>) -> Result<Said, NoDay> {
        let century = Century {
            from: self.years_from,
            latest,
        };
        let cell = without_blanks(cell);
        let mut found = None;
        for said in self
            .forms
            .iter()
            .filter_map(|form| form.read(&cell, century))
        {
            if found.is_some_and(|found| found != said) {
                return Err(NoDay::Either);
            }
            found = Some(said);
        }
        found.ok_or_else(|| match order(&cell) {
            Some(Order::MonthFirst) => NoDay::MonthFirst,
            _ => other_form(&cell).map_or(NoDay::NotADate, NoDay::OtherForm),
        })
    }
}

/// Forms that people use, each of which says more than those behind it.
const USUAL: [&str; 12] = [
    "d/m/yyyy[ h:mm]",
    "d/m/yyyy[ h:mm:ss]",
    "d-m-yyyy",
    "d.m.yyyy",
    "yyyy-mm-dd[ hh:mm]",
    "yyyy-mm-dd[ hh:mm:ss]",
    "d mmm yyyy",
    "d-mmm-yyyy",
    "d/m/yy",
    "mmm yyyy",
    "m/yyyy",
    "yyyy",
];

/// Day numbers of spreadsheets that may be days of people: of the years 1900 to 2100.
const DAY_NUMBERS: RangeInclusive<u32> = 60..=73_415;

/// The form that would read a cell: a hint for whoever writes the mapping, and never a day.
fn other_form(cell: &str) -> Option<&'static str> {
    static FORMS: LazyLock<Vec<(&str, DayFormat)>> = LazyLock::new(|| {
        let parsed = |form| Some((form, DayFormat::parse(form)?));
        USUAL.into_iter().filter_map(parsed).collect()
    });
    let century = Century {
        from: Some(1930),
        latest: None,
    };
    let found = FORMS
        .iter()
        .find(|(_, form)| form.read(cell, century).is_some());
    let is_day_number = || {
        let whole = cell.split_once('.').map_or(cell, |(whole, _)| whole);
        whole.parse().is_ok_and(|day| DAY_NUMBERS.contains(&day))
    };
    found
        .map(|(form, _)| *form)
        .or_else(|| is_day_number().then_some("excel"))
}

/// What a cell of numbers shows: `13/2/2026` begins with the day, `2/13/2026` with the month.
pub(crate) fn order(cell: &str) -> Option<Order> {
    let mut rest = cell.trim_start();
    let mut number = || {
        let len = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, behind) = rest.split_at_checked(len)?;
        rest = behind.strip_prefix(['/', '-', '.', ' '])?;
        (digits.len() <= 2).then(|| digits.parse::<u8>().ok())?
    };
    match (number()?, number()?) {
        (1..=12, 13..=31) => Some(Order::MonthFirst),
        (13..=31, 1..=12) => Some(Order::DayFirst),
        (first @ 1..=12, second @ 1..=12) if first != second => Some(Order::Either),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(all: &[&str]) -> DateForms {
        let forms = all.iter().map(|form| DayFormat::parse(form).unwrap());
        DateForms::new(forms.collect(), Some(1930))
    }

    #[test]
    fn what_may_be_two_days_is_neither() {
        let both = forms(&["d/m/yyyy", "m/d/yyyy"]);
        assert_eq!(both.read("04/05/2026", None), Err(NoDay::Either));
        for (cell, day) in [("04/19/2026", "2026-04-19"), ("05/05/2026", "2026-05-05")] {
            let said = both.read(cell, None).unwrap();
            assert_eq!(said.first_day().unwrap().to_string(), day);
        }
        let british = forms(&["d/m/yyyy", "d/m/yy", "mmm yy"]);
        assert_eq!(british.read("04/19/2026", None), Err(NoDay::MonthFirst));
        assert_eq!(british.read("16/16/1980", None), Err(NoDay::NotADate));
    }

    #[test]
    fn a_form_that_would_do_is_named() {
        let strict = forms(&["dd/mm/yyyy"]);
        for (cell, form) in [
            ("46254", "excel"),
            ("46254.5", "excel"),
            ("20/08/2026 00:00:00", "d/m/yyyy[ h:mm:ss]"),
            ("20/08/2026 14:30", "d/m/yyyy[ h:mm]"),
            ("1/8/2026", "d/m/yyyy[ h:mm]"),
            ("2026-08-20", "yyyy-mm-dd[ hh:mm]"),
            ("20 Aug 2026", "d mmm yyyy"),
            ("Aug 2026", "mmm yyyy"),
            ("03/2026", "m/yyyy"),
            ("2026", "yyyy"),
            ("3/8/26", "d/m/yy"),
        ] {
            assert_eq!(
                strict.read(cell, None),
                Err(NoDay::OtherForm(form)),
                "{cell}"
            );
        }
        for cell in ["Yes", "31/02/2026", "unknown", "9990000018", "12"] {
            assert_eq!(strict.read(cell, None), Err(NoDay::NotADate), "{cell}");
        }
    }

    #[test]
    fn spaces_that_nobody_sees_are_none() {
        let forms = forms(&["d mmm yyyy"]);
        for cell in ["\u{feff}3\u{a0}Mar\u{2003}\u{200b}2026", " 3  Mar 2026 "] {
            assert!(forms.read(cell, None).is_ok(), "{cell:?}");
        }
    }

    #[test]
    fn the_first_two_numbers_show_an_order_or_none() {
        for (cell, shown) in [
            ("13/02/2026", Some(Order::DayFirst)),
            ("2.13.26", Some(Order::MonthFirst)),
            ("1/2/26", Some(Order::Either)),
            ("2/2/26", None),
            ("2026-02-01", None),
            ("Mar 26", None),
            ("", None),
        ] {
            assert_eq!(order(cell), shown, "{cell}");
        }
    }
}

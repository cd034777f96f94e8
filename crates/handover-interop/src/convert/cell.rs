//! From cells to values: every cell is read as the mapping says, or listed.

use super::{
    scope::{OneRow, Scope},
    value::Outcome,
};
use crate::{
    Extent as Rejected, NoticeKind, RejectionReason,
    listed::Place,
    mapping::{Cell, Expression, Form, Target},
    text_forms::{self, NhsNumber},
    text_parts::phone_count,
};
use serde_json::Value;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

impl Scope<'_> {
    pub(super) fn cell(&self, cell: &Cell) -> Outcome {
        let (table, row) = match self.one_row(&cell.place) {
            OneRow::Found(table, row) => (table, row),
            OneRow::None => return Outcome::Empty,
            OneRow::NotRead => return Outcome::NotRead,
        };
        if !table.has_cell(&cell.column) && !self.mapping.may_lack(&cell.place, &cell.column) {
            return Outcome::NotRead;
        }
        if table.is_cut(row, &cell.column) || table.differs(row, &cell.column) {
            return Outcome::NotRead;
        }
        let Some(text) = table.cell(row, &cell.column) else {
            return if table.may_stand_elsewhere(row, &cell.column) {
                Outcome::NotRead
            } else {
                Outcome::Empty
            };
        };
        let read = |text: &str| -> Outcome {
            if handover_sheet::is_error(text) {
                self.reject(cell, RejectionReason::CellError, text);
                return Outcome::NotRead;
            }
            if let Some(target) = cell.special.translate(text) {
                return target.into();
            }
            let read = match &cell.map {
                Some(map) => match map.translate(text) {
                    Some(target) => return target.into(),
                    None => Err(RejectionReason::UnknownCode),
                },
                None => self.formed(cell, text),
            };
            match read {
                Ok(value) => value.into(),
                Err(reason) => {
                    self.reject(cell, reason, text);
                    Outcome::NotRead
                }
            }
        };
        let Some(split) = &cell.split else {
            return read(text);
        };
        let mut list = Vec::new();
        let (mut absent, mut has_unread) = (None, false);
        for part in text
            .split(split.as_str())
            .map(|part| part.trim_matches(' '))
        {
            match read(part) {
                Outcome::Value(value) | Outcome::Partly(value) => list.push(value),
                Outcome::Absent(reason) => absent = Some(reason),
                Outcome::NotRead => has_unread = true,
                Outcome::Empty => {}
            }
        }
        let list = (!list.is_empty()).then(|| list.into());
        Outcome::of_parts(list, has_unread, absent)
    }

    /// Whether the mapping knows this word of a column; else it is listed.
    pub(super) fn is_known_word(&self, cell: &Cell, word: &str) -> Option<()> {
        if self.mapping.is_word_of(&cell.place, &cell.column, word) {
            return Some(());
        }
        self.reject(cell, RejectionReason::UnknownWord, word);
        None
    }

    /// Another form read the cell after all.
    pub(super) fn take_back(&self, cell: &Cell) {
        if let OneRow::Found(table, row) = self.one_row(&cell.place) {
            let at = table.place(row, Some(&cell.column));
            self.log.borrow_mut().take_back(&at);
        }
    }

    /// Reads a cell in its form; none where a value is left out quietly.
    fn formed(&self, cell: &Cell, text: &str) -> Result<Option<Value>, RejectionReason> {
        let value = match &cell.form {
            Form::Text => {
                let text = tidy(text)?;
                let found = text.chars().count();
                if found > cell.max {
                    return Err(RejectionReason::TooLong {
                        found,
                        max: cell.max,
                    });
                }
                text
            }
            Form::Date(forms) => return self.day_of(cell, forms, text),
            Form::Instant(forms) => return self.instant_of(cell, forms, text),
            Form::Integer => {
                let text = &*text_forms::without_blanks(text);
                let is_number = text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
                let number: Option<i64> = is_number.then(|| text.parse().ok()).flatten();
                return number
                    .map(|number| Some(number.into()))
                    .ok_or(RejectionReason::NotANumber);
            }
            Form::Decimal => text_forms::decimal(text).ok_or(RejectionReason::NotANumber)?,
            Form::Phone | Form::Mobile | Form::Landline => {
                let number = text_forms::phone(text).ok_or_else(|| match phone_count(text) {
                    0 | 1 => RejectionReason::NotAPhone,
                    _ => RejectionReason::SeveralPhones,
                })?;
                let is_mobile = text_forms::is_mobile(&number);
                let is_wanted = match cell.form {
                    Form::Mobile => is_mobile,
                    Form::Landline => !is_mobile,
                    _ => true,
                };
                return Ok(is_wanted.then(|| number.into()));
            }
            Form::FamilyOfName | Form::GivenOfName => {
                let (family, given) =
                    text_forms::parts_of_name(text).ok_or(RejectionReason::NotTwoNames)?;
                let is_family = cell.form == Form::FamilyOfName;
                tidy(if is_family { family } else { given })?
            }
            Form::Postcode => text_forms::postcode(text),
            Form::NhsNumber => match text_forms::nhs_number(text) {
                NhsNumber::Good(number) => number,
                NhsNumber::Malformed => return Err(RejectionReason::NhsMalformed),
                NhsNumber::WrongCheckDigit => return Err(RejectionReason::NhsCheckDigit),
            },
        };
        Ok(Some(value.into()))
    }

    /// Whether the first cell of an expression says anything, usable or not.
    pub(crate) fn has_content(&self, expression: &Expression) -> bool {
        let cell = expression.first_cell();
        cell.is_some_and(|cell| match self.one_row(&cell.place) {
            OneRow::Found(table, row) => table.cell(row, &cell.column).is_some(),
            OneRow::None | OneRow::NotRead => false,
        })
    }

    /// Where the first cell of an expression stands.
    pub(crate) fn place_of(&self, expression: &Expression) -> Option<Place> {
        let cell = expression.first_cell()?;
        match self.one_row(&cell.place) {
            OneRow::Found(table, row) => Some(table.place(row, Some(&cell.column))),
            OneRow::None | OneRow::NotRead => None,
        }
    }

    fn reject(&self, cell: &Cell, reason: RejectionReason, content: &str) {
        if let OneRow::Found(table, row) = self.one_row(&cell.place) {
            let at = table.place(row, Some(&cell.column));
            self.log
                .borrow_mut()
                .reject(at, Rejected::Cell, reason, Some(content));
        }
    }

    pub(super) fn reject_row(&self, cell: &Cell, reason: RejectionReason) {
        if let OneRow::Found(table, row) = self.one_row(&cell.place) {
            let at = table.place(row, Some(&cell.column));
            self.log
                .borrow_mut()
                .reject(at, Rejected::Row, reason, None);
        }
    }

    pub(super) fn notice(&self, cell: &Cell, kind: NoticeKind) {
        if let OneRow::Found(table, row) = self.one_row(&cell.place) {
            self.log
                .borrow_mut()
                .notice_once(table.place(row, Some(&cell.column)), kind);
        }
    }
}

impl From<&Target> for Outcome {
    fn from(target: &Target) -> Self {
        match target {
            Target::Absent(reason) => Self::Absent(reason.clone()),
            Target::Empty => Self::Empty,
            Target::Value(value) => Self::Value(value.clone()),
        }
    }
}

/// NFC, line ends as LF, tabs as spaces; other control characters are refused.
fn tidy(text: &str) -> Result<String, RejectionReason> {
    if text.is_ascii() && !text.bytes().any(|byte| byte.is_ascii_control()) {
        return Ok(text.to_owned());
    }
    let text: Cow<'_, str> = if text.is_ascii() {
        text.into()
    } else {
        text.nfc().collect()
    };
    let text = text
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace('\t', " ");
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(RejectionReason::ControlCharacter);
    }
    Ok(text)
}

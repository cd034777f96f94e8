//! Confirming a proposal, line by line, in the mapping file itself.

use crate::words::codes_of;
use handover_interop::{Mapping, MappingError, Meaning, as_written};
use thiserror::Error;
use toml_edit::{DocumentMut, InlineTable, Item, TableLike, Value};

/// Why a mapping cannot be confirmed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConfirmError {
    /// It is no mapping, and which line says so.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// There is no such column, constant or question.
    #[error("the mapping has no such line")]
    NoLine,
    /// It has no columns: only a mapping of the short form is proposed.
    #[error("the mapping has no [columns]: nothing in it is guessed")]
    NotShort,
    /// The answer is none that the line takes.
    #[error("that is no answer to this line")]
    WrongAnswer,
}

/// A mapping of the short form that a person is confirming. What they wrote beside a line stays.
pub struct Confirmation {
    document: DocumentMut,
}

/// A line that nobody has confirmed.
#[derive(Clone)]
#[non_exhaustive]
pub struct Guess {
    /// The heading.
    pub heading: String,
    /// What it is proposed to mean, a word of [`Meaning`].
    pub meaning: String,
    /// What stands behind it: counts, and what speaks for it.
    pub account: String,
    /// Whether something about it wants a look: it was found by the heading or the cells alone, or not everything
    /// of it would be read.
    pub wants_a_look: bool,
    /// Words of a coded column of which nobody has said what they mean.
    pub unknown: Vec<String>,
    /// What such a word may mean; empty where a person has to answer for each case instead.
    pub codes: Vec<&'static str>,
}

/// A constant that nobody has filled in, or a question of the sheet that nobody has answered.
#[derive(Clone)]
#[non_exhaustive]
pub struct Unanswered {
    /// `constants` or `sheet`.
    pub table: &'static str,
    /// Its name there.
    pub key: String,
    /// What stands beside it in the file: what is asked, with an example.
    pub asks: String,
}

impl Confirmation {
    /// Reads a mapping of the short form.
    ///
    /// # Errors
    ///
    /// [`ConfirmError::Mapping`] and [`ConfirmError::NotShort`].
    pub fn of(text: &str) -> Result<Self, ConfirmError> {
        Mapping::from_toml(text)?;
        let document: DocumentMut = text.parse().map_err(|_| ConfirmError::NotShort)?;
        if document.get("columns").is_none() {
            return Err(ConfirmError::NotShort);
        }
        Ok(Self { document })
    }

    /// The lines that nobody has confirmed, in their order.
    #[must_use]
    pub fn guesses(&self) -> Vec<Guess> {
        let Some(columns) = self.document.get("columns").and_then(Item::as_table_like) else {
            return Vec::new();
        };
        let guesses = columns.iter().filter_map(|(heading, item)| {
            let line = item.as_table_like()?;
            if line.get("guessed").and_then(Item::as_bool) != Some(true) {
                return None;
            }
            let account = beside(item);
            let meaning = text_of(line, "is");
            let list = Meaning::of(&meaning).and_then(Meaning::codes);
            let words = line.get("words").and_then(Item::as_table_like);
            let words = words.into_iter().flat_map(TableLike::iter);
            let unknown = words.filter(|(_, code)| code.as_str() == Some("?"));
            Some(Guess {
                heading: heading.to_owned(),
                meaning,
                unknown: unknown.map(|(word, _)| word.to_owned()).collect(),
                codes: list.map(codes_of).unwrap_or_default(),
                wants_a_look: account.contains("LOOK") || account.contains("NOT READ"),
                account,
            })
        });
        guesses.collect()
    }

    /// The constants that nobody has filled in, and the questions that nobody has answered.
    #[must_use]
    pub fn unanswered(&self) -> Vec<Unanswered> {
        let empty = |table: &'static str, blank: &'static str| {
            let lines = self.document.get(table).and_then(Item::as_table_like);
            let lines = lines.into_iter().flat_map(TableLike::iter);
            let is_blank = move |(_, item): &(&str, &Item)| item.as_str() == Some(blank);
            lines.filter(is_blank).map(move |(key, item)| Unanswered {
                table,
                key: key.to_owned(),
                asks: beside(item),
            })
        };
        empty("sheet", "?").chain(empty("constants", "")).collect()
    }

    /// A person says that a line is right as it stands.
    ///
    /// # Errors
    ///
    /// [`ConfirmError::NoLine`]; [`ConfirmError::WrongAnswer`] where it cannot be read as it stands.
    pub fn confirm(&mut self, heading: &str) -> Result<(), ConfirmError> {
        let before = self.document.clone();
        let line = self.line(heading)?;
        line.remove("guessed");
        line.fmt();
        self.checked(before)
    }

    /// A person says what a column means; forms of days and words stay where the meaning takes them.
    ///
    /// # Errors
    ///
    /// [`ConfirmError::NoLine`] and [`ConfirmError::WrongAnswer`].
    pub fn means(&mut self, heading: &str, meaning: &str) -> Result<(), ConfirmError> {
        let (word, rest) = match meaning.split_once(' ') {
            Some((word, rest)) => (word, Some(rest.trim())),
            None => (meaning, None),
        };
        let known = Meaning::of(word).ok_or(ConfirmError::WrongAnswer)?;
        let beside = match (word, rest) {
            ("words", Some(field)) => Some(("field", field)),
            ("nothing", Some(why)) => Some(("why", why)),
            ("words" | "nothing", None) | (_, Some(_)) => return Err(ConfirmError::WrongAnswer),
            (_, None) => None,
        };
        let before = self.document.clone();
        let line = self.line(heading)?;
        line.insert("is", Value::from(word));
        for key in ["field", "why", "guessed"] {
            line.remove(key);
        }
        if !known.is_day() {
            line.remove("dates");
        }
        if known.codes().is_none() {
            line.remove("words");
        }
        if let Some((key, text)) = beside {
            line.insert(key, Value::from(text));
        }
        line.fmt();
        self.checked(before)
    }

    /// A person says what a word of a coded column means.
    ///
    /// # Errors
    ///
    /// [`ConfirmError::NoLine`] and [`ConfirmError::WrongAnswer`].
    pub fn word(&mut self, heading: &str, word: &str, code: &str) -> Result<(), ConfirmError> {
        let before = self.document.clone();
        let words = self.line(heading)?.get_mut("words");
        let words = words
            .and_then(Value::as_inline_table_mut)
            .ok_or(ConfirmError::NoLine)?;
        words.insert(word, Value::from(code));
        words.fmt();
        self.checked(before)
    }

    /// A person fills in a constant or answers a question of the sheet.
    ///
    /// # Errors
    ///
    /// [`ConfirmError::NoLine`] and [`ConfirmError::WrongAnswer`].
    pub fn answer(&mut self, table: &str, key: &str, answer: &str) -> Result<(), ConfirmError> {
        let answer = as_written(key, answer).ok_or(ConfirmError::WrongAnswer)?;
        let before = self.document.clone();
        let line = self
            .document
            .get_mut(table)
            .and_then(|table| table.get_mut(key));
        let value = line
            .and_then(Item::as_value_mut)
            .ok_or(ConfirmError::NoLine)?;
        let decor = value.decor().clone();
        *value = Value::from(answer);
        *value.decor_mut() = decor;
        self.checked(before)
    }

    /// The mapping as it stands.
    #[must_use]
    pub fn to_toml(&self) -> String {
        self.document.to_string()
    }

    fn line(&mut self, heading: &str) -> Result<&mut InlineTable, ConfirmError> {
        let line = self
            .document
            .get_mut("columns")
            .and_then(|columns| columns.get_mut(heading));
        line.and_then(Item::as_inline_table_mut)
            .ok_or(ConfirmError::NoLine)
    }

    /// Takes an answer back that leaves no mapping.
    fn checked(&mut self, before: DocumentMut) -> Result<(), ConfirmError> {
        if Mapping::from_toml(&self.to_toml()).is_ok() {
            return Ok(());
        }
        self.document = before;
        Err(ConfirmError::WrongAnswer)
    }
}

fn text_of(line: &dyn TableLike, key: &str) -> String {
    line.get(key)
        .and_then(Item::as_str)
        .unwrap_or_default()
        .to_owned()
}

/// What stands behind a value in its line, without the mark of a comment.
fn beside(item: &Item) -> String {
    let decor = item
        .as_value()
        .and_then(|value| value.decor().suffix()?.as_str());
    let text = decor.unwrap_or_default().trim().trim_start_matches('#');
    text.trim().to_owned()
}

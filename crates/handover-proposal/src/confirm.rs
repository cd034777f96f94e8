//! Confirming a proposal, line by line, in the mapping file itself.

use crate::{propose::lacking, words::codes_of};
use handover_interop::{Mapping, MappingError, Meaning, as_written};
use thiserror::Error;
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike, Value};

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

/// A column of the mapping as it stands.
#[derive(Clone)]
#[non_exhaustive]
pub struct ColumnLine {
    /// The heading.
    pub heading: String,
    /// What it means, a word of [`Meaning`].
    pub meaning: String,
    /// The field whose words it holds, for the meaning `words`.
    pub field: Option<String>,
    /// Why nothing of it is handed over, for the meaning `nothing`.
    pub why: Option<String>,
    /// Whether nobody has confirmed it.
    pub is_guessed: bool,
    /// The words of a coded column, with the code of each; none where nobody has said what it means.
    pub words: Vec<(String, Option<String>)>,
    /// What such a word may mean; empty where a person has to answer for each case instead.
    pub codes: Vec<&'static str>,
    /// The forms of its days.
    pub dates: Vec<String>,
}

/// What a receiving worker would miss, and no column says.
#[derive(Clone)]
#[non_exhaustive]
pub struct LackingMeaning {
    /// A word of [`Meaning`].
    pub meaning: &'static str,
    /// Whether a service can say that it does not hold it.
    pub may_be_not_held: bool,
    /// Who said that it is not held.
    pub not_held_by: Option<String>,
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

    /// Every column, in the order of the sheet.
    #[must_use]
    pub fn columns(&self) -> Vec<ColumnLine> {
        let lines = self.lines();
        lines.map(|(heading, item)| column(heading, item)).collect()
    }

    /// The lines that nobody has confirmed, in their order.
    #[must_use]
    pub fn guesses(&self) -> Vec<Guess> {
        let lines = self.lines().filter_map(|(heading, item)| {
            let line = column(heading, item);
            if !line.is_guessed {
                return None;
            }
            let account = beside(item);
            let unknown = line.words.iter().filter(|(_, code)| code.is_none());
            Some(Guess {
                unknown: unknown.map(|(word, _)| word.clone()).collect(),
                heading: line.heading,
                meaning: line.meaning,
                codes: line.codes,
                wants_a_look: account.contains("LOOK") || account.contains("NOT READ"),
                account,
            })
        });
        lines.collect()
    }

    fn lines(&self) -> impl Iterator<Item = (&str, &Item)> {
        let columns = self.document.get("columns").and_then(Item::as_table_like);
        columns.into_iter().flat_map(TableLike::iter)
    }

    /// In which table a name stands that a person answers: the questions of the sheet, or the constants.
    #[must_use]
    pub fn table_of(name: &str) -> &'static str {
        if QUESTIONS.contains(&name) {
            "sheet"
        } else {
            "constants"
        }
    }

    /// What a constant, or a question of the sheet, says; none if there is none of that name.
    #[must_use]
    pub fn answered(&self, table: &str, key: &str) -> Option<&str> {
        self.document.get(table)?.get(key)?.as_str()
    }

    /// The constants and the questions of the sheet, in their order: those that are answered too.
    #[must_use]
    pub fn asked(&self) -> Vec<Unanswered> {
        let of = |table: &'static str| {
            let lines = self.document.get(table).and_then(Item::as_table_like);
            let lines = lines.into_iter().flat_map(TableLike::iter);
            let is_asked =
                move |(key, _): &(&str, &Item)| table == "constants" || QUESTIONS.contains(key);
            lines.filter(is_asked).map(move |(key, item)| Unanswered {
                table,
                key: key.to_owned(),
                asks: beside(item),
            })
        };
        of("sheet").chain(of("constants")).collect()
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

    /// What a receiving worker would miss, and no column says.
    #[must_use]
    pub fn lacking(&self) -> Vec<LackingMeaning> {
        let columns = self.columns();
        let has = |word: &str| columns.iter().any(|column| column.meaning == word);
        let lacking = lacking(has).map(|(meaning, _)| LackingMeaning {
            meaning,
            may_be_not_held: Meaning::may_be_not_held(meaning),
            not_held_by: self.answered(NOT_HELD, meaning).map(str::to_owned),
        });
        lacking.collect()
    }

    /// A person says that the service does not hold this of anybody, or takes that back (`None`).
    ///
    /// # Errors
    ///
    /// [`ConfirmError::WrongAnswer`] where nobody can say that of all.
    pub fn not_held(&mut self, meaning: &str, by: Option<&str>) -> Result<(), ConfirmError> {
        let before = self.document.clone();
        let table = self.document.entry(NOT_HELD);
        let table = table.or_insert_with(|| Item::Table(Table::new()));
        let table = table.as_table_mut().ok_or(ConfirmError::NoLine)?;
        match by {
            Some(by) => {
                table.insert(meaning, toml_edit::value(by));
            }
            None => {
                table.remove(meaning);
            }
        }
        if table.is_empty() {
            self.document.remove(NOT_HELD);
        }
        self.checked(before)
    }

    /// A person says in which forms the days of a column are written.
    ///
    /// # Errors
    ///
    /// [`ConfirmError::NoLine`] and [`ConfirmError::WrongAnswer`].
    pub fn dates<'f>(
        &mut self,
        heading: &str,
        forms: impl IntoIterator<Item = &'f str>,
    ) -> Result<(), ConfirmError> {
        let before = self.document.clone();
        let line = self.line(heading)?;
        let forms: Array = forms.into_iter().collect();
        line.insert("dates", Value::Array(forms));
        line.fmt();
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

/// Of what somebody says that the service does not hold it.
const NOT_HELD: &str = "not_held";

/// The questions of the sheet.
const QUESTIONS: [&str; 2] = ["current_clients", "holds_more"];

/// A line of `[columns]`.
fn column(heading: &str, item: &Item) -> ColumnLine {
    let line = item.as_table_like();
    let text = |key: &str| line.map(|line| text_of(line, key)).unwrap_or_default();
    let some = |key: &str| Some(text(key)).filter(|text| !text.is_empty());
    let meaning = text("is");
    let list = Meaning::of(&meaning).and_then(Meaning::codes);
    let words = line.and_then(|line| line.get("words")?.as_table_like());
    let words = words.into_iter().flat_map(TableLike::iter);
    let words = words.map(|(word, code)| {
        let code = code.as_str().filter(|code| *code != "?");
        (word.to_owned(), code.map(str::to_owned))
    });
    let dates = line.and_then(|line| line.get("dates")?.as_array());
    let dates = dates.into_iter().flatten().filter_map(Value::as_str);
    let is_guessed = line.and_then(|line| line.get("guessed")?.as_bool());
    ColumnLine {
        heading: heading.to_owned(),
        field: some("field"),
        why: some("why"),
        is_guessed: is_guessed == Some(true),
        words: words.collect(),
        codes: list.map(codes_of).unwrap_or_default(),
        dates: dates.map(str::to_owned).collect(),
        meaning,
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

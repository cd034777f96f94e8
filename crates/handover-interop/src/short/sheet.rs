//! What a mapping of the short form says of its sheet and columns.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::Meaning;
use crate::mapping::{MappingError, MappingProblem, Node, is_field};

type Result<T> = std::result::Result<T, MappingError>;

/// A sheet and what its columns say.
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) profile: String,
    /// What is said of the file in the whole language: file, sheet, headings, delimiter, encoding, null.
    pub(super) file: Table,
    pub(super) constants: Table,
    /// The first of the hundred years of which a year of two digits is.
    pub(super) years_from: Option<i64>,
    /// Whether the service holds more about these people elsewhere; not said is yes.
    pub(super) holds_more: bool,
    /// The meanings of which somebody says that the service holds nothing.
    pub(super) not_held: Vec<String>,
    /// Whether somebody whose row does not say otherwise is a current client: `yes`, `no`, or empty while nobody said.
    pub(super) current_clients: String,
    /// Whether a person may stand in several rows: one for each episode or prescription.
    pub(super) is_repeated: bool,
    pub(super) columns: Vec<Column>,
}

/// A column and what its cells say.
pub(super) struct Column {
    pub(super) heading: String,
    pub(super) word: String,
    pub(super) meaning: &'static Meaning,
    /// The field whose words it holds, `section.field`.
    pub(super) field: Option<String>,
    /// The service's own words, before those of the built-in list.
    pub(super) words: Table,
    pub(super) dates: Vec<Value>,
    /// Of how many of a hundred filled cells somebody has seen that they are not read.
    pub(super) unread: Option<i64>,
    /// Why nothing of it is handed over.
    pub(super) why: Option<String>,
    pub(super) is_guessed: bool,
}

impl Sheet {
    pub(super) fn read(root: &Node<'_>) -> Result<Self> {
        let mut entries = root.entries()?;
        let name = entries.need("mapping")?.text()?.to_owned();
        let profile = entries.need("profile")?.text()?.to_owned();
        let mut constants = Table::new();
        if let Some(node) = entries.take("constants") {
            for (key, node) in node.entries()?.rest() {
                constants.insert(key.to_owned(), value(&node)?);
            }
        }
        let mut of_sheet = entries.need("sheet")?.entries()?;
        let mut file = Table::new();
        file.insert("file".to_owned(), value(&of_sheet.need("file")?)?);
        for key in ["sheet", "headings", "delimiter", "encoding"] {
            if let Some(node) = of_sheet.take(key) {
                file.insert(key.to_owned(), value(&node)?);
            }
        }
        // As the file was looked at: what is not UTF-8 is told, and read as Windows-1252.
        let auto = || Value::String("auto".to_owned());
        file.entry("encoding").or_insert_with(auto);
        let nulls = of_sheet.texts("null")?;
        file.insert("null".to_owned(), nulls.into());
        let years_from = of_sheet.take("two_digit_years_from");
        let years_from = years_from.map(|node| node.integer()).transpose()?;
        let holds_more = of_sheet
            .take("holds_more")
            .as_ref()
            .map(yes_or_no)
            .transpose()?;
        let holds_more = holds_more.flatten() != Some("no");
        let current_clients = of_sheet.take("current_clients");
        let current_clients = current_clients
            .as_ref()
            .map(yes_or_no)
            .transpose()?
            .flatten();
        let is_repeated = of_sheet.flag("repeated")?;
        of_sheet.finish()?;
        let mut not_held = Vec::new();
        if let Some(node) = entries.take("not_held") {
            for (word, by) in node.entries()?.rest() {
                if !Meaning::may_be_not_held(word) {
                    return Err(by.error(MappingProblem::UnknownName));
                }
                if by.text()?.trim().is_empty() {
                    return Err(by.expected("the name of who says that it is not held"));
                }
                not_held.push(word.to_owned());
            }
        }
        let columns = entries.need("columns")?.entries()?.rest();
        let columns = columns.map(|(heading, node)| Column::read(heading, &node));
        let columns: Vec<Column> = columns.collect::<Result<_>>()?;
        entries.finish()?;
        let key = columns.iter().find(|column| column.word == "reference");
        let key = key.ok_or_else(|| {
            MappingError::new(
                1,
                "columns",
                MappingProblem::Expected {
                    expected: "a column that is the reference: { is = \"reference\" }",
                },
            )
        })?;
        file.insert("key".to_owned(), key.heading.clone().into());
        Ok(Self {
            name,
            profile,
            file,
            constants,
            years_from,
            holds_more,
            not_held,
            current_clients: current_clients.unwrap_or_default().to_owned(),
            is_repeated,
            columns,
        })
    }

    /// The headings whose meaning nobody confirmed.
    pub(super) fn guessed(&self) -> Vec<String> {
        let guessed = self.columns.iter().filter(|column| column.is_guessed);
        guessed.map(|column| column.heading.clone()).collect()
    }

    /// The columns of a meaning that somebody stands for.
    pub(super) fn of<'s>(&'s self, word: &'s str) -> impl Iterator<Item = &'s Column> {
        let is_meant = move |column: &&Column| column.word == word && column.counts();
        self.columns.iter().filter(is_meant)
    }
}

impl Column {
    fn read(heading: &str, node: &Node<'_>) -> Result<Self> {
        let mut entries = node.entries()?;
        let is = entries.need("is")?;
        let word = is.text()?.to_owned();
        let meaning = Meaning::of(&word).ok_or_else(|| is.error(MappingProblem::UnknownName))?;
        let field = entries.take("field");
        let field = match (field, word == "words") {
            (Some(node), true) => {
                let known = node
                    .text()?
                    .split_once('.')
                    .is_some_and(|(s, f)| is_field(s, f));
                if !known {
                    return Err(node.error(MappingProblem::UnknownName));
                }
                Some(node.text()?.to_owned())
            }
            (None, false) => None,
            (None, true) => return Err(is.expected("a `field` beside `words`")),
            (Some(node), false) => return Err(node.error(MappingProblem::UnknownKey)),
        };
        let why = entries.take("why");
        if (word == "nothing") != why.is_some() {
            return Err(is.expected("`why` beside `nothing`, and there alone"));
        }
        let why = why.map(|node| node.text().map(str::to_owned)).transpose()?;
        let mut words = Table::new();
        if let Some(node) = entries.take("words") {
            if meaning.codes().is_none() {
                return Err(node.error(MappingProblem::UnknownKey));
            }
            for (key, node) in node.entries()?.rest() {
                // Nobody knows yet what the word means: it is listed, and what it says is not read.
                if node.text().is_ok_and(|text| text == "?") {
                    continue;
                }
                words.insert(key.to_owned(), meaning.becomes(value(&node)?));
            }
        }
        let dates = match entries.take("dates") {
            Some(node) if !meaning.is_day() => return Err(node.error(MappingProblem::UnknownKey)),
            Some(node) => node.texts()?.into_iter().map(Value::String).collect(),
            None => Vec::new(),
        };
        let unread = entries.take("unread");
        let unread = unread.map(|node| node.integer()).transpose()?;
        let is_guessed = entries.flag("guessed")?;
        entries.finish()?;
        Ok(Self {
            heading: heading.to_owned(),
            word,
            meaning,
            field,
            words,
            dates,
            unread,
            why,
            is_guessed,
        })
    }

    /// The key of the sheet counts in any case: without it there is nobody.
    fn counts(&self) -> bool {
        !self.is_guessed || self.word == "reference"
    }
}

/// A question of which the answer is `yes` or `no`; none while it is `?`.
fn yes_or_no(node: &Node<'_>) -> Result<Option<&'static str>> {
    match node.text()? {
        "yes" => Ok(Some("yes")),
        "no" => Ok(Some("no")),
        "?" => Ok(None),
        _ => Err(node.expected("yes, no or ?")),
    }
}

fn value(node: &Node<'_>) -> Result<Value> {
    if node.is_list() {
        let items: Result<Vec<Value>> = node.list()?.iter().map(value).collect();
        return Ok(Value::Array(items?));
    }
    Ok(match node.literal()? {
        serde_json::Value::String(text) => Value::String(text),
        serde_json::Value::Bool(flag) => Value::Boolean(flag),
        number => Value::Integer(number.as_i64().unwrap_or_default()),
    })
}

/// What of each field the sheet holds in words, by `section.field`.
pub(super) fn words_by_field(sheet: &Sheet) -> BTreeMap<&str, Vec<&str>> {
    let mut by_field: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for column in sheet.of("words") {
        if let Some(field) = &column.field {
            by_field.entry(field).or_default().push(&column.heading);
        }
    }
    by_field
}

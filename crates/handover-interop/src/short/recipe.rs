//! Laying the columns of a sheet into the recipe.

use toml::{Table, Value};

use super::sheet::{Column, Sheet, words_by_field};

const RECIPE: &str = include_str!("../../data/sheet-recipe.toml");

/// The reason for a field of which the sheet says nothing, where more is held elsewhere; and where it is not.
const ELSEWHERE: [&str; 2] = ["not-read", "not-held-by-sender"];

/// The recipe with the sheet's columns in it, as a mapping of the whole language.
pub(super) fn fill(sheet: &Sheet) -> Option<String> {
    let recipe: Table = RECIPE.parse().ok()?;
    let Value::Table(mut filled) = fill_table(recipe, sheet, None)? else {
        return None;
    };
    for (field, headings) in words_by_field(sheet) {
        let (section, field) = field.split_once('.')?;
        let section = filled.entry(section).or_insert_with(|| Table::new().into());
        let said = section.as_table_mut()?;
        let said = said.entry(field).or_insert_with(|| {
            let mut silent = Table::new();
            silent.insert("absent".to_owned(), elsewhere(sheet));
            silent.into()
        });
        let first = match said {
            Value::Array(ways) => ways.first_mut()?,
            one => one,
        };
        let unread = first.as_table_mut()?.entry("unread");
        let unread = unread.or_insert_with(|| Vec::<Value>::new().into());
        unread
            .as_array_mut()?
            .extend(headings.into_iter().map(Value::from));
    }
    filled.insert("mapping".to_owned(), sheet.name.clone().into());
    filled.insert("profile".to_owned(), sheet.profile.clone().into());
    let mut tables = Table::new();
    tables.insert("people".to_owned(), sheet.file.clone().into());
    if sheet.is_repeated {
        tables.insert("rows".to_owned(), sheet.file.clone().into());
    }
    filled.insert("table".to_owned(), tables.into());
    if let Some(years) = sheet.years_from {
        let mut source = Table::new();
        source.insert("two_digit_years_from".to_owned(), years.into());
        filled.insert("source".to_owned(), source.into());
    }
    let constants = filled
        .entry("constants")
        .or_insert_with(|| Table::new().into());
    let constants = constants.as_table_mut()?;
    constants.extend(sheet.constants.clone());
    constants.insert(
        "current_clients".to_owned(),
        sheet.current_clients.clone().into(),
    );
    let seen = sheet.columns.iter().filter_map(|column| {
        let mut budget = Table::new();
        budget.insert("of_100".to_owned(), column.unread?.into());
        budget.insert(
            "why".to_owned(),
            "somebody saw it when the column was confirmed".into(),
        );
        Some((format!("people.{}", column.heading), budget.into()))
    });
    filled.insert("budget".to_owned(), seen.collect::<Table>().into());
    let left_out = sheet.columns.iter().filter_map(|column| {
        let why = column.why.clone().filter(|_| !column.is_guessed)?;
        Some((format!("people.{}", column.heading), why.into()))
    });
    filled.insert("left_out".to_owned(), left_out.collect::<Table>().into());
    toml::to_string(&filled).ok()
}

/// Whether the recipe asks what is true of this meaning where the sheet has no such column.
pub(super) fn has_elsewhere(word: &str) -> bool {
    RECIPE.contains(&format!("{{elsewhere.{word}}}"))
}

/// The same of one meaning: somebody may have said that nothing of it is held. A column of it speaks for itself.
fn elsewhere_of(word: &str, sheet: &Sheet) -> Value {
    let [_, not_held] = ELSEWHERE;
    let has_column = sheet.of(word).next().is_some();
    if !has_column && sheet.not_held.iter().any(|said| said == word) {
        return not_held.into();
    }
    elsewhere(sheet)
}

fn elsewhere(sheet: &Sheet) -> Value {
    let [held, not_held] = ELSEWHERE;
    (if sheet.holds_more { held } else { not_held }).into()
}

/// A table of the recipe; none where nothing of it is left.
fn fill_table(mut table: Table, sheet: &Sheet, each: Option<&Column>) -> Option<Value> {
    let has = |word: &Value| {
        word.as_str()
            .is_some_and(|word| sheet.of(word).next().is_some())
    };
    let lacks_one = |of: &Value| of.as_array().is_some_and(|all| !all.iter().all(has));
    let has_one = |of: &Value| of.as_array().is_some_and(|all| all.iter().any(has));
    let repeated = table.remove("repeated");
    if repeated.is_some_and(|asked| asked.as_bool() != Some(sheet.is_repeated)) {
        return None;
    }
    if table.remove("for").as_ref().is_some_and(lacks_one)
        || table.remove("without").as_ref().is_some_and(has_one)
    {
        return None;
    }
    let was_empty = table.is_empty();
    // A text without the cells that it speaks of says nothing.
    let has_item = table.contains_key("item");
    let cells = ["join", "values"].map(|key| table.contains_key(key).then_some(key));
    let mut filled = Table::new();
    for (key, value) in table {
        let is_needed = value.as_str().is_some_and(|text| text.ends_with("!}"));
        let value = if key == "unread" || key == "distinct" {
            headings(&value, sheet)
        } else {
            fill_value(value, sheet, each)
        };
        if is_needed && value.is_none() {
            return None;
        }
        filled.extend(value.map(|value| (key, value)));
    }
    if cells
        .into_iter()
        .flatten()
        .any(|key| !filled.contains_key(key))
    {
        return None;
    }
    if has_item && !filled.contains_key("item") {
        filled.remove("rows");
        filled.remove("order");
    }
    (was_empty || !filled.is_empty()).then_some(Value::Table(filled))
}

fn fill_value(value: Value, sheet: &Sheet, each: Option<&Column>) -> Option<Value> {
    match value {
        Value::Table(table) => fill_table(table, sheet, each),
        Value::Array(items) => {
            let was_empty = items.is_empty();
            let items = items
                .into_iter()
                .flat_map(|item| fill_item(item, sheet, each));
            let items: Vec<Value> = items.collect();
            (was_empty || !items.is_empty()).then_some(Value::Array(items))
        }
        Value::String(text) => match text
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'))
        {
            Some(name) => fill_name(name, sheet, each),
            None => Some(Value::String(text)),
        },
        other => Some(other),
    }
}

/// An item of a list; one with `each`, and `{*note.headed}`, stands once for each column of that meaning.
fn fill_item(mut item: Value, sheet: &Sheet, each: Option<&Column>) -> Vec<Value> {
    let all = item.as_str().and_then(|text| text.strip_prefix("{*"));
    if let Some(word) = all.and_then(|text| text.strip_suffix(".headed}")) {
        return sheet.of(word).map(|column| headed(column, false)).collect();
    }
    let of = item.as_table_mut().and_then(|table| table.remove("each"));
    let Some(word) = of.as_ref().and_then(Value::as_str) else {
        return fill_value(item, sheet, each).into_iter().collect();
    };
    let columns = sheet.of(word);
    columns
        .filter_map(|column| fill_value(item.clone(), sheet, Some(column)))
        .collect()
}

/// `risk-level`, `risk-level!`, `risk-level.words`, `risk-level.heading` and so on; `elsewhere`.
fn fill_name(name: &str, sheet: &Sheet, each: Option<&Column>) -> Option<Value> {
    match name {
        "elsewhere" => return Some(elsewhere(sheet)),
        "episodes" => return Some(if sheet.is_repeated { name } else { "people" }.into()),
        _ => {}
    }
    if let Some(word) = name.strip_prefix("elsewhere.") {
        return Some(elsewhere_of(word, sheet));
    }
    let (word, part) = match name.split_once('.') {
        Some((word, part)) => (word, part),
        None => match name.strip_suffix('!') {
            Some(word) => (word, "needed"),
            None => (name, "read"),
        },
    };
    let meant = each.filter(|column| column.word == word);
    let column = meant.or_else(|| sheet.of(word).next())?;
    let mut cell = Table::new();
    cell.insert("column".to_owned(), column.heading.clone().into());
    match part {
        "heading" => return Some(column.heading.clone().into()),
        "map" => return Some(column.words.clone().into()),
        "words" => {}
        "headed!" => return Some(headed(column, true)),
        "family" | "given" => {
            cell.insert("as".to_owned(), format!("{part}-of-name").into());
            cell.insert("need".to_owned(), true.into());
        }
        "moment" => {
            cell.insert("instant".to_owned(), column.dates.clone().into());
        }
        "words!" => {
            cell.insert("need".to_owned(), true.into());
        }
        "landline" | "mobile" => {
            cell.insert("as".to_owned(), part.into());
            cell.insert("need".to_owned(), true.into());
        }
        _ => {
            read_as_meant(&mut cell, column);
            if part == "needed" {
                cell.insert("need".to_owned(), true.into());
            }
        }
    }
    Some(cell.into())
}

/// What the meaning says of its cells, and the column of its own.
fn read_as_meant(cell: &mut Table, column: &Column) {
    cell.extend(column.meaning.cell.clone());
    if column.meaning.is_day() {
        cell.insert("date".to_owned(), column.dates.clone().into());
    }
    if column.meaning.codes().is_some() {
        cell.insert("map".to_owned(), column.words.clone().into());
    }
}

/// The cell behind its heading, which says what the words are about.
fn headed(column: &Column, is_needed: bool) -> Value {
    let mut cell = Table::new();
    cell.insert("column".to_owned(), column.heading.clone().into());
    cell.insert("need".to_owned(), true.into());
    let mut values = Table::new();
    values.insert("words".to_owned(), cell.into());
    let mut write = Table::new();
    let heading = column.heading.replace(['{', '}'], "");
    write.insert("write".to_owned(), format!("{heading}: {{words}}").into());
    write.insert("values".to_owned(), values.into());
    if is_needed {
        write.insert("need".to_owned(), true.into());
    }
    write.into()
}

/// The headings of these meanings.
fn headings(words: &Value, sheet: &Sheet) -> Option<Value> {
    let words = words.as_array()?.iter().filter_map(Value::as_str);
    let columns = words.flat_map(|word| sheet.of(word));
    let headings: Vec<Value> = columns
        .map(|column| column.heading.clone().into())
        .collect();
    (!headings.is_empty()).then_some(headings.into())
}

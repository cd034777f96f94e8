//! From a case to rows.

use super::{
    cell,
    layout::Layout,
    node::{Kind, Node, Place},
    path::{self, Step},
    row::Row,
    words,
};
use handover_dataset::{Case, plain_words};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// The rows of one case, on all sheets.
pub struct CaseRows(pub(crate) Vec<Row>);

impl fmt::Debug for CaseRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CaseRows(..)")
    }
}

impl Layout {
    /// The rows of a case; `token` stands for it in its package, and is the key of its rows where the reader may not see its reference.
    #[must_use]
    pub fn rows_of(&self, case: &Case, token: &str) -> CaseRows {
        let reference = case.reference().map(|reference| reference.as_str());
        let key = reference.unwrap_or(token);
        let width = self.sheet(Self::PEOPLE).columns.len();
        let profile = case.profile().as_str();
        let people = Row::new(Self::PEOPLE, width, &[key, token, profile]);
        let mut walk = Walk {
            layout: self,
            key,
            rows: vec![people],
            current: BTreeMap::from([(Self::PEOPLE, 0)]),
            path: Vec::new(),
            more: BTreeMap::new(),
        };
        let json = case.to_json();
        let sections = json.get("sections").and_then(Value::as_object);
        for (name, section) in sections.into_iter().flatten() {
            let node = self.root.member(name);
            walk.within(Step::member(name), |walk| walk.value(node, section));
        }
        CaseRows(walk.finish())
    }
}

/// A walk through a case and the dataset's tree at once.
struct Walk<'l> {
    layout: &'l Layout,
    key: &'l str,
    rows: Vec<Row>,
    /// The row at hand of each sheet.
    current: BTreeMap<usize, usize>,
    path: Vec<Step>,
    /// Of what more is said in `Fields`, row by row.
    more: BTreeMap<usize, BTreeSet<String>>,
}

impl Walk<'_> {
    fn within(&mut self, step: Step, walk: impl FnOnce(&mut Self)) {
        self.path.push(step);
        walk(self);
        self.path.pop();
    }

    fn value(&mut self, node: Option<&Node>, value: &Value) {
        if self.is_reference() {
            return;
        }
        match (node, value) {
            (Some(Node::Leaf { kind, place }), _) => self.leaf(kind, *place, value),
            (Some(Node::List { item, sheet, first }), Value::Array(items)) if !items.is_empty() => {
                self.items(item, *sheet, first.as_deref(), items);
            }
            (_, Value::Object(members)) if !members.is_empty() => {
                if let Some(Node::Object {
                    sheet: Some(sheet), ..
                }) = node
                {
                    self.begin_source(*sheet);
                }
                for (name, member) in members {
                    let node = node.and_then(|node| node.member(name));
                    self.within(Step::member(name), |walk| walk.value(node, member));
                }
            }
            (_, Value::Array(items)) if !items.is_empty() => {
                for (at, item) in (1..).zip(items) {
                    self.within(Step::Item(at), |walk| walk.value(None, item));
                }
            }
            _ => self.field(value, None),
        }
    }

    /// The key of the rows says it.
    fn is_reference(&self) -> bool {
        let [Step::Member(section), Step::Member(field)] = self.path.as_slice() else {
            return false;
        };
        section == "handover" && field == "case_reference"
    }

    fn items(&mut self, item: &Node, sheet: Option<usize>, first: Option<&Node>, items: &[Value]) {
        for (at, value) in (1_u32..).zip(items) {
            let on_section = first.filter(|first| at == 1 && has_cells(first, value));
            self.within(Step::Item(at), |walk| {
                if let Some(first) = on_section {
                    return walk.value(Some(first), value);
                }
                if let Some(sheet) = sheet {
                    walk.begin(sheet, &at.to_string());
                    // An item of which nothing is said is its row.
                    if value.as_object().is_some_and(serde_json::Map::is_empty) {
                        return;
                    }
                }
                walk.value(Some(item), value);
            });
        }
    }

    /// A further row of a sheet.
    fn begin(&mut self, sheet: usize, second: &str) {
        let width = self.layout.sheet(sheet).columns.len();
        self.current.insert(sheet, self.rows.len());
        self.rows.push(Row::new(sheet, width, &[self.key, second]));
    }

    /// A row for the source of what the path before this one leads to.
    fn begin_source(&mut self, sheet: usize) {
        let of = self.path.split_last().map(|(_, of)| path::written(of));
        self.begin(sheet, &of.unwrap_or_default());
    }

    fn leaf(&mut self, kind: &Kind, place: Option<Place>, value: &Value) {
        let cells = place.and_then(|place| Some((place, plain(kind, value)?)));
        if let Some((place, cells)) = cells {
            for (column, text) in (place.column..).zip(cells) {
                self.put(place.sheet, column, text);
            }
            return;
        }
        if let Some(place) = place {
            self.put(place.sheet, place.column, words::ELSEWHERE.to_owned());
        }
        match (kind, value) {
            (Kind::Lines(kind), Value::Array(items)) if !items.is_empty() => {
                for (at, item) in (1..).zip(items) {
                    self.within(Step::Item(at), |walk| walk.field(item, Some(kind)));
                }
            }
            (_, Value::Array(_) | Value::Object(_)) => self.value(None, value),
            _ => self.field(value, Some(kind)),
        }
    }

    fn put(&mut self, sheet: usize, column: usize, text: String) {
        let row = self.row(sheet);
        if let Some(row) = self.rows.get_mut(row) {
            row.put(column, text);
        }
    }

    /// The row at hand of a sheet. Only an absent list has none yet: it is a row without a number.
    fn row(&mut self, sheet: usize) -> usize {
        if !self.current.contains_key(&sheet) {
            self.begin(sheet, "");
        }
        self.current.get(&sheet).copied().unwrap_or_default()
    }

    /// Says on the row of what this path leads to that `Fields` has more.
    fn point(&mut self) {
        let mut node = Some(&self.layout.root);
        let (mut sheet, mut of) = (None, self.path.get(1));
        for (at, step) in self.path.iter().enumerate() {
            node = match (node, step) {
                (
                    Some(Node::List {
                        item,
                        sheet: Some(own),
                        ..
                    }),
                    Step::Item(_),
                ) if self.rows_have(*own) => {
                    (sheet, of) = (Some(*own), self.path.get(at + 1));
                    Some(item)
                }
                (Some(Node::List { item, .. }), Step::Item(_)) => Some(item),
                (Some(node), Step::Member(name)) => node.member(name),
                _ => None,
            };
        }
        let section = match self.path.first() {
            Some(Step::Member(section)) => self.layout.of_sections.get(section).copied(),
            _ => None,
        };
        let (Some(sheet), Some(Step::Member(of))) = (sheet.or(section), of) else {
            return;
        };
        let of = plain_words(of);
        let row = self.row(sheet);
        self.more.entry(row).or_default().insert(of);
    }

    /// Whether the item at hand has a row there: the first name stands with the person.
    fn rows_have(&self, sheet: usize) -> bool {
        self.current.contains_key(&sheet)
    }

    fn finish(mut self) -> Vec<Row> {
        for (row, of) in self.more {
            if let Some(row) = self.rows.get_mut(row) {
                let last = row.cells.len().saturating_sub(1);
                row.put(last, of.into_iter().collect::<Vec<_>>().join(", "));
            }
        }
        self.rows
    }

    /// One value with its path.
    fn field(&mut self, value: &Value, kind: Option<&Kind>) {
        let (name, texts) = match value {
            Value::Bool(value) => ("yes-no", vec![cell::as_yes_or_no(*value).to_owned()]),
            Value::Number(number) => ("number", vec![number.to_string()]),
            Value::String(text) if !cell::holds(text) => ("escaped", cell::escaped(text)),
            Value::String(text) if matches!(kind, Some(Kind::Code(_))) => {
                ("code", vec![text.clone()])
            }
            Value::String(text) => ("text", vec![text.clone()]),
            Value::Array(_) => ("empty", vec!["[]".to_owned()]),
            Value::Null => ("empty", vec!["null".to_owned()]),
            Value::Object(_) => ("empty", vec!["{}".to_owned()]),
        };
        let words = match (kind.and_then(Kind::codes), value.as_str()) {
            (Some(list), Some(code)) if name == "code" => words::of_code(&list.name, code),
            _ => "".into(),
        };
        self.point();
        let path = path::written(&self.path);
        let is_whole = texts.len() < 2;
        let width = Layout::FIELDS_FIXED.len();
        for (part, text) in (1_usize..).zip(texts) {
            let part = if is_whole {
                String::new()
            } else {
                part.to_string()
            };
            let cells = [self.key, &path, name, &text, &words, &part];
            self.rows.push(Row::new(Layout::FIELDS, width, &cells));
        }
    }
}

/// The cells that hold a value as it is: one, or two where a code stands beside its words.
fn plain(kind: &Kind, value: &Value) -> Option<Vec<String>> {
    match (kind, value) {
        (Kind::Absent, Value::String(code)) => Some(vec![words::of_absence(code)?]),
        (Kind::Code(list), Value::String(code)) => {
            let words = words::of_code(&list.name, code);
            Some(vec![words.into_owned(), code.clone()])
        }
        (Kind::Lines(kind), Value::Array(items)) if !items.is_empty() => {
            let one = |item: &Value| {
                let cells = plain(kind, item)?;
                let is_line = cells.iter().all(|cell| !cell.contains('\n'));
                is_line.then_some(cells)
            };
            let lines: Vec<Vec<String>> = items.iter().map(one).collect::<Option<_>>()?;
            let column = |at: usize| {
                let cells: Vec<&str> = lines
                    .iter()
                    .filter_map(|line| Some(line.get(at)?.as_str()))
                    .collect();
                cells.join("\n")
            };
            let width = lines.first().map_or(0, Vec::len);
            let cells: Vec<String> = (0..width).map(column).collect();
            cells.iter().all(|cell| cell::holds(cell)).then_some(cells)
        }
        (Kind::Number, Value::Number(number)) => Some(vec![number.to_string()]),
        (Kind::Text, Value::String(text)) if cell::holds(text) => Some(vec![text.clone()]),
        (Kind::YesNo, Value::Bool(value)) => Some(vec![cell::as_yes_or_no(*value).to_owned()]),
        _ => None,
    }
}

/// Whether an item stands whole in the cells of its section's sheet, and in one at least.
fn has_cells(first: &Node, item: &Value) -> bool {
    let Some(members) = item.as_object() else {
        return false;
    };
    let is_cell = |(name, value): (&String, &Value)| match first.member(name) {
        Some(Node::Leaf {
            kind,
            place: Some(_),
        }) => plain(kind, value).is_some(),
        _ => false,
    };
    !members.is_empty() && members.iter().all(is_cell)
}

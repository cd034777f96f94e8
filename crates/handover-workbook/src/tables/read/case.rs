//! The rows of one person, put together.

use super::{
    super::{
        about, cell,
        layout::{Holds, Layout, RowsOf},
        node::{CodeList, Kind, Node},
        path::{self, Step},
        tree::Tree,
        words,
    },
    CaseProblem, ReadCase,
    table::Table,
};
use handover_interop::RejectionReason;
use handover_sheet::folded;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A column and a reason.
type Wrong = (usize, RejectionReason);

/// The case that the rows of a key make.
pub(super) fn read(
    layout: &Layout,
    tables: &[Table],
    key: &str,
    rows: &[(usize, usize)],
) -> Result<ReadCase, CaseProblem> {
    let mut reading = Reading {
        layout,
        key,
        tree: Tree::object(),
        elsewhere: Vec::new(),
        parts: BTreeMap::new(),
        profile: String::new(),
    };
    let mut sections = BTreeSet::new();
    let all = rows.iter();
    let all = all.filter_map(|(at, row)| Some((tables.get(*at)?, *row)));
    let own = all.clone().find(|(table, _)| table.is_people());
    let (people, person) = own.expect("only those with a row of people are read");
    let line = people.line(person);
    for (table, row) in all {
        let told = |column, reason| CaseProblem {
            person: line,
            ..table.problem(row, key, Some(column), reason)
        };
        let is_section = matches!(layout.sheet(table.sheet).rows, RowsOf::Section);
        if is_section && !sections.insert(table.sheet) {
            return Err(told(0, RejectionReason::DuplicateKey));
        }
        reading
            .row(table, row)
            .map_err(|(column, reason)| told(column, reason))?;
    }
    reading.finish().map_err(|reason| CaseProblem {
        person: line,
        ..people.problem(person, key, None, reason)
    })?;
    let sections = reading.tree.into_value();
    let case = json!({ "mhd": about::DATASET, "profile": reading.profile, "sections": sections });
    Ok(ReadCase {
        reference: key.to_owned(),
        file: people.file.clone(),
        line,
        case,
    })
}

struct Reading<'l> {
    layout: &'l Layout,
    key: &'l str,
    tree: Tree,
    /// What must stand in the sheet of fields.
    elsewhere: Vec<Vec<Step>>,
    /// Escaped texts by their path, and the parts of each.
    parts: BTreeMap<String, BTreeMap<u32, String>>,
    profile: String,
}

impl Reading<'_> {
    fn row(&mut self, table: &Table, row: usize) -> Result<(), Wrong> {
        let layout = self.layout;
        let text = |column: usize| {
            let cell = table.cell(row, column);
            cell.ok_or((column, RejectionReason::CellError))
        };
        match &layout.sheet(table.sheet).rows {
            RowsOf::Fields => self.field(&text),
            RowsOf::Section => {
                if table.is_people() {
                    self.person(&text)?;
                }
                self.cells(table.sheet, &[], true, &text)
            }
            RowsOf::Sources => {
                let of = path::read(text(1)?.trim()).ok_or((1, RejectionReason::NotInForm))?;
                self.is_there(&of).map_err(|reason| (1, reason))?;
                let of = [of, vec![Step::member("provenance")]].concat();
                self.cells(table.sheet, &of, false, &text)
            }
            RowsOf::Items(list) => {
                let mut item: Vec<Step> = list.iter().map(|name| Step::member(name)).collect();
                let number = text(1)?;
                if number.trim().is_empty() {
                    return self.no_item(table.sheet, &text);
                }
                let at = path::position(number.trim()).ok_or((1, RejectionReason::NotANumber))?;
                item.push(Step::Item(at));
                if self.tree.has(&item) || self.tree.begin(&item).is_err() {
                    return Err((1, RejectionReason::Contradicts));
                }
                self.cells(table.sheet, &item, false, &text)
            }
        }
    }

    fn person<'t>(&mut self, text: &impl Fn(usize) -> Result<&'t str, Wrong>) -> Result<(), Wrong> {
        if text(1)?.trim() == self.key {
            return Err((0, RejectionReason::UnusableReference));
        }
        text(2)?.trim().clone_into(&mut self.profile);
        let path = ["handover", "case_reference"].map(Step::member);
        let put = self.tree.put(&path, self.key.into());
        put.expect("no column holds the reference, and a person has one row");
        Ok(())
    }

    /// A row of a list that says why there is none.
    fn no_item<'t>(
        &mut self,
        sheet: usize,
        text: &impl Fn(usize) -> Result<&'t str, Wrong>,
    ) -> Result<(), Wrong> {
        let columns = self.layout.sheet(sheet).columns.iter().enumerate();
        for (at, _) in columns.filter(|(_, column)| !matches!(column.holds, Holds::Fixed)) {
            let cell = text(at)?;
            if !cell.is_empty() && words::absence(cell).is_none() {
                return Err((1, RejectionReason::NotANumber));
            }
        }
        self.cells(sheet, &[], true, text)
    }

    /// The values of a row; `from` is where their paths begin, and a field may say there why it has none.
    fn cells<'t>(
        &mut self,
        sheet: usize,
        from: &[Step],
        may_lack: bool,
        text: &impl Fn(usize) -> Result<&'t str, Wrong>,
    ) -> Result<(), Wrong> {
        let layout = self.layout;
        for (at, column) in layout.sheet(sheet).columns.iter().enumerate() {
            let Holds::Value {
                path: own,
                kind,
                field,
                first_item_at,
            } = &column.holds
            else {
                continue;
            };
            let (cell, code) = (
                text(at)?,
                match kind.codes() {
                    Some(_) => text(at + 1)?,
                    None => "",
                },
            );
            if cell.is_empty() && code.is_empty() {
                continue;
            }
            let wrong = |reason| (at, reason);
            let contradicts = wrong(RejectionReason::Contradicts);
            let mut path = from.to_vec();
            if let (Some(reason), Some(field)) = (words::absence(cell), field) {
                if !may_lack || !code.is_empty() {
                    return Err(contradicts);
                }
                path.extend(field.iter().map(|name| Step::member(name)));
                path.push(Step::member("absent"));
                let taken = self.tree.put(&path, reason.as_str().into());
                taken.map_err(|_| contradicts)?;
                continue;
            }
            path.extend(own.iter().map(|name| Step::member(name)));
            if let Some(depth) = first_item_at {
                path.insert(*depth, Step::Item(1));
            }
            if cell == words::ELSEWHERE {
                if !code.is_empty() {
                    return Err(contradicts);
                }
                self.elsewhere.push(path);
                continue;
            }
            let value = value(kind, cell, code).map_err(wrong)?;
            self.tree.put(&path, value).map_err(|_| contradicts)?;
        }
        Ok(())
    }

    /// One value with its path.
    fn field<'t>(&mut self, text: &impl Fn(usize) -> Result<&'t str, Wrong>) -> Result<(), Wrong> {
        let (at, kind, value) = (text(1)?, text(2)?, text(3)?);
        let (words, part) = (text(4)?, text(5)?);
        let of = path::read(at.trim()).ok_or((1, RejectionReason::NotInForm))?;
        self.is_there(&of).map_err(|reason| (1, reason))?;
        let not_in_form = (3, RejectionReason::NotInForm);
        let found = match kind.trim() {
            "code" => {
                let list = self.codes(&of).ok_or((2, RejectionReason::NotInForm))?;
                code(list, words, value).map_err(|reason| (4, reason))?
            }
            "empty" => match value.trim() {
                "{}" => json!({}),
                "[]" => json!([]),
                "null" => Value::Null,
                _ => return Err(not_in_form),
            },
            "escaped" => {
                let part = match part.trim() {
                    "" => 1,
                    part => path::position(part).ok_or((5, RejectionReason::NotANumber))?,
                };
                let parts = self.parts.entry(at.trim().to_owned()).or_default();
                return match parts.insert(part, value.to_owned()) {
                    None => Ok(()),
                    Some(_) => Err((5, RejectionReason::Contradicts)),
                };
            }
            "number" => cell::number(value.trim()).ok_or(not_in_form)?,
            "text" if value.is_empty() => return Err(not_in_form),
            "text" => value.into(),
            "yes-no" => cell::yes_or_no(value.trim()).ok_or(not_in_form)?.into(),
            _ => return Err((2, RejectionReason::NotInForm)),
        };
        let taken = self.tree.put(&of, found);
        taken.map_err(|_| (1, RejectionReason::Contradicts))
    }

    /// Puts the texts together that stand in parts, and looks whether everything is where a cell says that it is.
    fn finish(&mut self) -> Result<(), RejectionReason> {
        for (at, parts) in std::mem::take(&mut self.parts) {
            let is_whole = (1..).zip(parts.keys()).all(|(at, part)| at == *part);
            let text: String = parts.into_values().collect();
            let path = path::read(&at).filter(|_| is_whole);
            let (Some(path), Some(text)) = (path, cell::unescaped(&text)) else {
                return Err(RejectionReason::PointsNowhere);
            };
            let taken = self.tree.put(&path, text.into());
            taken.map_err(|_| RejectionReason::Contradicts)?;
        }
        let is_there = self.elsewhere.iter().all(|path| self.tree.has(path));
        is_there.then_some(()).ok_or(RejectionReason::PointsNowhere)
    }

    /// Whether the items that a path leads through have their rows: what is said of an item that is gone would make a new one.
    fn is_there(&self, path: &[Step]) -> Result<(), RejectionReason> {
        let mut node = Some(&self.layout.root);
        for (at, step) in path.iter().enumerate() {
            node = match (node, step) {
                (Some(Node::List { item, sheet, .. }), Step::Item(_)) => {
                    let own = path.get(..=at).unwrap_or_default();
                    if sheet.is_some() && !self.tree.has(own) {
                        return Err(RejectionReason::PointsNowhere);
                    }
                    Some(item)
                }
                (Some(node), Step::Member(name)) => node.member(name),
                _ => None,
            };
        }
        Ok(())
    }

    /// The code list of what stands at a path.
    fn codes(&self, path: &[Step]) -> Option<&CodeList> {
        let mut node = &self.layout.root;
        for step in path {
            node = match (node, step) {
                (Node::List { item, .. }, Step::Item(_)) => item,
                (Node::Leaf { .. }, Step::Item(_)) => node,
                (node, Step::Member(name)) => node.member(name)?,
                _ => return None,
            };
        }
        match node {
            Node::Leaf { kind, .. } => kind.codes(),
            _ => None,
        }
    }
}

fn value(kind: &Kind, cell: &str, code: &str) -> Result<Value, RejectionReason> {
    let not_in_form = RejectionReason::NotInForm;
    match kind {
        Kind::Absent => Err(not_in_form),
        Kind::Code(list) => self::code(list, cell, code),
        Kind::Lines(kind) => {
            let (lines, codes) = (cell.split('\n'), code.split('\n'));
            let has_codes = kind.codes().is_some();
            if has_codes && lines.clone().count() != codes.clone().count() {
                return Err(RejectionReason::Contradicts);
            }
            let codes = codes.chain(std::iter::repeat(""));
            let items = lines.zip(codes).map(|(line, code)| value(kind, line, code));
            items.collect()
        }
        Kind::Number => cell::number(cell.trim()).ok_or(not_in_form),
        Kind::Text => Ok(cell.into()),
        Kind::YesNo => cell::yes_or_no(cell.trim())
            .map(Value::Bool)
            .ok_or(not_in_form),
    }
}

/// A code that its words agree with.
fn code(list: &CodeList, said: &str, code: &str) -> Result<Value, RejectionReason> {
    let code = code.trim();
    if code.is_empty() {
        return Err(RejectionReason::Contradicts);
    }
    if !list.codes.iter().any(|known| known == code) {
        return Err(RejectionReason::UnknownCode);
    }
    let is_said = folded(said) == folded(&words::of_code(&list.name, code));
    is_said
        .then(|| code.into())
        .ok_or(RejectionReason::Contradicts)
}

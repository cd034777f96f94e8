//! What stands in the parts of a workbook beside the values: hidden rows and columns, filters, comments, formulas.

use crate::{
    SheetError, Told, ToldKind,
    book::{cell_at, columns_name, range_name, range_of},
    bounds::{self, Zip},
    xml::{Met, attribute, is_true, walk},
};
use quick_xml::events::BytesStart;
use std::collections::BTreeMap;

type Result<T> = std::result::Result<T, SheetError>;

/// What was seen on one sheet.
#[derive(Default)]
pub(super) struct Seen {
    hidden_rows: Vec<u64>,
    hidden_columns: Vec<String>,
    filters: Vec<String>,
    comments: Vec<(u64, usize)>,
    formulas: Vec<(u64, usize)>,
    pub(super) without_value: Vec<(u64, usize)>,
    pub(super) merged: Vec<((u64, usize), (u64, usize))>,
}

impl Seen {
    pub(super) fn into_told(self) -> Vec<Told> {
        let mut told = Vec::new();
        if !self.hidden_rows.is_empty() {
            let count = self.hidden_rows.len();
            told.push(Told::of_rows(ToldKind::HiddenRows, count, self.hidden_rows));
        }
        let mut add = |kind, places: Vec<String>| {
            if !places.is_empty() {
                told.push(Told::at(kind, places, Vec::new()));
            }
        };
        add(ToldKind::HiddenColumns, self.hidden_columns);
        add(ToldKind::Filter, self.filters);
        add(
            ToldKind::Merged,
            self.merged.iter().map(range_name).collect(),
        );
        told.extend(Told::of_cells(ToldKind::Comments, &self.comments));
        told.extend(Told::of_cells(ToldKind::Formulas, &self.formulas));
        told.extend(Told::of_cells(
            ToldKind::FormulasWithoutValue,
            &self.without_value,
        ));
        told
    }
}

/// What was seen on each sheet, by its name.
pub(super) fn find(zip: &mut Zip<'_>) -> Result<BTreeMap<String, Seen>> {
    let root = relations(zip, "")?;
    let workbook = root
        .iter()
        .find(|one| one.kind.ends_with("/officeDocument"));
    let workbook = workbook.map_or("xl/workbook.xml", |one| one.target.as_str());
    let targets = relations(zip, workbook)?;
    let mut named = Vec::new();
    let bytes = bounds::part(zip, workbook)?.ok_or(SheetError::Broken)?;
    walk(&bytes, |met| {
        if let Met::Start(element) = met
            && element.local_name().as_ref() == "sheet"
        {
            let name = attribute(element, "name")?.unwrap_or_default();
            named.push((name, relation_id(element)?));
        }
        Ok(())
    })?;
    let mut seen = BTreeMap::new();
    for (name, id) in named {
        let target = targets.iter().find(|one| Some(&one.id) == id.as_ref());
        let Some(target) = target else { continue };
        if !target.kind.ends_with("/worksheet") {
            continue;
        }
        let one = read_sheet(zip, &target.target)?;
        seen.insert(name, one);
    }
    Ok(seen)
}

fn relation_id(element: &BytesStart<'_>) -> Result<Option<String>> {
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|_| SheetError::Broken)?;
        let name = attribute.key.local_name();
        if name.as_ref() == "id" && attribute.key.prefix().is_some() {
            return Ok(Some(attribute.value.into_owned()));
        }
    }
    Ok(None)
}

fn read_sheet(zip: &mut Zip<'_>, path: &str) -> Result<Seen> {
    let mut seen = Seen::default();
    let bytes = bounds::part(zip, path)?.ok_or(SheetError::Broken)?;
    let (mut row, mut column) = (0_u64, 0_usize);
    let mut cell = Formula::default();
    let mut is_value = false;
    walk(&bytes, |met| {
        match met {
            Met::Start(element) => match element.local_name().as_ref() {
                "row" => {
                    row = match attribute(element, "r")? {
                        Some(number) => number.parse().map_err(|_| SheetError::Broken)?,
                        None => row + 1,
                    };
                    column = 0;
                    if is_true(attribute(element, "hidden")?) {
                        seen.hidden_rows.push(row);
                    }
                }
                "c" => {
                    let at = attribute(element, "r")?;
                    let at = match at {
                        Some(name) => cell_at(&name).ok_or(SheetError::Broken)?,
                        None => (row, column),
                    };
                    column = at.1 + 1;
                    cell = Formula {
                        at,
                        is_text: attribute(element, "t")?.as_deref() == Some("str"),
                        ..Formula::default()
                    };
                }
                "f" => cell.is_formula = true,
                "v" => is_value = true,
                "col" if is_true(attribute(element, "hidden")?) => {
                    seen.hidden_columns.extend(columns(element)?);
                }
                "autoFilter" => seen.filters.extend(attribute(element, "ref")?),
                "mergeCell" => {
                    let range = attribute(element, "ref")?;
                    seen.merged.extend(range.as_deref().and_then(range_of));
                }
                _ => {}
            },
            Met::Text(text) => {
                if is_value && !text.is_empty() {
                    cell.has_value = true;
                }
            }
            Met::End("v") => is_value = false,
            Met::End("c") => {
                if cell.is_formula {
                    seen.formulas.push(cell.at);
                    if !cell.has_value && !cell.is_text {
                        seen.without_value.push(cell.at);
                    }
                }
            }
            Met::End(_) => {}
        }
        Ok(())
    })?;
    for relation in relations(zip, path)? {
        let is_comments = relation.kind.ends_with("/comments");
        if !is_comments && !relation.kind.ends_with("/table") {
            continue;
        }
        let Some(bytes) = bounds::part(zip, &relation.target)? else {
            continue;
        };
        walk(&bytes, |met| {
            if let Met::Start(element) = met {
                match element.local_name().as_ref() {
                    "comment" => {
                        let at = attribute(element, "ref")?;
                        seen.comments.extend(at.as_deref().and_then(cell_at));
                    }
                    "autoFilter" => seen.filters.extend(attribute(element, "ref")?),
                    _ => {}
                }
            }
            Ok(())
        })?;
    }
    Ok(seen)
}

/// A cell on its way.
#[derive(Default)]
struct Formula {
    at: (u64, usize),
    is_formula: bool,
    is_text: bool,
    has_value: bool,
}

fn columns(element: &BytesStart<'_>) -> Result<Option<String>> {
    let number = |name| -> Result<Option<usize>> {
        Ok(attribute(element, name)?.and_then(|text| text.parse().ok()))
    };
    let (Some(min), Some(max)) = (number("min")?, number("max")?) else {
        return Ok(None);
    };
    Ok(Some(columns_name(
        min.saturating_sub(1),
        max.saturating_sub(1),
    )))
}

struct Relation {
    id: String,
    kind: String,
    target: String,
}

/// The parts that a part belongs together with (OPC, ECMA-376 part 2).
fn relations(zip: &mut Zip<'_>, path: &str) -> Result<Vec<Relation>> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let rels = if folder.is_empty() {
        format!("_rels/{name}.rels")
    } else {
        format!("{folder}/_rels/{name}.rels")
    };
    let Some(bytes) = bounds::part(zip, &rels)? else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    walk(&bytes, |met| {
        if let Met::Start(element) = met
            && element.local_name().as_ref() == "Relationship"
        {
            let one = |name| Ok(attribute(element, name)?.unwrap_or_default());
            let target = one("Target")?;
            found.push(Relation {
                id: one("Id")?,
                kind: one("Type")?,
                target: joined(folder, &target),
            });
        }
        Ok(())
    })?;
    Ok(found)
}

fn joined(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

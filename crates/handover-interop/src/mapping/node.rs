//! Walking a TOML document so that every complaint names its key and line.

use super::{MappingError, MappingProblem, error::Spot};
use std::collections::BTreeMap;
use toml::de::{DeTable, DeValue};

type Result<T> = std::result::Result<T, MappingError>;

/// Deeper than any case is.
const MAX_DEPTH: usize = 24;

/// One value of the document, with where it stands.
#[derive(Clone)]
pub(crate) struct Node<'m> {
    pub(crate) path: String,
    pub(crate) line: usize,
    depth: usize,
    value: &'m DeValue<'m>,
    lines: &'m [usize],
}

impl<'m> Node<'m> {
    pub(crate) fn error(&self, problem: MappingProblem) -> MappingError {
        MappingError::new(self.line, self.path.clone(), problem)
    }

    pub(crate) fn spot(&self) -> Spot {
        Spot {
            line: self.line,
            path: self.path.clone(),
        }
    }

    pub(crate) fn expected(&self, expected: &'static str) -> MappingError {
        self.error(MappingProblem::Expected { expected })
    }

    pub(crate) const fn is_table(&self) -> bool {
        matches!(self.value, DeValue::Table(_))
    }

    pub(crate) const fn is_list(&self) -> bool {
        matches!(self.value, DeValue::Array(_))
    }

    pub(crate) fn text(&self) -> Result<&'m str> {
        match self.value {
            DeValue::String(text) => Ok(text),
            _ => Err(self.expected("text in quotation marks")),
        }
    }

    pub(crate) fn flag(&self) -> Result<bool> {
        self.value
            .as_bool()
            .ok_or_else(|| self.expected("true or false"))
    }

    pub(crate) fn integer(&self) -> Result<i64> {
        let integer = self
            .value
            .as_integer()
            .ok_or_else(|| self.expected("a whole number"))?;
        i64::from_str_radix(integer.as_str(), integer.radix())
            .map_err(|_| self.expected("a whole number"))
    }

    pub(crate) fn count(&self) -> Result<usize> {
        usize::try_from(self.integer()?).map_err(|_| self.expected("a number from 0"))
    }

    /// A text, a whole number or true and false, as JSON.
    pub(crate) fn literal(&self) -> Result<serde_json::Value> {
        match self.value {
            DeValue::String(text) => Ok(text.as_ref().into()),
            DeValue::Boolean(flag) => Ok((*flag).into()),
            DeValue::Integer(_) => Ok(self.integer()?.into()),
            _ => Err(self.expected("a text, a whole number, true or false")),
        }
    }

    pub(crate) fn list(&self) -> Result<Vec<Self>> {
        let DeValue::Array(items) = self.value else {
            return Err(self.expected("a list in square brackets"));
        };
        items
            .iter()
            .enumerate()
            .map(|(index, item)| {
                let path = format!("{}[{index}]", self.path);
                self.child(path, self.line_at(item.span().start), item.get_ref())
            })
            .collect()
    }

    /// A list, or one value that stands for a list of one.
    pub(crate) fn one_or_more(&self) -> Result<Vec<Self>> {
        if self.is_list() {
            self.list()
        } else {
            Ok(vec![self.clone()])
        }
    }

    pub(crate) fn texts(&self) -> Result<Vec<String>> {
        self.one_or_more()?
            .iter()
            .map(|item| item.text().map(str::to_owned))
            .collect()
    }

    pub(crate) fn entries(&self) -> Result<Entries<'m>> {
        let DeValue::Table(table) = self.value else {
            return Err(self.expected("a table"));
        };
        let mut map = BTreeMap::new();
        for (key, value) in table {
            let name: &'m str = key.get_ref();
            let path = if self.path.is_empty() {
                name.into()
            } else {
                format!("{}.{name}", self.path)
            };
            let line = self.line_at(key.span().start);
            map.insert(name, self.child(path, line, value.get_ref())?);
        }
        Ok(Entries {
            path: self.path.clone(),
            line: self.line,
            map,
        })
    }

    fn child(&self, path: String, line: usize, value: &'m DeValue<'m>) -> Result<Self> {
        let child = Node {
            path,
            line,
            depth: self.depth + 1,
            value,
            lines: self.lines,
        };
        if child.depth > MAX_DEPTH {
            return Err(child.error(MappingProblem::TooDeep));
        }
        Ok(child)
    }

    fn line_at(&self, offset: usize) -> usize {
        line_of(self.lines, offset)
    }
}

/// The keys of a table; what nobody takes is refused by [`Entries::finish`].
pub(crate) struct Entries<'m> {
    path: String,
    line: usize,
    map: BTreeMap<&'m str, Node<'m>>,
}

impl<'m> Entries<'m> {
    pub(crate) fn get(&self, key: &str) -> Option<&Node<'m>> {
        self.map.get(key)
    }

    pub(crate) fn take(&mut self, key: &str) -> Option<Node<'m>> {
        self.map.remove(key)
    }

    pub(crate) fn need(&mut self, key: &'static str) -> Result<Node<'m>> {
        self.take(key).ok_or_else(|| {
            let path = if self.path.is_empty() {
                key.into()
            } else {
                format!("{}.{key}", self.path)
            };
            MappingError::new(self.line, path, MappingProblem::Missing)
        })
    }

    pub(crate) fn text(&mut self, key: &str) -> Result<Option<String>> {
        self.take(key)
            .map(|node| node.text().map(str::to_owned))
            .transpose()
    }

    pub(crate) fn flag(&mut self, key: &str) -> Result<bool> {
        self.take(key).map_or(Ok(false), |node| node.flag())
    }

    pub(crate) fn texts(&mut self, key: &str) -> Result<Vec<String>> {
        self.take(key)
            .map_or_else(|| Ok(Vec::new()), |node| node.texts())
    }

    /// The keys that are left, for tables whose keys are names.
    pub(crate) fn rest(self) -> impl Iterator<Item = (&'m str, Node<'m>)> {
        self.map.into_iter()
    }

    pub(crate) fn finish(self) -> Result<()> {
        match self.map.into_values().next() {
            Some(node) => Err(node.error(MappingProblem::UnknownKey)),
            None => Ok(()),
        }
    }
}

/// Parses a document and hands its root to `read`.
pub(crate) fn with_document<T>(text: &str, read: impl FnOnce(&Node<'_>) -> Result<T>) -> Result<T> {
    let ends = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
    let lines: Vec<usize> = ends.map(|(offset, _)| offset).collect();
    let table = DeTable::parse(text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        MappingError::new(line_of(&lines, offset), "", MappingProblem::Syntax)
    })?;
    let value = DeValue::Table(table.into_inner());
    read(&Node {
        path: String::new(),
        line: 1,
        depth: 0,
        value: &value,
        lines: &lines,
    })
}

fn line_of(lines: &[usize], offset: usize) -> usize {
    1 + lines.partition_point(|&end| end < offset)
}

//! The files of an extract, the tables they make and the rows that are chosen from them.

use super::{
    MappingProblem,
    condition::{self, Condition},
    expression::{self, Expression},
    names::{Named, Names},
    node::Node,
};
use crate::text_parts::PartForm;
use handover_sheet::Encoding;

type Result<T> = std::result::Result<T, super::MappingError>;

/// A table of rows.
#[derive(Clone, Debug)]
pub(crate) struct TableSpec {
    pub(crate) name: String,
    pub(crate) kind: TableKind,
    /// The column that says whose row it is.
    pub(crate) key: String,
    /// The column by which the source knows the row.
    pub(crate) id: Option<String>,
    pub(crate) encoding: Encoding,
    pub(crate) nulls: Vec<String>,
    /// The extract may lack the file.
    pub(crate) optional: bool,
    /// Columns that the file may lack.
    pub(crate) optional_columns: Vec<String>,
    /// Columns called as NDTMS calls consent to its return that are the service's own consent to share.
    pub(crate) own_consent: Vec<String>,
    /// It has rows of people who are not in the table of people; they are nobody's here.
    pub(crate) others: bool,
    /// The words of columns about which conditions ask; `""` is the empty cell.
    pub(crate) words: Vec<(String, Vec<String>)>,
}

/// Where a table's rows come from.
#[derive(Clone, Debug)]
pub(crate) enum TableKind {
    /// A list inside each object of another table.
    Inside {
        of: String,
        path: String,
    },
    JsonLines {
        file: String,
    },
    /// The parts of one cell of another table.
    Parts {
        of: String,
        column: String,
        split: Vec<String>,
        form: PartForm,
    },
    /// Numbered groups of columns of another table.
    Repeat {
        of: String,
        columns: Vec<(String, String)>,
        times: usize,
    },
    /// The rows of a CSV file or of a sheet in a workbook; which of them a file is, its bytes say.
    Rows {
        file: String,
        delimiter: u8,
        /// The sheet's name; none for the only one that people see.
        sheet: Option<String>,
        /// The rows in which the headings stand; none for the first that holds anything.
        headings: Vec<u64>,
    },
}

/// Rows chosen from a table, for each person.
#[derive(Clone, Debug)]
pub(crate) struct ViewSpec {
    pub(crate) name: Named,
    pub(crate) table: Named,
    pub(crate) rule: ViewRule,
    pub(crate) condition: Option<Condition>,
    /// Of rows that say the same in these columns the first alone counts; none if all rows do.
    pub(crate) distinct: Vec<Named>,
}

/// Which of a person's rows a view has.
#[derive(Clone, Debug)]
pub(crate) enum ViewRule {
    /// All that meet the condition.
    All,
    /// The one with the latest date, then the latest entry; never one of several.
    Latest {
        date: Expression,
        then: Option<Expression>,
    },
    /// Those that a view of the latest did not choose: those with a usable date, or all.
    RestOf { latest: Named, undated: bool },
}

impl ViewSpec {
    pub(crate) const fn is_latest(&self) -> bool {
        matches!(self.rule, ViewRule::Latest { .. })
    }
}

impl TableSpec {
    pub(crate) fn file(&self) -> Option<&str> {
        match &self.kind {
            TableKind::JsonLines { file } | TableKind::Rows { file, .. } => Some(file),
            TableKind::Inside { .. } | TableKind::Parts { .. } | TableKind::Repeat { .. } => None,
        }
    }

    /// The sheet of a workbook, if it names one.
    pub(crate) fn sheet(&self) -> Option<&str> {
        match &self.kind {
            TableKind::Rows { sheet, .. } => sheet.as_deref(),
            _ => None,
        }
    }

    /// What its file is called where something is told of it; with the sheet, if the mapping names one.
    pub(crate) fn label(&self) -> Option<String> {
        match &self.kind {
            TableKind::Rows {
                file,
                sheet: Some(sheet),
                ..
            } => Some(format!("{file}, sheet {sheet}")),
            _ => self.file().map(str::to_owned),
        }
    }

    /// Whether two tables read the same rows.
    pub(crate) fn reads_the_same(&self, other: &Self) -> bool {
        match (&self.kind, &other.kind) {
            (
                TableKind::Rows {
                    file,
                    sheet,
                    headings,
                    ..
                },
                TableKind::Rows {
                    file: other_file,
                    sheet: other_sheet,
                    headings: other_headings,
                    ..
                },
            ) => file == other_file && sheet == other_sheet && headings == other_headings,
            _ => self.file().is_some() && self.file() == other.file(),
        }
    }

    pub(crate) fn inner_path(&self) -> Option<&str> {
        match &self.kind {
            TableKind::Inside { path, .. } => Some(path),
            _ => None,
        }
    }

    pub(crate) const fn parent(&self) -> Option<&String> {
        match &self.kind {
            TableKind::Inside { of, .. }
            | TableKind::Parts { of, .. }
            | TableKind::Repeat { of, .. } => Some(of),
            _ => None,
        }
    }

    pub(crate) fn is_null(&self, cell: &str) -> bool {
        self.nulls.iter().any(|null| null == cell)
    }
}

/// What holds for all files that do not say otherwise.
#[derive(Default)]
pub(crate) struct SourceSpec {
    pub(crate) encoding: Encoding,
    pub(crate) nulls: Vec<String>,
    pub(crate) earlier_time: bool,
    pub(crate) years_from: Option<i16>,
}

impl SourceSpec {
    pub(crate) fn read(node: Option<&Node<'_>>) -> Result<Self> {
        let Some(node) = node else {
            return Ok(Self::default());
        };
        let mut entries = node.entries()?;
        let encoding = read_encoding(entries.take("encoding"))?.unwrap_or_default();
        let nulls = entries.texts("null")?;
        let earlier_time = match entries.take("time_that_occurs_twice") {
            None => false,
            Some(node) => match node.text()? {
                "earlier" => true,
                "refuse" => false,
                _ => return Err(node.expected("earlier or refuse")),
            },
        };
        let years_from = match entries.take("two_digit_years_from") {
            None => None,
            Some(node) => {
                let year = i16::try_from(node.integer()?).ok();
                let year = year.filter(|year| (1850..=2000).contains(year));
                Some(year.ok_or_else(|| node.expected("a year, from 1850 to 2000"))?)
            }
        };
        entries.finish()?;
        Ok(Self {
            encoding,
            nulls,
            earlier_time,
            years_from,
        })
    }
}

fn read_encoding(node: Option<Node<'_>>) -> Result<Option<Encoding>> {
    let Some(node) = node else { return Ok(None) };
    let encoding = Encoding::parse(node.text()?);
    let encoding = encoding.ok_or_else(|| node.expected("auto, utf-8, utf-16 or windows-1252"))?;
    Ok(Some(encoding))
}

/// Reads one `[table.NAME]`.
pub(crate) fn read_table(name: &str, node: &Node<'_>, source: &SourceSpec) -> Result<TableSpec> {
    let mut entries = node.entries()?;
    let encoding = read_encoding(entries.take("encoding"))?.unwrap_or(source.encoding);
    let nulls = match entries.take("null") {
        Some(node) => node.texts()?,
        None => source.nulls.clone(),
    };
    let id = entries.text("id")?;
    let optional = entries.flag("optional")?;
    let optional_columns = entries.texts("optional_columns")?;
    let own_consent = entries.texts("own_consent")?;
    let others = entries.flag("others")?;
    let words = match entries.take("words") {
        None => Vec::new(),
        Some(node) => {
            let words = node.entries()?.rest();
            let words = words.map(|(column, node)| Ok((column.to_owned(), node.texts()?)));
            words.collect::<Result<_>>()?
        }
    };
    let (kind, key) = if let Some(of) = entries.take("of") {
        let of = of.text()?.to_owned();
        let kind = if let Some(path) = entries.text("list")? {
            TableKind::Inside { of, path }
        } else if let Some(column) = entries.text("column")? {
            let split = entries.need("split")?;
            let split = Some(split.texts()?).filter(|all| !all.iter().any(String::is_empty));
            let split = split.ok_or_else(|| node.expected("what stands between two parts"))?;
            let form = match entries.take("as") {
                None => PartForm::Text,
                Some(node) => match node.text()? {
                    "amount" => PartForm::Amount,
                    "phone" => PartForm::Phone,
                    _ => return Err(node.expected("amount or phone")),
                },
            };
            TableKind::Parts {
                of,
                column,
                split,
                form,
            }
        } else {
            let columns = entries.need("columns")?.entries()?;
            let columns = columns.rest().map(|(name, node)| {
                let pattern = node.text()?;
                if pattern.contains("{n}") {
                    Ok((name.to_owned(), pattern.to_owned()))
                } else {
                    Err(node.expected("a column with `{n}` for its number"))
                }
            });
            let columns = columns.collect::<Result<_>>()?;
            let times = entries.need("times")?;
            let times = Some(times.count()?).filter(|times| *times <= 100);
            let times = times.ok_or_else(|| node.expected("at most 100 groups"))?;
            TableKind::Repeat { of, columns, times }
        };
        (kind, String::new())
    } else {
        let file_node = entries.need("file")?;
        let file = file_node.text()?.to_owned();
        let delimiter = match entries.take("delimiter") {
            None => b',',
            Some(node) => match node.text()?.as_bytes() {
                [byte @ (b',' | b';' | b'\t' | b'|')] => *byte,
                _ => return Err(node.expected("one of , ; | and tab")),
            },
        };
        let is_json = file.ends_with(".jsonl") || file.ends_with(".ndjson");
        let kind = if is_json {
            TableKind::JsonLines { file }
        } else {
            TableKind::Rows {
                file,
                delimiter,
                sheet: entries.text("sheet")?,
                headings: read_headings(entries.take("headings"))?,
            }
        };
        (kind, entries.need("key")?.text()?.to_owned())
    };
    entries.finish()?;
    Ok(TableSpec {
        name: name.to_owned(),
        kind,
        key,
        id,
        encoding,
        nulls,
        optional,
        optional_columns,
        own_consent,
        others,
        words,
    })
}

/// One row of headings, or two one below the other.
fn read_headings(node: Option<Node<'_>>) -> Result<Vec<u64>> {
    let Some(node) = node else {
        return Ok(Vec::new());
    };
    let expected =
        || node.expected("the number of a row, or of two in brackets, the upper one first");
    let mut rows = Vec::new();
    for row in node.one_or_more()? {
        let row = u64::try_from(row.integer()?).ok().filter(|row| *row > 0);
        rows.push(row.ok_or_else(expected)?);
    }
    match rows.as_slice() {
        [_] => Ok(rows),
        [upper, lower] if upper < lower => Ok(rows),
        _ => Err(expected()),
    }
}

/// Reads one `[view.NAME]`; its table is known by then.
pub(crate) fn read_view(name: &str, node: &Node<'_>, names: &Names) -> Result<ViewSpec> {
    let mut entries = node.entries()?;
    let place = name.to_owned();
    let table = names.views.get(name).cloned().unwrap_or_default();
    entries.take("table");
    let one = |node: Node<'_>| expression::read(&node, names, &place);
    let latest = entries.take("latest").map(one).transpose()?;
    let then = entries.take("then").map(one).transpose()?;
    let rest_of = entries.take("rest_of");
    let undated = entries.take("undated");
    let distinct = entries.texts("distinct")?;
    let distinct = distinct.iter().map(|column| names.uses(name, column));
    let distinct = distinct.collect();
    let condition = entries
        .take("where")
        .map(|node| condition::read(&node, names, &place))
        .transpose()?;
    let rule = match (latest, then, rest_of, undated) {
        (None, None, None, None) => ViewRule::All,
        (Some(date), then, None, None) => ViewRule::Latest { date, then },
        (None, None, Some(node), undated) => ViewRule::RestOf {
            latest: names.named(&names.view(&node)?),
            undated: undated.map_or(Ok(false), |node| node.flag())?,
        },
        _ => return Err(node.error(MappingProblem::Contradiction)),
    };
    entries.finish()?;
    Ok(ViewSpec {
        name: names.named(name),
        table: names.named(&table),
        rule,
        condition,
        distinct,
    })
}

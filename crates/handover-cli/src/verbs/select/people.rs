//! What people say about cases, in tables: who decides what is undecided, what was decided, who
//! takes on which case.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use csv::{ReaderBuilder, StringRecord};
use handover::{CaseReference, OrganisationId, PosixTime, TransferDate};

use crate::{
    mistakes::Mistakes,
    problem::{Problem, shown},
    store::{Owner, PersonDecided},
};

/// What people say, by case.
#[derive(Default)]
pub(crate) struct People {
    /// Who decides, and by when, where a table says so.
    owners: BTreeMap<CaseReference, Owner>,
    /// The same for every other undecided case.
    default_owner: Option<Owner>,
    decided: BTreeMap<CaseReference, PersonDecided>,
    recipients: BTreeMap<CaseReference, OrganisationId>,
    requested: BTreeMap<CaseReference, Requested>,
}

/// That somebody came back, and a practitioner decided to hand over their case.
pub(super) struct Requested {
    /// The day on which the request came.
    pub(super) on: TransferDate,
    pub(super) decided: PersonDecided,
}

impl People {
    /// Reads `--undecided`: columns `case`, `who`, `by`.
    pub(crate) fn read_owners(&mut self, path: &Path) -> Result<(), Problem> {
        let rows = table(path, &["case", "who", "by"], |cells, mistakes| {
            let by: Option<TransferDate> = cells.parsed("by", "a day: 2026-10-01", mistakes);
            let who = cells.filled("who", "the name of whoever decides", mistakes);
            Some(Owner {
                who: who?,
                by: end_of(by?),
            })
        })?;
        self.owners = rows;
        Ok(())
    }

    /// Takes `--undecided-owner` and `--undecided-by`.
    pub(crate) fn set_default_owner(&mut self, who: &str, by: TransferDate) {
        self.default_owner = Some(Owner {
            who: who.to_owned(),
            by: end_of(by),
        });
    }

    /// Reads `--decided`: columns `case`, `decision`, `by`, `reason`.
    pub(crate) fn read_decided(&mut self, path: &Path) -> Result<(), Problem> {
        let columns = ["case", "decision", "by", "reason"];
        self.decided = table(path, &columns, |cells, mistakes| {
            let include = match cells.of("decision") {
                "include" => Some(true),
                "exclude" => Some(false),
                _ => {
                    mistakes.in_line(cells.line, "decision is not include or exclude");
                    None
                }
            };
            let by = cells.filled("by", "the name of whoever decided", mistakes);
            let reason = cells.filled("reason", "why, in words; it stays here", mistakes);
            Some(PersonDecided {
                include: include?,
                by: by?,
                reason: reason?,
            })
        })?;
        Ok(())
    }

    /// Reads `--recipients`: columns `case`, `organisation`.
    pub(crate) fn read_recipients(&mut self, path: &Path) -> Result<(), Problem> {
        self.recipients = table(path, &["case", "organisation"], |cells, mistakes| {
            cells.parsed("organisation", "the id of an organisation", mistakes)
        })?;
        Ok(())
    }

    /// Reads `--requested`: columns `case`, `on`, `by`, `reason`.
    pub(crate) fn read_requested(&mut self, path: &Path) -> Result<(), Problem> {
        self.requested = table(path, &["case", "on", "by", "reason"], |cells, mistakes| {
            let is = "the day on which the request came: 2026-10-01";
            let on: Option<TransferDate> = cells.parsed("on", is, mistakes);
            let by = cells.filled("by", "the name of whoever decided to answer", mistakes);
            let reason = cells.filled("reason", "why, in words; it stays here", mistakes);
            Some(Requested {
                on: on?,
                decided: PersonDecided {
                    include: true,
                    by: by?,
                    reason: reason?,
                },
            })
        })?;
        Ok(())
    }

    /// Who decided to hand over a case that was asked for.
    pub(super) fn requested(&self, case: &CaseReference) -> Option<&Requested> {
        self.requested.get(case)
    }

    /// Who decides about an undecided case.
    pub(super) fn owner(&self, case: &CaseReference) -> Option<&Owner> {
        self.owners.get(case).or(self.default_owner.as_ref())
    }

    /// What a practitioner decided about a case.
    pub(super) fn decided(&self, case: &CaseReference) -> Option<&PersonDecided> {
        self.decided.get(case)
    }

    /// Who takes on a case.
    pub(super) fn recipient(&self, case: &CaseReference) -> Option<&OrganisationId> {
        self.recipients.get(case)
    }

    /// Every case that a table names and `known` does not.
    pub(super) fn unknown(&self, known: &BTreeSet<CaseReference>) -> usize {
        let named: BTreeSet<&CaseReference> = self
            .owners
            .keys()
            .chain(self.decided.keys())
            .chain(self.recipients.keys())
            .chain(self.requested.keys())
            .collect();
        named
            .into_iter()
            .filter(|case| !known.contains(*case))
            .count()
    }
}

/// The last second of a day in Europe/London.
fn end_of(day: TransferDate) -> PosixTime {
    PosixTime::new(day.passes().as_secs().saturating_sub(1)).unwrap_or(PosixTime::MAX)
}

/// The cells of one row.
struct Cells<'a> {
    columns: &'a BTreeMap<&'static str, usize>,
    record: &'a StringRecord,
    line: usize,
}

impl Cells<'_> {
    fn of(&self, column: &str) -> &str {
        let at = self.columns.get(column).copied();
        at.and_then(|at| self.record.get(at))
            .unwrap_or_default()
            .trim()
    }

    fn filled(&self, column: &str, is: &str, mistakes: &mut Mistakes<'_>) -> Option<String> {
        let cell = self.of(column);
        if cell.is_empty() {
            mistakes.in_line(self.line, format!("{column} is empty: it is {is}"));
            return None;
        }
        Some(cell.to_owned())
    }

    fn parsed<T: std::str::FromStr>(
        &self,
        column: &str,
        is: &str,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<T> {
        let parsed = self.of(column).parse().ok();
        if parsed.is_none() {
            mistakes.in_line(self.line, format!("{column} is not {is}"));
        }
        parsed
    }
}

/// Reads a table with a heading, separated by commas or semicolons; one row for each case. Every
/// mistake is told with its line, and none with what stands there: it may name a person.
fn table<T>(
    path: &Path,
    columns: &[&'static str],
    row: impl Fn(&Cells<'_>, &mut Mistakes<'_>) -> Option<T>,
) -> Result<BTreeMap<CaseReference, T>, Problem> {
    let bytes = fs::read(path).map_err(|error| Problem::reading(path, &error))?;
    let no_table = || {
        Problem::input_output(
            format!("{} is not a table in UTF-8", shown(path)),
            format!(
                "Save it as CSV in UTF-8 with the columns {}.",
                columns.join(", ")
            ),
        )
    };
    let text = str::from_utf8(&bytes).map_err(|_| no_table())?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let heading = text.lines().next().unwrap_or_default();
    let delimiter = if heading.contains(';') { b';' } else { b',' };
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let headings = reader.headers().map_err(|_| no_table())?.clone();
    let mut mistakes = Mistakes::in_text(text);
    let mut places = BTreeMap::new();
    for column in columns {
        match headings.iter().position(|name| name.trim() == *column) {
            Some(at) => drop(places.insert(*column, at)),
            None => mistakes.in_line(1, format!("there is no column {column}")),
        }
    }
    let mut rows = BTreeMap::new();
    if places.len() == columns.len() {
        for record in reader.records() {
            let record = record.map_err(|_| no_table())?;
            let line = record.position().map_or(0, csv::Position::line);
            let cells = Cells {
                columns: &places,
                record: &record,
                line: usize::try_from(line).unwrap_or(usize::MAX),
            };
            let case = cells.parsed::<CaseReference>("case", "a case reference", &mut mistakes);
            let value = row(&cells, &mut mistakes);
            if let (Some(case), Some(value)) = (case, value)
                && rows.insert(case, value).is_some()
            {
                mistakes.in_line(cells.line, "this case is there twice");
            }
        }
    }
    mistakes.end(path, "Mend these lines, then run it again.")?;
    Ok(rows)
}

//! From an extract to an import, person by person.

use super::{
    account, links,
    links::NamedElsewhere,
    unread::{is_person, unread_record},
};
use crate::{
    ExtractFile, Import, ImportError, ImportedCase, RejectionReason, Summary,
    extract::{Extract, Row},
    log::Log,
    mapping::Mapping,
};
use handover_dataset::{CaseReference, eligibility::Record};
use rayon::prelude::*;
use std::{
    cell::RefCell,
    collections::{BTreeSet, HashSet},
};

/// So many people are drafted before the first of them is handed on.
const AHEAD: usize = 512;
/// So many of them by one core at a time.
const TOGETHER: usize = 32;

impl Mapping {
    /// Turns an extract into case drafts and lists whatever could not be taken.
    ///
    /// The order of the files, and of the rows in them, makes no difference but to line numbers.
    ///
    /// # Errors
    ///
    /// [`ImportError::NoPeople`], with the list of what was wrong, if there is not even a table of
    /// people to account for.
    pub fn import(&self, files: &[ExtractFile]) -> Result<Import, ImportError> {
        let mut drafts = Vec::new();
        let whole = |draft| ImportedCase {
            seen: None,
            ..draft
        };
        let mut import = self.import_each(files, whole, |draft| drafts.push(draft))?;
        import.drafts = drafts;
        Ok(import)
    }

    /// As [`import`](Self::import), but hands on what `make` makes of each draft, in ascending order
    /// of the references, and keeps none: for extracts whose cases together would not fit into
    /// memory. Drafts are made on all cores, a bounded run ahead.
    ///
    /// # Errors
    ///
    /// As [`import`](Self::import); nothing has been handed on then.
    pub fn import_each<T: Send>(
        &self,
        files: &[ExtractFile],
        make: impl Fn(ImportedCase) -> T + Sync,
        mut take: impl FnMut(T),
    ) -> Result<Import, ImportError> {
        let mut log = Log::default();
        let extract = Extract::read(self, files, &mut log);
        let Some(people) = extract.table(&self.people) else {
            return Err(ImportError::NoPeople(log.into_lists().0));
        };
        account::columns(self, &extract, &mut log);
        account::days(self, &extract, &mut log);
        account::assertions(self, &extract, &mut log);
        account::orphans(self, &extract, &mut log);
        let inside = self
            .table(&self.people)
            .is_none_or(|spec| spec.file().is_none());

        let references = self.references(&extract, people);
        let shared = shared(&references);
        let mut run = Run::default();
        let mut order: Vec<(usize, &Row)> = people.rows().iter().enumerate().collect();
        order.sort_by_key(|(at, _)| references.get(*at));
        let each = |rows: &[(usize, &Row)]| {
            let log = RefCell::new(Log::default());
            let (mut run, mut made) = (Run::default(), Vec::new());
            for (index, row) in rows {
                let unread = || self.unread_person(&extract, people, *index);
                if row.is_nobodys {
                    run.records.extend(unread());
                    continue;
                }
                let shares_key = !inside && people.of_person(&row.key).len() > 1;
                let reference = references.get(*index).map_or("", String::as_str);
                if shares_key || shared.contains(reference) {
                    let at = people.place(row, None);
                    let reason = RejectionReason::DuplicateKey;
                    log.borrow_mut().lose_row(at, reason, Some(&row.key));
                    run.lost += 1;
                    run.records.extend(unread());
                    continue;
                }
                let draft = self.draft(&extract, people, *index, reference, &log, &mut run);
                if let Some(draft) = draft {
                    run.records.extend(draft.record.clone());
                    run.drafts += 1;
                    made.push(make(draft));
                }
            }
            (log.into_inner(), run, made)
        };
        for rows in order.chunks(AHEAD) {
            let all: Vec<_> = rows.par_chunks(TOGETHER).map(each).collect();
            for (said, more, made) in all {
                log.add(said);
                run.absorb(more);
                made.into_iter().for_each(&mut take);
            }
        }
        let links = links::resolve(run.named, &run.names, &mut log);
        let rows = log.row_count(&people.file);
        let mut summary = Summary {
            rows: rows.read,
            drafts: run.drafts,
            rejected: rows.rejected,
            repeated: rows.repeated,
            not_cases: run.not_cases,
        };
        if inside {
            // Their file counts what they stand in; a broken line does not tell how many it held.
            summary.rows = u64::try_from(people.rows().len()).unwrap_or(u64::MAX);
            (summary.rejected, summary.repeated) = (run.lost, 0);
        }
        let over_budget = account::over_budget(self, &extract, &log);
        let (rejected, notices) = log.into_lists();
        let mut records = run.records;
        if !inside && self.record.is_some() {
            let known: BTreeSet<CaseReference> =
                records.iter().map(|one| one.reference.clone()).collect();
            let lost = rejected.iter().filter(|one| is_person(&people.file, one));
            let lost: BTreeSet<u64> = lost.map(|one| one.place.line).collect();
            let mut rows = self.lost_rows(files, people, &lost);
            let unread = lost.iter().filter_map(|line| {
                let mut record = unread_record(*line)?;
                record.identity.unread_row = rows.remove(line);
                Some(record)
            });
            records.extend(unread.filter(|one| !known.contains(&one.reference)));
        }
        Ok(Import {
            drafts: Vec::new(),
            records,
            rejected,
            notices,
            links,
            over_budget,
            summary,
        })
    }
}

/// What is gathered over all people.
#[derive(Default)]
pub(super) struct Run {
    pub(super) named: Vec<NamedElsewhere>,
    pub(super) names: Vec<(String, String)>,
    pub(super) records: Vec<Record>,
    pub(super) drafts: u64,
    pub(super) not_cases: u64,
    pub(super) lost: u64,
}

impl Run {
    /// Takes over what was gathered over further people.
    fn absorb(&mut self, more: Self) {
        self.named.extend(more.named);
        self.names.extend(more.names);
        self.records.extend(more.records);
        self.drafts += more.drafts;
        self.not_cases += more.not_cases;
        self.lost += more.lost;
    }
}

/// References that two rows have.
fn shared(references: &[String]) -> HashSet<&str> {
    let (mut known, mut shared) = (HashSet::new(), HashSet::new());
    for reference in references.iter().filter(|reference| !reference.is_empty()) {
        if !known.insert(reference.as_str()) {
            shared.insert(reference.as_str());
        }
    }
    shared
}

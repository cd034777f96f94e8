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
use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap},
};

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
        let mut import = self.import_each(files, |draft| drafts.push(draft))?;
        import.drafts = drafts;
        Ok(import)
    }

    /// As [`import`](Self::import), but hands each draft on as soon as it is made, in ascending order
    /// of the references, and keeps none: for extracts whose cases together would not fit into
    /// memory.
    ///
    /// # Errors
    ///
    /// As [`import`](Self::import); nothing has been handed on then.
    pub fn import_each(
        &self,
        files: &[ExtractFile],
        mut take: impl FnMut(ImportedCase),
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

        let log = RefCell::new(log);
        let references = self.references(&extract, people);
        let mut run = Run::default();
        let mut order: Vec<(usize, &Row)> = people.rows().iter().enumerate().collect();
        order.sort_by_key(|(at, _)| references.get(*at));
        for (index, row) in order {
            if row.is_nobodys {
                run.records
                    .extend(self.unread_person(&extract, people, index));
                continue;
            }
            let shares_key = !inside && people.of_person(&row.key).len() > 1;
            let reference = references.get(index).map_or("", String::as_str);
            let shares = run.is_shared(&references, reference);
            if shares_key || shares {
                let at = people.place(row, None);
                log.borrow_mut()
                    .lose_row(at, RejectionReason::DuplicateKey, Some(&row.key));
                run.lost += 1;
                run.records
                    .extend(self.unread_person(&extract, people, index));
                continue;
            }
            if let Some(draft) = self.draft(&extract, people, index, reference, &log, &mut run) {
                run.records.extend(draft.record.clone());
                run.drafts += 1;
                take(draft);
            }
        }
        let mut log = log.into_inner();
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
            let people = rejected.iter().filter(|one| is_person(&people.file, one));
            let unread = people.filter_map(|one| unread_record(one.place.line));
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
    uses: HashMap<String, usize>,
}

impl Run {
    /// Whether two rows have this reference.
    fn is_shared(&mut self, references: &[String], reference: &str) -> bool {
        if self.uses.is_empty() {
            for reference in references.iter().filter(|reference| !reference.is_empty()) {
                *self.uses.entry(reference.clone()).or_default() += 1;
            }
        }
        self.uses.get(reference).is_some_and(|uses| *uses > 1)
    }
}

//! From an extract to an import, person by person.

use super::{
    account, links,
    links::NamedElsewhere,
    lost::{LOST, is_person, lost_rows, unread_record},
    tally::Tally,
};
use crate::{
    ExtractFile, ExtractSource, Import, ImportError, ImportedCase, RejectionReason, Summary,
    extract::{Again, Key, Strangers, Survey},
    log::Log,
    mapping::Mapping,
    text_forms::folded,
};
use handover_dataset::{CaseReference, eligibility::Record};
use rayon::prelude::*;
use std::{
    cell::RefCell,
    collections::{BTreeSet, HashSet},
    io,
    sync::Arc,
};

/// So many people are drafted before the first of them is handed on.
const AHEAD: usize = 1024;
/// So many of them by one core at a time.
const TOGETHER: usize = 128;

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
        let (mut drafts, mut records) = (Vec::new(), Vec::new());
        let whole = |draft| ImportedCase {
            seen: None,
            ..draft
        };
        let take = |draft| drafts.push(draft);
        let mut import = self.import_each(files, whole, take, |record| records.push(record))?;
        (import.drafts, import.records) = (drafts, records);
        Ok(import)
    }

    /// As [`import`](Self::import), but hands on what `make` makes of each draft, in ascending order
    /// of the references, and each record to `keep`, and keeps none: for extracts that would not fit into memory, nor their
    /// cases. Of a text no more is held than where the rows of each person stand. Drafts are made on all cores, a bounded
    /// run ahead.
    ///
    /// # Errors
    ///
    /// As [`import`](Self::import); nothing has been handed on then. [`ImportError::Changed`] and
    /// [`ImportError::Unreadable`] may come later.
    pub fn import_each<S: ExtractSource, T: Send>(
        &self,
        files: &[S],
        make: impl Fn(ImportedCase) -> T + Sync,
        mut take: impl FnMut(T),
        mut keep: impl FnMut(Record),
    ) -> Result<Import, ImportError> {
        let mut log = Log::default();
        let sources: Vec<&dyn ExtractSource> = files.iter().map(as_source).collect();
        let mut survey = Survey::read(self, &sources, &mut log)?;
        if survey.head(&self.people).is_none() {
            return Err(ImportError::NoPeople(log.into_lists().0));
        }
        let (people, others) = survey.people();
        let mut tally = Tally::of(self);
        let strangers = self.strangers(&survey, &others, &mut tally, &mut log)?;
        survey.claim(&people, &strangers);
        account::assertions(self, &survey, &mut log);
        let inside = self
            .table(&self.people)
            .is_none_or(|spec| spec.file().is_none());

        let order = self.order(&survey, &people)?;
        let shared = shared(&order);
        let mut run = Run::default();
        let mut known: BTreeSet<CaseReference> = BTreeSet::new();
        let work = Work {
            mapping: self,
            survey: &survey,
            shared: &shared,
            inside,
        };
        let portion = |rows: &[OnePerson]| -> io::Result<Vec<Done<T>>> {
            let parts = rows.par_chunks(TOGETHER);
            parts.map(|rows| work.portion(rows, &make)).collect()
        };
        let mut portions = order.chunks(AHEAD);
        let mut made = portions.next().map(portion);
        while let Some(all) = made.take() {
            let all = all?;
            // While these are handed on, the next are made.
            rayon::in_place_scope(|scope| {
                if let Some(rows) = portions.next() {
                    scope.spawn(|_| made = Some(portion(rows)));
                }
                for done in all {
                    log.add(done.log);
                    done.again.tell(|key| done.counted.contains(key), &mut log);
                    tally.add(done.tally);
                    run.absorb(done.run);
                    done.made.into_iter().for_each(&mut take);
                    for record in done.records {
                        if record.reference.as_str().starts_with(LOST) {
                            known.insert(record.reference.clone());
                        }
                        keep(record);
                    }
                }
            });
        }
        account::columns(self, &survey, &tally, &mut log);
        account::days(self, &survey, &tally, &mut log);
        let links = links::resolve(run.named, &run.names, &mut log);
        let file = survey.head(&self.people).map(|head| Arc::clone(&head.file));
        let file = file.unwrap_or_default();
        let rows = log.row_count(&file);
        let mut summary = Summary {
            rows: rows.read,
            drafts: run.drafts,
            rejected: rows.rejected,
            repeated: rows.repeated,
            not_cases: run.not_cases,
        };
        if inside {
            // Their file counts what they stand in; a broken line does not tell how many it held.
            summary.rows = u64::try_from(order.len()).unwrap_or(u64::MAX);
            (summary.rejected, summary.repeated) = (run.lost, 0);
        }
        let over_budget = account::over_budget(self, &survey, &tally, &log);
        let (rejected, notices) = log.into_lists();
        if !inside && self.record.is_some() {
            let lost = rejected.iter().filter(|one| is_person(&file, one));
            let lost: BTreeSet<u64> = lost.map(|one| one.place.line).collect();
            let mut rows = lost_rows(&survey, &lost, &run.lines)?;
            let unread = lost.iter().filter_map(|line| {
                let mut record = unread_record(*line)?;
                record.identity.unread_row = rows.remove(line);
                Some(record)
            });
            unread
                .filter(|one| !known.contains(&one.reference))
                .for_each(keep);
        }
        Ok(Import {
            drafts: Vec::new(),
            records: Vec::new(),
            rejected,
            notices,
            links,
            over_budget,
            summary,
        })
    }

    /// Looks at the rows of nobody in the table of people: lists and counts them, and gives their keys.
    fn strangers(
        &self,
        survey: &Survey<'_>,
        others: &[Key],
        tally: &mut Tally,
        log: &mut Log,
    ) -> io::Result<Strangers> {
        let mut strangers = Strangers::new();
        for keys in others.chunks(AHEAD) {
            let (extract, again) = survey.portion(keys, None)?;
            again.tell(|_| true, log);
            tally.count(self, &extract, |_| true);
            account::orphans(self, &extract, log);
            for (name, table) in extract.tables() {
                let keys = table.rows().iter().map(|row| folded(&row.key));
                strangers.entry(name.to_owned()).or_default().extend(keys);
            }
        }
        Ok(strangers)
    }

    /// The rows of people in ascending order of their references.
    fn order(&self, survey: &Survey<'_>, people: &[Key]) -> io::Result<Vec<OnePerson>> {
        let only = self
            .references_stand_with_people()
            .then_some(self.people.as_str());
        let of_keys = |keys: &[Key]| {
            let (extract, _) = survey.portion(keys, only)?;
            let Some(table) = extract.table(&self.people) else {
                return Ok(Vec::new());
            };
            let mut references = self.references(&extract, table).into_iter();
            let mut all = Vec::new();
            for key in keys {
                let rows = table.of_person(survey.name_of(*key));
                all.extend(rows.zip(references.by_ref()).enumerate().map(
                    |(nth, (_, reference))| OnePerson {
                        reference: reference.into(),
                        key: *key,
                        nth,
                    },
                ));
            }
            Ok(all)
        };
        let parts: io::Result<Vec<Vec<OnePerson>>> =
            people.par_chunks(AHEAD).map(of_keys).collect();
        let mut order = parts?.concat();
        order.sort_by(|a, b| a.reference.cmp(&b.reference));
        Ok(order)
    }
}

fn as_source<S: ExtractSource>(file: &S) -> &dyn ExtractSource {
    file
}

/// A row of people: whose it is, which of that person's, and the reference of its case.
#[derive(Clone)]
struct OnePerson {
    reference: Box<str>,
    key: Key,
    nth: usize,
}

/// What is the same for all people.
struct Work<'w> {
    mapping: &'w Mapping,
    survey: &'w Survey<'w>,
    shared: &'w HashSet<&'w str>,
    /// People stand inside other rows.
    inside: bool,
}

/// What came of some people.
struct Done<T> {
    log: Log,
    run: Run,
    again: Again,
    tally: Tally,
    /// The keys of whom `again` and `tally` tell here: a person of several rows is told of once.
    counted: HashSet<Arc<str>>,
    made: Vec<T>,
    records: Vec<Record>,
}

impl Work<'_> {
    fn portion<T>(
        &self,
        people: &[OnePerson],
        make: impl Fn(ImportedCase) -> T,
    ) -> io::Result<Done<T>> {
        let (mapping, survey) = (self.mapping, self.survey);
        let mut keys: Vec<Key> = people.iter().map(|one| one.key).collect();
        keys.sort_unstable();
        keys.dedup();
        let (extract, again) = survey.portion(&keys, None)?;
        let first = people.iter().filter(|one| one.nth == 0);
        let counted: HashSet<Arc<str>> = first
            .map(|one| Arc::clone(survey.name_of(one.key)))
            .collect();
        let mut tally = Tally::of(mapping);
        tally.count(mapping, &extract, |key| counted.contains(key));
        let log = RefCell::new(Log::default());
        let (mut run, mut made, mut records) = (Run::default(), Vec::new(), Vec::new());
        let table = extract.table(&mapping.people);
        for one in people {
            let key = survey.name_of(one.key);
            let found = table.and_then(|table| {
                let rows = table.of_person(key);
                let at = rows.start + one.nth;
                Some((table, table.row(at)?, at, rows.len()))
            });
            let Some((table, row, at, rows)) = found else {
                continue;
            };
            run.lines.push(row.line);
            let unread = || mapping.unread_person(&extract, table, at);
            if row.is_nobodys {
                records.extend(unread());
                continue;
            }
            let shares_key = !self.inside && rows > 1;
            if shares_key || self.shared.contains(&*one.reference) {
                let at = table.place(row, None);
                let reason = RejectionReason::DuplicateKey;
                log.borrow_mut().lose_row(at, reason, Some(&row.key));
                run.lost += 1;
                records.extend(unread());
                continue;
            }
            let draft = mapping.draft(&extract, table, at, &one.reference, &log, &mut run);
            if let Some((draft, record)) = draft {
                records.extend(record);
                run.drafts += 1;
                made.push(make(draft));
            }
        }
        Ok(Done {
            log: log.into_inner(),
            run,
            again,
            tally,
            counted,
            made,
            records,
        })
    }
}

/// What is gathered over all people.
#[derive(Default)]
pub(super) struct Run {
    pub(super) named: Vec<NamedElsewhere>,
    pub(super) names: Vec<(String, String)>,
    pub(super) drafts: u64,
    pub(super) not_cases: u64,
    pub(super) lost: u64,
    /// The lines of their rows.
    lines: Vec<u64>,
}

impl Run {
    /// Takes over what was gathered over further people.
    fn absorb(&mut self, more: Self) {
        self.named.extend(more.named);
        self.names.extend(more.names);
        self.drafts += more.drafts;
        self.not_cases += more.not_cases;
        self.lost += more.lost;
        self.lines.extend(more.lines);
    }
}

/// References that two rows have; the rows are in the order of theirs.
fn shared(order: &[OnePerson]) -> HashSet<&str> {
    let pairs = order.iter().zip(order.iter().skip(1));
    let same = pairs.filter(|(one, next)| one.reference == next.reference);
    let same = same.map(|(one, _)| &*one.reference);
    same.filter(|reference| !reference.is_empty()).collect()
}

//! From an extract to an import, person by person.

use super::{
    account, links,
    links::NamedElsewhere,
    records,
    reference::{is_reference, made_of},
    scope::{Choice, Scope},
};
use crate::{
    Extent, ExtractFile, Import, ImportError, ImportedCase, LatestRow, NoticeKind, Rejection,
    RejectionReason, Summary,
    extract::{Extract, Row, Table},
    log::Log,
    mapping::{Mapping, ViewRule, ViewSpec},
};
use handover_dataset::{CaseReference, eligibility::Record};
use serde_json::{Map, Value};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
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
            summary,
        })
    }

    /// The reference of each row of people, before any case is made: one that two rows share is
    /// neither's.
    fn references(&self, extract: &Extract, people: &Table) -> Vec<String> {
        let sections = self
            .sections
            .iter()
            .filter(|section| section.name == "handover");
        let mut fields = sections.flat_map(|section| &section.fields);
        let Some((_, specs)) = fields.find(|(name, _)| *name == "case_reference") else {
            return Vec::new();
        };
        let log = RefCell::new(Log::default());
        let (choices, built) = (BTreeMap::new(), Map::new());
        let reference = |(at, row): (usize, &Row)| {
            let person = Person {
                mapping: self,
                extract,
                log: &log,
                at,
                key: &row.key,
                has_unread_column: false,
            };
            let scope = person.scope(&choices, &built, None);
            let reference = scope.field("handover", "case_reference", specs);
            let id = reference
                .as_ref()
                .and_then(Value::as_str)
                .unwrap_or_default();
            if id.is_empty() || is_reference(id) {
                id.to_owned()
            } else {
                made_of(id)
            }
        };
        people.rows().iter().enumerate().map(reference).collect()
    }

    /// The record of a person whose row is in no case, as far as it can be compared with others.
    fn unread_person(&self, extract: &Extract, people: &Table, at: usize) -> Option<Record> {
        self.record.as_ref()?;
        let row = people.row(at)?;
        let mut record = unread_record(row.line)?;
        let log = RefCell::new(Log::default());
        let (choices, built) = (BTreeMap::new(), Map::new());
        let person = Person {
            mapping: self,
            extract,
            log: &log,
            at,
            key: &row.key,
            has_unread_column: false,
        };
        let scope = person.scope(&choices, &built, None);
        let sections = self.sections.iter();
        let fields = sections.filter(|section| section.name == "person");
        let fields = fields.flat_map(|section| &section.fields);
        let fields = fields.filter_map(|(name, specs)| {
            Some(((*name).to_owned(), scope.field("person", name, specs)?))
        });
        record.identity = records::identity(&fields.collect());
        Some(record)
    }

    fn draft(
        &self,
        extract: &Extract,
        people: &Table,
        at: usize,
        expected: &str,
        log: &RefCell<Log>,
        run: &mut Run,
    ) -> Option<ImportedCase> {
        let row = people.row(at)?;
        let (mut choices, mut built) = (BTreeMap::new(), Map::new());
        let person = Person {
            mapping: self,
            extract,
            log,
            at,
            key: &row.key,
            has_unread_column: extract.has_unread_column(&row.key),
        };
        if let Some(is_case) = &self.is_case
            && person.scope(&choices, &built, None).holds(is_case) == Some(false)
        {
            log.borrow_mut()
                .notice(people.place(row, None), NoticeKind::NotACase, 1, None);
            run.not_cases += 1;
            return None;
        }
        person.filter_views(&mut choices, None);
        for view in &self.views {
            if let ViewRule::Latest { date, then } = &view.rule {
                let choice =
                    person
                        .scope(&choices, &built, None)
                        .choose(&view.name, date, then.as_ref());
                choices.insert(view.name.as_str(), choice);
            }
        }
        let spec = self
            .record
            .as_ref()
            .and_then(|record| record.episodes.as_ref());
        let episodes = spec.map_or_else(Vec::new, |spec| {
            person.scope(&choices, &built, None).episodes(spec)
        });
        let is_current = self
            .record
            .as_ref()
            .and_then(|record| record.current_when.as_ref());
        let is_current = is_current.map(|when| person.scope(&choices, &built, None).holds(when));
        let lacks_episodes = spec.is_some_and(|spec| {
            let scope = person.scope(&choices, &built, None);
            scope.lacks_rows(&spec.place) || episodes.iter().any(|episode| episode.is_broken)
        });
        let is_open =
            if episodes.iter().any(|episode| episode.is_open) || is_current == Some(Some(true)) {
                Some(true)
            } else {
                (!lacks_episodes && is_current != Some(None)).then_some(false)
            };
        person.filter_views(&mut choices, is_open); // a view may ask whether the record is open
        for section in &self.sections {
            let from = section.provenance.as_ref().and_then(|from| {
                let mut scope = person.scope(&choices, &built, is_open);
                scope.passes_unread = true;
                scope.evaluate(from).into_value()
            });
            let from = from.map(|from| ("provenance".to_owned(), from));
            built.insert(
                section.name.to_owned(),
                Value::Object(from.into_iter().collect()),
            );
            for (name, specs) in &section.fields {
                let field =
                    person
                        .scope(&choices, &built, is_open)
                        .field(section.name, name, specs);
                if let Some(field) = field
                    && let Some(Value::Object(section)) = built.get_mut(section.name)
                {
                    section.insert((*name).to_owned(), field);
                }
            }
        }
        if expected.is_empty() {
            log.borrow_mut().lose_row(
                people.place(row, None),
                RejectionReason::UnusableReference,
                Some(&row.key),
            );
            run.lost += 1;
            return None;
        }
        let reference = expected.to_owned();
        let handover = built.get_mut("handover").and_then(Value::as_object_mut);
        let id = handover.and_then(|handover| {
            handover.insert("case_reference".to_owned(), reference.clone().into())
        });
        if id.as_ref().and_then(Value::as_str) != Some(&reference) {
            let why = Some(Arc::from(reference.as_str()));
            log.borrow_mut()
                .notice(people.place(row, None), NoticeKind::ReferenceMade, 1, why);
        }
        self.say_notices(&person.scope(&choices, &built, is_open));
        self.collect_links(&person.scope(&choices, &built, is_open), &reference, run);
        let latest = choices
            .iter()
            .filter(|(view, _)| self.view(view).is_some_and(ViewSpec::is_latest))
            .map(|(view, choice)| self.latest(extract, view, choice));
        let latest = latest.collect();
        let spec = self.record.as_ref();
        let scope = person.scope(&choices, &built, is_open);
        let rows = spec.map(|spec| (spec, scope.record_rows(spec, episodes)));
        let case = [
            ("mhd", "mhd/1".into()),
            ("profile", self.profile().into()),
            ("sections", Value::Object(built)),
        ];
        let case = case.map(|(member, value): (&str, Value)| (member.to_owned(), value));
        let case = Value::Object(case.into_iter().collect());
        let record = rows.and_then(|(spec, rows)| records::record(spec, rows, &case, &reference));
        Some(ImportedCase {
            file: people.file.to_string(),
            line: row.line,
            is_open: is_open == Some(true),
            choices: latest,
            case,
            record,
            reference,
        })
    }

    fn say_notices(&self, scope: &Scope<'_>) {
        for spec in &self.notices {
            let say = |here: &Scope<'_>| {
                if here.holds(&spec.when) == Some(true)
                    && let Some(place) = here.place_of(&spec.at)
                {
                    let why = Some(Arc::from(spec.why.as_str()));
                    here.log
                        .borrow_mut()
                        .notice(place, NoticeKind::LeftOut, 1, why);
                }
            };
            match spec.rows.as_deref() {
                None => say(scope),
                Some(place) => {
                    for row in scope.rows(place) {
                        say(&scope.within(place, row, 0));
                    }
                }
            }
        }
    }

    fn collect_links(&self, scope: &Scope<'_>, reference: &str, run: &mut Run) {
        if self.links.is_empty() {
            return;
        }
        let names = scope
            .built
            .get("person")
            .and_then(|person| person.get("names"));
        let names = names
            .and_then(|names| names.get("value"))
            .and_then(Value::as_array);
        for name in names.into_iter().flatten() {
            let part = |member: &str| name.get(member).and_then(Value::as_str);
            if let (Some(given), Some(family)) = (part("given"), part("family")) {
                run.names
                    .push((format!("{given} {family}"), reference.to_owned()));
            }
        }
        for link in &self.links {
            let name = scope.evaluate(&link.name).into_value();
            let name = name.as_ref().and_then(Value::as_str).map(str::to_owned);
            let Some((name, place)) = name.zip(scope.place_of(&link.name)) else {
                continue;
            };
            let (reference, kind) = (reference.to_owned(), link.kind.clone());
            run.named.push(NamedElsewhere {
                reference,
                kind,
                name,
                place,
            });
        }
    }

    fn latest(&self, extract: &Extract, view: &str, choice: &Choice) -> LatestRow {
        let table = self.view(view).and_then(|view| extract.table(&view.table));
        let id = |row: &usize| {
            let table = table?;
            table.id(table.row(*row)?).map(str::to_owned)
        };
        let mut candidates: Vec<String> = choice.candidates.iter().filter_map(id).collect();
        candidates.sort();
        LatestRow {
            view: view.to_owned(),
            status: choice.status,
            id: choice.chosen.as_ref().and_then(id),
            date: choice.date.map(|date| date.to_string()),
            candidates,
        }
    }
}

/// Whether a row of people was rejected.
fn is_person(people: &Arc<str>, rejected: &Rejection) -> bool {
    rejected.place.file == *people
        && rejected.scope == Extent::Row
        && rejected.reason.loses_a_person()
}

/// The record of a person whose row was rejected: by the number of its line, for a practitioner to decide, so that
/// nobody is lost between the extract and the roster.
fn unread_record(line: u64) -> Option<Record> {
    let reference = CaseReference::try_from(format!("rejected-{line}")).ok()?;
    let mut record = Record::new(reference);
    record.has_unreadable_row = true;
    Some(record)
}

/// The person whose case is being drafted.
struct Person<'a> {
    mapping: &'a Mapping,
    extract: &'a Extract,
    log: &'a RefCell<Log>,
    at: usize,
    key: &'a str,
    has_unread_column: bool,
}

impl<'a> Person<'a> {
    /// Filters the rows of each view once, however often the mapping asks for them.
    fn filter_views(&self, choices: &mut BTreeMap<&'a str, Choice>, is_open: Option<bool>) {
        let built = Map::new();
        let all = self.mapping.views.iter();
        for view in all.filter(|view| matches!(view.rule, ViewRule::All)) {
            choices.remove(view.name.as_str());
            let (rest, has_unread) = self.scope(choices, &built, is_open).matching(&view.name);
            let choice = Choice {
                rest,
                has_unread,
                ..Choice::default()
            };
            choices.insert(view.name.as_str(), choice);
        }
    }

    fn scope<'s>(
        &'s self,
        choices: &'s BTreeMap<&'a str, Choice>,
        built: &'s Map<String, Value>,
        is_open: Option<bool>,
    ) -> Scope<'s> {
        Scope {
            mapping: self.mapping,
            extract: self.extract,
            log: self.log,
            person: self.at,
            key: self.key,
            current: None,
            choices,
            built,
            is_open,
            has_unread_column: self.has_unread_column,
            passes_unread: false,
        }
    }
}

/// What is gathered over all people.
#[derive(Default)]
struct Run {
    named: Vec<NamedElsewhere>,
    names: Vec<(String, String)>,
    records: Vec<Record>,
    drafts: u64,
    not_cases: u64,
    lost: u64,
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

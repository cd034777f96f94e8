//! From an extract to an import, person by person.

use super::{
    account, links,
    links::NamedElsewhere,
    scope::{Choice, Scope},
};
use crate::{
    ExtractFile, Import, ImportError, ImportedCase, LatestRow, NoticeKind, Rejection,
    RejectionReason, Summary,
    extract::{Extract, Table},
    log::Log,
    mapping::{Mapping, ViewRule},
};
use serde_json::{Map, Value, json};
use std::{cell::RefCell, collections::BTreeMap, sync::Arc};

impl Mapping {
    /// Turns an extract into case drafts and lists whatever could not be taken.
    ///
    /// The order of the files, and of the rows in them, makes no difference but to line numbers.
    ///
    /// # Errors
    ///
    /// [`ImportError::NoPeople`] with the list of what was wrong, if there is not even a table of
    /// people to account for.
    pub fn import(&self, sources: &[ExtractFile]) -> Result<Import, (ImportError, Vec<Rejection>)> {
        let mut log = Log::default();
        let extract = Extract::read(self, sources, &mut log);
        let Some(people) = extract.table(&self.people) else {
            return Err((ImportError::NoPeople, log.into_lists().0));
        };
        account::columns(self, &extract, &mut log);
        account::orphans(self, &extract, &mut log);
        let inside = self
            .table(&self.people)
            .is_none_or(|spec| spec.file().is_none());

        let log = RefCell::new(log);
        let mut run = Run {
            named: Vec::new(),
            names: Vec::new(),
            not_cases: 0,
            lost: 0,
        };
        let mut drafts: BTreeMap<String, ImportedCase> = BTreeMap::new();
        let mut references: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, row) in people.rows().iter().enumerate() {
            if !inside && people.of_person(&row.key).len() > 1 {
                log.borrow_mut()
                    .lose_row(people.place(row, None), RejectionReason::DuplicateKey);
                run.lost += 1;
                continue;
            }
            let Some(draft) = self.draft(&extract, people, at, &log, &mut run) else {
                continue;
            };
            references
                .entry(draft.reference.clone())
                .or_default()
                .push(at);
            drafts.insert(draft.reference.clone(), draft);
        }
        for (reference, rows) in references.into_iter().filter(|(_, rows)| rows.len() > 1) {
            drafts.remove(&reference);
            for row in rows.into_iter().filter_map(|at| people.row(at)) {
                log.borrow_mut()
                    .lose_row(people.place(row, None), RejectionReason::DuplicateKey);
                run.lost += 1;
            }
        }
        let mut log = log.into_inner();
        let found = links::resolve(run.named, &run.names, &mut log);
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        let rows = log.row_count(&people.file);
        let summary = if inside {
            Summary {
                rows: count(people.rows().len()),
                drafts: count(drafts.len()),
                rejected: run.lost,
                repeated: 0,
                not_cases: run.not_cases,
            }
        } else {
            Summary {
                rows: rows.read,
                drafts: count(drafts.len()),
                rejected: rows.rejected,
                repeated: rows.repeated,
                not_cases: run.not_cases,
            }
        };
        let (rejected, notices) = log.into_lists();
        Ok(Import {
            drafts: drafts.into_values().collect(),
            rejected,
            notices,
            links: found,
            summary,
        })
    }

    fn draft(
        &self,
        extract: &Extract,
        people: &Table,
        at: usize,
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
        };
        if let Some(is_case) = &self.is_case
            && !person.scope(&choices, &built, false).holds(is_case)
        {
            log.borrow_mut()
                .notice(people.place(row, None), NoticeKind::NotACase, 1, None);
            run.not_cases += 1;
            return None;
        }
        for view in &self.views {
            if let ViewRule::Latest { date, then } = &view.rule {
                let choice =
                    person
                        .scope(&choices, &built, false)
                        .choose(&view.name, date, then.as_ref());
                choices.insert(view.name.as_str(), choice);
            }
        }
        let spec = self
            .record
            .as_ref()
            .and_then(|record| record.episodes.as_ref());
        let episodes = spec.map_or_else(Vec::new, |spec| {
            person.scope(&choices, &built, false).episodes(spec)
        });
        let is_current = self
            .record
            .as_ref()
            .and_then(|record| record.current_when.as_ref());
        let is_open = episodes.iter().any(|episode| episode.is_open)
            || is_current.is_some_and(|when| person.scope(&choices, &built, false).holds(when));
        for section in &self.sections {
            let from = section.provenance.as_ref().and_then(|from| {
                person
                    .scope(&choices, &built, is_open)
                    .evaluate(from)
                    .into_value()
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
        let reference = built
            .get("handover")
            .and_then(|handover| handover.get("case_reference"));
        let reference = reference
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
        if !(1..=64).contains(&reference.len()) || !reference.bytes().all(allowed) {
            log.borrow_mut()
                .lose_row(people.place(row, None), RejectionReason::UnusableReference);
            run.lost += 1;
            return None;
        }
        self.say_notices(&person.scope(&choices, &built, is_open));
        self.collect_links(&person.scope(&choices, &built, is_open), &reference, run);
        let latest = choices
            .iter()
            .map(|(view, choice)| self.latest(extract, view, choice));
        let latest = latest.collect();
        let scope = person.scope(&choices, &built, is_open);
        let case = json!({ "mhd": "mhd/1", "profile": self.profile(), "sections": built });
        let record = self.record.as_ref();
        let record = record.and_then(|spec| scope.record(spec, &case, &reference, episodes));
        Some(ImportedCase {
            file: people.file.to_string(),
            line: row.line,
            is_open,
            choices: latest,
            case,
            record,
            reference,
        })
    }

    fn say_notices(&self, scope: &Scope<'_>) {
        for spec in &self.notices {
            let say = |here: &Scope<'_>| {
                if here.holds(&spec.when)
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

/// The person whose case is being drafted.
struct Person<'a> {
    mapping: &'a Mapping,
    extract: &'a Extract,
    log: &'a RefCell<Log>,
    at: usize,
    key: &'a str,
}

impl<'a> Person<'a> {
    fn scope<'s>(
        &'s self,
        choices: &'s BTreeMap<&'a str, Choice>,
        built: &'s Map<String, Value>,
        is_open: bool,
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
        }
    }
}

/// What is gathered over all people.
struct Run {
    named: Vec<NamedElsewhere>,
    names: Vec<(String, String)>,
    not_cases: u64,
    lost: u64,
}

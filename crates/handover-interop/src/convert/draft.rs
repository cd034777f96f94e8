//! From a person's rows to the draft of a case.

use super::{
    links::NamedElsewhere,
    people::Run,
    person::Person,
    records,
    scope::{Choice, Choices, Scope},
};
use crate::{
    ImportedCase, LatestRow, NoticeKind, RejectionReason, Seen,
    extract::{Extract, Table},
    listed::Place,
    log::Log,
    mapping::{Mapping, ViewRule, ViewSpec},
};
use handover_dataset::eligibility::Record;
use serde_json::{Map, Value};
use std::{cell::RefCell, sync::Arc};

impl Mapping {
    /// The draft of one row of people, and what the eligibility rules read of it; none where the row is no case, or has no reference.
    pub(super) fn draft(
        &self,
        extract: &Extract<'_>,
        people: &Table<'_>,
        at: usize,
        expected: &str,
        log: &RefCell<Log>,
        run: &mut Run,
    ) -> Option<(ImportedCase, Option<Record>)> {
        let row = people.row(at)?;
        let (mut choices, mut built) = (Choices::none(self), Map::new());
        let person = Person::new(self, extract, log, (at, row));
        // What is broken of somebody before is not broken of this person.
        log.borrow_mut().take_broken(&[]);
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
                let choice = person
                    .scope(&choices, &built, None)
                    .choose(view, date, then.as_ref());
                choices.set(&view.name, Some(choice));
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
        let mut latest: Vec<&ViewSpec> = self.views.iter().filter(|one| one.is_latest()).collect();
        latest.sort_by_key(|view| &*view.name);
        let latest = latest.into_iter();
        let latest =
            latest.filter_map(|view| Some(latest_of(extract, view, choices.get(&view.name)?)));
        let latest = latest.collect();
        let spec = self.record.as_ref();
        let scope = person.scope(&choices, &built, is_open);
        let rows = spec.map(|spec| {
            (
                spec,
                scope.record_rows(spec, episodes, is_current == Some(Some(true))),
            )
        });
        let case = [
            ("mhd", "mhd/1".into()),
            ("profile", self.profile().into()),
            ("sections", Value::Object(built)),
        ];
        let case = case.map(|(member, value): (&str, Value)| (member.to_owned(), value));
        let case = Value::Object(case.into_iter().collect());
        let seen = Seen::of(&case);
        let record = rows.and_then(|(spec, rows)| {
            records::record(spec, rows, (&case, seen.case.as_deref()), &reference)
        });
        let draft = ImportedCase {
            file: people.file.to_string(),
            line: row.line,
            is_open: is_open == Some(true),
            choices: latest,
            case,
            reference,
            seen: Some(seen),
        };
        Some((draft, record))
    }

    fn say_notices(&self, scope: &Scope<'_>) {
        for spec in &self.notices {
            let say = |here: &Scope<'_>, row: Option<Place>| {
                if here.holds(&spec.when) != Some(true) {
                    return;
                }
                let filled = spec.at.iter().filter(|at| here.has_content(at));
                let cells = filled.filter_map(|at| here.place_of(at));
                for place in cells.chain(row.filter(|_| spec.at.is_empty())) {
                    let why = Some(Arc::from(spec.why.as_str()));
                    here.log
                        .borrow_mut()
                        .notice(place, NoticeKind::LeftOut, 1, why);
                }
            };
            match &spec.rows {
                None => say(scope, None),
                Some(place) => {
                    for row in scope.rows(place).iter().copied() {
                        let table = scope.table(place);
                        let at = table.and_then(|table| Some(table.place(table.row(row)?, None)));
                        say(&scope.within(place, row, 0), at);
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
}

fn latest_of(extract: &Extract<'_>, view: &ViewSpec, choice: &Choice) -> LatestRow {
    let table = extract.table_at(view.table.number);
    let id = |row: &usize| {
        let table = table?;
        table.id(table.row(*row)?).map(str::to_owned)
    };
    let mut candidates: Vec<String> = choice.candidates.iter().filter_map(id).collect();
    candidates.sort();
    LatestRow {
        view: view.name.to_string(),
        status: choice.status,
        id: choice.chosen.as_ref().and_then(id),
        date: choice.date.map(|date| date.to_string()),
        candidates,
    }
}

//! From a draft and its episodes to the record that the eligibility rules read.

use super::{
    episodes::{DayCell, EpisodeRow},
    field::NOT_READ,
    scope::Scope,
};
use crate::mapping::RecordSpec;
use handover_dataset::{
    AbsentReason, Answered, Case, CaseReference, PartialDate,
    eligibility::{Dated, Episode, Facts, Identity, Record},
    sections::{BasisCode, Journey, Outcome},
};
use serde_json::{Map, Value, json};

/// Fields whose facts decide who is handed over. Where one of them cannot be read, the record is
/// not complete, and the rules leave it to a person.
const DECIDING: [&str; 8] = [
    "person.names",
    "person.pregnancy",
    "risk.level",
    "risk.marac",
    "risk.safeguarding_child",
    "risk.safeguarding_adult",
    "closures.closure",
    "closures.ost_at_exit",
];

/// What the rows themselves say, beside the case.
pub(crate) struct RecordRows {
    former_name: Option<String>,
    died_on: DayCell,
    episodes: Vec<EpisodeRow>,
    is_open: Option<bool>,
    is_current: bool,
    is_broken: bool,
    has_broken_fact: bool,
}

impl Scope<'_> {
    pub(crate) fn record_rows(
        &self,
        spec: &RecordSpec,
        episodes: Vec<EpisodeRow>,
        is_current: bool,
    ) -> RecordRows {
        let former = spec.previous_family.as_ref();
        let former = former.and_then(|former| self.evaluate(former).into_value());
        let place = spec.episodes.as_ref().map(|episodes| &episodes.place);
        let is_broken = place.is_some_and(|place| self.lacks_rows(place))
            || self.is_open.is_none()
            || episodes.iter().any(|episode| episode.is_broken);
        RecordRows {
            former_name: former.as_ref().and_then(Value::as_str).map(str::to_owned),
            died_on: self.day_cell(spec.died_on.as_ref()),
            episodes,
            is_open: self.is_open,
            is_current,
            is_broken,
            has_broken_fact: self.log.borrow_mut().take_broken(&DECIDING),
        }
    }
}

/// A record with what the case says itself, what was read of it if the draft is none, and whether that is all. None if the
/// reference is not one.
fn begun(
    draft: &Value,
    case: Option<&Case>,
    reference: &str,
) -> Option<(Record, Option<Box<Case>>, bool)> {
    let mut record = Record::new(CaseReference::try_from(reference.to_owned()).ok()?);
    let (read, is_whole) = match case {
        Some(_) => (None, true),
        None => readable(draft),
    };
    if let Some(case) = case.or(read.as_deref()) {
        record.facts = Facts::of_case(case);
        record.identity = Identity::of_case(case);
    }
    Some((record, read, is_whole))
}

/// The record of a draft; none if its reference is not one.
pub(crate) fn record(
    spec: &RecordSpec,
    rows: RecordRows,
    (draft, case): (&Value, Option<&Case>),
    reference: &str,
) -> Option<Record> {
    let (mut record, _, is_whole) = begun(draft, case, reference)?;
    record.has_unreadable_row = rows.is_broken;
    // Whoever is a client goes, whatever was not carried over; what was there and is broken a person looks at first.
    let lacks_facts = rows.is_open != Some(true) && lacks_facts(draft);
    record.has_unread_facts = !is_whole || rows.has_broken_fact || lacks_facts;
    record.identity.previous_families.extend(rows.former_name);
    record.died_on = dated(rows.died_on);
    let is_death = |row: &EpisodeRow| {
        let reason = row.reason.as_ref();
        reason.is_some_and(|reason| spec.death_reasons.contains(reason))
    };
    record.has_died = rows.episodes.iter().any(is_death);
    if record.facts.outcome.is_none() && rows.is_open == Some(false) {
        record.facts.outcome = last_outcome(&rows.episodes);
    }
    record.is_current = rows.is_current;
    record.episodes = rows.episodes.into_iter().map(Episode::from).collect();
    Some(record)
}

/// The record of a case that came whole: what it says itself. None if its reference is not one.
pub(crate) fn of_case((draft, case): (&Value, Option<&Case>), reference: &str) -> Option<Record> {
    let (mut record, read, is_whole) = begun(draft, case, reference)?;
    if let Some(case) = case.or(read.as_deref()) {
        record.has_died = record.facts.outcome == Some(Outcome::Died);
        let journeys = &case.closures.journeys;
        record.episodes = journeys
            .value()
            .into_iter()
            .flatten()
            .map(episode)
            .collect();
        let is_in_part = journeys.as_ref().is_some_and(|stated| stated.is_incomplete);
        record.has_unreadable_row =
            is_in_part || journeys.absent_reason() == Some(AbsentReason::NotRead);
    }
    let basis = draft.pointer("/sections/handover/basis/code");
    record.is_current = basis.and_then(Value::as_str) == Some(BasisCode::Current.as_str());
    record.has_unread_facts = !is_whole || !record.is_open() && lacks_facts(draft);
    Some(record)
}

fn episode(journey: &Journey) -> Episode {
    let reason = journey.reason.as_ref();
    let code = reason.and_then(|reason| reason.code.as_ref().map(|code| code.as_str()));
    Episode {
        id: Some(journey.n.get().to_string()),
        is_open: journey.closed_on.is_none(),
        referred_on: journey.referred_on.map_or(Dated::Missing, Dated::from),
        triaged_on: journey.triaged_on.map_or(Dated::Missing, Dated::from),
        closed_on: journey.closed_on.map_or(Dated::Missing, Dated::Known),
        reason: code
            .or_else(|| Some(reason?.text.as_str()))
            .map(str::to_owned),
        is_synthetic: journey.synthetic,
    }
}

/// By what a person may be found again, from the fields of the section `person`.
pub(crate) fn identity(person: &Map<String, Value>) -> Identity {
    let sections = json!({ "person": person, "handover": {} });
    let draft = json!({ "mhd": "mhd/1", "profile": "x@1", "sections": sections });
    let (case, _) = readable(&draft);
    case.as_deref()
        .map_or_else(Identity::default, Identity::of_case)
}

/// The case without the fields that are not in the dataset's form, and whether all those that
/// decide are still in it.
fn readable(draft: &Value) -> (Option<Box<Case>>, bool) {
    if let Some(case) = Case::of_draft(draft) {
        return (Some(case), true);
    }
    let mut draft = draft.clone();
    // Neither `handover` nor a provenance decides, and they cannot be taken out.
    if let Some(handover) = draft.pointer_mut("/sections/handover") {
        *handover = json!({
            "case_reference": "x",
            "kind": "contract-change",
            "basis": { "code": "current" },
            "from_to": { "from": { "name": "x" }, "to": [{ "name": "x" }] },
            "author": { "by": { "name": "x", "role": "system" }, "at": "2000-01-01T00:00:00Z" },
        });
    }
    let provenance = json!({
        "recorded_at": "2000-01-01",
        "recorded_by": "system",
        "source": "record",
        "verification": "unconfirmed",
    });
    let sections = draft.get_mut("sections").and_then(Value::as_object_mut);
    for section in sections.into_iter().flat_map(Map::values_mut) {
        if let Some(section) = section.as_object_mut() {
            section.insert("provenance".to_owned(), provenance.clone());
        }
    }
    let mut is_whole = true;
    // Each round takes out at least one field.
    loop {
        let findings = match Case::from_value(draft.clone()) {
            Ok(case) => return (Some(Box::new(case)), is_whole),
            Err(invalid) => invalid.findings,
        };
        let mut has_shrunk = false;
        for finding in findings {
            let mut parts = finding.path.split(['.', '[']);
            let (Some(section), Some(field)) = (parts.next(), parts.next()) else {
                continue;
            };
            let fields = draft.pointer_mut(&format!("/sections/{section}"));
            let fields = fields.and_then(Value::as_object_mut);
            if fields.is_some_and(|fields| fields.remove(field).is_some()) {
                has_shrunk = true;
                is_whole &= !DECIDING.contains(&format!("{section}.{field}").as_str());
            }
        }
        if !has_shrunk {
            return (None, false);
        }
    }
}

/// Whether one of the fields that decide was not read, or not whole.
fn lacks_facts(draft: &Value) -> bool {
    DECIDING.iter().any(|name| {
        let field = draft.pointer(&format!("/sections/{}", name.replace('.', "/")));
        field.is_some_and(|field| {
            let absent = field.get("absent").and_then(Value::as_str);
            // Of one value the part that decides is there, or the case is none.
            let is_list = field.get("value").is_some_and(Value::is_array);
            absent == Some(NOT_READ) || is_list && field.get("incomplete").is_some()
        })
    }) || lacks_members(draft)
}

/// Whether a fact is there and half known: a closure of which nobody says how it ended, a MARAC without a day.
fn lacks_members(draft: &Value) -> bool {
    let closure = draft.pointer("/sections/closures/closure/value");
    let heard = draft.pointer("/sections/risk/marac/value");
    let mut heard = heard.and_then(Value::as_array).into_iter().flatten();
    closure.is_some_and(|closure| closure.get("outcome").is_none())
        || heard.any(|one| one.get("heard_on").is_none())
}

/// How the episode that closed last ended.
fn last_outcome(episodes: &[EpisodeRow]) -> Option<Outcome> {
    let closed = episodes.iter().filter_map(|row| match row.closed_on {
        DayCell::Day(day) => Some((day, row.outcome.as_deref()?)),
        DayCell::Missing | DayCell::Unusable => None,
    });
    let closed: Vec<_> = closed.collect();
    let (last, outcome) = closed
        .iter()
        .max_by_key(|(day, outcome)| (day.last_day(), *outcome))?;
    // Of a day that is half known it is not known whether another came after it.
    let is_last =
        |(day, other): &(PartialDate, &str)| other == outcome || day.last_day() <= last.first_day();
    let is_last = closed.iter().all(is_last);
    is_last
        .then(|| serde_json::from_value((*outcome).into()).ok())
        .flatten()
}

fn dated(cell: DayCell) -> Dated {
    match cell {
        DayCell::Day(day) => Dated::Known(day),
        DayCell::Missing => Dated::Missing,
        DayCell::Unusable => Dated::Invalid,
    }
}

impl From<EpisodeRow> for Episode {
    fn from(row: EpisodeRow) -> Self {
        Self {
            id: row.id,
            is_open: row.is_open,
            referred_on: dated(row.referred_on),
            triaged_on: dated(row.triaged_on),
            closed_on: dated(row.closed_on),
            reason: row.reason,
            is_synthetic: false,
        }
    }
}

//! D-01, D-03, D-07, D-59 and D-60: silence is no answer, and not every answer will do.

use super::{Found, View, known::Known};
use crate::{
    AbsentReason, Answered, Condition, Date, Field, FieldState, SectionName, sections::BasisCode,
};

impl View<'_> {
    /// Whether the field can be missed: it is in view, and not in a `location` that the reader
    /// loses because it is protected.
    pub(super) fn expects(&self, section: SectionName, field: &str) -> bool {
        let audience = self
            .context
            .seen_by
            .as_ref()
            .and_then(|name| self.profile.audience(name));
        let is_lost = section == SectionName::Location
            && self.case.location.is_empty()
            && audience.is_some_and(|audience| !audience.keeps_protected());
        !is_lost && self.sees(section, field)
    }

    /// Whether the action that answers the check is missing where it could be seen; from a split case it may be missing
    /// since its words rest on what the reader may not know.
    pub(super) fn lacks_action(&self, check: u8) -> bool {
        self.expects(SectionName::Handover, "actions")
            && !self.has_action(check)
            && !self.is_split()
    }

    /// How old something of that day is when responsibility passes, in days.
    pub(super) fn age(&self, day: Date) -> i64 {
        self.reference_date()
            .map_or(0, |reference| i64::from(reference.days_since(day)))
    }

    /// An age in words, with the day on which it is so: later readers count from a day of their own.
    pub(super) fn old(&self, days: i64) -> String {
        self.reference_date().map_or_else(
            || format!("{days} days old"),
            |day| format!("{days} days old on {day}"),
        )
    }

    /// Whether the condition holds as far as the case shows it: of a case without the field that
    /// tells open from closed, what 903 says.
    fn meets(&self, condition: Condition) -> bool {
        let is_split = self.context.seen_by.is_some();
        let basis = self.case.handover.basis.as_ref().map(|basis| basis.code);
        match condition {
            Condition::Current if is_split && !self.expects(SectionName::Closures, "closure") => {
                basis == Some(BasisCode::Current)
            }
            Condition::Protected
                if is_split && !self.expects(SectionName::Location, "address_sensitivity") =>
            {
                false
            }
            condition => self.case.meets(condition),
        }
    }

    fn state(&self, field: &Field) -> FieldState {
        let states = self.case.states(field.section);
        let found = states.iter().find(|(known, _)| known.id == field.id);
        found.map_or(FieldState::Silent, |(_, state)| *state)
    }
}

fn path(field: &Field) -> String {
    format!("{}.{}", field.section, field.name)
}

/// D-01: what must be answered is.
pub(super) fn nothing_silent(view: &View<'_>, found: &mut Found<'_>) {
    for field in view.profile.must_answer(|condition| view.meets(condition)) {
        if view.expects(field.section, field.name) && view.state(field) == FieldState::Silent {
            let message = format!("{}: give a value or a reason.", field.name);
            found.add(path(field), message);
        }
    }
}

/// D-03: where the profile wants a value there is one.
pub(super) fn values_given(view: &View<'_>, found: &mut Found<'_>) {
    let answered: Vec<u16> = view
        .profile
        .must_answer(|condition| view.meets(condition))
        .map(|field| field.id)
        .collect();
    for field in view.profile.must_value(|condition| view.meets(condition)) {
        let is_missing = match view.state(field) {
            FieldState::Absent(_) => true,
            FieldState::Given | FieldState::Partly => false,
            FieldState::Silent => !answered.contains(&field.id), // else D-01 says it
        };
        if is_missing && view.expects(field.section, field.name) {
            found.add(path(field), format!("{} needs a value.", field.name));
        } else if field.id == SBAR {
            texts_given(view, found);
        }
    }
}

/// The number of the four texts.
const SBAR: u16 = 906;

/// Of the four texts none is missing; a split case has those that are for its reader.
fn texts_given(view: &View<'_>, found: &mut Found<'_>) {
    let Some(sbar) = view.case.handover.sbar.value().filter(|_| !view.is_split()) else {
        return;
    };
    for (name, text) in [
        ("background", &sbar.background),
        ("assessment", &sbar.assessment),
        ("recommendation", &sbar.recommendation),
    ] {
        if text.is_none() {
            let path = format!("handover.sbar.value.{name}");
            found.add(path, format!("sbar needs {name}."));
        }
    }
}

/// D-59: what the receiver must not act without was read, whole.
pub(super) fn vital_read(view: &View<'_>, found: &mut Found<'_>) {
    unread(view, found, true);
}

/// D-60: whatever was not read is acknowledged.
pub(super) fn others_read(view: &View<'_>, found: &mut Found<'_>) {
    unread(view, found, false);
}

fn unread(view: &View<'_>, found: &mut Found<'_>, is_vital: bool) {
    for section in view.profile.sections() {
        for (field, state) in view.case.states(*section) {
            if view.profile.must_be_read(field) != is_vital || !view.sees(*section, field.name) {
                continue;
            }
            let what = match state {
                FieldState::Absent(AbsentReason::NotRead) => "it",
                FieldState::Partly => "more of it",
                FieldState::Absent(_) | FieldState::Given | FieldState::Silent => continue,
            };
            let message = format!(
                "{}: the record holds {what} and it was not read: bring it, or say what it is in a \
                 correction (answers file).",
                field.name
            );
            found.add(path(field), message);
        }
    }
}

/// D-07: not too much is unknown.
pub(super) fn enough_known(view: &View<'_>, found: &mut Found<'_>) {
    let Known { answers, unknown } = Known::of(view.case, view.walked(), view.profile.sections());
    let limit = u64::from(view.profile.limits().absent_over_percent);
    if unknown * 100 > limit * answers {
        let percent = unknown * 100 / answers.max(1);
        found.add("sections", format!("{percent} % not known."));
    }
}

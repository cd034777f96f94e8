use handover_dataset::{
    Answered, Case, Condition, Profile,
    profile::{Anchors, Deadline, DeadlineError, Deadlines, Period, WorkingCalendar},
};
use handover_trust::{Date, DueTimes, Mandate, PosixTime, TransferDay};
use jiff::Timestamp;
use std::{collections::BTreeSet, fmt};

/// What of a case its times rest on: who has it keeps it, and need not read the case again.
#[derive(Clone, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_structs,
    reason = "all that the deadlines ask of a case"
)]
pub struct DueFacts {
    /// The conditions that hold for it.
    pub conditions: BTreeSet<Condition>,
    /// When she was discharged, of a case that is one of maternity.
    pub discharged_at: Option<Timestamp>,
}

impl DueFacts {
    /// Those of a case.
    #[must_use]
    pub fn of(case: &Case) -> Self {
        let conditions = Condition::ALL.iter().copied();
        let discharge = case.maternity.discharge.value();
        Self {
            conditions: conditions
                .filter(|condition| case.meets(*condition))
                .collect(),
            discharged_at: discharge.map(|discharge| discharge.at.timestamp()),
        }
    }

    fn meets(&self, condition: Condition) -> bool {
        self.conditions.contains(&condition)
    }
}

impl fmt::Debug for DueFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DueFacts(..)")
    }
}

/// The deadlines of a mandate: its own, else those of its profile.
///
/// # Errors
///
/// [`DeadlineError`] if a deadline of the mandate is not in the words of a profile.
pub fn deadlines(mandate: &Mandate, profile: &Profile) -> Result<Deadlines, DeadlineError> {
    let mut deadlines = Deadlines::default();
    for (condition, steps) in &mandate.deadlines {
        for (step, words) in steps {
            deadlines.insert(condition.as_str(), step.as_str(), words.as_str())?;
        }
    }
    if deadlines.is_empty() {
        deadlines = profile.deadlines().clone();
    }
    Ok(deadlines)
}

/// By when a case must be where: what a roster's row says, and what its recipient computes again
/// after opening (rule `due-times`).
///
/// It follows from mandate, deadlines and case alone, so that both sides find the same. What is
/// counted from something that has not happened yet is counted from the deadline for it.
#[must_use]
pub fn due_times(mandate: &Mandate, deadlines: &Deadlines, facts: &DueFacts) -> DueTimes {
    let anchors = Anchors {
        transfer_date: match &mandate.transfer {
            TransferDay::On(day) => day.to_string().parse().ok(),
            TransferDay::Standing => None,
        },
        discharge: facts.discharged_at,
        ..Anchors::default()
    };
    let due = deadlines.due(
        |condition| facts.meets(condition),
        anchors,
        &WorkingCalendar::default(),
    );
    DueTimes {
        stored: due.stored.and_then(posix),
        accepted: due.accepted.and_then(posix),
        contacted: due.contacted.and_then(posix),
        reviewed: due.reviewed.and_then(posix),
    }
}

/// By when the case of somebody who came back must be where: a row with the reason `request`.
///
/// The holder answers with the case within a time from the day on which the request came, and that day
/// stands in the place of the transfer date. The person is back, so that *contacted* and *reviewed* run
/// for a closed case too.
#[must_use]
pub fn due_times_of_request(
    asked_on: Date,
    answer_within: Period,
    deadlines: &Deadlines,
    facts: &DueFacts,
) -> DueTimes {
    let calendar = WorkingCalendar::default();
    let stored = answer_due(asked_on, answer_within, &calendar);
    let anchors = Anchors {
        stored,
        transfer_date: asked_on.to_string().parse().ok(),
        ..Anchors::default()
    };
    let is_back = |condition| condition != Condition::Closed && facts.meets(condition);
    let due = deadlines.due(is_back, anchors, &calendar);
    DueTimes {
        stored: stored.and_then(posix),
        accepted: due.accepted.and_then(posix),
        contacted: due.contacted.and_then(posix),
        reviewed: due.reviewed.and_then(posix),
    }
}

/// By when a request must be answered that came on a day: its hours are counted from its end.
fn answer_due(asked_on: Date, within: Period, calendar: &WorkingCalendar) -> Option<Timestamp> {
    let mut deadline: Deadline = "1d from sealed".parse().ok()?;
    deadline.period = within;
    let end = i64::try_from(asked_on.passes().as_secs()).ok()?;
    let anchors = Anchors {
        sealed: Timestamp::from_second(end.checked_sub(1)?).ok(),
        ..Anchors::default()
    };
    deadline.moment(&anchors, calendar)
}

/// A moment as statements write it.
pub(crate) fn posix(moment: Timestamp) -> Option<PosixTime> {
    let seconds = u64::try_from(moment.as_second()).ok()?;
    PosixTime::new(seconds).ok()
}

#[cfg(test)]
mod tests {
    use handover_trust::{Digest, FileReference, MandateKind};

    use super::*;

    const CASE: &str = include_str!("../../handover-dataset/tests/examples/caseload-transfer.json");

    fn mandate(deadlines: &[(&str, &str, &str)]) -> Mandate {
        let mut mandate = Mandate {
            at: PosixTime::new(1).unwrap(),
            by: "ZZ900".parse().unwrap(),
            kind: MandateKind::ContractChange,
            from: "ZZ901".parse().unwrap(),
            to: vec!["ZZ902".parse().unwrap()],
            transfer: "2026-10-01".parse().unwrap(),
            profile: FileReference(
                "caseload-transfer@1".parse().unwrap(),
                Digest::from_bytes([0; 32]),
            ),
            eligibility: None,
            deadlines: [].into(),
            countersign: Vec::new(),
            last_resort: "ZZ900".parse().unwrap(),
        };
        for (condition, step, words) in deadlines {
            let steps = mandate.deadlines.entry(condition.parse().unwrap());
            let words = words.parse().unwrap();
            steps.or_default().insert(step.parse().unwrap(), words);
        }
        mandate
    }

    fn due(mandate: &Mandate) -> DueTimes {
        let profile = Profile::built_in("caseload-transfer").unwrap();
        let case = Case::from_json(CASE).unwrap();
        let facts = DueFacts::of(&case);
        due_times(mandate, &deadlines(mandate, &profile).unwrap(), &facts)
    }

    fn at(text: &str) -> Option<PosixTime> {
        posix(text.parse().unwrap())
    }

    #[test]
    fn the_mandates_deadlines_stand_in_the_place_of_the_profiles() {
        let by_profile = due(&mandate(&[]));
        assert_eq!(by_profile.stored, at("2026-09-30T22:59:59Z"));
        assert!(by_profile.accepted.is_some());
        let is_closed = Case::from_json(CASE).unwrap().is_closed();
        assert_eq!(by_profile.contacted.is_none(), is_closed);
        let own = due(&mandate(&[
            ("always", "stored", "3d before transfer-date"),
            ("high", "stored", "7d before transfer-date"),
        ]));
        let is_high = Case::from_json(CASE).unwrap().is_high();
        let stored = if is_high {
            "2026-09-24T22:59:59Z"
        } else {
            "2026-09-28T22:59:59Z"
        };
        assert_eq!(own.stored, at(stored));
        assert_eq!(
            (own.accepted, own.contacted, own.reviewed),
            (None, None, None)
        );
    }

    /// S-89: acceptance is due 48 hours after the case arrived, to the second.
    #[test]
    fn s89_hours_are_counted_from_the_deadline_before() {
        let due = due(&mandate(&[
            ("always", "stored", "1d before transfer-date"),
            ("always", "accepted", "48h from stored"),
        ]));
        assert_eq!(due.stored, at("2026-09-30T22:59:59Z"));
        assert_eq!(due.accepted, at("2026-10-02T22:59:59Z"));
        let abuse = Profile::built_in("domestic-abuse-transfer").unwrap();
        let always = abuse.deadlines().under(Condition::Always);
        let words: Vec<_> = always
            .filter(|(step, _)| step.as_str() == "accepted")
            .collect();
        assert_eq!(words[0].1, "48h from stored".parse().unwrap());
    }

    #[test]
    fn a_deadline_in_other_words_is_refused() {
        let profile = Profile::built_in("caseload-transfer").unwrap();
        let refused = deadlines(&mandate(&[("always", "stored", "soon")]), &profile);
        assert_eq!(refused.unwrap_err(), DeadlineError::Words);
    }
    /// S-18, S-19: the clocks of somebody who comes back run from the day of the request, closed or not.
    #[test]
    fn s19_the_clocks_of_a_request_run_from_its_day() {
        let profile = Profile::built_in("caseload-transfer").unwrap();
        let closed = CASE;
        let case = Case::from_json(closed).unwrap();
        let facts = DueFacts::of(&case);
        let due = |on: &str, within: &str| {
            let (on, within) = (on.parse().unwrap(), within.parse().unwrap());
            due_times_of_request(on, within, profile.deadlines(), &facts)
        };
        // 2027-05-07 is a Friday; the transfer date has long passed.
        let friday = due("2027-05-07", "1wd");
        assert_eq!(friday.stored, at("2027-05-10T22:59:59Z"));
        let accepted = if case.is_high() { "11" } else { "12" };
        let accepted = format!("2027-05-{accepted}T22:59:59Z");
        assert_eq!(friday.accepted, at(&accepted));
        let contacted = if case.is_high() { "11" } else { "21" };
        let contacted = format!("2027-05-{contacted}T22:59:59Z");
        assert_eq!(friday.contacted, at(&contacted));
        assert_eq!(friday.reviewed, at("2027-06-04T22:59:59Z"));
        assert_eq!(due("2027-05-07", "4h").stored, at("2027-05-08T02:59:59Z"));
    }
}

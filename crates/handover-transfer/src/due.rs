use handover_dataset::{
    Answered, Case, Profile,
    profile::{Anchors, DeadlineError, Deadlines, WorkingCalendar},
};
use handover_trust::{DueTimes, Mandate, PosixTime, Transfer};
use jiff::Timestamp;

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
pub fn due_times(mandate: &Mandate, deadlines: &Deadlines, case: &Case) -> DueTimes {
    let discharge = case.maternity.discharge.value();
    let anchors = Anchors {
        transfer_date: match &mandate.transfer {
            Transfer::On(day) => day.to_string().parse().ok(),
            Transfer::Standing => None,
        },
        discharge: discharge.map(|discharge| discharge.at.timestamp()),
        ..Anchors::default()
    };
    let due = deadlines.due(
        |condition| case.meets(condition),
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

/// A moment as statements write it.
fn posix(moment: Timestamp) -> Option<PosixTime> {
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
        due_times(mandate, &deadlines(mandate, &profile).unwrap(), &case)
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

    #[test]
    fn a_deadline_in_other_words_is_refused() {
        let profile = Profile::built_in("caseload-transfer").unwrap();
        let refused = deadlines(&mandate(&[("always", "stored", "soon")]), &profile);
        assert_eq!(refused.unwrap_err(), DeadlineError::Words);
    }
}

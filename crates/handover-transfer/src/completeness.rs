//! What a completeness report must fulfil before a commissioner sees it (V-43).

use handover_dataset::AnswerCounts;
use handover_trust::{Completeness, FieldCount};

use crate::suppression::suppressed;

/// From this count on a number is shown; 1 to 4 lead to persons.
pub(crate) const LEAST_SHOWN: u64 = 5;

/// The fewest cases of a report.
const LEAST_CASES: u64 = 20;

/// What a commissioner may see of the answers in a mandate's cases: `None` for fewer than 20 cases.
///
/// Counts of 1 to 4 are hidden, and further ones as long as a hidden count could be computed from what
/// is shown (check V-43).
///
/// # Panics
///
/// Never: the reasons of the dataset are reason codes.
#[must_use]
pub fn completeness_fields(counts: &AnswerCounts) -> Option<Vec<FieldCount>> {
    let fields = counts.fields().map(|field| {
        let absent: Vec<_> = field.absent.iter().collect();
        let counts: Vec<u64> = [field.value, field.silent]
            .into_iter()
            .chain(absent.iter().map(|(_, count)| **count))
            .collect();
        let mut shown = suppressed(&counts).into_iter();
        let (value, silent) = (shown.next().flatten(), shown.next().flatten());
        let reasons = absent.iter().map(|(reason, _)| {
            let code = reason.as_str().parse();
            code.expect("the reasons of the dataset are reason codes")
        });
        let absent = reasons.zip(shown).collect();
        FieldCount(u64::from(field.id), value, silent, absent)
    });
    (counts.cases() >= LEAST_CASES).then(|| fields.collect())
}

/// Whether a report is of enough cases, shows no small count and none that gives a hidden one away, and
/// adds up.
pub(crate) fn is_fit_to_be_seen(report: &Completeness) -> bool {
    report.count >= LEAST_CASES
        && report
            .fields
            .iter()
            .all(|field| is_fit(field, report.count))
}

fn is_fit(FieldCount(_, value, silent, absent): &FieldCount, count: u64) -> bool {
    let counts = [*value, *silent]
        .into_iter()
        .chain(absent.values().copied());
    let (mut shown, mut hidden) = (0_u64, 0_u64);
    for count in counts {
        match count {
            Some(1..LEAST_SHOWN) => return false,
            Some(count) => shown = shown.saturating_add(count),
            None => hidden += 1,
        }
    }
    match hidden {
        0 => shown == count,
        // One hidden count is what the others lack of the whole.
        1 => false,
        _ => shown.saturating_add(hidden) <= count,
    }
}

#[cfg(test)]
mod tests {
    use handover_dataset::{Case, Profile};
    use handover_trust::PosixTime;

    use super::*;

    const CASE: &str = include_str!("../../handover-dataset/tests/examples/caseload-transfer.json");

    /// As many cases in all, of which so many say that the pregnancy (110) was not asked.
    fn counted(all: u64, not_asked: u64) -> AnswerCounts {
        let profile = Profile::built_in("caseload-transfer").unwrap();
        let mut counts = AnswerCounts::new(&profile);
        let case = Case::from_json(CASE).unwrap();
        let mut other = case.to_json();
        let field = other.pointer_mut("/sections/person/pregnancy").unwrap();
        *field = serde_json::json!({"absent": "unknown"});
        let other = Case::from_value(other).unwrap();
        for n in 0..all {
            counts.add(if n < not_asked { &case } else { &other });
        }
        counts
    }

    fn report(counts: &AnswerCounts) -> Option<Completeness> {
        Some(Completeness {
            at: PosixTime::new(1).unwrap(),
            by: "ZZ901".parse().unwrap(),
            mandate: handover_trust::StatementId::from_bytes([1; 32]),
            count: counts.cases(),
            fields: completeness_fields(counts)?,
        })
    }

    fn pregnancy(report: &Completeness) -> Vec<Option<u64>> {
        let field = report.fields.iter().find(|field| field.0 == 110).unwrap();
        field.3.values().copied().collect()
    }

    /// V-43 on both sides of each of its numbers.
    #[test]
    fn a_report_is_of_20_cases_and_hides_small_counts() {
        assert!(report(&counted(19, 0)).is_none());
        assert!(report(&counted(20, 0)).is_some());
        let shown = |not_asked| pregnancy(&report(&counted(30, not_asked)).unwrap());
        assert_eq!(shown(5), [Some(5), Some(25)]);
        assert_eq!(shown(4), [None, None]);
        assert_eq!(shown(1), [None, None]);
        assert_eq!(shown(0), [Some(30)]);
        for not_asked in 0..=30 {
            assert!(is_fit_to_be_seen(&report(&counted(30, not_asked)).unwrap()));
        }
    }

    #[test]
    fn a_report_that_shows_too_much_is_not_taken() {
        let good = report(&counted(30, 4)).unwrap();
        let mut few = good.clone();
        few.count = 19;
        assert!(!is_fit_to_be_seen(&few));
        let changed = |counts: [Option<u64>; 2]| {
            let mut report = good.clone();
            let field = report
                .fields
                .iter_mut()
                .find(|field| field.0 == 110)
                .unwrap();
            for (shown, count) in field.3.values_mut().zip(counts) {
                *shown = count;
            }
            is_fit_to_be_seen(&report)
        };
        assert!(changed([None, None]));
        assert!(!changed([Some(4), Some(26)]), "a small count");
        assert!(!changed([None, Some(26)]), "the hidden one follows");
        assert!(!changed([Some(10), Some(26)]), "does not add up");
    }
}

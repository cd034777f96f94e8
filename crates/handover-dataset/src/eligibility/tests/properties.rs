use proptest::prelude::*;

use super::{people::person, *};

fn any_day() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => (2022_i32..=2026, 1_u8..=12, 1_u8..=28)
            .prop_map(|(year, month, day)| format!("{year}-{month:02}-{day:02}")),
        1 => (2022_i32..=2026, 1_u8..=12).prop_map(|(year, month)| format!("{year}-{month:02}")),
        1 => Just(String::new()),
        1 => Just("soon".to_owned()),
    ]
}

prop_compose! {
    fn any_episode()(
        start in any_day(),
        end in prop_oneof![6 => any_day(), 1 => Just("open".to_owned())],
        reason in prop_oneof!["80", "83", "85"],
        id in proptest::option::of("[A-C]"),
    ) -> Episode {
        Episode { id, ..episode(&start, &end, &reason) }
    }
}

prop_compose! {
    fn any_record(n: usize)(
        episodes in prop::collection::vec(any_episode(), 0..6),
        given in "[AB]", family in "[CD]", alias in "[AB] [CD]",
        number in prop_oneof![Just("9990000018"), Just("9990000026"), Just("9990000034")],
        has_number in any::<bool>(),
        unplanned in any::<bool>(),
    ) -> Record {
        let mut record = person(&format!("NR-{n}"), &given, &family, "1980-03-04");
        record.identity.aliases = vec![alias];
        record.identity.nhs_number = has_number.then(|| number.parse().unwrap());
        record.facts.outcome = unplanned.then_some(Outcome::Unplanned);
        record.episodes = episodes;
        record
    }
}

proptest! {
    /// S-14: any order of rows and records, the same selection; and everybody is accounted for.
    #[test]
    fn s_14_order_does_not_matter(
        records in (any_record(1), any_record(2), any_record(3)).prop_map(|(a, b, c)| vec![a, b, c]),
        turn in 0_usize..3,
    ) {
        let rules = Rules::six_months_two_journeys().with_contract_changes([day("2024-04-01")]);
        let selection = select(&rules, usual(), &records).unwrap();
        let mut turned = records;
        turned.rotate_left(turn);
        for record in &mut turned {
            record.episodes.reverse();
            let at = turn.min(record.episodes.len());
            record.episodes.rotate_left(at);
        }
        prop_assert_eq!(&select(&rules, usual(), &turned).unwrap(), &selection);
        let counted: usize = Ruling::ALL.iter().map(|ruling| selection.count(*ruling)).sum();
        prop_assert_eq!(counted, selection.read());
        for decision in selection.decisions() {
            prop_assert_eq!(decision.outcome, decision.reason.ruling());
            let has_detail = decision.reason == Reason::IndeterminateDate;
            prop_assert_eq!(decision.detail.is_some(), has_detail);
        }
    }

    /// An extra rule brings in; it never takes out nor changes what the letter decides.
    #[test]
    fn extra_rules_touch_only_exclusions(record in any_record(1)) {
        let (by_letter, by_all) = (literal(&record), full(&record));
        if by_letter.outcome == Ruling::Exclude && by_letter.reason != Reason::Deceased {
            prop_assert_eq!(by_all.journeys, by_letter.journeys);
        } else if by_letter.reason != Reason::IndeterminateDate {
            prop_assert_eq!(by_all, by_letter);
        }
    }
}

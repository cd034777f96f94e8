//! The edge cases of dataset section 6 and scenarios S-01 to S-16.

use proptest::prelude::*;

use super::*;
use crate::{
    Date,
    sections::{Outcome, RiskLevel},
};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// T = 2026-10-01, extract of 2026-10-05.
fn usual() -> Parameters {
    Parameters {
        transfer_date: day("2026-10-01"),
        as_of: day("2026-10-05"),
    }
}

fn dated(text: &str) -> Dated {
    text.parse().map_or(Dated::Invalid, Dated::Known)
}

/// From triage to closing, for a reason; nothing for a day that is not there.
fn episode(triaged_on: &str, closed_on: &str, reason: &str) -> Episode {
    let cell = |text: &str| match text {
        "" | "open" => Dated::Missing,
        text => dated(text),
    };
    Episode {
        is_open: closed_on == "open",
        referred_on: dated("2001-01-01"),
        triaged_on: cell(triaged_on),
        closed_on: cell(closed_on),
        reason: (!reason.is_empty()).then(|| reason.to_owned()),
        ..Episode::default()
    }
}

fn record(episodes: impl IntoIterator<Item = Episode>) -> Record {
    Record {
        episodes: episodes.into_iter().collect(),
        ..Record::new("NR-1".parse().unwrap())
    }
}

/// A record of two journeys, the second closed on that day.
fn two_journeys(closed_on: &str) -> Record {
    record([
        episode("2010-01-01", "2010-06-01", "80"),
        episode("2011-01-01", closed_on, "80"),
    ])
}

fn decide_at(rules: &Rules, parameters: Parameters, record: &Record) -> Decision {
    let selection = select(rules, parameters, std::slice::from_ref(record)).unwrap();
    selection.decisions()[0].clone()
}

fn literal(record: &Record) -> Decision {
    decide_at(&Rules::literal(), usual(), record)
}

fn full(record: &Record) -> Decision {
    decide_at(&Rules::six_months_two_journeys(), usual(), record)
}

fn reason(record: &Record) -> String {
    literal(record).reason.to_string()
}

/// S-01, S-02, S-03, S-04.
#[test]
fn s_01_to_04_the_window_has_both_its_ends() {
    let three = |closed| {
        let mut record = two_journeys(closed);
        record
            .episodes
            .push(episode("2005-01-01", "2005-02-01", ""));
        record
    };
    assert_eq!(literal(&three("2026-05-01")).journeys, Some(3));
    for (closed_on, wanted) in [
        ("2026-02-28", "outside-window"),
        ("2026-03-31", "outside-window"),
        ("2026-04-01", "recent-closure"),
        ("2026-05-01", "recent-closure"),
        ("2026-09-30", "recent-closure"),
        ("2026-10-01", "recent-closure"),
        ("2026-10-02", "current"),
    ] {
        assert_eq!(reason(&three(closed_on)), wanted, "{closed_on}");
    }
    for (transfer_date, closed_on, wanted) in [
        ("2026-08-31", "2026-02-28", Reason::RecentClosure),
        ("2026-08-31", "2026-02-27", Reason::OutsideWindow),
        ("2028-08-31", "2028-02-29", Reason::RecentClosure),
        ("2028-08-31", "2028-02-28", Reason::OutsideWindow),
    ] {
        let parameters = Parameters {
            transfer_date: day(transfer_date),
            as_of: day(transfer_date),
        };
        let decision = decide_at(&Rules::literal(), parameters, &two_journeys(closed_on));
        assert_eq!(decision.reason, wanted, "{transfer_date} {closed_on}");
    }
}

/// S-05.
#[test]
fn s_05_who_is_open_is_current() {
    let first = record([episode("2026-09-01", "open", "")]);
    assert_eq!(
        (reason(&first), literal(&first).rule()),
        ("current".to_owned(), "current")
    );
    let older_lacks_a_date = record([
        episode("2026-09-01", "open", ""),
        episode("2020-01-01", "", "80"),
    ]);
    let decision = literal(&older_lacks_a_date);
    assert_eq!(
        (decision.reason, decision.journeys),
        (Reason::Current, None)
    );
    let starts_after_the_transfer = record([episode("2026-10-03", "open", "")]);
    assert_eq!(reason(&starts_after_the_transfer), "current");
    let starts_after_the_extract = record([episode("2026-10-09", "open", "")]);
    assert_eq!(reason(&starts_after_the_extract), "current");
}

/// S-06.
#[test]
fn s_06_extra_rules_bring_in_what_the_letter_misses() {
    let mut record = record([episode("2026-01-01", "2026-08-01", "80")]);
    record.facts.outcome = Some(Outcome::Planned);
    assert_eq!(full(&record).reason, Reason::JourneysTooFew);
    assert_eq!(full(&record).rule(), "none");

    record.facts.level = Some(RiskLevel::High);
    let proposed = full(&record);
    assert_eq!(proposed.reason.to_string(), "proposed:high-risk");
    assert_eq!(
        (proposed.outcome, proposed.rule()),
        (Ruling::Undecided, "high-risk")
    );

    record.facts.outcome = Some(Outcome::Unplanned);
    let included = full(&record);
    assert_eq!(included.reason.to_string(), "extra:unplanned-exit");
    assert_eq!(included.reason.roster_code(), "extra-unplanned-exit");
    assert_eq!(included.outcome, Ruling::Include);
    assert_eq!(included.extra_matches, ["unplanned-exit", "high-risk"]);
    assert_eq!(included.misses, [Reason::JourneysTooFew]);
    assert_eq!(literal(&record).reason, Reason::JourneysTooFew);
}

#[test]
fn each_extra_rule_has_its_window_and_its_question() {
    let closed_in = |closed_on: &str, facts: Facts| Record {
        facts,
        ..record([episode("2020-01-01", closed_on, "80")])
    };
    let plan = |to: Option<&str>| Facts {
        concerns: vec![Concern {
            code: "342191000000101".to_owned(),
            to: to.map(day),
        }],
        ..Facts::default()
    };
    let marac = |heard: &str| Facts {
        marac_heard_on: vec![day(heard)],
        ..Facts::default()
    };
    let unplanned = Facts {
        outcome: Some(Outcome::Unplanned),
        ..Facts::default()
    };
    for (closed_on, facts, wanted) in [
        ("2025-10-01", plan(None), "extra:child-protection"),
        ("2025-09-30", plan(None), "outside-window"),
        (
            "2025-10-01",
            plan(Some("2026-10-01")),
            "extra:child-protection",
        ),
        ("2025-10-01", plan(Some("2026-09-30")), "outside-window"),
        ("2025-12-01", marac("2025-10-01"), "extra:open-marac"),
        ("2025-12-01", marac("2025-09-30"), "outside-window"),
        ("2025-12-01", marac("2026-10-02"), "outside-window"),
        ("2026-04-01", unplanned.clone(), "extra:unplanned-exit"),
        ("2026-03-31", unplanned, "outside-window"),
    ] {
        let decision = full(&closed_in(closed_on, facts));
        assert_eq!(decision.reason.to_string(), wanted, "{closed_on}");
    }
    let all_hold = r#"when = { outcome = ["unplanned"], ost_at_exit = true }"#;
    let text = str::from_utf8(Rules::BUILT_IN).unwrap();
    let both = text.replace(r#"when = { outcome = ["unplanned"] }"#, all_hold);
    let both = Rules::from_toml(both.as_bytes()).unwrap();
    let facts = Facts {
        outcome: Some(Outcome::Unplanned),
        ..Facts::default()
    };
    let decision = decide_at(&both, usual(), &closed_in("2026-05-01", facts));
    assert_eq!(
        decision.reason,
        Reason::JourneysTooFew,
        "all members must hold"
    );
}

/// S-07.
#[test]
fn s_07_a_gap_makes_a_journey_a_contract_change_does_not() {
    for (next, journeys) in [
        ("2026-01-15", 1),
        ("2026-01-22", 1),
        ("2026-01-23", 2),
        ("2026-01-31", 2),
    ] {
        let record = record([
            episode("2025-06-01", "2026-01-01", "80"),
            episode(next, "2026-06-01", "80"),
        ]);
        assert_eq!(literal(&record).journeys, Some(journeys), "{next}");
    }
    let rules = Rules::literal().with_contract_changes([day("2023-04-01")]);
    let across = |closed_on: &str, reason: &str| {
        let record = record([
            episode("2022-06-01", closed_on, reason),
            episode("2023-05-31", "2026-06-01", "80"),
        ]);
        decide_at(&rules, usual(), &record)
    };
    assert_eq!(
        across("2023-04-01", "83").journeys,
        Some(1),
        "60 days later"
    );
    assert_eq!(
        across("2023-03-01", "83").journeys,
        Some(1),
        "31 days before"
    );
    assert_eq!(
        across("2023-02-28", "83").journeys,
        Some(2),
        "32 days before"
    );
    assert_eq!(
        across("2023-04-01", "80").journeys,
        Some(2),
        "a real closure"
    );
    let marked = record([
        Episode {
            is_synthetic: true,
            ..episode("2015-01-01", "2016-01-01", "")
        },
        episode("2016-05-01", "2026-06-01", "80"),
    ]);
    assert_eq!(literal(&marked).journeys, Some(1));
}

#[test]
fn overlapping_episodes_are_one_journey() {
    let record = record([
        episode("2020-01-01", "2026-05-01", "80"),
        episode("2020-02-01", "2020-03-01", "80"),
        episode("2026-05-20", "2026-06-01", "80"),
    ]);
    assert_eq!(literal(&record).journeys, Some(1));
    let open = self::record([
        episode("2020-01-01", "open", ""),
        episode("2022-01-01", "2022-03-01", "80"),
        episode("2025-01-01", "2025-03-01", "80"),
    ]);
    assert_eq!(literal(&open).journeys, Some(1));
}

/// S-08, and every other date that does not decide.
#[test]
fn s_08_unusable_dates_are_undecided_with_a_detail() {
    let detail = |record: &Record| {
        let decision = literal(record);
        assert_eq!(decision.reason, Reason::IndeterminateDate);
        assert_eq!(decision.outcome, Ruling::Undecided);
        decision.detail.unwrap().as_str()
    };
    for (triaged_on, closed_on, wanted) in [
        ("2026-01-01", "", "discharge-date-missing"),
        ("2026-01-01", "2026-02-30", "discharge-date-invalid"),
        ("2026-01-01", "2026-10-06", "discharge-date-future"),
        ("2026-01-02", "2026-01-01", "discharge-before-start"),
        ("2026-02-30", "2026-05-01", "start-date-invalid"),
        ("2026-10-06", "2026-05-01", "start-date-future"),
    ] {
        let mut record = two_journeys("2026-06-01");
        record.episodes.push(episode(triaged_on, closed_on, "80"));
        assert_eq!(detail(&record), wanted);
        assert_eq!(literal(&record).journeys, None);
    }
    let mut unstarted = two_journeys("2026-06-01");
    unstarted.episodes.push(Episode {
        referred_on: Dated::Missing,
        ..episode("", "2026-05-01", "80")
    });
    assert_eq!(detail(&unstarted), "start-date-missing");

    let mut unreadable = two_journeys("2026-06-01");
    unreadable.has_unreadable_row = true;
    assert_eq!(detail(&unreadable), "row-unreadable");

    let mut conflict = two_journeys("2026-06-01");
    for episode in &mut conflict.episodes {
        episode.id = Some("E1".to_owned());
    }
    assert_eq!(detail(&conflict), "episode-conflict");

    let none = record([]);
    assert_eq!(detail(&none), "no-episodes");
    assert_eq!(literal(&none).journeys, Some(0));

    let mut dies_later = two_journeys("2026-06-01");
    dies_later.died_on = dated("2026-10-06");
    assert_eq!(detail(&dies_later), "death-date-future");
}

#[test]
fn rows_that_repeat_exactly_are_one_row() {
    let mut record = two_journeys("2026-06-01");
    for episode in &mut record.episodes {
        episode.id = Some(
            if episode.triaged_on == dated("2011-01-01") {
                "E2"
            } else {
                "E1"
            }
            .into(),
        );
    }
    let once = literal(&record);
    let again = record.episodes.clone();
    record.episodes.extend(again);
    assert_eq!(literal(&record), once);
}

/// S-09.
#[test]
fn s_09_who_died_is_excluded() {
    let mut died = two_journeys("2026-06-01");
    died.died_on = dated("2026-08-01");
    assert_eq!(reason(&died), "deceased");
    let mut by_reason = record([episode("2020-01-01", "", "89")]);
    by_reason.has_died = true;
    assert_eq!(reason(&by_reason), "deceased", "though a date is missing");
    assert_eq!(literal(&by_reason).journeys, None);
    let mut open = record([episode("2020-01-01", "open", "")]);
    open.facts.outcome = Some(Outcome::Died);
    assert_eq!(reason(&open), "deceased");
    open.facts.outcome = None;
    open.died_on = dated("2026");
    assert_eq!(reason(&open), "deceased");
}

fn person(reference: &str, given: &str, family: &str, birth: &str) -> Record {
    let mut record = Record {
        reference: reference.parse().unwrap(),
        ..two_journeys("2026-06-01")
    };
    record.identity.given = Some(given.to_owned());
    record.identity.family = Some(family.to_owned());
    record.identity.birth_date = dated(birth);
    record
}

fn are_suspected(records: &[Record]) -> bool {
    let selection = select(&Rules::literal(), usual(), records).unwrap();
    let is_so = !selection.suspected().is_empty();
    for decision in selection.decisions() {
        assert_eq!(decision.reason == Reason::PossibleDuplicate, is_so);
    }
    is_so
}

/// S-10.
#[test]
fn s_10_an_alias_or_a_former_name_suggests_two_records() {
    let plain = person("NR-1", "Ada", "Fenn", "1980-03-04");
    let alias = |name: &str, birth: &str| {
        let mut record = person("NR-2", "Addie", "Marsh", birth);
        record.identity.aliases = vec![name.to_owned()];
        record
    };
    let previous = |given: &str, name: &str, birth: &str| {
        let mut record = person("NR-2", given, "Marsh", birth);
        record.identity.previous_families = vec![name.to_owned()];
        record
    };
    for (other, wanted) in [
        (alias("Ada Fenn", "1980-03-04"), true),
        (alias("ada  F\u{e9}nn", "1980-04-03"), true),
        (alias("Ada Fenn", "1980-03-05"), false),
        (alias("Ada Fenner", "1980-03-04"), false),
        (alias("Ada Fenn", ""), false),
        (previous("Ada", "Fenn", "1980-04-03"), true),
        (previous("Addie", "Fenn", "1980-03-04"), false),
        (person("NR-2", "Ada", "Fenn", "1980-03-04"), false),
    ] {
        assert_eq!(are_suspected(&[plain.clone(), other]), wanted);
    }
    let mut marked = plain;
    marked.is_suspected_duplicate = true;
    assert_eq!(reason(&marked), "possible-duplicate");
}

#[test]
fn a_shared_valid_number_suggests_two_records() {
    let with = |reference, number: &str| {
        let mut record = person(reference, "Ada", reference, "1980-03-04");
        record.identity.nhs_number = Some(number.parse().unwrap());
        record
    };
    let (good, bad) = ("9990000018", "9990000019");
    assert!(are_suspected(&[with("NR-1", good), with("NR-2", good)]));
    assert!(!are_suspected(&[with("NR-1", bad), with("NR-2", bad)]));
    assert!(!are_suspected(&[
        with("NR-1", good),
        with("NR-2", "9990000026")
    ]));
    let three = ["NR-1", "NR-2", "NR-3"].map(|reference| with(reference, good));
    assert!(are_suspected(&three), "all of them");
}

/// S-11.
#[test]
fn s_11_a_partial_date_decides_only_if_both_its_ends_agree() {
    for (closed_on, wanted) in [
        ("2026-08", Reason::RecentClosure),
        ("2026-03", Reason::OutsideWindow),
        ("2026", Reason::IndeterminateDate),
        ("2025", Reason::OutsideWindow),
    ] {
        let decision = literal(&two_journeys(closed_on));
        let is_undecided = wanted == Reason::IndeterminateDate;
        assert_eq!(decision.reason, wanted, "{closed_on}");
        let detail = is_undecided.then_some(Detail::DatePartial);
        assert_eq!(decision.detail, detail, "{closed_on}");
        assert_eq!(decision.journeys, Some(2));
    }
    let rules = Rules::literal().with_contract_changes([day("2023-04-01")]);
    let synthetic_or_not = record([episode("2020-01-01", "2023", "83")]);
    let decision = decide_at(&rules, usual(), &synthetic_or_not);
    assert_eq!(decision.reason, Reason::IndeterminateDate);
    let vague = (0..9).map(|n| episode(&format!("200{n}"), &format!("200{n}"), "80"));
    assert_eq!(literal(&record(vague)).detail, Some(Detail::DatePartial));
}

/// S-12, and a closure that the transfer itself made.
#[test]
fn s_12_who_was_lost_at_an_earlier_transfer_is_undecided() {
    let rules = Rules::literal().with_contract_changes([day("2023-04-01")]);
    let at = |closed_on: &str| {
        let record = record([episode("2020-01-01", closed_on, "83")]);
        decide_at(&rules, usual(), &record).reason
    };
    assert_eq!(at("2023-04-01"), Reason::LostAtEarlierTransfer);
    assert_eq!(at("2026-10-01"), Reason::Current);
    assert_eq!(at("2026-08-31"), Reason::Current, "31 days before");
    assert_eq!(
        at("2026-08-30"),
        Reason::JourneysTooFew,
        "32 days: a real closure"
    );
}

#[test]
fn a_referral_that_was_never_triaged_never_started() {
    let record = record([episode("", "2026-09-01", "88")]);
    let decision = literal(&record);
    assert_eq!(decision.reason, Reason::NeverStarted);
    assert_eq!(decision.journeys, Some(0));
    assert_eq!(
        decision.misses,
        [Reason::NeverStarted, Reason::JourneysTooFew]
    );
    let text = str::from_utf8(Rules::BUILT_IN).unwrap();
    let counted = text.replace("count_untriaged = false", "count_untriaged = true");
    let counted = Rules::from_toml(counted.as_bytes())
        .unwrap()
        .without_extra();
    let decision = decide_at(&counted, usual(), &record);
    assert_eq!(
        (decision.reason, decision.journeys),
        (Reason::JourneysTooFew, Some(1))
    );
}

/// S-15, S-16: her record as one journey and as two; closure known as a month.
#[test]
fn s_15_and_16_record_keeping_decides() {
    let parameters = Parameters {
        transfer_date: day("2010-02-01"),
        as_of: day("2010-02-03"),
    };
    let as_one = record([episode("2005-10-10", "2010-01", "85")]);
    let decision = decide_at(&Rules::literal(), parameters, &as_one);
    assert_eq!(
        (decision.reason, decision.journeys),
        (Reason::JourneysTooFew, Some(1))
    );
    let as_two = record([
        episode("2005-10-10", "2006-11-01", "85"),
        episode("2008-03-01", "2010-01", "85"),
    ]);
    let decision = decide_at(&Rules::literal(), parameters, &as_two);
    assert_eq!(
        (decision.reason, decision.journeys),
        (Reason::RecentClosure, Some(2))
    );
    // S-17, first half: the commissioner's full rules.
    let mut unplanned = as_one;
    unplanned.facts.outcome = Some(Outcome::Unplanned);
    let decision = decide_at(&Rules::six_months_two_journeys(), parameters, &unplanned);
    assert_eq!(decision.reason.to_string(), "extra:unplanned-exit");
}

#[test]
fn two_records_with_one_reference_are_refused() {
    let records = [two_journeys("2026-06-01"), two_journeys("2026-06-01")];
    let refused = select(&Rules::literal(), usual(), &records);
    assert_eq!(refused.unwrap_err(), SelectError::SharedReference);
}

#[test]
fn rules_are_read_strictly() {
    let shipped = Rules::six_months_two_journeys();
    assert_eq!(shipped.reference(), "six-months-two-journeys@1");
    assert_eq!((shipped.extra().len(), shipped.list_months()), (6, 24));
    assert!(Rules::literal().extra().is_empty());
    let edited = |from: &str, to: &str| {
        let text = str::from_utf8(Rules::BUILT_IN).unwrap();
        assert!(text.contains(from), "{from}");
        Rules::from_toml(text.replacen(from, to, 1).as_bytes())
    };
    for (from, to) in [
        ("months = 6", "months = 6\nweeks = 2"),
        ("max_gap_days = 21", "max_gap_days = -1"),
        ("ost_at_exit = true", "ost_at_ending = true"),
        ("@1", ""),
        ("\"unplanned\"", "\"unplaned\""),
        ("\"1wd\"", "\"soon\""),
        ("journeys_at_least = 2\n", ""),
    ] {
        assert!(
            matches!(edited(from, to), Err(RulesError::Malformed(_))),
            "{to}"
        );
    }
    for (from, to, wanted) in [
        ("{ ost_at_exit = true }", "{ }", RulesError::ExtraVoid),
        ("[\"unplanned\"]", "[]", RulesError::ExtraVoid),
        (
            "\"ost-at-exit\"",
            "\"unplanned-exit\"",
            RulesError::ExtraName,
        ),
        ("\"ost-at-exit\"", "\"OST\"", RulesError::ExtraName),
        (
            "342191000000101",
            "342191000000100",
            RulesError::SafeguardingCode,
        ),
        ("months = 6", "months = 0", RulesError::Number),
        (
            "journeys_at_least = 2",
            "journeys_at_least = 0",
            RulesError::Number,
        ),
    ] {
        assert_eq!(edited(from, to).unwrap_err(), wanted, "{to}");
    }
    let dated = edited(
        "contract_changes = []",
        "contract_changes = [\"2023-04-01\"]",
    );
    assert!(dated.is_ok());
}

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

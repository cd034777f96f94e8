//! The edge cases of dataset section 6 and scenarios S-01 to S-16.

mod dates;
mod files;
mod people;
mod properties;

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

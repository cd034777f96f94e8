//! Dates that do not decide.

use super::*;

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

/// What was not read decides nothing, whatever else stands in the record.
#[test]
fn a_death_or_a_row_that_cannot_be_read_is_undecided_even_of_an_open_record() {
    let mut open = record([episode("2026-01-01", "", "")]);
    open.episodes[0].is_open = true;
    assert_eq!(literal(&open).reason, Reason::Current);
    let mut dead_or_alive = open.clone();
    dead_or_alive.died_on = Dated::Invalid;
    let decision = literal(&dead_or_alive);
    assert_eq!(decision.reason, Reason::IndeterminateDate);
    assert_eq!(decision.detail, Some(Detail::DeathDateInvalid));
    open.has_unreadable_row = true;
    let decision = literal(&open);
    assert_eq!(decision.outcome, Ruling::Undecided);
    assert_eq!(decision.detail, Some(Detail::RowUnreadable));
}

/// A death that does not fit is told beside a decision that stands.
#[test]
fn a_death_that_does_not_fit_is_told() {
    let mut open = two_journeys("open");
    open.died_on = dated("2026-10-06");
    let decision = literal(&open);
    assert_eq!(decision.reason, Reason::Current);
    assert_eq!(decision.detail, Some(Detail::DeathDateFuture));

    let mut died = two_journeys("2026-06-01");
    died.died_on = dated("2010-12-31");
    let decision = literal(&died);
    assert_eq!(decision.reason, Reason::Deceased);
    assert_eq!(decision.detail, Some(Detail::EpisodeAfterDeath));
    died.died_on = dated("2026-06-01");
    assert_eq!(literal(&died).detail, None);
}

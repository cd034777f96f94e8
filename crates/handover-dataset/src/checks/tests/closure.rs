use serde_json::{Value, json};

use super::caseload;

/// Two episodes, the second so many days after the end of the first, and a count.
fn journeys(triaged_on: &str, synthetic: bool, count: u64) -> super::Worked {
    caseload()
        .set("closures/journeys/value/0/synthetic", json!(synthetic))
        .set("closures/journeys/value/1/triaged_on", json!(triaged_on))
        .set("closures/journey_count/value/count", json!(count))
}

/// Closed on 2025-01-30 (see the worked case); dataset section 6, edge cases.
#[test]
fn d43_the_count_is_that_of_the_journeys() {
    journeys("2025-02-13", false, 2).fails(43, "closures.journey_count.value.count");
    journeys("2025-02-13", false, 1).passes(43);
    journeys("2025-02-20", false, 1).passes(43);
    journeys("2025-02-21", false, 2).passes(43);
    journeys("2025-02-21", false, 1).fails(43, "closures.journey_count.value.count");
    journeys("2025-03-31", true, 1).passes(43);
    journeys("2025-03-31", true, 2).fails(43, "closures.journey_count.value.count");
    let message = journeys("2025-02-13", false, 2).findings();
    let message = &message
        .iter()
        .find(|one| one.check.number() == 43)
        .unwrap()
        .message;
    assert_eq!(message, "2 written, 1 counted.");
}

#[test]
fn d43_takes_either_count_of_a_vague_closure() {
    let vague = |count| {
        journeys("2025-02-13", false, count)
            .set("closures/journeys/value/0/closed_on", json!("2025-01"))
    };
    vague(1).passes(43);
    vague(2).passes(43);
    assert_eq!(vague(3).paths(43).len(), 1);
}

#[test]
fn d43_counts_by_the_rules_given() {
    journeys("2025-02-13", false, 2)
        .context(|context| context.journeys = crate::checks::JourneyRules::new(7, false))
        .passes(43);
    let untriaged = |count_untriaged, count| {
        journeys("2025-09-15", false, count)
            .remove("closures/journeys/value/1/triaged_on")
            .set("closures/journeys/value/1/referred_on", json!("2025-09-01"))
            .context(|context| {
                context.journeys = crate::checks::JourneyRules::new(21, count_untriaged);
            })
    };
    untriaged(false, 1).passes(43);
    untriaged(true, 2).passes(43);
}

/// S-48.
#[test]
fn d44_the_basis_agrees_with_the_closure() {
    let open = || caseload().set("closures/closure", json!({ "absent": "not-applicable" }));
    open().fails(44, "handover.basis.code");
    open()
        .set("handover/basis/code", json!("extra-rule"))
        .fails(44, "handover.basis.code");
    open()
        .set("handover/basis/code", json!("current"))
        .passes(44);
    caseload()
        .set("handover/basis/code", json!("current"))
        .fails(44, "handover.basis.code");
    caseload()
        .set("handover/basis/code", json!("decided"))
        .passes(44);
}

/// S-04.
#[test]
fn d44_who_left_after_the_transfer_was_current_on_it() {
    let closed_on = |day: &str| {
        caseload()
            .set("handover/basis/code", json!("current"))
            .set("closures/closure/value/closed_on", json!(day))
    };
    closed_on("2026-10-02").passes(44);
    closed_on("2026-10-01").fails(44, "handover.basis.code");
    closed_on("2026-10").fails(44, "handover.basis.code");
}

/// S-42.
#[test]
fn d45_what_is_open_at_closure_is_listed() {
    let unlisted = || {
        caseload().set(
            "closures/open_at_closure",
            json!({ "absent": "none-known" }),
        )
    };
    unlisted().fails(45, "closures.open_at_closure");
    unlisted()
        .set("handover/actions/value/1/status", json!("done"))
        .passes(45);
    unlisted()
        .set("handover/actions/value/1/origin", json!("check"))
        .passes(45);
    unlisted()
        .set("closures/closure", json!({ "absent": "not-applicable" }))
        .passes(45);
}

/// S-19.
#[test]
fn d46_there_is_advice_for_a_return() {
    let silent = || {
        caseload().set(
            "closures/re_presentation_advice",
            json!({ "absent": "unknown" }),
        )
    };
    silent().fails(46, "closures.re_presentation_advice");
    silent()
        .set("closures/closure/value/outcome", json!("planned"))
        .passes(46);
    silent()
        .set(
            "closures/ost_at_exit",
            json!({ "absent": "not-applicable" }),
        )
        .passes(46);
}

/// S-43.
#[test]
fn d47_somebody_was_told_and_somebody_tried() {
    caseload()
        .set(
            "closures/told_of_closure",
            json!({ "absent": "none-known" }),
        )
        .fails(47, "closures.told_of_closure");
    let untried = || caseload().set("closures/closure/value/attempts", Value::Null);
    untried().fails(47, "closures.closure.value.attempts");
    untried()
        .set("closures/closure/value/outcome", json!("planned"))
        .passes(47);
    caseload().passes(47);
}

/// Reason 87 of NDTMS, kept in custody, is no exit that the person chose.
#[test]
fn d67_the_outcome_is_that_of_the_reason() {
    let closed = |code: &str, outcome: &str| {
        let reason = json!({ "text": "x", "system": "ndtms", "code": code });
        caseload()
            .set("closures/closure/value/reason", reason)
            .set("closures/closure/value/outcome", json!(outcome))
    };
    let at = "closures.closure.value.outcome";
    closed("85", "unplanned").passes(67);
    closed("87", "unplanned").fails(67, at);
    closed("87", "transferred").passes(67);
    closed("11", "planned").passes(67);
    caseload().passes(67);
}

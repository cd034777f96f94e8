use super::*;

/// What an audience opens of the case, as it was sealed.
fn opened_by(worked: &Worked, audience: &str) -> Case {
    let case = Case::from_value(worked.case.clone()).unwrap();
    let names = worked.profile.audience_sections(audience).unwrap();
    let sealed = case.sealed_sections(&names);
    let sections = sealed.iter().map(|(name, bytes)| (*name, bytes.as_slice()));
    Case::from_sealed_sections(case.profile().clone(), sections).unwrap()
}

/// The checks that stand in the way of the case as that audience opens it.
fn failed(worked: &Worked, audience: &str) -> Vec<u8> {
    let case = opened_by(worked, audience);
    run_opened(&case, &worked.profile, [audience])
        .into_iter()
        .filter(|finding| finding.severity > Severity::Reported)
        .map(|finding| finding.check.number())
        .collect()
}

fn whole_audiences(profile: &Profile) -> Vec<String> {
    let audiences = profile.audiences().iter();
    let whole = audiences.filter(|audience| !audience.is_split());
    whole.map(|audience| audience.name().to_owned()).collect()
}

/// What nobody gave an audience is not missed by it.
#[test]
fn a_case_that_passed_passes_again_for_each_audience_that_opens_some_of_it() {
    for worked in [caseload(), maternity()] {
        for audience in whole_audiences(&worked.profile) {
            assert_eq!(failed(&worked, &audience), [0; 0], "{audience}");
        }
    }
}

/// The checks that stand in the way of what is split for that audience, as its reader runs them.
pub(super) fn failed_apart(worked: &Worked, audience: &str) -> Vec<u8> {
    let case = Case::from_value(worked.case.clone()).unwrap();
    let reference = "SPLIT-1".parse().unwrap();
    let context = CheckContext::default();
    let part = crate::split(&case, &worked.profile, audience, &reference, &context).unwrap();
    run_opened(&part, &worked.profile, [audience])
        .into_iter()
        .filter(|finding| finding.severity > Severity::Reported)
        .map(|finding| finding.check.number())
        .collect()
}

/// What is split for an audience is a case that its reader may rely on.
#[test]
fn a_case_that_passed_passes_again_for_each_audience_that_it_is_split_for() {
    let mut readers = 0;
    for worked in [caseload(), maternity()] {
        let audiences = worked.profile.audiences().iter();
        for audience in audiences.filter(|audience| audience.is_split()) {
            let name = audience.name();
            assert_eq!(failed_apart(&worked, name), [0; 0], "{name}");
            readers += 1;
        }
    }
    assert_eq!(readers, 5);
}

/// The action that a check asks for may rest on what the reader does not see.
#[test]
fn an_action_that_stayed_with_the_whole_case_is_not_missed() {
    let mut referral = action("a2", "safeguarding-referral", "2026-09-17");
    referral["about"] = json!(["third_parties"]);
    let concern = maternity()
        .set("risk/safeguarding_child/value/0/referral_made", json!("no"))
        .push("handover/actions/value", referral);
    concern.passes(37);
    assert_eq!(failed_apart(&concern, "health-visitor"), [0; 0]);
}

/// S-81: a sender that skipped the checks is found out by whoever can see it.
#[test]
fn s_81_what_the_sender_did_not_check_is_found_by_its_reader() {
    let unanswered = caseload().remove("plan/allergies");
    assert_eq!(failed(&unanswered, "receiving-service"), [1]);
    let uncalled = caseload().remove("handover/call_back");
    for audience in whole_audiences(&uncalled.profile) {
        let found = failed(&uncalled, &audience);
        assert!(!found.is_empty(), "{audience}");
    }
}

#[test]
fn a_finding_for_two_audiences_is_told_once() {
    let worked = caseload().remove("handover/call_back");
    let case = opened_by(&worked, "receiving-service");
    let run =
        |audiences: &[&str]| run_opened(&case, &worked.profile, audiences.iter().copied()).len();
    assert_eq!(
        run(&["receiving-service", "receiving-service"]),
        run(&["receiving-service"])
    );
    assert_eq!(run(&[]), 0);
}

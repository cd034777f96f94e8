use handover_trust::{FileReference, TransferDay};
use serde_json::{Value, json};

use super::*;
use crate::world::{World, mandate, profile};

const EXAMPLE: &str =
    include_str!("../../../handover-dataset/tests/examples/caseload-transfer.json");

/// The example with this in 904, or with nothing.
fn case(field: Option<Value>) -> Case {
    let mut case: Value = serde_json::from_str(EXAMPLE).unwrap();
    let handover = case["sections"]["handover"].as_object_mut().unwrap();
    handover.remove("mandate");
    if let Some(field) = field {
        handover.insert("mandate".to_owned(), field);
    }
    Case::from_value(case).unwrap()
}

fn says(reference: &str, day: &str, rules: &str) -> Case {
    case(Some(
        json!({"reference": reference, "transfer_date": day, "rules": rules}),
    ))
}

fn signed(transfer: &str, rules: Option<&str>) -> Statement<Mandate> {
    let mut terms = mandate(profile("caseload-transfer").reference());
    terms.transfer = transfer.parse::<TransferDay>().unwrap();
    let digest = *terms.profile.digest();
    terms.eligibility = rules.map(|rules| FileReference(rules.parse().unwrap(), digest));
    World::load().signer("ZZC01 office").sign(terms).unwrap()
}

#[test]
fn a_silent_case_gets_what_the_mandate_says() {
    let dated = signed("2026-10-01", Some("six-months@1"));
    let mut filled = case(None);
    assert_eq!(
        check_mandate_field(&filled, &dated),
        Err(MandateFieldError::Missing)
    );
    fill_mandate_field(&mut filled, &dated).unwrap();
    let id = dated.id().to_string();
    assert!(filled == says(&id, "2026-10-01", "six-months@1"));

    let mut without = case(None);
    fill_mandate_field(&mut without, &signed("2026-10-01", None)).unwrap();
    assert_eq!(without.handover.mandate.unwrap().rules.as_str(), "none");

    let mut standing = case(None);
    fill_mandate_field(&mut standing, &signed("standing", None)).unwrap();
    assert!(standing.handover.mandate.is_none());
}

#[test]
fn what_a_case_says_is_kept_and_must_agree() {
    use MandateFieldError::{OtherDate, OtherMandate, OtherRules};
    let dated = signed("2026-10-01", Some("six-months@1"));
    let other = signed("2026-10-02", Some("six-months@1")).id().to_string();
    let own = dated.id().to_string();
    let look = |mut case: Case| {
        let before = case.clone();
        let filled = fill_mandate_field(&mut case, &dated);
        assert!(case == before);
        assert_eq!(check_mandate_field(&case, &dated), filled);
        filled
    };
    // The parties' own name for it is as good as its id.
    assert_eq!(
        look(says("northmoor-2026", "2026-10-01", "six-months@1")),
        Ok(())
    );
    assert_eq!(look(says(&own, "2026-10-01", "six-months@1")), Ok(()));
    assert_eq!(
        look(says(&other, "2026-10-01", "six-months@1")),
        Err(OtherMandate)
    );
    assert_eq!(
        look(says(&own, "2026-10-02", "six-months@1")),
        Err(OtherDate)
    );
    assert_eq!(
        look(says(&own, "2026-10-01", "six-months@2")),
        Err(OtherRules)
    );
    // Where the mandate is silent, the case may speak.
    let standing = signed("standing", None);
    let own_day = says("moves", "2026-11-03", "six-months@1");
    assert_eq!(check_mandate_field(&own_day, &standing), Ok(()));
}

#[test]
fn nothing_is_asked_of_a_reply_or_of_what_is_not_seen() {
    let dated = signed("2026-10-01", None);
    let mut reply: Value = serde_json::from_str(EXAMPLE).unwrap();
    reply["profile"] = "reply@2".into();
    let mut handover = reply["sections"]["handover"].clone();
    handover.as_object_mut().unwrap().retain(|name, _| {
        let kept = [
            "author",
            "basis",
            "case_reference",
            "from_to",
            "kind",
            "provenance",
        ];
        kept.contains(&name.as_str())
    });
    reply["sections"] = json!({"handover": handover});
    let reply = Case::from_value(reply).unwrap();
    assert_eq!(check_mandate_field(&reply, &dated), Ok(()));

    let whole = case(None);
    let person = whole.sealed_sections(&[SectionName::Person]);
    let partial = Case::from_sealed_sections(
        whole.profile().clone(),
        person.iter().map(|(name, bytes)| (*name, bytes.as_slice())),
    );
    assert_eq!(check_mandate_field(&partial.unwrap(), &dated), Ok(()));
}

//! Who is heard: of a discharge that several read, the lead audience alone decides.

use handover::{
    case::Case,
    package::ProfileInForce,
    trust::{Statement, StatementId, Verdict, VerdictAnswer, VerdictRow},
};
use serde_json::{Value, json};

use crate::{
    desk::{TO, files, says},
    handmade::{Agreed, NOW, agree_on, directory, place, say, seal_for, time, token},
    packages::Sealed,
    support::Run,
    verdicts::WHO,
};

const PACKAGE: &str = "package.handover";

/// A discharge for the midwives of ZZ902, which the health visitors of ZZG01 read as well.
const DISCHARGE: &str = include_str!("../../../../tests/vectors/foreign/cases/maternity-1.json");

fn discharge() -> (Sealed, Agreed, StatementId) {
    let profile = ProfileInForce::built_in("maternity-discharge").unwrap();
    let sealed = place();
    let agreed = agree_on(&sealed, &profile, &[(1, "ZZ902")]);
    let mut case: Value = serde_json::from_str(DISCHARGE).unwrap();
    let handover = &mut case["sections"]["handover"];
    handover["mandate"] = json!({
        "reference": agreed.mandate.id().to_string(), "transfer_date": "2026-10-01", "rules": "none",
    });
    let case = Case::from_value(case).unwrap();
    let sections = case.sealed_sections(&profile.profile().sealed_sections());
    let to = [("ZZ902", "community-midwife"), ("ZZG01", "health-visitor")];
    let under = (&profile, Some(&agreed));
    let index = seal_for(&sealed, PACKAGE, under, &to, vec![(1, sections)]);
    let package = *index.head().id();
    (sealed, agreed, package)
}

fn by(sealed: &Sealed, who: &str, verb: &str, more: &[&str]) -> Run {
    says(sealed, who, &[verb, PACKAGE], &[&TO[..], more].concat())
}

fn accept(sealed: &Sealed) -> Run {
    let more = [&WHO[..], &["--all", "--role", "prescriber", "--json"]].concat();
    by(sealed, "recipient", "accept", &more)
}

/// A health visitor's refusal is not signed by this program; if it comes from elsewhere, it is named, it stops
/// nobody, and the midwife's acceptance does not answer it.
#[test]
fn a_refusal_of_another_audience_stops_nobody() {
    let (sealed, agreed, package) = discharge();
    for who in ["recipient", "gp"] {
        by(&sealed, who, "receipt", &["--rung", "opened"]).done();
    }
    let before = files(&sealed);
    let refuse = ["--all", "--reason", "capacity", "--role", "team-leader"];
    let told = by(&sealed, "gp", "refuse", &refuse);
    let told = told.refused("not-entitled").stderr;
    let decides = "only community-midwife decides about cases";
    assert!(told.contains(decides), "{told}");
    assert_eq!(files(&sealed), before);
    let refusal = Verdict {
        at: time(NOW),
        by: "ZZG01".parse().unwrap(),
        mandate: Some(*agreed.mandate.id()),
        package,
        audience: "health-visitor".parse().unwrap(),
        verdicts: vec![VerdictRow {
            token: token(1),
            re: None,
            answer: VerdictAnswer::Refused {
                reason: "capacity".parse().unwrap(),
            },
        }],
    };
    let refusal = say(&sealed, "gp", "person-team-leader", refusal);
    accept(&sealed).done();
    let verdicts = files(&sealed).into_iter();
    let mut verdicts = verdicts.filter(|name| name.starts_with("verdict-"));
    let accepted = verdicts.find(|name| !name.contains(&refusal.id().to_string()));
    let accepted = sealed
        .place
        .read(&format!("transfer/{}", accepted.unwrap()));
    let accepted: Statement<Verdict> = directory(&sealed)
        .verify(&accepted, &handover::trust::Sight::now(time(NOW)))
        .unwrap();
    assert_eq!(accepted.payload().verdicts[0].re, None);
    let mandate = files(&sealed).into_iter();
    let mandate = mandate.clone().find(|name| name.starts_with("mandate-"));
    let mandate = format!("transfer/{}", mandate.unwrap());
    let reconcile = ["reconcile", "--mandate", &mandate];
    let more = ["--statement", "transfer", "--json"];
    let report = says(&sealed, "authority", &reconcile, &more).json();
    assert_eq!(report["totals"], json!({"accepted": 1}));
    assert_eq!(report["holders"], json!({"ZZ902": 1}));
    assert_eq!(report["exceptions"], json!({}));
    let named = &report["uncounted"][0];
    assert_eq!(named["statement"], refusal.id().to_string());
    assert_eq!(report["uncounted"].as_array().unwrap().len(), 1, "{report}");
}

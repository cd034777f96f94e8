use std::{collections::BTreeSet, path::Path};

use handover_cbor::RefusalClass;
use handover_tests::Foreign;
use handover_transfer::{Exception, Reconciliation, Transfer};
use handover_trust::{
    Countersign, Digest, Kind, Mandate, Package, Payload, Roster, Sight, Statement, Token,
    statement_kind,
};
use serde_json::Value;

pub(crate) fn stand_where_the_vectors_say(_: &Path) -> datatest_stable::Result<()> {
    let foreign = Foreign::load();
    for row in Foreign::json("holders.json")["rows"].as_array().unwrap() {
        let mut transfer = agreed(&foreign);
        let named: Vec<&str> = row["statements"]
            .as_array()
            .unwrap()
            .iter()
            .map(text)
            .collect();
        named
            .iter()
            .for_each(|name| add(&foreign, &mut transfer, name));
        let now = Foreign::time(row["at"].as_u64().unwrap());
        let history = transfer.history();
        let cases = row["cases"].as_object().unwrap();
        let standings: Vec<_> = history.standings(now).collect();
        assert_eq!(standings.len(), cases.len());
        for standing in standings {
            let expected = &cases[&standing.token().to_string()];
            assert_eq!(standing.state().as_str(), expected["state"], "{named:?}");
            assert_eq!(standing.holder().as_str(), expected["holder"], "{named:?}");
        }
        let report = history.reconcile(now);
        assert_eq!(report.may_close(), row["may_close"]);
        let totals = report.totals.iter();
        let totals: serde_json::Map<String, Value> = totals
            .map(|(state, count)| (state.to_string(), (*count).into()))
            .collect();
        assert_eq!(Value::Object(totals), row["totals"]);
        assert_eq!(exceptions(&report), expected_exceptions(row), "{named:?}");
    }
    a_clock_outside_the_tolerance_is_refused(&foreign);
    Ok(())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn read<P: Payload>(foreign: &Foreign, name: &str) -> Statement<P> {
    let bytes = Foreign::bytes(&format!("statements/{name}.cbor"));
    let sight = Sight::now(Foreign::time(Foreign::NOW));
    foreign.directory.verify(&bytes, &sight).unwrap()
}

/// Mandate, roster, the package with its index, and who agreed.
fn agreed(foreign: &Foreign) -> Transfer {
    let mandate: Statement<Mandate> = read(foreign, "mandate");
    let profile = Foreign::profile("caseload-transfer@1");
    let mut transfer = Transfer::new(mandate, &profile).unwrap();
    let roster: Statement<Roster> = read(foreign, "roster");
    transfer.add_roster(&roster).unwrap();
    let head: Statement<Package> = read(foreign, "package");
    let values = Foreign::json("packages/caseload.json");
    let cases = values["cases"].as_array().unwrap().iter();
    let cases: Vec<(Token, Digest)> = cases
        .map(|case| {
            (
                text(&case["token"]).parse().unwrap(),
                Digest::from_bytes([0; 32]),
            )
        })
        .collect();
    transfer.add_package(&head, cases).unwrap();
    for name in [
        "countersign-mandate-midwives",
        "countersign-mandate-recipient",
        "countersign-mandate-sender",
        "countersign-roster",
    ] {
        let countersign: Statement<Countersign> = read(foreign, name);
        transfer.add_countersign(&countersign);
    }
    transfer
}

fn add(foreign: &Foreign, transfer: &mut Transfer, name: &str) {
    let bytes = Foreign::bytes(&format!("statements/{name}.cbor"));
    match statement_kind(&bytes).unwrap() {
        Kind::Receipt => transfer.add_receipt(&read(foreign, name)).unwrap(),
        Kind::Verdict => transfer.add_verdict(&read(foreign, name)).unwrap(),
        Kind::Event => transfer.add_event(&read(foreign, name)).unwrap(),
        other => unreachable!("{other} is not told of a case"),
    }
}

/// Pairs of a word and an id, in the manner of the vectors: a conflict is named by its statements.
fn exceptions(report: &Reconciliation) -> BTreeSet<(String, String)> {
    let uncounted = report.uncounted.iter();
    let uncounted =
        uncounted.map(|what| (what.why.as_str().to_owned(), what.statement.to_string()));
    let of_cases = report.exceptions.iter();
    let of_cases = of_cases.filter(|(kind, _)| **kind != Exception::Conflict);
    let of_cases = of_cases.flat_map(|(kind, tokens)| {
        tokens
            .iter()
            .map(|token| (kind.to_string(), token.to_string()))
    });
    let overdue = report.delays.iter().filter(|delay| !delay.is_done);
    let overdue = overdue.map(|delay| (format!("overdue-{}", delay.rung), delay.token.to_string()));
    uncounted.chain(of_cases).chain(overdue).collect()
}

fn expected_exceptions(row: &Value) -> BTreeSet<(String, String)> {
    let listed = row["exceptions"].as_array().unwrap().iter();
    listed
        .map(|pair| (text(&pair[0]).to_owned(), text(&pair[1]).to_owned()))
        .collect()
}

/// V-09: a verdict dated more than 300 s ahead of the clock that sees it first is not verified, so no
/// transfer ever has it.
fn a_clock_outside_the_tolerance_is_refused(foreign: &Foreign) {
    let bytes = Foreign::bytes("statements/verdict.cbor");
    let at = read::<handover_trust::Verdict>(foreign, "verdict")
        .payload()
        .at
        .as_secs();
    let seen_at = |secs| {
        let sight = Sight::now(Foreign::time(secs));
        let verified = foreign
            .directory
            .verify::<handover_trust::Verdict>(&bytes, &sight);
        verified.map(|_| ()).map_err(|error| error.class())
    };
    assert_eq!(seen_at(at - 300), Ok(()));
    assert_eq!(seen_at(at - 301), Err(RefusalClass::Expired));
}

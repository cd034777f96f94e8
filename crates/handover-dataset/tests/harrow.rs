//! The shipped extract of 2010, read by hand: every decision as expected (`harrow-2010/README.md`).
#![expect(clippy::unwrap_used, reason = "a test: what does not fit stops it")]

use std::{collections::HashMap, path::Path};

use handover_dataset::{
    Date, PartialDate,
    eligibility::{
        Concern, Dated, Detail, Episode, Identity, Parameters, Reason, Record, Rules, select,
    },
    sections::{Outcome, PregnancyStatus, RiskLevel},
};
use serde_json::Value;

type Row = HashMap<String, String>;

fn rows(folder: &Path, name: &str) -> Vec<Row> {
    let text = std::fs::read_to_string(folder.join(name)).unwrap();
    let mut records: Vec<Vec<String>> = vec![vec![String::new()]];
    let mut is_quoted = false;
    for char in text.trim_start_matches('\u{feff}').chars() {
        let record = records.last_mut().unwrap();
        match char {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => record.push(String::new()),
            '\n' if !is_quoted => records.push(vec![String::new()]),
            '\r' if !is_quoted => {}
            char => record.last_mut().unwrap().push(char),
        }
    }
    let head = records.remove(0);
    let records = records.into_iter().filter(|cells| cells.len() > 1);
    let row = |cells: Vec<String>| head.iter().cloned().zip(cells).collect();
    records.map(row).collect()
}

fn cell<'a>(row: &'a Row, name: &str) -> Option<&'a str> {
    let cell = row.get(name)?.trim_matches(' ');
    (!matches!(cell, "" | "NA")).then_some(cell)
}

fn date(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split('/').collect();
    let [day, month, year] = parts.as_slice() else {
        return None;
    };
    format!("{year}-{month}-{day}").parse().ok()
}

fn dated(row: &Row, name: &str) -> Dated {
    cell(row, name).map_or(Dated::Missing, |text| {
        date(text).map_or(Dated::Invalid, Dated::from)
    })
}

fn day(row: &Row, name: &str) -> Option<Date> {
    dated(row, name).known().and_then(PartialDate::day)
}

fn owned(row: &Row, name: &str) -> Option<String> {
    cell(row, name).map(str::to_owned)
}

fn record(row: &Row, of: &dyn Fn(&'static str) -> Vec<Row>, as_of: Date) -> Record {
    let id = cell(row, "CLIENTID").unwrap();
    let mut record = Record::new(id.parse().unwrap());
    record.identity = Identity {
        nhs_number: cell(row, "NHSNO").and_then(|number| number.parse().ok()),
        given: owned(row, "FORENAME"),
        family: owned(row, "SURNAME"),
        aliases: owned(row, "ALIAS").into_iter().collect(),
        previous_families: owned(row, "PREVNAME").into_iter().collect(),
        birth_date: dated(row, "DOB"),
        unread_row: None,
    };
    record.died_on = dated(row, "DOD");
    let episodes = of("episodes.csv");
    record.episodes = episodes
        .iter()
        .map(|row| Episode {
            id: owned(row, "EPISODID"),
            is_open: cell(row, "EPSTATE") == Some("OPEN"),
            referred_on: dated(row, "REFLD"),
            triaged_on: dated(row, "TRIAGED"),
            closed_on: dated(row, "DISD"),
            reason: owned(row, "DISRSN"),
            is_synthetic: false,
        })
        .collect();
    let reasons = episodes.iter().filter_map(|row| cell(row, "DISRSN"));
    record.has_died = reasons.clone().any(|reason| matches!(reason, "9" | "89"));
    let last = episodes.iter().max_by_key(|row| day(row, "DISD"));
    let is_unplanned =
        last.is_some_and(|row| matches!(cell(row, "DISRSN"), Some("85" | "86" | "87" | "88")));
    record.facts.outcome = is_unplanned.then_some(Outcome::Unplanned);
    let stopped = |row: &Row| cell(row, "STATUS") == Some("STOPPED-AT-EXIT");
    record.facts.ost_at_exit = of("prescriptions.csv").iter().any(stopped);
    let risks: Vec<Row> = of("risks.csv")
        .into_iter()
        .filter(|row| cell(row, "VOID") != Some("Y"))
        .collect();
    record.facts.marac_heard_on = risks.iter().filter_map(|row| day(row, "MARACDT")).collect();
    let on_plan = |row: &&Row| {
        cell(row, "LASTATUS").is_some_and(|all| all.split(',').any(|one| one == "CPP"))
    };
    record.facts.concerns = of("children.csv")
        .iter()
        .filter(on_plan)
        .map(|_| Concern {
            code: "864491000000105".to_owned(),
            to: None,
        })
        .collect();
    let is_pregnant = cell(row, "PREGNANT") == Some("Y");
    record.facts.pregnancy = is_pregnant.then_some(PregnancyStatus::Pregnant);
    let usable = risks
        .iter()
        .filter(|row| day(row, "RISKDT").is_some_and(|day| day <= as_of));
    let entered = |row: &&Row| {
        let (day, time) = cell(row, "ENTERED").unwrap_or_default().split_once(' ')?;
        Some((date(day), time.to_owned()))
    };
    let latest = usable.max_by_key(|row| (day(row, "RISKDT"), entered(row)));
    record.facts.level = latest.and_then(|row| match cell(row, "LEVEL")? {
        "H" => Some(RiskLevel::High),
        "V" => Some(RiskLevel::VeryHigh),
        "M" => Some(RiskLevel::Medium),
        _ => Some(RiskLevel::Standard),
    });
    record
}

#[test]
fn every_decision_on_the_shipped_extract_is_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/harrow-2010");
    if !folder.exists() {
        eprintln!("skipped: no shared data here");
        return;
    }
    let parameters = Parameters {
        transfer_date: "2010-02-01".parse().unwrap(),
        as_of: "2010-02-03".parse().unwrap(),
    };
    let names = [
        "episodes.csv",
        "prescriptions.csv",
        "risks.csv",
        "children.csv",
    ];
    let tables: HashMap<&str, Vec<Row>> = names
        .map(|name| (name, rows(&folder, name)))
        .into_iter()
        .collect();
    let records: Vec<Record> = rows(&folder, "clients.csv")
        .iter()
        .map(|row| {
            let id = cell(row, "CLIENTID").unwrap();
            let of = |name: &'static str| {
                let all = tables[name].iter();
                all.filter(|row| cell(row, "CLIENTID") == Some(id))
                    .cloned()
                    .collect()
            };
            record(row, &of, parameters.as_of)
        })
        .collect();
    let changes = || ["2009-04-01".parse().unwrap()];
    let full = Rules::six_months_two_journeys().with_contract_changes(changes());
    let literal = full.clone().without_extra();
    let by_letter = select(&literal, parameters, &records).unwrap();
    let by_all = select(&full, parameters, &records).unwrap();

    let expected = std::fs::read_to_string(folder.join("expected.json")).unwrap();
    let expected: Value = serde_json::from_str(&expected).unwrap();
    let clients = expected["clients"].as_object().unwrap();
    assert_eq!((by_letter.read(), clients.len()), (120, 120));
    let mut wrong = Vec::new();
    for (id, client) in clients {
        let reference = id.parse().unwrap();
        let decision = by_letter.decision(&reference).unwrap();
        let found = (
            decision.outcome.as_str().to_owned(),
            decision.reason.to_string(),
            decision.journeys.map(u64::from),
            decision.detail.map(Detail::as_str),
        );
        let wanted = (
            client["decision"].as_str().unwrap().to_owned(),
            client["reason"].as_str().unwrap().to_owned(),
            client["journeys"].as_u64(),
            client["detail"].as_str(),
        );
        if found != wanted {
            wrong.push(format!("{id}: {found:?}, expected {wanted:?}"));
        }
        let decision = by_all.decision(&reference).unwrap();
        if let Some(extra) = client.get("extra") {
            let matched: Vec<&str> = extra["matched"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(Value::as_str)
                .collect();
            let is_same = decision.extra_matches == matched
                && decision.outcome.as_str() == extra["decision"]
                && decision.reason.to_string() == extra["reason"].as_str().unwrap();
            if !is_same {
                wrong.push(format!("{id}: {decision:?}, expected {extra}"));
            }
        } else if decision.reason.to_string() != client["reason"].as_str().unwrap() {
            wrong.push(format!("{id}: extra rules changed {}", decision.reason));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let pairs: Vec<String> = by_letter
        .suspected()
        .iter()
        .map(|(a, b)| format!("{} {}", a.as_str(), b.as_str()))
        .collect();
    assert_eq!(
        pairs,
        [
            "HB0100 HB0206",
            "HB0109 HB0163",
            "HB0145 HB0267",
            "HB0224 HB0233"
        ]
    );
    let kestrel = by_letter.decision(&"HB0294".parse().unwrap()).unwrap();
    assert_eq!(
        kestrel.reason,
        Reason::JourneysTooFew,
        "the letter misses her"
    );
}

//! Packages under a mandate: exactly the cases of the roster, each once.

use serde_json::{Value, json};

use crate::{
    packages::CASE,
    parties::parties,
    support::{AT_2026 as AT, Place, Run},
    transfers::filled,
};

const PACKAGE: &str = "out/ZZ902-receiving-service.handover";

/// Sender and recipient under a standing mandate that both countersigned, and a roster of the cases
/// `NR-1` and `NR-2`.
struct Standing {
    place: Place,
    anchor: String,
}

fn case(reference: &str, change: impl FnOnce(&mut Value)) -> String {
    let mut case: Value = serde_json::from_str(CASE).unwrap();
    case["sections"]["handover"]["case_reference"] = reference.into();
    change(&mut case["sections"]);
    case.to_string()
}

impl Standing {
    fn parties() -> Self {
        let place = Place::new();
        let anchor = parties(&place, "2026-09-01", AT);
        place.run(&["mandate", "new", "template.toml"]).done();
        std::fs::create_dir(place.path("transfer")).unwrap();
        for reference in ["NR-1", "NR-2"] {
            place.write(&format!("cases/{reference}.json"), case(reference, |_| {}));
        }
        Self { place, anchor }
    }

    /// With a mandate of these words beside the usual.
    fn of(words: &[(&str, &str)]) -> Self {
        let standing = Self::parties();
        let template = String::from_utf8(standing.place.read("template.toml")).unwrap();
        let usual = [
            ("kind = \"contract-change\"", "kind = \"area-move\""),
            ("transfer = \"2010-02-01\"", "transfer = \"standing\""),
            ("eligibility = \"rules.toml\"\n", ""),
            ("    { statement = \"roster\", role = \"office\" },\n", ""),
            (
                "    { statement = \"package\", role = \"team-leader\" },\n",
                "",
            ),
        ];
        let usual = usual
            .into_iter()
            .filter(|(before, _)| words.iter().all(|(word, _)| !before.contains(word)));
        let usual: Vec<(&str, &str)> = usual.collect();
        let text = filled(&template, &usual);
        standing.place.write("mandate.toml", text);
        standing
            .run(
                "authority",
                &["mandate", "sign", "mandate.toml", "--to", "transfer"],
            )
            .done();
        standing
    }

    fn new() -> Self {
        let standing = Self::of(&[]);
        standing.bind("sender").bind("recipient").select(&[]).done();
        standing
    }

    fn run(&self, who: &str, arguments: &[&str]) -> Run {
        let mut all = arguments.to_vec();
        all.extend(["--identity", who, "--directory", "directory"]);
        all.extend(["--anchor", &self.anchor, "--at", AT]);
        self.place.run(&all)
    }

    fn only(&self, kind: &str) -> String {
        let files = std::fs::read_dir(self.place.path("transfer")).unwrap();
        let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| name.starts_with(kind)).collect();
        names.sort();
        format!("transfer/{}", names.first().unwrap())
    }

    fn countersign(&self, who: &str, kind: &str) -> &Self {
        let statement = self.only(kind);
        let arguments = ["countersign", &statement, "--role", "office"];
        let more = ["--statement", "transfer", "--to", "transfer"];
        self.run(who, &[&arguments[..], &more].concat()).done();
        self
    }

    fn bind(&self, who: &str) -> &Self {
        self.countersign(who, "mandate")
    }

    fn select(&self, more: &[&str]) -> Run {
        let mandate = self.only("mandate");
        let arguments = ["select", "cases", "--mandate", &mandate, "--to", "transfer"];
        let statements = ["--statement", "transfer"];
        self.run("sender", &[&arguments[..], &statements, more].concat())
    }

    fn seal(&self, cases: &str, to: &str, more: &[&str]) -> Run {
        let mandate = self.only("mandate");
        let arguments = [
            "seal",
            cases,
            "--to",
            to,
            "--for",
            "ZZ902:receiving-service",
        ];
        let under = ["--mandate", &mandate, "--statement", "transfer"];
        self.run("sender", &[&arguments[..], &under, more].concat())
    }
}

/// A refusal of this class after a list of cases on standard output.
#[track_caller]
fn refused(run: &Run, class: &str) {
    assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
    let begins = format!("refused ({class}): ");
    assert!(run.stderr.starts_with(&begins), "{}", run.stderr);
}

#[test]
fn seals_the_cases_of_the_roster_and_none_a_second_time() {
    let standing = Standing::new();
    let made = standing.seal("cases", "out", &["--json"]).done().json();
    assert_eq!(made["packages"][0]["cases"], 2);
    let verified = ["verify", PACKAGE, "--statement", "transfer", "--json"];
    let verified = standing.run("recipient", &verified).done().json();
    assert_eq!(verified["verified"], true);

    // The same cases again, unnoticed, though the package is in no folder that is named.
    let again = standing.seal("cases", "again", &["--json"]);
    refused(&again, "conflict");
    assert_eq!(again.json()["already_sealed"].as_array().unwrap().len(), 2);
    assert_eq!(again.json()["problem"]["class"], "conflict");
    assert!(!standing.place.path("again").exists());

    // S-75: on purpose, and told what changes.
    let supersedes = ["--supersedes", PACKAGE, "--json"];
    let instead = standing.seal("cases", "instead", &supersedes).done().json();
    let changes = json!({"again": 2, "gone": [], "new": []});
    assert_eq!(instead["packages"][0]["changes"], changes);
}

/// S-13: late additions travel by a further roster in a further package, and nobody twice.
#[test]
fn s13_late_additions_go_in_a_further_package() {
    let standing = Standing::new();
    standing.seal("cases", "out", &[]).done();
    let first = standing.only("roster");
    standing
        .place
        .write("cases/NR-3.json", case("NR-3", |_| {}));
    standing.place.write("late/NR-3.json", case("NR-3", |_| {}));
    let extra = standing.seal("late", "early", &["--json"]);
    refused(&extra, "policy");
    assert_eq!(extra.json()["extra"], json!([extra.json()["extra"][0]]));
    standing.select(&["--previous", &first]).done();
    let made = standing.seal("late", "further", &["--json"]).done().json();
    assert_eq!(made["packages"][0]["cases"], 1);
    refused(&standing.seal("cases", "all", &[]), "conflict");
}

#[test]
fn a_case_of_the_roster_is_not_left_behind_unnoticed() {
    let standing = Standing::new();
    standing.place.write("some/NR-1.json", case("NR-1", |_| {}));
    let missing = standing.seal("some", "out", &[]);
    refused(&missing, "policy");
    assert!(missing.stdout.contains("NR-2"), "{}", missing.stdout);
    assert!(!missing.stderr.contains("NR-2"), "{}", missing.stderr);
    let made = standing.seal("some", "out", &["--leave-out-blocked", "--json"]);
    let left_out = made.done().json()["left_out"].clone();
    assert_eq!(
        left_out,
        json!([{"case": "NR-2", "checks": [], "why": "missing"}])
    );

    // What blocks is told as such, once.
    let standing = Standing::new();
    let blocked = case("NR-2", |sections| {
        sections["handover"]
            .as_object_mut()
            .unwrap()
            .remove("call_back");
    });
    standing.place.write("cases/NR-2.json", blocked);
    standing.seal("cases", "out", &[]).refused("policy");
    let made = standing.seal("cases", "out", &["--leave-out-blocked", "--json"]);
    let left_out = made.done().json()["left_out"].clone();
    assert_eq!(
        left_out,
        json!([{"case": "NR-2", "checks": ["D-01"], "why": "blocked"}])
    );
}

#[test]
fn a_mandate_binds_who_has_countersigned_it() {
    let standing = Standing::of(&[]);
    standing.bind("sender").select(&[]).done();
    standing
        .seal("cases", "out", &[])
        .refused("countersignature");
    standing.bind("recipient").seal("cases", "out", &[]).done();
}

#[test]
fn the_mandate_may_want_the_roster_countersigned_first() {
    let standing = Standing::of(&[("statement = \"roster\"", "")]);
    standing.bind("sender").bind("recipient").select(&[]).done();
    standing
        .seal("cases", "out", &[])
        .refused("countersignature");
    standing.countersign("authority", "roster");
    standing.seal("cases", "out", &[]).done();
}

/// S-74: D-54 and D-55 have the class of a second signature that is missing.
#[test]
fn s74_a_second_person_must_agree() {
    let standing = Standing::new();
    for name in ["NR-1", "NR-2"] {
        let alone = case(name, |sections| {
            let author = sections["handover"]["author"]["by"].clone();
            sections["handover"]["countersign"]["value"]["by"] = author;
        });
        standing.place.write(&format!("cases/{name}.json"), alone);
    }
    standing
        .seal("cases", "out", &[])
        .refused("countersignature");
}

#[test]
fn the_recipient_and_the_profile_are_those_of_the_mandate() {
    let standing = Standing::new();
    let mandate = standing.only("mandate");
    let under = [
        "--mandate",
        &mandate,
        "--statement",
        "transfer",
        "--to",
        "out",
    ];
    let seal = |who: &str, to: &str| {
        let arguments = ["seal", "cases", "--for", to];
        standing.run(who, &[&arguments[..], &under].concat())
    };
    seal("sender", "ZZG01:receiving-service").refused("policy");
    seal("recipient", "ZZ902:receiving-service").refused("policy");
}

//! Two organisations under a standing mandate, with two cases.

use serde_json::Value;

use crate::{
    packages::CASE,
    parties::parties,
    support::{AT_2026 as AT, Place, Run},
    transfers::filled,
};

/// Sender and recipient under a standing mandate that both countersigned, and a roster of the cases
/// `NR-1` and `NR-2`.
pub(crate) struct Standing {
    pub(crate) place: Place,
    pub(crate) anchor: String,
}

/// The worked case under another reference, changed.
pub(crate) fn case(reference: &str, change: impl FnOnce(&mut Value)) -> String {
    let mut case: Value = serde_json::from_str(CASE).unwrap();
    case["sections"]["handover"]["case_reference"] = reference.into();
    change(&mut case["sections"]);
    case.to_string()
}

impl Standing {
    pub(crate) fn parties() -> Self {
        let place = Place::new();
        let anchor = parties(&place, "2026-09-01", AT);
        place.run(&["mandate", "new", "template.toml"]).done();
        std::fs::create_dir(place.path("transfer")).unwrap();
        for reference in ["NR-1", "NR-2"] {
            place.write(&format!("cases/{reference}.json"), case(reference, |_| {}));
        }
        Self { place, anchor }
    }

    /// With a mandate of these words in the place of others; without a second word: as the template.
    pub(crate) fn of(words: &[(&str, &str)]) -> Self {
        let (place, anchor) = Place::begun(&format!("a standing mandate with {words:?}"), || {
            let standing = Self::mandated(words);
            (standing.place, standing.anchor)
        });
        Self { place, anchor }
    }

    fn mandated(words: &[(&str, &str)]) -> Self {
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
        let mut text = filled(&template, &usual);
        for (before, after) in words.iter().filter(|(_, after)| !after.is_empty()) {
            assert!(text.contains(before), "{before}");
            text = text.replace(before, after);
        }
        standing.place.write("mandate.toml", text);
        standing
            .run(
                "authority",
                &["mandate", "sign", "mandate.toml", "--to", "transfer"],
            )
            .done();
        standing
    }

    pub(crate) fn new() -> Self {
        let (place, anchor) = Place::begun("a bound standing mandate with a roster", || {
            let standing = Self::of(&[]);
            standing.bind("sender").bind("recipient").select(&[]).done();
            (standing.place, standing.anchor)
        });
        Self { place, anchor }
    }

    pub(crate) fn run(&self, who: &str, arguments: &[&str]) -> Run {
        let mut all = arguments.to_vec();
        all.extend(["--identity", who, "--directory", "directory"]);
        all.extend(["--anchor", &self.anchor, "--at", AT]);
        self.place.run(&all)
    }

    pub(crate) fn only(&self, kind: &str) -> String {
        let files = std::fs::read_dir(self.place.path("transfer")).unwrap();
        let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| name.starts_with(kind)).collect();
        names.sort();
        format!("transfer/{}", names.first().unwrap())
    }

    pub(crate) fn countersign(&self, who: &str, kind: &str) -> &Self {
        let statement = self.only(kind);
        let arguments = ["countersign", &statement, "--role", "office"];
        let more = ["--statement", "transfer", "--to", "transfer"];
        self.run(who, &[&arguments[..], &more].concat()).done();
        self
    }

    pub(crate) fn bind(&self, who: &str) -> &Self {
        self.countersign(who, "mandate")
    }

    pub(crate) fn select(&self, more: &[&str]) -> Run {
        let mandate = self.only("mandate");
        let arguments = ["select", "cases", "--mandate", &mandate, "--to", "transfer"];
        let statements = ["--statement", "transfer"];
        self.run("sender", &[&arguments[..], &statements, more].concat())
    }

    pub(crate) fn seal(&self, cases: &str, to: &str, more: &[&str]) -> Run {
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

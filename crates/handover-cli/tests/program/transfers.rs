//! A transfer on its way: parties, a mandate, an imported caseload.

use crate::{
    parties::parties,
    support::{AT, Place, Run},
};

/// The commissioner's rules: the built-in ones, with the day of an earlier contract.
fn rules(place: &Place) -> String {
    let built_in = place.run(&["schema", "rules"]).done().stdout;
    built_in
        .replace("six-months-two-journeys@1", "harrow@1")
        .replace(
            "contract_changes = []",
            "contract_changes = [\"2009-04-01\"]",
        )
}

/// A mandate as a commissioner fills it in.
pub(crate) const FILLED: [(&str, &str); 5] = [
    ("from = \"\"", "from = \"ZZ901\""),
    ("to = [\"\"]", "to = [\"ZZ902\"]"),
    ("transfer = \"\"", "transfer = \"2010-02-01\""),
    ("\"six-months-two-journeys\"", "\"rules.toml\""),
    ("last_resort = \"\"", "last_resort = \"ZZ900\""),
];

/// The template, with words exchanged.
pub(crate) fn filled(template: &str, more: &[(&str, &str)]) -> String {
    let mut text = template.to_owned();
    for (empty, words) in FILLED.iter().chain(more) {
        assert!(text.contains(empty), "{empty}");
        text = text.replace(empty, words);
    }
    text
}

pub(crate) struct Transfer {
    pub(crate) place: Place,
    pub(crate) anchor: String,
}

impl Transfer {
    /// Commissioner `authority`, `sender`, `recipient`; an empty folder `transfer`; the template and
    /// the rules.
    pub(crate) fn parties() -> Self {
        let (place, anchor) = Place::begun("parties of a transfer", || {
            let place = Place::new();
            let anchor = parties(&place, "2010-01-01", AT);
            place.run(&["mandate", "new", "template.toml"]).done();
            let rules = rules(&place);
            place.write("rules.toml", rules);
            std::fs::create_dir(place.path("transfer")).unwrap();
            (place, anchor)
        });
        Self { place, anchor }
    }

    /// The same with a signed mandate and an imported caseload.
    pub(crate) fn new() -> Self {
        let (place, anchor) = Place::begun("a transfer", || {
            let transfer = Self::parties();
            transfer.sign_mandate("mandate.toml", &[], &[]).done();
            transfer.place.import("caseload", &["--json"]).done();
            (transfer.place, transfer.anchor)
        });
        Self { place, anchor }
    }

    /// Runs a verb as somebody, who knows the directory.
    pub(crate) fn run(&self, who: &str, arguments: &[&str]) -> Run {
        let mut all = arguments.to_vec();
        all.extend(["--identity", who, "--directory", "directory"]);
        all.extend(["--anchor", &self.anchor]);
        if !arguments.contains(&"--at") {
            all.extend(["--at", AT]);
        }
        self.place.run(&all)
    }

    /// Runs a verb that needs no identity.
    pub(crate) fn look(&self, arguments: &[&str]) -> Run {
        let mut all = arguments.to_vec();
        all.extend(["--directory", "directory", "--anchor", &self.anchor]);
        if !arguments.contains(&"--at") {
            all.extend(["--at", AT]);
        }
        self.place.run(&all)
    }

    /// Fills in a mandate and signs it as the commissioner, into the folder `transfer`.
    pub(crate) fn sign_mandate(&self, file: &str, words: &[(&str, &str)], more: &[&str]) -> Run {
        let template = String::from_utf8(self.place.read("template.toml")).unwrap();
        self.place.write(file, filled(&template, words));
        let mut arguments = vec!["mandate", "sign", file, "--to", "transfer"];
        arguments.extend(more);
        self.run("authority", &arguments)
    }

    /// Selects under the only mandate of the folder.
    pub(crate) fn select(&self, more: &[&str]) -> Run {
        let mandate = self.only("mandate");
        let mut arguments = vec!["select", "caseload", "--mandate", &mandate];
        arguments.extend(["--rules", "rules.toml", "--as-of", "2010-02-03"]);
        arguments.extend(more);
        if !more.contains(&"--to") {
            arguments.extend(["--to", "transfer"]);
        }
        self.run("sender", &arguments)
    }

    /// The same, with the one document that a machine gets.
    pub(crate) fn selected(&self, more: &[&str]) -> serde_json::Value {
        let mut arguments = more.to_vec();
        arguments.push("--json");
        self.select(&arguments).done().json()
    }

    /// Countersigns into the folder.
    pub(crate) fn countersign(&self, who: &str, statement: &str, role: &str) -> Run {
        let arguments = [
            "countersign",
            statement,
            "--role",
            role,
            "--statement",
            "transfer",
            "--to",
            "transfer",
        ];
        self.run(who, &arguments)
    }

    /// The statements of a kind in the folder, by name.
    pub(crate) fn all(&self, kind: &str) -> Vec<String> {
        let files = std::fs::read_dir(self.place.path("transfer")).unwrap();
        let mut names: Vec<String> = files
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.starts_with(&format!("{kind}-")))
            .map(|name| format!("transfer/{name}"))
            .collect();
        names.sort();
        names
    }

    /// The one statement of a kind in the folder.
    #[track_caller]
    pub(crate) fn only(&self, kind: &str) -> String {
        let all = self.all(kind);
        assert_eq!(all.len(), 1, "{kind}: {all:?}");
        all[0].clone()
    }
}

//! A folder of one's own and the program run in it.

use std::{
    collections::BTreeMap,
    fs::{self, Permissions},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::{Arc, Mutex, OnceLock},
};

use tempfile::TempDir;

use crate::reports;

/// The passphrase of every identity in the tests.
pub(crate) const PASSPHRASE: &str = "four random words here";

/// The time at which the tests judge.
pub(crate) const AT: &str = "2010-01-29T10:00:00Z";

/// The same for the worked cases of the dataset.
pub(crate) const AT_2026: &str = "2026-09-16T10:00:00Z";

/// Imports the extract that comes with the program, by its mapping.
pub(crate) const IMPORT: [&str; 4] = ["import", "harrow-2010", "--mapping", "harrow-2010"];

/// What many tests begin with, and what whoever made it told.
type Made = Arc<OnceLock<(Laid, String)>>;

/// A temporary folder in which the program runs.
pub(crate) struct Place(TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Lays what many tests begin with into this place: made once in this process, under that name,
    /// and copied for each of them. Returns what whoever made it told.
    pub(crate) fn begin(&self, with: &str, make: impl FnOnce() -> (Self, String)) -> String {
        static MADE: Mutex<BTreeMap<String, Made>> = Mutex::new(BTreeMap::new());
        let made = {
            let mut all = MADE.lock().unwrap();
            Arc::clone(all.entry(with.to_owned()).or_default())
        };
        let (laid, told) = made.get_or_init(|| {
            let (place, told) = make();
            (Laid::of(&place), told)
        });
        laid.lay_into(self);
        told.clone()
    }

    /// The same in a place of its own.
    pub(crate) fn begun(with: &str, make: impl FnOnce() -> (Self, String)) -> (Self, String) {
        let place = Self::new();
        let told = place.begin(with, make);
        (place, told)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// The program, ready to run here without terminal and without anything of the outer world.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_handover"));
        command
            .current_dir(self.0.path())
            .env_clear()
            .env("HANDOVER_PASSPHRASE", PASSPHRASE)
            .env("TMPDIR", self.0.path())
            .stdin(Stdio::null())
            .args(arguments);
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        Run::of(&self.command(arguments).output().unwrap(), arguments)
    }

    /// Imports the extract that comes with the program.
    pub(crate) fn import(&self, to: &str, more: &[&str]) -> Run {
        self.run(&[&IMPORT[..], &["--to", to], more].concat())
    }

    /// Changes the lines of an imported caseload, as a person does with any program.
    pub(crate) fn change_cases(&self, change: impl FnMut(&str) -> Vec<String>) {
        let text = String::from_utf8(self.read("caseload/cases.jsonl")).unwrap();
        let lines: Vec<String> = text.lines().flat_map(change).collect();
        self.write("caseload/cases.jsonl", lines.join("\n") + "\n");
    }

    /// Every file and folder below, by name, hidden ones too; but what was seen before.
    pub(crate) fn everything(&self) -> Vec<String> {
        let mut names = Vec::new();
        list(self.0.path(), self.0.path(), &mut names);
        names.retain(|name| {
            !name.contains("/directory-seen.")
                && !name.contains("/statements-seen.")
                && !name.contains("/packages-opened.")
                && !name.ends_with(".lock")
        });
        names.sort();
        names
    }

    /// Makes an identity folder `name` for `organisation` with a team leader.
    pub(crate) fn identity(&self, name: &str, organisation: &str, more: &[&str]) {
        self.identity_since("2010-01-01", name, organisation, more);
    }

    pub(crate) fn identity_since(
        &self,
        since: &str,
        name: &str,
        organisation: &str,
        more: &[&str],
    ) {
        let mut arguments = vec![
            "identity",
            "new",
            "--identity",
            name,
            "--organisation",
            organisation,
            "--name",
            name,
            "--contact",
            "020 7946 0101",
            "--person",
            "team-leader",
            "--scrypt-log-n",
            "10",
            "--at",
            since,
        ];
        arguments.extend(more);
        self.run(&arguments).done();
    }
}

/// Every file and folder of a place, with its mode; a folder has no bytes.
struct Laid(Vec<(String, Permissions, Option<Vec<u8>>)>);

impl Laid {
    fn of(place: &Place) -> Self {
        let mut names = Vec::new();
        list(place.0.path(), place.0.path(), &mut names);
        names.sort();
        let entries = names.into_iter().map(|name| {
            let path = place.path(&name);
            let about = fs::symlink_metadata(&path).unwrap();
            assert!(about.is_file() || about.is_dir(), "{name} cannot be copied");
            let bytes = about.is_file().then(|| fs::read(path).unwrap());
            (name, about.permissions(), bytes)
        });
        Self(entries.collect())
    }

    fn lay_into(&self, place: &Place) {
        for (name, permissions, bytes) in &self.0 {
            let path = place.path(name);
            match bytes {
                Some(bytes) => fs::write(&path, bytes).unwrap(),
                None => fs::create_dir(&path).unwrap(),
            }
            fs::set_permissions(path, permissions.clone()).unwrap();
        }
    }
}

fn list(root: &Path, folder: &Path, names: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        names.push(path.strip_prefix(root).unwrap().display().to_string());
        if path.is_dir() {
            list(root, &path, names);
        }
    }
}

/// What came of one run.
pub(crate) struct Run {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: Option<i32>,
    what: String,
}

impl Run {
    #[track_caller]
    pub(crate) fn of(output: &Output, arguments: &[&str]) -> Self {
        let run = Self {
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            code: output.status.code(),
            what: arguments.join(" "),
        };
        run.check_report(arguments);
        run
    }

    /// Expects exit code 0.
    #[track_caller]
    pub(crate) fn done(self) -> Self {
        assert_eq!(
            self.code,
            Some(0),
            "{}\n{}{}",
            self.what,
            self.stdout,
            self.stderr
        );
        self
    }

    /// Expects a failure told in exactly two lines and nothing on standard output.
    #[track_caller]
    pub(crate) fn fails(self, code: i32, begins: &str) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "{}\n{}{}",
            self.what,
            self.stdout,
            self.stderr
        );
        let lines: Vec<&str> = self.stderr.lines().collect();
        assert_eq!(lines.len(), 2, "{}\n{}", self.what, self.stderr);
        assert!(
            lines[0].starts_with(begins),
            "{}\n{}",
            self.what,
            self.stderr
        );
        assert!(!lines[1].is_empty(), "{}\n{}", self.what, self.stderr);
        assert_eq!(self.stdout, "", "{}", self.what);
        self
    }

    /// Expects a failure whose two lines stand after others that tell its parts.
    #[track_caller]
    pub(crate) fn fails_with_notes(self, code: i32, begins: &str) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.what, self.stderr);
        let lines: Vec<&str> = self.stderr.lines().collect();
        assert!(
            lines.len() > 2 && lines[lines.len() - 2].starts_with(begins),
            "{}\n{}",
            self.what,
            self.stderr
        );
        assert_eq!(self.stdout, "", "{}", self.what);
        self
    }

    /// Expects a failure in two lines on standard error, and on standard output each of the cases that
    /// they are about: the sender's own screen.
    #[track_caller]
    pub(crate) fn fails_naming(self, code: i32, begins: &str, cases: &[&str]) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "{}\n{}{}",
            self.what,
            self.stdout,
            self.stderr
        );
        assert!(
            self.stderr.starts_with(begins),
            "{}\n{}",
            self.what,
            self.stderr
        );
        for case in cases {
            let line = format!("   - {case}\n");
            assert!(
                self.stdout.contains(&line),
                "{}\n{}",
                self.what,
                self.stdout
            );
            assert!(
                !self.stderr.contains(case),
                "{}\n{}",
                self.what,
                self.stderr
            );
        }
        self
    }

    /// Expects a refusal of this class.
    #[track_caller]
    pub(crate) fn refused(self, class: &str) -> Self {
        self.fails(1, &format!("refused ({class}): "))
    }

    /// The one document on standard output.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{}: {error}\n{}", self.what, self.stdout))
    }

    /// Holds what was printed with `--json` against the schema of its verb.
    #[track_caller]
    fn check_report(&self, arguments: &[&str]) {
        if !arguments.contains(&"--json") || self.stdout.is_empty() {
            return;
        }
        let document = self.json();
        let schemas = reports::of(arguments);
        assert!(!schemas.is_empty(), "{}: no schema", self.what);
        if !schemas.iter().any(|schema| schema.is_valid(&document)) {
            let errors: Vec<String> = schemas
                .iter()
                .flat_map(|schema| schema.iter_errors(&document))
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            panic!("{}: {}\n{}", self.what, errors.join("\n"), self.stdout);
        }
    }
}

use std::{collections::BTreeMap, fs, path::PathBuf, sync::OnceLock};

use handover_files::NewFolder;
use handover_interop::{Mapping, built_in_extract};
use serde_json::Value;

use super::*;
use crate::{Answers, Caseload, Drafts};

/// The cases of an extract that comes with the project, as an import leaves them.
struct Place {
    _outer: tempfile::TempDir,
    folder: PathBuf,
}

impl Place {
    fn new() -> Self {
        /// Lines and index, made once: every test begins with the same.
        static MADE: OnceLock<(Vec<u8>, Vec<u8>)> = OnceLock::new();
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join("caseload");
        let (lines, index) = MADE.get_or_init(|| {
            let folder = outer.path().join("made");
            let sources = built_in_extract("harrow-2010").unwrap();
            let import = Mapping::built_in("harrow-2010").unwrap();
            let import = import.import(&sources).unwrap();
            let new = NewFolder::create(&folder).unwrap();
            let mut lines = NewLines::begin(&new).unwrap();
            for draft in import.drafts() {
                lines.push(&Line::of(draft.case())).unwrap();
            }
            lines.finish().unwrap();
            new.finish().unwrap();
            let read = |name| fs::read(folder.join(name)).unwrap();
            (read(CaseLines::FILE), read(CaseLines::INDEX))
        });
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join(CaseLines::FILE), lines).unwrap();
        fs::write(folder.join(CaseLines::INDEX), index).unwrap();
        Self {
            _outer: outer,
            folder,
        }
    }

    fn file(&self) -> PathBuf {
        self.folder.join(CaseLines::FILE)
    }

    fn text(&self) -> String {
        fs::read_to_string(self.file()).unwrap()
    }

    fn index(&self) -> String {
        fs::read_to_string(self.folder.join(CaseLines::INDEX)).unwrap()
    }

    fn open(&self) -> CaseLines {
        CaseLines::open(&self.file()).unwrap()
    }

    /// What is known of the lines is what stands there.
    fn assert_true(&self) -> CaseLines {
        let lines = self.open();
        let text = self.text();
        let there: Vec<&str> = text
            .split('\n')
            .filter(|line| !line.trim().is_empty())
            .collect();
        assert_eq!(lines.len(), there.len());
        for (place, line) in there.iter().enumerate() {
            let looked = index::Looked::at(line.as_bytes());
            assert_eq!(lines.reference(place), looked.reference.as_deref());
            assert!(lines.facts(place) == looked.facts.as_ref());
            assert!(lines.read(place).unwrap().as_bytes() == line.as_bytes());
        }
        lines
    }
}

/// What a person does to a text.
type Change<'c> = &'c dyn Fn(&str) -> String;

fn of(lines: &CaseLines, reference: &str) -> usize {
    let mut places = 0..lines.len();
    let found = places.find(|place| lines.reference(*place) == Some(reference));
    found.unwrap()
}

#[test]
fn an_import_leaves_lines_that_its_index_knows() {
    let place = Place::new();
    let before = place.index();
    let lines = place.assert_true();
    assert_eq!(lines.changed(), 0);
    assert_eq!(lines.mended(), 0);
    assert_eq!(place.index(), before);
    let references: Vec<&str> = (0..lines.len())
        .map(|at| lines.reference(at).unwrap())
        .collect();
    assert!(references.is_sorted());
    assert!((0..lines.len()).all(|at| lines.facts(at).is_some()));
}

/// Whatever a person does to the lines, they hold as they stand; the next one finds an index that knows them.
#[test]
fn what_is_changed_by_hand_is_noticed_and_never_misread() {
    let same_length = |text: &str| text.replacen("\"standard\"", "\"very-hig\"", 1);
    let longer = |text: &str| text.replacen("\"high\"", "\"very-high\"", 1);
    let twice = |text: &str| text.lines().next().unwrap().to_owned() + "\n" + text;
    let blank = |text: &str| format!("\n \r\n{}", text.trim_end());
    let moved = |text: &str| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines.reverse();
        lines.join("\n") + "\n"
    };
    let gone = |text: &str| text.lines().skip(1).collect::<Vec<_>>().join("\n");
    let broken = |text: &str| text.replacen('{', "", 1);
    let changes: [(usize, Change<'_>); 7] = [
        (1, &same_length),
        (1, &longer),
        (0, &twice),
        (0, &blank),
        (0, &moved),
        (0, &gone),
        (1, &broken),
    ];
    for (at, (changed, change)) in changes.into_iter().enumerate() {
        let place = Place::new();
        let text = change(&place.text());
        assert_ne!(text, place.text(), "{at}");
        fs::write(place.file(), text).unwrap();
        let lines = place.assert_true();
        assert_eq!(lines.changed(), changed, "{at}");
        assert_eq!(lines.mended(), changed, "{at}");
        let again = place.assert_true();
        assert_eq!(again.changed(), 0, "{at}");
        assert_eq!(again.mended(), changed, "{at}");
    }
}

/// An index that says something else than the lines is none, whatever happened to it.
#[test]
fn a_damaged_index_is_not_believed() {
    let place = Place::new();
    let whole = place.index();
    let (head, rest) = whole.split_once('\n').unwrap();
    let other_form = whole.replacen("\"form\":1", "\"form\":2", 1);
    let damages = [
        String::new(),
        head.to_owned(),
        whole.replacen("current", "closed", 1),
        format!(
            "{head}\n{}",
            rest.lines().skip(1).collect::<Vec<_>>().join("\n")
        ),
        other_form.replacen("\"conditions\":[", "\"conditions\":[\"high\",", 1),
        "not JSON\n".to_owned(),
    ];
    for damage in damages {
        assert_ne!(damage, whole);
        fs::write(place.folder.join(CaseLines::INDEX), damage).unwrap();
        let lines = place.assert_true();
        assert_eq!(lines.changed(), 0);
        assert_eq!(place.index(), whole);
    }
    fs::remove_file(place.folder.join(CaseLines::INDEX)).unwrap();
    place.assert_true();
    assert_eq!(place.index(), whole);
}

#[test]
fn another_line_leaves_the_rest_byte_for_byte() {
    let place = Place::new();
    let text = format!("\n{}\n\n", place.text().replacen('\n', "\r\n", 1));
    fs::write(place.file(), &text).unwrap();
    let lines = place.open();
    let at = of(&lines, "HB0294");
    let before = lines.read(at).unwrap();
    let before = str::from_utf8(before.as_bytes()).unwrap();
    let mut value: Value = serde_json::from_str(before).unwrap();
    value["sections"]["person"]["names"] = serde_json::json!({"absent": "not-asked"});
    let line = Line::of(&value);
    let now = String::from_utf8(line.as_bytes().to_vec()).unwrap();
    assert!(lines.replace(&[(at, line)].into()).is_ok());
    assert_eq!(place.text(), text.replace(before, &now));
    let after = place.assert_true();
    assert_eq!(after.changed(), 0);
    // The line with another end is not as the import left it either.
    assert_eq!(after.mended(), 2);
    // Whoever opened it before does not put an old state in the place of a new one.
    let late = BTreeMap::from([(at, Line::of(&value))]);
    assert!(matches!(lines.replace(&late), Err(NotReplaced::Changed)));
    assert!(matches!(
        lines.read(at),
        Ok(_) | Err(DraftError::Changed(_))
    ));
}

/// A selection finds the same, whether the facts are kept or the cases are read.
#[test]
fn facts_that_are_kept_are_those_of_the_cases() {
    let place = Place::new();
    let files = place.folder.with_file_name("files");
    crate::Mending::open(&place.folder)
        .unwrap()
        .export(&files, || {})
        .unwrap();
    let facts = |path: &Path| {
        let caseload = Caseload::new(path, None, Answers::default()).unwrap();
        let look = |reference: &str, facts: &CaseFacts| (reference.to_owned(), facts.clone());
        caseload.facts(look).unwrap()
    };
    let (kept, read) = (facts(&place.folder), facts(&files));
    assert!(kept == read);
    assert_eq!(kept.len(), Drafts::find(&files).unwrap().len());
}

/// A case that changes between two looks is not taken for what it was.
#[test]
fn a_line_that_changed_since_is_not_read() {
    let place = Place::new();
    let lines = place.open();
    let text = place.text();
    let other = text.replacen("\"standard\"", "\"very-hig\"", 1);
    let at = text
        .lines()
        .zip(other.lines())
        .position(|(one, two)| one != two);
    // In its place: another file of the name would leave the open one as it was.
    use std::io::{Seek, Write};
    let mut file = fs::OpenOptions::new()
        .write(true)
        .open(place.file())
        .unwrap();
    file.rewind().unwrap();
    file.write_all(other.as_bytes()).unwrap();
    let read = lines.read(at.unwrap());
    assert!(matches!(read, Err(DraftError::Changed(_))));
}

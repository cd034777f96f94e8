//! One handover on its way: a folder in `caseloads/`, in which every step leaves its file.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use handover::trust::PosixTime;
use handover_caseload::{Answers, Caseload, Decisions, People};
use handover_files::{NewFile, private_folder};
use handover_proposal::Confirmation;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{answer::Stop, room::Room};

/// The folder of a handover.
///
/// ```text
/// sheet.xlsx     the sheet as it came
/// mapping.toml   what its columns say: the terminal takes the same
/// cases/         what the import left
/// decided.csv    what people decided, with name and reason
/// decisions      who goes
/// answers/       what people added, a file an act
/// journey.json   which steps somebody has done
/// ```
#[derive(Clone, Debug)]
pub(super) struct Journey {
    number: u32,
    folder: PathBuf,
}

/// Which steps somebody has done, and what no other file says.
#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Notes {
    /// The name of the file on the machine of the person.
    pub(super) file: String,
    /// Which sheet of it, where it has several.
    pub(super) sheet: Option<String>,
    /// Where somebody says that the headings stand, if not where the program found them.
    pub(super) headings: Option<Vec<u64>>,
    /// Who has looked at the sheet.
    pub(super) looked: Option<Done>,
    /// Of the groups of columns, by number.
    pub(super) groups: BTreeMap<usize, Done>,
    /// Of the words of columns, by heading.
    pub(super) words: BTreeMap<String, Done>,
    /// Of the days of columns, by heading.
    pub(super) dates: BTreeMap<String, Done>,
    /// What is to be known of the import.
    pub(super) told: Vec<String>,
    pub(super) imported: Option<Imported>,
    pub(super) decided: Option<Done>,
    pub(super) answered: Option<Done>,
    pub(super) agreed: Option<Done>,
    pub(super) sealed: Option<Sealed>,
}

/// Who did something, and when.
#[derive(Clone, Deserialize, Serialize)]
pub(super) struct Done {
    pub(super) by: String,
    pub(super) at: u64,
}

/// What the import made of the rows.
#[derive(Clone, Deserialize, Serialize)]
pub(super) struct Imported {
    pub(super) rows: u64,
    pub(super) people: u64,
    pub(super) rejected: u64,
    /// Rows that were read and are no person of their own: repeats, further rows of one.
    pub(super) others: u64,
}

/// What was sealed.
#[derive(Clone, Deserialize, Serialize)]
pub(super) struct Sealed {
    pub(super) by: String,
    pub(super) at: u64,
    /// The folder in `sealed/`.
    pub(super) folder: String,
    /// The packages in it.
    pub(super) packages: Vec<SealedFile>,
    /// How many people of those who go stayed behind.
    pub(super) stayed: usize,
}

/// One package.
#[derive(Clone, Deserialize, Serialize)]
pub(super) struct SealedFile {
    pub(super) file: String,
    pub(super) cases: usize,
    /// Who can open it, by name.
    pub(super) to: Vec<String>,
}

impl Done {
    pub(super) fn new(by: &str, at: PosixTime) -> Self {
        Self {
            by: by.to_owned(),
            at: at.as_secs(),
        }
    }
}

impl Journey {
    /// The one of that number.
    pub(super) fn of(room: &Room, number: u32) -> Result<Self, Stop> {
        let folder = room.caseloads().join(number.to_string());
        if folder.join(NOTES).is_file() {
            Ok(Self { number, folder })
        } else {
            Err(Stop::Gone)
        }
    }

    /// Every one, the latest first.
    pub(super) fn all(room: &Room) -> Result<Vec<Self>, Stop> {
        let mut numbers = numbers(room)?;
        numbers.sort_unstable_by(|one, other| other.cmp(one));
        let all = numbers.into_iter();
        Ok(all
            .filter_map(|number| Self::of(room, number).ok())
            .collect())
    }

    /// A new one: it is there for others once it has its notes.
    pub(super) fn begin(room: &Room) -> Result<Self, Stop> {
        let last = numbers(room)?.into_iter().max().unwrap_or_default();
        let number = last.saturating_add(1);
        let folder = room.caseloads().join(number.to_string());
        private_folder(&folder)?;
        Ok(Self { number, folder })
    }

    /// Takes a new one away that came to nothing.
    pub(super) fn abandon(&self) {
        // What is left of it has no notes, and nobody sees it.
        fs::remove_dir_all(&self.folder).ok();
    }

    pub(super) const fn number(&self) -> u32 {
        self.number
    }

    /// Where the sheet is, with an ending that says what it is.
    pub(super) fn sheet_of(&self, ending: &str) -> PathBuf {
        self.folder.join(format!("{SHEET}.{ending}"))
    }

    /// The sheet.
    pub(super) fn sheet(&self) -> Result<PathBuf, Stop> {
        let mut known = ENDINGS.iter().map(|ending| self.sheet_of(ending));
        known.find(|path| path.is_file()).ok_or(Stop::Gone)
    }

    pub(super) fn mapping_file(&self) -> PathBuf {
        self.folder.join("mapping.toml")
    }

    pub(super) fn has_mapping(&self) -> bool {
        self.mapping_file().is_file()
    }

    /// The mapping as far as somebody has confirmed it.
    pub(super) fn mapping(&self) -> Result<Confirmation, Stop> {
        let text = self.mapping_text()?;
        Confirmation::of(&text).map_err(|error| {
            Stop::told(
                format!("the mapping of this sheet cannot be read: {error}"),
                "Somebody changed it by hand. Mend mapping.toml in the folder of this handover, or bring the sheet anew.",
            )
        })
    }

    pub(super) fn mapping_text(&self) -> Result<String, Stop> {
        fs::read_to_string(self.mapping_file()).map_err(|_| Stop::Gone)
    }

    pub(super) fn keep_mapping(&self, mapping: &Confirmation) -> Result<(), Stop> {
        Ok(NewFile::rewrite(
            &self.mapping_file(),
            mapping.to_toml().as_bytes(),
        )?)
    }

    pub(super) fn cases(&self) -> PathBuf {
        self.folder.join("cases")
    }

    fn decided_file(&self) -> PathBuf {
        self.folder.join("decided.csv")
    }

    fn decisions_file(&self) -> PathBuf {
        self.folder.join("decisions")
    }

    /// What people decided.
    pub(super) fn people(&self) -> Result<People, Stop> {
        let mut people = People::default();
        let file = self.decided_file();
        if file.is_file() {
            people.read_decided(&file)?;
        }
        Ok(people)
    }

    pub(super) fn keep_people(&self, people: &People) -> Result<(), Stop> {
        Ok(NewFile::rewrite(
            &self.decided_file(),
            &people.decided_table(),
        )?)
    }

    /// Who goes; none while nobody has asked the rules.
    pub(super) fn decisions(&self) -> Result<Option<Decisions>, Stop> {
        let file = self.decisions_file();
        if !file.is_file() {
            return Ok(None);
        }
        Ok(Some(Decisions::read(&file)?))
    }

    pub(super) fn keep_decisions(&self, decisions: &Decisions) -> Result<(), Stop> {
        let text = serde_json::to_vec_pretty(&decisions.to_json()).map_err(|_| Stop::Bug)?;
        Ok(NewFile::rewrite(&self.decisions_file(), &text)?)
    }

    fn answers_folder(&self) -> PathBuf {
        self.folder.join("answers")
    }

    /// What people added, file by file, in the order in which they said it.
    fn answers(&self, more: Option<Answers>) -> Result<Answers, Stop> {
        let mut files = Vec::new();
        for (name, path) in answer_files(&self.answers_folder())? {
            files.push((name, Answers::read(Some(&path))?));
        }
        files.extend(more.map(|more| ("the page".to_owned(), more)));
        Ok(Answers::together(files))
    }

    /// Keeps what somebody added in a file of its own.
    pub(super) fn keep_answer(&self, answer: &Value) -> Result<(), Stop> {
        let folder = self.answers_folder();
        if !folder.is_dir() {
            private_folder(&folder)?;
        }
        let last = answer_files(&folder)?.into_iter().next_back();
        let last = last.and_then(|(name, _)| name.strip_suffix(ANSWER)?.parse::<u32>().ok());
        let number = last.unwrap_or_default().saturating_add(1);
        let path = folder.join(format!("{number:04}{ANSWER}"));
        let text = serde_json::to_vec_pretty(answer).map_err(|_| Stop::Bug)?;
        Ok(NewFile::write(&path, &text)?)
    }

    /// The cases that go, with what people added.
    pub(super) fn caseload(&self) -> Result<Caseload, Stop> {
        self.caseload_of(None)
    }

    /// The same, with what somebody is about to add.
    pub(super) fn caseload_with(&self, more: Answers) -> Result<Caseload, Stop> {
        self.caseload_of(Some(more))
    }

    fn caseload_of(&self, more: Option<Answers>) -> Result<Caseload, Stop> {
        let decisions = self.decisions()?.ok_or_else(not_decided)?;
        let answers = self.answers(more)?;
        Ok(Caseload::new(&self.cases(), Some(decisions), answers)?)
    }

    pub(super) fn notes(&self) -> Result<Notes, Stop> {
        let bytes = fs::read(self.folder.join(NOTES)).map_err(|_| Stop::Gone)?;
        serde_json::from_slice(&bytes).map_err(|_| {
            Stop::told(
                "journey.json of this handover is damaged",
                "Bring the sheet anew: mapping.toml can be copied from the folder.",
            )
        })
    }

    pub(super) fn keep_notes(&self, notes: &Notes) -> Result<(), Stop> {
        let text = serde_json::to_vec_pretty(notes).map_err(|_| Stop::Bug)?;
        Ok(NewFile::rewrite(&self.folder.join(NOTES), &text)?)
    }

    /// Changes the notes.
    pub(super) fn note(&self, change: impl FnOnce(&mut Notes)) -> Result<(), Stop> {
        let mut notes = self.notes()?;
        change(&mut notes);
        self.keep_notes(&notes)
    }
}

/// What a handover is asked before anybody has decided who goes.
pub(super) fn not_decided() -> Stop {
    Stop::told(
        "nobody has decided yet who goes",
        "Read the sheet first, then look at who goes.",
    )
}

/// The endings of files that can be read.
pub(super) const ENDINGS: [&str; 4] = ["xlsx", "xls", "ods", "csv"];

const NOTES: &str = "journey.json";

/// How the file of a sheet is called, whatever its name was: that may be a person's.
pub(super) const SHEET: &str = "sheet";

const ANSWER: &str = ".json";

fn answer_files(folder: &Path) -> Result<Vec<(String, PathBuf)>, Stop> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(_) => return Err(unreadable()),
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|_| unreadable())?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(ANSWER) {
            files.push((name, entry.path()));
        }
    }
    files.sort();
    Ok(files)
}

fn numbers(room: &Room) -> Result<Vec<u32>, Stop> {
    let entries = fs::read_dir(room.caseloads()).map_err(|_| unreadable())?;
    let names = entries
        .filter_map(Result::ok)
        .map(|entry| entry.file_name());
    Ok(names
        .filter_map(|name| name.to_str()?.parse().ok())
        .collect())
}

fn unreadable() -> Stop {
    Stop::told(
        "a folder of this desk cannot be read",
        "Look whether the disk is there and is yours.",
    )
}

//! What the eligibility rules read of each person, kept in a file between `import` and `select`.

use std::{fs, path::Path};

use handover_dataset::{
    CaseReference, Date, NhsNumber, PartialDate,
    eligibility::{Concern, Dated, Episode, Facts, Identity, Record},
    sections::{Outcome, PregnancyStatus, RiskLevel},
};
use handover_files::{FileError, NewFile};
use serde::{Deserialize, Serialize};

use crate::StoredError;

/// The file in the folder that `import` wrote.
pub const RECORDS_FILE: &str = "records.json";

/// A record in the file. It names people and never leaves this machine.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct StoredRecord {
    reference: CaseReference,
    episodes: Vec<StoredEpisode>,
    #[serde(default)]
    is_current: bool,
    died_on: StoredDate,
    has_died: bool,
    has_unreadable_row: bool,
    has_unread_facts: bool,
    is_suspected_duplicate: bool,
    identity: StoredIdentity,
    facts: StoredFacts,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct StoredEpisode {
    id: Option<String>,
    is_open: bool,
    referred_on: StoredDate,
    triaged_on: StoredDate,
    closed_on: StoredDate,
    reason: Option<String>,
    is_synthetic: bool,
}

/// What stands where a day should: the day, `invalid`, or `missing`.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum StoredDate {
    Invalid,
    Known(PartialDate),
    Missing,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct StoredIdentity {
    nhs_number: Option<NhsNumber>,
    given: Option<String>,
    family: Option<String>,
    aliases: Vec<String>,
    previous_families: Vec<String>,
    birth_date: StoredDate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unread_row: Option<String>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct StoredFacts {
    outcome: Option<Outcome>,
    ost_at_exit: bool,
    marac_heard_on: Vec<Date>,
    concerns: Vec<(String, Option<Date>)>,
    pregnancy: Option<PregnancyStatus>,
    level: Option<RiskLevel>,
}

/// Records on their way into a file, one a line of a list.
pub(crate) struct NewRecords {
    file: NewFile,
    before: &'static str,
}

impl NewRecords {
    pub(crate) const fn begin(file: NewFile) -> Self {
        let before = "[\n";
        Self { file, before }
    }

    pub(crate) fn push(&mut self, record: &Record) -> Result<(), FileError> {
        self.file.put(self.before.as_bytes())?;
        let line = serde_json::to_vec(&StoredRecord::from(record));
        let line = line.expect("a record is an object with text for keys");
        self.before = ",\n";
        self.file.put(&line)
    }

    pub(crate) fn finish(mut self) -> Result<(), FileError> {
        let is_empty = self.before.starts_with('[');
        let end = if is_empty { "[]\n" } else { "\n]\n" };
        self.file.put(end.as_bytes())?;
        self.file.finish()
    }
}

/// Reads the records of an imported folder.
///
/// # Errors
///
/// [`StoredError`] if the file is not there, or not as an import left it.
pub fn read_records(caseload: &Path) -> Result<Vec<Record>, StoredError> {
    let path = caseload.join(RECORDS_FILE);
    let bytes = fs::read(&path).map_err(|error| StoredError::Io(path.clone(), error))?;
    let stored: Vec<StoredRecord> =
        serde_json::from_slice(&bytes).map_err(|_| StoredError::Damaged(path))?;
    Ok(stored.into_iter().map(Record::from).collect())
}

impl From<&Record> for StoredRecord {
    fn from(record: &Record) -> Self {
        let identity = &record.identity;
        let facts = &record.facts;
        Self {
            reference: record.reference.clone(),
            episodes: record.episodes.iter().map(StoredEpisode::from).collect(),
            is_current: record.is_current,
            died_on: record.died_on.into(),
            has_died: record.has_died,
            has_unreadable_row: record.has_unreadable_row,
            has_unread_facts: record.has_unread_facts,
            is_suspected_duplicate: record.is_suspected_duplicate,
            identity: StoredIdentity {
                nhs_number: identity.nhs_number.clone(),
                given: identity.given.clone(),
                family: identity.family.clone(),
                aliases: identity.aliases.clone(),
                previous_families: identity.previous_families.clone(),
                birth_date: identity.birth_date.into(),
                unread_row: identity.unread_row.clone(),
            },
            facts: StoredFacts {
                outcome: facts.outcome,
                ost_at_exit: facts.ost_at_exit,
                marac_heard_on: facts.marac_heard_on.clone(),
                concerns: facts
                    .concerns
                    .iter()
                    .map(|concern| (concern.code.clone(), concern.to))
                    .collect(),
                pregnancy: facts.pregnancy,
                level: facts.level,
            },
        }
    }
}

impl From<StoredRecord> for Record {
    fn from(stored: StoredRecord) -> Self {
        let (identity, facts) = (stored.identity, stored.facts);
        let concern = |(code, to)| Concern { code, to };
        Self {
            reference: stored.reference,
            identity: Identity {
                nhs_number: identity.nhs_number,
                given: identity.given,
                family: identity.family,
                aliases: identity.aliases,
                previous_families: identity.previous_families,
                birth_date: identity.birth_date.into(),
                unread_row: identity.unread_row,
            },
            episodes: stored.episodes.into_iter().map(Episode::from).collect(),
            is_current: stored.is_current,
            died_on: stored.died_on.into(),
            has_died: stored.has_died,
            has_unreadable_row: stored.has_unreadable_row,
            has_unread_facts: stored.has_unread_facts,
            is_suspected_duplicate: stored.is_suspected_duplicate,
            facts: Facts {
                outcome: facts.outcome,
                ost_at_exit: facts.ost_at_exit,
                marac_heard_on: facts.marac_heard_on,
                concerns: facts.concerns.into_iter().map(concern).collect(),
                pregnancy: facts.pregnancy,
                level: facts.level,
            },
        }
    }
}

impl From<&Episode> for StoredEpisode {
    fn from(episode: &Episode) -> Self {
        Self {
            id: episode.id.clone(),
            is_open: episode.is_open,
            referred_on: episode.referred_on.into(),
            triaged_on: episode.triaged_on.into(),
            closed_on: episode.closed_on.into(),
            reason: episode.reason.clone(),
            is_synthetic: episode.is_synthetic,
        }
    }
}

impl From<StoredEpisode> for Episode {
    fn from(stored: StoredEpisode) -> Self {
        Self {
            id: stored.id,
            is_open: stored.is_open,
            referred_on: stored.referred_on.into(),
            triaged_on: stored.triaged_on.into(),
            closed_on: stored.closed_on.into(),
            reason: stored.reason,
            is_synthetic: stored.is_synthetic,
        }
    }
}

impl From<Dated> for StoredDate {
    fn from(dated: Dated) -> Self {
        match dated {
            Dated::Invalid => Self::Invalid,
            Dated::Known(date) => Self::Known(date),
            Dated::Missing => Self::Missing,
        }
    }
}

impl From<StoredDate> for Dated {
    fn from(stored: StoredDate) -> Self {
        match stored {
            StoredDate::Invalid => Self::Invalid,
            StoredDate::Known(date) => Self::Known(date),
            StoredDate::Missing => Self::Missing,
        }
    }
}

#[cfg(test)]
mod tests {
    use handover_interop::{Mapping, built_in_extract};

    use super::*;

    #[test]
    fn keeps_every_record_as_it_is() {
        let sources = built_in_extract("harrow-2010").unwrap();
        let mapping = Mapping::built_in("harrow-2010").unwrap();
        let import = mapping.import(&sources).unwrap();
        assert_eq!(import.records().len(), 120);
        for records in [import.records(), &[]] {
            let folder = tempfile::tempdir().unwrap();
            let file = NewFile::create(&folder.path().join(RECORDS_FILE)).unwrap();
            let mut file = NewRecords::begin(file);
            for record in records {
                file.push(record).unwrap();
            }
            file.finish().unwrap();
            assert!(read_records(folder.path()).unwrap() == records);
        }
    }
}

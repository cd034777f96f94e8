//! What people say about cases, in tables: who decides what is undecided, what was decided, who
//! takes on which case.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use handover_dataset::CaseReference;
use handover_identity::{Owner, PersonDecided};
use handover_trust::{Date, OrganisationId, PosixTime};

use crate::{FileError, table::table};

/// What people say, by case.
#[derive(Debug, Default)]
pub struct People {
    /// Who decides, and by when, where a table says so.
    owners: BTreeMap<CaseReference, Owner>,
    /// The same for every other undecided case.
    default_owner: Option<Owner>,
    decided: BTreeMap<CaseReference, PersonDecided>,
    recipients: BTreeMap<CaseReference, OrganisationId>,
    requested: BTreeMap<CaseReference, Requested>,
}

/// That somebody came back, and a practitioner decided to hand over their case.
#[derive(Debug)]
pub(crate) struct Requested {
    /// The day on which the request came.
    pub(crate) on: Date,
    pub(crate) decided: PersonDecided,
}

impl People {
    /// Reads `--undecided`: columns `case`, `who`, `by`.
    ///
    /// # Errors
    ///
    /// [`FileError`], which names every mistake by its line.
    pub fn read_owners(&mut self, path: &Path) -> Result<(), FileError> {
        let rows = table(path, &["case", "who", "by"], |cells, mistakes| {
            let by: Option<Date> = cells.parsed("by", "a day: 2026-10-01", mistakes);
            let who = cells.filled("who", "the name of whoever decides", mistakes);
            Some(Owner {
                who: who?,
                by: end_of(by?),
            })
        })?;
        self.owners = rows;
        Ok(())
    }

    /// Takes `--undecided-owner` and `--undecided-by`.
    pub fn set_default_owner(&mut self, who: &str, by: Date) {
        self.default_owner = Some(Owner {
            who: who.to_owned(),
            by: end_of(by),
        });
    }

    /// Reads `--decided`: columns `case`, `decision`, `by`, `reason`.
    ///
    /// # Errors
    ///
    /// [`FileError`], which names every mistake by its line.
    pub fn read_decided(&mut self, path: &Path) -> Result<(), FileError> {
        self.decided = table(path, &DECIDED, |cells, mistakes| {
            let words = [("include", true), ("exclude", false)];
            let include = cells.word("decision", &words, mistakes);
            let by = cells.filled("by", "the name of whoever decided", mistakes);
            let reason = cells.filled("reason", "why, in words; it stays here", mistakes);
            Some(PersonDecided {
                include: include?,
                by: by?,
                reason: reason?,
            })
        })?;
        Ok(())
    }

    /// Takes what a practitioner decided about one case, in the place of what they decided before.
    pub fn set_decided(&mut self, case: CaseReference, decided: PersonDecided) {
        self.decided.insert(case, decided);
    }

    /// Takes back what was decided about a case; false if nothing was.
    pub fn forget_decided(&mut self, case: &CaseReference) -> bool {
        self.decided.remove(case).is_some()
    }

    /// What practitioners decided, by case.
    pub fn all_decided(&self) -> impl Iterator<Item = (&CaseReference, &PersonDecided)> {
        self.decided.iter()
    }

    /// What practitioners decided, as the table that [`read_decided`](Self::read_decided) reads.
    ///
    /// # Panics
    ///
    /// Never: a table in memory can be written.
    #[must_use]
    pub fn decided_table(&self) -> Vec<u8> {
        let mut table = csv::Writer::from_writer(Vec::new());
        let mut write = |cells: [&str; 4]| {
            let written = table.write_record(cells);
            written.expect("a table in memory can be written");
        };
        write(DECIDED);
        for (case, decided) in &self.decided {
            let decision = if decided.include {
                "include"
            } else {
                "exclude"
            };
            write([case.as_str(), decision, &decided.by, &decided.reason]);
        }
        table
            .into_inner()
            .expect("a table in memory can be written")
    }

    /// Reads `--recipients`: columns `case`, `organisation`.
    ///
    /// # Errors
    ///
    /// [`FileError`], which names every mistake by its line.
    pub fn read_recipients(&mut self, path: &Path) -> Result<(), FileError> {
        self.recipients = table(path, &["case", "organisation"], |cells, mistakes| {
            cells.parsed("organisation", "the id of an organisation", mistakes)
        })?;
        Ok(())
    }

    /// Reads `--requested`: columns `case`, `on`, `by`, `reason`.
    ///
    /// # Errors
    ///
    /// [`FileError`], which names every mistake by its line.
    pub fn read_requested(&mut self, path: &Path) -> Result<(), FileError> {
        self.requested = table(path, &["case", "on", "by", "reason"], |cells, mistakes| {
            let is = "the day on which the request came: 2026-10-01";
            let on: Option<Date> = cells.parsed("on", is, mistakes);
            let by = cells.filled("by", "the name of whoever decided to answer", mistakes);
            let reason = cells.filled("reason", "why, in words; it stays here", mistakes);
            Some(Requested {
                on: on?,
                decided: PersonDecided {
                    include: true,
                    by: by?,
                    reason: reason?,
                },
            })
        })?;
        Ok(())
    }

    /// Who decided to hand over a case that was asked for.
    pub(crate) fn requested(&self, case: &CaseReference) -> Option<&Requested> {
        self.requested.get(case)
    }

    /// Who decides about an undecided case.
    pub(crate) fn owner(&self, case: &CaseReference) -> Option<&Owner> {
        self.owners.get(case).or(self.default_owner.as_ref())
    }

    /// What a practitioner decided about a case.
    pub(crate) fn decided(&self, case: &CaseReference) -> Option<&PersonDecided> {
        self.decided.get(case)
    }

    /// Who takes on a case.
    pub(crate) fn recipient(&self, case: &CaseReference) -> Option<&OrganisationId> {
        self.recipients.get(case)
    }

    /// Every case that a table names and `known` does not.
    pub(crate) fn unknown(&self, known: &BTreeSet<CaseReference>) -> Vec<CaseReference> {
        let named: BTreeSet<&CaseReference> = self
            .owners
            .keys()
            .chain(self.decided.keys())
            .chain(self.recipients.keys())
            .chain(self.requested.keys())
            .collect();
        let unknown = named.into_iter().filter(|case| !known.contains(*case));
        unknown.cloned().collect()
    }
}

/// The columns of what practitioners decided.
const DECIDED: [&str; 4] = ["case", "decision", "by", "reason"];

/// The last second of a day in Europe/London.
fn end_of(day: Date) -> PosixTime {
    PosixTime::new(day.passes().as_secs().saturating_sub(1)).unwrap_or(PosixTime::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is written is read as it was, commas and lines in it too.
    #[test]
    fn what_was_decided_is_read_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("decided.csv");
        let mut people = People::default();
        let decided = PersonDecided {
            include: false,
            by: "Jo Hale".to_owned(),
            reason: "Moved, to \"Brent\".\nSaid so.".to_owned(),
        };
        people.set_decided("c-1".parse().unwrap(), decided);
        std::fs::write(&path, people.decided_table()).unwrap();
        let mut again = People::default();
        again.read_decided(&path).unwrap();
        let case = "c-1".parse().unwrap();
        let read = again.decided(&case).unwrap();
        assert!(!read.include && read.by == "Jo Hale");
        assert_eq!(read.reason, "Moved, to \"Brent\".\nSaid so.");
        assert!(again.forget_decided(&case) && !again.forget_decided(&case));
    }
}

//! Mandates, rosters and countersigns that travel beside a package.

use std::{
    fs,
    path::{Path, PathBuf},
};

use handover::{
    AgreementState, AtHand, Countersign, Kind, Mandate, PosixTime, Roster, Sight, Statement,
    StatementError, VerifiedDirectory, statement_kind,
};

use crate::{
    problem::{Problem, shown},
    refusals::refusal,
};

/// The statements that a package refers to.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct StatementArguments {
    /// A mandate, roster or countersign at hand; a folder stands for the files in it
    #[arg(long = "statement", value_name = "FILE|FOLDER")]
    paths: Vec<PathBuf>,
}

/// Verified statements, by kind.
#[derive(Default)]
pub(crate) struct Statements {
    mandates: Vec<Statement<Mandate>>,
    rosters: Vec<Statement<Roster>>,
    countersigns: Vec<Statement<Countersign>>,
}

impl StatementArguments {
    /// Reads and verifies them all.
    pub(crate) fn verified(
        &self,
        directory: &VerifiedDirectory,
        now: PosixTime,
    ) -> Result<Statements, Problem> {
        let mut statements = Statements::default();
        for path in &self.paths {
            if path.is_dir() {
                let told = |error| Problem::reading(path, &error);
                for entry in fs::read_dir(path).map_err(told)? {
                    let file = entry.map_err(told)?.path();
                    if file.is_file() {
                        statements.add(&file, directory, now)?;
                    }
                }
            } else {
                statements.add(path, directory, now)?;
            }
        }
        Ok(statements)
    }
}

impl Statements {
    fn add(
        &mut self,
        path: &Path,
        directory: &VerifiedDirectory,
        now: PosixTime,
    ) -> Result<(), Problem> {
        let bytes = fs::read(path).map_err(|error| Problem::reading(path, &error))?;
        let sight = Sight::now(now);
        let told = |error: StatementError| refusal(&shown(path), error.class(), error);
        match statement_kind(&bytes) {
            Some(Kind::Mandate) => {
                let mandate = directory.verify(&bytes, &sight).map_err(told)?;
                self.mandates.push(mandate);
            }
            Some(Kind::Roster) => {
                let roster = directory.verify(&bytes, &sight).map_err(told)?;
                self.rosters.push(roster);
            }
            Some(Kind::Countersign) => {
                let countersign = directory.verify(&bytes, &sight).map_err(told)?;
                self.countersigns.push(countersign);
            }
            _ => {
                return Err(Problem::usage(
                    format!("{} is no mandate, roster or countersign", shown(path)),
                    "Give --statement only with what the package refers to.",
                ));
            }
        }
        Ok(())
    }

    /// What a package is compared with.
    pub(crate) fn at_hand(&self) -> AtHand<'_> {
        AtHand::new(&self.mandates, &self.rosters, &self.countersigns)
    }
}

/// How far mandate and roster were checked, in words.
pub(crate) const fn agreement(state: AgreementState) -> &'static str {
    match state {
        AgreementState::Checked => "mandate, roster and countersigns agree",
        AgreementState::NoMandate => "under no mandate",
        AgreementState::NotAtHand => {
            "names a mandate that is not at hand: give it with --statement"
        }
    }
}

//! What `accept`, `query`, `refuse`, `redirect`, `misdirect` and `event` share: a person says
//! something about cases of one package.

mod cases;
mod failures;
pub(crate) mod words;

use std::{io::BufReader, path::PathBuf};

use handover::{
    FolderMemory, Office, OfficeDesk,
    files::open_package,
    package::SignedIndex,
    trust::{ShortName, Signer},
};

use super::{
    filing::{Filing, FilingArguments},
    statements::{Statements, index_of, judged_by},
};
use crate::{clock::Moment, problem::Problem, screen::Screen, terminal::Progress};

pub(crate) use self::{cases::CaseArguments, failures::not_said};

/// What a person at a desk has before them.
#[derive(Debug, clap::Args)]
pub(crate) struct DeskArguments {
    /// The package
    #[arg(value_name = "PACKAGE")]
    pub(crate) package: PathBuf,
    #[command(flatten)]
    pub(crate) filing: FilingArguments,
    /// The role of the person who signs, if the identity has several persons
    #[arg(long, value_name = "ROLE")]
    pub(crate) role: Option<ShortName>,
    /// The dataset profile, if the package follows none that is built in
    #[arg(long, value_name = "FILE")]
    pub(crate) profile: Option<PathBuf>,
}

/// A package before a person who may sign.
pub(crate) struct AtDesk {
    pub(crate) office: Office,
    pub(crate) statements: Statements,
    pub(crate) index: SignedIndex,
    /// The person who signs.
    pub(crate) signer: Signer,
    pub(crate) moment: Moment,
    /// Where what is said goes.
    pub(crate) filing: Filing,
}

impl DeskArguments {
    /// Verifies what is at hand, and unlocks the person's key.
    pub(crate) fn read(&self, screen: &Screen) -> Result<AtDesk, Problem> {
        let filing = &self.filing;
        let mut office = filing.signing.office(self.profile.as_deref())?;
        let mut files = filing.statements.find(screen)?;
        let id = files.add_package(&self.package)?;
        let statements = judged_by(&mut office, &files, screen)?;
        let index = index_of(statements.known(), id)?.clone();
        // Whether it is what mandate and roster provide for is told before anybody is asked for a passphrase.
        self.desk(&mut office, &statements, &index)?;
        let person = office.identity().person(self.role.as_ref())?.key.clone();
        let passphrase = filing.signing.passphrase()?;
        let moment = filing.signing.trust.at.moment();
        let filing = filing.filing(office.identity(), office.directory(), &passphrase, screen)?;
        let signer = office.identity().signer(&person, &passphrase)?;
        office.unlock(&passphrase);
        Ok(AtDesk {
            office,
            statements,
            index,
            signer,
            moment,
            filing,
        })
    }

    /// The package on the desk.
    pub(crate) fn desk<'o>(
        &self,
        office: &'o mut Office,
        statements: &'o Statements,
        index: &SignedIndex,
    ) -> Result<OfficeDesk<'o, FolderMemory>, Problem> {
        let desk = office.desk(index, statements.known());
        desk.map_err(|error| Problem::with_package(&self.package, error))
    }

    /// Opens every case on the desk.
    pub(crate) fn open(&self, desk: &mut OfficeDesk<'_, FolderMemory>) -> Result<(), Problem> {
        let package = BufReader::new(open_package(&self.package)?);
        let mut progress: Option<Progress> = None;
        let read = desk.read(package, &mut |count| {
            progress
                .get_or_insert_with(|| Progress::new("open", count))
                .step();
        });
        read.map_err(|error| Problem::with_package(&self.package, error))
    }
}

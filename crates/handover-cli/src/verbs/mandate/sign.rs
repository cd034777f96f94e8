//! `handover mandate sign`.

use std::{fs, path::Path};

use handover::{
    package::ProfileInForce,
    transfer::{MandateForm, NamedFiles},
    trust::{FileReference, PosixTime, VerifiedDirectory},
};
use handover_report::{Names, mandate::MandateSigned};

use super::{SignArguments, deadlines_in_force};
use crate::{
    mistakes::in_form,
    problem::Problem,
    screen::Screen,
    verbs::{profile::read_profile, select::read_rules},
};

pub(super) fn run(arguments: &SignArguments, screen: &Screen) -> Result<(), Problem> {
    let mut office = arguments.signing.office(None)?;
    // Every mistake is told before anybody is asked for a passphrase.
    let form = read_form(&arguments.file, office.directory(), office.now())?;
    office.unlock(&arguments.signing.passphrase()?);
    let mandate = office.sign_mandate(form)?;
    let path = arguments.to.write(&mandate)?;
    let in_force = deadlines_in_force(&mandate, None)?;
    screen.report(&MandateSigned::new(
        &mandate,
        in_force.as_ref(),
        &path,
        Names::new(office.directory(), office.now()),
    ))
}

/// Reads a filled-in template; every mistake is told.
fn read_form(
    file: &Path,
    directory: &VerifiedDirectory,
    now: PosixTime,
) -> Result<MandateForm, Problem> {
    let text = fs::read_to_string(file).map_err(|error| Problem::reading(file, &error))?;
    let folder = file.parent().unwrap_or_else(|| Path::new(""));
    MandateForm::read(&text, &Beside(folder), directory, now).map_err(|error| {
        let next = "Mend the file and sign again; `handover mandate new` writes a fresh one.";
        in_form(file, &error.mistakes, next)
    })
}

/// What a form names: a file beside it, else what is built in or a path.
struct Beside<'a>(&'a Path);

impl Beside<'_> {
    fn found(&self, name: &str) -> String {
        let beside = self.0.join(name);
        if beside.is_file() {
            beside.to_string_lossy().into_owned()
        } else {
            name.to_owned()
        }
    }
}

impl NamedFiles for Beside<'_> {
    fn profile(&self, name: &str) -> Result<ProfileInForce, String> {
        read_profile(&self.found(name)).map_err(|problem| problem.what().to_owned())
    }

    fn rules(&self, name: &str) -> Result<FileReference, String> {
        let rules = read_rules(&self.found(name));
        rules
            .map(|rules| rules.reference)
            .map_err(|problem| problem.what().to_owned())
    }
}

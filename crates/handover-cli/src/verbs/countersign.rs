//! `handover countersign`: somebody agrees to a statement, or shows when it was seen.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use handover::{
    Countersignable, Office, OfficeError,
    cbor::RefusalClass,
    files::{is_package, unverified_index},
    trust::{Countersign, ShortName},
};
use handover_identity::{Identity, KeyName};
use handover_report::{
    Names, Page, Paint,
    countersign::{Countersigned, tell},
    shown,
};

use super::{filing::FilingArguments, mandate::deadlines_in_force, statements::judged_by};
use crate::{problem::Problem, refusals::refusal, screen::Screen};

/// Agree to a statement of the transfer, as a person in a role or as the office of an organisation
///
/// To a mandate, as `office`: it binds the organisation. To a roster, as `office` of the commissioner:
/// the roster is frozen. To a package, in the role that the mandate asks for; or for whom it is, as a
/// person who takes the actions that its cases ask of that role. `seen` agrees to nothing: it shows when the commissioner, or the recipient's server, first saw the statement, of whatever
/// kind; `pull --seen` says it of all that is new. What is being agreed to is told on standard error before anything is signed.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The mandate or roster; or a package, or the index that was sealed with it; as seen, any statement
    #[arg(value_name = "STATEMENT")]
    file: PathBuf,
    /// The role of the person, or office, or seen
    #[arg(long, value_name = "ROLE|office|seen")]
    role: ShortName,
    #[command(flatten)]
    filing: FilingArguments,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let (path, role) = (arguments.file.as_path(), &arguments.role);
    let filing = &arguments.filing;
    let mut office = filing.signing.office(None)?;
    let statements = judged_by(&mut office, &filing.statements.find(screen)?, screen)?;
    let known = statements.known();
    let bytes = match is_package(path)? {
        true => unverified_index(path)?,
        false => fs::read(path).map_err(|error| Problem::reading(path, &error))?,
    };
    let subject = office.countersignable(&bytes, role);
    let subject = subject.map_err(|error| not_countersignable(path, error))?;
    office.may_agree(&subject, role, known)?;
    let key = key_for(office.identity(), role)?;
    office.check_second(&subject, role, &office.identity().certificate(&key)?)?;
    screen.note(&told(&subject, role, &office));
    let passphrase = filing.signing.passphrase()?;
    let filing = filing.filing(office.identity(), office.directory(), &passphrase, screen)?;
    let signer = office.identity().signer(&key, &passphrase)?;
    let agreed = office.countersign(&subject, role, known, &signer)?;
    let filed = filing.write(&agreed)?.send();
    screen.report(&Countersigned::new(&agreed, &subject, filed.told()))?;
    filed.done()
}

/// What is told of a file that cannot be countersigned.
fn not_countersignable(path: &Path, error: OfficeError) -> Problem {
    match error {
        OfficeError::NobodyAgrees(_) => Problem::usage(
            format!("{} is {error}", shown(path)),
            "Countersign a mandate, a roster or a package; every statement of a transfer can be \
             countersigned as seen.",
        ),
        OfficeError::Receive(error) => refusal(&shown(path), error.class(), error),
        error => Problem::with_package(path, error),
    }
}

/// The key that may sign in this role.
pub(crate) fn key_for(identity: &Identity, role: &ShortName) -> Result<KeyName, Problem> {
    identity.key_to_countersign(role).ok_or_else(|| {
        refusal(
            "the countersignature",
            RefusalClass::NotEntitled,
            format!("nobody of this identity has the role {role} on a certificate"),
        )
        .advise("`handover identity show` lists the roles; somebody who has this one must sign.")
    })
}

/// What is being agreed to, for whoever agrees.
fn told(subject: &Countersignable, role: &ShortName, office: &Office) -> String {
    let names = Names::new(office.directory(), office.now());
    let mut page = Page::new(Paint::plain());
    let us = names.of(office.organisation());
    let verb = match role.as_str() {
        Countersign::SEEN => "You show that you have seen this:".to_owned(),
        Countersign::OFFICE => format!("{us} agrees to this:"),
        role => format!("As {role} of {us} you agree to this:"),
    };
    page.line(&verb);
    // Without a profile file there is nothing to be wrong with it.
    let in_force = match subject {
        Countersignable::Mandate(mandate) => deadlines_in_force(mandate, None).ok().flatten(),
        _ => None,
    };
    tell(subject, &mut page, names, in_force.as_ref());
    page.into_text()
}

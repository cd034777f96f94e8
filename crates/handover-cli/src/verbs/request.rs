//! `handover request`: somebody came back, and the holder of their record is asked for the case.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use handover::{
    cbor::RefusalClass,
    trust::{KeyId, OrganisationId},
};
use handover_caseload::{
    Recipients, RequestCaseError, RequestForm, RequestFormError, RequestParties, To,
};
use handover_report::{Paint, findings::report, seal::RequestSealed, shown};

use super::{check::not_ready, profile::read_profile, seal::shows, signing::SigningArguments};
use crate::{problem::Problem, refusals::refusal, screen::Screen};

/// Ask the holder of a record for the case of somebody who came back, sealed to the holder alone
///
/// What is asked with is name, number and day of birth, who asks, and why; nothing else. The form is
/// filled in from `handover schema request`. The holder opens it, and a practitioner there decides: the
/// case comes under the mandate that once left it out, or a refusal with a reason.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The form, filled in
    #[arg(value_name = "FORM.json")]
    form: PathBuf,
    /// Who holds the record
    #[arg(long = "for", value_name = "ORG")]
    holder: OrganisationId,
    /// The folder to write the package to
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
    /// Days within which the package must be opened
    #[arg(long, value_name = "DAYS", default_value_t = 14)]
    open_within: u32,
    /// The holder's new sealing key, confirmed by another road than the directory
    #[arg(long, value_name = "HEX")]
    confirm_key: Vec<KeyId>,
    #[command(flatten)]
    signing: SigningArguments,
}

/// The profile of a request, and the audience that answers it.
pub(crate) const PROFILE: &str = "request";

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let mut office = arguments.signing.office(None)?;
    let profile = read_profile(PROFILE)?;
    let to = To {
        organisation: arguments.holder.clone(),
        audience: profile
            .profile()
            .lead()
            .parse()
            .map_err(|_| Problem::our_bug("an audience is no short name"))?,
    };
    let recipients = Recipients::new(
        std::slice::from_ref(&to),
        profile.profile(),
        office.directory(),
        office.now(),
    )?;
    let form = read(&arguments.form)?;
    if !form.is_verified() {
        screen.note(
            "the number is not verified (status 01): the holder discloses nothing before a \
             practitioner there has decided whose record it is",
        );
    }
    let parties = RequestParties {
        from: office.organisation(),
        to: &arguments.holder,
        directory: office.directory(),
        at: office.now(),
    };
    let case = form.checked(&parties, &recipients, profile.profile());
    let case = case.map_err(not_made)?;
    office.unlock(&arguments.signing.passphrase()?);
    let moment = arguments.signing.trust.at.moment();
    let until = moment.days_later(arguments.open_within)?.posix();
    let mut sealing = office
        .seal([case], &profile)
        .to(to.organisation, to.audience);
    for key in &arguments.confirm_key {
        sealing = sealing.confirming(*key);
    }
    let sealed = sealing
        .until(until)
        .write_folder(&arguments.to, shows(screen));
    let sealed = sealed.map_err(|error| Problem::not_sealed(error, &arguments.to))?;
    screen.report(&RequestSealed::new(&sealed, &arguments.to))?;
    Ok(ExitCode::SUCCESS)
}

/// A filled-in request, from its file.
fn read(path: &Path) -> Result<RequestForm, Problem> {
    let bytes = fs::read(path).map_err(|error| Problem::reading(path, &error))?;
    RequestForm::read(&bytes).map_err(|error| match error {
        RequestFormError::TooMuch => Problem::input_output(
            format!("{}: {error}", shown(path)),
            "Take it out: a holder finds a record by these, and needs to know no more.",
        ),
        error => Problem::input_output(
            format!("{} is no request: {error}", shown(path)),
            "`handover schema request` prints one to copy and fill in.",
        ),
    })
}

/// Why a request that was read becomes no case.
fn not_made(error: RequestCaseError) -> Problem {
    match error {
        RequestCaseError::Form(RequestFormError::NotListed(id)) => refusal(
            &format!("organisation {id}"),
            RefusalClass::NotEntitled,
            RequestFormError::NotListed(id.clone()),
        ),
        RequestCaseError::NotReady(found) => {
            let blocked = [found];
            let told = report(&blocked, false, Paint::plain());
            not_ready(&blocked, false)
                .advise("Mend the form, then run it again.")
                .made_of([told.trim_end().to_owned()])
        }
        error => Problem::our_bug(error.to_string()),
    }
}

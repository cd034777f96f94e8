//! `handover request`: somebody came back, and the holder of their record is asked for the case.

mod form;

use std::{path::PathBuf, process::ExitCode};

use handover::trust::{KeyId, OrganisationId};
use handover_caseload::{Answers, Caseload, Recipients, RequestParties, SealPlan, To};
use handover_report::{Page, Paint, Report, findings::report, shown};
use serde::Serialize;

use super::{
    check::not_ready,
    profile::read_profile,
    seal::{PackagesInput, SealedPackage, seal_all},
    signing::SigningArguments,
};
use crate::{output::NewFolder, problem::Problem, screen::Screen};

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

/// Where the case is while it is being sealed, in the identity folder; it never gets this name.
const WORKING: &str = "request";

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let signatory = arguments.signing.signatory()?;
    let moment = arguments.signing.trust.at.moment();
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
        &signatory.directory,
        signatory.now,
    )?;
    let form = form::read(&arguments.form)?;
    if !form.is_verified() {
        screen.note(
            "the number is not verified (status 01): the holder discloses nothing before a \
             practitioner there has decided whose record it is",
        );
    }
    let parties = RequestParties {
        from: signatory.us(),
        to: &arguments.holder,
        directory: &signatory.directory,
        at: signatory.now,
    };
    let case = form
        .case(&parties, profile.profile())
        .map_err(form::not_made)?;
    // Sealing reads cases from files: this one's goes again when it is sealed, or when we are stopped.
    let working = NewFolder::create(&signatory.identity.folder().join(WORKING))?;
    working.write("case.json", case.to_string().as_bytes())?;
    let caseload = Caseload::new(working.path(), None, Answers::default())?;
    let plan = SealPlan::of(&caseload, &recipients, &profile, || {})?;
    let blocked = &plan.not_sealed().blocked;
    if !blocked.is_empty() {
        let found = report(blocked, false, Paint::plain());
        let problem = not_ready(blocked, false);
        return Err(problem
            .advise("Mend the form, then run it again.")
            .made_of([found.trim_end().to_owned()]));
    }
    let passphrase = arguments.signing.passphrase()?;
    let signer = signatory.office(&passphrase)?;
    let input = PackagesInput {
        directory: &signatory.directory,
        identity: &signatory.identity,
        signer: &signer,
        confirmed: &arguments.confirm_key,
        moment,
        open_within: arguments.open_within,
        to: &arguments.to,
    };
    let (sealed, _) = seal_all(&input, plan.alone())?;
    screen.report(&RequestSealed {
        packages: sealed,
        to: shown(&arguments.to),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The package of a request.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RequestSealed {
    packages: Vec<SealedPackage>,
    #[serde(skip)]
    to: String,
}

impl Report for RequestSealed {
    fn tell(&self, page: &mut Page) {
        for package in &self.packages {
            package.tell(page);
        }
        page.line(&format!("Written: {}", self.to));
    }
}

//! `handover seal`: cases into packages that only the right people can open.

mod left_out;
mod package;
mod under;

use std::{path::PathBuf, process::ExitCode};

use handover::trust::KeyId;
use handover_caseload::{RecipientError, Recipients, SealPlan, To};
use handover_identity::KeyName;
use handover_report::{
    Page, Report,
    refused::{LeftOutCase, tell_left_out},
    shown,
};
use serde::Serialize;

use self::{
    left_out::{Told, note_left_out, rows},
    under::AtHand,
};
use super::{
    mandate::read_mandate, profile::ProfileArgument, signing::SigningArguments,
    statements::StatementArguments,
};
use crate::{caseload::CaseloadArguments, problem::Problem, screen::Screen, terminal::Progress};

pub(crate) use package::{PackagesInput, SealedPackage, seal_all};

/// Seal cases to the organisations that may read them, and sign the package
///
/// Every case is checked first: if anything blocks, nothing is sealed (`handover check` says what to
/// do). Whoever a case names in field 914 must be named with --for. --leave-out seals what can go, names by
/// case what is not sealed and for whom, and ends with exit code 1; a case never goes to its other readers
/// while whoever takes it on gets none. Cases go together that the same organisations may read. Who may read
/// less gets a split case in a package of its own. Beside each package stands its index, which names no case: it is what a
/// commissioner gets. All of them appear together, whole, or not at all.
///
/// With --mandate the cases are held against the rosters: none more, none less, none a second time.
/// Field 904, which mandate it is, is filled in where a case has none; one that says another is refused. Late additions go in a further package, by a further roster.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    caseload: CaseloadArguments,
    #[command(flatten)]
    profile: ProfileArgument,
    /// Who may open it: an organisation of the directory and an audience of the profile
    #[arg(long = "for", value_name = "ORG:AUDIENCE", required = true)]
    recipients: Vec<To>,
    /// The folder to write the packages to
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
    /// Seal what can go; what is not sealed, or not for everybody named there, is listed: exit code 1
    #[arg(long, alias = "leave-out-blocked")]
    leave_out: bool,
    /// The mandate under which they go: then exactly the cases of its roster that are not sealed yet
    #[arg(long, value_name = "FILE", num_args = 1..)]
    mandate: Vec<PathBuf>,
    #[command(flatten)]
    statements: StatementArguments,
    /// An earlier package, or its index, in whose place this one stands; before anybody accepted
    #[arg(long, value_name = "PACKAGE|INDEX", requires = "mandate")]
    supersedes: Option<PathBuf>,
    /// Days within which the package must be opened
    #[arg(long, value_name = "DAYS", default_value_t = 60)]
    open_within: u32,
    /// A recipient's new sealing key, confirmed by another road than the directory
    #[arg(long, value_name = "HEX")]
    confirm_key: Vec<KeyId>,
    #[command(flatten)]
    signing: SigningArguments,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let in_force = arguments.profile.read()?;
    let profile = in_force.profile();
    let signatory = arguments.signing.signatory()?;
    let directory = &signatory.directory;
    let moment = arguments.signing.trust.at.moment();
    let recipients = Recipients::new(&arguments.recipients, profile, directory, signatory.now);
    let recipients = recipients.map_err(|error| match &error {
        RecipientError::NoAudience(audience) => {
            let known: Vec<&str> = profile.audiences().iter().map(|a| a.name()).collect();
            Problem::usage(
                format!("{} has no audience {audience}", profile.reference()),
                format!("It has: {}.", known.join(", ")),
            )
        }
        _ => error.into(),
    })?;
    let mandates = Some(arguments.mandate.as_slice()).filter(|named| !named.is_empty());
    let mandate = mandates.map(|named| read_mandate(named, directory, signatory.now));
    let mandate = mandate.transpose()?;
    let caseload = arguments.caseload.read()?.under(mandate.clone());
    let told = Told {
        is_decided: caseload.is_decided(),
        profile,
        screen,
    };
    let progress = Progress::new("check", caseload.draft_count());
    let plan = SealPlan::of(&caseload, &recipients, &in_force, || progress.step())?;
    drop(progress);
    let plan = plan.complete_or(arguments.leave_out);
    let plan = plan.map_err(|error| told.refused(error))?;
    let passphrase = arguments.signing.passphrase()?;
    let at_hand =
        mandate.map(|mandate| AtHand::read(arguments, mandate, &signatory, &passphrase, screen));
    let at_hand = at_hand.transpose()?;
    let planned = match &at_hand {
        Some(at_hand) => at_hand.arranged(plan, signatory.now, &told)?,
        None => plan.alone(),
    };
    let signer = signatory.identity.signer(&KeyName::office(), &passphrase)?;
    let input = PackagesInput {
        directory,
        identity: &signatory.identity,
        signer: &signer,
        confirmed: &arguments.confirm_key,
        moment,
        open_within: arguments.open_within,
        to: &arguments.to,
    };
    let (sealed, not_sealed) = seal_all(&input, planned)?;
    screen.report(&SealReport {
        left_out: rows(&not_sealed),
        packages: sealed,
        to: shown(&arguments.to),
    })?;
    if not_sealed.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    note_left_out(&not_sealed, screen);
    Ok(ExitCode::FAILURE)
}

/// What was sealed, and what was not.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct SealReport {
    left_out: Vec<LeftOutCase>,
    packages: Vec<SealedPackage>,
    #[serde(skip)]
    to: String,
}

impl Report for SealReport {
    fn tell(&self, page: &mut Page) {
        for package in &self.packages {
            package.tell(page);
        }
        tell_left_out(page, "Left out", &self.left_out);
        page.line(&format!("Written: {}", self.to));
    }
}

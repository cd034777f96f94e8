//! `handover seal`: cases into packages that only the right people can open.

mod left_out;

use std::{path::PathBuf, process::ExitCode};

use handover::{Office, SealingStep, package::SignedIndex, trust::KeyId};
use handover_caseload::{RecipientError, Recipients, SealPlan, To};
use handover_report::seal::SealReport;

use self::left_out::{Told, note_left_out};
use super::{
    mandate::read_mandate,
    profile::ProfileArgument,
    signing::SigningArguments,
    statements::{StatementArguments, Statements, index_of, judged_by},
};
use crate::{caseload::CaseloadArguments, problem::Problem, screen::Screen, terminal::Progress};

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
    let mut office = arguments.signing.office(None)?;
    let recipients = Recipients::new(
        &arguments.recipients,
        profile,
        office.directory(),
        office.now(),
    );
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
    let mandate = mandates.map(|named| read_mandate(named, office.directory(), office.now()));
    let caseload = arguments.caseload.read(screen)?.under(mandate.transpose()?);
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
    office.unlock(&arguments.signing.passphrase()?);
    let (known, before) = arguments.at_hand(&mut office, screen)?;
    let moment = arguments.signing.trust.at.moment();
    let until = moment.days_later(arguments.open_within)?.posix();
    let mut sealing = office.seal_plan(plan).by(known.known()).until(until);
    for key in &arguments.confirm_key {
        sealing = sealing.confirming(*key);
    }
    if let Some(before) = before {
        sealing = sealing.superseding(before);
    }
    let sealed = sealing.write_folder(&arguments.to, shows(screen));
    let sealed = sealed.map_err(|error| told.not_sealed(error, &arguments.to))?;
    screen.report(&SealReport::new(&sealed, &arguments.to))?;
    if sealed.not_sealed.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    note_left_out(&sealed.not_sealed, screen);
    Ok(ExitCode::FAILURE)
}

impl Arguments {
    /// What was said under the mandate, and the package to supersede; nothing where there is no mandate.
    fn at_hand(
        &self,
        office: &mut Office,
        screen: &Screen,
    ) -> Result<(Statements, Option<SignedIndex>), Problem> {
        if self.mandate.is_empty() {
            return Ok((Statements::default(), None));
        }
        let mut files = self.statements.find(screen)?;
        let before = self
            .supersedes
            .as_deref()
            .map(|path| files.add_package(path));
        let before = before.transpose()?;
        let known = judged_by(office, &files, screen)?;
        let before = before.map(|id| index_of(known.known(), id).cloned());
        let before = before.transpose()?;
        Ok((known, before))
    }
}

/// Shows how far the sealing has got.
pub(crate) fn shows(screen: &Screen) -> impl FnMut(SealingStep) {
    let mut progress = None;
    move |step| match step {
        SealingStep::Begun { cases, already } => {
            if already > 0 {
                screen.note(&format!(
                    "cases that are sealed under this mandate already, and stay out: {already}"
                ));
            }
            progress = Some(Progress::new("seal", cases));
        }
        SealingStep::Case => progress.iter().for_each(Progress::step),
    }
}

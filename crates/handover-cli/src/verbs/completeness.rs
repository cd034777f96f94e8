//! `handover completeness`: what the commissioner may know of what is in the cases.

use std::{fs, path::PathBuf, process::ExitCode, sync::Arc};

use handover::{
    CompletenessError, CountedCases, Office, Words,
    cbor::RefusalClass,
    transfer::KnownStatements,
    trust::{Completeness, Countersign, Mandate, OrganisationId, Statement},
};
use handover_caseload::{CountError, Counted};
use handover_identity::LedgerError;
use handover_report::{amounts::amount, completeness::CompletenessReport, sheet::COMPLETENESS};

use super::{
    mandate::{in_force, read_mandate},
    reply::{SealedReply, seal_reply},
    signing::SigningArguments,
    statements::{StatementArguments, ToArgument, judged_by},
};
use crate::{
    caseload::{CaseloadArguments, is_or_are},
    output::uninterrupted,
    problem::Problem,
    refusals::refusal,
    screen::Screen,
};

/// Sign for the commissioner how complete the cases of a mandate are, field by field
///
/// Counted are the cases that the rosters include, as `seal` would seal them: give the decisions and
/// answers that it is given. How many have a value, how many say why there is none; from 20 cases on,
/// and without small counts, so that nothing leads to a person. Each recipient gets beside it the exact
/// counts of its own cases and what is not known of which, sealed to it alone: `handover open` reads it.
/// One for each mandate, after its last package.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    caseload: CaseloadArguments,
    /// The mandate
    #[arg(long, value_name = "STATEMENT", num_args = 1.., required = true)]
    mandate: Vec<PathBuf>,
    /// The mandate's profile, if it is none that is built in
    #[arg(long, value_name = "FILE")]
    profile: Option<String>,
    #[command(flatten)]
    statements: StatementArguments,
    #[command(flatten)]
    to: ToArgument,
    #[command(flatten)]
    signing: SigningArguments,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let signatory = arguments.signing.signatory()?;
    let (directory, now) = (&signatory.directory, signatory.now);
    let mut office = Office::locked(&signatory.identity)?.judging_by(Arc::clone(directory), now);
    let statements = judged_by(&mut office, &arguments.statements.find(screen)?, screen)?;
    let mandate = read_mandate(&arguments.mandate, directory, now)?;
    let mandate = in_force(mandate, arguments.profile.as_deref())?;
    if arguments.to.folder().is_none() {
        return Err(Problem::usage(
            "the exact report goes in packages beside the statement",
            "Name a folder that is there with --to.",
        ));
    }
    let caseload = arguments.caseload.read(screen)?;
    let passphrase = arguments.signing.passphrase()?;
    office.unlock(&passphrase);
    let CountedCases {
        report, counted, ..
    } = office
        .completeness(&mandate, &caseload, statements.known())
        .map_err(not_counted)?;
    let sealed = seal_exact(
        &office,
        statements.known(),
        &mandate.statement,
        &counted,
        &arguments.to,
    )?;
    let written = write_all(sealed, &report, &arguments.to)?;
    screen.report(&CompletenessReport::new(
        &report,
        counted.all.unknown_percent(),
        &written.statement,
        written.exact.iter().map(|(to, path)| (to, path.as_path())),
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// Why nothing is reported, and what to do.
fn not_counted(error: CompletenessError) -> Problem {
    match error {
        CompletenessError::Chain(error) => error.into(),
        CompletenessError::Count(CountError::Caseload(error)) => error.into(),
        CompletenessError::Count(CountError::Uncounted(number)) => refusal(
            "the report",
            RefusalClass::Policy,
            format!(
                "{} {} not in the folder, not of the form of a case, or not included by the decisions",
                amount(number, "included case"),
                is_or_are(number)
            ),
        )
        .advise(
            "Name folder, decisions and answers as for `seal`; `handover check` says what is wrong.",
        ),
        CompletenessError::NoTokens => LedgerError::Absent.into(),
        CompletenessError::NotSender(_) => {
            refusal("the report", RefusalClass::NotEntitled, error)
                .advise("Use the identity of the sender.")
        }
        CompletenessError::Office(error) => error.into(),
        CompletenessError::Superseded(error) => error.into(),
        CompletenessError::TooFew(number) => refusal(
            "the report",
            RefusalClass::Policy,
            format!(
                "{} {} fewer than 20, and could lead to a person",
                amount(number, "case"),
                if number == 1 { "is" } else { "are" },
            ),
        )
        .advise("Give none: the recipient sees how complete each case is."),
        error => Problem::our_bug(error.to_string()),
    }
}

/// A package of the exact report, and whom it is for.
type ForRecipient<F> = (OrganisationId, F);

/// The exact report of each recipient, sealed to it, and not there yet.
fn seal_exact(
    office: &Office,
    known: &KnownStatements,
    mandate: &Statement<Mandate>,
    counted: &Counted,
    to: &ToArgument,
) -> Result<Vec<ForRecipient<SealedReply>>, Problem> {
    let mut sealed = Vec::new();
    for (organisation, own) in &counted.recipients {
        let roster = known.roster_listing(mandate.id(), &own.token);
        let roster =
            roster.ok_or_else(|| Problem::our_bug("a roster that counts is not at hand"))?;
        for texts in own.texts(mandate, organisation) {
            let words = Words {
                to: organisation,
                agreed: Some((mandate, roster)),
                token: own.token,
                reference: COMPLETENESS,
                role: Countersign::OFFICE,
                texts,
            };
            sealed.push((organisation.clone(), seal_reply(office, known, words, to)?));
        }
    }
    Ok(sealed)
}

/// What was written.
struct Written {
    statement: PathBuf,
    exact: Vec<ForRecipient<PathBuf>>,
}

/// Gives all of it its names, or none: what has its name already goes again.
fn write_all(
    sealed: Vec<ForRecipient<SealedReply>>,
    report: &Statement<Completeness>,
    to: &ToArgument,
) -> Result<Written, Problem> {
    let _whole = uninterrupted();
    let mut exact = Vec::new();
    let statement = sealed
        .into_iter()
        .try_for_each(|(organisation, reply)| {
            exact.push((organisation, reply.finish()?));
            Ok(())
        })
        .and_then(|()| to.write(report));
    match statement {
        Ok(statement) => Ok(Written { statement, exact }),
        Err(problem) => {
            for (_, path) in &exact {
                // The failure that brought us here is told already.
                let _ = fs::remove_file(path);
            }
            Err(problem)
        }
    }
}

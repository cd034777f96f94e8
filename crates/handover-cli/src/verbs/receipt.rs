//! `handover receipt`: a machine has a package, or opened it.

use std::{io::BufReader, path::PathBuf, process::ExitCode};

use handover::{
    files::{expect_package, open_package},
    trust::{OrganisationId, ReceiptRung, ShortName},
};
use handover_report::receipt::GivenReceipt;

use super::{filing::FilingArguments, statements::judged_by, verify::note_not_made};
use crate::{output::make_durable, problem::Problem, screen::Screen, terminal::Progress};

/// Sign that a package is stored, or that it was opened: the receipt that its sender waits for
///
/// `stored`: everything about the package was verified, and the file and its name will survive a power
/// cut. `opened`: every case was opened and checked; those that could not be read are listed, each with
/// the class of its refusal, and stay with the sender. Neither moves responsibility: `accept` does.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The package
    #[arg(value_name = "PACKAGE")]
    package: PathBuf,
    /// How far the package got: stored or opened
    #[arg(long, value_name = "RUNG")]
    rung: ReceiptRung,
    /// The audience as which it was opened, if the package names us for several
    #[arg(long, value_name = "AUDIENCE")]
    audience: Option<ShortName>,
    /// The recipient for which we keep the package, if it is another; only for stored
    #[arg(long = "for", value_name = "ORG")]
    recipient: Option<OrganisationId>,
    /// The dataset profile, if the package follows none that is built in
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    #[command(flatten)]
    filing: FilingArguments,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let is_stored = arguments.rung == ReceiptRung::Stored;
    if is_stored && arguments.audience.is_some() || !is_stored && arguments.recipient.is_some() {
        return Err(Problem::usage(
            "a package is stored for an organisation, and opened as an audience",
            "Give --for only with --rung stored, and --audience only with --rung opened.",
        ));
    }
    expect_package(&arguments.package)?;
    let path = arguments.package.as_path();
    let filing = &arguments.filing;
    let mut office = filing.signing.office(arguments.profile.as_deref())?;
    let mut files = filing.statements.find(screen)?;
    files.add_head_of(path);
    let statements = judged_by(&mut office, &files, screen)?;
    let passphrase = filing.signing.passphrase()?;
    office.unlock(&passphrase);
    let filing = filing.filing(office.identity(), office.directory(), &passphrase, screen)?;
    let told = |error| Problem::with_package(path, error);
    let package = BufReader::new(open_package(path)?);
    let (receipt, agreement) = if is_stored {
        let us = office.organisation().clone();
        let recipient = arguments.recipient.as_ref().unwrap_or(&us);
        let kept = office.keep(package, recipient, statements.known());
        let mut kept = kept.map_err(told)?;
        make_durable(path)?;
        (kept.stored_receipt().map_err(told)?, kept.agreement())
    } else {
        let arrived = office.receive(package, statements.known()).map_err(told)?;
        let agreement = arrived.agreement();
        let progress = Progress::new("open", arrived.tokens().count());
        let audience = arguments.audience.as_ref();
        let receipt = arrived.opened_receipt(audience, &mut || progress.step());
        (receipt.map_err(told)?, agreement)
    };
    note_not_made(path, agreement, screen);
    let filed = filing.write(&receipt)?.send();
    screen.report(&GivenReceipt::new(&receipt, agreement, filed.told()))?;
    filed.done()
}

//! `handover reconcile`: what must arrive, what did, and may this contract close?

mod pulled;

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use handover::{
    transfer::History,
    trust::{Mandate, PosixTime, Statement},
};
use handover_identity::{Identity, MandateLedger};
use handover_report::{
    Names,
    reconcile::{CaseNames, Published, ReconcileReport, Reconciled, RefusedFile, is_page},
    shown,
};

use self::pulled::{PullArguments, pulled};
use super::{
    directory::TrustArguments,
    identity::MaybeIdentity,
    mandate::{in_force, which_mandate},
    statements::{self, StatementArguments},
};
use crate::{output::NewFile, passphrase::PassphraseArgument, problem::Problem, screen::Screen};

/// Reconcile what must arrive with what did: who holds each case, what is late, may the contract close
///
/// It needs the mandate and a folder with everything that was said under it: rosters, countersigns,
/// signed indexes (or the packages), receipts, verdicts, events, completeness. No key opens a case here.
/// Requests for people who came back are told as well, if their signed indexes are in the folder.
/// With --server-of it first pulls what is new there.
/// Exit code 0 only if the contract may close; 1 if not.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The mandate
    #[arg(long, value_name = "FILE", num_args = 1.., required = true)]
    mandate: Vec<PathBuf>,
    #[command(flatten)]
    statements: StatementArguments,
    #[command(flatten)]
    pull: PullArguments,
    #[command(flatten)]
    trust: TrustArguments,
    #[command(flatten)]
    identity: MaybeIdentity,
    /// The dataset profile, if the mandate names none that is built in
    #[arg(long, value_name = "NAME|FILE")]
    profile: Option<String>,
    /// Show the sender's references instead of tokens: for the sender's own eyes, not to be passed on
    #[arg(long, conflicts_with = "publication")]
    references: bool,
    #[command(flatten)]
    passphrase: PassphraseArgument,
    /// Print what may be published, and nothing else: totals without tokens, small numbers hidden
    #[arg(long)]
    publication: bool,
    /// Write one page (HTML) as well, to be printed or read on a telephone; it takes the place of an older one
    #[arg(long, value_name = "FILE")]
    page: Option<PathBuf>,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    if arguments.publication && arguments.page.is_some() {
        return Err(Problem::usage(
            "a page names every case by its token: it is not for publication",
            "Leave --page away, and publish what is printed (--json for machines); run it once more for \
             the page.",
        ));
    }
    let identity = arguments.identity.folder();
    let directory = Arc::new(arguments.trust.directory(identity)?);
    let now = arguments.trust.at.moment().posix();
    let named = which_mandate(&arguments.mandate, &directory, now)?;
    let pulled = pulled(arguments, named, &directory, screen)?;
    let (statements, id) = pulled
        .statements
        .verified_with_statement(named, &directory, identity, now, screen)?;
    let mut mandates = statements.known().mandates().iter();
    let mandate = mandates.find(|mandate| Some(*mandate.id()) == id);
    let mandate = mandate.ok_or_else(|| not_a_mandate(named))?;
    let in_force = in_force(mandate.clone(), arguments.profile.as_deref())?;
    let gathered = statements.transfer(in_force.statement, &in_force.profile)?;
    let history = gathered.transfer.history();
    if arguments.publication {
        return publish(mandate, &history, now, screen);
    }
    let reconciled = Reconciled {
        refused: statements.refused().iter().map(refused).collect(),
        cases: cases(arguments, mandate)?,
        ..Reconciled::new(
            mandate,
            &history,
            &gathered,
            statements.known(),
            Names::new(&directory, now),
            now,
        )
    };
    if let Some(path) = &arguments.page {
        write_page(path, &reconciled.to_html())?;
    }
    screen.report(&ReconcileReport::new(
        &reconciled,
        arguments.page.as_deref(),
    ))?;
    Ok(exit_code(reconciled.report.may_close()))
}

/// A page of an earlier day gives way to this one; any other file stays.
fn write_page(path: &Path, page: &str) -> Result<(), Problem> {
    let is_older = fs::read(path).is_ok_and(|bytes| is_page(&bytes));
    if is_older {
        NewFile::rewrite(path, page.as_bytes())?;
    } else {
        NewFile::write(path, page.as_bytes())?;
    }
    Ok(())
}

fn publish(
    mandate: &Statement<Mandate>,
    history: &History<'_>,
    now: PosixTime,
    screen: &Screen,
) -> Result<ExitCode, Problem> {
    let report = history.reconcile(now);
    screen.report(&Published::new(
        mandate,
        &history.publication(now),
        report.is_of_nobody,
    ))?;
    Ok(exit_code(report.may_close()))
}

fn exit_code(may_close: bool) -> ExitCode {
    if may_close {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    }
}

/// How cases are called: by token, or by the references of our own ledger.
fn cases(arguments: &Arguments, mandate: &Statement<Mandate>) -> Result<CaseNames, Problem> {
    match arguments.identity.folder() {
        None if arguments.references => Err(Problem::usage(
            "only the sender can lead from a token to its case",
            "Give the sender's identity folder with --identity.",
        )),
        Some(folder) if arguments.references => {
            let identity = Identity::read(folder)?;
            let passphrase = arguments.passphrase.existing()?;
            let ledger = MandateLedger::read(&identity, *mandate.id(), &passphrase)?;
            Ok(CaseNames::References(ledger))
        }
        _ => Ok(CaseNames::Tokens),
    }
}

fn refused(file: &statements::RefusedFile) -> RefusedFile {
    RefusedFile {
        file: shown(&file.path),
        class: file.class,
        why: file.why.clone(),
    }
}

fn not_a_mandate(path: &Path) -> Problem {
    Problem::usage(
        format!("{} is a statement, but no mandate", shown(path)),
        "Name the mandate that the commissioner signed.",
    )
}

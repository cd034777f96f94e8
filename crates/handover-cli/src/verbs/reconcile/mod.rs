//! `handover reconcile`: what must arrive, what did, and may this contract close?

mod document;
mod html;
mod published;
mod pulled;
mod text;
mod view;
mod words;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use handover::{History, Mandate, PosixTime, Reconciliation, Request, Statement};
use handover_identity::{Identity, MandateLedger};

use self::{
    pulled::{PullArguments, pulled},
    view::View,
    words::CaseNames,
};
use super::{
    directory::TrustArguments,
    identity::MaybeIdentity,
    mandate::{in_force, which_mandate},
    profile::read_profile,
    request::PROFILE,
    signing::Names,
    statements::{RefusedFile, StatementArguments},
};
use crate::{
    output::{NewFile, print, print_json},
    page::Page,
    passphrase::PassphraseArgument,
    problem::{Problem, shown},
    terminal::Paint,
};

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
    /// Write one printable page (HTML) as well
    #[arg(long, value_name = "FILE")]
    page: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long)]
    pub(crate) json: bool,
}

/// A reconciliation with all that its readers are told.
pub(crate) struct Reconciled<'a> {
    pub(crate) mandate: &'a Statement<Mandate>,
    /// The mandate that has taken its place.
    pub(crate) superseded: Option<&'a Statement<Mandate>>,
    pub(crate) history: &'a History<'a>,
    pub(crate) report: Reconciliation,
    /// Who asked whom for somebody who came back.
    pub(crate) requests: Vec<Request>,
    /// Files that claim to be statements, and are none that may be trusted.
    pub(crate) refused: &'a [RefusedFile],
    /// Statements about packages under no mandate.
    pub(crate) under_no_mandate: usize,
    pub(crate) names: Names<'a>,
    pub(crate) cases: CaseNames,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Problem> {
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
    let pulled = pulled(arguments, named, &directory)?;
    let (statements, id) = pulled
        .statements
        .verified_with_statement(named, &directory, identity, now)?;
    let mut mandates = statements.mandates().iter();
    let mandate = mandates.find(|mandate| Some(*mandate.id()) == id);
    let mandate = mandate.ok_or_else(|| not_a_mandate(named))?;
    let in_force = in_force(mandate.clone(), arguments.profile.as_deref())?;
    let mut gathered = statements.transfer(in_force.statement, &in_force.profile)?;
    for listed in directory.cards() {
        // Who countersigned a card agreed to a successor, and to nothing of this transfer.
        gathered.transfer.add_other(*listed.card().id());
    }
    let history = gathered.transfer.history();
    if arguments.publication {
        return publish(arguments, mandate, &history, now);
    }
    let requests = statements
        .known()
        .requests(mandate.payload(), &read_profile(PROFILE)?, now);
    let reconciled = Reconciled {
        mandate,
        superseded: handover::superseded_by(
            mandate,
            statements.mandates(),
            statements.countersigns(),
        ),
        report: history.reconcile(now),
        history: &history,
        refused: statements.refused(),
        under_no_mandate: gathered.left_aside(statements.known(), &requests),
        requests,
        names: Names::new(&directory, now),
        cases: cases(arguments, mandate)?,
    };
    if let Some(path) = &arguments.page {
        let page = html::page(&View::of(&reconciled, view::Length::Page))?;
        NewFile::write(path, page.as_bytes())?;
    }
    if arguments.json {
        print_json(&document::of(&reconciled))?;
    } else {
        let mut page = Page::new(Paint::standard_output());
        text::tell(&mut page, &View::of(&reconciled, view::Length::Terminal));
        if let Some(path) = &arguments.page {
            page.gap();
            page.line(&format!("Written: {}", shown(path)));
        }
        print(&page.into_text())?;
    }
    Ok(exit_code(reconciled.report.may_close()))
}

fn publish(
    arguments: &Arguments,
    mandate: &Statement<Mandate>,
    history: &History<'_>,
    now: PosixTime,
) -> Result<ExitCode, Problem> {
    let publication = history.publication(now);
    let report = history.reconcile(now);
    if arguments.json {
        let document = published::document(mandate, &publication, report.is_of_nobody);
        print_json(&document)?;
    } else {
        let mut page = Page::new(Paint::standard_output());
        published::tell(&mut page, mandate, &publication, report.is_of_nobody);
        print(&page.into_text())?;
    }
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

fn not_a_mandate(path: &Path) -> Problem {
    Problem::usage(
        format!("{} is a statement, but no mandate", shown(path)),
        "Name the mandate that the commissioner signed.",
    )
}

//! `handover status`: what became of packages.

use std::{collections::BTreeMap, process::ExitCode};

use handover::{
    cbor::RefusalClass,
    transfer::StatementEntry,
    trust::{
        Kind, OrganisationId, Package, Receipt, Sight, Statement, StatementError, StatementId,
        Verdict, VerdictAnswer, VerifiedDirectory,
    },
};
use handover_client::{About, Client};
use handover_identity::FirstSeen;
use handover_report::{Page, Report, Time, amounts::amount};
use serde::Serialize;

use super::{
    online::{self, Online, OnlineArguments, ServerOfArgument, trouble},
    pull::listed,
};
use crate::{problem::Problem, screen::Screen};

/// Show what a server has of packages: receipts, and verdicts by their number
///
/// Everything shown is verified. Who is responsible for which case, `handover reconcile` says.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Only this package
    #[arg(long, value_name = "ID")]
    package: Option<StatementId>,
    #[command(flatten)]
    server_of: ServerOfArgument,
    #[command(flatten)]
    online: OnlineArguments,
}

/// What is known of one package.
#[derive(Default)]
pub(crate) struct PackageStatus {
    head: Option<Statement<Package>>,
    receipts: Vec<Statement<Receipt>>,
    /// Verdicts on cases by recipient and word: rows, so a case that was queried and accepted counts twice.
    verdicts: BTreeMap<(OrganisationId, &'static str), u64>,
    /// Statements that do not hold.
    refused: Vec<NotHeld>,
}

/// A statement that does not hold.
struct NotHeld {
    class: RefusalClass,
    why: String,
}

impl From<StatementError> for NotHeld {
    fn from(error: StatementError) -> Self {
        Self {
            class: error.class(),
            why: error.to_string(),
        }
    }
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let online = arguments.online.ready()?;
    let client = online.client_of(&arguments.server_of)?;
    let about = arguments.package.map_or(About::Everything, About::Package);
    let packages = online::run(status(&client, about, &online))?;
    let packages = packages.iter().map(|(id, it)| StatusRow::new(id, it));
    screen.report(&StatusReport {
        packages: packages.collect(),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Gathers and verifies what a server has of packages.
pub(crate) async fn status(
    client: &Client,
    about: About,
    online: &Online,
) -> Result<BTreeMap<StatementId, PackageStatus>, Problem> {
    let told = |error| trouble(&error, client.server());
    let mut packages: BTreeMap<StatementId, PackageStatus> = BTreeMap::new();
    let memory = FirstSeen::recall(Some(online.identity.folder()))?;
    for entry in listed(client, about).await.map_err(told)? {
        let is_shown = matches!(entry.kind, Kind::Package | Kind::Receipt | Kind::Verdict);
        let Some(package) = entry.package.filter(|_| is_shown) else {
            continue;
        };
        let bytes = client.statement(&entry.id).await.map_err(told)?;
        let package = packages.entry(package).or_default();
        let sight = Sight::now(online.moment.posix());
        let sight = memory
            .of(&entry.id)
            .map_or(sight, |seen| sight.recorded(seen));
        if let Err(not_held) = package.add(&entry, &bytes, &online.directory, &sight) {
            package.refused.push(not_held);
        }
    }
    Ok(packages)
}

impl PackageStatus {
    fn add(
        &mut self,
        entry: &StatementEntry,
        bytes: &[u8],
        directory: &VerifiedDirectory,
        sight: &Sight<'_>,
    ) -> Result<(), NotHeld> {
        match entry.kind {
            Kind::Package => {
                let head = directory.verify(bytes, sight)?;
                self.head = Some(head);
            }
            Kind::Receipt => {
                let receipt: Statement<Receipt> = directory.verify(bytes, sight)?;
                is_about(entry, receipt.payload().package)?;
                self.receipts.push(receipt);
            }
            Kind::Verdict => {
                let verdict: Statement<Verdict> = directory.verify(bytes, sight)?;
                let verdict = verdict.payload();
                is_about(entry, verdict.package)?;
                for row in &verdict.verdicts {
                    let key = (verdict.by.clone(), word(&row.answer));
                    *self.verdicts.entry(key).or_default() += 1;
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// The server lists a statement under the package that it names.
fn is_about(entry: &StatementEntry, package: StatementId) -> Result<(), NotHeld> {
    if entry.package == Some(package) {
        Ok(())
    } else {
        Err(NotHeld {
            class: RefusalClass::Replay,
            why: "about another package than the one it is listed under".to_owned(),
        })
    }
}

const fn word(answer: &VerdictAnswer) -> &'static str {
    match answer {
        VerdictAnswer::Accepted { .. } => "accepted",
        VerdictAnswer::Misdirected { .. } => "misdirected",
        VerdictAnswer::Queried { .. } => "queried",
        VerdictAnswer::Redirected { .. } => "redirected",
        VerdictAnswer::Refused { .. } => "refused",
    }
}

/// What a server has.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct StatusReport {
    packages: Vec<StatusRow>,
}

/// What a server has of one package.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct StatusRow {
    /// Its sender; null if its head does not hold.
    by: Option<String>,
    cases: Option<u64>,
    package: String,
    receipts: Vec<ReceiptRow>,
    /// Classes of statements that do not hold.
    refused: Vec<&'static str>,
    verdicts: Vec<VerdictCount>,
    /// Why those do not hold.
    #[serde(skip)]
    not_held: Vec<String>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ReceiptRow {
    at: Time,
    by: String,
    #[serde(rename = "for")]
    recipient: String,
    id: String,
    rung: String,
    /// How many cases could not be read.
    unreadable: usize,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct VerdictCount {
    by: String,
    count: u64,
    verdict: &'static str,
}

impl StatusRow {
    fn new(id: &StatementId, package: &PackageStatus) -> Self {
        let head = package.head.as_ref().map(Statement::payload);
        let receipts = package.receipts.iter().map(|receipt| {
            let said = receipt.payload();
            ReceiptRow {
                at: said.at.into(),
                by: said.by.to_string(),
                recipient: said.r#for.to_string(),
                id: receipt.id().to_string(),
                rung: said.rung.to_string(),
                unreadable: said.unreadable.len(),
            }
        });
        let verdicts = package.verdicts.iter();
        let verdicts = verdicts.map(|((by, word), count)| VerdictCount {
            by: by.to_string(),
            count: *count,
            verdict: word,
        });
        let not_held = package.refused.iter();
        Self {
            by: head.map(|head| head.by.to_string()),
            cases: head.map(|head| head.count),
            package: id.to_string(),
            receipts: receipts.collect(),
            refused: package
                .refused
                .iter()
                .map(|one| one.class.as_str())
                .collect(),
            verdicts: verdicts.collect(),
            not_held: not_held
                .map(|one| format!("{}: {}", one.class, one.why))
                .collect(),
        }
    }

    fn tell(&self, page: &mut Page) {
        page.field("Package", std::slice::from_ref(&self.package));
        if let (Some(by), Some(cases)) = (&self.by, self.cases) {
            page.field("From", &[format!("{by}, {}", amount(cases, "case"))]);
        }
        let receipts = self.receipts.iter().map(|receipt| {
            let unreadable = match receipt.unreadable {
                0 => String::new(),
                unread => format!(", {} unreadable", amount(unread, "case")),
            };
            format!(
                "{} for {} at {}{unreadable}",
                receipt.rung, receipt.recipient, receipt.at
            )
        });
        page.field("Receipts", &or_none(receipts.collect()));
        let verdicts = self.verdicts.iter();
        let verdicts = verdicts.map(|one| format!("{} {} by {}", one.count, one.verdict, one.by));
        page.field("Verdicts", &or_none(verdicts.collect()));
        if !self.not_held.is_empty() {
            page.field("Do not hold", &self.not_held);
        }
    }
}

impl Report for StatusReport {
    fn tell(&self, page: &mut Page) {
        if self.packages.is_empty() {
            page.line("The server has no package of ours or for us.");
        }
        for package in &self.packages {
            package.tell(page);
        }
    }
}

fn or_none(lines: Vec<String>) -> Vec<String> {
    if lines.is_empty() {
        vec!["none".to_owned()]
    } else {
        lines
    }
}

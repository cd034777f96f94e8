//! `handover status`: what became of packages.

use std::{collections::BTreeMap, process::ExitCode};

use handover::{
    Kind, OrganisationId, Package, Receipt, RefusalClass, Sight, Statement, StatementEntry,
    StatementError, StatementId, Verdict, VerdictAnswer, VerifiedDirectory,
};
use handover_client::{About, Client};
use handover_identity::FirstSeen;
use serde_json::{Value, json};

use super::{
    online::{self, Online, OnlineArguments, ServerOfArgument, trouble},
    pull::listed,
};
use crate::{
    clock,
    output::{print, print_json},
    page::Page,
    problem::Problem,
    sheet::count,
    terminal::Paint,
};

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
    /// Print one JSON document
    #[arg(long)]
    pub(crate) json: bool,
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
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Problem> {
    let online = arguments.online.ready()?;
    let client = online.client_of(&arguments.server_of)?;
    let about = arguments.package.map_or(About::Everything, About::Package);
    let packages = online::run(status(&client, about, &online))?;
    if arguments.json {
        let packages: Vec<Value> = packages.iter().map(|(id, it)| as_json(id, it)).collect();
        print_json(&json!({ "packages": packages }))?;
    } else if packages.is_empty() {
        print("The server has no package of ours or for us.\n")?;
    } else {
        let mut page = Page::new(Paint::standard_output());
        for (id, package) in &packages {
            as_text(&mut page, id, package);
        }
        print(&page.into_text())?;
    }
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

fn as_text(page: &mut Page, id: &StatementId, package: &PackageStatus) {
    page.field("Package", &[id.to_string()]);
    if let Some(head) = &package.head {
        let head = head.payload();
        page.field(
            "From",
            &[format!("{}, {}", head.by, count(head.count, "case"))],
        );
    }
    let receipts = package.receipts.iter().map(|receipt| {
        let said = receipt.payload();
        let unreadable = match said.unreadable.len() {
            0 => String::new(),
            unread => format!(", {} unreadable", count(unread, "case")),
        };
        format!(
            "{} for {} at {}{unreadable}",
            said.rung,
            said.r#for,
            clock::shown(said.at.as_secs())
        )
    });
    let receipts: Vec<String> = receipts.collect();
    page.field("Receipts", &or_none(receipts));
    let verdicts = package.verdicts.iter();
    let verdicts: Vec<String> = verdicts
        .map(|((by, word), count)| format!("{count} {word} by {by}"))
        .collect();
    page.field("Verdicts", &or_none(verdicts));
    if !package.refused.is_empty() {
        let lines = package.refused.iter();
        let lines: Vec<String> = lines
            .map(|not_held| format!("{}: {}", not_held.class, not_held.why))
            .collect();
        page.field("Do not hold", &lines);
    }
}

fn or_none(lines: Vec<String>) -> Vec<String> {
    if lines.is_empty() {
        vec!["none".to_owned()]
    } else {
        lines
    }
}

fn as_json(id: &StatementId, package: &PackageStatus) -> Value {
    let receipts: Vec<Value> = package
        .receipts
        .iter()
        .map(|receipt| {
            let said = receipt.payload();
            json!({
                "at": clock::as_json(said.at.as_secs()),
                "by": said.by.as_str(),
                "for": said.r#for.as_str(),
                "id": receipt.id().to_string(),
                "rung": said.rung.as_str(),
                "unreadable": said.unreadable.len(),
            })
        })
        .collect();
    let verdicts: Vec<Value> = package
        .verdicts
        .iter()
        .map(|((by, word), count)| json!({"by": by.as_str(), "count": count, "verdict": word}))
        .collect();
    let refused: Vec<&str> = package
        .refused
        .iter()
        .map(|one| one.class.as_str())
        .collect();
    json!({
        "by": package.head.as_ref().map(|head| head.payload().by.as_str().to_owned()),
        "cases": package.head.as_ref().map(|head| head.payload().count),
        "package": id.to_string(),
        "receipts": receipts,
        "refused": refused,
        "verdicts": verdicts,
    })
}

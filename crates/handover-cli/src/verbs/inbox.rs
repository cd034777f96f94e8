//! `handover inbox`: what came for us.

use std::{process::ExitCode, time::Duration};

use handover::transfer::{Cursor, InboxEntry};
use handover_client::{Client, ClientError};
use handover_report::{Page, Report, amounts::amount};
use serde::Serialize;

use super::online::{self, OnlineArguments, ServerOfArgument, trouble};
use crate::{problem::Problem, screen::Screen};

/// List the packages that came for us; listing deletes nothing
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// If nothing is there, wait up to so long for something to come
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    wait: u64,
    /// Only what came after this place in the list, which `--json` tells as `next`
    #[arg(long, value_name = "PLACE", default_value_t = 0)]
    after: u64,
    #[command(flatten)]
    server_of: ServerOfArgument,
    #[command(flatten)]
    online: OnlineArguments,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let online = arguments.online.ready()?;
    let client = online.client_of(&arguments.server_of)?;
    let wait = Duration::from_secs(arguments.wait);
    let (packages, next) = online::run(async {
        list(&client, Cursor::new(arguments.after), wait)
            .await
            .map_err(|error| trouble(&error, client.server()))
    })?;
    let packages = packages.iter().map(InboxPackage::new);
    screen.report(&InboxReport {
        next: next.to_string(),
        packages: packages.collect(),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// So long the server is asked to hold an answer back at a time: proxies end what is silent for longer.
const STRETCH: Duration = Duration::from_secs(45);

/// Everything behind a place in the list; waits for the first of it.
pub(super) async fn list(
    client: &Client,
    mut after: Cursor,
    mut wait: Duration,
) -> Result<(Vec<InboxEntry>, Cursor), ClientError> {
    let mut packages = Vec::new();
    loop {
        let stretch = wait.min(STRETCH);
        let page = client.inbox(after, stretch).await?;
        after = after.max(page.next);
        if !page.packages.is_empty() {
            packages.extend(page.packages);
            wait = Duration::ZERO;
        } else if wait.is_zero() {
            return Ok((packages, after));
        } else {
            wait -= stretch;
            if wait.is_zero() {
                return Ok((packages, after));
            }
        }
    }
}

/// What came for us.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct InboxReport {
    /// The place in the list behind all of these, for `--after`.
    next: String,
    packages: Vec<InboxPackage>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct InboxPackage {
    by: String,
    cases: u64,
    id: String,
    /// In bytes.
    length: u64,
    mandate: Option<String>,
}

impl InboxPackage {
    fn new(entry: &InboxEntry) -> Self {
        Self {
            by: entry.by.to_string(),
            cases: entry.cases,
            id: entry.id.to_string(),
            length: entry.length,
            mandate: entry.mandate.map(|mandate| mandate.to_string()),
        }
    }
}

impl Report for InboxReport {
    fn tell(&self, page: &mut Page) {
        if self.packages.is_empty() {
            page.line("Nothing has come.");
        }
        for package in &self.packages {
            page.line(&format!(
                "{}  from {}, {}, {} bytes{}",
                package.id,
                package.by,
                amount(package.cases, "case"),
                package.length,
                if package.mandate.is_some() {
                    ""
                } else {
                    ", under no mandate"
                }
            ));
        }
    }
}

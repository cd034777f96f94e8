//! `handover inbox`: what came for us.

use std::{process::ExitCode, time::Duration};

use handover::{Cursor, InboxEntry};
use handover_client::{Client, ClientError};
use serde_json::{Value, json};

use super::online::{self, OnlineArguments, ServerOfArgument, trouble};
use crate::{
    output::{print, print_json},
    problem::Problem,
    sheet::count,
};

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
    /// Print one JSON document
    #[arg(long)]
    pub(crate) json: bool,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Problem> {
    let online = arguments.online.ready()?;
    let client = online.client_of(&arguments.server_of)?;
    let wait = Duration::from_secs(arguments.wait);
    let (packages, next) = online::run(async {
        list(&client, Cursor::new(arguments.after), wait)
            .await
            .map_err(|error| trouble(&error, client.server()))
    })?;
    if arguments.json {
        let packages: Vec<Value> = packages.iter().map(as_json).collect();
        print_json(&json!({"next": next.to_string(), "packages": packages}))?;
    } else if packages.is_empty() {
        print("Nothing has come.\n")?;
    } else {
        let lines: Vec<String> = packages.iter().map(line).collect();
        print(&lines.concat())?;
    }
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

fn line(entry: &InboxEntry) -> String {
    format!(
        "{}  from {}, {}, {} bytes{}\n",
        entry.id,
        entry.by,
        count(entry.cases, "case"),
        entry.length,
        if entry.mandate.is_some() {
            ""
        } else {
            ", under no mandate"
        }
    )
}

fn as_json(entry: &InboxEntry) -> Value {
    json!({
        "by": entry.by.as_str(),
        "cases": entry.cases,
        "id": entry.id.to_string(),
        "length": entry.length,
        "mandate": entry.mandate.map(|mandate| mandate.to_string()),
    })
}

//! `handover inbox`: what came for us.

use std::{process::ExitCode, time::Duration};

use handover::transfer::Cursor;
use handover_report::inbox::InboxReport;

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
        let inbox = client.whole_inbox(Cursor::new(arguments.after), wait).await;
        inbox.map_err(|error| trouble(&error, client.server()))
    })?;
    screen.report(&InboxReport::new(&packages, next))?;
    Ok(ExitCode::SUCCESS)
}

//! `handover status`: what became of packages.

use std::process::ExitCode;

use handover::trust::StatementId;
use handover_client::About;
use handover_identity::FirstSeen;
use handover_report::status::StatusReport;

use super::online::{self, OnlineArguments, ServerOfArgument, trouble};
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

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let online = arguments.online.ready()?;
    let client = online.client_of(&arguments.server_of)?;
    let about = arguments.package.map_or(About::Everything, About::Package);
    let memory = FirstSeen::recall(Some(online.identity.folder()))?;
    let packages = online::run(async {
        let status = client.status(about, &memory).await;
        status.map_err(|error| trouble(&error, client.server()))
    })?;
    screen.report(&StatusReport::new(&packages))?;
    Ok(ExitCode::SUCCESS)
}

//! `handover inspect`: what anyone may see of a package.

use std::{path::PathBuf, process::ExitCode};

use handover::files::{expect_package, unverified_head};
use handover_report::inspect::Inspected;

use crate::{problem::Problem, screen::Screen};

/// Show what anyone can see of a package without a key; nothing is verified
///
/// Sender, times, profile, how many cases, who can open which sections. Believe it only after
/// `handover verify`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The package
    #[arg(value_name = "PACKAGE")]
    package: PathBuf,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    expect_package(&arguments.package)?;
    let (head, len) = unverified_head(&arguments.package)?;
    screen.report(&Inspected::new(&head, len))?;
    Ok(ExitCode::SUCCESS)
}

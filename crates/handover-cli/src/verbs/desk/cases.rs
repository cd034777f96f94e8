//! Which cases are meant, on the command line.

use std::path::PathBuf;

use handover::{CaseName, desk::CaseChoice};

/// Which cases are meant.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct CaseArguments {
    /// This case: its token (hex) or the sender's reference; give it again for more
    #[arg(long, value_name = "TOKEN|REFERENCE")]
    case: Vec<CaseName>,
    /// Every case of the package of which it can be said; the others are named and left out
    #[arg(long, conflicts_with = "case")]
    all: bool,
    /// The same but for the cases in this table, which has a column case or token
    #[arg(long, value_name = "CSV", conflicts_with_all = ["all", "case"])]
    all_except: Option<PathBuf>,
}

impl CaseArguments {
    /// The cases.
    pub(crate) fn choice(&self) -> CaseChoice {
        CaseChoice {
            named: self.case.clone(),
            all: self.all,
            all_except: self.all_except.clone(),
        }
    }
}

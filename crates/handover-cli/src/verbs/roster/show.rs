//! `handover roster show`.

use std::path::Path;

use handover::trust::{Roster, Statement};
use handover_identity::{Identity, MandateLedger};
use handover_report::{
    Names,
    roster::{LookedUp, ShownRoster},
};

use super::{ShowArguments, read::read_roster};
use crate::{problem::Problem, screen::Screen};

pub(super) fn run(arguments: &ShowArguments, screen: &Screen) -> Result<(), Problem> {
    let directory = arguments.trust.directory(arguments.identity.folder())?;
    let now = arguments.trust.at.moment().posix();
    let roster = read_roster(&arguments.file, &directory, now)?;
    let looked_up = look_up(arguments, &roster)?;
    screen.report(&ShownRoster::new(
        &roster,
        looked_up,
        Names::new(&directory, now),
    ))
}

fn look_up<'a>(
    arguments: &ShowArguments,
    roster: &'a Statement<Roster>,
) -> Result<Option<LookedUp<'a>>, Problem> {
    if arguments.case.is_none() && arguments.token.is_none() {
        return Ok(None);
    }
    let ledger = match arguments.identity.folder() {
        Some(folder) => ledger_of(arguments, folder, roster)?,
        None => None,
    };
    let token = match (&arguments.case, arguments.token, &ledger) {
        (Some(case), _, Some(ledger)) => ledger.token(case),
        (_, Some(token), _) => token,
        _ => {
            return Err(Problem::usage(
                "only the sender of a roster can lead from a case to its token",
                "Give the sender's identity folder with --identity, or --token.",
            ));
        }
    };
    Ok(Some(LookedUp::new(
        roster.payload(),
        token,
        ledger.as_ref(),
    )))
}

/// What only the organisation that made the roster has. Others may look up a token, but no case.
fn ledger_of(
    arguments: &ShowArguments,
    folder: &Path,
    roster: &Statement<Roster>,
) -> Result<Option<MandateLedger>, Problem> {
    let identity = Identity::read(folder)?;
    if *identity.organisation() != roster.payload().by {
        if arguments.case.is_none() {
            return Ok(None);
        }
        return Err(Problem::usage(
            "only the sender of a roster can lead from a case to its token",
            "Ask the sender; a recipient gives --token, which `open` shows for each case.",
        ));
    }
    let passphrase = arguments.passphrase.existing()?;
    let ledger = MandateLedger::read(&identity, roster.payload().mandate, &passphrase)?;
    Ok(Some(ledger))
}

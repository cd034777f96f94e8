//! The chapters after the parties have been made.

mod agreed;
mod answered;
mod carried;
mod closed;
mod opened;
mod prepared;
mod sealed;

use std::path::Path;

use handover::package::ProfileInForce;
use handover_report::shown;

use crate::{DemoError, cast::Cast, story::Story};

pub use prepared::ANSWERS;

/// What happened in 2010, and what this shows.
pub(crate) fn opening(story: &mut Story<'_>) -> Result<(), DemoError> {
    story.tell(|page| {
        page.rule();
        page.line(&page.paint.strong("HARROW, 2010: A CONTRACT CHANGES HANDS"));
        page.rule();
    })?;
    story.say(
        "On 1 February 2010 a drug and alcohol service passes from Marl Valley to Millrace. In the \
         review behind this story the new service got names, addresses and prescriptions of current \
         clients. Of those who had just left it got nothing, and no risk assessment of anybody. Four \
         months later a woman asked it for help, and nobody knew what she had told the old service.",
    )?;
    story.say(
        "Here the same handover is done as it should be. All people, places and records are invented; \
         nothing leaves this machine.",
    )
}

/// From extract to opened case.
pub(crate) fn tell(cast: &Cast<'_>, story: &mut Story<'_>) -> Result<(), DemoError> {
    let profile = ProfileInForce::built_in("caseload-transfer");
    let profile = profile.ok_or(DemoError::Broken("a built-in profile is not there"))?;
    agreed::mandate(cast, story)?;
    let imported = prepared::import(cast, story)?;
    let counts = prepared::select(cast, story, imported)?;
    agreed::roster(cast, story)?;
    let ready = prepared::check(cast, story, &profile)?;
    let mut packages = prepared::seal(cast, story, ready)?;
    carried::sent(cast, story, &mut packages)?;
    opened::refusals(cast, story, &profile, &packages)?;
    opened::open(cast, story, &profile, &packages, &counts)?;
    opened::sheet(cast, story, &packages)?;
    answered::receipts(cast, story, &packages.came)?;
    answered::verdicts(cast, story, &packages.came)?;
    story.chapter("May the contract close?")?;
    answered::reconciled(cast, story, "2010-02-09T09:00:00Z", false)?;
    closed::homework(cast, story)?;
    closed::taken_on(cast, story, &packages.came)?;
    story.chapter("May it close now?")?;
    answered::reconciled(cast, story, "2010-02-11T09:00:00Z", true)?;
    closed::proved(cast, story, &packages.came)
}

/// Where to look around.
pub(crate) fn kept(story: &mut Story<'_>, folder: &Path) -> Result<(), DemoError> {
    story.say(&format!("The folder of this story: {}", shown(folder)))
}

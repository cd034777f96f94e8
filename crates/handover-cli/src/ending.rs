//! A word on standard error where the keys in use end soon.

use std::path::PathBuf;

use clap::ArgMatches;
use handover_identity::{Ending, Identity};
use handover_report::Time;

use crate::{clock::Moment, screen::Screen, verbs::identity::DEFAULT};

/// The identity folder of the verb that was asked for, and the moment at which it judges.
pub(crate) struct UsedIdentity {
    folder: PathBuf,
    at: Option<Moment>,
}

impl UsedIdentity {
    /// That of a command line; `None` for a verb that uses none.
    pub(crate) fn of(matches: &ArgMatches) -> Option<Self> {
        let mut verb = matches;
        while let Some((_, inner)) = verb.subcommand() {
            verb = inner;
        }
        let named = verb.try_get_one::<PathBuf>("identity").ok()?;
        Some(Self {
            folder: named.cloned().unwrap_or_else(|| DEFAULT.into()),
            at: verb.try_get_one("at").ok().flatten().copied(),
        })
    }

    /// Warns 30, 7 and 1 days ahead; says nothing of a folder that cannot be read, for the verb said that.
    pub(crate) fn warn(&self, screen: &Screen) {
        let now = self.at.unwrap_or_else(Moment::now).posix();
        let identity = Identity::read(&self.folder).ok();
        let ending = identity.and_then(|identity| identity.ending(now).ok());
        if let Some(words) = ending.and_then(words) {
            screen.note(&words);
        }
    }
}

fn words(ending: Ending) -> Option<String> {
    const RENEW: &str = "run `handover identity renew`, and give the authority the new card";
    let at = Time::from(ending.at);
    Some(match ending.within? {
        _ if ending.is_over => format!(
            "the keys of this identity ended at {at}: make fresh ones with `handover identity replace`"
        ),
        1 => format!("LAST DAY: the keys of this identity end at {at}: {RENEW} today"),
        7 => format!(
            "this week, in {} days, the keys of this identity end, at {at}: {RENEW}",
            ending.days
        ),
        _ => format!(
            "in {} days the keys of this identity end, at {at}: {RENEW}",
            ending.days
        ),
    })
}

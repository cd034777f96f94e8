//! What a further roster may say about somebody who was listed before (V-44).

use std::collections::BTreeSet;

use handover_trust::{Decision, Roster, RosterRow, Statement, Token};

/// The reason code of a case that was asked for after a roster had excluded it.
pub(super) const REQUEST: &str = "request";

/// What a row says, as far as a further roster must heed it.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Said<T> {
    Exclude,
    /// To whom it goes.
    Include(T),
    Undecided {
        /// Whether it says by when a person decides.
        is_dated: bool,
    },
}

impl<'a> From<&'a Decision> for Said<&'a str> {
    fn from(decision: &'a Decision) -> Self {
        match decision {
            Decision::Exclude => Self::Exclude,
            Decision::Include { to, .. } => Self::Include(to.as_str()),
            Decision::Undecided { by } => Self::Undecided {
                is_dated: by.is_some(),
            },
        }
    }
}

/// Whether a further roster may say this about a token that was listed before (V-44): it decides what
/// was undecided, says by when that is decided where no roster said so, gives an included case to another organisation, or includes somebody who was excluded
/// and is asked for.
#[must_use]
pub fn may_follow(before: &RosterRow, row: &RosterRow) -> bool {
    let is_request = row.reason.as_str() == REQUEST;
    may_say(
        (&before.decision).into(),
        (&row.decision).into(),
        is_request,
    )
}

/// How many undecided rows of a roster lack the moment by which a person decides, and get neither that nor a
/// decision from the rosters that follow it: while there is one, nobody freezes the roster (S-08).
#[must_use]
pub fn undated(roster: &Statement<Roster>, rosters: &[Statement<Roster>]) -> usize {
    let rows = roster.payload().rows.iter();
    let rows = rows.filter(|row| row.decision == Decision::Undecided { by: None });
    let mut undated: BTreeSet<Token> = rows.map(|row| row.token).collect();
    let mut last = roster;
    loop {
        let mut followers = rosters.iter().filter(|other| {
            let other = other.payload();
            other.previous == Some(*last.id()) && other.by == roster.payload().by
        });
        // Where two follow the same, neither counts.
        let (Some(only), None) = (followers.next(), followers.next()) else {
            break;
        };
        for row in &only.payload().rows {
            undated.remove(&row.token);
        }
        last = only;
    }
    undated.len()
}

/// The same, of what is kept of rows.
pub(super) fn may_say<T: PartialEq>(before: Said<T>, after: Said<T>, is_request: bool) -> bool {
    match (before, after) {
        (Said::Undecided { .. }, Said::Include(_) | Said::Exclude)
        | (Said::Undecided { is_dated: false }, Said::Undecided { is_dated: true }) => true,
        (Said::Exclude, Said::Include(_)) => is_request,
        (Said::Include(before), Said::Include(after)) => before != after,
        _ => false,
    }
}

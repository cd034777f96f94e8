//! What a further roster may say about somebody who was listed before (V-44).

use handover_trust::{Decision, RosterRow};

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

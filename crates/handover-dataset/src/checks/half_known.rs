//! D-72 and D-73: what is half known goes as far as it is known, and what lacks is named to whoever can fill it.

mod lists;
mod single;

use super::{Found, View};

/// What a statement says nothing of.
struct Gap {
    path: String,
    /// The member, in words.
    what: String,
    /// Who can say it.
    who: &'static str,
    /// Whether somebody acts on it, so that a practitioner acknowledges that it lacks.
    is_grave: bool,
}

/// The gaps of one run.
#[derive(Default)]
struct Gaps(Vec<Gap>);

impl Gaps {
    fn of(view: &View<'_>) -> Self {
        let mut gaps = Self::default();
        single::gaps(view.case, &mut gaps);
        lists::gaps(view.case, &mut gaps);
        gaps
    }

    /// Notes each of those members that is not there.
    fn note(&mut self, path: &str, who: &'static str, is_grave: bool, members: &[(&str, bool)]) {
        let lacking = members.iter().filter(|(_, is_there)| !is_there);
        self.0.extend(lacking.map(|(name, _)| Gap {
            path: format!("{path}.{name}"),
            what: name.replace('_', " "),
            who,
            is_grave,
        }));
    }
}

/// The names of members of a value, each with whether it is there.
macro_rules! members {
    ($one:expr, $($member:ident),+) => {
        &[$((stringify!($member).trim_start_matches("r#"), $one.$member.is_some())),+]
    };
}
use members;

/// D-72: what somebody will act on is said, or a practitioner acknowledges that it lacks.
pub(super) fn acted_on_said(view: &View<'_>, found: &mut Found<'_>) {
    tell(view, found, true);
}

/// D-73: what else a statement of its kind says.
pub(super) fn rest_said(view: &View<'_>, found: &mut Found<'_>) {
    tell(view, found, false);
}

fn tell(view: &View<'_>, found: &mut Found<'_>, is_grave: bool) {
    let gaps = Gaps::of(view).0.into_iter();
    for Gap {
        path, what, who, ..
    } in gaps.filter(|gap| gap.is_grave == is_grave)
    {
        found.add(path, format!("{what}: not said. Ask {who}."));
    }
}

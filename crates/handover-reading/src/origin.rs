//! Where a statement comes from: who, when, how old, and how it came to be known.

use crate::{
    held::Held,
    line::Line,
    teller::{Field, Teller},
    words,
};

impl<'c> Teller<'c> {
    /// Where a field comes from, whose or its section's.
    pub(crate) fn source_of(&self, stated: Field<'c>) -> Option<String> {
        stated.provenance.map(|origin| self.source(origin))
    }

    /// `key worker, 24 June 2009, 7 months ago`: who, when, how old; and how it came to be known, where that is said.
    pub(crate) fn source(&self, origin: Held<'c>) -> String {
        let by = origin.text("recorded_by").map(words::role);
        let at = origin.text("recorded_at").map(|at| {
            let day = crate::clock::day_alone(at);
            self.clock
                .ago(at)
                .map_or_else(|| day.clone(), |ago| format!("{day}, {ago}"))
        });
        let (how, by) = match origin.text("source") {
            Some("self-reported") => {
                let said = format!("{} said so {}", self.person.she, self.person.herself);
                (Some(said), by.map(|by| format!("to {}", one(&by))))
            }
            Some("observed") => (
                Some("seen".to_owned()),
                by.map(|by| format!("by {}", one(&by))),
            ),
            Some("third-party") => (
                Some("somebody else said so".to_owned()),
                by.map(|by| format!("to {}", one(&by))),
            ),
            Some("other-agency") => (Some("another agency said so".to_owned()), by),
            Some("inferred") => (
                Some("concluded".to_owned()),
                by.map(|by| format!("by {}", one(&by))),
            ),
            _ => (None, by),
        };
        let how = match (how, by) {
            (Some(how), Some(by)) => Some(format!("{how}, {by}")),
            (how, by) => how.or(by),
        };
        let doubt = match origin.text("verification") {
            Some("unconfirmed") if self.has_confirmed => Some("not confirmed".to_owned()),
            _ => None,
        };
        let parts: Vec<String> = [how, at, doubt].into_iter().flatten().collect();
        words::capital(&crate::line::visible(&parts.join(", ")))
    }

    /// Items of a list, each said by itself, with its own origin behind it.
    pub(crate) fn each(&self, list: Held<'c>, say: &dyn Fn(Held<'c>) -> Line) -> Vec<Line> {
        let line = |item: Held<'c>| {
            if let Some(labels) = item.get("labels") {
                labels.pass();
            }
            let line = say(item);
            match item.get("provenance") {
                Some(origin) => line.plain(&format!(" ({})", words::lower(&self.source(origin)))),
                None => line,
            }
        };
        list.items()
            .map(line)
            .filter(|line| !line.is_empty())
            .collect()
    }
}

/// `a key worker`, `an IDVA`.
pub(crate) fn one(role: &str) -> String {
    let article = if role.starts_with(['a', 'e', 'i', 'o', 'u', 'I']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {role}")
}

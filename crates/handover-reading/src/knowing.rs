//! What somebody knew of when they signed, with their words: beside what it excuses.

use std::collections::BTreeSet;

use crate::{document::Block, held::Held, line::Line, teller::Teller};

/// The acknowledgements of some checks.
pub(crate) fn known(teller: &Teller<'_>, checks: &[&str]) -> Vec<Block> {
    told(teller, &|check| checks.contains(&check))
}

/// Those that stand beside nothing else.
pub(crate) fn others(teller: &Teller<'_>) -> Vec<Block> {
    told(teller, &|_| true)
}

/// Each reason once, whatever it excuses, and those of one person and day together.
fn told(teller: &Teller<'_>, is_wanted: &dyn Fn(&str) -> bool) -> Vec<Block> {
    let all = teller.value("handover", "acknowledgements");
    let all = all.into_iter().flat_map(Held::items);
    let wanted = all.filter(|one| one.peek("check").is_some_and(is_wanted));
    let wanted = wanted.filter(|one| one.get("reason").is_some_and(|reason| !reason.is_read()));
    let mut seen = BTreeSet::new();
    let mut by_whom: Vec<(String, Line)> = Vec::new();
    for one in wanted {
        for member in ["check", "text_digest", "about", "labels"] {
            if let Some(member) = one.get(member) {
                member.pass();
            }
        }
        let by = teller.practitioner_in(one, "by");
        let at = one
            .text("at")
            .map(crate::clock::day_alone)
            .unwrap_or_default();
        let reason = one.text("reason").unwrap_or_default();
        if !seen.insert((by.clone(), reason)) {
            continue;
        }
        let whose = format!("{by}, {at}");
        match by_whom.iter_mut().find(|(known, _)| *known == whose) {
            Some((_, line)) => *line = std::mem::take(line).plain(" ").quoted(reason),
            None => by_whom.push((
                whose.clone(),
                Line::default()
                    .strong("Known and signed for")
                    .plain(&format!(" by {whose}: "))
                    .quoted(reason),
            )),
        }
    }
    by_whom
        .into_iter()
        .map(|(_, line)| Block::Known(line))
        .collect()
}

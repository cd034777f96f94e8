//! What must be done, by whom, by when.

use jiff::civil::Date;

use crate::{
    clock::{amount, first_day},
    concern,
    document::{Block, Card, Task},
    held::Held,
    knowing,
    line::Line,
    look::Look,
    teller::Teller,
    words,
};

/// The card; nothing if the case says nothing of it.
pub(crate) fn card(teller: &Teller<'_>) -> Option<Card> {
    let actions = teller.field("handover", "actions");
    let mut blocks = Vec::new();
    let talk = talk(teller);
    let (mut open, mut closed) = (Vec::new(), Vec::new());
    for action in actions
        .and_then(|actions| actions.value())
        .into_iter()
        .flat_map(Held::items)
    {
        for member in ["id", "about", "labels"] {
            if let Some(member) = action.get(member) {
                member.pass();
            }
        }
        match action.text("status") {
            Some("done") => closed.push(Line::of("Done: ").and(closed_one(teller, action))),
            Some("cancelled") => {
                closed.push(Line::of("Cancelled: ").and(closed_one(teller, action)))
            }
            _ => open.push(action),
        }
    }
    open.sort_by_key(|action| {
        (
            action.peek("due").unwrap_or("9999"),
            rank(action.peek("priority")),
        )
    });
    let tasks: Vec<Task> = talk
        .into_iter()
        .chain(open.into_iter().map(|action| task(teller, action)))
        .collect();
    let is_empty = tasks.is_empty();
    if !is_empty {
        blocks.push(Block::Tasks(tasks));
    }
    if let Some(stated) = actions {
        let is_absent = stated.value().is_none();
        let has_more = stated.held.get("conflicts").is_some();
        let body = teller.body(stated, &|all| {
            if has_more {
                teller.each(all, &|one| closed_one(teller, one))
            } else {
                Vec::new()
            }
        });
        blocks.extend(
            body.into_iter()
                .filter(|block| !matches!(block, Block::Source(_))),
        );
        if is_absent && is_empty && blocks.is_empty() {
            return None;
        }
    }
    blocks.extend(if_back(teller));
    if !closed.is_empty() {
        blocks.push(Block::Line(crate::line::joined(closed, "; ").stop()));
    }
    if blocks.is_empty() {
        return None;
    }
    Some(Card {
        id: "todo",
        title: "What must be done".to_owned(),
        look: Look::Plain,
        verdict: is_empty.then(|| Line::of("Nothing is open.")),
        blocks,
        source: None,
    })
}

/// What is closed in a few words: when it was due and where it came from no longer matters.
fn closed_one(teller: &Teller<'_>, action: Held<'_>) -> Line {
    for member in ["due", "priority", "origin", "needs_acceptance", "channel"] {
        if let Some(member) = action.get(member) {
            member.pass();
        }
    }
    let line = what(action);
    match action.get("owner") {
        Some(held) => line.plain(" (").and(owner(teller, Some(held))).plain(")"),
        None => line,
    }
}

fn rank(priority: Option<&str>) -> u8 {
    match priority {
        Some("urgent") => 0,
        Some("soon") => 1,
        _ => 2,
    }
}

fn what(action: Held<'_>) -> Line {
    let text = action.text("text").unwrap_or_default();
    let kind = action.text("kind").unwrap_or("other");
    let kind = kind_words(kind).filter(|kind| !has_words_of(text, kind));
    match kind {
        Some(kind) => Line::default().strong(&kind).plain(": ").plain(text),
        None => Line::default().strong(text),
    }
}

/// Whether a text has every word of another.
fn has_words_of(text: &str, other: &str) -> bool {
    let text = text.to_lowercase();
    other
        .to_lowercase()
        .split_whitespace()
        .all(|word| text.contains(word))
}

/// What an action is for, where its own words may not say it.
fn kind_words(kind: &str) -> Option<String> {
    Some(match kind {
        "other" => return None,
        "identify-gp" => "Find a GP".to_owned(),
        "establish-safe-contact" => "Find a safe way of contact".to_owned(),
        "prescriber-review" => "Review by a prescriber".to_owned(),
        "feedback-to-person" => "Tell the person".to_owned(),
        kind => words::capital(&words::plain(kind)),
    })
}

fn task(teller: &Teller<'_>, action: Held<'_>) -> Task {
    let due = action.text("due").and_then(first_day);
    let mut line = what(action);
    if let Some(late) = due
        .map(|due| teller.clock.days_since(due))
        .filter(|late| *late > 0)
    {
        line = line
            .then()
            .late(&format!("{} late.", amount(i64::from(late), "day")));
    }
    if let Some(channel) = action.text("channel") {
        line = line
            .then()
            .plain(&words::capital(&words::by_way(channel)))
            .plain(".");
    }
    if action.flag("needs_acceptance") == Some(true) {
        line = line.then().strong(&format!(
            "Take this on before you accept {}.",
            teller.person.her
        ));
    }
    Task {
        when: due.map_or_else(
            || "No day is named".to_owned(),
            |due| teller.clock.short(due),
        ),
        urgent: action.text("priority") == Some("urgent"),
        what: line,
        who: match action
            .get("owner")
            .map(|owner| owner.peek("name").is_some())
        {
            Some(false) => owner(teller, action.get("owner")).plain("; no name yet"),
            _ => owner(teller, action.get("owner")),
        },
        source: action
            .text("origin")
            .map(|origin| format!("From {}", origin_words(origin))),
    }
}

fn origin_words(origin: &str) -> &'static str {
    match origin {
        "plan" => "the plan",
        "marac" => "the MARAC",
        "child-protection" => "child protection",
        "prescribing" => "prescribing",
        "discharge" => "the discharge",
        "closure" => "the closure",
        _ => "the check of the case",
    }
}

fn owner(teller: &Teller<'_>, owner: Option<Held<'_>>) -> Line {
    let Some(owner) = owner else {
        return Line::default().old("Nobody is named");
    };
    let role = owner
        .text("role")
        .map(|role| words::capital(&words::role(role)));
    let org = owner.get("org").map(|org| teller.org(org));
    let parts: Vec<String> = [role, org].into_iter().flatten().collect();
    match owner.text("name") {
        Some(name) => Line::default()
            .strong(name)
            .plain(if parts.is_empty() { "" } else { ", " })
            .plain(&words::lower(&parts.join(", "))),
        None => Line::of(&parts.join(", ")),
    }
}

/// The talk that a concern calls for, as long as nobody says that both confirmed it.
fn talk(teller: &Teller<'_>) -> Option<Task> {
    let verbal = teller.field("handover", "verbal")?;
    let is_confirmed = verbal.value().is_some_and(|talk| {
        talk.raw()
            .get("both_confirmed")
            .and_then(serde_json::Value::as_bool)
            == Some(true)
    });
    let has_concern = concern::has_concern(teller, "safeguarding_child")
        || concern::has_concern(teller, "safeguarding_adult");
    let reason = verbal.absent();
    if is_confirmed || !has_concern || reason == Some("not-applicable") {
        return None;
    }
    let her = teller.person.her;
    let mut line = Line::default().strong(&format!("Talk to {} about {her}.", teller.sender()));
    line = line.plain(if verbal.value().is_some() {
        " Not both have confirmed the talk that there was."
    } else {
        " No talk is recorded yet."
    });
    for block in knowing::known(teller, &["D-36"]) {
        if let Block::Known(known) = block {
            line = line.plain(" ").and(known);
        }
    }
    Some(Task {
        when: "First".to_owned(),
        urgent: false,
        what: line,
        who: Line::default().old("Nobody is named"),
        source: None,
    })
}

/// What to heed when she comes back.
fn if_back(teller: &Teller<'_>) -> Vec<Block> {
    let Some(stated) = teller.field("closures", "re_presentation_advice") else {
        return Vec::new();
    };
    let is_bare = !["note", "conflicts", "corrected", "incomplete"]
        .iter()
        .any(|member| stated.held.get(member).is_some());
    if stated.value().is_none() && is_bare {
        teller.gap(stated.absent().unwrap_or("unknown"), "advice for a return");
        return Vec::new();
    }
    let she = teller.person.she;
    let (rings, walks) = if she == "they" {
        ("ring", "walk")
    } else {
        ("rings", "walks")
    };
    let name = format!("If {she} {rings} or {walks} in");
    teller.body(stated, &|value| {
        let first: Vec<String> = value
            .list("check_first")
            .into_iter()
            .filter_map(Held::text_of)
            .map(str::to_owned)
            .collect();
        let mut line = Line::default().strong(&format!("{name}: "));
        if !first.is_empty() {
            line = line.plain(&format!("check first {}.", first.join("; ")));
        }
        if value.flag("pregnancy_test_before_prescribing") == Some(true) {
            line = line.strong(" Pregnancy test before any prescription.");
        }
        vec![line]
    })
}

/// What is due, with its day and whether it is urgent: for the strip and for the list of people.
pub(crate) struct Due {
    pub(crate) day: Option<Date>,
    pub(crate) is_urgent: bool,
    /// What for, in a few words.
    pub(crate) what: String,
    /// Whether somebody must take it on before the case is accepted.
    pub(crate) must_be_taken: bool,
}

/// The open actions, looked at and not said.
pub(crate) fn due(teller: &Teller<'_>) -> Vec<Due> {
    let actions = teller.value("handover", "actions");
    let open = actions
        .into_iter()
        .flat_map(Held::items)
        .filter(|action| !matches!(action.peek("status"), Some("done" | "cancelled")));
    let mut due: Vec<Due> = open
        .map(|action| Due {
            day: action.peek("due").and_then(first_day),
            is_urgent: action.peek("priority") == Some("urgent"),
            what: kind_words(action.peek("kind").unwrap_or("other"))
                .unwrap_or_else(|| action.peek("text").unwrap_or_default().to_owned()),
            must_be_taken: action
                .raw()
                .get("needs_acceptance")
                .and_then(serde_json::Value::as_bool)
                == Some(true),
        })
        .collect();
    due.sort_by_key(|due| (due.day.is_none(), due.day, !due.is_urgent));
    due
}

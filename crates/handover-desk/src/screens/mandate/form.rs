//! The form of the terminal, from what was answered: read by the one reader that there is.

use handover::{
    caseload::RulesInForce,
    trust::{Date, MandateKind, OrganisationId, ShortName},
};

use super::asked::{Asked, ROWS};
use crate::screens::mistake::Mistakes;

/// The field of each line, from the first on; deadlines come behind them.
const LINES: [&str; 8] = [
    "kind", "from", "to", "day", "profile", "last", "second", "who-goes",
];

/// The field that a line of the form is about.
pub(super) fn field_of(line: Option<usize>) -> &'static str {
    let place = line.and_then(|line| line.checked_sub(1));
    match place.map(|place| LINES.get(place)) {
        Some(Some(field)) => field,
        Some(None) => "d-stored",
        None => "kind",
    }
}

/// The form in TOML, a member a line. Only what was parsed stands in it.
pub(super) fn toml_of(asked: &Asked) -> Result<String, Mistakes> {
    let mut mistakes = Mistakes::default();
    let kind = asked.kind.parse::<MandateKind>();
    if kind.is_err() {
        mistakes.add("kind", "Say why people are handed over.");
    }
    let from = organisation(&asked.from, "from", "Choose who hands over.", &mut mistakes);
    let to: Vec<String> = asked
        .to
        .iter()
        .filter_map(|to| organisation(to, "to", "Choose who takes on.", &mut mistakes))
        .collect();
    if asked.to.is_empty() {
        mistakes.add("to", "Tick who takes on: one or more.");
    }
    let last = organisation(
        &asked.last,
        "last",
        "Choose who answers for the rest.",
        &mut mistakes,
    );
    let transfer = transfer(asked, &mut mistakes);
    let second: Vec<ShortName> = asked
        .second
        .iter()
        .filter_map(|role| role.parse().ok())
        .collect();
    let deadlines = deadlines(asked, &mut mistakes);
    let (Ok(kind), Some(from), Some(last), Some(transfer)) = (kind, from, last, transfer) else {
        return Err(mistakes);
    };
    let profile = super::asked::profiles()
        .into_iter()
        .find(|name| *name == asked.profile);
    let Some(profile) = profile else {
        mistakes.add("profile", "Choose what is told of each person.");
        return Err(mistakes);
    };
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let to = to
        .iter()
        .map(|to| format!("\"{to}\""))
        .collect::<Vec<_>>()
        .join(", ");
    let list = asked
        .list
        .then(|| "{ statement = \"roster\", role = \"office\" }".to_owned());
    let second = second
        .iter()
        .map(|role| format!("{{ statement = \"package\", role = \"{role}\" }}"));
    let second = list
        .into_iter()
        .chain(second)
        .collect::<Vec<_>>()
        .join(", ");
    let rules = match asked.who_goes.as_str() {
        "rules" => format!("eligibility = \"{}\"", RulesInForce::BUILT_IN),
        _ => "# no rules".to_owned(),
    };
    Ok(format!(
        "kind = \"{kind}\"\nfrom = \"{from}\"\nto = [{to}]\ntransfer = \"{transfer}\"\nprofile = \"{profile}\"\n\
         last_resort = \"{last}\"\ncountersign = [{second}]\n{rules}\n{deadlines}"
    ))
}

fn organisation(
    id: &str,
    field: &'static str,
    words: &'static str,
    mistakes: &mut Mistakes,
) -> Option<String> {
    let parsed = id.parse::<OrganisationId>();
    if parsed.is_err() {
        mistakes.add(field, words);
    }
    parsed.ok().map(|id| id.to_string())
}

fn transfer(asked: &Asked, mistakes: &mut Mistakes) -> Option<String> {
    if asked.when == "standing" {
        return Some("standing".to_owned());
    }
    let number = |text: &str| text.parse::<u16>().ok();
    let parts = (
        number(&asked.day),
        number(&asked.month),
        number(&asked.year),
    );
    let day = match parts {
        (Some(day), Some(month), Some(year)) => format!("{year:04}-{month:02}-{day:02}")
            .parse::<Date>()
            .ok(),
        _ => None,
    };
    if day.is_none() {
        mistakes.add("day", "Write day, month and year, such as 1, 12 and 2026.");
    }
    day.map(|day| day.to_string())
}

/// The tables of deadlines; none, where those of the dataset hold.
fn deadlines(asked: &Asked, mistakes: &mut Mistakes) -> String {
    if asked.times != "own" {
        return String::new();
    }
    let mut text = String::new();
    let mut under = "";
    for ((field, condition, step, counted, _), (number, unit)) in ROWS.iter().zip(&asked.deadlines)
    {
        if number.is_empty() {
            continue;
        }
        let is_unit = ["d", "wd", "h"].contains(&unit.as_str());
        let Some(number) = number
            .parse::<u16>()
            .ok()
            .filter(|number| *number > 0 && is_unit)
        else {
            mistakes.add(*field, "Write a number of days, working days or hours.");
            continue;
        };
        if under != *condition {
            text.push_str(&format!("[deadlines.{condition}]\n"));
            under = condition;
        }
        // A standing mandate has no day of change: what is met and reviewed is counted from acceptance.
        let counted = match (asked.when.as_str(), *counted) {
            ("standing", "from transfer-date") => "from accepted",
            ("standing", "before transfer-date") => "from sealed",
            (_, counted) => counted,
        };
        text.push_str(&format!("{step} = \"{number}{unit} {counted}\"\n"));
    }
    if text.is_empty() {
        mistakes.add(
            "d-stored",
            "Write one time at least, or let those of the dataset hold.",
        );
    }
    text
}

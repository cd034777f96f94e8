//! A mandate in plain words.

use handover::{
    case::{
        Condition,
        profile::{Deadline, Deadlines, Direction, Period},
    },
    trust::{Countersign, Kind, Mandate, MandateKind, Statement, TransferDay},
};

use crate::{Names, Page, Time};

/// Tells what a mandate asks of whom; `in_force` are the deadlines that will apply, as far as its profile
/// is known here.
pub fn tell(
    page: &mut Page,
    statement: &Statement<Mandate>,
    names: Names<'_>,
    in_force: Option<&Deadlines>,
) {
    let mandate = statement.payload();
    let title = match mandate.kind {
        MandateKind::AreaMove => "Mandate for people who move to another area",
        MandateKind::ContractChange => "Mandate for a change of contract",
        MandateKind::Discharge => "Mandate for discharges",
    };
    page.line(&page.paint.heading(title));
    page.field("Id", &[statement.id().to_string()]);
    page.field(
        "Signed",
        &[format!(
            "by {} on {}",
            names.of(&mandate.by),
            Time::from(mandate.at)
        )],
    );
    page.field("Hands over", &[names.of(&mandate.from)]);
    let to: Vec<String> = mandate.to.iter().map(|to| names.of(to)).collect();
    page.field("Takes on", &to);
    page.field(
        "When",
        &[match &mandate.transfer {
            TransferDay::On(day) => format!("the recipient is responsible from {day} on"),
            TransferDay::Standing => "standing: each case by itself, as it comes".to_owned(),
        }],
    );
    page.field(
        "What",
        &[format!("the dataset of {}", mandate.profile.name())],
    );
    page.field(
        "Who",
        &[match &mandate.eligibility {
            Some(rules) => format!("everybody whom the rules {} include", rules.name()),
            None => "each case that the sender lists; there are no rules".to_owned(),
        }],
    );
    page.field("By when", &deadlines(statement, in_force));
    page.field("Must agree", &agreement(mandate, names));
    page.field("Late cases", &[late(mandate, names)]);
}

/// Every deadline that will apply, from whomever it is.
fn deadlines(statement: &Statement<Mandate>, in_force: Option<&Deadlines>) -> Vec<String> {
    let mandate = statement.payload();
    let profile = mandate.profile.name();
    let Some(in_force) = in_force else {
        return vec![format!(
            "as {profile} says, which is not built in: give the commissioner's file to `handover mandate \
             show --profile`"
        )];
    };
    let mut lines = vec![if mandate.deadlines.is_empty() {
        format!("as {profile} says, for the mandate says nothing else:")
    } else {
        "as the mandate says, in the place of the profile:".to_owned()
    }];
    for (condition, steps) in by_condition(in_force) {
        let steps: Vec<String> = steps
            .iter()
            .map(|(step, words)| format!("{step} {words}"))
            .collect();
        lines.push(format!("{condition}: {}", steps.join(", ")));
    }
    lines
}

/// Steps on the ladder, each with its deadline in the words of a profile.
type Steps = Vec<(&'static str, String)>;

/// Deadlines by the condition under which they hold.
pub(super) fn by_condition(deadlines: &Deadlines) -> Vec<(&'static str, Steps)> {
    let of = |condition: &Condition| {
        let steps = deadlines.under(*condition);
        let steps = steps.map(|(step, deadline)| (step.as_str(), shown(deadline)));
        (condition.as_str(), steps.collect::<Steps>())
    };
    let all = Condition::ALL.iter().map(of);
    all.filter(|(_, steps)| !steps.is_empty()).collect()
}

fn shown(deadline: Deadline) -> String {
    let period = match deadline.period {
        Period::Days(days) => format!("{days}d"),
        Period::Hours(hours) => format!("{hours}h"),
        Period::WorkingDays(days) => format!("{days}wd"),
        _ => String::new(),
    };
    let direction = match deadline.direction {
        Direction::Before => "before",
        Direction::From => "from",
    };
    format!("{period} {direction} {}", deadline.anchor.as_str())
}

/// Who must sign second: what check V-22 asks of a package.
fn agreement(mandate: &Mandate, names: Names<'_>) -> Vec<String> {
    let parties = std::iter::once(&mandate.from).chain(&mandate.to);
    let mut said = vec![format!("to this mandate: {}", names.all(parties))];
    for (kind, role) in &mandate.countersign {
        let who = match kind {
            Kind::Package => "of the sender",
            Kind::Roster => "of commissioner or sender",
            _ => "of commissioner, sender or a recipient",
        };
        let one = match role.as_str() {
            Countersign::OFFICE => "the office".to_owned(),
            role => format!("a {role}"),
        };
        said.push(format!("to each {kind}: {one} {who}"));
    }
    said.push(format!(
        "to the last roster, before the mandate may close: {}",
        names.of(&mandate.by)
    ));
    said
}

fn late(mandate: &Mandate, names: Names<'_>) -> String {
    let holder = names.of(&mandate.last_resort);
    match &mandate.transfer {
        TransferDay::On(day) => format!(
            "the sender stays responsible until the recipient accepts; what nobody has accepted \
             when {day} has passed falls to {holder}, and is an exception until it is settled"
        ),
        TransferDay::Standing => format!(
            "the sender stays responsible until the recipient accepts; {holder} is the holder of \
             last resort"
        ),
    }
}

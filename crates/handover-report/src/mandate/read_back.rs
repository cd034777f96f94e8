//! A mandate as people read it aloud before they sign or agree: no code, no date of a machine.

use handover::{
    case::{
        Condition,
        profile::{Anchor, Deadline, Deadlines, Direction, Period, Step},
    },
    trust::{Countersign, Kind, Mandate, MandateKind, TransferDay},
};

use crate::{
    Names,
    amounts::{a, amount},
    calendar::named_day,
};

/// A name, and what is so called, a sentence a line.
pub type ReadBack = Vec<(&'static str, Vec<String>)>;

/// What a mandate asks of whom; `in_force` are the deadlines that will apply, as far as its profile is known here.
#[must_use]
pub fn read_back(mandate: &Mandate, in_force: Option<&Deadlines>, names: Names<'_>) -> ReadBack {
    let to: Vec<String> = mandate.to.iter().map(|to| names.called(to)).collect();
    vec![
        ("What it is", vec![kind(mandate.kind).to_owned()]),
        ("Who hands over", vec![names.called(&mandate.from)]),
        ("Who takes on", to),
        ("From when", vec![from_when(mandate)]),
        ("Who goes", vec![who_goes(mandate, names)]),
        (
            "What is told of each",
            vec![format!("The dataset {}", mandate.profile.name())],
        ),
        ("By when", by_when(in_force)),
        ("Who must agree", who_agrees(mandate, names)),
        ("Who answers for the rest", vec![the_rest(mandate, names)]),
    ]
}

const fn kind(kind: MandateKind) -> &'static str {
    match kind {
        MandateKind::AreaMove => "People move to another area",
        MandateKind::ContractChange => "A contract changes hands",
        MandateKind::Discharge => "People are discharged to another service",
    }
}

fn from_when(mandate: &Mandate) -> String {
    match mandate.transfer {
        TransferDay::On(day) => format!(
            "The contract changes on {}. Whoever takes somebody on answers for them from that moment.",
            named_day(day)
        ),
        TransferDay::Standing => {
            "From now on, each person by themselves, as they come. Whoever takes somebody on answers for them from that \
             moment."
                .to_owned()
        }
    }
}

fn who_goes(mandate: &Mandate, names: Names<'_>) -> String {
    let from = names.called(&mandate.from);
    match &mandate.eligibility {
        Some(rules) => format!(
            "Everybody who is open then; and of those who were closed, whom the rules {} name. {from} lists everybody, and \
             says of each who does not go why not.",
            rules.name()
        ),
        None => format!("Whom {from} lists; there are no rules."),
    }
}

fn by_when(in_force: Option<&Deadlines>) -> Vec<String> {
    let Some(in_force) = in_force else {
        return vec!["As its dataset says, which is not built in.".to_owned()];
    };
    let of = |condition: &Condition| {
        let steps = in_force.under(*condition);
        let steps: Vec<String> = steps
            .map(|(step, deadline)| format!("{} {}", done(step), deadline_in_words(deadline)))
            .collect();
        (!steps.is_empty()).then(|| format!("{}: {}.", whom(*condition), steps.join("; ")))
    };
    Condition::ALL.iter().filter_map(of).collect()
}

const fn whom(condition: Condition) -> &'static str {
    match condition {
        Condition::Always => "Everybody",
        Condition::Closed => "Who was closed",
        Condition::Current => "Who is open",
        Condition::High => "At high risk",
        Condition::Ost => "On opioid substitution",
        Condition::Protected => "With a protected address",
        Condition::Safeguarding => "With a safeguarding concern",
        Condition::Unbooked => "After an unbooked birth",
        _ => "Under a condition that this program does not know",
    }
}

const fn done(step: Step) -> &'static str {
    match step {
        Step::Accepted => "decided on",
        Step::Contacted => "met",
        Step::Reviewed => "reviewed",
        Step::Stored => "arrived",
        _ => "something that this program does not know",
    }
}

/// `2 working days after arrival`.
fn deadline_in_words(deadline: Deadline) -> String {
    let period = match deadline.period {
        Period::Days(days) => amount(days, "day"),
        Period::Hours(hours) => amount(hours, "hour"),
        Period::WorkingDays(days) => amount(days, "working day"),
        _ => "a time that this program does not know".to_owned(),
    };
    let side = match deadline.direction {
        Direction::Before => "before",
        Direction::From => "after",
    };
    let anchor = match deadline.anchor {
        Anchor::Accepted => "they are taken on",
        Anchor::Discharge => "the discharge",
        Anchor::Sealed => "it is sealed",
        Anchor::Stored => "arrival",
        Anchor::TransferDate => "the change",
        _ => "something that this program does not know",
    };
    format!("{period} {side} {anchor}")
}

fn who_agrees(mandate: &Mandate, names: Names<'_>) -> Vec<String> {
    let parties: Vec<String> = [&mandate.from]
        .into_iter()
        .chain(&mandate.to)
        .map(|party| names.called(party))
        .collect();
    let (from, by) = (names.called(&mandate.from), names.called(&mandate.by));
    let is_frozen_first = |(kind, role): &(Kind, _)| {
        let role: &handover::trust::ShortName = role;
        *kind == Kind::Roster && role.as_str() == Countersign::OFFICE
    };
    let before = match mandate.countersign.iter().any(is_frozen_first) {
        true => "before anybody is sent",
        false => "before it closes",
    };
    let mut said = vec![
        format!("To this: {}.", parties.join(", ")),
        format!("To the list of everyone, {before}: {by}."),
    ];
    for (kind, role) in &mandate.countersign {
        let who = match role.as_str() {
            Countersign::OFFICE => "the office".to_owned(),
            role => a(&role.replace('-', " ")),
        };
        said.push(match kind {
            Kind::Package => format!("To what is sent: {who} of {from}."),
            // Told above.
            Kind::Roster if role.as_str() == Countersign::OFFICE => continue,
            Kind::Roster => format!("To the list of everyone: {who} of {from} or {by} as well."),
            _ => format!("To this, as well: {who} of one of them."),
        });
    }
    said
}

fn the_rest(mandate: &Mandate, names: Names<'_>) -> String {
    let (from, last) = (
        names.called(&mandate.from),
        names.called(&mandate.last_resort),
    );
    match mandate.transfer {
        TransferDay::On(day) => format!(
            "{from} answers for each person until somebody takes them on. For whoever is not taken on when {} has passed, \
             {last} answers.",
            named_day(day)
        ),
        TransferDay::Standing => format!(
            "{from} answers for each person until somebody takes them on; for whoever is overdue, {last} does."
        ),
    }
}

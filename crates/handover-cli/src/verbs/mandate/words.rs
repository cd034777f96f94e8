//! A mandate in plain words.

use handover::{Countersign, Kind, Mandate, MandateKind, Statement, TransferDay};

use crate::{clock, page::Page, verbs::signing::Names};

/// Tells what a mandate asks of whom.
pub(crate) fn tell(page: &mut Page, statement: &Statement<Mandate>, names: Names<'_>) {
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
            clock::shown(mandate.at.as_secs())
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
    page.field("By when", &deadlines(mandate));
    page.field("Must agree", &agreement(mandate, names));
    page.field("Late cases", &[late(mandate, names)]);
}

fn deadlines(mandate: &Mandate) -> Vec<String> {
    if mandate.deadlines.is_empty() {
        return vec![format!("as {} says", mandate.profile.name())];
    }
    let line = |(condition, steps): (&handover::ShortName, &std::collections::BTreeMap<_, _>)| {
        let steps: Vec<String> = steps
            .iter()
            .map(
                |(step, words): (&handover::ShortName, &handover::PublicLabel)| {
                    format!("{step} {}", words.as_str())
                },
            )
            .collect();
        format!("{condition}: {}", steps.join(", "))
    };
    mandate.deadlines.iter().map(line).collect()
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

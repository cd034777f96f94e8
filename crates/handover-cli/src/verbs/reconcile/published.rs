//! What may be published: no token, no name, no small number.

use std::collections::BTreeMap;

use handover::{Mandate, Publication, PublishedCounts, Statement};
use serde_json::{Value, json};

use super::{document::completeness, words};
use crate::{amounts::amount, clock, page::Page, verbs::roster::shown_reason};

/// Tells it.
pub(super) fn tell(
    page: &mut Page,
    mandate: &Statement<Mandate>,
    publication: &Publication,
    is_of_nobody: bool,
) {
    let heading = format!(
        "Transfer of {} on {}, as of {}",
        mandate.payload().kind.as_str(),
        mandate.payload().transfer,
        clock::shown(publication.at.as_secs())
    );
    page.line(&page.paint.heading(&heading));
    if is_of_nobody {
        page.paragraph(words::NOBODY);
    }
    page.paragraph("Numbers under 5 are hidden, and others from which they could be computed.");
    page.field("Persons considered", &[number(publication.considered)]);
    counts(page, "To be handed over", &publication.included, true);
    counts(page, "Not handed over", &publication.excluded, false);
    counts(page, "Not decided", &publication.undecided, false);
    page.heading("How long it took", "");
    let days = |days: Option<u64>| {
        days.map_or_else(
            || "too few cases to tell".to_owned(),
            |days| amount(days, "day"),
        )
    };
    page.field(
        "Arrival to acceptance",
        &[format!(
            "median {}",
            days(publication.median_days_to_accepted)
        )],
    );
    page.field(
        "Arrival to first contact",
        &[format!(
            "median {}",
            days(publication.median_days_to_contacted)
        )],
    );
    if let Some(report) = &publication.fields {
        page.heading("Answered fields", "");
        for field in &report.fields {
            page.field(
                &format!("Field {}", field.0),
                &[format!("{} of {}", number(field.1), report.count)],
            );
        }
    }
}

fn counts(page: &mut Page, title: &str, counts: &PublishedCounts, with_states: bool) {
    page.heading(title, "");
    page.field("Together", &[number(counts.total)]);
    for (reason, count) in &counts.reasons {
        page.field(
            &format!("Reason: {}", shown_reason(reason.as_str())),
            &[number(*count)],
        );
    }
    for (state, count) in counts.states.iter().filter(|_| with_states) {
        page.field(
            &format!("State: {state}"),
            &[format!("{} ({})", number(*count), words::state(*state))],
        );
    }
}

fn number(count: Option<u64>) -> String {
    count.map_or_else(|| "hidden".to_owned(), |count| count.to_string())
}

/// The same for a machine; hidden numbers are null.
pub(super) fn document(
    mandate: &Statement<Mandate>,
    publication: &Publication,
    is_of_nobody: bool,
) -> Value {
    let counts = |counts: &PublishedCounts| {
        let reasons = counts.reasons.iter();
        let states = counts.states.iter();
        json!({
            "reasons": reasons.map(|(reason, n)| (reason.as_str(), n)).collect::<BTreeMap<_, _>>(),
            "states": states.map(|(state, n)| (state.as_str(), n)).collect::<BTreeMap<_, _>>(),
            "total": counts.total,
        })
    };
    json!({
        "at": clock::as_json(publication.at.as_secs()),
        "considered": publication.considered,
        "excluded": counts(&publication.excluded),
        "fields": publication.fields.as_ref().map(completeness),
        "included": counts(&publication.included),
        "kind": mandate.payload().kind.as_str(),
        "median_days_to_accepted": publication.median_days_to_accepted,
        "median_days_to_contacted": publication.median_days_to_contacted,
        "nobody": is_of_nobody,
        "transfer": mandate.payload().transfer.to_string(),
        "undecided": counts(&publication.undecided),
    })
}

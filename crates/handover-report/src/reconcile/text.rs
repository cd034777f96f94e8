//! The reconciliation on a terminal.

use super::{
    steps::Step,
    view::{Group, View},
};
use crate::{Page, amounts::amount};

/// The heading over what is in time by the word of its signers alone.
pub(super) const CLAIMED: &str = "In time only by the word of who did it";

/// Tells it, the answer first.
pub(super) fn tell(page: &mut Page, view: &View, next: &[Step]) {
    let answer = if view.may_close && view.alarm.is_none() {
        page.paint.good(view.answer)
    } else {
        page.paint.danger(view.answer)
    };
    page.line(&answer);
    if let Some(alarm) = view.alarm {
        page.paragraph_at_margin(alarm);
    }
    for obstacle in &view.obstacles {
        page.item(obstacle);
    }
    page.gap();
    for (name, words) in &view.about {
        page.field(name, std::slice::from_ref(words));
    }
    steps(page, next);
    page.heading("Where the cases stand", "");
    for total in &view.totals {
        page.hanging(
            &format!("   {:>9}  {:<12} ", total.count, total.state),
            total.meaning,
        );
    }
    page.line(&format!("   {:>9}  everyone in the roster", view.read));
    page.heading("Who is responsible now", "");
    for (name, count) in &view.holders {
        page.hanging(&format!("   {count:>9}  "), name);
    }
    groups(page, "Overdue", &view.overdue, "Nothing is overdue.");
    groups(page, "Done late", &view.late, "Nothing was done late.");
    if !view.claimed.is_empty() {
        groups(page, CLAIMED, &view.claimed, "");
    }
    groups(
        page,
        "Out of order",
        &view.exceptions,
        "Nothing is out of order.",
    );
    requests(page, view);
    uncounted(page, view);
    completeness(page, view);
    for note in &view.notes {
        page.gap();
        page.paragraph_at_margin(note);
    }
    page.gap();
    page.paragraph_at_margin(view.cases_are);
}

/// Who must do what next, by when, and whom to ring.
fn steps(page: &mut Page, steps: &[Step]) {
    if steps.is_empty() {
        return;
    }
    page.heading("Who must do what next", "");
    for step in steps {
        let mut told = format!("{}: {}", step.name, step.what);
        if !step.say.is_empty() {
            told.push_str(&format!(" ({})", step.say));
        }
        if let Some(ring) = &step.ring {
            told.push_str(&format!("; ring {ring}"));
        }
        page.hanging(&format!("   {}  ", step.when), &told);
    }
}

fn groups(page: &mut Page, title: &str, groups: &[Group], none: &str) {
    page.heading(title, "");
    if groups.is_empty() {
        page.paragraph(none);
    }
    for group in groups {
        page.hanging(
            &format!("   {:>9}  {}: ", group.count, group.name),
            &group.meaning,
        );
        page.hanging("              ", &group.cases);
    }
}

fn requests(page: &mut Page, view: &View) {
    if view.requests.is_empty() {
        return;
    }
    page.heading("Asked for, as they came back", "");
    for request in &view.requests {
        let name = format!("   {}  ", request.package);
        page.hanging(&name, &format!("{}: {}", request.parties, request.answer));
    }
}

fn uncounted(page: &mut Page, view: &View) {
    if view.uncounted.is_empty() && view.refused.is_empty() {
        return;
    }
    page.heading("Statements that do not count", "");
    for what in &view.uncounted {
        let name = format!("   {} ", what.kind);
        page.hanging(
            &name,
            &format!("{}: {} ({})", what.id, what.why, what.cases),
        );
    }
    for (file, class, why) in &view.refused {
        page.hanging("   file ", &format!("{file}: refused ({class}): {why}"));
    }
}

fn completeness(page: &mut Page, view: &View) {
    page.heading("What the cases say and lack, as the sender reports", "");
    let Some(report) = &view.completeness else {
        page.paragraph("No completeness report is at hand.");
        return;
    };
    page.paragraph(&format!(
        "Over {}; counts under 5 are hidden.",
        amount(report.count, "case")
    ));
    for field in &report.fields {
        let absent = match field.absent.as_str() {
            "" => String::new(),
            absent => format!("; absent: {absent}"),
        };
        let silent = match field.silent.as_str() {
            "0" => String::new(),
            silent => format!("; silent: {silent}"),
        };
        page.field(
            &field.name,
            &[format!("answered: {}{silent}{absent}", field.value)],
        );
    }
}

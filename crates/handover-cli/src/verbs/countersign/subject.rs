//! What is countersigned, told to whoever agrees.

use handover::{
    Countersignable,
    trust::{Package, Statement},
};

use crate::verbs::mandate::deadlines_in_force;
use handover_report::{Names, Page, Time, mandate, roster};

/// Tells what it says, in plain words.
pub(super) fn tell(subject: &Countersignable, page: &mut Page, names: Names<'_>) {
    match subject {
        Countersignable::Mandate(mandate) => {
            // Without a profile file there is nothing to be wrong with it.
            let in_force = deadlines_in_force(mandate, None).ok().flatten();
            mandate::tell(page, mandate, names, in_force.as_ref());
        }
        Countersignable::Roster(roster) => roster::tell(page, roster, names),
        Countersignable::Package(head) => tell_package(page, head, names),
        Countersignable::Seen(seen) => {
            page.line(&page.paint.heading(&format!("A {}", seen.kind)));
            page.field("Id", &[seen.id.to_string()]);
            let (by, at) = (names.of(&seen.by), Time::from(seen.at));
            page.field("Signed", &[format!("by {by} on {at}")]);
        }
        _ => {}
    }
}

fn tell_package(page: &mut Page, head: &Statement<Package>, names: Names<'_>) {
    let said = head.payload();
    page.line(&page.paint.heading("Package"));
    page.field("Id", &[head.id().to_string()]);
    page.field(
        "Signed",
        &[format!(
            "by {} on {}",
            names.of(&said.by),
            Time::from(said.at)
        )],
    );
    let to: Vec<String> = said
        .stanzas
        .iter()
        .map(|stanza| format!("{} as {}", names.of(&stanza.to), stanza.audience))
        .collect();
    page.field("Opens for", &to);
    page.field("Cases", &[said.count.to_string()]);
    page.field("Dataset", &[said.profile.name().to_string()]);
    let under = said.mandate.map_or_else(
        || "no mandate".to_owned(),
        |mandate| format!("the mandate {mandate}"),
    );
    page.field("Under", &[under]);
}

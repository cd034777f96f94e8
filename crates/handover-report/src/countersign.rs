//! What is agreed to, and that it was.

use handover::{
    Countersignable,
    case::profile::Deadlines,
    trust::{Countersign, Kind, Package, Statement},
};
use serde::Serialize;

use crate::{Names, Page, Report, Time, filed::Filed};

/// Who agreed to what.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Countersigned {
    by: String,
    id: String,
    role: String,
    /// Whose server has it; null if it was not sent.
    sent: Option<String>,
    /// What was countersigned.
    statement: String,
    written: String,
    #[serde(skip)]
    kind: Kind,
    #[serde(skip)]
    filed: Filed,
}

impl Countersigned {
    /// Who agreed to what, and where it is.
    #[must_use]
    pub fn new(agreed: &Statement<Countersign>, to: &Countersignable, filed: Filed) -> Self {
        let said = agreed.payload();
        Self {
            by: said.by.to_string(),
            id: agreed.id().to_string(),
            role: said.role.to_string(),
            sent: filed.sent(),
            statement: to.id().to_string(),
            written: filed.file(),
            kind: to.kind(),
            filed,
        }
    }
}

impl Report for Countersigned {
    fn tell(&self, page: &mut Page) {
        page.line(&format!(
            "Countersigned as {}: the {} {}",
            self.role, self.kind, self.statement,
        ));
        self.filed.tell(page);
    }
}

/// Tells what is being agreed to, in plain words; `in_force` are the deadlines of a mandate, as far as its profile is
/// known here.
pub fn tell(
    subject: &Countersignable,
    page: &mut Page,
    names: Names<'_>,
    in_force: Option<&Deadlines>,
) {
    match subject {
        Countersignable::Mandate(mandate) => crate::mandate::tell(page, mandate, names, in_force),
        Countersignable::Roster(roster) => crate::roster::tell(page, roster, names),
        Countersignable::Package(head) => tell_package(page, head, names),
        Countersignable::Seen(seen) => {
            page.line(&page.paint.heading(&format!("A {}", seen.kind)));
            page.field("Id", &[seen.id.to_string()]);
            page.signed(&names.of(&seen.by), Time::from(seen.at));
        }
        _ => {}
    }
}

fn tell_package(page: &mut Page, head: &Statement<Package>, names: Names<'_>) {
    let said = head.payload();
    page.line(&page.paint.heading("Package"));
    page.field("Id", &[head.id().to_string()]);
    page.signed(&names.of(&said.by), Time::from(said.at));
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

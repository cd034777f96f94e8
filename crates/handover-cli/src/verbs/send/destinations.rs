//! Which package goes to which server.

use std::path::PathBuf;

use handover::{
    cbor::RefusalClass,
    package::SignedIndex,
    trust::{OrganisationId, ServerAddress},
};
use handover_report::shown;

use crate::{
    problem::Problem,
    screen::Screen,
    verbs::{online::Online, statements::Statements, verify::carried},
};

/// A server, and what goes there.
pub(super) struct Destination {
    pub(super) server: ServerAddress,
    pub(super) outgoing: Vec<Outgoing>,
}

/// A verified package, for some of its recipients.
pub(super) struct Outgoing {
    pub(super) path: PathBuf,
    pub(super) index: SignedIndex,
    pub(super) recipients: Vec<OrganisationId>,
}

/// Verifies packages, and finds out where each of them goes by the cards of its recipients.
pub(super) fn of(
    packages: &[PathBuf],
    online: &Online,
    screen: &Screen,
) -> Result<Vec<Destination>, Problem> {
    let mut destinations: Vec<Destination> = Vec::new();
    let nothing = Statements::default();
    for path in packages {
        let now = online.moment.posix();
        let carried = carried(path, None, &online.directory, &nothing, now)?;
        let index = carried.signed_index();
        let head = index.head().payload();
        if head.by != *online.identity.organisation() {
            return Err(Problem::refused(
                RefusalClass::NotEntitled,
                format!("{} was sealed by {}, not by us", shown(path), head.by),
                "Its sender sends it. To pass cases on, seal them anew.",
            ));
        }
        let mut recipients: Vec<&OrganisationId> = head.stanzas.iter().map(|s| &s.to).collect();
        recipients.sort();
        recipients.dedup();
        for recipient in recipients {
            let Some(server) = online.server_for(recipient)? else {
                screen.note(&format!(
                    "{} has no server on its card: bring it {} by another road",
                    recipient,
                    shown(path)
                ));
                continue;
            };
            add(&mut destinations, server, path, &index, recipient);
        }
    }
    if destinations.is_empty() {
        return Err(Problem::usage(
            "no recipient has a server on its card",
            "Give the address with --server, or bring the package by another road.",
        ));
    }
    Ok(destinations)
}

fn add(
    destinations: &mut Vec<Destination>,
    server: ServerAddress,
    path: &PathBuf,
    index: &SignedIndex,
    recipient: &OrganisationId,
) {
    let place = destinations.iter().position(|known| known.server == server);
    let outgoing = match place.and_then(|place| destinations.get_mut(place)) {
        Some(known) => &mut known.outgoing,
        None => {
            destinations.push(Destination {
                server,
                outgoing: Vec::new(),
            });
            let Some(new) = destinations.last_mut() else {
                return;
            };
            &mut new.outgoing
        }
    };
    match outgoing.last_mut() {
        Some(last) if last.path == *path => last.recipients.push(recipient.clone()),
        _ => outgoing.push(Outgoing {
            path: path.clone(),
            index: index.clone(),
            recipients: vec![recipient.clone()],
        }),
    }
}

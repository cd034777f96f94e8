use std::path::Path;

use handover_package::SignedIndex;
use handover_trust::{OrganisationId, PosixTime, PublicLabel, ServerAddress, VerifiedDirectory};
use thiserror::Error;

use crate::Parcel;

/// Why a package goes nowhere.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum DestinationError {
    /// The directory has no card of the organisation that is in force.
    #[error("the directory has no card of {0} that is in force")]
    NotListed(OrganisationId),
    /// Somebody else sealed it, and sends it.
    #[error("the package was sealed by {0}, not by us")]
    NotOurs(OrganisationId),
}

/// Where packages go: the servers on the cards of their recipients.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "every one of them is needed")]
pub struct Roads<'a> {
    /// Where the cards are.
    pub directory: &'a VerifiedDirectory,
    /// As of when.
    pub now: PosixTime,
    /// The address that a person gave. Where, a person may know better than the card; who, only the directory says.
    pub address: Option<&'a PublicLabel>,
}

impl Roads<'_> {
    /// The server that keeps packages for an organisation; `None` if its card has none and no address was given.
    ///
    /// # Errors
    ///
    /// [`DestinationError::NotListed`].
    pub fn server_for(
        &self,
        organisation: &OrganisationId,
    ) -> Result<Option<ServerAddress>, DestinationError> {
        let listed = self.directory.organisation(organisation, self.now);
        let listed = listed.ok_or_else(|| DestinationError::NotListed(organisation.clone()))?;
        let on_card = listed.card().payload().server.clone();
        let Some(address) = self.address else {
            return Ok(on_card);
        };
        let by = on_card.map_or_else(|| organisation.clone(), |server| server.by);
        Ok(Some(ServerAddress {
            by,
            address: address.clone(),
        }))
    }
}

/// A server, and the packages that go there.
#[derive(Debug)]
#[non_exhaustive]
pub struct Destination {
    /// The server.
    pub server: ServerAddress,
    /// The packages, each for those of its recipients whose packages this server keeps.
    pub parcels: Vec<Parcel>,
}

/// Packages of ours, by the servers to which they go.
#[derive(Debug)]
pub struct Destinations {
    by: OrganisationId,
    all: Vec<Destination>,
}

impl Destinations {
    /// None yet, for packages of this sender.
    #[must_use]
    pub const fn of(by: OrganisationId) -> Self {
        Self {
            by,
            all: Vec::new(),
        }
    }

    /// Adds the verified package at `path`; gives back the recipients without a server, to whom it goes by another
    /// road.
    ///
    /// # Errors
    ///
    /// [`DestinationError`]; nothing is added then.
    pub fn add(
        &mut self,
        path: &Path,
        index: &SignedIndex,
        roads: &Roads<'_>,
    ) -> Result<Vec<OrganisationId>, DestinationError> {
        let head = index.head().payload();
        if head.by != self.by {
            return Err(DestinationError::NotOurs(head.by.clone()));
        }
        let mut recipients: Vec<&OrganisationId> = head.stanzas.iter().map(|s| &s.to).collect();
        recipients.sort();
        recipients.dedup();
        let mut without_server = Vec::new();
        let mut servers: Vec<(ServerAddress, Vec<OrganisationId>)> = Vec::new();
        for recipient in recipients {
            match roads.server_for(recipient)? {
                None => without_server.push(recipient.clone()),
                Some(server) => match servers.iter_mut().find(|(known, _)| *known == server) {
                    Some((_, recipients)) => recipients.push(recipient.clone()),
                    None => servers.push((server, vec![recipient.clone()])),
                },
            }
        }
        for (server, recipients) in servers {
            let parcel = Parcel::new(path.to_owned(), index.clone(), recipients);
            match self.all.iter_mut().find(|known| known.server == server) {
                Some(known) => known.parcels.push(parcel),
                None => self.all.push(Destination {
                    server,
                    parcels: vec![parcel],
                }),
            }
        }
        Ok(without_server)
    }

    /// All of them, in the order in which they were found.
    #[must_use]
    pub fn into_all(self) -> Vec<Destination> {
        self.all
    }
}

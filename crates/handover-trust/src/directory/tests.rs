mod drafts;
mod listing;
mod replacing;
mod saying;
mod sealing_keys;
mod world;

use world::{DAY, NOW, Party, World, entry, on_card, org, signer, time};

use super::*;
use crate::{DirectoryCard, OrganisationRole, Revocation, RevocationReason, RevocationSubject};

fn take(
    world: &World,
    directory: Directory,
    accepted: Option<&AcceptedDirectory>,
) -> Result<VerifiedDirectory, DirectoryError> {
    let bytes = world.sign(directory);
    VerifiedDirectory::from_bytes(&bytes, &world.authority.anchor(), accepted, time(NOW))
}

fn taken(world: &World) -> VerifiedDirectory {
    take(world, world.directory(), None).unwrap()
}

fn revoked(what: RevocationSubject, hash: [u8; 32], reason: RevocationReason) -> Revocation {
    Revocation {
        what,
        hash: crate::Digest::from_bytes(hash),
        from: time(NOW - 10 * DAY),
        reason,
    }
}

//! The next version of the directory: begun, added to, renewed, with something taken out, given out.

use std::{fs, sync::Arc};

use axum::extract::State;
use handover::trust::{
    Certificate, Date, Digest, OrganisationRole, PosixTime, Revocation, RevocationReason,
    RevocationSubject, StatementId, VerifiedDirectory,
};
use handover_files::FileError;
use handover_identity::{Authority, Issue};

use super::{DAYS, cards::sent, look::ours};
use crate::{
    answer::{Answer, Stop, see},
    desk::Desk,
    posted::Posted,
    screens::watch::saved,
    sitting::Sitting,
};

/// Who signs, and until when the version holds.
fn authority<T>(
    sitting: &mut Sitting,
    days: u32,
    write: impl FnOnce(
        &mut Authority,
        &std::path::Path,
        &Issue<'_>,
    ) -> Result<T, handover_identity::AuthorityError>,
) -> Result<T, Stop> {
    let mut authority = Authority::new(sitting.identity().clone())?;
    let issue = Issue {
        at: sitting.now,
        expires: sitting.now.plus_days(days).ok_or(Stop::Bug)?,
        passphrase: &sitting.passphrase,
    };
    let written = write(&mut authority, &sitting.room.directory(), &issue)?;
    // The office judges by the new one from now on, and that our card was given away is on the disk.
    sitting.read_identity_again()?;
    Ok(written)
}

/// The days that were chosen.
fn days(posted: &Posted) -> u32 {
    let days = posted.text("days").parse().ok();
    days.filter(|days| (1..=366).contains(days)).unwrap_or(DAYS)
}

fn roles(posted: &Posted) -> Vec<OrganisationRole> {
    posted
        .all("role")
        .filter_map(|role| role.parse().ok())
        .collect()
}

async fn done(
    desk: &Arc<Desk>,
    work: impl FnOnce(&mut Sitting) -> Result<(), Stop> + Send + 'static,
) -> Answer {
    desk.sit(work).await?;
    see(format!("{}/directory", desk.base()))
}

/// Version 1, with our own card.
pub(super) async fn begin(State(desk): State<Arc<Desk>>, posted: Posted) -> Answer {
    let (own, days) = (roles(&posted), days(&posted));
    done(&desk, move |sitting| {
        authority(sitting, days, |authority, file, issue| {
            authority.begin(file, own, &[], issue)
        })?;
        Ok(())
    })
    .await
}

/// Lets one card in whose words were compared.
pub(super) async fn let_in(State(desk): State<Arc<Desk>>, posted: Posted) -> Answer {
    match posted.text("heard") {
        "yes" => {}
        "no" => {
            return Err(Stop::told(
                "the words differ, so the card was not let in",
                "It is not theirs, or was changed on its way. Ask them to send it again by another road, and tell whoever \
                 looks after information security.",
            ));
        }
        _ => {
            return Err(Stop::told(
                "the words were not compared, so the card was not let in",
                "Ring them, on a number that you knew before and not the one on the card.",
            ));
        }
    }
    let roles = roles(&posted);
    if roles.is_empty() {
        return Err(Stop::told(
            "nothing was ticked that they may do",
            "Go back and tick what you vouch for.",
        ));
    }
    let id = posted.text("card").parse::<StatementId>();
    let id = id.map_err(|_| Stop::Stale)?;
    let since = since(&posted, desk.now())?;
    done(&desk, move |sitting| {
        let directory = ours(sitting)?;
        let sent = sent(sitting, directory.as_deref())?;
        let card = sent.iter().find(|sent| *sent.card.id() == id).ok_or(Stop::Stale)?;
        let listing = card.listing(roles);
        match since {
            Some(since) if listing.needs_succession() => {
                authority(sitting, DAYS, |authority, file, issue| {
                    authority.replace(file, &card.card, since, issue)
                })?;
            }
            _ if listing.needs_succession() => {
                return Err(Stop::told(
                    "the card takes the place of another, and that one's agreement is not here",
                    "Ask them for the second file that they were given when they renewed it, and take it here beside the \
                     card. If their keys are lost, or somebody else may have them, say since when.",
                ));
            }
            _ => {
                authority(sitting, DAYS, |authority, file, issue| {
                    authority.list(file, &[listing], issue)
                })?;
            }
        }
        // It stands in the directory now.
        fs::remove_file(&card.path).ok();
        if let Some((path, _)) = &card.succession {
            fs::remove_file(path).ok();
        }
        Ok(())
    })
    .await
}

/// Since when somebody else may have had the keys; none, where nobody says so.
fn since(posted: &Posted, now: PosixTime) -> Result<Option<PosixTime>, Stop> {
    let parts = ["since-y", "since-m", "since-d"].map(|part| posted.text(part));
    if parts.iter().all(|part| part.is_empty()) {
        return Ok(None);
    }
    let [year, month, day] = parts;
    let date = format!("{year:0>4}-{month:0>2}-{day:0>2}").parse::<Date>();
    let since = date.ok().map(Date::begins).filter(|since| *since <= now);
    since.map(Some).ok_or_else(|| {
        Stop::told(
            "that is no day of the past",
            "Go back and write the day from which on somebody else may have had the keys, such as 1, 12 and 2026.",
        )
    })
}

/// The same once more, for longer.
pub(super) async fn renew(State(desk): State<Arc<Desk>>, posted: Posted) -> Answer {
    let days = days(&posted);
    done(&desk, move |sitting| {
        authority(sitting, days, |authority, file, issue| {
            authority.list(file, &[], issue)
        })?;
        Ok(())
    })
    .await
}

/// A key is taken out.
pub(super) async fn revoke(State(desk): State<Arc<Desk>>, posted: Posted) -> Answer {
    let hash = posted
        .text("hash")
        .parse::<Digest>()
        .map_err(|_| Stop::Stale)?;
    let what = posted
        .text("what")
        .parse::<RevocationSubject>()
        .map_err(|_| Stop::Stale)?;
    let reason = posted
        .text("reason")
        .parse::<RevocationReason>()
        .map_err(|_| {
            Stop::told(
                "nobody said why",
                "Go back and say why the key is taken out.",
            )
        })?;
    done(&desk, move |sitting| {
        let from = sitting.now;
        let directory = ours(sitting)?.ok_or(Stop::NoDirectory)?;
        let (what, hash) = whole(&directory, what, hash, reason);
        let revocation = Revocation {
            what,
            hash,
            from,
            reason,
        };
        authority(sitting, DAYS, |authority, file, issue| {
            authority.revoke(file, revocation, issue)
        })?;
        Ok(())
    })
    .await
}

/// A key that somebody else may have is revoked under whatever certificate it has.
fn whole(
    directory: &VerifiedDirectory,
    what: RevocationSubject,
    hash: Digest,
    reason: RevocationReason,
) -> (RevocationSubject, Digest) {
    if what != RevocationSubject::Certificate || reason != RevocationReason::KeyCompromise {
        return (what, hash);
    }
    let certificates = directory
        .cards()
        .flat_map(|listed| &listed.card().payload().certificates);
    let mut certificates =
        certificates.filter_map(|one| Certificate::from_der(&one.certificate).ok());
    let named = certificates.find(|one| one.thumbprint().as_bytes() == hash.as_bytes());
    named.map_or((what, hash), |one| {
        (RevocationSubject::PublicKey, *one.key_hash())
    })
}

/// The directory as a file, for everybody.
pub(super) async fn give(State(desk): State<Arc<Desk>>) -> Answer {
    let bytes = desk
        .sit(|sitting| {
            let file = sitting.room.directory();
            Ok(fs::read(&file).map_err(|error| FileError::reading(&file, error))?)
        })
        .await?;
    saved("directory", "application/octet-stream", bytes)
}

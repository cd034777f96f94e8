//! Cards that were sent, before anybody has compared their words.

use std::{fs, path::PathBuf, sync::Arc};

use axum::extract::State;
use handover::trust::{
    Card, Countersign, Kind, NewListing, OrganisationRole, Statement, StatementId,
    VerifiedDirectory, statement_id, statement_kind, unverified_payload, verify_card,
};
use handover_files::{FileError, NewFile, file_name, private_folder};

use crate::{
    answer::{Answer, Stop, see},
    desk::Desk,
    posted_files::PostedFiles,
    sitting::Sitting,
};

/// A card that was sent, and is in no directory.
pub(super) struct Sent {
    pub(super) card: Statement<Card>,
    /// Where it lies.
    pub(super) path: PathBuf,
    /// The agreement of the office of the card before, where it replaces one, and where that lies.
    pub(super) succession: Option<(PathBuf, Vec<u8>)>,
    /// Whether it replaces another card.
    pub(super) is_newer: bool,
}

impl Sent {
    /// To be listed with these roles.
    pub(super) fn listing(&self, roles: Vec<OrganisationRole>) -> NewListing {
        NewListing {
            card: self.card.clone(),
            roles,
            succession: self.succession.as_ref().map(|(_, bytes)| bytes.clone()),
        }
    }
}

fn folder(sitting: &Sitting) -> PathBuf {
    sitting.room.folder().join("cards")
}

/// Cards that were sent, those in the directory left out.
pub(super) fn sent(
    sitting: &Sitting,
    directory: Option<&VerifiedDirectory>,
) -> Result<Vec<Sent>, Stop> {
    let folder = folder(sitting);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let told = |error| FileError::reading(&folder, error);
    let (mut sent, mut agreements) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(&folder).map_err(told)? {
        let path = entry.map_err(told)?.path();
        let bytes = fs::read(&path).map_err(|error| FileError::reading(&path, error))?;
        match statement_kind(&bytes) {
            Some(Kind::Card) => {
                // One that has run out meanwhile is let in by nobody.
                if let Ok(card) = verify_card(&bytes, sitting.now) {
                    sent.push((card, path));
                }
            }
            Some(Kind::Countersign) => {
                if let Ok(agreement) = unverified_payload::<Countersign>(&bytes) {
                    agreements.push((agreement, path, bytes));
                }
            }
            _ => {}
        }
    }
    let is_listed = |id: &StatementId| {
        directory.is_some_and(|directory| directory.cards().any(|listed| listed.card().id() == id))
    };
    let mut new: Vec<Sent> = sent
        .into_iter()
        .filter(|(card, _)| !is_listed(card.id()))
        .map(|(card, path)| {
            let mut agreements = agreements.iter();
            let succession = agreements
                .find(|(agreement, ..)| agreement.is_about(card.id()))
                .map(|(_, path, bytes)| (path.clone(), bytes.clone()));
            let is_newer = card.payload().replaces.is_some();
            Sent {
                card,
                path,
                succession,
                is_newer,
            }
        })
        .collect();
    new.sort_by_key(|sent| (sent.card.payload().at, *sent.card.id()));
    Ok(new)
}

/// Takes cards, and the agreements of older ones to newer ones: nobody is let in by that.
pub(super) async fn take(State(desk): State<Arc<Desk>>, files: PostedFiles) -> Answer {
    if files.0.is_empty() {
        return Err(Stop::told(
            "no file was chosen",
            "Go back and choose the cards that were sent to you; several at once are good.",
        ));
    }
    desk.sit(move |sitting| {
        let folder = folder(sitting);
        if !folder.is_dir() {
            private_folder(&folder)?;
        }
        for file in &files.0 {
            let id = statement_id(&file.bytes);
            let name = match (statement_kind(&file.bytes), id) {
                (Some(Kind::Card), Some(id)) => {
                    verify_card(&file.bytes, sitting.now).map_err(|error| {
                        Stop::told(
                            format!("{} does not hold: {error}", file.name),
                            "Ask its organisation for the card again.",
                        )
                    })?;
                    file_name("card", &id.to_string(), "card")
                }
                (Some(Kind::Countersign), Some(id)) => {
                    file_name("countersign", &id.to_string(), "statement")
                }
                _ => {
                    return Err(Stop::told(
                        format!("{} is no card", file.name),
                        "A card is a file that ends with .card, from their page Who is who. Nothing of it was taken.",
                    ));
                }
            };
            let path = folder.join(name);
            if !path.exists() {
                NewFile::write(&path, &file.bytes)?;
            }
        }
        Ok(())
    })
    .await?;
    see(format!("{}/directory", desk.base()))
}

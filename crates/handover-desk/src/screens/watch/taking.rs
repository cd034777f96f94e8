//! Files of a transfer that others sent: each is judged before it lies beside ours.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use handover::{
    package::SignedIndex,
    trust::{statement_id, statement_kind},
};
use handover_files::{NewFile, file_name};

use crate::{
    answer::{Answer, Stop, page, see},
    desk::Desk,
    frame::{Frame, Place},
    posted_files::{PostedFiles, SmallFile},
    sitting::Sitting,
};

#[derive(Template)]
#[template(path = "taken.html")]
struct TakenPage {
    frame: Frame,
    taken: usize,
    /// The names that people gave the files, and why each was not taken.
    refused: Vec<(String, String)>,
}

pub(super) async fn take(State(desk): State<Arc<Desk>>, files: PostedFiles) -> Answer {
    if files.0.is_empty() {
        return Err(Stop::told(
            "no file was chosen",
            "Go back and choose the files that were sent to you; several at once are good.",
        ));
    }
    let (taken, refused) = desk.sit(move |sitting| keep(sitting, &files.0)).await?;
    if refused.is_empty() {
        return see(format!("{}/watch", desk.base()));
    }
    page(&TakenPage {
        frame: desk.frame("Not all of it was taken").at(Place::Watch),
        taken,
        refused,
    })
}

fn keep(
    sitting: &mut Sitting,
    files: &[SmallFile],
) -> Result<(usize, Vec<(String, String)>), Stop> {
    let all = files.iter().map(|file| file.bytes.as_ref());
    let (_, not_taken) = sitting.office()?.judge(all)?;
    let folder = sitting.room.transfer();
    let (mut taken, mut refused) = (0, Vec::new());
    for (place, file) in files.iter().enumerate() {
        let why = not_taken.iter().find(|(at, _)| *at == place);
        let named = name_of(&file.bytes);
        match (why, named) {
            (None, Some(name)) => {
                let path = folder.join(name);
                if !path.exists() {
                    NewFile::write(&path, &file.bytes)?;
                }
                taken += 1;
            }
            (Some((_, why)), Some(_)) => refused.push((file.name.clone(), why.to_string())),
            (_, None) => refused.push((
                file.name.clone(),
                "it is no statement of a transfer: packages are taken under Take on, a directory under Who is who"
                    .to_owned(),
            )),
        }
    }
    Ok((taken, refused))
}

/// The name that the terminal gives it; none for what is neither a statement of a transfer nor a signed index.
fn name_of(bytes: &[u8]) -> Option<String> {
    use handover::trust::Kind;
    match statement_kind(bytes) {
        Some(Kind::Card | Kind::Directory | Kind::Package) => None,
        Some(kind) => Some(file_name(
            kind.as_str(),
            &statement_id(bytes)?.to_string(),
            "statement",
        )),
        None if SignedIndex::is_claimed_by(bytes) => {
            let id = statement_id(SignedIndex::unverified_head(bytes))?;
            Some(file_name(Kind::Package.as_str(), &id.to_string(), "index"))
        }
        None => None,
    }
}

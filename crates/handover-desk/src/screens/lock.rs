//! Lock, unlock, end.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{Html, IntoResponse},
};
use handover::{OfficeError, identity::KeyError};
use handover_identity::Identity;
use tokio::task::spawn_blocking;
use zeroize::Zeroizing;

use super::{enter::cookie, mistake::Mistakes};
use crate::{
    answer::{Answer, Stop, page, see},
    desk::Desk,
    frame::Frame,
    posted::Posted,
    sitting::Sitting,
};

#[derive(Template)]
#[template(path = "lock.html")]
struct LockPage {
    frame: Frame,
    organisation: String,
    who: String,
    mistakes: Mistakes,
}

#[derive(Template)]
#[template(path = "ended.html")]
struct EndedPage {}

pub(crate) async fn show(State(desk): State<Arc<Desk>>) -> Answer {
    if desk.is_unlocked() {
        return see(format!("{}/", desk.base()));
    }
    if !desk.room.identity().exists() {
        return see(format!("{}/begin", desk.base()));
    }
    locked(&desk, String::new(), Mistakes::default())
}

fn locked(desk: &Desk, who: String, mistakes: Mistakes) -> Answer {
    let identity = Identity::read(&desk.room.identity())?;
    page(&LockPage {
        frame: desk.frame("Locked"),
        organisation: identity.about().name.clone(),
        who,
        mistakes,
    })
}

/// Opens the keys for the person who says who they are.
pub(crate) async fn unlock(State(desk): State<Arc<Desk>>, posted: Posted) -> Answer {
    let who = posted.text("who").to_owned();
    let mut mistakes = Mistakes::default();
    if who.is_empty() {
        mistakes.add("who", "Say who sits here: it is kept with every answer.");
    }
    if posted.exact("passphrase").is_empty() {
        mistakes.add("passphrase", "Type the passphrase.");
    }
    if !mistakes.is_empty() {
        return locked(&desk, who, mistakes);
    }
    let passphrase = Zeroizing::new(posted.exact("passphrase").to_owned());
    match sitting(&desk, who.clone(), passphrase).await? {
        Some(sitting) => let_in(&desk, sitting),
        None => {
            mistakes.add(
                "passphrase",
                "That is not the passphrase. Nothing was opened.",
            );
            locked(&desk, who, mistakes)
        }
    }
}

/// Somebody at the desk; `None` if it is another passphrase.
pub(super) async fn sitting(
    desk: &Arc<Desk>,
    who: String,
    passphrase: Zeroizing<String>,
) -> Result<Option<Sitting>, Stop> {
    let (room, now) = (desk.room.clone(), desk.now());
    let opened = spawn_blocking(move || Sitting::unlock(room, who, passphrase, now)).await;
    match opened.map_err(|_| Stop::Bug)? {
        Ok(sitting) => Ok(Some(sitting)),
        Err(OfficeError::Key(KeyError::Locked { .. })) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The first page, with a new cookie: whoever had the one before is out.
pub(super) fn let_in(desk: &Desk, sitting: Sitting) -> Answer {
    let cookie = cookie(desk, desk.sit_down(sitting))?;
    let to = format!("{}/", desk.base());
    let to = to.parse().map_err(|_| Stop::Bug)?;
    let headers = [(header::SET_COOKIE, cookie), (header::LOCATION, to)];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

/// Forgets the keys.
pub(crate) async fn lock(State(desk): State<Arc<Desk>>, _: Posted) -> Answer {
    let locking = Arc::clone(&desk);
    spawn_blocking(move || locking.lock())
        .await
        .map_err(|_| Stop::Bug)?;
    see(format!("{}/unlock", desk.base()))
}

/// Ends the program.
pub(crate) async fn end(State(desk): State<Arc<Desk>>, _: Posted) -> Answer {
    let html = EndedPage {}.render().map_err(|_| Stop::Bug)?;
    let ending = Arc::clone(&desk);
    spawn_blocking(move || ending.end())
        .await
        .map_err(|_| Stop::Bug)?;
    Ok(Html(html).into_response())
}

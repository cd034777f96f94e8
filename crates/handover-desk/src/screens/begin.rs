//! The first start: who are you? Keys and card are made here.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use handover::{
    case::capital,
    package::ProfileInForce,
    trust::{OrganisationId, ShortName, SignatureAlgorithm},
};
use handover_identity::{NewIdentity, NewIdentityError};
use tokio::task::spawn_blocking;
use zeroize::Zeroizing;

use super::{
    lock::{let_in, sitting},
    mistake::Mistakes,
};
use crate::{
    answer::{Answer, Stop, page, see, sentence},
    desk::Desk,
    frame::Frame,
    posted::Posted,
};

/// How hard a passphrase is to guess: the cost that the program takes by itself.
const SCRYPT_LOG_N: u8 = 14;

/// Days for which keys and card hold.
const DAYS: u32 = 365;

/// Days for which the keys of whoever keeps the directory hold: everybody is told their words by telephone.
const AUTHORITY_DAYS: u32 = 3_650;

#[derive(Template)]
#[template(path = "begin.html")]
struct BeginPage {
    frame: Frame,
    mistakes: Mistakes,
    /// Every role that some profile knows, and whether it is ticked.
    roles: Vec<Role>,
    name: String,
    code: String,
    contact: String,
    who: String,
    is_authority: bool,
}

struct Role {
    role: String,
    words: String,
    is_ticked: bool,
}

pub(crate) async fn show(State(desk): State<Arc<Desk>>) -> Answer {
    if desk.room.identity().exists() {
        return see(format!("{}/", desk.base()));
    }
    page(&begin(&desk, &Posted::default(), Mistakes::default()))
}

fn begin(desk: &Desk, posted: &Posted, mistakes: Mistakes) -> BeginPage {
    let roles = roles().into_iter().map(|role| Role {
        words: capital(&role.replace('-', " ")),
        is_ticked: posted.all("role").any(|ticked| ticked == role),
        role,
    });
    BeginPage {
        roles: roles.collect(),
        name: posted.text("name").to_owned(),
        code: posted.text("id").to_owned(),
        contact: posted.text("contact").to_owned(),
        who: posted.text("who").to_owned(),
        is_authority: posted.has("authority"),
        frame: desk.frame("Begin"),
        mistakes,
    }
}

/// Makes keys and card, and sits down.
pub(crate) async fn make(State(desk): State<Arc<Desk>>, posted: Posted) -> Answer {
    if desk.room.identity().exists() {
        return see(format!("{}/", desk.base()));
    }
    let mut mistakes = Mistakes::default();
    let organisation = posted
        .text("id")
        .to_ascii_uppercase()
        .parse::<OrganisationId>();
    if organisation.is_err() {
        mistakes.add(
            "id",
            "Write 2 to 32 capital letters and digits, such as ZZ901.",
        );
    }
    for (field, words) in [
        ("name", "Write the name of your organisation."),
        (
            "contact",
            "Write a telephone number at which somebody answers.",
        ),
        ("who", "Write your name."),
    ] {
        if posted.text(field).is_empty() {
            mistakes.add(field, words);
        }
    }
    let is_authority = posted.has("authority");
    let mut ticked: Vec<String> = posted.all("role").map(str::to_owned).collect();
    if is_authority && !ticked.iter().any(|role| role == "commissioner") {
        ticked.push("commissioner".to_owned());
    }
    let known = roles();
    ticked.retain(|role| known.contains(role));
    if ticked.is_empty() {
        mistakes.add(
            "role",
            "Tick what you are: others see it beside what you sign.",
        );
    }
    let passphrase = Zeroizing::new(posted.exact("passphrase").to_owned());
    if *passphrase != *posted.exact("again") {
        mistakes.add("again", "The two passphrases differ.");
    }
    let Some(organisation) = organisation.ok().filter(|_| mistakes.is_empty()) else {
        return page(&begin(&desk, &posted, mistakes));
    };
    let roles = ticked.iter().map(|role| role.parse::<ShortName>());
    let roles: Vec<ShortName> = roles.collect::<Result<_, _>>().map_err(|_| Stop::Bug)?;
    let (name, contact) = (
        posted.text("name").to_owned(),
        posted.text("contact").to_owned(),
    );
    let (folder, now, key) = (desk.room.identity(), desk.now(), passphrase.clone());
    let made = spawn_blocking(move || {
        NewIdentity {
            organisation,
            name,
            contact,
            contacts: Vec::new(),
            server: None,
            persons: vec![roles],
            is_authority,
            algorithm: SignatureAlgorithm::Ed25519,
            days: if is_authority { AUTHORITY_DAYS } else { DAYS },
            scrypt_log_n: SCRYPT_LOG_N,
            replaces: None,
            passphrase: &key,
            now,
        }
        .write(&folder)
    });
    match made.await.map_err(|_| Stop::Bug)? {
        Ok(()) => {}
        Err(error) => {
            mistakes.add(field_of(&error), sentence(&error.to_string()));
            return page(&begin(&desk, &posted, mistakes));
        }
    }
    let who = posted.text("who").to_owned();
    let sitting = sitting(&desk, who, passphrase).await?.ok_or(Stop::Bug)?;
    let_in(&desk, sitting)
}

/// The field that an error is about.
const fn field_of(error: &NewIdentityError) -> &'static str {
    match error {
        NewIdentityError::Passphrase => "passphrase",
        NewIdentityError::Contact => "contact",
        _ => "name",
    }
}

/// Every role that a built-in profile knows, and the commissioner's.
fn roles() -> Vec<String> {
    let profiles = [
        "caseload-transfer",
        "maternity-discharge",
        "domestic-abuse-transfer",
        "reply",
    ];
    let mut roles = Vec::new();
    for profile in profiles.into_iter().filter_map(ProfileInForce::built_in) {
        let profile = profile.profile();
        let all = profile.sign_off().countersign_roles().iter();
        let all = all.chain(profile.sign_off().author_roles());
        for role in all.map(|role| role.as_str().to_owned()) {
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
    }
    roles.push("commissioner".to_owned());
    roles
}

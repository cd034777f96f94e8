//! A commissioner says what must be handed over: a form, read back, signed.

mod asked;
mod form;

use std::sync::Arc;

use askama::Template;
use axum::{
    Router,
    extract::State,
    routing::{get, post},
};
use handover::{
    caseload::RulesInForce,
    package::ProfileInForce,
    transfer::{MandateForm, NamedFiles, deadlines},
    trust::FileReference,
};
use handover_report::{
    Names,
    mandate::{ReadBack, read_back},
};

use self::{
    asked::{Asked, Choice, DeadlineRow, choices},
    form::{field_of, toml_of},
};
use super::mistake::Mistakes;
use crate::{
    answer::{Answer, Stop, page, see, sentence},
    desk::Desk,
    frame::{Frame, Place},
    posted::Posted,
    sitting::Sitting,
};

#[derive(Template)]
#[template(path = "mandate.html")]
struct FormPage {
    frame: Frame,
    mistakes: Mistakes,
    asked: Asked,
    providers: Vec<Choice>,
    all: Vec<Choice>,
    profiles: Vec<&'static str>,
    roles: Vec<String>,
    rows: Vec<DeadlineRow>,
}

#[derive(Template)]
#[template(path = "mandate_read.html")]
struct ReadPage {
    frame: Frame,
    terms: ReadBack,
    /// What to think of again.
    call: Option<String>,
    /// Whom it must be given to, with whom to ring.
    parties: Vec<String>,
    /// Every answer, to be posted again.
    fields: Vec<(String, String)>,
    who: String,
}

pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/mandate", get(show).post(read))
        .route("/mandate/change", post(change))
        .route("/mandate/sign", post(sign))
}

/// What is built into the program; a file of one's own is for the terminal.
struct BuiltIn;

impl NamedFiles for BuiltIn {
    fn profile(&self, name: &str) -> Result<ProfileInForce, String> {
        ProfileInForce::built_in(name).ok_or_else(|| "there is no dataset of that name".to_owned())
    }

    fn rules(&self, name: &str) -> Result<FileReference, String> {
        if name == RulesInForce::BUILT_IN {
            Ok(RulesInForce::built_in().reference)
        } else {
            Err("there are no rules of that name".to_owned())
        }
    }
}

async fn show(State(desk): State<Arc<Desk>>) -> Answer {
    form_page(&desk, Asked::default(), Mistakes::default()).await
}

/// The form again, with every answer.
async fn change(State(desk): State<Arc<Desk>>, posted: Posted) -> Answer {
    form_page(&desk, Asked::of(&posted), Mistakes::default()).await
}

async fn form_page(desk: &Arc<Desk>, asked: Asked, mistakes: Mistakes) -> Answer {
    let (providers, all) = desk.sit(choices).await?;
    page(&FormPage {
        frame: desk.frame("Say what must be handed over").at(Place::Watch),
        mistakes,
        rows: asked.rows(),
        asked,
        providers,
        all,
        profiles: asked::profiles(),
        roles: asked::roles(),
    })
}

/// Reads it back in plain words.
async fn read(State(desk): State<Arc<Desk>>, posted: Posted) -> Answer {
    let asked = Asked::of(&posted);
    let answers = asked.clone();
    let read = desk
        .sit(move |sitting| Ok(read_it(sitting, &answers)))
        .await?;
    let (terms, call, parties) = match read? {
        Ok(read) => read,
        Err(mistakes) => return form_page(&desk, asked, mistakes).await,
    };
    let frame = desk.frame("Read it back").at(Place::Watch);
    let who = frame
        .sitter
        .as_ref()
        .map_or_else(String::new, |sitter| sitter.who.clone());
    page(&ReadPage {
        frame,
        terms,
        call,
        parties,
        fields: asked.fields(),
        who,
    })
}

type Read = (ReadBack, Option<String>, Vec<String>);

fn read_it(sitting: &mut Sitting, asked: &Asked) -> Result<Result<Read, Mistakes>, Stop> {
    let form = match filled_in(sitting, asked)? {
        Ok(form) => form,
        Err(mistakes) => return Ok(Err(mistakes)),
    };
    let now = sitting.now;
    let us = sitting.identity().organisation().clone();
    let directory = Arc::clone(sitting.office()?.directory());
    let names = Names::new(&directory, now);
    let mandate = form.into_mandate(us, now);
    let profile = ProfileInForce::built_in_of(&mandate.profile).ok_or(Stop::Bug)?;
    let in_force = deadlines(&mandate, profile.profile()).map_err(|_| Stop::Bug)?;
    let call = (mandate.last_resort == mandate.from).then(|| {
        format!(
            "{} answers for the rest. Will its staff still be there? You could name who takes on, or yourself.",
            names.called(&mandate.from)
        )
    });
    let parties = [&mandate.from].into_iter().chain(&mandate.to);
    let parties = parties.map(|party| match names.ring(party) {
        Some(ring) => format!("{}, {ring}", names.called(party)),
        None => names.called(party),
    });
    let parties = parties.collect();
    Ok(Ok((
        read_back(&mandate, Some(&in_force), names),
        call,
        parties,
    )))
}

/// The form of the terminal, from what was answered; what is wrong with it is said at its question.
fn filled_in(sitting: &mut Sitting, asked: &Asked) -> Result<Result<MandateForm, Mistakes>, Stop> {
    let text = match toml_of(asked) {
        Ok(text) => text,
        Err(mistakes) => return Ok(Err(mistakes)),
    };
    let now = sitting.now;
    let directory = Arc::clone(sitting.office()?.directory());
    let form = MandateForm::read(&text, &BuiltIn, &directory, now);
    Ok(form.map_err(|error| {
        let mut mistakes = Mistakes::default();
        for mistake in error.mistakes {
            mistakes.add(field_of(mistake.line), sentence(&mistake.what));
        }
        mistakes
    }))
}

/// Signs it with the key of our office.
async fn sign(State(desk): State<Arc<Desk>>, posted: Posted) -> Answer {
    let asked = Asked::of(&posted);
    let answers = asked.clone();
    let signed = desk
        .sit(move |sitting| {
            let form = match filled_in(sitting, &answers)? {
                Ok(form) => form,
                Err(mistakes) => return Ok(Err(mistakes)),
            };
            let mandate = sitting.office()?.sign_mandate(form)?;
            sitting.say(&mandate)?;
            Ok(Ok(*mandate.id()))
        })
        .await?;
    match signed {
        Ok(id) => see(format!("{}/watch/{id}", desk.base())),
        Err(mistakes) => form_page(&desk, asked, mistakes).await,
    }
}

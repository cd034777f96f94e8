//! Page by page: what is typed is kept at once, also where it is wrong.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use handover_forms::{Answers, Form, Mistake, Page, PageInput};

use crate::{
    answer::{Answer, Stop, page, see},
    desk::Desk,
    frame::{Frame, Place},
    posted::{Posted, TOKEN},
    sitting::Sitting,
};

#[derive(Template)]
#[template(path = "discharge/fill.html")]
struct FillPage {
    frame: Frame,
    back: String,
    back_words: String,
    all: String,
    body: String,
}

/// A page that is being filled in.
struct Filled {
    form: Arc<Form>,
    page: String,
    answers: Answers,
    mistakes: Vec<Mistake>,
    one_more: Option<String>,
    organisations: Vec<String>,
    now: handover::trust::PosixTime,
    caption: String,
    /// Where it is posted to, and where the pages before and after it are.
    here: String,
    back: String,
    back_words: String,
    all: String,
}

/// What was pressed.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Pressed {
    Later,
    More,
    Next,
}

fn pressed(posted: &Posted) -> Pressed {
    match (posted.text("_do"), posted.text("_more")) {
        ("later", _) => Pressed::Later,
        (_, "") => Pressed::Next,
        _ => Pressed::More,
    }
}

/// What was answered: everything but the token.
fn sent(posted: &Posted) -> Vec<(String, String)> {
    let fields = posted.fields().filter(|(name, _)| *name != TOKEN);
    fields
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

pub(super) async fn show(
    State(desk): State<Arc<Desk>>,
    Path((draft, name)): Path<(String, String)>,
) -> Answer {
    let filled = desk
        .sit(move |sitting| of_draft(sitting, &draft, &name))
        .await?;
    shown(&desk, &filled)
}

pub(super) async fn take(
    State(desk): State<Arc<Desk>>,
    Path((draft, name)): Path<(String, String)>,
    posted: Posted,
) -> Answer {
    let (sent, pressed) = (sent(&posted), pressed(&posted));
    let more = posted.text("_more").to_owned();
    let done = desk
        .sit(move |sitting| {
            let (id, mut kept) = sitting.drafts()?.draft(&draft)?;
            let form = sitting.drafts()?.form(&kept.form)?;
            let asked = form.page(&name).ok_or(Stop::Gone)?;
            kept.answers.take(asked, &sent);
            sitting.keep_draft(&id, kept)?;
            let mut filled = of_draft(sitting, &draft, &name)?;
            match pressed {
                Pressed::Later => return Ok(Err("discharge".to_owned())),
                Pressed::More => filled.one_more = Some(more),
                Pressed::Next => {
                    filled.mistakes = form.mistakes(asked, &filled.answers);
                    if filled.mistakes.is_empty() {
                        return Ok(Err(after(&form, &filled.answers, &draft, &name)));
                    }
                }
            }
            Ok(Ok(filled))
        })
        .await?;
    match done {
        Ok(filled) => shown(&desk, &filled),
        Err(address) => see(format!("{}/{address}", desk.base())),
    }
}

/// The page after this one that the answers open; at the end everything is read back.
fn after(form: &Form, answers: &Answers, draft: &str, name: &str) -> String {
    let open = form.open_pages(answers);
    let next = open.iter().skip_while(|page| page.name() != name).nth(1);
    next.map_or_else(
        || format!("discharge/{draft}"),
        |page| format!("discharge/{draft}/page/{}", page.name()),
    )
}

fn of_draft(sitting: &mut Sitting, draft: &str, name: &str) -> Result<Filled, Stop> {
    let drafts = sitting.drafts()?;
    let (_, kept) = drafts.draft(draft)?;
    let form = drafts.form(&kept.form)?;
    let answers = kept.answers.with(&drafts.unit(&kept.form));
    let open: Vec<(String, String)> = form
        .open_pages(&answers)
        .into_iter()
        .map(|page| (page.name().to_owned(), page.title().to_owned()))
        .collect();
    let place = open
        .iter()
        .position(|(page, _)| page == name)
        .ok_or(Stop::Gone)?;
    let before = place.checked_sub(1).and_then(|before| open.get(before));
    let (back, back_words) = before.map_or_else(
        || ("discharge".to_owned(), "Discharge".to_owned()),
        |(page, title)| (format!("discharge/{draft}/page/{page}"), title.clone()),
    );
    let who = form
        .called(&answers)
        .map_or_else(String::new, |who| format!("{who}. "));
    Ok(Filled {
        caption: format!("{who}Page {} of {}", place.saturating_add(1), open.len()),
        page: name.to_owned(),
        here: format!("discharge/{draft}/page/{name}"),
        all: format!("discharge/{draft}"),
        organisations: super::check::organisations(sitting).into_keys().collect(),
        now: sitting.now,
        answers,
        mistakes: Vec::new(),
        one_more: None,
        back,
        back_words,
        form,
    })
}

pub(super) async fn show_unit(
    State(desk): State<Arc<Desk>>,
    Path((form, name)): Path<(String, String)>,
) -> Answer {
    let filled = desk
        .sit(move |sitting| of_unit(sitting, &form, &name))
        .await?;
    shown(&desk, &filled)
}

pub(super) async fn take_unit(
    State(desk): State<Arc<Desk>>,
    Path((form, name)): Path<(String, String)>,
    posted: Posted,
) -> Answer {
    let (sent, pressed) = (sent(&posted), pressed(&posted));
    let done = desk
        .sit(move |sitting| {
            let drafts = sitting.drafts()?;
            let (known, mut answers) = (drafts.form(&form)?, drafts.unit(&form));
            let asked = known.page(&name).ok_or(Stop::Gone)?;
            answers.take(asked, &sent);
            let mistakes = known.mistakes(asked, &answers);
            if pressed == Pressed::Later {
                return Ok(None);
            }
            if mistakes.is_empty() {
                sitting.keep_unit(&form, answers)?;
                return Ok(None);
            }
            let filled = of_unit(sitting, &form, &name)?;
            Ok(Some(Filled {
                answers,
                mistakes,
                ..filled
            }))
        })
        .await?;
    match done {
        Some(filled) => shown(&desk, &filled),
        None => see(format!("{}/discharge", desk.base())),
    }
}

fn of_unit(sitting: &mut Sitting, form: &str, name: &str) -> Result<Filled, Stop> {
    let drafts = sitting.drafts()?;
    let answers = drafts.unit(form);
    Ok(Filled {
        form: drafts.form(form)?,
        page: name.to_owned(),
        here: format!("discharge/unit/{form}/{name}"),
        back: "discharge".to_owned(),
        back_words: "Discharge".to_owned(),
        all: String::new(),
        caption: String::new(),
        organisations: Vec::new(),
        now: sitting.now,
        answers,
        mistakes: Vec::new(),
        one_more: None,
    })
}

fn shown(desk: &Arc<Desk>, filled: &Filled) -> Answer {
    let asked: &Page = filled.form.page(&filled.page).ok_or(Stop::Gone)?;
    let frame = desk.frame(asked.title()).at(Place::Discharge);
    let action = format!("{}/{}", desk.base(), filled.here);
    let body = filled.form.render(
        asked,
        PageInput {
            answers: &filled.answers,
            mistakes: &filled.mistakes,
            one_more: filled.one_more.as_deref(),
            organisations: &filled.organisations,
            now: filled.now,
            action: &action,
            token: (TOKEN, &frame.token),
            caption: &filled.caption,
        },
    );
    page(&FillPage {
        back: filled.back.clone(),
        back_words: filled.back_words.clone(),
        all: filled.all.clone(),
        frame,
        body,
    })
}

//! Forms that are half filled in: sealed to ourselves, and open while somebody sits here.

use std::{collections::BTreeMap, sync::Arc};

use askama::Template;
use axum::extract::{Path, State};
use handover::trust::ShortName;
use handover_forms::{Answers, Form};
use handover_identity::OwnFiles;

use super::kept::{Draft, Drafts};
use crate::{
    answer::{Answer, Stop, page, see},
    desk::Desk,
    frame::{Frame, Place},
    posted::Posted,
    screens::waiting::Waiting,
    secret::Secret,
    sitting::Sitting,
};

/// How the file of a unit's answers begins, and that of a draft.
const UNIT: &str = "unit-";
const DRAFT: &str = "draft-";

#[derive(Template)]
#[template(path = "discharge/drafts.html")]
struct DraftsPage {
    frame: Frame,
    drafts: Vec<DraftLine>,
    forms: Vec<FormLine>,
}

struct DraftLine {
    name: String,
    called: String,
    title: String,
    leads: String,
    missing: usize,
}

struct FormLine {
    name: String,
    title: String,
    unit: String,
    is_unit_known: bool,
}

impl Drafts {
    /// Opens what lies in the folder.
    fn read(sitting: &Sitting) -> Result<Self, Stop> {
        let files = OwnFiles::of(sitting.identity(), &sitting.room.drafts());
        let forms = Form::names()
            .filter_map(|name| Some((name.to_owned(), Arc::new(Form::built_in(name)?))));
        let mut all = Self {
            forms: forms.collect(),
            drafts: BTreeMap::new(),
            units: BTreeMap::new(),
        };
        for (name, plain) in files.open(&sitting.passphrase)? {
            if let Some(form) = name.as_str().strip_prefix(UNIT) {
                let answers = serde_json::from_slice(&plain).map_err(|_| damaged())?;
                all.units.insert(form.to_owned(), answers);
            } else if name.as_str().starts_with(DRAFT) {
                let draft = serde_json::from_slice(&plain).map_err(|_| damaged())?;
                all.drafts.insert(name, draft);
            }
        }
        Ok(all)
    }

    pub(super) fn form(&self, name: &str) -> Result<Arc<Form>, Stop> {
        self.forms.get(name).map(Arc::clone).ok_or(Stop::Gone)
    }

    pub(super) fn draft(&self, name: &str) -> Result<(ShortName, Draft), Stop> {
        let name: ShortName = name.parse().map_err(|_| Stop::Gone)?;
        let draft = self.drafts.get(&name).cloned().ok_or(Stop::Gone)?;
        Ok((name, draft))
    }

    pub(super) fn unit(&self, form: &str) -> Answers {
        self.units.get(form).cloned().unwrap_or_default()
    }
}

fn damaged() -> Stop {
    Stop::told(
        "a draft is damaged",
        "Take its file out of the folder drafts, and fill it in again.",
    )
}

impl Sitting {
    /// The drafts, opened once while somebody sits here.
    pub(super) fn drafts(&mut self) -> Result<&mut Drafts, Stop> {
        if self.drafts.is_none() {
            self.drafts = Some(Drafts::read(self)?);
        }
        self.drafts.as_mut().ok_or(Stop::Bug)
    }

    /// Keeps a draft; what was kept before is in its place.
    pub(super) fn keep_draft(&mut self, name: &ShortName, draft: Draft) -> Result<(), Stop> {
        let plain = zeroize::Zeroizing::new(serde_json::to_vec(&draft).map_err(|_| Stop::Bug)?);
        OwnFiles::of(self.identity(), &self.room.drafts()).write(name, &plain)?;
        self.drafts()?.drafts.insert(name.clone(), draft);
        Ok(())
    }

    /// Keeps what is the same for everybody of the unit.
    pub(super) fn keep_unit(&mut self, form: &str, answers: Answers) -> Result<(), Stop> {
        let name: ShortName = format!("{UNIT}{form}").parse().map_err(|_| Stop::Gone)?;
        let plain = serde_json::to_vec(&answers).map_err(|_| Stop::Bug)?;
        OwnFiles::of(self.identity(), &self.room.drafts()).write(&name, &plain)?;
        self.drafts()?.units.insert(form.to_owned(), answers);
        Ok(())
    }

    /// Takes a draft away.
    pub(super) fn drop_draft(&mut self, name: &ShortName) -> Result<(), Stop> {
        OwnFiles::of(self.identity(), &self.room.drafts()).remove(name)?;
        self.drafts()?.drafts.remove(name);
        Ok(())
    }
}

/// What waits here: people whose papers have not gone.
pub(crate) fn waiting(sitting: &mut Sitting) -> Result<Vec<Waiting>, Stop> {
    let drafts = sitting.drafts()?;
    let waiting = drafts.drafts.iter().filter_map(|(name, draft)| {
        let form = drafts.forms.get(&draft.form)?;
        Some(Waiting {
            due: None,
            title: format!("{}: not sent yet", called(form, draft)),
            text: "The papers are half filled in. Nobody else has them.".to_owned(),
            ring: None,
            button: "Go on".to_owned(),
            leads: format!("discharge/{name}"),
        })
    });
    Ok(waiting.collect())
}

pub(super) fn called(form: &Form, draft: &Draft) -> String {
    form.called(&draft.answers)
        .unwrap_or_else(|| "Somebody without a name yet".to_owned())
}

pub(super) async fn show(State(desk): State<Arc<Desk>>) -> Answer {
    let (drafts, forms) = desk
        .sit(|sitting| {
            let all = sitting.drafts()?;
            let line = |(name, draft): (&ShortName, &Draft)| {
                let form = all.forms.get(&draft.form)?;
                let answers = draft.answers.with(&all.unit(&draft.form));
                let first = form
                    .pages()
                    .next()
                    .map(handover_forms::Page::name)
                    .unwrap_or_default();
                let missing = form
                    .open_pages(&answers)
                    .into_iter()
                    .filter(|page| !form.mistakes(page, &answers).is_empty());
                let missing: Vec<&str> = missing.map(handover_forms::Page::name).collect();
                Some(DraftLine {
                    name: name.to_string(),
                    called: called(form, draft),
                    title: form.title().to_owned(),
                    leads: missing.first().map_or_else(
                        || format!("discharge/{name}"),
                        |page| {
                            format!(
                                "discharge/{name}/page/{}",
                                if draft.answers.is_empty() {
                                    first
                                } else {
                                    page
                                }
                            )
                        },
                    ),
                    missing: missing.len(),
                })
            };
            let drafts: Vec<DraftLine> = all.drafts.iter().filter_map(line).collect();
            let forms = all.forms.values().map(|form| FormLine {
                name: form.name().to_owned(),
                title: form.title().to_owned(),
                unit: form.settings().next().map_or_else(String::new, |page| {
                    format!("{}/{}", form.name(), page.name())
                }),
                is_unit_known: all.units.contains_key(form.name()),
            });
            Ok((drafts, forms.collect()))
        })
        .await?;
    page(&DraftsPage {
        frame: desk.frame("Discharge").at(Place::Discharge),
        drafts,
        forms,
    })
}

/// A new draft; what is asked once for the unit comes before it.
pub(super) async fn begin(State(desk): State<Arc<Desk>>, posted: Posted) -> Answer {
    let form = posted.text("begin").to_owned();
    let address = desk
        .sit(move |sitting| {
            let drafts = sitting.drafts()?;
            let known = drafts.form(&form)?;
            if !drafts.units.contains_key(&form)
                && let Some(page) = known.settings().next()
            {
                return Ok(format!("discharge/unit/{form}/{}", page.name()));
            }
            // A name by chance: it tells nothing, and fits.
            let chance = Secret::random();
            let chance = chance.reveal().get(..20).ok_or(Stop::Bug)?;
            let name: ShortName = format!("{DRAFT}{chance}").parse().map_err(|_| Stop::Bug)?;
            let first = known.pages().next().ok_or(Stop::Bug)?.name().to_owned();
            sitting.keep_draft(
                &name,
                Draft {
                    form,
                    answers: Answers::default(),
                },
            )?;
            Ok(format!("discharge/{name}/page/{first}"))
        })
        .await?;
    see(format!("{}/{address}", desk.base()))
}

pub(super) async fn throw_away(
    State(desk): State<Arc<Desk>>,
    Path(draft): Path<String>,
    posted: Posted,
) -> Answer {
    if !posted.has("sure") {
        return Err(Stop::told(
            "nothing was thrown away",
            "Go back and tick that you are sure.",
        ));
    }
    desk.sit(move |sitting| {
        let (name, _) = sitting.drafts()?.draft(&draft)?;
        sitting.drop_draft(&name)
    })
    .await?;
    see(format!("{}/discharge", desk.base()))
}

//! Before it is signed: what is missing and where it is mended, and what each reader will get.

use std::{collections::BTreeMap, sync::Arc};

use askama::Template;
use axum::extract::{Path, State};
use handover::{
    case::{CheckId, plain_words, title_words},
    trust::ShortName,
};
use handover_forms::{Answers, Checkup, Compared, Form, Gets, Signatory, Signing};
use handover_report::case_page;

use super::{drafts::called, kept::Draft};
use crate::{
    answer::{Answer, Stop, page},
    desk::Desk,
    frame::{Frame, Place},
    screens::mistake::Mistakes,
    sitting::Sitting,
};

#[derive(Template)]
#[template(path = "discharge/check.html")]
pub(super) struct CheckPage {
    frame: Frame,
    draft: String,
    who: String,
    pages: Vec<PageLine>,
    gaps: Vec<GapLine>,
    left: Vec<String>,
    readers: Vec<ReaderColumn>,
    lines: Vec<CompareLine>,
    not_known: Vec<String>,
    second: Vec<RoleChoice>,
    roles: Vec<RoleChoice>,
    /// What stands in the way of signing alone.
    is_ready: bool,
    /// What may go if somebody says why.
    asks_reason: Vec<String>,
    mistakes: Mistakes,
    signer: String,
}

pub(super) struct RoleChoice {
    value: String,
    words: String,
}

struct PageLine {
    name: String,
    title: String,
    missing: usize,
}

struct GapLine {
    address: Option<String>,
    words: String,
}

struct ReaderColumn {
    name: String,
    address: String,
    goes: &'static str,
}

struct CompareLine {
    title: String,
    cells: Vec<CompareCell>,
}

struct CompareCell {
    reader: String,
    look: &'static str,
    words: String,
}

#[derive(Template)]
#[template(path = "discharge/as.html")]
struct AsPage {
    frame: Frame,
    draft: String,
    reader: String,
    body: String,
}

/// A draft as it would be signed now.
pub(super) struct Looked {
    pub(super) name: ShortName,
    pub(super) draft: Draft,
    pub(super) form: Arc<Form>,
    pub(super) answers: Answers,
    pub(super) checkup: Checkup,
}

/// The reason that a person gives by a tick for what only wants a word (checks of severity `ack`).
pub(super) fn reason(who: &str) -> String {
    format!("{who} read these pages through and signs for them as they are.")
}

/// The organisations to which something can be sealed: their ids by their names.
pub(super) fn organisations(sitting: &mut Sitting) -> BTreeMap<String, String> {
    let now = sitting.now;
    let own = sitting.identity().organisation().clone();
    let Ok(office) = sitting.office() else {
        return BTreeMap::new();
    };
    let directory = Arc::clone(office.directory());
    let cards = directory
        .cards()
        .filter(|listed| listed.is_in_force_at(now));
    let cards = cards.map(|listed| listed.card().payload());
    let others = cards.filter(|card| card.by != own && card.sealing.is_some());
    others
        .map(|card| (card.name.as_str().to_owned(), card.by.to_string()))
        .collect()
}

/// Who signs now: whoever sits here, in a role that the profile lets sign.
pub(super) fn signing(sitting: &mut Sitting, role: &str) -> Signing {
    let author = Signatory {
        name: sitting.who.clone(),
        role: role.to_owned(),
    };
    let mut signing = Signing::new(author, sitting.now);
    signing.organisations = organisations(sitting);
    signing
}

/// The roles in which whoever sits here may sign: those of the keys that are here, or all that the profile lets sign.
pub(super) fn roles(sitting: &Sitting, form: &Form) -> Vec<String> {
    let allowed: Vec<&str> = form
        .profile()
        .sign_off()
        .author_roles()
        .iter()
        .map(|role| role.as_str())
        .collect();
    let keys = sitting.identity().about().keys.iter();
    let held: Vec<&str> = keys
        .flat_map(|key| key.roles.iter().map(ShortName::as_str))
        .collect();
    let own: Vec<String> = allowed
        .iter()
        .filter(|role| held.contains(role))
        .map(|role| (*role).to_owned())
        .collect();
    if own.is_empty() {
        allowed.into_iter().map(str::to_owned).collect()
    } else {
        own
    }
}

pub(super) fn look(sitting: &mut Sitting, draft: &str) -> Result<Looked, Stop> {
    let drafts = sitting.drafts()?;
    let (name, draft) = drafts.draft(draft)?;
    let form = drafts.form(&draft.form)?;
    let answers = draft.answers.with(&drafts.unit(&draft.form));
    let role = roles(sitting, &form).into_iter().next().ok_or(Stop::Bug)?;
    let signing = signing(sitting, &role);
    let checkup = form.check(&answers, &signing);
    Ok(Looked {
        name,
        draft,
        form,
        answers,
        checkup,
    })
}

pub(super) async fn show(State(desk): State<Arc<Desk>>, Path(draft): Path<String>) -> Answer {
    shown(&desk, draft, Mistakes::default()).await
}

/// The page on which everything is read back.
pub(super) async fn shown(desk: &Arc<Desk>, draft: String, mistakes: Mistakes) -> Answer {
    let mut made = {
        let frame = desk.frame("Read it, and sign").at(Place::Discharge);
        desk.sit(move |sitting| read_back(sitting, &draft, frame))
            .await?
    };
    made.mistakes = mistakes;
    page(&made)
}

fn read_back(sitting: &mut Sitting, draft: &str, frame: Frame) -> Result<CheckPage, Stop> {
    let looked = look(sitting, draft)?;
    let Looked {
        form,
        answers,
        checkup,
        draft: kept,
        name,
    } = &looked;
    let base = format!("{}/discharge/{name}", frame.base);
    let open = form.open_pages(answers);
    let pages = open.into_iter().map(|page| PageLine {
        name: page.name().to_owned(),
        title: page.title().to_owned(),
        missing: form.mistakes(page, answers).len(),
    });
    let is_signature = |path: &handover_forms::Gap| {
        path.at.is_none() && path.check.is_none() && path.words.starts_with("Needs ")
    };
    let second = checkup
        .case
        .as_ref()
        .map(|case| form.second_roles(case))
        .unwrap_or_default();
    let stops = checkup
        .gaps
        .iter()
        .filter(|gap| gap.check.is_none() && (second.is_empty() || !is_signature(gap)));
    let gaps: Vec<GapLine> = stops
        .map(|gap| GapLine {
            address: gap
                .at
                .as_ref()
                .map(|(page, input)| format!("{base}/page/{page}#{input}")),
            words: gap.words.clone(),
        })
        .collect();
    let compared = checkup
        .case
        .as_ref()
        .map(|case| form.compare(case, sitting.now));
    let (readers, lines) = compared
        .map(|compared| columns(&base, &compared))
        .unwrap_or_default();
    let role = |role: &str| RoleChoice {
        words: title_words(role),
        value: role.to_owned(),
    };
    let own = roles(sitting, form);
    Ok(CheckPage {
        draft: name.to_string(),
        who: called(form, kept),
        is_ready: gaps.is_empty() && checkup.case.is_some(),
        asks_reason: {
            let acks = checkup
                .gaps
                .iter()
                .filter(|gap| gap.check.is_some_and(|check| check != CheckId::READ));
            acks.map(|gap| gap.words.clone()).collect()
        },
        not_known: checkup
            .notes
            .iter()
            .map(|note| note.words.clone())
            .collect(),
        left: checkup.left.clone(),
        second: second.into_iter().map(role).collect(),
        roles: if own.len() > 1 {
            own.iter().map(|one| role(one)).collect()
        } else {
            Vec::new()
        },
        signer: sitting.who.clone(),
        pages: pages.collect(),
        mistakes: Mistakes::default(),
        frame,
        gaps,
        readers,
        lines,
    })
}

fn columns(base: &str, compared: &Compared) -> (Vec<ReaderColumn>, Vec<CompareLine>) {
    let readers = compared
        .readers
        .iter()
        .enumerate()
        .map(|(n, reader)| ReaderColumn {
            name: match reader.organisation.as_str() {
                "" => reader.audience.clone(),
                organisation => format!("{}, {organisation}", reader.audience),
            },
            address: format!("{base}/as/{n}"),
            goes: if reader.by_package {
                "sealed to them"
            } else {
                "not in the directory: nothing goes by itself"
            },
        });
    let lines = compared.lines.iter().map(|line| CompareLine {
        title: line.title.clone(),
        cells: line
            .gets
            .iter()
            .zip(&compared.readers)
            .map(|(gets, reader)| CompareCell {
                reader: reader.audience.clone(),
                look: if *gets == Gets::All {
                    "green"
                } else {
                    "violet"
                },
                words: match gets {
                    Gets::All => "All".to_owned(),
                    Gets::Nothing => "Nothing".to_owned(),
                    Gets::Without(fields) => format!("Not: {}", fields.join(", ")),
                },
            })
            .collect(),
    });
    (readers.collect(), lines.collect())
}

/// The case as one reader will read it.
pub(super) async fn show_as(
    State(desk): State<Arc<Desk>>,
    Path((draft, reader)): Path<(String, usize)>,
) -> Answer {
    let (draft, name, body) = desk
        .sit(move |sitting| {
            let looked = look(sitting, &draft)?;
            let case = looked.checkup.case.ok_or(Stop::Gone)?;
            let compared = looked.form.compare(&case, sitting.now);
            let gets = compared.readers.into_iter().nth(reader).ok_or(Stop::Gone)?;
            let reading = gets.reading.ok_or(Stop::Gone)?;
            Ok((draft, gets.audience, case_page::body(&reading)))
        })
        .await?;
    page(&AsPage {
        frame: desk.frame("As a reader gets it").at(Place::Discharge),
        reader: plain_words(&name).to_lowercase(),
        draft,
        body,
    })
}

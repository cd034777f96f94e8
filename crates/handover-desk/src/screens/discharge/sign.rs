//! Signed and sealed: to whom it goes, and where the file lies.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use handover::{
    case::CheckId,
    package::ProfileInForce,
    trust::{OrganisationId, ShortName},
};
use handover_forms::{Checkup, Signatory};
use subtle::ConstantTimeEq;

use super::{
    check::{self, Looked, look, reason, roles, signing},
    drafts::called,
};
use crate::{
    answer::{Answer, Stop, page},
    desk::Desk,
    frame::{Frame, Place},
    posted::Posted,
    screens::mistake::Mistakes,
    secret::Secret,
    sitting::Sitting,
};

#[derive(Template)]
#[template(path = "discharge/sent.html")]
struct SentPage {
    frame: Frame,
    who: String,
    folder: String,
    files: Vec<SentFile>,
    /// Readers who are not in the directory.
    others: Vec<String>,
}

struct SentFile {
    to: String,
    file: String,
}

/// What was chosen on the page.
struct Signed {
    looked: bool,
    role: String,
    /// Why it may go as it is, in their own words.
    why: String,
    second: String,
    second_role: String,
    /// Whether the passphrase was given again, for the second person.
    is_open: bool,
}

pub(super) async fn sign(
    State(desk): State<Arc<Desk>>,
    Path(draft): Path<String>,
    posted: Posted,
) -> Answer {
    let name = draft.clone();
    let done = desk
        .sit(move |sitting| {
            let typed = posted.exact("passphrase").as_bytes();
            let signed = Signed {
                looked: posted.has("looked"),
                role: posted.text("role").to_owned(),
                why: posted.text("why").to_owned(),
                second: posted.text("second").to_owned(),
                second_role: posted.text("second-role").to_owned(),
                is_open: typed.ct_eq(sitting.passphrase.as_bytes()).into(),
            };
            seal(sitting, &draft, &signed)
        })
        .await?;
    match done {
        Ok(sent) => {
            let (who, folder, files, others) = sent;
            page(&SentPage {
                frame: desk.frame("Shut, and ready to go").at(Place::Discharge),
                who,
                folder,
                files,
                others,
            })
        }
        Err(mistakes) => check::shown(&desk, name, mistakes).await,
    }
}

type Sent = (String, String, Vec<SentFile>, Vec<String>);

fn seal(
    sitting: &mut Sitting,
    draft: &str,
    signed: &Signed,
) -> Result<Result<Sent, Mistakes>, Stop> {
    let Looked {
        name,
        draft,
        form,
        answers,
        ..
    } = look(sitting, draft)?;
    let mut mistakes = Mistakes::default();
    let own = roles(sitting, &form);
    let role = match own.as_slice() {
        [only] => only.clone(),
        all => all
            .iter()
            .find(|role| **role == signed.role)
            .cloned()
            .unwrap_or_default(),
    };
    if role.is_empty() {
        mistakes.add("role", "Say as what you sign.");
    }
    if !signed.looked {
        mistakes.add("looked", "Tick that you looked at what each reader gets.");
    }
    let mut signing = signing(sitting, &role);
    let first = form.check(&answers, &signing);
    for check in first.gaps.iter().filter_map(|gap| gap.check) {
        // That the words were read is what the tick says; for the rest somebody says why.
        let said = if check == CheckId::READ {
            reason(&sitting.who)
        } else {
            signed.why.clone()
        };
        if said.is_empty() {
            mistakes.add("why", "Say why it may go as it is.");
        }
        signing.reasons.insert(check, said);
    }
    let second = first
        .case
        .as_ref()
        .map(|case| form.second_roles(case))
        .unwrap_or_default();
    if !second.is_empty() {
        if signed.second.is_empty() {
            mistakes.add("second", "Write the name of the second person.");
        }
        if !second.contains(&signed.second_role.as_str()) {
            mistakes.add("second-role", "Say as what the second person agrees.");
        }
        if !signed.is_open {
            mistakes.add("passphrase", "The passphrase does not open the keys.");
        }
        let person = Signatory {
            name: signed.second.clone(),
            role: signed.second_role.clone(),
        };
        signing.second = Some((person, sitting.now));
    }
    if !mistakes.is_empty() {
        return Ok(Err(mistakes));
    }
    let Checkup {
        checked,
        recipients,
        case,
        ..
    } = form.check(&answers, &signing);
    let Some(checked) = checked else {
        mistakes.add("sign", "Something is still missing: see above. The second person must be another than the first.");
        return Ok(Err(mistakes));
    };
    let readers = case
        .as_ref()
        .map(|case| form.compare(case, sitting.now).readers)
        .unwrap_or_default();
    let others = readers.iter().filter(|reader| !reader.by_package);
    let others: Vec<String> = others
        .map(|reader| format!("{}, {}", reader.audience, reader.organisation))
        .collect();
    if recipients.is_empty() {
        mistakes.add("sign", "Nobody who gets it is in the directory: ask whoever keeps it to list the community midwives.");
        return Ok(Err(mistakes));
    }
    let who = called(&form, &draft);
    let profile = ProfileInForce::built_in(form.profile().name()).ok_or(Stop::Bug)?;
    let folder = sitting
        .room
        .sealed()
        .join(format!("discharge-{}", Secret::random().reveal()));
    let office = sitting.office()?;
    let mut sealing = office.seal([checked], &profile);
    for (audience, organisation) in recipients {
        let organisation: OrganisationId = organisation.parse().map_err(|_| Stop::Bug)?;
        let audience: ShortName = audience.parse().map_err(|_| Stop::Bug)?;
        sealing = sealing.to(organisation, audience);
    }
    let sealed = sealing.write_folder(&folder, |_| {})?;
    // It is sealed and durable: the draft has done its part.
    sitting.drop_draft(&name)?;
    let mut files = Vec::new();
    for package in &sealed.packages {
        let mut to = Vec::new();
        for stanza in &package.sealed.head().payload().stanzas {
            to.push(sitting.called(&stanza.to).0);
        }
        files.push(SentFile {
            to: to.join(", "),
            file: package.file.clone(),
        });
    }
    Ok(Ok((who, folder.display().to_string(), files, others)))
}

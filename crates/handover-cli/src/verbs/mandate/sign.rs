//! `handover mandate sign`.

use std::{collections::BTreeMap, fs, ops::Range, path::Path};

use handover::{
    Mandate, OrganisationId, OrganisationRole, PosixTime, Statement, VerifiedDirectory,
    profile::Deadlines,
};
use handover_identity::FirstSeen;
use serde::Serialize;

use super::{SignArguments, deadlines_in_force, form::Form, show::MandateFacts, words::tell};
use crate::{
    mistakes::Mistakes,
    page::Page,
    problem::{Problem, shown},
    screen::{Report, Screen},
    verbs::{signing::Names, statements::sign},
};

/// What a mandate is signed from.
pub(crate) struct MandateInput<'a> {
    /// The filled-in template.
    pub(crate) file: &'a Path,
    /// The commissioner.
    pub(crate) by: &'a OrganisationId,
    pub(crate) directory: &'a VerifiedDirectory,
    pub(crate) now: PosixTime,
}

pub(super) fn run(arguments: &SignArguments, screen: &Screen) -> Result<(), Problem> {
    let signatory = arguments.signing.signatory()?;
    let input = MandateInput {
        file: &arguments.file,
        by: signatory.us(),
        directory: &signatory.directory,
        now: signatory.now,
    };
    // Every mistake is told before anybody is asked for a passphrase.
    let mandate = mandate_of(&input)?;
    let passphrase = arguments.signing.passphrase()?;
    let signer = signatory.office(&passphrase)?;
    let mandate = sign(&signer, mandate, &signatory.directory, signatory.now)?;
    let path = arguments.to.write(&mandate)?;
    FirstSeen::note(signatory.identity.folder(), &mandate)?;
    let in_force = deadlines_in_force(&mandate, None)?;
    screen.report(&MandateSigned {
        facts: MandateFacts::of(&mandate, in_force.as_ref()),
        written: shown(&path),
        mandate: &mandate,
        in_force: in_force.as_ref(),
        names: Names::new(&signatory.directory, signatory.now),
    })
}

/// A mandate that was signed.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct MandateSigned<'a> {
    #[serde(flatten)]
    facts: MandateFacts,
    written: String,
    #[serde(skip)]
    mandate: &'a Statement<Mandate>,
    #[serde(skip)]
    in_force: Option<&'a Deadlines>,
    #[serde(skip)]
    names: Names<'a>,
}

impl Report for MandateSigned<'_> {
    fn tell(&self, page: &mut Page) {
        tell(page, self.mandate, self.names, self.in_force);
        page.gap();
        page.line(&format!("Written: {}", self.written));
    }
}

/// Reads a filled-in template: what is to be signed.
pub(crate) fn mandate_of(input: &MandateInput<'_>) -> Result<Mandate, Problem> {
    let text =
        fs::read_to_string(input.file).map_err(|error| Problem::reading(input.file, &error))?;
    let folder = input.file.parent().unwrap_or_else(|| Path::new(""));
    let mut mistakes = Mistakes::in_text(&text);
    let form = Form::read(&text, folder, &mut mistakes);
    if let Some(form) = &form {
        check_parties(form, input, &mut mistakes);
    }
    mistakes.end(
        input.file,
        "Mend the file and sign again; `handover mandate new` writes a fresh one.",
    )?;
    let form = form.ok_or_else(|| Problem::our_bug("a mandate without mistakes was not read"))?;
    Ok(Mandate {
        at: input.now,
        by: input.by.clone(),
        kind: form.kind,
        from: form.from.0,
        to: form.to.into_iter().map(|(to, _)| to).collect(),
        transfer: form.transfer,
        profile: form.profile,
        eligibility: form.eligibility,
        deadlines: form.deadlines,
        countersign: form.countersign,
        last_resort: form.last_resort.0,
    })
}

/// Everybody is in the directory now, with the role that this asks for.
fn check_parties(form: &Form, input: &MandateInput<'_>, mistakes: &mut Mistakes<'_>) {
    let mut providers: BTreeMap<&OrganisationId, &Range<usize>> = BTreeMap::new();
    providers.insert(&form.from.0, &form.from.1);
    for (to, place) in &form.to {
        if providers.insert(to, place).is_some() {
            mistakes.at(place, "from and to are one organisation");
        }
    }
    for (id, place) in providers {
        match input.directory.organisation(id, input.now) {
            None => mistakes.at(place, format!("{id} is not in the directory now")),
            Some(listed) if !listed.roles().contains(&OrganisationRole::Provider) => {
                mistakes.at(place, format!("{id} is no provider in the directory"));
            }
            Some(_) => {}
        }
    }
    let (id, place) = &form.last_resort;
    if input.directory.organisation(id, input.now).is_none() {
        mistakes.at(place, format!("{id} is not in the directory now"));
    }
}

//! A mandate as a commissioner fills it in: a form in TOML, read whole, with every mistake at its line.

mod mistakes;
mod reader;

use std::{collections::BTreeMap, fmt, ops::Range};

use handover_package::ProfileInForce;
use handover_trust::{
    FileReference, Kind, Mandate, MandateKind, OrganisationId, OrganisationRole, PosixTime,
    PublicLabel, ShortName, TransferDay, VerifiedDirectory,
};
use thiserror::Error;
use toml::de::DeTable;

use self::{mistakes::Mistakes, reader::Reader};

/// A mandate to be signed.
pub struct MandateForm {
    kind: MandateKind,
    from: (OrganisationId, Range<usize>),
    to: Vec<(OrganisationId, Range<usize>)>,
    transfer: TransferDay,
    profile: FileReference,
    eligibility: Option<FileReference>,
    deadlines: BTreeMap<ShortName, BTreeMap<ShortName, PublicLabel>>,
    countersign: Vec<(Kind, ShortName)>,
    last_resort: (OrganisationId, Range<usize>),
}

/// Something that is wrong in a form.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct FormMistake {
    /// The line, from 1; none for something that is missing.
    pub line: Option<usize>,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for FormMistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

/// A form is not a mandate yet.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("the form has mistakes")]
#[non_exhaustive]
pub struct MandateFormError {
    /// Everything that is missing or wrong, in the order of the lines.
    pub mistakes: Vec<FormMistake>,
}

/// The files that a form names: built-in ones, or those beside it.
pub trait NamedFiles {
    /// The dataset profile of a name.
    ///
    /// # Errors
    ///
    /// Why there is none, in words for whoever filled in the form.
    fn profile(&self, name: &str) -> Result<ProfileInForce, String>;

    /// The eligibility rules of a name.
    ///
    /// # Errors
    ///
    /// Why there are none, in words for whoever filled in the form.
    fn rules(&self, name: &str) -> Result<FileReference, String>;
}

impl MandateForm {
    /// A form to be filled in, with an explanation of every part.
    pub const TEMPLATE: &str = include_str!("mandate_form/template.toml");

    /// Reads a filled-in form, and holds its parties against the directory.
    ///
    /// # Errors
    ///
    /// [`MandateFormError`], with everything that is missing or wrong.
    pub fn read(
        text: &str,
        named: &dyn NamedFiles,
        directory: &VerifiedDirectory,
        now: PosixTime,
    ) -> Result<Self, MandateFormError> {
        let mut mistakes = Mistakes::in_text(text);
        let form = Self::parts(text, named, &mut mistakes);
        if let Some(form) = &form {
            form.check_parties(directory, now, &mut mistakes);
        }
        match (form, mistakes.end()) {
            (Some(form), mistakes) if mistakes.is_empty() => Ok(form),
            (_, mistakes) => Err(MandateFormError { mistakes }),
        }
    }

    /// The mandate of a commissioner, to be signed.
    #[must_use]
    pub fn into_mandate(self, by: OrganisationId, at: PosixTime) -> Mandate {
        Mandate {
            at,
            by,
            kind: self.kind,
            from: self.from.0,
            to: self.to.into_iter().map(|(to, _)| to).collect(),
            transfer: self.transfer,
            profile: self.profile,
            eligibility: self.eligibility,
            deadlines: self.deadlines,
            countersign: self.countersign,
            last_resort: self.last_resort.0,
        }
    }

    /// Reads a form; `None` if something is missing or wrong, which `mistakes` tell.
    fn parts(text: &str, named: &dyn NamedFiles, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let document = match DeTable::parse(text) {
            Ok(document) => document,
            Err(error) => {
                let place = error.span().unwrap_or_default();
                mistakes.at(&place, format!("this is not TOML: {}", error.message()));
                return None;
            }
        };
        let mut reader = Reader {
            table: document.get_ref(),
            named,
            mistakes,
        };
        reader.refuse_others();
        let kind = reader.word::<MandateKind>("kind", "contract-change, discharge or area-move");
        let from = reader.organisation("from");
        let to = reader.recipients();
        let transfer =
            reader.word::<TransferDay>("transfer", "a day such as 2026-10-01, or standing");
        let profile = reader.profile();
        let eligibility = reader.eligibility();
        let last_resort = reader.organisation("last_resort");
        let countersign = reader.countersign();
        let deadlines = reader.deadlines();
        let (kind, kind_place) = kind?;
        let (transfer, transfer_place) = transfer?;
        let (profile, kinds, profile_place) = profile?;
        if !kinds.iter().any(|known| *known == kind.as_str()) {
            let said = format!("this profile is not for a {}", kind.as_str());
            reader.mistakes.at(&profile_place, said);
        }
        if kind == MandateKind::ContractChange && transfer == TransferDay::Standing {
            reader.mistakes.at(
                &transfer_place,
                "a contract changes on a day: standing is for discharges and moves",
            );
        }
        let is_open = matches!(transfer, TransferDay::Standing);
        if is_open && eligibility.as_ref().is_some_and(Option::is_some) {
            reader.mistakes.at(
                &kind_place,
                "eligibility rules count back from a transfer date, and there is none",
            );
        }
        Some(Self {
            kind,
            from: from?,
            to: to?,
            transfer,
            profile,
            eligibility: eligibility?,
            deadlines: deadlines?,
            countersign: countersign?,
            last_resort: last_resort?,
        })
    }

    /// Everybody is in the directory now, with the role that this asks for.
    fn check_parties(
        &self,
        directory: &VerifiedDirectory,
        now: PosixTime,
        mistakes: &mut Mistakes<'_>,
    ) {
        let mut providers: BTreeMap<&OrganisationId, &Range<usize>> = BTreeMap::new();
        providers.insert(&self.from.0, &self.from.1);
        for (to, place) in &self.to {
            if providers.insert(to, place).is_some() {
                mistakes.at(place, "from and to are one organisation");
            }
        }
        for (id, place) in providers {
            match directory.organisation(id, now) {
                None => mistakes.at(place, format!("{id} is not in the directory now")),
                Some(listed) if !listed.roles().contains(&OrganisationRole::Provider) => {
                    mistakes.at(place, format!("{id} is no provider in the directory"));
                }
                Some(_) => {}
            }
        }
        let (id, place) = &self.last_resort;
        if directory.organisation(id, now).is_none() {
            mistakes.at(place, format!("{id} is not in the directory now"));
        }
    }
}

impl fmt::Debug for MandateForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MandateForm")
    }
}

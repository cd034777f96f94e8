//! The sealed pages that an organisation made for readers who have no program, until a person says who has read each.

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_STANDARD};
use handover_cbor::to_vec;
use handover_dataset::{CaseReference, Date};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    Identity, LedgerError, MemoryError, MemoryKind, debug::names_only, memory::MemoryFile, own,
};

/// A page that was made, and what became of it. Who it is about is sealed to ourselves.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct PageRecord {
    /// The organisation that it is for.
    pub reader: String,
    /// As which audience of the profile.
    pub audience: String,
    /// The day on which it was made.
    pub made: Date,
    /// Who sees to it that it is read.
    pub owner: String,
    /// By when.
    pub due: Date,
    /// What became of it, once a person has said so.
    pub outcome: Option<PageOutcome>,
    /// Which case it is of, sealed to ourselves, in base64.
    case: String,
}

/// What a person said of a page.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(clippy::exhaustive_enums, reason = "it was read, or it never will be")]
pub enum PageOutcome {
    /// Somebody at the reader's has read it.
    Read {
        /// Who read it.
        by: String,
        /// Whom they told, here.
        told: String,
        /// On which day.
        on: Date,
    },
    /// It counts no longer: it never went, or another stands in its place.
    Withdrawn {
        /// Who says so, here.
        by: String,
        /// Why.
        reason: String,
        /// On which day.
        on: Date,
    },
}

/// What is known of a page when it is made.
#[derive(Clone)]
#[expect(clippy::exhaustive_structs, reason = "every one of them is needed")]
pub struct NewPage<'a> {
    /// Its name, which both ends use on the telephone.
    pub name: &'a str,
    /// The case.
    pub case: &'a CaseReference,
    /// The organisation that it is for.
    pub reader: &'a str,
    /// As which audience of the profile.
    pub audience: &'a str,
    /// The day on which it is made.
    pub made: Date,
    /// Who sees to it that it is read.
    pub owner: &'a str,
    /// By when.
    pub due: Date,
}

/// Why a page is not kept, or nothing is said of it.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PageListError {
    /// It was said before what became of the page.
    #[error("it is known what became of that page")]
    Known,
    /// The list cannot be read or kept.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// There is no such page.
    #[error("no page has that name")]
    NoPage,
    /// Which case it is of was not sealed or not opened.
    #[error(transparent)]
    Sealed(#[from] LedgerError),
}

/// The pages of an identity, by name.
pub struct PageList<'a> {
    identity: &'a Identity,
    file: MemoryFile,
}

type Records = BTreeMap<String, PageRecord>;

impl<'a> PageList<'a> {
    /// That of an identity.
    #[must_use]
    pub fn of(identity: &'a Identity) -> Self {
        Self {
            identity,
            file: MemoryFile::new(identity.folder(), MemoryKind::Pages),
        }
    }

    /// Every page, by name.
    ///
    /// # Errors
    ///
    /// [`PageListError::Memory`].
    pub fn all(&self) -> Result<BTreeMap<String, PageRecord>, PageListError> {
        Ok(self.file.read()?.unwrap_or_default())
    }

    /// Keeps a page that is about to leave.
    ///
    /// # Errors
    ///
    /// [`PageListError`], as its variants say.
    pub fn add(&self, page: &NewPage<'_>) -> Result<(), PageListError> {
        let sealed = own::seal(
            self.identity,
            &self.info(page.name),
            page.case.as_str().as_bytes(),
        )?;
        let record = PageRecord {
            reader: page.reader.to_owned(),
            audience: page.audience.to_owned(),
            made: page.made,
            owner: page.owner.to_owned(),
            due: page.due,
            outcome: None,
            case: BASE64_STANDARD.encode(&sealed),
        };
        let held = self.file.hold()?;
        let mut all: Records = held.read()?.unwrap_or_default();
        all.insert(page.name.to_owned(), record);
        Ok(held.write(&all)?)
    }

    /// Keeps what a person says of a page: once, for what was said is not taken back.
    ///
    /// # Errors
    ///
    /// [`PageListError`], as its variants say.
    pub fn told(&self, name: &str, outcome: PageOutcome) -> Result<PageRecord, PageListError> {
        let held = self.file.hold()?;
        let mut all: Records = held.read()?.unwrap_or_default();
        let page = all.get_mut(name).ok_or(PageListError::NoPage)?;
        if page.outcome.is_some() {
            return Err(PageListError::Known);
        }
        page.outcome = Some(outcome);
        let page = page.clone();
        held.write(&all)?;
        Ok(page)
    }

    /// Which case a page is of.
    ///
    /// # Errors
    ///
    /// [`PageListError::Sealed`].
    pub fn case_of(
        &self,
        name: &str,
        page: &PageRecord,
        passphrase: &str,
    ) -> Result<CaseReference, PageListError> {
        let path = self.file.path();
        let sealed = BASE64_STANDARD.decode(&page.case);
        let sealed = sealed.map_err(|_| own::damaged(path))?;
        let plain = own::open(self.identity, passphrase, &self.info(name), &sealed, path)?;
        let text = std::str::from_utf8(&plain).ok();
        let case = text.and_then(|text| text.parse().ok());
        Ok(case.ok_or_else(|| own::damaged(path))?)
    }

    /// What the sealed bytes are, whose they are and of which page.
    fn info(&self, name: &str) -> Vec<u8> {
        to_vec(&("handover/1 page-list", self.identity.organisation(), name))
    }
}

names_only!(PageRecord: "PageRecord", PageOutcome: "PageOutcome", NewPage<'_>: "NewPage", PageList<'_>: "PageList");

//! One case of a package, to show to somebody.

use std::{
    collections::BTreeMap,
    io::{Read, Seek},
};

use handover_dataset::{CaseReference, SectionName};
use handover_package::{Carried, EvidenceReader, IndexEntry, SignedIndex};
use handover_transfer::{Acceptance, KnownStatements};
use handover_trust::{KeyId, OrganisationId, Package, Statement, Token};

use super::{CaseName, Office, OfficeError, OfficeMemory, desk::ReadCases};

/// Which case, and who may open what of it.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "what a person can say")]
pub struct EvidenceOf {
    /// The case.
    pub case: CaseName,
    /// Who may open sections of it: an organisation of the directory, and the sections.
    pub reader: Option<(OrganisationId, Vec<SectionName>)>,
    /// New sealing keys of the reader, confirmed by another road than the directory (V-18).
    pub confirmed: Vec<KeyId>,
    /// With mandate, rosters and who agreed to them; rosters tell the tokens of others.
    pub with_mandate: bool,
}

/// Evidence of one case.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TakenEvidence {
    /// The case.
    pub token: Token,
    /// The bytes of the file.
    pub bytes: Vec<u8>,
    /// How many statements are in it.
    pub statements: usize,
    /// What the acceptance in it is worth; `None` if nobody has accepted the case, or it is under no mandate.
    pub acceptance: Option<AcceptanceShown>,
}

/// What an acceptance in evidence is worth to who reads it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "there is no fourth answer")]
pub enum AcceptanceShown {
    /// It moves responsibility, and the file shows it.
    Counts,
    /// It moves nothing.
    DoesNotCount,
    /// What would show that it counts is not in the file.
    NotShown,
}

impl EvidenceOf {
    /// Whether a key of ours is needed: to find the case by its reference, or to show sections of it.
    #[must_use]
    pub const fn must_open(&self) -> bool {
        self.reader.is_some() || matches!(self.case, CaseName::Reference(_))
    }
}

impl<M: OfficeMemory> Office<M> {
    /// Takes one case out of a package, of which the signed index is at hand, with what was said of it.
    ///
    /// `open` opens the package's file; it is read more than once. The case stays sealed; a reader gets the keys of
    /// the sections named, of this case only.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Receive`], [`OfficeError::Open`], [`OfficeError::Take`], [`OfficeError::SealingKey`],
    /// [`OfficeError::UnknownProfile`] where a key of ours is needed, and whatever `open` says.
    pub fn take_evidence<R: Read + Seek>(
        &mut self,
        open: impl Fn() -> Result<R, OfficeError>,
        index: &SignedIndex,
        known: &KnownStatements,
        of: &EvidenceOf,
    ) -> Result<TakenEvidence, OfficeError> {
        let head = index.head();
        let profile = match self.profile(&head.payload().profile) {
            Err(OfficeError::UnknownProfile) if !of.must_open() => None,
            profile => Some(profile?),
        };
        let token = match &of.case {
            CaseName::Token(token) => *token,
            CaseName::Reference(reference) => {
                let references = self.references_in(&open, index, known)?;
                let token = references.get(reference).copied();
                token.ok_or(handover_package::MakeEvidenceError::UnknownCase)?
            }
        };
        let said = known.about_case(head, &token, of.with_mandate);
        let bytes = match &of.reader {
            Some((to, sections)) => {
                let reader = EvidenceReader {
                    to: to.clone(),
                    key: self.reader_key(to, &of.confirmed)?,
                    sections: sections.clone(),
                };
                let key = reader.key.id();
                let mut opened = self.receive(open()?, known)?.open()?;
                let bytes = opened.opened.evidence(&token, Some(&reader), &said)?;
                self.memory.key_used(to, key);
                self.memory.keep().map_err(OfficeError::memory)?;
                bytes
            }
            None => {
                let context = self.context(head.first_seen(), known);
                let carried = Carried::read(open()?, profile.as_ref(), &context);
                carried?.evidence(&token, &said)?
            }
        };
        let acceptance = match (head.payload().mandate, &profile) {
            (None, _) => None,
            (Some(_), None) => Some(AcceptanceShown::NotShown),
            (Some(_), Some(profile)) => {
                let transfer = known.transfer_of_package(head, profile)?;
                AcceptanceShown::of(&transfer.history().acceptance(&token), of.with_mandate)
            }
        };
        Ok(TakenEvidence {
            token,
            bytes,
            statements: said.len(),
            acceptance,
        })
    }

    /// The cases of a package by their references: of one that we sealed by what we kept, else by opening it.
    fn references_in<R: Read + Seek>(
        &mut self,
        open: &impl Fn() -> Result<R, OfficeError>,
        index: &SignedIndex,
        known: &KnownStatements,
    ) -> Result<BTreeMap<CaseReference, Token>, OfficeError> {
        let head: &Statement<Package> = index.head();
        if head.payload().by == self.keys.organisation {
            let tokens: Vec<Token> = index.entries().iter().map(IndexEntry::token).collect();
            return self.references(head, &tokens);
        }
        let mut opened = self.receive(open()?, known)?.open()?;
        let read = ReadCases::of(&mut opened, &mut |_| ());
        Ok(read.references().clone())
    }
}

impl AcceptanceShown {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Counts => "counts",
            Self::DoesNotCount => "does-not-count",
            Self::NotShown => "not-shown",
        }
    }

    const fn of(acceptance: &Acceptance, with_mandate: bool) -> Option<Self> {
        match acceptance {
            Acceptance::None => None,
            Acceptance::Counts(_) if with_mandate => Some(Self::Counts),
            Acceptance::Counts(_) | Acceptance::MandateNotAtHand => Some(Self::NotShown),
            _ => Some(Self::DoesNotCount),
        }
    }
}

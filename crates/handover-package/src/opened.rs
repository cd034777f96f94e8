use std::{
    fmt,
    io::{Read, Seek},
    vec,
};

use handover_cbor::RefusalClass;
use handover_trust::{OrganisationId, Package, SealingPrivateKey, ShortName, Statement, Token};
use rayon::prelude::*;
use subtle::ConstantTimeEq;

use crate::{
    AgreementState, CaseRefusal, OpenError, OpenedCase, ProfileInForce,
    carried::Whole,
    case_file::is_case_of,
    keys::{SecretsBySection, SectionSecret},
    opened_case::{CaseTerms, ReadableSection},
    stanza,
};

/// A received package whose keys worked: its cases can be read, each once it has been verified.
pub struct Opened<R> {
    whole: Whole<R>,
    terms: CaseTerms<SectionSecret>,
    agreement: AgreementState,
}

impl<R: Read + Seek> Opened<R> {
    pub(crate) fn new(
        whole: Whole<R>,
        us: &OrganisationId,
        audiences: &[ShortName],
        (profile, agreement): (&ProfileInForce, AgreementState),
        key: &SealingPrivateKey,
    ) -> Result<Self, OpenError> {
        let head = whole.head.payload();
        let mut secrets = SecretsBySection::new();
        let ours = |stanza: &&handover_trust::Stanza| {
            stanza.to == *us && audiences.contains(&stanza.audience)
        };
        for stanza in head.stanzas.iter().filter(ours) {
            for (section, secret) in stanza::open(head, stanza, key)? {
                let known = secrets.entry(section).or_insert_with(|| secret.clone());
                if !bool::from(known.as_bytes().ct_eq(secret.as_bytes())) {
                    return Err(OpenError::WrongKey);
                }
            }
        }
        let readable = |(place, section): (usize, &crate::profile_in_force::SealedSection)| {
            Some(ReadableSection {
                place,
                name: section.name,
                floor: section.floor,
                key: SectionSecret::new(secrets.remove(section.name.as_str())?),
            })
        };
        let terms = CaseTerms {
            nonce: *head.nonce.as_bytes(),
            profile: profile.dataset_reference().clone(),
            section_count: profile.sections().len(),
            readable: profile
                .sections()
                .iter()
                .enumerate()
                .filter_map(readable)
                .collect(),
        };
        Ok(Self {
            whole,
            terms,
            agreement,
        })
    }

    /// How far mandate and roster were checked: what was not at hand was not, and a reader must be told.
    #[must_use]
    pub const fn agreement(&self) -> AgreementState {
        self.agreement
    }

    /// The head, as its sender signed it.
    #[must_use]
    pub const fn head(&self) -> &Statement<Package> {
        &self.whole.head
    }

    /// The tokens of the cases, ascending.
    pub fn tokens(&self) -> impl Iterator<Item = Token> {
        self.whole.tokens()
    }

    /// Reads and verifies one case, with one seek; `None` if the package does not have it.
    pub fn case(&mut self, token: &Token) -> Option<Result<OpenedCase, CaseRefusal>> {
        let place = self.whole.file.place_of(token.as_bytes())?;
        Some(self.case_at(place, token))
    }

    /// Reads and verifies every case in the order of the tokens, on all cores, a bounded run ahead.
    ///
    /// A case that cannot be used is named with its refusal, and the others follow.
    pub fn cases(&mut self) -> Cases<'_, R> {
        Cases {
            opened: self,
            next: 0,
            ready: Vec::new().into_iter(),
            buffer: Vec::new(),
        }
    }

    pub(crate) const fn whole_mut(&mut self) -> &mut Whole<R> {
        &mut self.whole
    }

    pub(crate) const fn terms(&self) -> &CaseTerms<SectionSecret> {
        &self.terms
    }

    fn case_at(&mut self, place: usize, token: &Token) -> Result<OpenedCase, CaseRefusal> {
        let refuse = |class| CaseRefusal {
            token: *token,
            class,
        };
        let (entry, case) = self
            .whole
            .file
            .read_case(place)
            .map_err(|_| refuse(RefusalClass::Storage))?
            .ok_or_else(|| refuse(RefusalClass::Altered))?;
        if !is_case_of(&entry, &case) {
            return Err(refuse(RefusalClass::Altered));
        }
        self.terms.open(token.as_bytes(), &case)
    }
}

impl<R> fmt::Debug for Opened<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Opened(..)")
    }
}

/// The cases of an opened package, in the order of their tokens.
pub struct Cases<'a, R> {
    opened: &'a mut Opened<R>,
    /// The place of the first case that has not been read.
    next: usize,
    ready: vec::IntoIter<Result<OpenedCase, CaseRefusal>>,
    buffer: Vec<u8>,
}

impl<R: Read + Seek> Cases<'_, R> {
    fn read_run(&mut self) -> Option<()> {
        let token = self.opened.whole.file.entries().get(self.next)?.token;
        let terms = &self.opened.terms;
        let run = self.opened.whole.file.read_run(self.next, &mut self.buffer);
        let Ok(run) = run else {
            self.next += 1;
            self.ready = vec![Err(CaseRefusal {
                token: Token::from_bytes(token),
                class: RefusalClass::Storage,
            })]
            .into_iter();
            return Some(());
        };
        self.next += run.len();
        let open = |(entry, case): &(&crate::index::IndexEntry, &[u8])| {
            if is_case_of(entry, case) {
                terms.open(&entry.token, case)
            } else {
                Err(CaseRefusal {
                    token: Token::from_bytes(entry.token),
                    class: RefusalClass::Altered,
                })
            }
        };
        self.ready = run.par_iter().map(open).collect::<Vec<_>>().into_iter();
        Some(())
    }
}

impl<R: Read + Seek> Iterator for Cases<'_, R> {
    type Item = Result<OpenedCase, CaseRefusal>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ready.len() == 0 {
            self.read_run()?;
        }
        self.ready.next()
    }
}

impl<R> fmt::Debug for Cases<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cases(..)")
    }
}

#[cfg(test)]
mod tests;

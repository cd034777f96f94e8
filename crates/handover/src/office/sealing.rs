use std::{fmt, io::Write, path::Path};

use handover_caseload::{To, unserved};
use handover_dataset::{Case, CaseReference, Checked};
use handover_files::NewFile;
use handover_package::{
    Draft, DraftCase, Grant, ProfileInForce, Sealed, check_mandate_field, random_token,
};
use handover_transfer::KnownStatements;
use handover_trust::{
    KeyId, Mandate, OrganisationId, PosixTime, Roster, ShortName, Statement, StatementId, Token,
};

use super::{Office, OfficeError, OfficeMemory};

/// For so long a package may be opened a first time, if nothing else is said: 60 days, in seconds.
const OPEN_WITHIN_SECS: u64 = 60 * 86_400;

/// A package in the making: who gets it, under what.
#[must_use = "nothing is sealed until it is written"]
pub struct Sealing<'o, 'a, M> {
    office: &'o mut Office<M>,
    cases: Vec<Checked<Case>>,
    profile: &'a ProfileInForce,
    to: Vec<To>,
    confirmed: Vec<KeyId>,
    under: Option<Under<'a>>,
    until: PosixTime,
}

/// What was agreed.
struct Under<'a> {
    mandate: &'a Statement<Mandate>,
    roster: &'a Statement<Roster>,
    known: &'a KnownStatements,
    supersedes: Option<StatementId>,
}

/// A package that was written.
#[derive(Debug)]
#[non_exhaustive]
pub struct SealedPackage {
    /// What was sealed.
    pub sealed: Sealed,
    /// Which token stands for which case: it stays with the sender.
    pub cases: Vec<(Token, CaseReference)>,
}

impl<M: OfficeMemory> Office<M> {
    /// Seals cases that have passed every check; nothing else can be sealed.
    pub fn seal<'o, 'a>(
        &'o mut self,
        cases: impl IntoIterator<Item = Checked<Case>>,
        profile: &'a ProfileInForce,
    ) -> Sealing<'o, 'a, M> {
        Sealing {
            until: self.now.plus_secs(OPEN_WITHIN_SECS),
            office: self,
            cases: cases.into_iter().collect(),
            profile,
            to: Vec::new(),
            confirmed: Vec::new(),
            under: None,
        }
    }
}

impl<'a, M: OfficeMemory> Sealing<'_, 'a, M> {
    /// To one more organisation, as an audience of the profile.
    pub fn to(mut self, organisation: OrganisationId, audience: ShortName) -> Self {
        self.to.push(To {
            organisation,
            audience,
        });
        self
    }

    /// Under a mandate: exactly the cases that its rosters want sealed and that no package has yet.
    pub fn under(
        self,
        mandate: &'a Statement<Mandate>,
        roster: &'a Statement<Roster>,
        known: &'a KnownStatements,
    ) -> Self {
        Self {
            under: Some(Under {
                mandate,
                roster,
                known,
                supersedes: None,
            }),
            ..self
        }
    }

    /// In the place of an earlier package under the same mandate, before anybody accepted.
    pub fn superseding(mut self, package: StatementId) -> Self {
        if let Some(under) = &mut self.under {
            under.supersedes = Some(package);
        }
        self
    }

    /// With a new key of a recipient that a person confirmed by another road (V-18).
    pub fn confirming(mut self, key: KeyId) -> Self {
        self.confirmed.push(key);
        self
    }

    /// To be opened a first time until then.
    pub fn until(self, until: PosixTime) -> Self {
        Self { until, ..self }
    }

    /// Seals into a new file, which is there whole and durable, or not at all.
    ///
    /// # Errors
    ///
    /// Those of [`write`](Self::write), and [`OfficeError::File`].
    pub fn write_file(self, path: impl AsRef<Path>) -> Result<SealedPackage, OfficeError> {
        let mut file = NewFile::create(path.as_ref())?;
        let sealed = self.write(&mut file)?;
        file.finish()?;
        Ok(sealed)
    }

    /// Seals into `sink`; what was written until an error is no package. What must be remembered of it is kept before
    /// this returns.
    ///
    /// # Errors
    ///
    /// [`OfficeError`]: the first rule that the cases, recipients, mandate or rosters break, before a byte is written.
    pub fn write(mut self, sink: impl Write) -> Result<SealedPackage, OfficeError> {
        self.check_readers()?;
        self.check_mandate()?;
        let mut cases = self.take_tokens()?;
        cases.sort_unstable_by_key(|(token, ..)| *token);
        let tokens: Vec<Token> = cases.iter().map(|(token, ..)| *token).collect();
        self.check_rosters(&tokens)?;
        let Self {
            office,
            profile,
            to,
            confirmed,
            under,
            until,
            ..
        } = self;
        let by = office.keys.organisation.clone();
        let mut draft = Draft::new(by, profile, office.now, until);
        let mut used = Vec::new();
        for to in to {
            let key = office.reader_key(&to.organisation, &confirmed)?;
            used.push((to.organisation.clone(), key.id()));
            draft = draft.grant(Grant {
                to: to.organisation,
                audience: to.audience,
                key,
            });
        }
        if let Some(under) = &under {
            draft = draft.under(under.mandate, under.roster, under.known.countersigns());
            if let Some(before) = under.supersedes {
                draft = draft.superseding(before);
            }
        }
        let mut sealer = draft.begin(tokens, sink)?;
        let mut names = Vec::with_capacity(cases.len());
        for (token, reference, case) in cases {
            sealer.push(DraftCase::new(token, &case))?;
            names.push((token, reference));
        }
        let sealed = sealer.finish(&*office.keys.office()?)?;
        for (organisation, key) in used {
            office.memory.key_used(&organisation, key);
        }
        office.memory.saw(sealed.head().id(), office.now);
        let noted = office.memory.seal(&sealed.signed_index(), &names);
        noted.map_err(OfficeError::memory)?;
        office.memory.keep().map_err(OfficeError::memory)?;
        Ok(SealedPackage {
            sealed,
            cases: names,
        })
    }

    /// A reader whom a case names (914) and nobody seals for would wait in vain.
    fn check_readers(&self) -> Result<(), OfficeError> {
        for (place, case) in self.cases.iter().enumerate() {
            let unserved = unserved(case.case(), &self.to);
            if !unserved.is_empty() {
                let readers = unserved.iter().map(ToString::to_string).collect();
                return Err(OfficeError::Unserved { place, readers });
            }
        }
        Ok(())
    }

    /// What stands for each case: the mandate's token, else a random one.
    fn take_tokens(&mut self) -> Result<Vec<(Token, CaseReference, Checked<Case>)>, OfficeError> {
        let mandate = self.under.as_ref().map(|under| *under.mandate.id());
        let memory = &mut self.office.memory;
        let named = std::mem::take(&mut self.cases).into_iter().map(|case| {
            let reference = case.case().reference();
            let reference = reference.ok_or(OfficeError::NoReference)?.clone();
            let token = match &mandate {
                Some(mandate) => memory.token(mandate, &reference),
                None => Ok(random_token()),
            };
            Ok((token.map_err(OfficeError::memory)?, reference, case))
        });
        named.collect()
    }

    /// Every case says that it is of this mandate (V-38), in whose place no later one stands (V-46).
    fn check_mandate(&self) -> Result<(), OfficeError> {
        let Some(Under { mandate, known, .. }) = &self.under else {
            return Ok(());
        };
        for (place, case) in self.cases.iter().enumerate() {
            check_mandate_field(case.case(), mandate)
                .map_err(|source| OfficeError::OtherMandate { place, source })?;
        }
        Ok(known.check_not_superseded(mandate)?)
    }

    /// The cases are those that the rosters want sealed and that no package of ours has yet.
    fn check_rosters(&self, tokens: &[Token]) -> Result<(), OfficeError> {
        let Some(Under {
            mandate,
            known,
            supersedes,
            ..
        }) = &self.under
        else {
            return Ok(());
        };
        let mut transfer = known.transfer((*mandate).clone(), self.profile)?.transfer;
        for bytes in self.office.memory.sealed().map_err(OfficeError::memory)? {
            let index = self.office.own_index(&bytes)?;
            let cases = index.entries().iter();
            // What does not fit is of another mandate.
            let _ = transfer.add_package(
                index.head(),
                cases.map(|entry| (entry.token(), entry.digest())),
            );
        }
        let history = transfer.history();
        let lead = self.profile.profile().lead();
        for to in self.to.iter().filter(|to| to.audience.as_str() == lead) {
            let to = &to.organisation;
            let difference = history.compare_draft(to, tokens.iter().copied(), supersedes.as_ref());
            if !difference.is_none() {
                return Err(OfficeError::Differs {
                    to: to.clone(),
                    difference,
                });
            }
        }
        Ok(())
    }
}

impl<M> fmt::Debug for Sealing<'_, '_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealing(..)")
    }
}

//! Packages that are sealed: the one road from checked cases to files that only their readers open.

mod error;
mod packages;

use std::{fmt, io::Write, path::Path};

use handover_caseload::{
    Group, PlannedPackages, Recipients, SealInput, SealPlan, To, UnderError, UnderInput,
};
use handover_dataset::{Case, Checked};
use handover_files::{FileError, NewFile, NewFolder, uninterrupted};
use handover_package::{Grant, ProfileInForce, SignedIndex};
use handover_transfer::{Judge, KnownStatements};
use handover_trust::{KeyId, Mandate, OrganisationId, PosixTime, ShortName, Statement};

use self::packages::{named, package_name, telling};
pub use self::{
    error::SealingError,
    packages::{SealedPackage, SealedPackages},
};
use super::{Office, OfficeError, OfficeMemory};

/// For so long a package may be opened a first time, if nothing else is said: 60 days, in seconds.
const OPEN_WITHIN_SECS: u64 = 60 * 86_400;

/// Packages in the making: what is sealed, for whom, under what.
#[must_use = "nothing is sealed until it is written"]
pub struct Sealing<'o, 'a, M> {
    office: &'o mut Office<M>,
    what: What<'a>,
    known: Option<&'a KnownStatements>,
    supersedes: Option<SignedIndex>,
    confirmed: Vec<KeyId>,
    until: PosixTime,
}

/// What is sealed.
enum What<'a> {
    Cases(Box<GivenCases<'a>>),
    /// A plan that was made before.
    Plan(Box<SealPlan<'a>>),
}

/// Cases in memory, for recipients that are named one by one.
struct GivenCases<'a> {
    cases: Vec<Checked<Case>>,
    profile: &'a ProfileInForce,
    to: Vec<To>,
    mandate: Option<Statement<Mandate>>,
}

/// How far the sealing has got.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "it begins, then goes case by case")]
pub enum SealingStep {
    /// It is known what is sealed.
    Begun {
        /// How many cases are in the packages; one in two of them counts twice.
        cases: usize,
        /// How many are sealed under the mandate already, and stay out.
        already: usize,
    },
    /// One more case is sealed.
    Case,
}

impl<M: OfficeMemory> Office<M> {
    /// Seals cases that have passed every check; nothing else can be sealed.
    pub fn seal<'o, 'a>(
        &'o mut self,
        cases: impl IntoIterator<Item = Checked<Case>>,
        profile: &'a ProfileInForce,
    ) -> Sealing<'o, 'a, M> {
        self.sealing(What::Cases(Box::new(GivenCases {
            cases: cases.into_iter().collect(),
            profile,
            to: Vec::new(),
            mandate: None,
        })))
    }

    /// Seals what a plan says of a caseload.
    pub fn seal_plan<'o, 'a>(&'o mut self, plan: SealPlan<'a>) -> Sealing<'o, 'a, M> {
        self.sealing(What::Plan(Box::new(plan)))
    }

    fn sealing<'o, 'a>(&'o mut self, what: What<'a>) -> Sealing<'o, 'a, M> {
        Sealing {
            until: self.now.plus_secs(OPEN_WITHIN_SECS),
            office: self,
            what,
            known: None,
            supersedes: None,
            confirmed: Vec::new(),
        }
    }
}

impl<'o, 'a, M: OfficeMemory> Sealing<'o, 'a, M> {
    /// To one more organisation, as an audience of the profile. A plan has its recipients.
    pub fn to(mut self, organisation: OrganisationId, audience: ShortName) -> Self {
        if let What::Cases(given) = &mut self.what {
            given.to.push(To {
                organisation,
                audience,
            });
        }
        self
    }

    /// Under a mandate: exactly the cases that its rosters want sealed and that no package has yet. A plan has the
    /// mandate of its caseload, and asks for what is known.
    pub fn under(mut self, mandate: &Statement<Mandate>, known: &'a KnownStatements) -> Self {
        if let What::Cases(given) = &mut self.what {
            given.mandate = Some(mandate.clone());
        }
        self.by(known)
    }

    /// By these statements: rosters, countersigns, and whatever else was said under the mandate.
    pub fn by(self, known: &'a KnownStatements) -> Self {
        Self {
            known: Some(known),
            ..self
        }
    }

    /// In the place of an earlier package under the same mandate, before anybody accepted.
    pub fn superseding(self, package: SignedIndex) -> Self {
        Self {
            supersedes: Some(package),
            ..self
        }
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

    /// Seals one package into a new file, which is there whole and durable, or not at all.
    ///
    /// # Errors
    ///
    /// Those of [`write`](Self::write), and [`SealingError::File`].
    pub fn write_file(self, path: impl AsRef<Path>) -> Result<SealedPackage, SealingError> {
        let mut file = NewFile::create(path.as_ref())?;
        let (office, sealed) = self.ready()?.one(&mut file)?;
        office.appear(std::slice::from_ref(&sealed), || file.finish())?;
        Ok(sealed)
    }

    /// Seals one package into `sink`; what was written until an error is no package. What must be remembered of it is
    /// kept before this returns.
    ///
    /// # Errors
    ///
    /// [`SealingError`]: the first rule that the cases, recipients, mandate or rosters break, before a byte is written;
    /// [`SealingError::SeveralPackages`] where readers who see less need packages of their own.
    pub fn write(self, sink: impl Write) -> Result<SealedPackage, SealingError> {
        let (office, sealed) = self.ready()?.one(sink)?;
        office.appear(std::slice::from_ref(&sealed), || Ok(()))?;
        Ok(sealed)
    }

    /// Seals as many packages as the readers need into a new folder: they appear together, whole and durable, or not at
    /// all; each with its signed index beside it. `step` hears how far it has got.
    ///
    /// # Errors
    ///
    /// [`SealingError`], as its variants say.
    pub fn write_folder(
        self,
        to: impl AsRef<Path>,
        step: impl FnMut(SealingStep),
    ) -> Result<SealedPackages, SealingError> {
        self.ready()?.all(to.as_ref(), step)
    }

    /// Finds out what goes: nothing is written yet.
    fn ready(self) -> Result<Ready<'o, 'a, M>, SealingError> {
        let Self {
            office,
            what,
            known,
            supersedes,
            confirmed,
            until,
        } = self;
        let plan = match what {
            What::Plan(plan) => *plan,
            What::Cases(given) => office.plan(*given)?,
        };
        let planned = office.arranged(plan, known, supersedes)?;
        Ok(Ready {
            office,
            planned,
            confirmed,
            until,
        })
    }
}

/// What goes, before anything is written.
struct Ready<'o, 'a, M> {
    office: &'o mut Office<M>,
    planned: PlannedPackages<'a>,
    confirmed: Vec<KeyId>,
    until: PosixTime,
}

impl<'o, M: OfficeMemory> Ready<'o, '_, M> {
    /// The only package.
    fn one(self, sink: impl Write) -> Result<(&'o mut Office<M>, SealedPackage), SealingError> {
        let PlannedPackages {
            caseload,
            profile,
            mut groups,
            under,
            ..
        } = self.planned;
        let count = groups.len();
        let (Some(group), 1) = (groups.pop(), count) else {
            return Err(match count {
                0 => SealingError::NoCase,
                several => SealingError::SeveralPackages(several),
            });
        };
        let signer = self.office.keys.office()?;
        let terms = SealInput {
            caseload,
            profile,
            by: &self.office.keys.organisation,
            signer: &signer,
            at: self.office.now,
            until: self.until,
            under: under.as_ref(),
        };
        let confirmed = &self.confirmed;
        let sealed = self
            .office
            .sealed(&terms, group, confirmed, String::new(), sink, || {})?;
        Ok((self.office, sealed))
    }

    /// All of them, in a folder.
    fn all(
        self,
        to: &Path,
        mut step: impl FnMut(SealingStep),
    ) -> Result<SealedPackages, SealingError> {
        let (cases, already) = (self.planned.case_count(), self.planned.already);
        step(SealingStep::Begun { cases, already });
        let PlannedPackages {
            caseload,
            profile,
            groups,
            under,
            not_sealed,
            ..
        } = self.planned;
        if groups.is_empty() {
            return Err(SealingError::NoCase);
        }
        let folder = NewFolder::create(to)?;
        let signer = self.office.keys.office()?;
        let terms = SealInput {
            caseload,
            profile,
            by: &self.office.keys.organisation,
            signer: &signer,
            at: self.office.now,
            until: self.until,
            under: under.as_ref(),
        };
        let mut packages: Vec<SealedPackage> = Vec::new();
        for group in groups {
            let name = package_name(&group.to, &packages);
            let mut file = folder.file(&name)?;
            let one = || step(SealingStep::Case);
            let sealed =
                self.office
                    .sealed(&terms, group, &self.confirmed, name, &mut file, one)?;
            file.finish()?;
            folder.write(&sealed.index_file(), &sealed.index())?;
            packages.push(sealed);
        }
        self.office.appear(&packages, || folder.finish())?;
        Ok(SealedPackages {
            packages,
            not_sealed,
        })
    }
}

impl<M: OfficeMemory> Office<M> {
    /// What goes of cases in memory: all of them, to everybody whom they name.
    fn plan<'a>(&self, given: GivenCases<'a>) -> Result<SealPlan<'a>, SealingError> {
        let GivenCases {
            cases,
            profile,
            to,
            mandate,
        } = given;
        let recipients = Recipients::new(&to, profile.profile(), &self.directory, self.now)?;
        let is_empty = cases.is_empty();
        let plan = SealPlan::of_checked(cases, &recipients, profile, mandate)?;
        // Under a mandate the rosters say whether nothing is right.
        Ok(if is_empty {
            plan
        } else {
            plan.complete_or(false)?
        })
    }

    /// The packages of a plan; under a mandate, those that its rosters still want.
    fn arranged<'a>(
        &mut self,
        plan: SealPlan<'a>,
        known: Option<&'a KnownStatements>,
        supersedes: Option<SignedIndex>,
    ) -> Result<PlannedPackages<'a>, SealingError> {
        let Some(mandate) = plan.mandate().cloned() else {
            return Ok(plan.alone());
        };
        let from = &mandate.payload().from;
        if *from != self.keys.organisation {
            return Err(SealingError::NotOurMandate);
        }
        let known = known.ok_or_else(|| UnderError::NotBound(from.clone()))?;
        known.check_not_superseded(&mandate)?;
        let memory = self.memory.cases(mandate.id());
        let memory = memory.map_err(OfficeError::memory)?;
        let memory = memory.ok_or(SealingError::NoTokens)?;
        if mandate.payload().profile != *plan.profile().reference() {
            return Err(UnderError::OtherProfile.into());
        }
        let own = self.memory.sealed().map_err(OfficeError::memory)?;
        let own: Vec<&[u8]> = own.iter().map(Vec::as_slice).collect();
        let directory = &self.directory;
        let mut judge = Judge::after(known.clone(), directory, &mut self.memory, self.now);
        // What does not hold any more counts for nobody.
        let _ = judge.take_all(&own);
        let (with_own, _) = judge.finish();
        self.memory.keep().map_err(OfficeError::memory)?;
        let input = UnderInput {
            transfer: with_own.transfer(mandate.clone(), plan.profile())?.transfer,
            mandate,
            rosters: known.rosters(),
            countersigns: known.countersigns(),
            memory,
        };
        Ok(plan.arranged(input, supersedes, self.now)?)
    }

    /// One package, to keys that may be sealed to (V-18).
    fn sealed(
        &self,
        terms: &SealInput<'_>,
        group: Group,
        confirmed: &[KeyId],
        file: String,
        sink: impl Write,
        step: impl FnMut(),
    ) -> Result<SealedPackage, SealingError> {
        let before = terms.superseded(&group);
        let mut keys = Vec::new();
        let mut grants = Vec::new();
        for to in &group.to {
            let id = &to.organisation;
            let key = self.reader_key(id, confirmed)?;
            keys.push((id.clone(), key.id()));
            grants.push(Grant {
                to: id.clone(),
                audience: to.audience.clone(),
                key,
            });
        }
        let (sealed, cases) = terms.seal(group, grants, sink, step)?;
        let changes = before.map(|(under, before)| under.changes(before, &cases));
        Ok(SealedPackage {
            telling: telling(&sealed, terms.profile.profile()),
            file,
            cases: named(cases),
            changes,
            sealed,
            keys,
        })
    }

    /// Remembers packages and lets them appear; where one of both fails, neither was done: a case that counts as sealed
    /// is in a package.
    fn appear(
        &mut self,
        packages: &[SealedPackage],
        appear: impl FnOnce() -> Result<(), FileError>,
    ) -> Result<(), SealingError> {
        let _whole = uninterrupted();
        let remembered = self.remember(packages);
        let done = remembered.and_then(|()| Ok(appear()?));
        if done.is_err() {
            for package in packages {
                self.memory.unseal(package.sealed.head().id());
            }
        }
        done
    }

    fn remember(&mut self, packages: &[SealedPackage]) -> Result<(), SealingError> {
        for package in packages {
            let index = package.sealed.signed_index();
            let noted = self.memory.seal(&index, &package.cases);
            noted.map_err(OfficeError::memory)?;
            for (organisation, key) in &package.keys {
                self.memory.key_used(organisation, *key);
            }
            let head = package.sealed.head();
            self.memory.saw(head.id(), head.first_seen());
        }
        Ok(self.memory.keep().map_err(OfficeError::memory)?)
    }
}

impl<M> fmt::Debug for Sealing<'_, '_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealing(..)")
    }
}

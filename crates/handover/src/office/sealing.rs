//! Packages that are sealed: the one road from checked cases to files that only their readers open.

mod error;
mod packages;
mod planning;
mod ready;

use std::{fmt, io::Write, path::Path};

use handover_caseload::{SealPlan, To};
use handover_dataset::{Case, Checked};
use handover_files::NewFile;
use handover_package::{ProfileInForce, SignedIndex};
use handover_transfer::KnownStatements;
use handover_trust::{KeyId, Mandate, OrganisationId, PosixTime, ShortName, Statement};

use self::ready::Ready;
pub use self::{
    error::SealingError,
    packages::{SealedPackage, SealedPackages},
};
use super::{Office, OfficeMemory};

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

impl<M> fmt::Debug for Sealing<'_, '_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealing(..)")
    }
}

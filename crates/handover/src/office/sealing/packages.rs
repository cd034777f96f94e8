use std::{collections::BTreeMap, fmt};

use handover_caseload::{Changes, NotSealed, To};
use handover_dataset::{CaseReference, Profile};
use handover_package::{Sealed, SectionOverflow};
use handover_trust::{KeyId, OrganisationId, Token};

/// How the name of a package ends.
const PACKAGE: &str = ".handover";

/// Packages that were sealed together.
#[derive(Debug)]
#[non_exhaustive]
pub struct SealedPackages {
    /// Each of them.
    pub packages: Vec<SealedPackage>,
    /// Cases that are not sealed, or not for everybody whom they name.
    pub not_sealed: NotSealed,
}

/// A package that was written.
#[non_exhaustive]
pub struct SealedPackage {
    /// Its file in the folder; empty where it was written elsewhere.
    pub file: String,
    /// What was sealed.
    pub sealed: Sealed,
    /// Which token stands for which case: it stays with the sender.
    pub cases: Vec<(Token, CaseReference)>,
    /// What is other than in the package in whose place it stands.
    pub changes: Option<Changes>,
    /// The sections whose length tells an outsider something.
    pub telling: Vec<SectionOverflow>,
    /// The keys that it was sealed to.
    pub(super) keys: Vec<(OrganisationId, KeyId)>,
}

impl SealedPackage {
    /// Who can open it.
    pub fn readers(&self) -> impl Iterator<Item = &OrganisationId> {
        self.keys.iter().map(|(organisation, _)| organisation)
    }

    /// The file of its signed index, which says which cases it holds, for whoever gets none of them.
    #[must_use]
    pub fn index_file(&self) -> String {
        let name = self.file.strip_suffix(PACKAGE).unwrap_or(&self.file);
        format!("{name}.index")
    }

    /// Its signed index, as bytes.
    pub(super) fn index(&self) -> Vec<u8> {
        self.sealed.signed_index().to_bytes()
    }
}

/// Organisation and number: nothing about a person.
pub(super) fn package_name(to: &[To], before: &[SealedPackage]) -> String {
    // A name of many recipients would be longer than file systems allow.
    let to = to.first();
    let to = to.map_or_else(String::new, |to| {
        format!("{}-{}", to.organisation, to.audience)
    });
    let taken = |name: &str| before.iter().any(|package| package.file == name);
    let first = format!("{to}{PACKAGE}");
    let more = (2_u32..).map(|number| format!("{to}-{number}{PACKAGE}"));
    std::iter::once(first)
        .chain(more)
        .find(|name| !taken(name))
        .unwrap_or_default()
}

/// Which token stands for which case of a package.
pub(super) fn named(cases: BTreeMap<Token, String>) -> Vec<(Token, CaseReference)> {
    let cases = cases.into_iter().map(|(token, reference)| {
        let reference = reference.parse();
        let reference = reference.expect("a case that was checked has a reference");
        (token, reference)
    });
    cases.collect()
}

/// The sections whose size tells something: their profile has a floor of its own for them, because not
/// everybody has much there, and it is too low for more than one case in twenty.
///
/// Of the others nearly every case is longer than the smallest floor: that tells nothing of one of them.
pub(super) fn telling(sealed: &Sealed, profile: &Profile) -> Vec<SectionOverflow> {
    let cases = sealed.head().payload().count;
    let overflows = sealed.overflows().iter();
    overflows
        .filter(|overflow| profile.floor(overflow.section) > Profile::FLOOR)
        .filter(|overflow| overflow.over_floor.saturating_mul(20) > cases)
        .copied()
        .collect()
}

impl fmt::Debug for SealedPackage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealedPackage({})", self.sealed.head().id())
    }
}

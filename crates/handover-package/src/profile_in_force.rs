use aws_lc_rs::digest::{SHA256, digest};
use handover_dataset::{Case, Profile, ProfileError, ProfileReference, SectionName};
use handover_trust::{Digest, FileReference, ShortName};

/// A profile, and the bytes it was read from: what a head names.
///
/// A head refers to a profile by name, version *and* hash, so the profile alone does not do: two
/// files of one name may differ.
#[derive(Clone, Debug)]
pub struct ProfileInForce {
    profile: Profile,
    reference: FileReference,
    dataset_reference: ProfileReference,
    sections: Vec<SealedSection>,
    is_reply: bool,
}

/// A section of every case under a profile.
#[derive(Clone, Debug)]
pub(crate) struct SealedSection {
    pub(crate) name: SectionName,
    /// The least padded length, in bytes.
    pub(crate) floor: u32,
}

/// What a profile gives to an audience.
#[derive(Clone, Debug)]
pub(crate) struct AudienceTerms {
    pub(crate) sections: Vec<SectionName>,
    pub(crate) is_apart: bool,
}

impl ProfileInForce {
    /// The built-in profile of this name, which has no version: `caseload-transfer`.
    ///
    /// # Panics
    ///
    /// Never: what is built in is a profile.
    #[must_use]
    pub fn built_in(name: &str) -> Option<Self> {
        let bytes = Profile::built_in_bytes(name)?;
        Some(Self::from_toml(bytes).expect("a built-in profile can be read"))
    }

    /// The built-in profile that a package or a mandate names: of the same name, and the same to the byte.
    #[must_use]
    pub fn built_in_as(reference: &FileReference) -> Option<Self> {
        Self::built_in_of(reference).filter(|profile| profile.reference() == reference)
    }

    /// The built-in profile of the name in a reference, of whatever version and bytes.
    #[must_use]
    pub fn built_in_of(reference: &FileReference) -> Option<Self> {
        Self::built_in(reference.name().as_str().split('@').next()?)
    }

    /// Reads a profile from the bytes of its file.
    ///
    /// # Errors
    ///
    /// [`ProfileError`] if they are not a profile.
    ///
    /// # Panics
    ///
    /// Never: the reference of a profile has the form of a file name.
    pub fn from_toml(bytes: &[u8]) -> Result<Self, ProfileError> {
        let profile = Profile::from_toml(bytes)?;
        let mut hash = [0; 32];
        hash.copy_from_slice(digest(&SHA256, bytes).as_ref());
        let name = profile
            .reference()
            .parse()
            .expect("the reference of a profile has the form of a file name");
        let dataset_reference = profile
            .reference()
            .parse()
            .expect("a profile refers to itself as cases do");
        let sections = profile
            .sealed_sections()
            .into_iter()
            .map(|name| SealedSection {
                name,
                floor: profile.floor(name),
            })
            .collect();
        Ok(Self {
            is_reply: profile.is_reply(),
            reference: FileReference(name, Digest::from_bytes(hash)),
            dataset_reference,
            sections,
            profile,
        })
    }

    /// The profile itself.
    #[must_use]
    pub const fn profile(&self) -> &Profile {
        &self.profile
    }

    /// What heads and mandates name: name, version and SHA-256.
    #[must_use]
    pub const fn reference(&self) -> &FileReference {
        &self.reference
    }

    /// What cases name: name and version.
    pub(crate) const fn dataset_reference(&self) -> &ProfileReference {
        &self.dataset_reference
    }

    /// The sections of every case, in their order.
    pub(crate) fn sections(&self) -> &[SealedSection] {
        &self.sections
    }

    /// What an audience is given; `None` if the profile does not have it.
    pub(crate) fn audience(&self, name: &ShortName) -> Option<AudienceTerms> {
        Some(AudienceTerms {
            sections: self.profile.audience_sections(name.as_str())?,
            is_apart: self.profile.audience(name.as_str())?.is_apart(),
        })
    }

    /// Whether verdicts of this audience move the holder.
    pub(crate) fn is_lead(&self, audience: &ShortName) -> bool {
        self.profile.lead() == audience.as_str()
    }

    /// Whether it is for words between the parties of a mandate, in either direction.
    pub(crate) const fn is_reply(&self) -> bool {
        self.is_reply
    }
}

/// The profile of words that only two parties may read (section "One case" of
/// `schemas/PROTOCOL.md`).
const REPLY: &str = "reply";

/// Whether a case is words between the parties of a mandate, by the profile that it names: no record, so that
/// neither the checks of the dataset (V-34) nor field 904 (V-38) are asked of it.
#[must_use]
pub fn is_reply(case: &Case) -> bool {
    let version = case.profile().as_str().strip_prefix(REPLY);
    version.is_some_and(|version| version.starts_with('@'))
}

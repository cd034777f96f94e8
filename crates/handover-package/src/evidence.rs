use std::fmt;

use handover_cbor::{DecodeError, Grammar, Limits};
use handover_trust::{
    Digest, EncapsulatedKey, KeyId, OrganisationId, Package, SealingPrivateKey, Statement,
    StatementId, Token,
};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::{
    Context, EvidenceError, OpenError, OpenEvidenceError, OpenedCase, ProfileInForce,
    head_checks::check_profile,
    index::IndexEntry,
    keys::{SecretsBySection, SectionKey},
    opened_case::{CaseTerms, ReadableSection},
    sealed_case::SealedCase,
    stanza::open_secrets,
    tree::{Hash, is_included, sha256},
};

/// One case of a package, with the proof that its sender signed it; to show to somebody.
///
/// Head, sealed case and inclusion proof have been verified: whoever holds an `Evidence` knows that
/// the sender wrote exactly this, without seeing any other case of the package.
///
/// ```
/// use handover_dataset::SectionName;
/// use handover_package::{Context, Evidence, OpenError, OpenEvidenceError, ProfileInForce};
/// # use std::io::Cursor;
/// # use handover_package::Carried;
/// # use handover_trust::{PosixTime, SealingPrivateKey, VerifiedDirectory};
/// # macro_rules! vector { ($name:literal) => {
/// #     include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/foreign/", $name)).as_slice()
/// # } }
/// # let now = PosixTime::new(1_789_894_800)?;
/// # let anchor = "ee0cdf415518649a3be20de9c5419cc322e3baf5bd5e23076d4616022b7fa200".parse()?;
/// # let directory = vector!("statements/directory.cbor");
/// # let directory = VerifiedDirectory::from_bytes(directory, &anchor, None, now)?;
/// # let keys: serde_json::Value = serde_json::from_slice(vector!("keys.json"))?;
/// # let seed = |of: &str| {
/// #     let all = keys["sealing"].as_array().unwrap().iter();
/// #     let key = all.clone().find(|key| key["organisation"] == of).unwrap();
/// #     hex::decode(key["seed"].as_str().unwrap()).unwrap()
/// # };
/// # let us = "ZZG01".parse()?;
/// # let key = SealingPrivateKey::from_seed(&seed("ZZG01"))?;
/// # let profile = ProfileInForce::from_toml(vector!("profiles/caseload-transfer.toml"))?;
/// # let context = Context::new(&directory, now);
/// # let mut carried = Carried::read(Cursor::new(vector!("packages/caseload.handover")), None, &context)?;
/// # let token = carried.tokens().next().ok_or("a case")?;
/// # let (shut, shown) = (carried.evidence(&token, &[])?, vector!("evidence.cbor"));
///
/// // Made by whoever has the package: `Carried::evidence`, or `Opened::evidence` with keys for a reader.
/// let evidence = Evidence::verify(shown, &context)?;
/// assert_eq!(evidence.reader(), Some(&us));
/// let case = evidence.open(&us, &key, &profile)?;
/// assert!(case.section(SectionName::Risk).is_some());
/// assert!(case.section(SectionName::Person).is_none()); // its key is not in it
///
/// // The same case, shut: it proves, and shows nothing.
/// let evidence = Evidence::verify(&shut, &context)?;
/// let refused = evidence.open(&us, &key, &profile).unwrap_err();
/// assert_eq!(refused, OpenEvidenceError::Keys(OpenError::NotForUs));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Evidence {
    head: Statement<Package>,
    token: Token,
    case: Vec<u8>,
    keys: Option<EvidenceKeys>,
    statements: Vec<ByteBuf>,
}

impl Evidence {
    /// The bounds: a head, a case, a proof, and statements as long as they may be.
    const LIMITS: Limits = Limits::new(Limits::LONG_STATEMENT.max_len, 65_536);

    /// Reads evidence and verifies head, case and inclusion proof.
    ///
    /// The statements that come with it are kept as they are, since each is judged at the moment it
    /// was first seen: see [`statements`](Self::statements).
    ///
    /// # Errors
    ///
    /// [`EvidenceError`], the first check that fails.
    pub fn verify(bytes: &[u8], context: &Context<'_>) -> Result<Self, EvidenceError> {
        let wire = EvidenceMap::read(bytes)?;
        let head = context.verify_head(&wire.head)?;
        let case = SealedCase::decode(&wire.case).map_err(EvidenceError::Malformed)?;
        if case.sections.len() != head.payload().sections.len() {
            return Err(EvidenceError::Malformed(DecodeError::Shape));
        }
        let entry = IndexEntry {
            token: case.token,
            length: u64::try_from(wire.case.len())
                .map_err(|_| EvidenceError::Malformed(DecodeError::Limit))?,
            digest: sha256(&[&wire.case]),
        };
        let path: Vec<Hash> = wire.path.iter().map(|hash| *hash.as_bytes()).collect();
        let (count, root) = (head.payload().count, head.payload().root);
        if !is_included(entry.leaf(), wire.place, count, &path, root.as_bytes()) {
            return Err(EvidenceError::NotIncluded);
        }
        Ok(Self {
            head,
            token: Token::from_bytes(entry.token),
            case: wire.case.into_vec(),
            keys: wire.keys,
            statements: wire.statements,
        })
    }

    /// Whether `bytes` begin as evidence does, and so as no statement, signed index or package.
    ///
    /// For whoever has files of several kinds before them: it verifies nothing.
    #[must_use]
    pub fn is_claimed_by(bytes: &[u8]) -> bool {
        // A map of six members.
        bytes.first() == Some(&0xa6)
    }

    /// The statements in evidence, the head first: **not verified**.
    ///
    /// A reader judges a statement at the moment when it was first seen; who has no record of that for
    /// the head finds among the others who witnessed it, before the head can be verified.
    ///
    /// # Errors
    ///
    /// [`EvidenceError::Malformed`] if it is not of the grammar.
    pub fn unverified_statements(bytes: &[u8]) -> Result<Vec<Vec<u8>>, EvidenceError> {
        let wire = EvidenceMap::read(bytes)?;
        let all = std::iter::once(wire.head).chain(wire.statements);
        Ok(all.map(ByteBuf::into_vec).collect())
    }

    /// The head, as its sender signed it.
    #[must_use]
    pub const fn head(&self) -> &Statement<Package> {
        &self.head
    }

    /// What stands for the case.
    #[must_use]
    pub const fn token(&self) -> &Token {
        &self.token
    }

    /// For whom section keys are in it, if there are any.
    #[must_use]
    pub fn reader(&self) -> Option<&OrganisationId> {
        self.keys.as_ref().map(|keys| &keys.to)
    }

    fn keys_for(&self, us: &OrganisationId) -> Result<&EvidenceKeys, OpenError> {
        let keys = self.keys.as_ref();
        keys.filter(|keys| keys.to == *us)
            .ok_or(OpenError::NotForUs)
    }

    /// The statements about the case that came with it: **not verified**, each is for
    /// [`VerifiedDirectory::verify`](handover_trust::VerifiedDirectory::verify).
    pub fn statements(&self) -> impl Iterator<Item = &[u8]> {
        self.statements.iter().map(|statement| statement.as_slice())
    }

    /// Opens the sections whose keys are in it for us, with whichever of our keys they were sealed to.
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open), with [`OpenError::NoKey`] in the place of [`OpenError::WrongKey`].
    pub fn open_with(
        &self,
        us: &OrganisationId,
        keys: &[SealingPrivateKey],
        profile: &ProfileInForce,
    ) -> Result<OpenedCase, OpenEvidenceError> {
        check_profile(self.head.payload(), profile)?;
        let named = self.keys_for(us)?.key;
        let key = keys.iter().find(|key| key.public_key().id() == named);
        self.open(us, key.ok_or(OpenError::NoKey)?, profile)
    }

    /// Opens the sections whose keys are in it for us.
    ///
    /// # Errors
    ///
    /// [`OpenEvidenceError`] if no keys are for us, or they do not open what they should.
    pub fn open(
        &self,
        us: &OrganisationId,
        key: &SealingPrivateKey,
        profile: &ProfileInForce,
    ) -> Result<OpenedCase, OpenEvidenceError> {
        let head = self.head.payload();
        check_profile(head, profile)?;
        let keys = self.keys_for(us)?;
        if keys.key != key.public_key().id() {
            return Err(OpenError::WrongKey.into());
        }
        let info = evidence_info(self.head.id(), &self.token, us);
        let mut secrets: SecretsBySection = open_secrets(key, &keys.enc, &info, &keys.sealed)?;
        let sections = profile.sections().iter().enumerate();
        let readable: Vec<_> = sections
            .filter_map(|(place, section)| {
                Some(ReadableSection {
                    place,
                    name: section.name,
                    floor: section.floor,
                    key: SectionKey::new(secrets.remove(section.name.as_str())?),
                })
            })
            .collect();
        // V-37: what is left is of no section of the head.
        if !secrets.is_empty() || readable.is_empty() {
            return Err(OpenError::OtherSecrets.into());
        }
        let terms = CaseTerms {
            nonce: *head.nonce.as_bytes(),
            profile: profile.dataset_reference().clone(),
            section_count: head.sections.len(),
            readable,
        };
        Ok(terms.open(self.token.as_bytes(), &self.case)?)
    }
}

impl fmt::Debug for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Evidence(..)")
    }
}

/// Rule `evidence` of `schemas/handover.cddl`.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EvidenceMap {
    pub(crate) head: ByteBuf,
    pub(crate) case: ByteBuf,
    pub(crate) place: u64,
    pub(crate) path: Vec<Digest>,
    pub(crate) keys: Option<EvidenceKeys>,
    pub(crate) statements: Vec<ByteBuf>,
}

impl EvidenceMap {
    /// Reads what is of the grammar.
    fn read(bytes: &[u8]) -> Result<Self, EvidenceError> {
        let wire: Self = handover_cbor::from_slice(bytes, Grammar::Payload, &Evidence::LIMITS)
            .map_err(EvidenceError::Malformed)?;
        // The codec takes a missing key for null: what it read must be what was there.
        if handover_cbor::to_vec(&wire) == bytes {
            Ok(wire)
        } else {
            Err(EvidenceError::Malformed(DecodeError::Shape))
        }
    }
}

/// Rule `evidence-keys` of `schemas/handover.cddl`.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EvidenceKeys {
    pub(crate) to: OrganisationId,
    pub(crate) key: KeyId,
    pub(crate) enc: EncapsulatedKey,
    pub(crate) sealed: ByteBuf,
}

/// What the seal of the keys binds: rule `evidence-info` of `schemas/handover.cddl`.
pub(crate) fn evidence_info(package: &StatementId, token: &Token, to: &OrganisationId) -> Vec<u8> {
    handover_cbor::to_vec(&("handover/1 evidence", package, token, to))
}

#[cfg(test)]
mod tests;

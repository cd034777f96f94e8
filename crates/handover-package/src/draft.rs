use std::{io::Write, slice};

use handover_dataset::SectionName;
use handover_trust::{
    Countersign, Digest, Mandate, Nonce, OrganisationId, Package, PosixTime, Roster,
    SealingPublicKey, ShortName, Statement, StatementId, Token,
};

use crate::{
    AtHand, ProfileInForce, SealError, Sealer,
    head_checks::{UnderMandate, check_profile},
    index::{IndexEntry, is_ascending},
    keys::{PackageSecret, Secret, SectionSecret},
    layout::MAX_CASES,
    stanza,
};

/// One recipient and audience, and the key that it is sealed to.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_structs,
    reason = "what a stanza says, before it is sealed"
)]
pub struct Grant {
    /// The recipient.
    pub to: OrganisationId,
    /// The audience of the profile.
    pub audience: ShortName,
    /// The recipient's sealing key, as the directory has it.
    pub key: SealingPublicKey,
}

/// A package before anything is sealed: who may open it, under what.
///
/// Every token is computed, sorted and found unique before the package secret is drawn; beginning
/// anew draws a new one. So no key ever seals two messages.
///
/// ```
/// use handover_dataset::{Case, checks::CheckContext};
/// use handover_package::{Draft, DraftCase, Grant, ProfileInForce, SealError, random_token};
/// # use handover_trust::{Certificate, OrganisationId, PosixTime, SealingPrivateKey, SignatureAlgorithm};
/// # use handover_trust::{Signer, SigningKey};
/// # macro_rules! vector { ($name:literal) => {
/// #     include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/foreign/", $name)).as_slice()
/// # } }
/// # let (now, until) = (PosixTime::new(1_789_894_800)?, PosixTime::new(1_821_430_800)?);
/// # let us: OrganisationId = "ZZ901".parse()?;
/// # let key = SigningKey::generate(SignatureAlgorithm::Ed25519);
/// # let certificate = Certificate::self_signed(&key, &us, "office", now, until);
/// # let signer = Signer::new(key, certificate)?;
/// # let key_of_recipient = SealingPrivateKey::generate().public_key().clone();
/// # let case = Case::from_json(vector!("cases/caseload-1.json"))?;
///
/// let profile = ProfileInForce::built_in("caseload-transfer").ok_or("a shipped profile")?;
/// let draft = Draft::new(us, &profile, now, until).grant(Grant {
///     to: "ZZ902".parse()?,
///     audience: "receiving-service".parse()?,
///     key: key_of_recipient, // `VerifiedDirectory::sealing_key_after`
/// });
///
/// // Two cases under one token are refused before anything is written.
/// let token = random_token();
/// let refused = draft.clone().begin(vec![token, token], std::io::sink()).unwrap_err();
/// assert_eq!(refused, SealError::DuplicateToken);
///
/// // Nothing but a case that passes every check can be sealed.
/// let checked = case.check(profile.profile(), &CheckContext::default())?;
/// let mut package = Vec::new();
/// let mut sealer = draft.begin(vec![token], &mut package)?;
/// sealer.push(DraftCase::new(token, &checked))?;
/// let sealed = sealer.finish(&signer)?;
/// assert_eq!(sealed.count(), 1);
/// let for_the_commissioner = sealed.signed_index().to_bytes();
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Draft<'a> {
    by: OrganisationId,
    at: PosixTime,
    until: PosixTime,
    profile: &'a ProfileInForce,
    under: Option<(&'a Statement<Mandate>, &'a Statement<Roster>)>,
    countersigns: &'a [Statement<Countersign>],
    supersedes: Option<StatementId>,
    grants: Vec<Grant>,
}

impl<'a> Draft<'a> {
    /// A package by this sender, dated `at`, which may be opened a first time until `until`.
    #[must_use]
    pub const fn new(
        by: OrganisationId,
        profile: &'a ProfileInForce,
        at: PosixTime,
        until: PosixTime,
    ) -> Self {
        Self {
            by,
            at,
            until,
            profile,
            under: None,
            countersigns: &[],
            supersedes: None,
            grants: Vec::new(),
        }
    }

    /// Under this mandate and roster; `countersigns` are those at hand, which must show that sender
    /// and lead recipients are bound by the mandate.
    #[must_use]
    pub fn under(
        self,
        mandate: &'a Statement<Mandate>,
        roster: &'a Statement<Roster>,
        countersigns: &'a [Statement<Countersign>],
    ) -> Self {
        Self {
            under: Some((mandate, roster)),
            countersigns,
            ..self
        }
    }

    /// In the place of an earlier package.
    #[must_use]
    pub fn superseding(self, package: StatementId) -> Self {
        Self {
            supersedes: Some(package),
            ..self
        }
    }

    /// For one more recipient and audience.
    #[must_use]
    pub fn grant(mut self, grant: Grant) -> Self {
        self.grants.push(grant);
        self
    }

    /// Draws the package secret and begins to write to `sink`: from here only cases are wanting.
    ///
    /// # Errors
    ///
    /// [`SealError`], for what every recipient would refuse, before anything is written.
    pub fn begin<W: Write>(self, mut tokens: Vec<Token>, sink: W) -> Result<Sealer<W>, SealError> {
        tokens.sort_unstable();
        let entries: Vec<IndexEntry> = tokens
            .into_iter()
            .map(|token| IndexEntry {
                token: *token.as_bytes(),
                length: 0,
                digest: [0; 32],
            })
            .collect();
        if entries.is_empty() || self.grants.is_empty() {
            return Err(SealError::Nothing);
        }
        if entries.len() > MAX_CASES || self.grants.len() > Package::MAX_STANZAS {
            return Err(SealError::Limit);
        }
        if !is_ascending(&entries) {
            return Err(SealError::DuplicateToken);
        }
        let mut nonce = [0; 16];
        nonce.copy_from_slice(&Secret::random().as_bytes()[..16]);
        let secret = PackageSecret::new(Secret::random());
        let section_secrets = self.section_secrets(&secret, &nonce);
        let head = self.head(&entries, nonce, &section_secrets)?;
        self.check(&head, &entries)?;
        Sealer::new(sink, head, entries, section_secrets)
    }

    fn section_secrets(&self, secret: &PackageSecret, nonce: &[u8; 16]) -> Vec<SectionSecrets> {
        let sections = self.profile.sections().iter();
        sections
            .map(|section| SectionSecrets {
                name: section.name,
                floor: section.floor,
                secret: secret.section_secret(nonce, section.name.as_str()),
            })
            .collect()
    }

    /// The head without its root, which is known when every case is sealed.
    fn head(
        &self,
        entries: &[IndexEntry],
        nonce: [u8; 16],
        section_secrets: &[SectionSecrets],
    ) -> Result<Package, SealError> {
        let mut head = Package {
            at: self.at,
            by: self.by.clone(),
            until: self.until,
            nonce: Nonce::from_bytes(nonce),
            mandate: self.under.map(|(mandate, _)| *mandate.id()),
            roster: self.under.map(|(_, roster)| *roster.id()),
            profile: self.profile.reference().clone(),
            sections: section_secrets
                .iter()
                .map(|section| short_name(section.name))
                .collect(),
            stanzas: Vec::new(),
            count: u64::try_from(entries.len()).map_err(|_| SealError::Limit)?,
            root: Digest::from_bytes([0; 32]),
            supersedes: self.supersedes,
        };
        for grant in &self.grants {
            let sections = self
                .profile
                .audience(&grant.audience)
                .ok_or(crate::HeadError::ForbiddenGrant)?
                .sections
                .into_iter()
                .map(short_name)
                .collect();
            let secret_of = |name: &ShortName| {
                let mut secrets = section_secrets.iter();
                let found = secrets.find(|section| section.name.as_str() == name.as_str());
                found
                    .map(|section| section.secret.secret().clone())
                    .expect("the sections of an audience are sections of the profile")
            };
            let stanza = stanza::seal(&head, grant, sections, secret_of);
            head.stanzas.push(stanza.ok_or(SealError::UnusableKey)?);
        }
        Ok(head)
    }

    /// Checks the head as its recipients will.
    fn check(&self, head: &Package, entries: &[IndexEntry]) -> Result<(), SealError> {
        use handover_trust::Payload;

        head.check_rules().map_err(SealError::Head)?;
        check_profile(head, self.profile)?;
        let Some((mandate, roster)) = self.under else {
            return Ok(());
        };
        let at_hand = AtHand::new(
            slice::from_ref(mandate),
            slice::from_ref(roster),
            self.countersigns,
        );
        let under = UnderMandate {
            mandate,
            roster,
            profile: self.profile,
        };
        under.check(head, entries.iter().map(|entry| entry.token))?;
        under.check_own_recipients(head, entries.iter().map(|entry| entry.token))?;
        under.check_bound(head, &at_hand)?;
        // That of the package itself can only follow.
        under.check_countersigns(None, head, &at_hand)?;
        Ok(())
    }
}

/// What seals one section of every case.
#[derive(Debug)]
pub(crate) struct SectionSecrets {
    pub(crate) name: SectionName,
    /// The least padded length, in bytes.
    pub(crate) floor: u32,
    pub(crate) secret: SectionSecret,
}

fn short_name(section: SectionName) -> ShortName {
    section
        .as_str()
        .parse()
        .expect("the name of a section has the form of a short name")
}

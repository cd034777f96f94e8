//! The directory, verified: whose certificates and keys are whose.

mod peer;

use handover_cbor::RefusalClass;
use thiserror::Error;

pub use self::peer::PeerError;
use crate::{
    AcceptedDirectory, Card, Certificate, CertificateUse, ChainAnchors, Countersign, Directory,
    KeyId, ListedCard, OrganisationId, Outdated, Payload, PosixTime, Receipt, SealingPublicKey,
    Sight, Statement, StatementError, StatementId, Thumbprint, Witnesses,
    accepted::Candidate,
    entitlement::Claim,
    judgement::{MAX_AHEAD_SECS, Unverified, check_not_ahead, check_time, listed},
    listed_card::{CardList, ReadCard},
    payload,
    revocations::Revocations,
};

/// Why a directory was not taken.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum DirectoryError {
    /// It contradicts what was accepted before, or itself: another directory of the same version, a
    /// card or revocation dropped, two cards in force, one certificate on two cards.
    #[error("directory contradicts another or itself")]
    Conflict,
    /// A `succession` is not by the office of the card before, about the card that follows.
    #[error("succession is not by the office of the card before")]
    Countersignature,
    /// Its version is lower than one that was accepted.
    #[error("directory is older than the one accepted before")]
    Rollback,
    /// As a statement it, or a card in it, is not good.
    #[error(transparent)]
    Statement(#[from] StatementError),
}

impl DirectoryError {
    /// The refusal class.
    #[must_use]
    pub const fn class(self) -> RefusalClass {
        match self {
            Self::Conflict => RefusalClass::Conflict,
            Self::Countersignature => RefusalClass::Countersignature,
            Self::Rollback => RefusalClass::Rollback,
            Self::Statement(error) => error.class(),
        }
    }
}

/// Why there is no key to seal to an organisation.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum SealingKeyError {
    /// No card of the organisation is in force, or it has no sealing key.
    #[error("organisation has no sealing key")]
    Absent,
    /// The key is not valid at that time.
    #[error("sealing key is not valid at that time")]
    Expired,
    /// The key was revoked.
    #[error("sealing key was revoked")]
    Revoked,
    /// It is another key than those known before, and their office did not agree to it.
    #[error("sealing key is new and the card before does not vouch for it")]
    Unvouched,
}

impl SealingKeyError {
    /// The refusal class.
    #[must_use]
    pub const fn class(self) -> RefusalClass {
        match self {
            Self::Absent => RefusalClass::NotEntitled,
            Self::Expired => RefusalClass::Expired,
            Self::Revoked => RefusalClass::Revoked,
            Self::Unvouched => RefusalClass::Countersignature,
        }
    }
}

/// A directory that was verified with an anchor: everything else is verified with it.
///
/// ```
/// use handover_trust::{
///     Mandate, PosixTime, SealingKeyError, Sight, Statement, StatementError, VerifiedDirectory,
/// };
/// # macro_rules! vector { ($name:literal) => {
/// #     include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/foreign/", $name)).as_slice()
/// # } }
/// # let (directory, mandate) = (vector!("statements/directory.cbor"), vector!("statements/mandate.cbor"));
/// # let anchor = "ee0cdf415518649a3be20de9c5419cc322e3baf5bd5e23076d4616022b7fa200";
///
/// let now = PosixTime::new(1_789_894_800)?;
/// // The anchor comes from the authority by another road; what was accepted before, from our own disk.
/// let directory = VerifiedDirectory::from_bytes(directory, &anchor.parse()?, None, now)?;
/// let kept = directory.accepted().clone();
///
/// // Everything else is verified with it.
/// let sight = Sight::now(now);
/// let mandate: Statement<Mandate> = directory.verify(mandate, &sight)?;
/// let mut changed = mandate.as_bytes().to_vec();
/// changed.reverse();
/// assert_eq!(directory.verify::<Mandate>(&changed, &sight).unwrap_err(), StatementError::Parse);
///
/// // The key to seal to, by the keys that we sealed to before: none, at first.
/// let recipient = &mandate.payload().to[0];
/// let key = directory.sealing_key_after(recipient, now, &[], &[])?;
/// let used = directory.sealing_key(&"ZZG01".parse()?, now, &[])?.id();
/// let refused = directory.sealing_key_after(recipient, now, &[used], &[]).unwrap_err();
/// assert_eq!(refused, SealingKeyError::Unvouched); // a person may confirm it by another road
/// assert!(directory.sealing_key_after(recipient, now, &[used], &[key.id()]).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct VerifiedDirectory {
    statement: Statement<Directory>,
    cards: CardList,
    revocations: Revocations,
    accepted: AcceptedDirectory,
    chains: ChainAnchors,
}

impl VerifiedDirectory {
    /// Verifies a directory.
    ///
    /// `anchor` is the thumbprint of the authority's certificate, which comes from outside;
    /// `accepted` what was remembered of the directory before ([`accepted`](Self::accepted)).
    ///
    /// # Errors
    ///
    /// The first check that fails. Another anchor, or one that is not on the authority's own card
    /// with the use `authority`, is [`StatementError::NotEntitled`].
    pub fn from_bytes(
        bytes: &[u8],
        anchor: &Thumbprint,
        accepted: Option<&AcceptedDirectory>,
        now: PosixTime,
    ) -> Result<Self, DirectoryError> {
        let directory: Unverified<Directory> = Unverified::read(bytes)?;
        let entries = directory.payload.cards.iter().map(ReadCard::read);
        let read: Vec<ReadCard> = entries.collect::<Result<_, _>>()?;
        let signer = directory.envelope.signer;
        if !AcceptedDirectory::allows(accepted, anchor, &signer) {
            return Err(StatementError::NotEntitled.into());
        }
        let (authority, entry) = read
            .iter()
            .find_map(|read| Some((read.card(), listed(read.card(), &signer).ok()?)))
            .ok_or(StatementError::NotEntitled)?;
        let certificate =
            Certificate::from_der(&entry.certificate).map_err(|_| StatementError::Certificate)?;
        let id = directory.envelope.id();
        let first_seen = AcceptedDirectory::seen(accepted, &id).unwrap_or(now);
        check_time(&certificate, directory.payload.at, first_seen).map_err(StatementError::from)?;
        let expires = directory.payload.expires;
        if now > expires {
            return Err(StatementError::from(Outdated::Directory { expires }).into());
        }
        if authority.by != directory.payload.by || !entry.uses.contains(&CertificateUse::Authority)
        {
            return Err(StatementError::NotEntitled.into());
        }
        let statement = directory.signed_by(&certificate, first_seen)?;
        let candidate = Candidate {
            id,
            payload: statement.payload(),
            signer,
            cards: read.iter().map(ReadCard::id).collect(),
        };
        let last = accepted;
        let accepted = AcceptedDirectory::after(last, &candidate, first_seen)?;
        let cards = read.iter().map(|read| (read.id(), read.card()));
        if last.is_some_and(|last| last.forbids(cards)) {
            return Err(StatementError::Revoked.into());
        }
        // What a directory revokes is believed once its signature holds: so this check comes late.
        let revocations = Revocations::new(accepted.revocations());
        if revocations.has_certificate(&certificate, first_seen) {
            return Err(StatementError::Revoked.into());
        }
        Ok(Self {
            cards: CardList::new(read, &revocations)?,
            statement,
            revocations,
            accepted,
            chains: ChainAnchors::new(),
        })
    }

    /// Takes a directory that has run out, which was accepted while it held: it still judges what, by our own record,
    /// was first seen in its time, and nothing newer.
    ///
    /// # Errors
    ///
    /// As [`from_bytes`](Self::from_bytes); another than the one accepted last is [`DirectoryError::Conflict`].
    pub fn as_it_held(bytes: &[u8], accepted: &AcceptedDirectory) -> Result<Self, DirectoryError> {
        let directory: Unverified<Directory> = Unverified::read(bytes)?;
        if directory.envelope.id() != *accepted.id() {
            return Err(DirectoryError::Conflict);
        }
        let expires = directory.payload.expires;
        Self::from_bytes(bytes, accepted.anchor(), Some(accepted), expires)
    }

    /// Requires chains of some organisations from now on.
    #[must_use]
    pub fn with_chain_anchors(mut self, chains: ChainAnchors) -> Self {
        self.chains = chains;
        self
    }

    /// What to remember, and to give with the next directory.
    #[must_use]
    pub const fn accepted(&self) -> &AcceptedDirectory {
        &self.accepted
    }

    /// Every card, those that ended too, in the order of the directory.
    pub fn cards(&self) -> impl Iterator<Item = &ListedCard> {
        self.cards.iter()
    }

    /// The card of an organisation that is in force at a time.
    #[must_use]
    pub fn organisation(&self, id: &OrganisationId, at: PosixTime) -> Option<&ListedCard> {
        self.cards.in_force(id, at)
    }

    /// The directory as the authority signed it.
    #[must_use]
    pub const fn statement(&self) -> &Statement<Directory> {
        &self.statement
    }

    /// The key to seal to an organisation at a time.
    ///
    /// `known` are the keys to which the caller sealed for this organisation before, and those that a
    /// person confirmed by another road. If the key is another than these, every card since one of
    /// them must carry the `succession` of the card before: the authority alone cannot put in a key.
    /// With no known key, the directory is trusted.
    ///
    /// # Errors
    ///
    /// [`SealingKeyError`], as its variants say.
    pub fn sealing_key(
        &self,
        organisation: &OrganisationId,
        at: PosixTime,
        known: &[KeyId],
    ) -> Result<&SealingPublicKey, SealingKeyError> {
        let current = self.cards.in_force(organisation, at);
        let current = current.ok_or(SealingKeyError::Absent)?;
        let sealing = current.card().payload().sealing.as_ref();
        let sealing = sealing.ok_or(SealingKeyError::Absent)?;
        if at < sealing.from || at >= sealing.until {
            return Err(SealingKeyError::Expired);
        }
        if self.revocations.has_sealing_key(&sealing.key.id(), at) {
            return Err(SealingKeyError::Revoked);
        }
        if known.is_empty() || self.is_vouched(current, known) {
            Ok(&sealing.key)
        } else {
            Err(SealingKeyError::Unvouched)
        }
    }

    /// Whether a sealing key was revoked by then: whoever it was sealed to may not have it any more.
    #[must_use]
    pub fn is_sealing_key_revoked(&self, key: &KeyId, at: PosixTime) -> bool {
        self.revocations.has_sealing_key(key, at)
    }

    /// The key to seal to an organisation, after `used` were sealed to; `confirmed` are keys that a person
    /// confirmed by another road (V-18).
    ///
    /// With no key used before the directory is trusted, whatever was confirmed: so a person confirms a change,
    /// and never stands in for the first key.
    ///
    /// # Errors
    ///
    /// [`SealingKeyError`], as its variants say.
    pub fn sealing_key_after(
        &self,
        organisation: &OrganisationId,
        at: PosixTime,
        used: &[KeyId],
        confirmed: &[KeyId],
    ) -> Result<&SealingPublicKey, SealingKeyError> {
        let confirmed = if used.is_empty() { &[] } else { confirmed };
        self.sealing_key(organisation, at, &[used, confirmed].concat())
    }

    /// Verifies a statement of one kind.
    ///
    /// Its signer must be in the directory (a card's: on the card itself), with a certificate of the
    /// profile that was valid and not revoked when the statement was first seen, of an organisation
    /// and for a use that may say this. What the statement *refers* to is for the caller to compare.
    ///
    /// # Errors
    ///
    /// The first check that fails, in the order of [`StatementError`]'s documentation.
    pub fn verify<P: Payload>(
        &self,
        bytes: &[u8],
        sight: &Sight<'_>,
    ) -> Result<Statement<P>, StatementError> {
        let statement: Unverified<P> = Unverified::read(bytes)?;
        let signer = statement.envelope.signer;
        let claim = payload::claim(&statement.payload);
        let by = statement.payload.by();
        let directory_card = self.cards.with_certificate(&signer);
        let card: &Card = match (claim, directory_card) {
            (Claim::Card(card), _) => card,
            (_, Some(listed)) => listed.card().payload(),
            (_, None) => return Err(StatementError::NotEntitled),
        };
        let entry = listed(card, &signer)?;
        let certificate =
            Certificate::from_der(&entry.certificate).map_err(|_| StatementError::Certificate)?;
        let first_seen = self.first_seen(&statement, sight);
        if !self.chains.holds(&card.by, &certificate, first_seen) {
            return Err(StatementError::Certificate);
        }
        let signed = statement.payload.at();
        check_not_ahead(signed, first_seen)?;
        // Seen before or not: who judges as of an earlier moment does not know it yet.
        check_not_ahead(signed, sight.now)?;
        let judged_at = match directory_card.filter(|_| !matches!(claim, Claim::Card(_))) {
            Some(listed) => judged_at(listed, &certificate, signed, first_seen)?,
            None => check_time(&certificate, signed, first_seen).map(|()| first_seen)?,
        };
        let expires = self.statement.payload().expires;
        // What we saw while it held is judged by it for ever: it stops new trust alone.
        let seen = sight.recorded.unwrap_or(sight.now);
        if seen.min(sight.now) > expires {
            return Err(Outdated::Directory { expires }.into());
        }
        // Asked as of first sight: revocation is what stops a key of a card that was replaced.
        let holds_revoked_key = match claim {
            Claim::Card(card) => self.revocations.has_key_of(card, first_seen),
            _ => self.revocations.has_certificate(&certificate, first_seen),
        };
        if holds_revoked_key {
            return Err(StatementError::Revoked);
        }
        let roles = directory_card.map(ListedCard::roles).unwrap_or_default();
        let is_anchor = signer == *self.accepted.anchor();
        let recipient = match claim {
            Claim::Receipt(receipt) => self.recipient_of(receipt, judged_at),
            _ => None,
        };
        let entitled = card.by == *by
            && claim.allows_use(entry)
            && claim.allows_roles(roles)
            && claim.allows_proxy(recipient.map(|listed| listed.card().payload()))
            && (is_anchor || !matches!(claim, Claim::Authority));
        if !entitled {
            return Err(StatementError::NotEntitled);
        }
        statement.signed_by(&certificate, first_seen)
    }

    /// Our record; else now, or when a third party saw it, if that was earlier: the first of several. Who says
    /// to have seen it before it was signed has a slow clock, and is not listened to.
    fn first_seen<P: Payload>(&self, statement: &Unverified<P>, sight: &Sight<'_>) -> PosixTime {
        let id = statement.envelope.id();
        let by = statement.payload.by();
        sight.recorded.unwrap_or_else(|| {
            let earliest = sight.witnesses.and_then(|witnesses| {
                let seen = witnesses.countersigns.iter().map(|seen| seen.payload());
                let seen = seen.filter(|seen| {
                    seen.is_witness()
                        && seen.is_about(&id)
                        && seen.by != *by
                        && statement.payload.at() <= seen.at.plus_secs(MAX_AHEAD_SECS)
                        && self.is_fit(seen, &statement.payload, &witnesses)
                });
                seen.map(|seen| seen.at).min()
            });
            earliest.map_or(sight.now, |at| at.min(sight.now))
        })
    }

    /// Whether a witness is the commissioner of the mandate, or the server on the card of a recipient.
    fn is_fit<P: Payload>(
        &self,
        seen: &Countersign,
        payload: &P,
        witnesses: &Witnesses<'_>,
    ) -> bool {
        let serves = |recipient: &OrganisationId| self.serves(&seen.by, recipient, seen.at);
        let is_of = |id: Option<StatementId>| {
            let mut mandates = witnesses.mandates.iter();
            let mandate = mandates.find(|known| Some(*known.id()) == id);
            mandate
                .map(Statement::payload)
                .is_some_and(|mandate| mandate.by == seen.by || mandate.to.iter().any(serves))
        };
        let mut concerned = payload
            .about()
            .iter()
            .filter_map(|id| witnesses.concerned?.by(id));
        is_of(payload.mandate())
            || payload.recipients().into_iter().any(serves)
            || concerned
                .any(|(mandate, recipients)| is_of(mandate) || recipients.iter().any(serves))
    }

    /// Whether the card of an organisation that is in force at a time names `server` as its server.
    #[must_use]
    pub fn serves(
        &self,
        server: &OrganisationId,
        organisation: &OrganisationId,
        at: PosixTime,
    ) -> bool {
        let card = self.cards.in_force(organisation, at);
        let on_card = card.and_then(|listed| listed.card().payload().server.as_ref());
        on_card.is_some_and(|on_card| on_card.by == *server)
    }

    /// The card of whom a receipt is for, as of when the receipt is judged; of a card that another replaced
    /// with the agreement of its office, what it says of its server stays said too.
    fn recipient_of(&self, receipt: &Receipt, judged_at: PosixTime) -> Option<&ListedCard> {
        let then = self.cards.in_force(&receipt.r#for, receipt.at);
        let then = then.filter(|listed| {
            listed.is_succeeded() && self.serves(&receipt.by, &receipt.r#for, receipt.at)
        });
        then.or_else(|| self.cards.in_force(&receipt.r#for, judged_at))
    }

    /// Whether successions lead from a card with one of these keys to `card`.
    fn is_vouched<'a>(&'a self, mut card: &'a ListedCard, known: &[KeyId]) -> bool {
        loop {
            let payload = card.card().payload();
            let key = payload.sealing.as_ref().map(|sealing| sealing.key.id());
            if key.is_some_and(|key| known.contains(&key)) {
                return true;
            }
            let before = payload.replaces.as_ref();
            match before.and_then(|id| self.cards.with_id(id)) {
                Some(before) if card.succession().is_some() => card = before,
                _ => return false,
            }
        }
    }
}

/// As of when a statement is judged by the card that has its certificate: as of first sight; where that does
/// not hold and the card was replaced with the agreement of its own office, as of when it says that it was
/// signed (A.5).
fn judged_at(
    listed: &ListedCard,
    certificate: &Certificate,
    signed: PosixTime,
    first_seen: PosixTime,
) -> Result<PosixTime, Outdated> {
    let holds = |at| certificate.is_valid_at(at) && listed.is_in_force_at(at);
    if holds(first_seen) {
        return Ok(first_seen);
    }
    if listed.is_succeeded() && signed <= first_seen && holds(signed) {
        return Ok(signed);
    }
    let at = first_seen;
    Err(if certificate.is_valid_at(at) {
        Outdated::Card { signed, at }
    } else {
        Outdated::Certificate { signed, at }
    })
}

#[cfg(test)]
mod tests;

//! The cards of a directory: when each is in force, and who followed whom.

use std::collections::{BTreeSet, HashMap};

use crate::{
    Card, Certificate, CertificateUse, Countersign, DirectoryCard, DirectoryError, OrganisationId,
    OrganisationRole, PosixTime, Statement, StatementError, StatementId, Thumbprint,
    certificate::thumbprint,
    judgement::{Unverified, check_time, listed, own_card},
    revocations::Revocations,
};

/// A card that a directory vouches for.
#[derive(Debug)]
pub struct ListedCard {
    card: Statement<Card>,
    roles: Vec<OrganisationRole>,
    succession: Option<Statement<Countersign>>,
    end: PosixTime,
    /// Another card replaces it, to which its office has agreed.
    is_succeeded: bool,
}

impl ListedCard {
    /// The card.
    #[must_use]
    pub const fn card(&self) -> &Statement<Card> {
        &self.card
    }

    /// When the card ends: as it says, or where the card that replaces it begins.
    #[must_use]
    pub const fn end(&self) -> PosixTime {
        self.end
    }

    /// What the organisation may do.
    #[must_use]
    pub fn roles(&self) -> &[OrganisationRole] {
        &self.roles
    }

    /// The countersign of the office of the card before.
    #[must_use]
    pub const fn succession(&self) -> Option<&Statement<Countersign>> {
        self.succession.as_ref()
    }

    /// Whether another card replaces it, and the office of this one has agreed to that: what was said while it
    /// was in force then stays said (A.5).
    #[must_use]
    pub const fn is_succeeded(&self) -> bool {
        self.is_succeeded
    }

    /// Whether the card is in force: from its beginning, before its end.
    #[must_use]
    pub fn is_in_force_at(&self, at: PosixTime) -> bool {
        self.card.payload().from <= at && at < self.end
    }
}

/// A card of a directory that is of the grammar.
pub(crate) struct ReadCard {
    card: Unverified<Card>,
    roles: Vec<OrganisationRole>,
    succession: Option<Unverified<Countersign>>,
}

impl ReadCard {
    /// Limits, encoding, grammar of card and succession.
    pub(crate) fn read(entry: &DirectoryCard) -> Result<Self, StatementError> {
        let card: Unverified<Card> = Unverified::read(&entry.card)?;
        let succession = entry.succession.as_ref();
        if succession.is_some() && card.payload.replaces.is_none() {
            return Err(StatementError::Schema);
        }
        Ok(Self {
            card,
            roles: entry.roles.clone(),
            succession: succession
                .map(|bytes| Unverified::read(bytes))
                .transpose()?,
        })
    }

    pub(crate) const fn card(&self) -> &Card {
        &self.card.payload
    }

    pub(crate) fn id(&self) -> StatementId {
        self.card.envelope.id()
    }
}

/// The cards of a directory.
#[derive(Debug)]
pub(crate) struct CardList {
    cards: Vec<ListedCard>,
    by_id: HashMap<StatementId, usize>,
    by_certificate: HashMap<Thumbprint, usize>,
}

impl CardList {
    /// Verifies each card by its own office, at its own time, and that they agree with each other.
    pub(crate) fn new(
        read: Vec<ReadCard>,
        revocations: &Revocations,
    ) -> Result<Self, DirectoryError> {
        let mut list = Self {
            cards: Vec::with_capacity(read.len()),
            by_id: HashMap::new(),
            by_certificate: HashMap::new(),
        };
        let mut successions = Vec::new();
        for (place, entry) in read.into_iter().enumerate() {
            let at = entry.card.payload.at;
            let card = own_card(entry.card, at)?;
            let certificates = card.payload().certificates.iter();
            for certificate in certificates.map(|listed| thumbprint(&listed.certificate)) {
                different(list.by_certificate.insert(certificate, place))?;
            }
            different(list.by_id.insert(*card.id(), place))?;
            successions.extend(entry.succession.map(|succession| (place, succession)));
            list.cards.push(ListedCard {
                end: card.payload().until,
                card,
                roles: entry.roles,
                succession: None,
                is_succeeded: false,
            });
        }
        list.end_replaced_cards()?;
        list.check_one_in_force()?;
        for (place, succession) in successions {
            let succession = list
                .check_succession(place, succession, revocations)
                .ok_or(DirectoryError::Countersignature)?;
            let Some(card) = list.cards.get_mut(place) else {
                continue;
            };
            card.succession = Some(succession);
            let before = card.card.payload().replaces;
            let before = before.and_then(|id| list.by_id.get(&id).copied());
            if let Some(before) = before.and_then(|place| list.cards.get_mut(place)) {
                before.is_succeeded = true;
            }
        }
        Ok(list)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &ListedCard> {
        self.cards.iter()
    }

    pub(crate) fn with_id(&self, id: &StatementId) -> Option<&ListedCard> {
        self.cards.get(*self.by_id.get(id)?)
    }

    pub(crate) fn with_certificate(&self, certificate: &Thumbprint) -> Option<&ListedCard> {
        self.cards.get(*self.by_certificate.get(certificate)?)
    }

    pub(crate) fn in_force(
        &self,
        organisation: &OrganisationId,
        at: PosixTime,
    ) -> Option<&ListedCard> {
        self.cards
            .iter()
            .find(|listed| listed.card.payload().by == *organisation && listed.is_in_force_at(at))
    }

    /// A card that is replaced ends where the next begins; it is replaced once, by its organisation.
    fn end_replaced_cards(&mut self) -> Result<(), DirectoryError> {
        let replacements: Vec<_> = self
            .cards
            .iter()
            .filter_map(|new| {
                let new = new.card.payload();
                new.replaces.map(|old| (old, new.by.clone(), new.from))
            })
            .collect();
        let mut replaced = BTreeSet::new();
        for (id, by, from) in replacements {
            let place = self.by_id.get(&id).ok_or(DirectoryError::Conflict)?;
            let old = self.cards.get_mut(*place);
            let old = old.ok_or(DirectoryError::Conflict)?;
            if old.card.payload().by != by || !replaced.insert(id) {
                return Err(DirectoryError::Conflict);
            }
            old.end = old.end.min(from);
        }
        Ok(())
    }

    /// No organisation has two cards at one time.
    fn check_one_in_force(&self) -> Result<(), DirectoryError> {
        let mut spans: Vec<_> = self
            .cards
            .iter()
            .map(|listed| {
                (
                    &listed.card.payload().by,
                    listed.card.payload().from,
                    listed.end,
                )
            })
            .filter(|(_, from, end)| from < end)
            .collect();
        spans.sort_unstable();
        let overlap = spans
            .iter()
            .zip(spans.iter().skip(1))
            .any(|(a, b)| a.0 == b.0 && b.1 < a.2);
        if overlap {
            Err(DirectoryError::Conflict)
        } else {
            Ok(())
        }
    }

    /// Whether the office of the card before agreed to the card at `place` before it began.
    fn check_succession(
        &self,
        place: usize,
        succession: Unverified<Countersign>,
        revocations: &Revocations,
    ) -> Option<Statement<Countersign>> {
        let new = &self.cards.get(place)?.card;
        let old = self
            .with_id(new.payload().replaces.as_ref()?)?
            .card
            .payload();
        let countersign = &succession.payload;
        let at = countersign.at;
        let agrees = countersign.role.as_str() == Countersign::OFFICE
            && countersign.is_about(new.id())
            && countersign.by == old.by;
        let in_time = old.from <= at && at < old.until && at <= new.payload().from;
        let signer = succession.envelope.signer;
        let entry = listed(old, &signer).ok()?;
        let is_office = entry.uses.contains(&CertificateUse::Office);
        let certificate = Certificate::from_der(&entry.certificate).ok()?;
        check_time(&certificate, at, at).ok()?;
        if !agrees || !in_time || !is_office || revocations.has_certificate(&certificate, at) {
            return None;
        }
        succession.signed_by(&certificate, at).ok()
    }
}

/// That nothing stood there before.
fn different(before: Option<usize>) -> Result<(), DirectoryError> {
    match before {
        None => Ok(()),
        Some(_) => Err(DirectoryError::Conflict),
    }
}

//! Fresh keys for an organisation whose keys are lost, or may be in other hands.

use handover_trust::{
    Card, CertificateUse, ListedCard, OrganisationId, PosixTime, SealingKey, SealingPrivateKey,
    Signer, Statement, VerifiedDirectory,
};

use crate::{
    Identity, KeyName, RenewError,
    about::ABOUT,
    identity::{CARD, SUCCESSION},
    key_name::sealing_file,
    made::{cost, days_later, on_card, sign},
    made_key::MadeKey,
    renewal::Renewal,
    renewed::{OFFICE_BEFORE, OFFICE_BEFORE_KEY},
};

/// The card of an organisation that no other has replaced; of several the one that began last.
#[must_use]
pub fn newest_card<'a>(
    directory: &'a VerifiedDirectory,
    organisation: &OrganisationId,
) -> Option<&'a ListedCard> {
    let replaced = |id| {
        let mut cards = directory.cards();
        cards.any(|other| other.card().payload().replaces == Some(id))
    };
    let own = directory.cards().filter(|listed| {
        let card = listed.card();
        card.payload().by == *organisation && !replaced(*card.id())
    });
    own.max_by_key(|listed| listed.card().payload().from)
}

impl Identity {
    /// Makes fresh keys of every use, on a card that takes the place of `before` without the agreement of its office;
    /// the sealing keys that are there stay, and open what was sealed to them.
    ///
    /// # Errors
    ///
    /// [`RenewError`], as its variants say; the keys that are there stay.
    ///
    /// # Panics
    ///
    /// Never: every identity has an office.
    pub fn replace(
        &mut self,
        before: &Statement<Card>,
        passphrase: &str,
        now: PosixTime,
    ) -> Result<(), RenewError> {
        let _held = self.hold()?;
        if self.has(CertificateUse::Authority) {
            return Err(RenewError::Authority);
        }
        let algorithm = self
            .signing_key(&KeyName::office(), passphrase)?
            .algorithm();
        let cost = cost(self.about.scrypt_log_n)?;
        let until = days_later(now, self.about.days)?;
        let renewal = Renewal::begin(&self.folder)?;
        let (mut listed, mut office) = (Vec::new(), None);
        for entry in &mut self.about.keys {
            entry.is_issued = false;
            let organisation = &self.about.organisation;
            let made = MadeKey::new(&entry.key, organisation, algorithm, now, until);
            made.write(&entry.key, &renewal, passphrase, cost)?;
            listed.push(on_card(entry, &made.certificate));
            if entry.key == KeyName::office() {
                office = Some(Signer::new(made.key, made.certificate)?);
            }
        }
        let office = office.expect("every identity has an office");
        let sealing = SealingPrivateKey::generate();
        self.about.sealing_keys = self.about.sealing_keys.saturating_add(1);
        let file = sealing_file(self.about.sealing_keys);
        renewal.write(&file, sealing.to_encrypted_pem(passphrase, cost).as_bytes())?;
        let card = Card {
            at: now,
            certificates: listed,
            sealing: Some(SealingKey {
                key: sealing.public_key().clone(),
                from: now,
                until,
            }),
            from: now,
            until,
            replaces: Some(*before.id()),
            ..before.payload().clone()
        };
        renewal.write(CARD, sign(&office, card)?.as_bytes())?;
        renewal.remove(SUCCESSION)?;
        renewal.remove(OFFICE_BEFORE)?;
        renewal.remove(OFFICE_BEFORE_KEY)?;
        self.about.is_published = false;
        self.on_disk = self.about.to_json();
        renewal.write(ABOUT, &self.on_disk)?;
        Ok(renewal.finish()?)
    }
}

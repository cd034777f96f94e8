//! Three organisations with keys and cards, and the directory that lists them.

use std::{error::Error, sync::Arc};

use handover::{
    Card, CardCertificate, Certificate, CertificateUse, Countersign, Directory, DirectoryCard,
    DueTimes, Mandate, MandateKind, Office, OfficeKeys, OrganisationId, OrganisationRole,
    PosixTime, ProfileInForce, Roster, RosterCounts, RosterDecision, RosterRow, SealingKey,
    SealingPrivateKey, SealingPublicKey, ShortName, SignatureAlgorithm, Signer, SigningKey, Statement, StatementId,
    Thumbprint, Token,
};

use crate::memory::Rows;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// A morning in September 2026, and so many hours later.
pub(crate) fn time(hours: u64) -> Outcome<PosixTime> {
    Ok(PosixTime::new(1_789_891_200 + hours * 3_600)?)
}

/// One organisation with its keys; only its card is given away.
pub(crate) struct Party {
    pub(crate) id: OrganisationId,
    pub(crate) office: Arc<Signer>,
    pub(crate) team_leader: Arc<Signer>,
    service: Arc<Signer>,
    sealing: SealingPublicKey,
    keys: OfficeKeys,
    memory: Rows,
}

impl Party {
    fn new(id: &str) -> Outcome<Self> {
        let id: OrganisationId = id.parse()?;
        let signer = |name: &str| {
            let key = SigningKey::generate(SignatureAlgorithm::Ed25519);
            let certificate = Certificate::self_signed(&key, &id, name, time(0)?, time(8_760)?);
            Ok::<_, Box<dyn Error>>(Arc::new(Signer::new(key, certificate)?))
        };
        let (office, service) = (signer("office")?, signer("service")?);
        let sealing = SealingPrivateKey::generate();
        Ok(Self {
            sealing: sealing.public_key().clone(),
            keys: OfficeKeys::new(id.clone(), Arc::clone(&office), vec![sealing])
                .with_service(Arc::clone(&service)),
            office,
            service,
            team_leader: signer("team leader")?,
            memory: Rows::of(id.clone()),
            id,
        })
    }

    /// The office, as the program of a vendor opens it.
    pub(crate) fn office_at_work(&self, world: &World) -> Outcome<Office<Rows>> {
        let office = Office::new(self.keys.clone(), self.memory.clone());
        Ok(office.trust(&world.directory, Some(&world.anchor), time(2)?)?)
    }

    /// Its office agrees to a statement.
    pub(crate) fn agrees(&self, statement: StatementId) -> Outcome<Vec<u8>> {
        let agreed = self.office.sign(Countersign {
            at: time(1)?,
            by: self.id.clone(),
            role: Countersign::OFFICE.parse()?,
            statement: statement.into(),
        })?;
        Ok(agreed.as_bytes().to_vec())
    }

    fn card(&self, uses: &[(&Arc<Signer>, CertificateUse)]) -> Outcome<Vec<u8>> {
        let leader: ShortName = "team-leader".parse()?;
        let certificates = uses.iter().map(|(signer, use_)| CardCertificate {
            certificate: signer.certificate().as_der().to_vec().into(),
            uses: vec![*use_],
            roles: match use_ {
                CertificateUse::Person => vec![leader.clone()],
                _ => Vec::new(),
            },
        });
        let card = self.office.sign(Card {
            at: time(0)?,
            by: self.id.clone(),
            name: "An organisation".parse()?,
            contact: "020 7946 0101".parse()?,
            server: None,
            certificates: certificates.collect(),
            sealing: Some(SealingKey {
                key: self.sealing.clone(),
                from: time(0)?,
                until: time(8_760)?,
            }),
            from: time(0)?,
            until: time(8_760)?,
            replaces: None,
        })?;
        Ok(card.as_bytes().to_vec())
    }
}

/// Everybody, and who is who.
pub(crate) struct World {
    pub(crate) council: Party,
    pub(crate) old: Party,
    pub(crate) new: Party,
    directory: Vec<u8>,
    anchor: Thumbprint,
}

impl World {
    pub(crate) fn new() -> Outcome<Self> {
        let (council, old, new) = (
            Party::new("ZZ900")?,
            Party::new("ZZ901")?,
            Party::new("ZZ902")?,
        );
        let authority = Party::new("ZZ900")?.office; // its certificate is the anchor
        let entry = |party: &Party, role| {
            let mut uses = vec![
                (&party.office, CertificateUse::Office),
                (&party.service, CertificateUse::Service),
                (&party.team_leader, CertificateUse::Person),
            ];
            if role == OrganisationRole::Commissioner {
                uses.push((&authority, CertificateUse::Authority));
            }
            Ok::<_, Box<dyn Error>>(DirectoryCard {
                card: party.card(&uses)?.into(),
                roles: vec![role],
                succession: None,
            })
        };
        let directory = authority.sign(Directory {
            at: time(0)?,
            by: council.id.clone(),
            version: 1,
            expires: time(8_760)?,
            next_anchor: None,
            cards: vec![
                entry(&council, OrganisationRole::Commissioner)?,
                entry(&old, OrganisationRole::Provider)?,
                entry(&new, OrganisationRole::Provider)?,
            ],
            revocations: Vec::new(),
        })?;
        let (directory, anchor) = (
            directory.as_bytes().to_vec(),
            authority.certificate().thumbprint(),
        );
        Ok(Self {
            council,
            old,
            new,
            directory,
            anchor,
        })
    }

    pub(crate) fn mandate(&self, profile: &ProfileInForce) -> Outcome<Mandate> {
        Ok(Mandate {
            at: time(1)?,
            by: self.council.id.clone(),
            kind: MandateKind::ContractChange,
            from: self.old.id.clone(),
            to: vec![self.new.id.clone()],
            transfer: "2026-10-01".parse()?,
            profile: profile.reference().clone(),
            eligibility: None,
            deadlines: Default::default(),
            countersign: Vec::new(),
            last_resort: self.council.id.clone(),
        })
    }

    /// One case, which goes.
    pub(crate) fn roster(&self, mandate: &Statement<Mandate>, token: Token) -> Outcome<Roster> {
        let rows = vec![RosterRow {
            token,
            reason: "current".parse()?,
            decision: RosterDecision::Include {
                to: self.new.id.clone(),
                due: DueTimes::default(),
            },
        }];
        Ok(Roster {
            at: time(1)?,
            by: self.old.id.clone(),
            mandate: *mandate.id(),
            previous: None,
            counts: RosterCounts::of(&rows),
            rows,
        })
    }
}

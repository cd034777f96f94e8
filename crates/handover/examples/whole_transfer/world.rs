//! Three organisations with keys and cards, and the directory that lists them.

use std::{error::Error, sync::Arc};

use handover::{
    NewOffice, Office, OfficeError, OfficeKeys,
    package::ProfileInForce,
    trust::{
        Card, CardCertificate, Certificate, CertificateUse, Countersign, Decision, Directory,
        DirectoryCard, DueTimes, Mandate, MandateKind, OrganisationId, OrganisationRole, PosixTime,
        Roster, RosterCounts, RosterRow, SealingKey, SealingPrivateKey, SealingPublicKey,
        ShortName, SignatureAlgorithm, Signer, SigningKey, Statement, StatementId, Token,
    },
};

use crate::memory::Rows;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// A morning in September 2026.
const MORNING: u64 = 1_789_891_200;

/// So many hours after that morning.
pub(crate) fn time(hours: u64) -> Outcome<PosixTime> {
    Ok(PosixTime::new(MORNING + hours * 3_600)?)
}

/// One organisation with its keys; only its card is given away.
pub(crate) struct Party {
    pub(crate) id: OrganisationId,
    pub(crate) office: Arc<Signer>,
    pub(crate) team_leader: Arc<Signer>,
    service: Arc<Signer>,
    pub(crate) sealing: SealingPublicKey,
    keys: OfficeKeys,
    pub(crate) memory: Rows,
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
        Ok(self.trusting(&world.directory, world)?)
    }

    /// The office, by this version of the directory.
    pub(crate) fn trusting(
        &self,
        directory: &[u8],
        world: &World,
    ) -> Result<Office<Rows>, OfficeError> {
        let anchor = world.authority.certificate().thumbprint();
        let office = NewOffice::new(self.keys.clone(), self.memory.clone());
        let now = PosixTime::new(MORNING + 2 * 3_600).expect("a time in 2026");
        office.trust(directory, Some(&anchor), now)
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

    /// The public half; the authority's with its certificate.
    pub(crate) fn card(&self, authority: Option<&Arc<Signer>>) -> Outcome<Vec<u8>> {
        let leader: ShortName = "team-leader".parse()?;
        let mut uses = vec![
            (&self.office, CertificateUse::Office),
            (&self.service, CertificateUse::Service),
            (&self.team_leader, CertificateUse::Person),
        ];
        uses.extend(authority.map(|signer| (signer, CertificateUse::Authority)));
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
            contacts: Vec::new(),
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
    pub(crate) authority: Arc<Signer>,
    directory: Vec<u8>,
}

impl World {
    pub(crate) fn new() -> Outcome<Self> {
        let (council, old, new) = (
            Party::new("ZZ900")?,
            Party::new("ZZ901")?,
            Party::new("ZZ902")?,
        );
        let world = Self {
            // Its certificate is the anchor, which everybody gets by another road than the directory.
            authority: Party::new("ZZ900")?.office,
            council,
            old,
            new,
            directory: Vec::new(),
        };
        Ok(Self {
            directory: world.listed(2, world.new.card(None)?)?,
            ..world
        })
    }

    /// A version of the directory, with this card of the new service.
    pub(crate) fn listed(&self, version: u64, new: Vec<u8>) -> Outcome<Vec<u8>> {
        let entry = |card: Vec<u8>, role| DirectoryCard {
            card: card.into(),
            roles: vec![role],
            succession: None,
        };
        let council = self.council.card(Some(&self.authority))?;
        let directory = self.authority.sign(Directory {
            at: time(0)?,
            by: self.council.id.clone(),
            version,
            expires: time(8_760)?,
            next_anchor: None,
            cards: vec![
                entry(council, OrganisationRole::Commissioner),
                entry(self.old.card(None)?, OrganisationRole::Provider),
                entry(new, OrganisationRole::Provider),
            ],
            revocations: Vec::new(),
        })?;
        Ok(directory.as_bytes().to_vec())
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
            decision: Decision::Include {
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

//! Seals a case at one organisation, and opens it at the other.
//!
//! ```sh
//! cargo run -p handover --example seal_and_open
//! ```
//!
//! Everything is made here: an authority that keeps the directory, a sender, a recipient. In earnest each has its
//! own machine; what passes between them are the cards (once), the directory, and the package.
#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::{
    error::Error,
    io::Cursor,
    time::{Duration, SystemTime},
};

use handover::{
    case::{Case, checks::CheckContext},
    package::{Context, Draft, DraftCase, Grant, ProfileInForce, Received, random_token},
    trust::{
        Card, CardCertificate, Certificate, CertificateUse, Directory, DirectoryCard,
        OrganisationId, OrganisationRole, PosixTime, SealingKey, SealingPrivateKey,
        SignatureAlgorithm, Signer, SigningKey, VerifiedDirectory,
    },
};

/// An invented case that passes every check.
const CASE: &str = include_str!("../../../tests/vectors/foreign/cases/caseload-1.json");

/// For so long certificates, cards and keys hold.
const YEAR: Duration = Duration::from_secs(365 * 86_400);

/// One organisation with its keys.
struct Party {
    id: OrganisationId,
    office: Signer,
    authority: Signer,
    sealing: SealingPrivateKey,
}

fn main() -> Result<(), Box<dyn Error>> {
    let now = time(Duration::ZERO)?;
    let (keeper, sender, recipient) = (party("ZZ900")?, party("ZZ901")?, party("ZZ902")?);

    // The authority vouches for the cards. Its thumbprint goes to everybody by another road: the anchor.
    let signed = keeper.authority.sign(Directory {
        at: now,
        by: keeper.id.clone(),
        version: 1,
        expires: time(YEAR)?,
        next_anchor: None,
        cards: vec![card(&keeper)?, card(&sender)?, card(&recipient)?],
        revocations: Vec::new(),
    })?;
    let anchor = keeper.authority.certificate().thumbprint();
    let directory = VerifiedDirectory::from_bytes(signed.as_bytes(), &anchor, None, now)?;

    // The sender seals the sections that the profile gives to this audience.
    let profile = ProfileInForce::built_in("caseload-transfer").ok_or("a built-in profile")?;
    let case = Case::from_json(CASE).map_err(|_| "a case with mistakes")?;
    let token = random_token();
    let draft = Draft::new(sender.id.clone(), &profile, now, time(YEAR)?).grant(Grant {
        to: recipient.id.clone(),
        audience: "receiving-service".parse()?,
        key: directory.sealing_key(&recipient.id, now, &[])?.clone(),
    });
    let mut package = Vec::new();
    let mut sealer = draft.begin(vec![token], &mut package)?;
    // Nothing but a case that passes every check can be sealed.
    let checked = case
        .clone()
        .check(profile.profile(), &CheckContext::default())?;
    sealer.push(DraftCase::new(token, &checked))?;
    let sealed = sealer.finish(&sender.office)?;
    println!(
        "sealed: {} bytes, package {}",
        package.len(),
        sealed.head().id()
    );

    // The recipient verifies all of it before any key is used, and all of a case before any of it comes out.
    let context = Context::new(&directory, now);
    let received = Received::read(Cursor::new(package), &recipient.id, &profile, &context)?;
    let mut opened = received.open(&recipient.sealing)?;
    for arrived in opened.cases() {
        let arrived = arrived.map_err(|refusal| refusal.class().as_str())?;
        let same = arrived.case()?.to_json() == case.to_json();
        println!(
            "opened: case {}, word for word the same: {same}",
            arrived.token()
        );
    }
    Ok(())
}

/// Makes an organisation's keys; they stay with it.
fn party(id: &str) -> Result<Party, Box<dyn Error>> {
    let id: OrganisationId = id.parse()?;
    let signer = |name| {
        let key = SigningKey::generate(SignatureAlgorithm::Ed25519);
        let certificate =
            Certificate::self_signed(&key, &id, name, time(Duration::ZERO)?, time(YEAR)?);
        Ok::<_, Box<dyn Error>>(Signer::new(key, certificate)?)
    };
    Ok(Party {
        office: signer("office")?,
        authority: signer("authority")?,
        sealing: SealingPrivateKey::generate(),
        id,
    })
}

/// The public half of an organisation, as the directory lists it.
fn card(party: &Party) -> Result<DirectoryCard, Box<dyn Error>> {
    let uses = [
        (&party.office, CertificateUse::Office),
        (&party.authority, CertificateUse::Authority),
    ];
    let certificates = uses.map(|(signer, use_)| CardCertificate {
        certificate: signer.certificate().as_der().to_vec().into(),
        uses: vec![use_],
        roles: Vec::new(),
    });
    let (from, until) = (time(Duration::ZERO)?, time(YEAR)?);
    let card = party.office.sign(Card {
        at: from,
        by: party.id.clone(),
        name: "An organisation".parse()?,
        contact: "020 7946 0101".parse()?,
        contacts: Vec::new(),
        server: None,
        certificates: certificates.to_vec(),
        sealing: Some(SealingKey {
            key: party.sealing.public_key().clone(),
            from,
            until,
        }),
        from,
        until,
        replaces: None,
    })?;
    Ok(DirectoryCard {
        card: card.as_bytes().to_vec().into(),
        roles: vec![OrganisationRole::Provider],
        succession: None,
    })
}

/// So long from now.
#[expect(clippy::disallowed_methods, reason = "a program reads the clock")]
fn time(later: Duration) -> Result<PosixTime, Box<dyn Error>> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    Ok(PosixTime::new((now + later).as_secs())?)
}

//! `handover directory show`.

use std::process::ExitCode;

use handover::{CertificateUse, ListedCard, PosixTime, VerifiedDirectory};
use serde_json::{Value, json};

use super::ShowArguments;
use crate::{
    clock,
    output::{print, print_json},
    page::{Page, tame},
    problem::Problem,
    terminal::Paint,
    thumbprint::thumbprint_of,
};

pub(super) fn show(arguments: &ShowArguments) -> Result<ExitCode, Problem> {
    let directory = arguments.trust.directory(arguments.identity.as_deref())?;
    let now = arguments.trust.at.moment().posix();
    if arguments.json {
        print_json(&as_json(&directory, now))?;
    } else {
        print(&as_text(&directory, now, Paint::standard_output()))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn as_json(directory: &VerifiedDirectory, now: PosixTime) -> Value {
    let payload = directory.statement().payload();
    let cards: Vec<Value> = directory.cards().map(|listed| card(listed, now)).collect();
    let revocations: Vec<Value> = payload
        .revocations
        .iter()
        .map(|revocation| {
            json!({
                "from": clock::as_json(revocation.from.as_secs()),
                "hash": revocation.hash.to_string(),
                "reason": revocation.reason.as_str(),
                "what": revocation.what.as_str(),
            })
        })
        .collect();
    json!({
        "anchor": directory.statement().signer().to_string(),
        "authority": payload.by.as_str(),
        "cards": cards,
        "expires": clock::as_json(payload.expires.as_secs()),
        "id": directory.statement().id().to_string(),
        "revocations": revocations,
        "signed": clock::as_json(payload.at.as_secs()),
        "version": payload.version,
    })
}

fn card(listed: &ListedCard, now: PosixTime) -> Value {
    let card = listed.card().payload();
    let certificates: Vec<Value> = card
        .certificates
        .iter()
        .map(|certificate| {
            let uses: Vec<&str> = certificate.uses.iter().map(|name| name.as_str()).collect();
            let roles: Vec<&str> = certificate.roles.iter().map(|role| role.as_str()).collect();
            json!({"roles": roles, "thumbprint": thumbprint_of(certificate), "uses": uses})
        })
        .collect();
    let roles: Vec<&str> = listed.roles().iter().map(|role| role.as_str()).collect();
    json!({
        "certificates": certificates,
        "contact": card.contact.as_str(),
        "from": clock::as_json(card.from.as_secs()),
        "in_force": listed.is_in_force_at(now),
        "name": card.name.as_str(),
        "organisation": card.by.as_str(),
        "roles": roles,
        "sealing_key": card.sealing.as_ref().map(|sealing| sealing.key.id().to_string()),
        "until": clock::as_json(listed.end().as_secs()),
    })
}

fn as_text(directory: &VerifiedDirectory, now: PosixTime, paint: Paint) -> String {
    let payload = directory.statement().payload();
    let mut page = Page::new(paint);
    let time = |time: PosixTime| clock::shown(time.as_secs());
    page.heading(&format!("Directory, version {}", payload.version), "");
    page.field("Authority", &[payload.by.to_string()]);
    page.field("Signed", &[time(payload.at)]);
    page.field("Expires", &[time(payload.expires)]);
    page.field("Anchor", &[directory.statement().signer().to_string()]);
    for listed in directory.cards() {
        let card = listed.card().payload();
        let state = if listed.is_in_force_at(now) {
            "in force"
        } else {
            "not in force"
        };
        page.heading(&format!("{}  {}", card.by, tame(card.name.as_str())), state);
        let roles: Vec<&str> = listed.roles().iter().map(|role| role.as_str()).collect();
        page.field("Roles", &[roles.join(", ")]);
        page.field("Contact", &[tame(card.contact.as_str())]);
        page.field(
            "In force",
            &[format!("{} to {}", time(card.from), time(listed.end()))],
        );
        for certificate in &card.certificates {
            let uses: Vec<&str> = certificate.uses.iter().map(|name| name.as_str()).collect();
            let roles: Vec<&str> = certificate.roles.iter().map(|role| role.as_str()).collect();
            let name = if certificate.uses.contains(&CertificateUse::Person) {
                format!("{} ({})", uses.join(", "), roles.join(", "))
            } else {
                uses.join(", ")
            };
            page.field(&name, &[thumbprint_of(certificate)]);
        }
        if let Some(sealing) = &card.sealing {
            page.field("sealing key", &[sealing.key.id().to_string()]);
        }
    }
    for revocation in &payload.revocations {
        page.heading(&format!("Revoked: {}", revocation.what), "");
        page.field("Thumbprint", &[revocation.hash.to_string()]);
        page.field("From", &[time(revocation.from)]);
        page.field("Why", &[revocation.reason.to_string()]);
    }
    page.into_text()
}

//! `handover identity show`.

use std::path::Path;

use handover_identity::Identity;
use serde_json::json;

use crate::{
    clock,
    output::{print, print_json},
    page::{Page, tame},
    problem::Problem,
    terminal::Paint,
};

/// Shows what an identity folder holds; nothing of it is secret.
pub(super) fn show(folder: &Path, json: bool) -> Result<(), Problem> {
    let identity = Identity::read(folder)?;
    let card = identity.card()?;
    let about = identity.about();
    let mut certificates = Vec::new();
    for entry in &about.keys {
        certificates.push((entry, identity.certificate(&entry.key)?));
    }
    let payload = card.payload();
    let sealing = payload
        .sealing
        .as_ref()
        .map(|sealing| sealing.key.id().to_string());
    if json {
        let keys: Vec<_> = certificates
            .iter()
            .map(|(entry, certificate)| {
                json!({
                    "from": clock::as_json(certificate.not_before().as_secs()),
                    "issued_by_a_ca": entry.is_issued,
                    "key": entry.key.as_str(),
                    "roles": entry.roles,
                    "thumbprint": certificate.thumbprint().to_string(),
                    "until": clock::as_json(certificate.not_after().as_secs()),
                    "uses": entry.uses,
                })
            })
            .collect();
        return print_json(&json!({
            "card": card.id().to_string(),
            "contact": about.contact,
            "keys": keys,
            "name": about.name,
            "organisation": about.organisation.as_str(),
            "sealing_key": sealing,
            "until": clock::as_json(payload.until.as_secs()),
        }));
    }
    let mut page = Page::new(Paint::standard_output());
    page.line(
        &page
            .paint
            .heading(&format!("{}  {}", about.organisation, tame(&about.name))),
    );
    page.field("Contact", &[tame(&about.contact)]);
    page.field("Card", &[card.id().to_string()]);
    page.field("Holds until", &[clock::shown(payload.until.as_secs())]);
    for (entry, certificate) in &certificates {
        let roles: Vec<&str> = entry.roles.iter().map(|role| role.as_str()).collect();
        let mut said = vec![certificate.thumbprint().to_string()];
        said.push(format!(
            "{}until {}{}",
            if roles.is_empty() {
                String::new()
            } else {
                format!("as {}, ", roles.join(", "))
            },
            clock::shown(certificate.not_after().as_secs()),
            if entry.is_issued {
                ", issued by a CA"
            } else {
                ""
            },
        ));
        page.field(entry.key.as_str(), &said);
    }
    page.field(
        "sealing key",
        &[sealing.unwrap_or_else(|| "none".to_owned())],
    );
    print(&page.into_text())
}

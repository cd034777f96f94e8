//! `handover inspect`: what anyone may see of a package.

mod beginning;

use std::{path::PathBuf, process::ExitCode};

use handover::Package;
use serde_json::{Value, json};

pub(crate) use self::beginning::{
    expect_package, is_package, package_file, refuse_broken_statement, unverified_head,
    unverified_head_bytes, unverified_index,
};
use crate::{
    clock,
    output::{print, print_json},
    page::Page,
    problem::Problem,
    terminal::Paint,
};

/// Show what anyone can see of a package without a key; nothing is verified
///
/// Sender, times, profile, how many cases, who can open which sections. Believe it only after
/// `handover verify`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The package
    #[arg(value_name = "PACKAGE")]
    package: PathBuf,
    /// Print one JSON document
    #[arg(long)]
    pub(crate) json: bool,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Problem> {
    expect_package(&arguments.package)?;
    let (head, len) = unverified_head(&arguments.package)?;
    if arguments.json {
        let mut document = head_as_json(&head);
        if let Some(members) = document.as_object_mut() {
            members.insert("bytes".to_owned(), len.into());
            members.insert("verified".to_owned(), false.into());
        }
        print_json(&document)?;
    } else {
        let mut page = Page::new(Paint::standard_output());
        page.line(
            &page
                .paint
                .warning("NOT VERIFIED: anyone could have written this."),
        );
        head_as_text(&mut page, &head);
        page.field("Length", &[format!("{len} bytes")]);
        print(&page.into_text())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A head for people.
pub(crate) fn head_as_text(page: &mut Page, head: &Package) {
    let time = |time: handover::PosixTime| clock::shown(time.as_secs());
    page.field("From", &[head.by.to_string()]);
    page.field("Sealed", &[time(head.at)]);
    page.field("To be opened until", &[time(head.until)]);
    page.field("Cases", &[head.count.to_string()]);
    page.field("Profile", &[head.profile.name().to_string()]);
    page.field(
        "Mandate",
        &[head
            .mandate
            .map_or_else(|| "none".to_owned(), |id| id.to_string())],
    );
    if let Some(before) = head.supersedes {
        page.field("In the place of", &[before.to_string()]);
    }
    for stanza in &head.stanzas {
        let sections: Vec<&str> = stanza.sections.iter().map(|name| name.as_str()).collect();
        page.field(
            &format!("{} as {}", stanza.to, stanza.audience),
            &[format!("opens {}", sections.join(", "))],
        );
    }
}

/// A head for machines.
pub(crate) fn head_as_json(head: &Package) -> Value {
    let stanzas: Vec<Value> = head
        .stanzas
        .iter()
        .map(|stanza| {
            let sections: Vec<&str> = stanza.sections.iter().map(|name| name.as_str()).collect();
            json!({
                "audience": stanza.audience.as_str(),
                "key": stanza.key.to_string(),
                "sections": sections,
                "to": stanza.to.as_str(),
            })
        })
        .collect();
    let sections: Vec<&str> = head.sections.iter().map(|name| name.as_str()).collect();
    json!({
        "cases": head.count,
        "from": head.by.as_str(),
        "mandate": head.mandate.map(|id| id.to_string()),
        "profile": head.profile.name().to_string(),
        "root": head.root.to_string(),
        "roster": head.roster.map(|id| id.to_string()),
        "sealed": clock::as_json(head.at.as_secs()),
        "sections": sections,
        "stanzas": stanzas,
        "supersedes": head.supersedes.map(|id| id.to_string()),
        "until": clock::as_json(head.until.as_secs()),
    })
}

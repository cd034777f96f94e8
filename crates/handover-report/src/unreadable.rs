//! Packages that a reader cannot open.

use std::path::Path;

use handover::transfer::{UnreadableFor, UnreadablePackage};
use serde::Serialize;

use crate::{Page, Report, amounts::amount, shown};

/// What is to be sealed anew.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UnreadableReport {
    packages: Vec<UnreadableRow>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct UnreadableRow {
    /// The mandate under which it went.
    mandate: Option<String>,
    package: String,
    readers: Vec<UnreadableReader>,
    /// The command that seals it anew; its words in capitals are to be filled in.
    seal_anew: String,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct UnreadableReader {
    audience: String,
    cases: usize,
    organisation: String,
    /// `reported` by a receipt, or `key-revoked`: nobody has opened it, and the key that it was sealed to is revoked.
    why: &'static str,
}

impl UnreadableReport {
    /// Of packages; `kept` is the folder in which the indexes of those under mandates are.
    #[must_use]
    pub fn new(packages: &[UnreadablePackage<'_>], kept: Option<&Path>) -> Self {
        let row = |package: &UnreadablePackage<'_>| UnreadableRow::new(package, kept);
        Self {
            packages: packages.iter().map(row).collect(),
        }
    }
}

impl UnreadableRow {
    fn new(package: &UnreadablePackage<'_>, kept: Option<&Path>) -> Self {
        let head = package.index.head();
        let said = head.payload();
        let mut words = vec!["handover seal CASES".to_owned()];
        for stanza in &said.stanzas {
            words.push(format!("--for {}:{}", stanza.to, stanza.audience));
        }
        if said.mandate.is_some() {
            let index = kept.map(|kept| kept.join(format!("{}.index", head.id())));
            let index = index.filter(|index| index.is_file());
            let index = index.as_deref().map_or_else(|| "INDEX".to_owned(), shown);
            words.push(format!(
                "--mandate MANDATE --statement TRANSFER --supersedes {index}"
            ));
        }
        words.push("--to FOLDER".to_owned());
        Self {
            mandate: said.mandate.map(|mandate| mandate.to_string()),
            package: head.id().to_string(),
            readers: package.readers.iter().map(UnreadableReader::new).collect(),
            seal_anew: words.join(" "),
        }
    }
}

impl UnreadableReader {
    fn new(reader: &UnreadableFor<'_>) -> Self {
        Self {
            audience: reader.audience.to_string(),
            cases: reader.tokens.len(),
            organisation: reader.organisation.to_string(),
            why: if reader.is_reported {
                "reported"
            } else {
                "key-revoked"
            },
        }
    }
}

impl Report for UnreadableReport {
    fn tell(&self, page: &mut Page) {
        if self.packages.is_empty() {
            page.line("Every package at hand can be read, as far as is known here.");
        }
        for package in &self.packages {
            page.heading(&format!("Package {}", package.package), "");
            for reader in &package.readers {
                let why = match reader.why {
                    "reported" => "its receipt says so",
                    _ => "nobody has opened it, and the key it was sealed to is revoked",
                };
                let name = format!("{} {}", reader.organisation, reader.audience);
                let cases = amount(reader.cases, "case");
                page.field(&name, &[format!("cannot read {cases}: {why}")]);
            }
            page.field("Seal it anew", std::slice::from_ref(&package.seal_anew));
        }
    }
}

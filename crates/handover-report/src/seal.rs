//! What is told of packages that were sealed.

use std::{collections::BTreeMap, path::Path};

use handover::{SealedPackage, SealedPackages, package::SectionOverflow};
use serde::Serialize;

use crate::{
    Page, Report,
    amounts::amount,
    inspect::Head,
    opaque::opaque_debug,
    refused::{LeftOutCase, tell_left_out},
    shown,
};

/// What was sealed, and what was not.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SealReport {
    left_out: Vec<LeftOutCase>,
    packages: Vec<PackageRow>,
    #[serde(skip)]
    to: String,
}

impl SealReport {
    /// Of packages in a folder.
    #[must_use]
    pub fn new(sealed: &SealedPackages, to: &Path) -> Self {
        Self {
            left_out: LeftOutCase::all(&sealed.not_sealed),
            packages: sealed.packages.iter().map(PackageRow::new).collect(),
            to: shown(to),
        }
    }
}

impl Report for SealReport {
    fn tell(&self, page: &mut Page) {
        for package in &self.packages {
            package.tell(page);
        }
        tell_left_out(page, "Left out", &self.left_out);
        page.line(&format!("Written: {}", self.to));
    }
}

/// One package that was written.
#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "SealedPackage")
)]
pub struct PackageRow {
    #[serde(flatten)]
    summary: Head,
    /// Against the package in whose place it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<ChangeRows>,
    /// Its file in the folder.
    #[serde(rename = "file")]
    name: String,
    id: String,
    /// The file of its signed index.
    index: String,
    /// In how many cases a section is longer than what it is padded to.
    over_floor: BTreeMap<String, u64>,
    /// The sections whose length tells an outsider something.
    #[serde(skip)]
    telling: Vec<SectionOverflow>,
}

/// What is other than in the package before, by the sender's own references.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ChangeRows {
    /// How many cases are in both.
    again: usize,
    gone: Vec<String>,
    new: Vec<String>,
}

impl PackageRow {
    /// Of a package that was written.
    #[must_use]
    pub fn new(package: &SealedPackage) -> Self {
        let head = package.sealed.head();
        let over = package.sealed.overflows().iter();
        let over = over.map(|overflow| (overflow.section.to_string(), overflow.over_floor));
        Self {
            summary: Head::of(head.payload()),
            changes: package.changes.as_ref().map(|changes| ChangeRows {
                again: changes.again,
                gone: changes.gone.clone(),
                new: changes.new.clone(),
            }),
            id: head.id().to_string(),
            index: package.index_file(),
            over_floor: over.collect(),
            telling: package.telling.clone(),
            name: package.file.clone(),
        }
    }

    /// For people.
    fn tell(&self, page: &mut Page) {
        page.gap();
        page.line(&page.paint.heading(&self.name));
        page.field("Package", std::slice::from_ref(&self.id));
        self.summary.tell(page);
        if let Some(changes) = &self.changes {
            let mut lines = vec![format!("{} as before", amount(changes.again, "case"))];
            lines.extend(changes.new.iter().map(|case| format!("new: {case}")));
            lines.extend(changes.gone.iter().map(|case| format!("no longer: {case}")));
            page.field("Changes", &lines);
        }
        let long: Vec<String> = self
            .telling
            .iter()
            .map(|overflow| {
                format!(
                    "{} of {}",
                    overflow.section,
                    amount(overflow.over_floor, "case")
                )
            })
            .collect();
        if !long.is_empty() {
            page.field(
                "Seen from outside",
                &[format!(
                    "by its size alone, and not what it says: much is written in {}. A higher [floor] in \
                     the profile would hide that too.",
                    long.join(", ")
                )],
            );
        }
    }
}

/// The package of a request.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RequestSealed {
    packages: Vec<PackageRow>,
    #[serde(skip)]
    to: String,
}

impl RequestSealed {
    /// Of a package in a folder.
    #[must_use]
    pub fn new(sealed: &SealedPackages, to: &Path) -> Self {
        Self {
            packages: sealed.packages.iter().map(PackageRow::new).collect(),
            to: shown(to),
        }
    }
}

opaque_debug!(SealReport);
opaque_debug!(RequestSealed);
opaque_debug!(PackageRow);

impl Report for RequestSealed {
    fn tell(&self, page: &mut Page) {
        for package in &self.packages {
            package.tell(page);
        }
        page.line(&format!("Written: {}", self.to));
    }
}

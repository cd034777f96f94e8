//! What a server has of packages.

use std::collections::BTreeMap;

use handover::{
    transfer::PackageStatus,
    trust::{Statement, StatementId},
};
use serde::Serialize;

use crate::{Page, Report, Time, amounts::amount};

/// What a server has.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StatusReport {
    packages: Vec<StatusRow>,
}

impl StatusReport {
    /// Of each package what a server has.
    #[must_use]
    pub fn new(packages: &BTreeMap<StatementId, PackageStatus>) -> Self {
        let packages = packages.iter();
        Self {
            packages: packages.map(|(id, it)| StatusRow::new(id, it)).collect(),
        }
    }
}

/// What a server has of one package.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct StatusRow {
    /// Its sender; null if its head does not hold.
    by: Option<String>,
    cases: Option<u64>,
    package: String,
    receipts: Vec<ReceiptRow>,
    /// Classes of statements that do not hold.
    refused: Vec<&'static str>,
    verdicts: Vec<VerdictCount>,
    /// Why those do not hold.
    #[serde(skip)]
    not_held: Vec<String>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ReceiptRow {
    at: Time,
    by: String,
    #[serde(rename = "for")]
    recipient: String,
    id: String,
    rung: String,
    /// How many cases could not be read.
    unreadable: usize,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct VerdictCount {
    by: String,
    count: u64,
    verdict: &'static str,
}

impl StatusRow {
    fn new(id: &StatementId, package: &PackageStatus) -> Self {
        let head = package.head.as_ref().map(Statement::payload);
        let receipts = package.receipts.iter().map(|receipt| {
            let said = receipt.payload();
            ReceiptRow {
                at: said.at.into(),
                by: said.by.to_string(),
                recipient: said.r#for.to_string(),
                id: receipt.id().to_string(),
                rung: said.rung.to_string(),
                unreadable: said.unreadable.len(),
            }
        });
        let verdicts = package.verdicts.iter();
        let verdicts = verdicts.map(|((by, word), count)| VerdictCount {
            by: by.to_string(),
            count: *count,
            verdict: word,
        });
        let not_held = package.refused.iter();
        Self {
            by: head.map(|head| head.by.to_string()),
            cases: head.map(|head| head.count),
            package: id.to_string(),
            receipts: receipts.collect(),
            refused: package
                .refused
                .iter()
                .map(|one| one.class().as_str())
                .collect(),
            verdicts: verdicts.collect(),
            not_held: not_held
                .map(|one| format!("{}: {one}", one.class()))
                .collect(),
        }
    }

    fn tell(&self, page: &mut Page) {
        page.field("Package", std::slice::from_ref(&self.package));
        if let (Some(by), Some(cases)) = (&self.by, self.cases) {
            page.field("From", &[format!("{by}, {}", amount(cases, "case"))]);
        }
        let receipts = self.receipts.iter().map(|receipt| {
            let unreadable = match receipt.unreadable {
                0 => String::new(),
                unread => format!(", {} unreadable", amount(unread, "case")),
            };
            format!(
                "{} for {} at {}{unreadable}",
                receipt.rung, receipt.recipient, receipt.at
            )
        });
        page.field("Receipts", &or_none(receipts.collect()));
        let verdicts = self.verdicts.iter();
        let verdicts = verdicts.map(|one| format!("{} {} by {}", one.count, one.verdict, one.by));
        page.field("Verdicts", &or_none(verdicts.collect()));
        if !self.not_held.is_empty() {
            page.field("Do not hold", &self.not_held);
        }
    }
}

impl Report for StatusReport {
    fn tell(&self, page: &mut Page) {
        if self.packages.is_empty() {
            page.line("The server has no package of ours or for us.");
        }
        for package in &self.packages {
            package.tell(page);
        }
    }
}

fn or_none(lines: Vec<String>) -> Vec<String> {
    if lines.is_empty() {
        vec!["none".to_owned()]
    } else {
        lines
    }
}

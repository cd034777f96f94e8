//! A mapping that is proposed for a sheet, and what of it somebody has confirmed.

use std::path::Path;

use handover::extract::Meaning;
use handover_proposal::{Confirmation, Evidence, Proposal, why_aside};
use serde::{Serialize, Serializer};

use crate::{Page, Report, amounts::amount, shown, tame};

/// A mapping was proposed and written.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "a proposal and where it is")]
pub struct MappingProposed<'a> {
    /// The proposal.
    pub proposal: &'a Proposal,
    /// The file that was written.
    pub to: &'a Path,
}

impl Report for MappingProposed<'_> {
    fn tell(&self, page: &mut Page) {
        let proposal = self.proposal;
        let heading = format!("WHAT {} SEEMS TO SAY", tame(&proposal.file).to_uppercase());
        page.line(&page.paint.heading(&heading));
        let rows: Vec<String> = proposal.headings.iter().map(ToString::to_string).collect();
        let word = if rows.len() == 1 { "row" } else { "rows" };
        page.line(&format!("   headings in {word} {}", rows.join(" and ")));
        let people = people(proposal.people);
        page.line(&if proposal.people < proposal.rows {
            let rows = proposal.rows;
            format!("   {people} in {rows} rows below them: what differs between a person's rows is of each row")
        } else {
            format!("   {people} below them")
        });
        for line in self.beside() {
            page.item(&line);
        }
        page.heading("Columns", "a guess each, until somebody confirms it");
        for column in &proposal.columns {
            let says = Meaning::of(&column.meaning).map_or("", Meaning::says);
            let field = column
                .field
                .as_deref()
                .map_or_else(String::new, |field| format!(" {field}"));
            let said = format!("{says}{field}: {}", column.account());
            page.field(&tame(&column.heading), &[tame(&said)]);
        }
        let lacking: Vec<&str> = proposal.lacking().collect();
        if !lacking.is_empty() {
            page.heading("No column says", "");
            page.paragraph(&lacking.join("; "));
        }
        page.gap();
        let file = shown(self.to);
        page.paragraph_at_margin(&format!(
            "Written: {file}. Nothing of it counts yet: `handover mapping confirm {file}` asks you."
        ));
    }
}

fn people(rows: usize) -> String {
    format!("{rows} {}", if rows == 1 { "person" } else { "people" })
}

/// What stands behind `--json`.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ProposedDocument<'a> {
    /// What totals say and what there is, rows set aside, and what the cells alone do not tell, in words.
    beside: Vec<String>,
    columns: Vec<ColumnRow<'a>>,
    file: &'a str,
    /// The rows of the headings, from 1.
    headings: &'a [u64],
    /// What a receiving worker would miss, and no column seems to say.
    lacking: Vec<&'a str>,
    /// Fewer than rows where somebody stands in several.
    people: usize,
    rows: usize,
    sheet: Option<&'a str>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ColumnRow<'a> {
    /// What speaks for the meaning: both, cells, heading or none.
    evidence: &'static str,
    /// The field whose words it holds, for the meaning `words`.
    field: Option<&'a str>,
    filled: usize,
    heading: &'a str,
    meaning: &'a str,
}

impl MappingProposed<'_> {
    /// What stands beside the columns, line by line.
    fn beside(&self) -> Vec<String> {
        let proposal = self.proposal;
        let aside = proposal.set_aside.iter();
        let aside =
            aside.map(|row| format!("row {} is nobody: {}", row.number, why_aside(row.why)));
        let claims = proposal.claims.iter().map(ToString::to_string);
        let told = proposal.told.iter().map(ToString::to_string);
        let sheets = proposal.other_sheets.iter();
        let sheets = sheets.map(|(sheet, rows)| {
            format!("NOT READ: the sheet {sheet} with {}. People on it need a mapping of their own: --sheet names it", amount(*rows, "row"))
        });
        let tables = (proposal.other_tables > 0).then(|| {
            format!(
                "smaller tables on the sheet that are not read: {}",
                proposal.other_tables
            )
        });
        let lines = aside.chain(claims).chain(told).chain(sheets).chain(tables);
        lines.map(|line| tame(&line)).collect()
    }
}

impl Serialize for MappingProposed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let proposal = self.proposal;
        let columns = proposal.columns.iter().map(|column| ColumnRow {
            evidence: match column.evidence {
                Evidence::Both => "both",
                Evidence::Cells => "cells",
                Evidence::Heading => "heading",
                _ => "none",
            },
            field: column.field.as_deref(),
            filled: column.filled,
            heading: &column.heading,
            meaning: &column.meaning,
        });
        ProposedDocument {
            beside: self.beside(),
            columns: columns.collect(),
            file: &proposal.file,
            headings: &proposal.headings,
            lacking: proposal.lacking().collect(),
            people: proposal.people,
            rows: proposal.rows,
            sheet: proposal.sheet.as_deref(),
        }
        .serialize(serializer)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for MappingProposed<'_> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "MappingProposed".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        ProposedDocument::json_schema(generator)
    }
}

/// What of a mapping somebody has confirmed.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MappingConfirmed {
    /// Headings whose meaning nobody has confirmed: nothing of them is taken.
    guessed: Vec<String>,
    mapping: String,
    /// What only people can say, and has not been said.
    unanswered: Vec<String>,
}

impl MappingConfirmed {
    /// What is still open in a mapping.
    #[must_use]
    pub fn new(confirmation: &Confirmation, mapping: &Path) -> Self {
        let guesses = confirmation.guesses().into_iter();
        let unanswered = confirmation.unanswered().into_iter();
        Self {
            guessed: guesses.map(|guess| guess.heading).collect(),
            mapping: shown(mapping),
            unanswered: unanswered.map(|one| one.key).collect(),
        }
    }

    /// Whether nothing is open.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.guessed.is_empty() && self.unanswered.is_empty()
    }
}

impl Report for MappingConfirmed {
    fn tell(&self, page: &mut Page) {
        if self.is_whole() {
            page.line(&format!("{}: every line is confirmed.", self.mapping));
            return;
        }
        if !self.unanswered.is_empty() {
            page.heading("Nobody has said yet", "import asks for it");
            page.item(&tame(&self.unanswered.join(", ")));
        }
        if !self.guessed.is_empty() {
            page.heading(
                "Nobody has confirmed these columns",
                "nothing of them is taken",
            );
            for heading in &self.guessed {
                page.item(&tame(heading));
            }
        }
    }
}

/// What a column of a sheet may mean.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::exhaustive_structs,
    reason = "a list that stands in the program"
)]
pub struct Meanings;

impl Report for Meanings {
    fn tell(&self, page: &mut Page) {
        page.line(&page.paint.heading("WHAT A COLUMN MAY MEAN"));
        for (word, meaning) in Meaning::all() {
            page.field(word, &[meaning.says().to_owned()]);
        }
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct MeaningRow {
    meaning: &'static str,
    says: &'static str,
}

impl Serialize for Meanings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rows = Meaning::all().map(|(meaning, one)| MeaningRow {
            meaning,
            says: one.says(),
        });
        serializer.collect_seq(rows)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Meanings {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Meanings".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Vec<MeaningRow>>::json_schema(generator)
    }
}

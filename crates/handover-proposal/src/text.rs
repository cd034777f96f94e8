//! A proposal written down as a mapping of the short form.

use std::fmt::Write as _;

use handover_interop::YEARS_FROM;

use crate::{Claimed, ColumnProposal, Evidence, Proposal, why_aside};

/// What only people can say, and what it is.
const CONSTANTS: [(&str, &str); 15] = [
    ("sender", "the service that hands over"),
    ("recipient", "the service that takes on"),
    ("mandate", "the reference of the mandate, such as marl-2026"),
    (
        "transfer_date",
        "first day of the new service's responsibility, such as 14/12/2026",
    ),
    (
        "as_of",
        "day of this sheet, such as 01/12/2026: later days are in the future",
    ),
    (
        "author",
        "who signs that the cases are as the sheet has them",
    ),
    (
        "author_role",
        "their role: team-leader, key-worker, prescriber",
    ),
    (
        "authored_at",
        "when: day and time, such as 01/12/2026 16:00",
    ),
    ("call_back_phone", "whom to ring about a case afterwards"),
    ("call_back_hours", "when, such as weekdays 9:00 to 17:00"),
    ("call_back_until", "until when, such as 31/03/2027"),
    (
        "kind",
        "contract-change, area-move, step-down or re-presentation",
    ),
    (
        "lawful_basis_article_6",
        "of the UK GDPR, such as 6(1)(e): ask whoever answers for data protection",
    ),
    ("lawful_basis_article_9", "the same, such as 9(2)(h)"),
    ("rules", "who is handed over: handover schema rules"),
];

impl Proposal {
    /// The mapping, with every guess marked.
    ///
    /// `name` is the mapping's own; `mapping_file` stands in the words that say what to type.
    #[must_use]
    pub fn to_toml(&self, name: &str, profile: &str, mapping_file: &str) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = self.write(&mut text, name, profile, mapping_file);
        text
    }

    fn write(&self, text: &mut String, name: &str, profile: &str, file: &str) -> std::fmt::Result {
        writeln!(
            text,
            "# Proposed by `handover mapping new` from {}. What is marked `guessed` counts for nothing until",
            self.file
        )?;
        writeln!(
            text,
            "# a person confirms it: `handover mapping confirm {file}` asks, or take the mark away here."
        )?;
        writeln!(
            text,
            "# What a column may be: `handover mapping meanings`.\n"
        )?;
        writeln!(
            text,
            "mapping = {}\nprofile = {}\n",
            quoted(name),
            quoted(profile)
        )?;
        writeln!(text, "[sheet]\nfile = {}", quoted(&self.file))?;
        if let Some(sheet) = self.sheet.as_deref().filter(|sheet| !sheet.is_empty()) {
            writeln!(text, "sheet = {}", quoted(sheet))?;
        }
        let rows: Vec<String> = self.headings.iter().map(ToString::to_string).collect();
        writeln!(text, "headings = [{}]", rows.join(", "))?;
        let nulls: Vec<String> = self.nulls.iter().map(|null| quoted(null)).collect();
        writeln!(text, "null = [{}]  # words for: no value", nulls.join(", "))?;
        if self.has_short_years() {
            writeln!(
                text,
                "two_digit_years_from = {YEARS_FROM}  # a year of two digits is one of the hundred from this one"
            )?;
        }
        if self.people < self.rows {
            writeln!(
                text,
                "repeated = true  # a person may stand in several rows, one for each episode or prescription"
            )?;
        }
        writeln!(
            text,
            "current_clients = \"?\"  # is everybody here a client now, unless their row says closed? yes or no"
        )?;
        writeln!(
            text,
            "holds_more = \"?\"  # do you hold more about them elsewhere, on paper or in another system? yes or no"
        )?;
        writeln!(
            text,
            "\n# What only you can say. An empty one is asked for.\n[constants]"
        )?;
        for (constant, says) in CONSTANTS {
            let known = if constant == "rules" {
                "six-months-two-journeys@1"
            } else {
                ""
            };
            writeln!(text, "{constant} = {}  # {says}", quoted(known))?;
        }
        writeln!(
            text,
            "\n# Each heading, what its column says, and how often: {} people.\n[columns]",
            self.people
        )?;
        for column in &self.columns {
            column.write(text)?;
        }
        if !self.set_aside.is_empty() {
            writeln!(text, "\n# Rows that are no people:")?;
            for aside in &self.set_aside {
                writeln!(text, "#   row {}: {}", aside.number, why_aside(aside.why))?;
            }
        }
        for claim in &self.claims {
            writeln!(text, "# {claim}")?;
        }
        if self.other_tables > 0 {
            writeln!(
                text,
                "# Smaller tables on the sheet that are not read: {}",
                self.other_tables
            )?;
        }
        for told in &self.told {
            writeln!(text, "# {told}")?;
        }
        for (sheet, rows) in &self.other_sheets {
            writeln!(
                text,
                "# The sheet {} has {rows} rows, and this mapping does not read it.",
                quoted(sheet)
            )?;
        }
        Ok(())
    }
}

impl Proposal {
    /// Whether a day is written with two digits of its year.
    fn has_short_years(&self) -> bool {
        let forms = self.columns.iter().flat_map(|column| &column.dates);
        let is_short = |form: &str| form.contains("yy") && !form.contains("yyyy");
        forms.into_iter().any(|(form, _)| is_short(form))
    }
}

impl ColumnProposal {
    fn write(&self, text: &mut String) -> std::fmt::Result {
        write!(
            text,
            "{} = {{ is = {}",
            quoted(&self.heading),
            quoted(&self.meaning)
        )?;
        if let Some(field) = &self.field {
            write!(text, ", field = {}", quoted(field))?;
        }
        if !self.dates.is_empty() {
            let forms: Vec<String> = self.dates.iter().map(|(form, _)| quoted(form)).collect();
            write!(text, ", dates = [{}]", forms.join(", "))?;
        }
        let words: Vec<String> = self
            .words
            .iter()
            .map(|(word, _, code)| {
                let code = code.as_deref().unwrap_or("?");
                format!("{} = {}", quoted(word), quoted(code))
            })
            .collect();
        if !words.is_empty() {
            write!(text, ", words = {{ {} }}", words.join(", "))?;
        }
        if let Some(percent) = self.unread_percent() {
            write!(text, ", unread = {percent}")?;
        }
        writeln!(text, ", guessed = true }}  # {}", self.account())
    }

    /// Of how many of a hundred filled cells nothing would be read.
    fn unread_percent(&self) -> Option<usize> {
        let unknown = self.words.iter().filter(|(_, _, code)| code.is_none());
        let unknown: usize = unknown.map(|(_, count, _)| count).sum();
        let unread = self.undated + unknown;
        (unread > 0).then(|| (unread * 100).div_ceil(self.filled))
    }

    /// What speaks for it, and what occurs, in counts.
    #[must_use]
    pub fn account(&self) -> String {
        let mut said = vec![format!("{} filled", self.filled)];
        said.extend(
            self.dates
                .iter()
                .map(|(form, count)| format!("{count} as {form}")),
        );
        if self.undated > 0 {
            said.push(format!("{} NOT READ as a day", self.undated));
        }
        let known = self.words.iter().filter(|(_, _, code)| code.is_some());
        let counted = |(word, count, code): &(String, usize, Option<String>)| {
            let code = code.as_deref().unwrap_or("?");
            format!("{word} {count} = {code}")
        };
        said.extend(known.map(counted));
        let unknown = self.words.iter().filter(|(_, _, code)| code.is_none());
        let unknown: usize = unknown.map(|(_, count, _)| count).sum();
        if unknown > 0 {
            said.push(format!(
                "{unknown} in other words: NOT READ until you say what they mean"
            ));
        }
        match self.evidence {
            Evidence::Both => {}
            Evidence::Cells => said.push("LOOK: by its cells alone".to_owned()),
            Evidence::Heading => said.push("LOOK: by its heading alone".to_owned()),
            Evidence::None => {
                said.push("LOOK: no field found, so its words travel as a note".to_owned())
            }
        }
        said.join("; ")
    }
}

impl std::fmt::Display for Claimed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let of = if self.of.is_empty() {
            String::new()
        } else {
            format!(" {}", self.of)
        };
        let Self {
            row,
            heading,
            says,
            there_are,
            ..
        } = self;
        let agree = if says == there_are {
            "and there are"
        } else {
            "BUT THERE ARE"
        };
        write!(
            f,
            "row {row}, a total, says {says}{of} in {heading}, {agree} {there_are}"
        )
    }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

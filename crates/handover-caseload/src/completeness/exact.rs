//! The exact report for one recipient, as plain text that fits into words (section "One case" of
//! `schemas/PROTOCOL.md`, "Replies").

use handover_trust::{Mandate, OrganisationId, Statement};

use super::{FieldCounts, OwnCounts};
use crate::reply::MAX_TEXT_CHARS;

/// The most texts of one package: together they fit into a section (256 KiB).
const TEXTS_OF_A_PART: usize = 110;

impl OwnCounts {
    /// The exact report of the recipient `to`: the texts of as many packages as it needs.
    #[must_use]
    pub fn texts(&self, mandate: &Statement<Mandate>, to: &OrganisationId) -> Vec<Vec<String>> {
        let blocks = blocks(&lines(self));
        let runs: Vec<&[String]> = blocks.chunks(TEXTS_OF_A_PART).collect();
        let of = runs.len();
        let id = mandate.id().to_string();
        let id = id.get(..16).unwrap_or_default();
        let part = |(place, run): (usize, &&[String])| {
            let number = place.saturating_add(1);
            let first = format!(
                "Exact completeness of the {} cases that go to {to} under the mandate {id}: how each field is \
                 answered, then what is not known of which case. For {to} alone. Part {number} of {of}.",
                self.cases
            );
            [&[first][..], *run].concat()
        };
        runs.iter().enumerate().map(part).collect()
    }
}

fn lines(own: &OwnCounts) -> Vec<String> {
    let mut lines = vec!["FIELDS (number, name: how many cases)".to_owned()];
    lines.extend(own.fields.values().map(field_line));
    lines.push(format!(
        "CASES OF WHICH SOMETHING IS NOT KNOWN: {} of {}",
        own.missing.len(),
        own.cases
    ));
    for (reference, missing) in &own.missing {
        let mut line = format!("{reference}:");
        for one in missing {
            let said = format!(" {} {} {};", one.field.id, one.field.name, one.reason);
            if line.len().saturating_add(said.len()) > MAX_TEXT_CHARS {
                lines.push(line.trim_end_matches(';').to_owned());
                line = format!("{reference}:");
            }
            line.push_str(&said);
        }
        lines.push(line.trim_end_matches(';').to_owned());
    }
    lines
}

fn field_line(counts: &FieldCounts) -> String {
    let given = [("value", counts.value), ("silent", counts.silent)];
    let absent = counts
        .absent
        .iter()
        .map(|(reason, count)| (*reason, *count));
    let said = given.into_iter().chain(absent);
    let said: Vec<String> = said
        .filter(|(_, count)| *count > 0)
        .map(|(word, count)| format!("{word} {count}"))
        .collect();
    let (id, name) = (counts.field.id, counts.field.name);
    format!("{id} {name}: {}", said.join(", "))
}

/// The lines in texts, each as full as it can be; a line stays whole.
fn blocks(lines: &[String]) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    for line in lines {
        match blocks.last_mut() {
            Some(block) if block.len().saturating_add(line.len()) < MAX_TEXT_CHARS => {
                block.push('\n');
                block.push_str(line);
            }
            _ => blocks.push(line.clone()),
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use handover_dataset::FIELDS;
    use handover_trust::Token;

    use super::*;
    use crate::Missing;

    /// So many cases, of each of which every field is missing.
    fn own(cases: u64) -> OwnCounts {
        let missing = || {
            let fields = FIELDS.iter().copied().flatten();
            let reason = "not-held-by-sender";
            fields.map(|field| Missing { field, reason }).collect()
        };
        OwnCounts {
            token: Token::from_bytes([1; 32]),
            cases,
            fields: BTreeMap::new(),
            missing: (0..cases)
                .map(|n| (format!("{n:064}"), missing()))
                .collect(),
        }
    }

    /// Nothing is cut off: what does not fit into one package goes into a further one.
    #[test]
    fn every_line_is_in_one_text_and_every_text_fits() {
        let own = own(300);
        let lines = lines(&own);
        let blocks = blocks(&lines);
        assert!(blocks.iter().all(|block| block.len() <= MAX_TEXT_CHARS));
        let again: Vec<&str> = blocks.iter().flat_map(|block| block.split('\n')).collect();
        assert!(again == lines);
        let all: usize = lines
            .iter()
            .map(|line| line.matches("not-held").count())
            .sum();
        assert_eq!(all, 300 * FIELDS.iter().copied().flatten().count());
        assert!(blocks.len() > TEXTS_OF_A_PART);
    }
}

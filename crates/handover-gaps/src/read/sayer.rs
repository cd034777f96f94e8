//! Who says it, when and how they know.

use handover_sheet::{Sheet, folded};
use serde_json::{Map, Value, json};

use super::{
    reading::{Reading, RowAt},
    table::Row,
};
use crate::{
    cell::{kebab, moment},
    columns::{ROLE, SAID_AT, SAID_BY, SECOND, SECOND_ROLE, WHY},
};

/// What stands in the cells that ask who says it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Sayer {
    at: String,
    by: String,
    role: String,
    why: String,
    second: String,
    second_role: String,
}

impl Sayer {
    /// Of the sheet on which a copy says it once.
    pub(super) fn of_sheet(sheet: &Sheet) -> Self {
        let answer = |asked: &str| {
            let is_asked = |row: &&handover_sheet::SheetRow| folded(row.text(0)) == folded(asked);
            let found = sheet.rows.iter().find(is_asked);
            found.map_or_else(String::new, |row| row.text(1).to_owned())
        };
        Self::of(answer)
    }

    /// Of a row.
    pub(super) fn of_row(row: &Row<'_>) -> Self {
        Self::of(|heading| row.text(heading).to_owned())
    }

    fn of(cell: impl Fn(&str) -> String) -> Self {
        Self {
            at: cell(SAID_AT),
            by: cell(SAID_BY),
            role: cell(ROLE),
            why: cell(WHY),
            second: cell(SECOND),
            second_role: cell(SECOND_ROLE),
        }
    }

    /// With what the sheet says of all rows where this one says nothing. A name and its role are one.
    pub(super) fn or(self, all: &Self) -> Self {
        let (by, role) = either((self.by, self.role), (&all.by, &all.role));
        let (second, second_role) = either(
            (self.second, self.second_role),
            (&all.second, &all.second_role),
        );
        let first = |own: String, all: &String| if own.is_empty() { all.clone() } else { own };
        Self {
            at: first(self.at, &all.at),
            by,
            role,
            why: first(self.why, &all.why),
            second,
            second_role,
        }
    }

    /// The members of a correction; none, and mistakes, where somebody or something is missing.
    pub(super) fn members(&self, at: &RowAt, reading: &mut Reading) -> Option<Map<String, Value>> {
        let before = reading.count();
        for (heading, text, is) in [
            (
                SAID_BY,
                &self.by,
                "the name of whoever says it, here or on Who answers",
            ),
            (ROLE, &self.role, "their role, here or on Who answers"),
            (SAID_AT, &self.at, "day and time, here or on Who answers"),
            (WHY, &self.why, "how they know, here or on Who answers"),
        ] {
            if text.is_empty() {
                reading.empty(at, heading, is);
            }
        }
        let said_at = moment(&self.at);
        if said_at.is_none() && !self.at.is_empty() {
            reading.not_of_form(at, SAID_AT, "a day and a time, as 23/04/2026 16:00");
        }
        if self.second.is_empty() != self.second_role.is_empty() {
            let is = "both: a second person has a name and a role";
            reading.not_of_form(at, "Second person with role", is);
        }
        if reading.count() > before {
            return None;
        }
        let person = |name: &str, role: &str| json!({ "name": name, "role": kebab(role) });
        let mut members = Map::new();
        members.insert("by".to_owned(), person(&self.by, &self.role));
        members.insert("at".to_owned(), said_at?.into());
        members.insert("reason".to_owned(), self.why.clone().into());
        if !self.second.is_empty() {
            let second = person(&self.second, &self.second_role);
            members.insert("agreed_by".to_owned(), second);
        }
        Some(members)
    }
}

fn either(own: (String, String), all: (&String, &String)) -> (String, String) {
    if own.0.is_empty() && own.1.is_empty() {
        (all.0.clone(), all.1.clone())
    } else {
        own
    }
}

//! Whom to ring, as it is written on the command line.

use std::collections::BTreeMap;

use handover::trust::{Contact, PublicLabel};

use crate::problem::Problem;

/// What stands before the first value of a contact that is one of the list.
const BEGIN: &str = "for=";

/// What `--contact` says, however often it was given.
pub(super) struct Contacts {
    /// The one for whatever is not in the list.
    pub(super) general: Option<PublicLabel>,
    /// Whom to ring about what.
    pub(super) listed: Vec<Contact>,
}

impl Contacts {
    /// Reads each: `for=WHAT; number=..; name=..; hours=..; out-of-hours=..` is one of the list, anything else the
    /// general one.
    pub(super) fn parse(written: &[String]) -> Result<Self, Problem> {
        let mut contacts = Self {
            general: None,
            listed: Vec::new(),
        };
        for text in written {
            if text.trim_start().starts_with(BEGIN) {
                contacts.listed.push(listed(text)?);
            } else if contacts.general.replace(label(text)?).is_some() {
                return Err(Problem::usage(
                    "--contact names two for everything",
                    format!("Write {BEGIN}WHAT; number=NUMBER for all but one of them."),
                ));
            }
        }
        Ok(contacts)
    }
}

fn listed(text: &str) -> Result<Contact, Problem> {
    let mut said = BTreeMap::new();
    for part in text.split(';').filter(|part| !part.trim().is_empty()) {
        let named = part.split_once('=').map(|(key, value)| (key.trim(), value));
        let (key, value) = named.ok_or_else(misread)?;
        if said.insert(key, label(value)?).is_some() {
            return Err(misread());
        }
    }
    let mut take = |key| said.remove(key);
    let contact = Contact {
        r#for: take("for").ok_or_else(misread)?,
        number: take("number").ok_or_else(misread)?,
        name: take("name"),
        hours: take("hours"),
        out_of_hours: take("out-of-hours"),
    };
    if said.is_empty() {
        Ok(contact)
    } else {
        Err(misread())
    }
}

fn label(text: &str) -> Result<PublicLabel, Problem> {
    let label = text.trim().parse();
    label.map_err(|_| Problem::usage("--contact is empty or too long", "Give a few words."))
}

fn misread() -> Problem {
    Problem::usage(
        "that is not a contact",
        "Write \"for=prescribing; number=020 7946 0103\", and where they are known \"; name=..\", \"; hours=..\", \
         \"; out-of-hours=..\".",
    )
}

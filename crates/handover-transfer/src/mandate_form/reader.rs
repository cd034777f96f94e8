use std::{collections::BTreeMap, ops::Range, str::FromStr};

use handover_dataset::profile::Deadlines;
use handover_trust::{Countersign, FileReference, Kind, OrganisationId, PublicLabel, ShortName};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{NamedFiles, mistakes::Mistakes};

type Node<'a> = Spanned<DeValue<'a>>;

/// The members that a form has.
const MEMBERS: [&str; 9] = [
    "kind",
    "from",
    "to",
    "transfer",
    "profile",
    "eligibility",
    "last_resort",
    "countersign",
    "deadlines",
];

/// Reads the parts of a form, and collects what is wrong with them.
pub(super) struct Reader<'a, 'm, 't> {
    pub(super) table: &'a DeTable<'a>,
    pub(super) named: &'a dyn NamedFiles,
    pub(super) mistakes: &'m mut Mistakes<'t>,
}

impl<'a> Reader<'a, '_, '_> {
    pub(super) fn refuse_others(&mut self) {
        for key in self.table.keys() {
            let name: &str = key.get_ref().as_ref();
            if !MEMBERS.contains(&name) {
                let said = format!("a mandate has no such part; it has {}", MEMBERS.join(", "));
                self.mistakes.at(&key.span(), said);
            }
        }
    }

    fn node(&mut self, name: &str) -> Option<&'a Node<'a>> {
        let node = self.table.get(name);
        if node.is_none() {
            self.mistakes.nowhere(format!("{name} is missing"));
        }
        node
    }

    /// A text in quotation marks.
    fn text(&mut self, name: &str, node: &'a Node<'a>) -> Option<&'a str> {
        let text = node.get_ref().as_str();
        if text.is_none() {
            let said = format!("{name} is not a text in quotation marks");
            self.mistakes.at(&node.span(), said);
        }
        text
    }

    fn parsed<T: FromStr>(&mut self, name: &str, node: &'a Node<'a>, is: &str) -> Option<T> {
        let text = self.text(name, node)?;
        if text.is_empty() {
            let said = format!("{name} is not filled in: it is {is}");
            self.mistakes.at(&node.span(), said);
            return None;
        }
        let parsed = text.parse().ok();
        if parsed.is_none() {
            self.mistakes
                .at(&node.span(), format!("{name} is not {is}"));
        }
        parsed
    }

    pub(super) fn word<T: FromStr>(&mut self, name: &str, is: &str) -> Option<(T, Range<usize>)> {
        let node = self.node(name)?;
        Some((self.parsed(name, node, is)?, node.span()))
    }

    pub(super) fn organisation(&mut self, name: &str) -> Option<(OrganisationId, Range<usize>)> {
        self.word(name, ORGANISATION)
    }

    fn list(&mut self, name: &str, node: &'a Node<'a>) -> Option<Vec<&'a Node<'a>>> {
        let array = node.get_ref().as_array();
        if array.is_none() {
            let said = format!("{name} is not a list in square brackets");
            self.mistakes.at(&node.span(), said);
        }
        array.map(|array| array.iter().collect())
    }

    pub(super) fn recipients(&mut self) -> Option<Vec<(OrganisationId, Range<usize>)>> {
        let node = self.node("to")?;
        let nodes = self.list("to", node)?;
        if nodes.is_empty() {
            self.mistakes.at(&node.span(), "to names nobody");
            return None;
        }
        let mut known: Vec<(OrganisationId, Range<usize>)> = Vec::new();
        let mut is_whole = true;
        for node in nodes {
            match self.parsed::<OrganisationId>("to", node, ORGANISATION) {
                Some(id) if known.iter().any(|(other, _)| *other == id) => {
                    self.mistakes
                        .at(&node.span(), "to names one organisation twice");
                    is_whole = false;
                }
                Some(id) => known.push((id, node.span())),
                None => is_whole = false,
            }
        }
        is_whole.then_some(known)
    }

    pub(super) fn profile(&mut self) -> Option<(FileReference, Vec<&'static str>, Range<usize>)> {
        let (name, place) = self.word::<String>("profile", "the name of a profile or file")?;
        match self.named.profile(&name) {
            Ok(profile) => {
                let kinds = profile.profile().kinds();
                let kinds = kinds.iter().map(|kind| kind.as_str()).collect();
                Some((profile.reference().clone(), kinds, place))
            }
            Err(why) => {
                self.mistakes.at(&place, format!("profile: {why}"));
                None
            }
        }
    }

    pub(super) fn eligibility(&mut self) -> Option<Option<FileReference>> {
        if !self.table.contains_key("eligibility") {
            return Some(None);
        }
        let (name, place) = self.word::<String>("eligibility", "the name of rules or a file")?;
        match self.named.rules(&name) {
            Ok(rules) => Some(Some(rules)),
            Err(why) => {
                self.mistakes.at(&place, format!("eligibility: {why}"));
                None
            }
        }
    }

    pub(super) fn countersign(&mut self) -> Option<Vec<(Kind, ShortName)>> {
        let node = self.node("countersign")?;
        let mut all = Vec::new();
        let mut is_whole = true;
        for node in self.list("countersign", node)? {
            match self.second_signature(node) {
                Some(one) if all.contains(&one) => {
                    self.mistakes
                        .at(&node.span(), "countersign asks this twice");
                    is_whole = false;
                }
                Some(one) => all.push(one),
                None => is_whole = false,
            }
        }
        is_whole.then_some(all)
    }

    fn second_signature(&mut self, node: &'a Node<'a>) -> Option<(Kind, ShortName)> {
        let table = node.get_ref().as_table();
        let (Some(statement), Some(role), 2) = (
            table.and_then(|table| table.get("statement")),
            table.and_then(|table| table.get("role")),
            table.map_or(0, |table| table.len()),
        ) else {
            let said =
                "countersign is a list of { statement = \"package\", role = \"team-leader\" }";
            self.mistakes.at(&node.span(), said);
            return None;
        };
        let kinds = "mandate, roster or package";
        let kind = self.parsed::<Kind>("statement", statement, kinds);
        let role = self.parsed::<ShortName>("role", role, "the role of a person, or office");
        let (kind, role) = (kind?, role?);
        if !matches!(kind, Kind::Mandate | Kind::Roster | Kind::Package) {
            let said = format!("statement is not {kinds}: nothing waits for others");
            self.mistakes.at(&statement.span(), said);
            return None;
        }
        if role.as_str() == Countersign::SEEN {
            let said = "seen is the word of a witness of time, who agrees to nothing";
            self.mistakes.at(&node.span(), said);
            return None;
        }
        Some((kind, role))
    }

    pub(super) fn deadlines(
        &mut self,
    ) -> Option<BTreeMap<ShortName, BTreeMap<ShortName, PublicLabel>>> {
        let Some(node) = self.table.get("deadlines") else {
            return Some(BTreeMap::new());
        };
        let said = "deadlines are written as [deadlines.always] with a line for each rung";
        let Some(conditions) = node.get_ref().as_table() else {
            self.mistakes.at(&node.span(), said);
            return None;
        };
        let mut all: BTreeMap<ShortName, BTreeMap<ShortName, PublicLabel>> = BTreeMap::new();
        let mut is_whole = true;
        for (condition, steps) in conditions {
            let Some(table) = steps.get_ref().as_table() else {
                self.mistakes.at(&steps.span(), said);
                is_whole = false;
                continue;
            };
            for (step, words) in table {
                let names = (condition.get_ref().as_ref(), step.get_ref().as_ref());
                match self.deadline(names, words) {
                    Some((condition, step, label)) => {
                        all.entry(condition).or_default().insert(step, label);
                    }
                    None => is_whole = false,
                }
            }
        }
        is_whole.then_some(all)
    }

    fn deadline(
        &mut self,
        (condition, step): (&str, &str),
        node: &'a Node<'a>,
    ) -> Option<(ShortName, ShortName, PublicLabel)> {
        let words = self.text("a deadline", node)?;
        if let Err(error) = Deadlines::default().insert(condition, step, words) {
            let said = format!("[deadlines.{condition}] {step}: {error}");
            self.mistakes.at(&node.span(), said);
            return None;
        }
        Some((
            condition.parse().ok()?,
            step.parse().ok()?,
            words.parse().ok()?,
        ))
    }
}

const ORGANISATION: &str = "the id of an organisation: 2 to 32 of A-Z 0-9 and -";

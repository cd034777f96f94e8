//! How a case is told: its fields by name, each once, with what stands beside its value.

use std::cell::RefCell;

use handover_dataset::profile::StaleDays;
use serde_json::Value;

use crate::{
    clock::Clock,
    document::{Block, Row, Side},
    held::Held,
    line::{Line, joined},
    look::Look,
    pronoun::Pronoun,
    words,
};

/// Who tells a case.
pub(crate) struct Teller<'c> {
    /// The moment of reading.
    pub(crate) clock: Clock,
    /// From when on an answer is old; if not said, nothing is.
    pub(crate) stale: Option<StaleDays>,
    /// She, he or they.
    pub(crate) person: Pronoun,
    /// The sections that the reader has.
    pub(crate) sections: Held<'c>,
    /// Whether anything in the case was confirmed: else nobody need be told of each that it was not.
    pub(crate) has_confirmed: bool,
    /// What the case says that it does not say: a reason, and of what.
    gaps: RefCell<Vec<(String, String)>>,
    /// What came as codes that nobody can read.
    codes: RefCell<Vec<(String, String)>>,
}

/// A field of a section.
#[derive(Clone, Copy)]
pub(crate) struct Field<'c> {
    pub(crate) held: Held<'c>,
    /// Its own origin, or that of its section.
    pub(crate) provenance: Option<Held<'c>>,
}

impl<'c> Field<'c> {
    /// The value, if there is one.
    pub(crate) fn value(self) -> Option<Held<'c>> {
        self.held.get("value")
    }

    /// Why there is none.
    pub(crate) fn absent(self) -> Option<&'c str> {
        self.held.text("absent")
    }
}

/// What is named, and of what.
pub(crate) type Named = Vec<(String, String)>;

/// How a value is said.
pub(crate) type Say<'s, 'c> = &'s dyn Fn(Held<'c>) -> Vec<Line>;

impl<'c> Teller<'c> {
    pub(crate) fn new(clock: Clock, stale: Option<StaleDays>, sections: Held<'c>) -> Self {
        Self {
            clock,
            stale,
            person: Pronoun::of(sections),
            sections,
            has_confirmed: says(sections.raw(), "verification", "confirmed"),
            gaps: RefCell::default(),
            codes: RefCell::default(),
        }
    }

    /// Whether the reader has anything of a section.
    pub(crate) fn has(&self, section: &str) -> bool {
        let found = self.section(section);
        found.is_some_and(|section| section.members().any(|(name, _)| name != "provenance"))
    }

    fn section(&self, name: &str) -> Option<Held<'c>> {
        self.sections.get(name)
    }

    /// A field that says something.
    pub(crate) fn field(&self, section: &str, name: &str) -> Option<Field<'c>> {
        let section = self.section(section)?;
        let held = section.get(name)?;
        Some(Field {
            held,
            provenance: held.get("provenance").or_else(|| section.get("provenance")),
        })
    }

    /// The value of a field.
    pub(crate) fn value(&self, section: &str, name: &str) -> Option<Held<'c>> {
        self.field(section, name)?.value()
    }

    /// A field as a row, wherever it stands; a gap without a word beside it goes to the end.
    pub(crate) fn row(
        &self,
        name: &str,
        section: &str,
        field: &str,
        say: Say<'_, 'c>,
    ) -> Option<Row> {
        let stated = self.field(section, field)?;
        if stated.value().is_none() && !is_more_than_a_gap(stated.held) {
            self.gap(stated.absent()?, &words::lower(name));
            return None;
        }
        self.row_of(name, stated, say)
    }

    /// A field that is looked for on top: a gap is said in its place.
    pub(crate) fn row_here(
        &self,
        name: &str,
        section: &str,
        field: &str,
        say: Say<'_, 'c>,
    ) -> Option<Row> {
        let stated = self.field(section, field)?;
        if stated.held.raw().get("absent").and_then(Value::as_str) == Some("not-applicable") {
            return self.row(name, section, field, say);
        }
        self.row_of(name, stated, say)
    }

    /// All that is said of a field, behind a name; none where nothing is.
    fn row_of(&self, name: &str, stated: Field<'c>, say: Say<'_, 'c>) -> Option<Row> {
        let body = self.body(stated, say);
        (!body.is_empty()).then(|| Row {
            name: name.to_owned(),
            body,
        })
    }

    /// All that is said of a field.
    pub(crate) fn body(&self, stated: Field<'c>, say: Say<'_, 'c>) -> Vec<Block> {
        let mut answer = self.answer(stated.held, say);
        let corrections = stated.held.list("corrected");
        let mut others = stated.held.list("conflicts");
        let before = if corrections.is_empty() || others.is_empty() {
            None
        } else {
            Some(others.remove(0))
        };
        let mut body = Vec::new();
        let source = self.source_of(stated);
        let mut others: Vec<Side> = others
            .into_iter()
            .map(|other| self.side(other, say))
            .collect();
        others.retain(|side| !side.lines.is_empty());
        if others.is_empty() {
            body.extend(as_blocks(answer));
            body.extend(note(stated.held).map(Block::Quote));
        } else {
            answer.extend(note(stated.held).map(|note| Line::quote(&note)));
            let first = Side {
                lines: answer,
                source: source.clone(),
            };
            body.push(Block::Both(std::iter::once(first).chain(others).collect()));
        }
        if stated.held.flag("incomplete") == Some(true) {
            let more = format!(
                "More is held by {} and was not carried over: ask them.",
                self.sender()
            );
            body.push(Block::Check(Line::of(&more)));
        }
        for (n, made) in corrections.into_iter().enumerate() {
            // What stood there is not told where it was taken out.
            let before = before
                .filter(|before| n == 0 && !is_withheld(*before))
                .map(|before| self.side(before, say));
            body.push(Block::Fix(self.correction(made, before)));
        }
        let has_both = body.iter().any(|block| matches!(block, Block::Both(_)));
        if let Some(labels) = stated.held.get("labels") {
            labels.pass();
        }
        if let Some(source) = source.filter(|_| !body.is_empty() && !has_both) {
            body.push(Block::Source(source));
        }
        body
    }

    /// The value in words, or why there is none.
    fn answer(&self, stated: Held<'c>, say: Say<'_, 'c>) -> Vec<Line> {
        let mut lines = match (stated.get("value"), stated.text("absent")) {
            (Some(value), _) => say(value),
            (None, Some(reason)) => self.absent(reason).into_iter().collect(),
            (None, None) => Vec::new(),
        };
        lines.retain(|line| !line.is_empty());
        lines
    }

    /// Why there is no value, with the look of what nobody asked.
    pub(crate) fn absent(&self, reason: &str) -> Option<Line> {
        let said = words::capital(&words::absent(reason, self.person.she, self.sender()));
        Some(match reason {
            "none-known" | "not-applicable" => Line::of(&words::stopped(&said)),
            "not-read" => Line::default()
                .say(Look::Ask, "Not carried over")
                .plain(&format!(
                    " {} holds it: ask them.",
                    words::capital(self.sender())
                )),
            "withheld-safety" | "withheld-third-party" | "not-held-by-sender" => {
                Line::default().say(Look::Ask, "Not known")
            }
            _ => Line::default().say(Look::Ask, &said),
        })
    }

    fn side(&self, other: Held<'c>, say: Say<'_, 'c>) -> Side {
        let mut lines = self.answer(other, say);
        lines.extend(note(other).map(|note| Line::quote(&note)));
        if let Some(labels) = other.get("labels") {
            labels.pass();
        }
        Side {
            lines,
            source: other.get("provenance").map(|origin| self.source(origin)),
        }
    }

    /// `Corrected on 2 March 2026, 9am, by A. Brook, key worker: reason. Agreed by U. Sherwin, team leader.`
    fn correction(&self, made: Held<'c>, before: Option<Side>) -> Line {
        let at = made.text("at").map(crate::clock::day).unwrap_or_default();
        let by = self.practitioner_in(made, "by");
        let mut line = Line::default()
            .strong("Corrected")
            .plain(&format!(" on {at} by {by}"));
        if let Some(reason) = made.text("reason") {
            line = line.plain(": ").quoted(reason);
        }
        line = line.then().plain(&match made.get("agreed_by") {
            Some(by) => format!("Agreed by {}.", self.practitioner(by)),
            None => "Nobody else agreed to it.".to_owned(),
        });
        if let Some(before) = before.filter(|before| !before.lines.is_empty()) {
            line = line
                .plain(" It said before: ")
                .and(joined(before.lines, "; ").struck());
            if let Some(source) = before.source {
                line = line.plain(&format!(" ({source})"));
            }
        }
        line
    }

    /// Who held the case before.
    pub(crate) fn sender(&self) -> &'static str {
        if self.sections.get("maternity").is_some() {
            "the hospital"
        } else {
            "the old service"
        }
    }

    /// Notes a gap for the end.
    pub(crate) fn gap(&self, reason: &str, of: &str) {
        self.gaps
            .borrow_mut()
            .push((reason.to_owned(), of.to_owned()));
    }

    /// Notes codes that nobody can read for the end.
    pub(crate) fn code(&self, of: &str, code: &str) {
        self.codes
            .borrow_mut()
            .push((of.to_owned(), code.to_owned()));
    }

    /// Text that is words is said; codes go to the end.
    pub(crate) fn worded(&self, of: &str, text: &str) -> Option<String> {
        if words::is_words(text) {
            return Some(text.to_owned());
        }
        self.code(of, text);
        None
    }

    /// The gaps, and the codes.
    pub(crate) fn gaps(&self) -> (Named, Named) {
        (self.gaps.take(), self.codes.take())
    }

    /// Whether everything in the case is unconfirmed.
    pub(crate) const fn nothing_confirmed(&self) -> bool {
        !self.has_confirmed
    }
}

fn is_withheld(stated: Held<'_>) -> bool {
    stated
        .text("absent")
        .is_some_and(|reason| reason.starts_with("withheld"))
}

/// Whether a gap has more beside it than a reason: a note, a contradiction, a correction.
fn is_more_than_a_gap(stated: Held<'_>) -> bool {
    ["note", "conflicts", "corrected", "incomplete"]
        .iter()
        .any(|member| stated.get(member).is_some())
}

fn note(stated: Held<'_>) -> Option<String> {
    stated.text("note").map(crate::line::visible)
}

/// Whether any member of that name says that.
fn says(value: &Value, name: &str, text: &str) -> bool {
    match value {
        Value::Object(members) => members.iter().any(|(member, value)| {
            (member == name && value.as_str() == Some(text)) || says(value, name, text)
        }),
        Value::Array(items) => items.iter().any(|item| says(item, name, text)),
        _ => false,
    }
}

/// One line is a sentence, several are a list.
pub(crate) fn as_blocks(mut lines: Vec<Line>) -> Vec<Block> {
    match lines.len() {
        0 => Vec::new(),
        1 => lines.pop().map(Block::Line).into_iter().collect(),
        _ => vec![Block::List(lines)],
    }
}

/// Whether a row says more than where it comes from.
pub(crate) fn has_words(row: &Row) -> bool {
    row.body
        .iter()
        .any(|block| !matches!(block, Block::Source(_)))
}

//! Cases as pages: self-contained, without a script, to be printed. Nothing is told by colour alone.

use std::collections::BTreeMap;

use askama::Template;
use handover_reading::{Band, Block, Card, Line, Look, Reading, Summary, Weight};

/// A line of words; each is escaped.
#[derive(Template)]
#[template(path = "case/line.html")]
struct Words<'r> {
    line: &'r Line,
}

/// Pieces of a card.
#[derive(Template)]
#[template(path = "case/blocks.html")]
struct Blocks<'r> {
    blocks: &'r [Block],
}

#[derive(Template)]
#[template(path = "case/card.html")]
struct CardHtml<'r> {
    card: &'r Card,
    id: String,
    more: &'static str,
}

#[derive(Template)]
#[template(path = "case/page.html")]
struct CaseHtml {
    title: String,
    /// A string of CSS, for the foot of each printed page.
    foot: String,
    body: String,
}

#[derive(Template)]
#[template(path = "case/body.html")]
struct BodyHtml<'r> {
    reading: &'r Reading,
    first: Vec<CardHtml<'r>>,
    side: Vec<CardHtml<'r>>,
    rest: Vec<CardHtml<'r>>,
}

/// How the page of a case looks, for a face that puts [`body`] into a page of its own.
pub const STYLE: &str = include_str!("../templates/case/style.css");

/// The page of a case.
///
/// # Panics
///
/// Never: a template has no error of its own, and writing to a `String` does not fail.
#[must_use]
pub fn page(reading: &Reading) -> String {
    let page = CaseHtml {
        title: title_of(reading),
        foot: css_string(&reading.foot),
        body: body(reading),
    };
    page.render()
        .expect("a template without fallible parts is rendered")
}

/// The name and the reference of a case.
fn title_of(reading: &Reading) -> String {
    match &reading.summary.reference {
        Some(reference) => format!("{}, case {reference}", reading.name),
        None => reading.name.clone(),
    }
}

/// What stands in the body of the page of a case: head, cards, foot.
///
/// # Panics
///
/// Never, as [`page`].
#[must_use]
pub fn body(reading: &Reading) -> String {
    let is_wide = |card: &Card| card.id == "todo";
    let is_first = |card: &&Card| matches!(card.id, "reach" | "danger" | "todo");
    let beside = reading
        .top
        .iter()
        .filter(|card| matches!(card.id, "reach" | "danger"))
        .count();
    let html = |card| CardHtml {
        card,
        id: card.id.to_owned(),
        more: match card.id {
            _ if is_wide(card) => "todo wide",
            "reach" | "danger" if beside == 1 => "wide",
            _ => "",
        },
    };
    let mut rest: Vec<CardHtml<'_>> = reading.rest.iter().map(html).collect();
    // Twins have a card each: an id stands once on a page.
    for n in 0..rest.len() {
        let before = rest
            .iter()
            .take(n)
            .filter(|card| rest.get(n).is_some_and(|this| card.card.id == this.card.id))
            .count();
        if let Some(card) = rest.get_mut(n).filter(|_| before > 0) {
            card.id = format!("{}-{}", card.card.id, before.saturating_add(1));
        }
    }
    let body = BodyHtml {
        reading,
        first: reading.top.iter().filter(is_first).map(html).collect(),
        side: reading
            .top
            .iter()
            .filter(|card| !is_first(card))
            .map(html)
            .collect(),
        rest,
    };
    body.render()
        .expect("a template without fallible parts is rendered")
}

/// A text as a string of CSS (CSS Syntax 3, section 4.3.7): whatever is no letter or digit is its number, so that
/// nothing ends the string or the style sheet.
fn css_string(text: &str) -> String {
    let mut string = String::from("\"");
    for c in text.chars() {
        if c.is_alphanumeric() || matches!(c, ' ' | ',' | '.') {
            string.push(c);
        } else {
            string.push_str(&format!("\\{:x} ", u32::from(c)));
        }
    }
    string.push('"');
    string
}

/// Somebody in a list.
#[derive(Debug)]
#[expect(
    clippy::exhaustive_structs,
    reason = "a name, a line and where the page is"
)]
pub struct Person {
    /// The name.
    pub name: String,
    /// What comes first.
    pub summary: Summary,
    /// The file of the page.
    pub file: String,
}

impl Person {
    /// The line of a case whose page stands in a file.
    #[must_use]
    pub fn new(reading: Reading, file: String) -> Self {
        Self {
            name: reading.name,
            summary: reading.summary,
            file,
        }
    }
}

/// People in the order in which they should be read.
#[derive(Debug)]
#[non_exhaustive]
pub struct People {
    /// How many, and from whom where all are from one.
    pub title: String,
    /// The order in words.
    pub order: &'static str,
    /// What more than half have in common, with how many: said once, and not of each again.
    pub common: Vec<String>,
    /// The most urgent first; a band may be empty.
    pub bands: Vec<PeopleBand>,
}

/// People who are equally urgent, the sooner day first.
#[derive(Debug)]
#[non_exhaustive]
pub struct PeopleBand {
    /// Its id on a page.
    pub id: &'static str,
    /// What they have in common.
    pub title: &'static str,
    /// Who they are.
    pub people: Vec<Person>,
}

#[derive(Template)]
#[template(path = "case/people.html")]
struct PeopleHtml {
    listed: People,
    unreadable: usize,
}

impl Person {
    /// Age and reference.
    #[must_use]
    pub fn about(&self) -> String {
        let about = [
            self.summary.age.as_deref(),
            self.summary.reference.as_deref(),
        ];
        about.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// Why they should be read, in HTML: the first is set off.
    ///
    /// # Panics
    ///
    /// Never, as [`page`].
    #[must_use]
    pub fn why(&self) -> String {
        let line = self.summary.words();
        Words { line: &line }
            .render()
            .expect("a template without fallible parts is rendered")
    }
}

/// How many people from whom, where all are from one.
fn title(listed: &[Person]) -> String {
    let number = match listed.len() {
        1 => "1 person".to_owned(),
        number => format!("{number} people"),
    };
    let mut from = listed.iter().map(|one| one.summary.from.as_deref());
    let first = from.next().flatten();
    match first.filter(|first| from.all(|other| other == Some(*first))) {
        Some(from) => format!("{number} from {from}"),
        None => number,
    }
}

/// The higher risk first, then what nobody knows.
fn rank(one: &Person) -> u8 {
    match &one.summary.level {
        Some((Look::No, word)) if word.starts_with("Very") => 0,
        Some((Look::No, _)) => 1,
        Some((Look::Ask, _)) => 2,
        _ => 3,
    }
}

/// Reasons that more than half have, of three people or more, with how many: they are said once, and set nobody apart.
fn common(listed: &[Person]) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for reason in listed.iter().flat_map(|one| &one.summary.reasons) {
        let count = counts.entry(&reason.words).or_default();
        *count = count.saturating_add(1);
    }
    let half = listed.len() / 2;
    let common = counts
        .into_iter()
        .filter(|(_, count)| *count > half && listed.len() > 2);
    common
        .map(|(words, count)| (words.to_owned(), count))
        .collect()
}

/// People in the order in which they should be read.
///
/// # Panics
///
/// Never: every band is in the list of all.
#[must_use]
pub fn in_order(listed: Vec<Person>) -> People {
    let number = listed.len();
    let title = title(&listed);
    let common = common(&listed);
    let elsewhere: Vec<String> = common.iter().map(|(words, _)| words.clone()).collect();
    let mut listed: Vec<Person> = listed
        .into_iter()
        .map(|one| Person {
            summary: one.summary.without(&elsewhere),
            ..one
        })
        .collect();
    listed.sort_by(|a, b| {
        let key = |one: &Person| {
            (
                one.summary.band(),
                one.summary.day().is_none(),
                one.summary.day(),
                rank(one),
            )
        };
        key(a)
            .cmp(&key(b))
            .then_with(|| a.name.cmp(&b.name))
            .then_with(|| a.file.cmp(&b.file))
    });
    let mut bands: Vec<PeopleBand> = Band::ALL
        .map(|band| PeopleBand {
            id: band.id(),
            title: band.title(),
            people: Vec::new(),
        })
        .into();
    for one in listed {
        let id = one.summary.band().id();
        let band = bands.iter_mut().find(|band| band.id == id);
        band.expect("every band is in the list of all")
            .people
            .push(one);
    }
    People {
        title,
        order: "urgent actions and medicines that end by tomorrow; then danger (child protection, very high, high, a MARAC \
                within 12 months); then days within the next fourteen; then the rest; in each, the sooner day first.",
        common: common
            .into_iter()
            .map(|(words, count)| format!("{words}: {count} of {number}"))
            .collect(),
        bands,
    }
}

/// The list of the people, in the order in which they should be read; and how many could not be.
///
/// # Panics
///
/// Never, as [`page`].
#[must_use]
pub fn people(listed: Vec<Person>, unreadable: usize) -> String {
    let page = PeopleHtml {
        listed: in_order(listed),
        unreadable,
    };
    page.render()
        .expect("a template without fallible parts is rendered")
}

#[cfg(test)]
mod tests;

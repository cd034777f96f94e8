//! What is read: a document of cards, without a word about how it looks on a page or a terminal.

use crate::{line::Line, look::Look, summary::Summary};

/// One case, as one reader reads it at one moment.
#[derive(Debug)]
#[non_exhaustive]
pub struct Reading {
    /// What stands above everything: what it is, whose, read when.
    pub bar: Line,
    /// The name, or what stands for it.
    pub name: String,
    /// What stands at the foot of each printed page.
    pub foot: String,
    /// Birth, age, sex, language, numbers, other names.
    pub about: Vec<Line>,
    /// Why it comes, in the sender's words.
    pub why: Vec<Block>,
    /// What is due within a day, and whom to ring.
    pub strip: Vec<Line>,
    /// What must be read before anything is done, in that order.
    pub top: Vec<Card>,
    /// The rest, in the order in which a new worker needs it.
    pub rest: Vec<Card>,
    /// What the case does not say.
    pub unsaid: Vec<Line>,
    /// Who sealed it.
    pub foot_note: Line,
    /// Its line in a list of people.
    pub summary: Summary,
}

/// A part with a heading.
#[derive(Debug)]
#[non_exhaustive]
pub struct Card {
    /// Its name within the page.
    pub id: &'static str,
    /// The heading.
    pub title: String,
    /// What it looks like.
    pub look: Look,
    /// The first line, which is an order or the worst of it.
    pub verdict: Option<Line>,
    /// The body.
    pub blocks: Vec<Block>,
    /// Where most of it comes from.
    pub source: Option<String>,
}

/// A piece of a card.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "every face must show each of them")]
pub enum Block {
    /// A sentence or two.
    Line(Line),
    /// The sender's own words, as they are.
    Quote(String),
    /// Names, and what belongs to each.
    Rows(Vec<Row>),
    /// Ways to reach the person.
    Ways(Vec<Way>),
    /// What must be done.
    Tasks(Vec<Task>),
    /// A table with headings.
    Table(Table),
    /// Two answers or more, the riskier first.
    Both(Vec<Side>),
    /// What somebody changed, who and when.
    Fix(Line),
    /// What somebody knows of and signed for.
    Known(Line),
    /// What does not fit together.
    Check(Line),
    /// Things of one kind.
    List(Vec<Line>),
    /// Where it comes from.
    Source(String),
}

/// A name, and what belongs to it.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "a name and a body")]
pub struct Row {
    /// The name.
    pub name: String,
    /// What belongs to it.
    pub body: Vec<Block>,
}

/// Ways to reach the person that are alike.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "a look, its word and the ways")]
pub struct Way {
    /// How it looks.
    pub look: Look,
    /// The word for it.
    pub word: &'static str,
    /// The ways, and what is said of them.
    pub ways: Line,
}

/// Something to do.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "when, what, who")]
pub struct Task {
    /// By when.
    pub when: String,
    /// Whether it is urgent.
    pub urgent: bool,
    /// What.
    pub what: Line,
    /// Who.
    pub who: Line,
    /// Where it comes from.
    pub source: Option<String>,
}

/// A table.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "a caption, headings and rows")]
pub struct Table {
    /// What it tells.
    pub caption: String,
    /// The headings.
    pub head: Vec<&'static str>,
    /// The rows, as wide as the headings.
    pub rows: Vec<Vec<String>>,
}

/// One of several answers.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "an answer and its source")]
pub struct Side {
    /// The answer.
    pub lines: Vec<Line>,
    /// Where it comes from.
    pub source: Option<String>,
}

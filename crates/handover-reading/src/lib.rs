//! How a case reads: one model for page, paper and terminal.
//!
//! [`read`] makes a [`Reading`] of a case as one reader sees it, at one moment: what can hurt first, then what must be
//! done, then the rest in sentences, and at the end what the case does not say. Codes are spelt out, ages count from the
//! moment of reading, and the sender's own words stand in quotation marks, unchanged. How it looks is for a face to say.

mod around;
mod clock;
mod concern;
mod danger;
mod document;
mod held;
mod identity;
mod journey;
mod knowing;
mod line;
mod look;
mod maternity;
mod next;
mod origin;
mod passing;
mod people;
mod plan;
mod pronoun;
mod reach;
mod reading;
mod reply;
mod risk;
mod summary;
mod teller;
mod todo;
mod unsaid;
mod urgency;
mod way;
mod whereabouts;
mod why;
mod words;

pub use document::{Block, Card, Reading, Row, Side, Table, Task, Way};
pub use line::{Line, Span, Weight, visible};
pub use look::Look;
pub use reading::read;
pub use reply::COMPLETENESS;
pub use summary::{Band, Reason, Summary};
pub use unsaid::NOT_FOR_READING;

//! What is told of a result, the same for every face.
//!
//! A [`Report`] is one value from which people get a [`Page`] and machines one JSON document. The schemas of the
//! documents are in [`schemas`]: members may be added, none changes or goes. A face decides where a page goes and
//! what [`Paint`] it has; which words a result has is decided here.
//!
//! ```
//! use handover_report::{Page, Paint, Report, amounts::amount};
//!
//! /// How many people a roster lists.
//! #[derive(serde::Serialize)]
//! struct Listed {
//!     people: u64,
//! }
//!
//! impl Report for Listed {
//!     fn tell(&self, page: &mut Page) {
//!         page.field("Listed", &[amount(self.people, "person")]);
//!     }
//! }
//!
//! let mut page = Page::new(Paint::plain());
//! Listed { people: 2 }.tell(&mut page);
//! assert_eq!(page.into_text().trim(), "Listed                    2 persons");
//! ```
//!
//! Nothing here writes a file, or knows a clock or a terminal.

pub mod amounts;
pub mod calendar;
pub mod case_page;
pub mod check;
pub mod checks;
pub mod completeness;
mod contacts;
pub mod countersign;
pub mod desk;
pub mod directory;
pub mod evidence;
pub mod fetch;
pub mod filed;
pub mod findings;
pub mod identity;
pub mod import;
pub mod inbox;
pub mod inspect;
pub mod mandate;
pub mod mapping;
pub mod mended;
mod names;
mod opaque;
pub mod open;
mod page;
pub mod pages;
mod paint;
mod path;
pub mod pull;
pub mod push;
pub mod receipt;
pub mod reconcile;
pub mod refused;
mod report;
pub mod roster;
pub mod schemas;
pub mod seal;
pub mod select;
pub mod send;
pub mod sheet;
pub mod statements;
pub mod status;
mod time;
pub mod unreadable;
pub mod verify;

pub use contacts::Ring;
pub use names::Names;
pub use page::{Page, tame};
pub use paint::Paint;
pub use path::{one_line, shown};
pub use report::Report;
pub use time::Time;

/// The look of every page of the desk, and of pages that are files: one style sheet that fetches nothing.
pub const STYLE: &str = include_str!("../templates/style.css");

//! A case for a reader who has no identity and no program: one HTML file, encrypted under seven words that are told by
//! telephone. Any browser opens it, offline (PROTOCOL.md, A.16).
//!
//! [`SealedPage::seal`] takes a page that is whole in itself and gives the file. What stands in clear is a [`Face`]:
//! who it is for, who made it and whom to ring for the [`Code`]. The file is no receipt, and its face says so.
//!
//! ```
//! use handover_page::{Code, Face, PageName, SealedPage};
//!
//! let face = Face {
//!     name: PageName::random(),
//!     reader: "The Elms Surgery".to_owned(),
//!     sender: "Marlmere Maternity Unit".to_owned(),
//!     telephone: "020 7946 0100".to_owned(),
//!     day: "1 December 2026".to_owned(),
//! };
//! let code = Code::random();
//! let page = SealedPage::seal("<!doctype html><title>Case</title><p>Ring her at work.", &face, &code);
//! let (typed, wrong) = (Code::from_typed(code.as_words()), Code::random());
//! assert_eq!(page.open(&typed)?.as_str(), "<!doctype html><title>Case</title><p>Ring her at work.");
//! assert!(page.open(&wrong).is_err());
//! # Ok::<(), handover_page::PageRefused>(())
//! ```

mod code;
mod face;
mod sealed;

pub use code::{Code, PageName};
pub use face::Face;
pub use sealed::{ITERATIONS, PageRefused, SealedPage};

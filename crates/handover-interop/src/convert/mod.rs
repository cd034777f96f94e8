//! From rows to case drafts.

mod account;
mod cell;
mod date_cell;
mod draft;
mod episodes;
mod field;
mod links;
mod lost;
mod people;
mod person;
mod question;
mod records;
mod reference;
mod scope;
mod settle;
mod tally;
mod unread;
mod value;

pub(crate) use lost::unread_record;
pub(crate) use records::of_case as record_of_case;

pub use links::Link;
pub use scope::ChoiceStatus;
pub use settle::settle_case;

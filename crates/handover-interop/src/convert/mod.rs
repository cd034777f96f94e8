//! From rows to case drafts.

mod account;
mod cell;
mod date_cell;
mod draft;
mod episodes;
mod field;
mod links;
mod people;
mod person;
mod question;
mod records;
mod reference;
mod scope;
mod settle;
mod unread;
mod value;

pub(crate) use records::of_case as record_of_case;
pub(crate) use unread::unread_record;

pub use links::Link;
pub use scope::ChoiceStatus;
pub use settle::settle_case;

//! Who is handed over: a commissioner's rules, read over every record of an extract.
//!
//! Dataset section 6. Every record gets a [`Decision`] with its reason, those that stay behind as
//! well; nobody is dropped for a bad date. The same records, rules and days give the same
//! decisions, in whatever order they come.

mod days;
mod decide;
mod decision;
mod duplicates;
mod extra;
mod facts;
mod history;
mod identity;
mod record;
mod rules;
mod select;

pub use self::{
    days::Parameters,
    decision::{Decision, Detail, Reason, Ruling},
    extra::{Effect, ExtraRule, When},
    facts::{Concern, Facts},
    identity::Identity,
    record::{Dated, Episode, Record},
    rules::{Rules, RulesError},
    select::{SelectError, Selection, select},
};

#[cfg(test)]
mod tests;

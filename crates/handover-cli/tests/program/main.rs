//! Runs the real program, as a person or a script would.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must stop"
)]

mod at_once;
mod audiences;
mod bad_input;
mod browsed;
mod careless;
mod carried;
mod caseload;
mod closing;
mod completeness;
mod contacts;
mod corrections;
mod demo;
mod desk;
mod events;
mod every_verb;
mod evidence;
mod foreign;
mod gaps;
mod handmade;
mod interrupted;
mod leaks;
mod mandate_field;
mod mandated;
mod mandates;
mod mending;
mod online;
mod packages;
mod pages;
mod parties;
mod pipes;
mod reconcile;
mod renewals;
mod reports;
mod requests;
mod rosters;
mod run_out;
mod scripts;
mod seal_refusals;
mod sealed_page;
mod serving;
mod sheet;
mod standing;
mod stolen;
mod support;
mod tables;
mod timely;
mod transfers;
mod under_mandate;
mod usage;
mod verdicts;
mod wrong_statements;

//! Who carries it, at the sending end: sends packages and statements, and fetches them.
//!
//! Speaks section "Carriers" of `schemas/PROTOCOL.md` (`schemas/openapi.json`) with one server over HTTP/1.1
//! and TLS 1.3, known to each other by the directory ([`handover_tls`]).
//!
//! ```text
//!   Parcel --Client::send()--> announce, ask what is needed, send that, commit --> Stored
//!   PackageId --Client::fetch()--> by range, verified whole --> a file
//!   Client::fetch_into() / pull_into() --> what is new, into a folder
//!   Client::inbox() / statements() --> pages;  Client::post() --> a statement is filed
//!   Destinations::add() --> which package goes to which server;  Client::send_all() --> several at once
//! ```
//!
//! - **A receipt is verified before anybody hears "stored"**: [`Stored`] holds what the right machine signed
//!   for this package and this recipient, and nothing else is one.
//! - Every request may be repeated, so whatever may pass by itself is tried again, with growing pauses and
//!   jitter, as long as [`Patience`] lasts; what a person must mend is told at once.
//! - Where parts that travel at once are too slow for the server, half as many do, and one more again only when
//!   enough have got through.
//! - A process may be killed at any instant: the server's answer to "what is needed" decides how to go on,
//!   the [`Journal`](Parcel::journal_path) beside the package only saves asking for it the long way.
//! - Errors hold nothing from the peer and nothing of a case.

mod answer;
mod client;
mod client_error;
mod connection_error;
mod destinations;
mod fetch;
mod into_folder;
mod journal;
mod lanes;
mod lists;
mod parcel;
mod patience;
mod post;
mod receipt;
mod send;

pub use client::{Client, ClientSettings, Event, Proxied, is_address};
pub use client_error::ClientError;
pub use destinations::{Destination, DestinationError, Destinations, Roads};
pub use into_folder::{Fetched, IntoFolderError, id_of_file};
pub use lists::About;
pub use parcel::Parcel;
pub use patience::Patience;
pub use post::{Filed, Posted};
pub use receipt::{ReceiptError, Stored};

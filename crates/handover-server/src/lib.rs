//! Who carries it, at the receiving end: keeps packages and statements, and opens nothing.
//!
//! ```text
//!   a connection           a request               what is done about it         where it is kept
//!
//!   serve ---------------> http ------------------> keeper ----------------------> storage
//!   TLS, who the peer is   paths, limits, bodies,   verified? whose? complete?     durable, then said
//!   shed or served         problems                 who may read it?
//! ```
//!
//! - A server is run by a recipient, or by a hub for several. It needs the directory, its own certificates and
//!   a folder, and no other service. What it keeps it cannot read: no key that opens is near it.
//! - **Durable before said.** [`Storage`] hands out a [`Durable`] only for what survives a power cut, and a
//!   receipt leaves only as one.
//! - **One effect.** Packages and statements are named by their content, parts by their place, and the first
//!   receipt of a package is kept and given again. So any request may be repeated any number of times.
//! - **Bounded.** Everything that a peer may make large, long or many has a limit in [`Config`].
//! - **Nothing about persons** is in logs, metrics, file names or problems: there are ids, words and counts.
//!
//! [`Server`] is the whole; `handover serve` runs it.

mod config;
mod http;
mod keeper;
mod metrics;
mod serve;
mod storage;

pub use config::{Config, ConfigError, ConfigMistake, Limits};
pub use serve::{Identity, Running, Server, StartError};
pub use storage::{
    Announcement, Durable, FeedFilter, Filed, KeptPackage, KeptStatement, Listed, ListedPackage,
    LocalStorage, NewStatement, OpenError, Storage, StorageError,
};

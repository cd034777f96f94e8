//! What a peer may make large, long or many.

use std::{fmt::Write as _, time::Duration};

use serde::Deserialize;

use super::ConfigMistake;

/// Declares the limits once: key, default, bounds and what the example file says about each.
macro_rules! limits {
    ($($(#[doc = $doc:literal])+ $field:ident, $key:literal, $default:expr, $min:expr, $max:expr;)+) => {
        /// What a peer may make large, long or many; table `limits` of the configuration.
        #[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
        #[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
        #[expect(clippy::exhaustive_structs, reason = "tests and embedders compose it")]
        pub struct Limits {
            $($(#[doc = $doc])+ pub $field: u64,)+
        }

        impl Default for Limits {
            fn default() -> Self {
                Self { $($field: $default,)+ }
            }
        }

        impl Limits {
            /// Those outside of their bounds.
            fn out_of_range(&self) -> Vec<ConfigMistake> {
                let mut mistakes = Vec::new();
                $(if !($min..=$max).contains(&self.$field) {
                    mistakes.push(ConfigMistake::OutOfRange { name: $key, min: $min, max: $max });
                })+
                mistakes
            }

            /// The table, commented, as a configuration file has it.
            pub(super) fn example() -> String {
                let mut text = String::new();
                $(
                    $(text.push_str(concat!("#", $doc, "\n"));)+
                    // Writing to a string does not fail.
                    let _ = writeln!(text, "# {} = {}\n", $key, $default);
                )+
                text.pop();
                text
            }
        }
    };
}

limits! {
    /// The longest index of a package with its head, in bytes: some 80 a case.
    index_bytes, "index-bytes", 33_554_432, 4_096, 102_760_448;
    /// The longest statement that may be filed, in bytes.
    statement_bytes, "statement-bytes", 33_554_432, 4_096, 134_217_728;
    /// The most bytes of bodies that are in memory at once, for all peers together. A part is at most
    /// 8,388,608 bytes long.
    upload_bytes, "upload-bytes", 268_435_456, 8_388_608, 17_179_869_184;
    /// The same for one peer: no peer can take all of it.
    upload_bytes_per_peer, "upload-bytes-per-peer", 67_108_864, 8_388_608, 17_179_869_184;
    /// The slowest that a body may come, in bytes a second.
    body_bytes_per_second, "body-bytes-per-second", 16_384, 1, 1_073_741_824;
    /// For how many seconds a body may be slower than that.
    body_grace_seconds, "body-grace-seconds", 10, 1, 300;
    /// The longest request line with its headers, in bytes.
    header_bytes, "header-bytes", 16_384, 1_024, 1_048_576;
    /// For how many seconds a connection may be idle, or a header be under way.
    header_seconds, "header-seconds", 10, 1, 300;
    /// For how many seconds a TLS handshake may be under way.
    handshake_seconds, "handshake-seconds", 10, 1, 300;
    /// The most handshakes that are under way at once; the oldest makes room for a further one.
    handshakes, "handshakes", 128, 1, 65_536;
    /// The most connections of all peers together, after the handshake.
    connections, "connections", 512, 1, 65_536;
    /// The most connections of one peer, after the handshake.
    connections_per_peer, "connections-per-peer", 64, 1, 65_536;
    /// For how many seconds a peer may take nothing of an answer.
    stall_seconds, "stall-seconds", 30, 1, 3_600;
    /// The longest wait for something new that a peer may ask for, in seconds.
    wait_seconds, "wait-seconds", 60, 0, 600;
    /// The most entries on a page of the inbox or of the statements.
    page_entries, "page-entries", 500, 1, 10_000;
    /// The most cases whose index is kept in memory, at 72 bytes and more each.
    cached_cases, "cached-cases", 1_000_000, 0, 100_000_000;
    /// How often the file of the directory is looked at, in seconds.
    directory_seconds, "directory-seconds", 30, 1, 86_400;
    /// For how many seconds requests may go on once the server was told to stop.
    drain_seconds, "drain-seconds", 20, 0, 3_600;
}

impl Limits {
    pub(super) fn mistakes(&self) -> Vec<ConfigMistake> {
        let mut mistakes = self.out_of_range();
        if !mistakes.is_empty() {
            return mistakes;
        }
        let orders = [
            (
                "upload-bytes",
                self.upload_bytes,
                "upload-bytes-per-peer",
                self.upload_bytes_per_peer,
            ),
            (
                "upload-bytes-per-peer",
                self.upload_bytes_per_peer,
                "index-bytes",
                self.index_bytes,
            ),
            (
                "upload-bytes-per-peer",
                self.upload_bytes_per_peer,
                "statement-bytes",
                self.statement_bytes,
            ),
            (
                "connections",
                self.connections,
                "connections-per-peer",
                self.connections_per_peer,
            ),
        ];
        for (larger, more, smaller, less) in orders {
            if more < less {
                mistakes.push(ConfigMistake::Order { larger, smaller });
            }
        }
        mistakes
    }

    pub(crate) const fn header_timeout(&self) -> Duration {
        Duration::from_secs(self.header_seconds)
    }

    pub(crate) const fn handshake_timeout(&self) -> Duration {
        Duration::from_secs(self.handshake_seconds)
    }

    pub(crate) const fn stall_timeout(&self) -> Duration {
        Duration::from_secs(self.stall_seconds)
    }

    pub(crate) const fn drain_timeout(&self) -> Duration {
        Duration::from_secs(self.drain_seconds)
    }
}

/// A limit as a count of things in memory: all of them are far below what a machine can count.
pub(crate) fn count(limit: u64) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}

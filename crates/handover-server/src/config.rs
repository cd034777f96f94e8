//! The configuration file, validated whole before anything starts.

mod limits;

use std::{net::SocketAddr, path::PathBuf};

use handover_trust::Thumbprint;
use serde::Deserialize;
use thiserror::Error;

pub use limits::Limits;
pub(crate) use limits::count;

/// What a server is told by its operator; a TOML file.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(clippy::exhaustive_structs, reason = "tests and embedders compose it")]
pub struct Config {
    /// Where peers connect, over TLS.
    pub listen: SocketAddr,
    /// Where `/livez`, `/readyz` and `/metrics` are told without TLS; none: only over TLS.
    pub operations: Option<SocketAddr>,
    /// Where everything is kept; made if it is not there.
    pub data: PathBuf,
    /// The identity folder with the keys of the uses `service` and `transport`.
    pub identity: PathBuf,
    /// The directory; a newer version of the file is taken while the server runs.
    pub directory: PathBuf,
    /// The thumbprint of the authority's certificate; needed the first time, then remembered.
    pub anchor: Option<Thumbprint>,
    /// Profiles beside the built-in ones.
    #[serde(default)]
    pub profiles: Vec<PathBuf>,
    /// Whether a package that names a mandate is only taken once the mandate is here.
    #[serde(default)]
    pub require_mandate: bool,
    /// Threads that serve requests; none: as many as there are processors.
    pub workers: Option<usize>,
    /// What a peer may make large, long or many.
    #[serde(default)]
    pub limits: Limits,
}

/// Why a configuration is none.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// It is TOML, but makes no sense: every mistake at once.
    #[error("{}", list(.0))]
    Mistakes(Vec<ConfigMistake>),
    /// It is not TOML, or has other keys or values than it may.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
}

/// A thing in a configuration that makes no sense.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum ConfigMistake {
    /// One body alone would be more than all that may be under way.
    #[error("limits.{larger} must be at least limits.{smaller}")]
    Order {
        /// The one that must be larger.
        larger: &'static str,
        /// The one that it must hold.
        smaller: &'static str,
    },
    /// A limit is outside of what makes sense.
    #[error("limits.{name} must be from {min} to {max}")]
    OutOfRange {
        /// Which.
        name: &'static str,
        /// The least.
        min: u64,
        /// The most.
        max: u64,
    },
    /// Peers and operations would connect to the same place.
    #[error("listen and operations must be different addresses")]
    SameAddress,
    /// No thread would serve anybody.
    #[error("workers must be from 1 to 512")]
    Workers,
}

impl Config {
    /// Reads and validates a configuration file.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Toml`], else [`ConfigError::Mistakes`] with all of them.
    pub fn from_toml(text: &str) -> Result<Self, ConfigError> {
        let config: Self = toml::from_str(text)?;
        let mistakes = config.mistakes();
        if mistakes.is_empty() {
            Ok(config)
        } else {
            Err(ConfigError::Mistakes(mistakes))
        }
    }

    fn mistakes(&self) -> Vec<ConfigMistake> {
        let mut mistakes = self.limits.mistakes();
        if self
            .workers
            .is_some_and(|workers| !(1..=512).contains(&workers))
        {
            mistakes.push(ConfigMistake::Workers);
        }
        // Port 0 is any free one, so never the same twice.
        if self.operations == Some(self.listen) && self.listen.port() != 0 {
            mistakes.push(ConfigMistake::SameAddress);
        }
        mistakes
    }

    /// A commented configuration file to copy and edit: every key, with its default where it has one.
    #[must_use]
    pub fn example() -> String {
        format!("{EXAMPLE}{}", Limits::example())
    }
}

fn list(mistakes: &[ConfigMistake]) -> String {
    let texts: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    texts.join("; ")
}

const EXAMPLE: &str = r#"# Configuration of `handover serve`. Set `listen`, `data`, `identity`, `directory` and, once,
# `anchor`. Paths are best absolute. What stands behind # is the default: leave it, or write it
# without the #.

# Where peers connect, over TLS with certificates at both ends.
listen = "0.0.0.0:8470"

# Where /livez, /readyz and /metrics answer without TLS: for this machine only. Without this line
# they answer at `listen`, to members.
operations = "127.0.0.1:8471"

# The folder in which everything is kept; made if it is not there. Back it up while the server is
# stopped.
data = "/var/lib/handover"

# The identity folder. The server needs its keys `service` and `transport` and no other: on a
# machine that is not yours alone make it a copy without the sealing and office keys.
identity = "/etc/handover/identity"

# The directory, as the authority signed it. A newer one in its place is taken while the server runs.
directory = "/etc/handover/directory"

# The anchor: the thumbprint of the authority's certificate, told by the authority itself and not by
# the road on which the directory came. Needed the first time, then remembered in the data folder.
# anchor = "..."

# Files of dataset profiles beside the built-in ones.
# profiles = []

# Whether a package under a mandate gets its receipt only once mandate, roster and countersignatures
# are here. Otherwise they are checked as far as they are here.
# require-mandate = false

# Threads that serve requests; without this line as many as there are processors.
# workers = 2

[limits]
"#;

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str = r#"
        listen = "127.0.0.1:8470"
        data = "d"
        identity = "i"
        directory = "f"
    "#;

    #[test]
    fn the_example_is_a_configuration_and_so_are_its_commented_defaults() {
        let example = Config::from_toml(&Config::example()).unwrap();
        assert_eq!(example.limits, Limits::default());
        let switched_on: String = Config::example()
            .lines()
            .filter(|line| !line.contains("anchor ="))
            .map(|line| match line.strip_prefix("# ") {
                Some(rest) if rest.contains(" = ") => format!("{rest}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        let with_defaults = Config::from_toml(&switched_on).unwrap();
        assert_eq!(with_defaults.limits, Limits::default());
        assert_eq!(with_defaults.workers, Some(2));
    }

    #[test]
    fn every_mistake_is_told_at_once_and_in_words() {
        let text = format!(
            "{LEAST}workers = 0\noperations = \"127.0.0.1:8470\"\n[limits]\nheader-seconds = 0\n\
             upload-bytes-per-peer = 1048576\n"
        );
        let told = Config::from_toml(&text).unwrap_err().to_string();
        for words in [
            "limits.header-seconds must be from 1 to 300",
            "limits.upload-bytes-per-peer must be from",
            "workers must be from 1 to 512",
            "listen and operations must be different addresses",
        ] {
            assert!(told.contains(words), "{told}");
        }
        let text =
            format!("{LEAST}[limits]\nindex-bytes = 67108864\nupload-bytes-per-peer = 33554432\n");
        assert_eq!(
            Config::from_toml(&text).unwrap_err().to_string(),
            "limits.upload-bytes-per-peer must be at least limits.index-bytes"
        );
    }

    #[test]
    fn unknown_keys_are_mistakes() {
        for extra in ["lisen = 1", "[limits]\nheaders = 1"] {
            assert!(matches!(
                Config::from_toml(&format!("{LEAST}{extra}\n")),
                Err(ConfigError::Toml(_))
            ));
        }
        assert!(Config::from_toml(LEAST).is_ok());
    }
}

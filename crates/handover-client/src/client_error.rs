use std::io;

use handover_cbor::RefusalClass;
use handover_package::ReceiveError;
use handover_tls::Refused;
use handover_transfer::{Problem, ProblemDocument, Retry};
use thiserror::Error;

use crate::ReceiptError;

/// Why something did not get through.
///
/// Nothing from the peer and nothing of a case is in it, so it may be logged.
#[derive(Clone, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum ClientError {
    /// The server's address is no `https://` URL.
    #[error("address is not one of https")]
    Address,
    /// Something was refused as out of its time, and the clocks of the two ends differ.
    #[error("our clock and the server's are {secs} s apart")]
    Clock {
        /// By how many seconds.
        secs: u64,
        /// Ours is the later one.
        is_ours_ahead: bool,
    },
    /// Nothing listens at the address.
    #[error("connection is refused at the address")]
    ConnectionRefused,
    /// A file here could not be read or written.
    #[error("a file of ours cannot be read or written: {0}")]
    File(io::ErrorKind),
    /// The connection ended before the answer was whole.
    #[error("connection ended before the answer")]
    Interrupted,
    /// No address belongs to the name.
    #[error("name does not resolve")]
    NameUnresolved,
    /// What was fetched is another package than the one asked for.
    #[error("another package came than the one asked for")]
    OtherPackage,
    /// Another statement came than the one asked for.
    #[error("another statement came")]
    OtherStatement,
    /// What was fetched is not a package that holds.
    #[error(transparent)]
    Package(#[from] ReceiveError),
    /// The server says why it did not do it.
    #[error("{}", .0.problem().title())]
    Problem(ProblemDocument),
    /// The proxy did not let us through, or is no proxy.
    #[error("proxy does not let us through")]
    Proxy,
    /// What came is no receipt for this package.
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    /// One end refused the other's certificate.
    #[error("{}", refused(.0))]
    Refused(Refused),
    /// The answer is none of the interface: something else listens there.
    #[error("answer is none of the interface (status {status})")]
    Strange {
        /// The HTTP status.
        status: u16,
    },
    /// No answer came in time.
    #[error("no answer came in time")]
    TimedOut,
    /// No TLS 1.3 connection came about.
    #[error("no TLS 1.3 connection came about")]
    Tls,
    /// No way leads to the address.
    #[error("address cannot be reached")]
    Unreachable,
}

/// Whether trying again may help.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Repeat {
    /// It may pass while we watch: not before so many seconds.
    After(u64),
    /// It may be a wrong address or a full disk, or a server that starts anew: for a short while.
    Briefly,
    /// No.
    Never,
}

impl ClientError {
    /// The refusal class, if something was refused.
    #[must_use]
    pub fn class(&self) -> Option<RefusalClass> {
        match self {
            Self::Address
            | Self::ConnectionRefused
            | Self::File(_)
            | Self::Interrupted
            | Self::NameUnresolved
            | Self::Proxy
            | Self::Strange { .. }
            | Self::TimedOut
            | Self::Tls
            | Self::Unreachable => None,
            Self::Clock { .. } => Some(RefusalClass::Expired),
            Self::OtherPackage => Some(RefusalClass::Replay),
            Self::OtherStatement => Some(RefusalClass::Altered),
            Self::Package(error) => Some(error.class()),
            Self::Problem(document) => document.problem().class(),
            Self::Receipt(error) => Some(error.class()),
            Self::Refused(refused) => Some(refused.class),
        }
    }

    /// What the server says, if it is what failed.
    #[must_use]
    pub const fn problem(&self) -> Option<Problem> {
        match self {
            Self::Problem(document) => Some(document.problem()),
            _ => None,
        }
    }

    /// Whether the server refused what was sent for what it is, so that others may still be taken.
    #[must_use]
    pub fn is_about_one(&self) -> bool {
        match self {
            Self::Clock { .. } => true,
            Self::Problem(document) => {
                document.problem().class().is_some() && document.problem() != Problem::Storage
            }
            _ => false,
        }
    }

    pub(crate) fn repeat(&self) -> Repeat {
        match self {
            Self::Interrupted | Self::TimedOut => Repeat::After(0),
            Self::ConnectionRefused | Self::NameUnresolved | Self::Proxy | Self::Unreachable => {
                Repeat::Briefly
            }
            // A gateway between us and the server.
            Self::Strange {
                status: 502..=504, ..
            } => Repeat::After(0),
            Self::Problem(document) => match (document.problem(), document.problem().retry()) {
                (Problem::Storage | Problem::Internal, _) => Repeat::Briefly,
                (_, Retry::After) => Repeat::After(document.retry_after_secs().unwrap_or(0)),
                (_, Retry::Same) => Repeat::After(0),
                (_, Retry::Fixed | Retry::Never) => Repeat::Never,
            },
            Self::Address
            | Self::Clock { .. }
            | Self::File(_)
            | Self::OtherPackage
            | Self::OtherStatement
            | Self::Package(_)
            | Self::Receipt(_)
            | Self::Refused(_)
            | Self::Strange { .. }
            | Self::Tls => Repeat::Never,
        }
    }
}

impl From<io::Error> for ClientError {
    fn from(error: io::Error) -> Self {
        Self::File(error.kind())
    }
}

const fn refused(refused: &Refused) -> &'static str {
    match refused.by {
        handover_tls::End::Peer => "server refuses our certificate",
        handover_tls::End::Us if refused.is_other_organisation => {
            "server's certificate is another organisation's"
        }
        handover_tls::End::Us => "server's certificate does not hold",
    }
}

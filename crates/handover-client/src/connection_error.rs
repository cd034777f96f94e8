//! What went wrong below HTTP, in words that lead somewhere.

use std::{error::Error as StdError, io};

use handover_tls::Refused;

use crate::ClientError;

/// Finds the cause of an error of the HTTP library.
///
/// Whether a name resolves is for the caller to find out, if nothing better is known
/// ([`ClientError::Unreachable`]).
pub(crate) fn cause(error: &reqwest::Error) -> ClientError {
    if let Some(refused) = Refused::in_error(error) {
        return ClientError::Refused(refused);
    }
    let mut tls = false;
    let mut tunnel = false;
    let mut kind = None;
    let mut next: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(error) = next {
        tls |= error.is::<rustls::Error>();
        // The only trace that a proxy leaves: hyper-util keeps its type to itself.
        tunnel |= error.to_string().starts_with("tunnel error");
        let wrapped = error.downcast_ref::<io::Error>();
        kind = wrapped.map(io::Error::kind).or(kind);
        next = match wrapped.and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    match kind {
        _ if tunnel => ClientError::Proxy,
        _ if tls => ClientError::Tls,
        _ if error.is_timeout() => ClientError::TimedOut,
        Some(io::ErrorKind::ConnectionRefused) => ClientError::ConnectionRefused,
        Some(io::ErrorKind::TimedOut) => ClientError::TimedOut,
        Some(
            io::ErrorKind::BrokenPipe
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::UnexpectedEof,
        ) => ClientError::Interrupted,
        _ if error.is_connect() => ClientError::Unreachable,
        _ => ClientError::Interrupted,
    }
}

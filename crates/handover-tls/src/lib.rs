//! Connections whose both ends are known by the directory.
//!
//! TLS 1.3 ([RFC 8446](https://www.rfc-editor.org/rfc/rfc8446)) and nothing older, with a certificate at
//! both ends. Whose it is, the [directory](handover_trust::VerifiedDirectory) says, which pins each
//! certificate by its thumbprint: the names in it, who signed it and the roots of the Web count for
//! nothing, so self-signed certificates and those of an authority are good alike. That the peer has the
//! private key, rustls finds out.
//!
//! - [`Trust`] is what one end believes: a directory, which may be replaced by a newer one, and a clock.
//! - [`server_config`] and [`client_config`] make configurations for rustls from it. The client also says
//!   which organisation it means to reach.
//! - [`Trust::peer`] says who is at the other end; ask again for each request on a connection that lives long.
//! - [`Refused::in_error`] finds in an error of a connection which end refused the other, and the class.
//!
//! No session is resumed and nothing is sent early: every connection is judged anew, and nothing on it
//! can be replayed. The key exchange prefers X25519MLKEM768, safe against recording today and decrypting
//! later.

mod configuration;
mod refused;
#[cfg(test)]
mod tests;
mod trust;
mod verifier;

pub use configuration::{client_config, gather_randomness, server_config};
pub use refused::{End, Refused};
pub use trust::{OlderDirectory, Peer, Trust};

//! Deterministic CBOR: a strict gate in, one form out.
//!
//! Everything on the wire is core deterministic CBOR ([RFC 8949, section 4.2.1][det]). No maintained
//! codec refuses every other encoding when it reads, so [`check`] does: a walk over the bytes that
//! builds nothing, bounded in depth, items and length. [`from_slice`] runs it before any typed
//! decoding; [`to_vec`] writes the one form.
//!
//! The refusal classes are here too ([`RefusalClass`]), because this is the lowest place in which
//! something is refused.
//!
//! [det]: https://www.rfc-editor.org/rfc/rfc8949#section-4.2.1

mod class;
mod decode;
mod encode;
mod gate;
mod limits;

pub use class::{RefusalClass, UnknownRefusalClass};
pub use decode::{DecodeError, from_slice};
pub use encode::to_vec;
pub use gate::{Grammar, check};
pub use limits::Limits;

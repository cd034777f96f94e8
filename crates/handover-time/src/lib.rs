//! One calendar for the whole workspace, over jiff's.
//!
//! A [`Date`] is a day as people write it, a [`PosixTime`] a moment as the format counts it, and
//! [`london()`] says when the one begins in terms of the other.

mod date;
mod london;
mod moment;
mod month;

pub use date::{Date, InvalidDate};
pub use london::london;
pub use moment::{InvalidPosixTime, PosixTime};
pub use month::{month_name, month_named};

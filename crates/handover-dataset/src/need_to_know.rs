//! What of a case an audience may know: its sections and fields, what their labels leave of them,
//! and of `handover` what rests on nothing else. Dataset B.1.

mod actions;
mod clearance;
mod contact_order;
mod cut;
mod handover;
mod knowledge;
mod sbar;

use self::clearance::Clearance;
pub use self::cut::SplitError;
pub(crate) use self::{
    actions::told,
    cut::{audience_for, cut},
    knowledge::Knowledge,
};

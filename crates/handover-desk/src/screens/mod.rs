//! The pages, each with what it does.

pub(crate) mod agree;
pub(crate) mod arrived;
pub(crate) mod begin;
pub(crate) mod discharge;
pub(crate) mod enter;
pub(crate) mod exchange;
pub(crate) mod hand_over;
pub(crate) mod keep;
pub(crate) mod lock;
pub(crate) mod mandate;
pub(crate) mod mistake;
pub(crate) mod pages;
pub(crate) mod waiting;
pub(crate) mod waits;
pub(crate) mod watch;
pub(crate) mod who;

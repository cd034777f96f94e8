//! The pages, each with what it does.

pub(crate) mod arrived;
pub(crate) mod begin;
pub(crate) mod enter;
pub(crate) mod lock;
pub(crate) mod mistake;
pub(crate) mod waiting;
pub(crate) mod waits;
pub(crate) mod who;

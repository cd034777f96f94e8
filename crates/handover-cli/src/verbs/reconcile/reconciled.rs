//! A reconciliation before it is told.

use handover::{
    transfer::{History, Reconciliation, Request},
    trust::{Mandate, Statement},
};
use handover_report::Names;

use super::words::CaseNames;
use crate::verbs::statements::RefusedFile;

/// A reconciliation with all that its readers are told.
pub(crate) struct Reconciled<'a> {
    pub(crate) mandate: &'a Statement<Mandate>,
    /// The mandate that has taken its place.
    pub(crate) superseded: Option<&'a Statement<Mandate>>,
    pub(crate) history: &'a History<'a>,
    pub(crate) report: Reconciliation,
    /// Who asked whom for somebody who came back.
    pub(crate) requests: Vec<Request>,
    /// Files that claim to be statements, and are none that may be trusted.
    pub(crate) refused: &'a [RefusedFile],
    /// Statements about packages under no mandate.
    pub(crate) under_no_mandate: usize,
    pub(crate) names: Names<'a>,
    pub(crate) cases: CaseNames,
}

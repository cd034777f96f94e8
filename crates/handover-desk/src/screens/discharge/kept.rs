//! What is kept of forms that are half filled in, while somebody sits here.

use std::{collections::BTreeMap, sync::Arc};

use handover::trust::ShortName;
use handover_forms::{Answers, Form};
use serde::{Deserialize, Serialize};

/// The drafts, and the answers of the unit, as they stand in files.
pub(crate) struct Drafts {
    pub(super) forms: BTreeMap<String, Arc<Form>>,
    pub(super) drafts: BTreeMap<ShortName, Draft>,
    /// By form.
    pub(super) units: BTreeMap<String, Answers>,
}

/// A form that is half filled in.
#[derive(Clone, Deserialize, Serialize)]
pub(super) struct Draft {
    pub(super) form: String,
    pub(super) answers: Answers,
}

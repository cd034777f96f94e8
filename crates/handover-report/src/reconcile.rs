//! What must arrive, what did, and may this contract close?

mod completeness;
mod document;
mod published;
mod reconciled;
mod steps;
mod text;
mod view;
mod watch;
mod words;

use std::path::Path;

use serde::{Serialize, Serializer};

use self::view::{Length, View};
use crate::{Page, Report, opaque::opaque_debug, shown};

pub use published::{Published, PublishedSection};
pub use reconciled::{CaseNames, Reconciled, RefusedFile};
pub use steps::Step;
pub use watch::is_page;

/// A reconciliation on its way out: its rows are made while they are written.
pub struct ReconcileReport<'a> {
    reconciled: &'a Reconciled<'a>,
    /// The printable page that was written as well.
    page: Option<&'a Path>,
}

opaque_debug!(ReconcileReport<'_>);

impl<'a> ReconcileReport<'a> {
    /// A reconciliation, of which `page` is the printable page if one was written.
    #[must_use]
    pub const fn new(reconciled: &'a Reconciled<'a>, page: Option<&'a Path>) -> Self {
        Self { reconciled, page }
    }
}

impl Serialize for ReconcileReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        document::of(self.reconciled).serialize(serializer)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for ReconcileReport<'_> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Reconciliation".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        document::Document::json_schema(generator)
    }
}

impl Report for ReconcileReport<'_> {
    fn tell(&self, page: &mut Page) {
        text::tell(
            page,
            &View::of(self.reconciled, Length::Terminal),
            &self.reconciled.steps(),
        );
        if let Some(path) = self.page {
            page.gap();
            page.line(&format!("Written: {}", shown(path)));
        }
    }
}

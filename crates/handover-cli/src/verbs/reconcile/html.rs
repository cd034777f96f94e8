//! The reconciliation as one printable page: no script, nothing loaded, not told by colour alone.

use askama::Template;

use super::view::View;
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "reconciliation.html")]
struct Reconciliation<'v> {
    view: &'v View,
}

/// The page.
pub(super) fn page(view: &View) -> Result<String, Problem> {
    Reconciliation { view }
        .render()
        .map_err(|_| Problem::our_bug("the page could not be written"))
}

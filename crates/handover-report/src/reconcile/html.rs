//! The reconciliation as one printable page: no script, nothing loaded, not told by colour alone.

use askama::Template;

use super::view::View;

#[derive(Template)]
#[template(path = "reconciliation.html")]
struct Reconciliation<'v> {
    view: &'v View,
}

/// The page.
///
/// # Panics
///
/// Never: a template has no error of its own, and writing to a `String` does not fail.
pub(super) fn page(view: &View) -> String {
    let page = Reconciliation { view }.render();
    page.expect("a template without fallible parts is rendered")
}

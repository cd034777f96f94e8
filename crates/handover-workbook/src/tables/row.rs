//! A row on its way into a table.

/// The cells of a row, and on which sheet it stands.
pub(crate) struct Row {
    pub(crate) sheet: usize,
    pub(crate) cells: Vec<String>,
}

impl Row {
    pub(crate) fn new(sheet: usize, width: usize, first: &[&str]) -> Self {
        let mut cells: Vec<String> = first.iter().map(|cell| (*cell).to_owned()).collect();
        cells.resize(width.max(first.len()), String::new());
        Self { sheet, cells }
    }

    pub(crate) fn put(&mut self, column: usize, text: String) {
        if let Some(cell) = self.cells.get_mut(column) {
            *cell = text;
        }
    }

    /// The cells up to the last that holds anything.
    pub(crate) fn filled(&self) -> &[String] {
        let used = self.cells.iter().rposition(|cell| !cell.is_empty());
        self.cells
            .get(..used.map_or(0, |at| at + 1))
            .unwrap_or_default()
    }
}

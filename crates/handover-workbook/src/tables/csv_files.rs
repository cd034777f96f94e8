//! Tables as files of CSV (RFC 4180), UTF-8.

use super::{about, cell, layout::Layout, row::Row, rows::CaseRows};
use std::{
    collections::BTreeMap,
    fmt,
    io::{self, Write},
};

/// Tables on their way into files, one for each sheet that has a row.
pub struct CsvTables<'l, W: Write, F> {
    layout: &'l Layout,
    files: BTreeMap<usize, csv::Writer<W>>,
    create: F,
}

impl<'l, W: Write, F: FnMut(&str) -> io::Result<W>> CsvTables<'l, W, F> {
    /// Begins; `create` makes a file of that name.
    pub const fn new(layout: &'l Layout, create: F) -> Self {
        Self {
            layout,
            files: BTreeMap::new(),
            create,
        }
    }

    /// Adds the rows of a case.
    ///
    /// # Errors
    ///
    /// Of `create`, and of the files.
    pub fn put(&mut self, rows: &CaseRows) -> io::Result<()> {
        for row in &rows.0 {
            self.row(row)?;
        }
        Ok(())
    }

    fn row(&mut self, row: &Row) -> io::Result<()> {
        let file = self.file(row.sheet)?;
        let record: Vec<String> = row.cells.iter().map(|text| cell::in_csv(text)).collect();
        Ok(file.write_record(&record)?)
    }

    fn file(&mut self, at: usize) -> io::Result<&mut csv::Writer<W>> {
        if !self.files.contains_key(&at) {
            let sheet = self.layout.sheet(at);
            let mut file = begin((self.create)(&about::file_name(&sheet.name))?);
            file.write_record(sheet.columns.iter().map(|column| &column.heading))?;
            self.files.insert(at, file);
        }
        let file = self.files.get_mut(&at);
        Ok(file.expect("it was put there"))
    }

    /// Writes what the tables are, and hands the files back by their names.
    ///
    /// # Errors
    ///
    /// Of `create`, and of the files.
    pub fn finish(mut self) -> io::Result<Vec<(String, W)>> {
        // The people are there though nobody be.
        self.file(Layout::PEOPLE)?;
        let written = self.layout.in_order();
        let written = written.filter(|(at, _)| self.files.contains_key(at));
        let names: Vec<&str> = written.map(|(_, sheet)| sheet.name.as_str()).collect();
        let name = about::file_name(about::NAME);
        let mut file = begin((self.create)(&name)?);
        file.write_record(about::HEADINGS)?;
        for [what, is] in about::rows(names.into_iter()) {
            file.write_record([what, cell::in_csv(&is)])?;
        }
        let mut all = vec![(name, whole(file)?)];
        for (at, file) in self.files {
            let name = about::file_name(&self.layout.sheet(at).name);
            all.push((name, whole(file)?));
        }
        Ok(all)
    }
}

impl<W: Write, F> fmt::Debug for CsvTables<'_, W, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CsvTables(..)")
    }
}

fn begin<W: Write>(file: W) -> csv::Writer<W> {
    csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(file)
}

fn whole<W: Write>(file: csv::Writer<W>) -> io::Result<W> {
    file.into_inner().map_err(csv::IntoInnerError::into_error)
}

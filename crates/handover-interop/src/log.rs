//! Where reading and converting put what a person has to see.

use crate::{
    Extent, Notice, NoticeKind, Rejection, RejectionReason, extract::Merged, listed::Place,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Collects rejections and notices; the same one twice is one.
#[derive(Default)]
pub(crate) struct Log {
    rejected: BTreeSet<Rejection>,
    notices: BTreeMap<(Place, NoticeKind), Said>,
    rows: BTreeMap<Arc<str>, RowCount>,
    /// Rows that make no case of their own.
    again: BTreeSet<Place>,
    /// Of each file, the lines behind which cells of several lines have ended, with how many lines too many those were.
    breaks: BTreeMap<Arc<str>, BTreeMap<u64, u64>>,
}

/// How often something was said, and the mapping's words about it.
type Said = (u64, Option<Arc<str>>);

/// How many rows of a file were there, and how many of them were lost.
#[derive(Clone, Copy, Default)]
pub(crate) struct RowCount {
    pub(crate) read: u64,
    pub(crate) rejected: u64,
    pub(crate) repeated: u64,
}

impl Log {
    pub(crate) fn reject(
        &mut self,
        place: Place,
        scope: Extent,
        reason: RejectionReason,
        content: Option<&str>,
    ) {
        let content =
            content.map(|text| text.chars().take(60).collect::<String>().into_boxed_str());
        self.rejected.insert(Rejection {
            place,
            scope,
            reason,
            content,
            row: None,
        });
    }

    /// Notes that the cells of a row have so many line breaks in them: a spreadsheet counts the row once.
    pub(crate) fn breaks_in(&mut self, file: &Arc<str>, line: u64, breaks: u64) {
        let of_file = self.breaks.entry(Arc::clone(file)).or_default();
        let so_far = of_file.values().next_back().copied().unwrap_or_default();
        of_file.insert(line, so_far.saturating_add(breaks));
    }

    /// The row as a spreadsheet counts it, where that is not the line.
    fn row_of(&self, place: &Place) -> Option<u64> {
        let of_file = self.breaks.get(&place.file)?;
        let (_, breaks) = of_file.range(..place.line).next_back()?;
        place.line.checked_sub(*breaks)
    }

    /// Counts a row of a file, whatever becomes of it.
    pub(crate) fn row_read(&mut self, file: &Arc<str>) {
        self.rows.entry(Arc::clone(file)).or_default().read += 1;
    }

    /// Lists a row that is not taken at all, with whose it is, as far as it tells.
    pub(crate) fn lose_row(&mut self, place: Place, reason: RejectionReason, key: Option<&str>) {
        self.rows
            .entry(Arc::clone(&place.file))
            .or_default()
            .rejected += 1;
        self.reject(place, Extent::Row, reason, key);
    }

    /// Lists a row that says again what another said.
    pub(crate) fn repeat_row(&mut self, place: Place) {
        self.row_again(place, NoticeKind::Repeated);
    }

    /// Lists the rows that were read into another of the same person, and the cells in which they differ.
    pub(crate) fn merged(&mut self, merged: Merged) {
        for place in merged.further {
            self.row_again(place, NoticeKind::SamePerson);
        }
        for place in merged.differing {
            self.reject(place, Extent::Cell, RejectionReason::Differs, None);
        }
    }

    /// Takes over what is listed elsewhere, without what is listed here already; no row is counted again.
    pub(crate) fn absorb(&mut self, other: Self) {
        self.rejected.extend(other.rejected);
        for (at, said) in other.notices {
            self.notices.entry(at).or_insert(said);
        }
    }

    /// Counts a row that makes no case of its own, once, however many tables it stands in.
    fn row_again(&mut self, place: Place, kind: NoticeKind) {
        if !self.again.insert(place.clone()) {
            return;
        }
        self.rows
            .entry(Arc::clone(&place.file))
            .or_default()
            .repeated += 1;
        self.notice(place, kind, 1, None);
    }

    /// Cells that were not taken, how many in each column of each file.
    pub(crate) fn unread_cells(&self) -> BTreeMap<(Arc<str>, Arc<str>), u64> {
        let cells = self.rejected.iter();
        let cells = cells.filter(|one| one.scope == Extent::Cell);
        let places: BTreeSet<&Place> = cells.map(|one| &one.place).collect();
        let mut counts = BTreeMap::new();
        for place in places {
            if let Some(column) = &place.column {
                let column = (Arc::clone(&place.file), Arc::clone(column));
                *counts.entry(column).or_default() += 1;
            }
        }
        counts
    }

    /// How much is listed as not taken so far.
    pub(crate) fn rejected_count(&self) -> usize {
        self.rejected.len()
    }

    /// Takes a cell off the list: another form read it.
    pub(crate) fn take_back(&mut self, at: &Place) {
        self.rejected
            .retain(|one| one.scope != Extent::Cell || one.place != *at);
    }

    pub(crate) fn row_count(&self, file: &str) -> RowCount {
        self.rows.get(file).copied().unwrap_or_default()
    }

    /// Counts a notice at a place.
    pub(crate) fn notice(
        &mut self,
        place: Place,
        kind: NoticeKind,
        count: u64,
        why: Option<Arc<str>>,
    ) {
        let entry = self.notices.entry((place, kind)).or_insert((0, why));
        entry.0 += count;
    }

    /// As [`notice`](Self::notice), but once however often it is said.
    pub(crate) fn notice_once(&mut self, place: Place, kind: NoticeKind) {
        self.notices.entry((place, kind)).or_insert((1, None));
    }

    pub(crate) fn into_lists(mut self) -> (Vec<Rejection>, Vec<Notice>) {
        let rejected = std::mem::take(&mut self.rejected).into_iter();
        let rejected = rejected.map(|one| Rejection {
            row: self.row_of(&one.place),
            ..one
        });
        let rejected = rejected.collect();
        let notices = std::mem::take(&mut self.notices).into_iter();
        let notices = notices.map(|((place, kind), (count, why))| Notice {
            row: self.row_of(&place),
            place,
            kind,
            count,
            why,
        });
        (rejected, notices.collect())
    }
}

/// A place in a file.
pub(crate) fn place(file: &Arc<str>, line: u64, column: Option<&str>) -> Place {
    Place {
        file: Arc::clone(file),
        line,
        column: column.map(Arc::from),
    }
}

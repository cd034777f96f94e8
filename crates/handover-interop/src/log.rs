//! Where reading and converting put what a person has to see.

use crate::{Extent, Notice, NoticeKind, Rejection, RejectionReason, listed::Place};
use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    sync::Arc,
};

/// Collects rejections and notices; the same one twice is one.
#[derive(Default)]
pub(crate) struct Log {
    /// By place, so that one cell is taken off the list without looking at all others.
    rejected: BTreeMap<Place, BTreeSet<Unplaced>>,
    rejected_count: usize,
    notices: BTreeMap<(Place, NoticeKind), Said>,
    rows: BTreeMap<Arc<str>, RowCount>,
    /// Rows that make no case of their own.
    again: BTreeSet<Place>,
    /// Of each file, the lines behind which cells of several lines have ended, with how many lines too many those were.
    breaks: BTreeMap<Arc<str>, BTreeMap<u64, u64>>,
    /// Fields of the person at hand of which something was there and could not be read, `section.field`.
    broken: BTreeSet<String>,
}

/// What was rejected at a place.
type Unplaced = (Extent, RejectionReason, Option<Box<str>>);

/// How often something was said, and the mapping's words about it.
struct Said {
    count: u64,
    why: Option<Arc<str>>,
    /// It is said once, by however many.
    is_once: bool,
}

/// What became of several rows of one person.
#[derive(Default)]
pub(crate) struct Merged {
    /// Rows that were read into the first of the person's.
    pub(crate) further: Vec<Place>,
    /// Cells that do not say the same as the others.
    pub(crate) differing: Vec<Place>,
}

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
        self.insert(place, (scope, reason, content));
    }

    fn insert(&mut self, place: Place, what: Unplaced) {
        let here = self.rejected.entry(place).or_default();
        self.rejected_count += usize::from(here.insert(what));
    }

    fn insert_all(&mut self, all: BTreeMap<Place, BTreeSet<Unplaced>>) {
        for (place, here) in all {
            for what in here {
                self.insert(place.clone(), what);
            }
        }
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

    /// Something of a field was there and could not be read, and its words do not stand beside it.
    pub(crate) fn break_field(&mut self, section: &str, field: &str) {
        self.broken.insert(format!("{section}.{field}"));
    }

    /// Whether something of one of these fields was there and could not be read, since this was asked last: of one
    /// person.
    pub(crate) fn take_broken(&mut self, fields: &[&str]) -> bool {
        let broken = std::mem::take(&mut self.broken);
        fields.iter().any(|field| broken.contains(*field))
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
        self.insert_all(other.rejected);
        for (at, said) in other.notices {
            self.notices.entry(at).or_insert(said);
        }
    }

    /// Takes over what was said as other people were drafted, as if it had been said here.
    pub(crate) fn add(&mut self, other: Self) {
        self.insert_all(other.rejected);
        for (key, said) in other.notices {
            match self.notices.entry(key) {
                Entry::Vacant(entry) => drop(entry.insert(said)),
                Entry::Occupied(_) if said.is_once => {}
                Entry::Occupied(mut entry) => entry.get_mut().count += said.count,
            }
        }
        for (file, count) in other.rows {
            let here = self.rows.entry(file).or_default();
            here.read += count.read;
            here.rejected += count.rejected;
            here.repeated += count.repeated;
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
        let is_cell = |all: &BTreeSet<Unplaced>| all.iter().any(|(of, ..)| *of == Extent::Cell);
        let mut counts = BTreeMap::new();
        for (place, _) in self.rejected.iter().filter(|(_, all)| is_cell(all)) {
            if let Some(column) = &place.column {
                let column = (Arc::clone(&place.file), Arc::clone(column));
                *counts.entry(column).or_default() += 1;
            }
        }
        counts
    }

    /// How much is listed as not taken so far.
    pub(crate) const fn rejected_count(&self) -> usize {
        self.rejected_count
    }

    /// Takes a cell off the list: another form read it.
    pub(crate) fn take_back(&mut self, at: &Place) {
        if let Some(here) = self.rejected.get_mut(at) {
            let before = here.len();
            here.retain(|(scope, ..)| *scope != Extent::Cell);
            self.rejected_count -= before - here.len();
        }
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
        let entry = self.notices.entry((place, kind)).or_insert(Said {
            count: 0,
            why,
            is_once: false,
        });
        entry.count += count;
    }

    /// As [`notice`](Self::notice), but once however often it is said.
    pub(crate) fn notice_once(&mut self, place: Place, kind: NoticeKind) {
        self.notices.entry((place, kind)).or_insert(Said {
            count: 1,
            why: None,
            is_once: true,
        });
    }

    pub(crate) fn into_lists(mut self) -> (Vec<Rejection>, Vec<Notice>) {
        let mut rejected = Vec::new();
        for (place, all) in std::mem::take(&mut self.rejected) {
            let row = self.row_of(&place);
            rejected.extend(all.into_iter().map(|(scope, reason, content)| Rejection {
                place: place.clone(),
                scope,
                reason,
                content,
                row,
            }));
        }
        let notices = std::mem::take(&mut self.notices).into_iter();
        let notices = notices.map(|((place, kind), said)| Notice {
            row: self.row_of(&place),
            place,
            kind,
            count: said.count,
            why: said.why,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u64) -> Place {
        place(&Arc::from("a.csv"), line, Some("B"))
    }

    /// Two halves say together what one says alone: what is said once is, what is counted adds up.
    #[test]
    fn what_is_said_in_parts_is_what_is_said_at_once() {
        let said = |log: &mut Log, line: u64| {
            let file = Arc::from("a.csv");
            log.row_read(&file);
            log.reject(at(line), Extent::Cell, RejectionReason::Ambiguous, None);
            log.lose_row(at(7), RejectionReason::Orphan, Some("k"));
            log.notice(at(0), NoticeKind::LeftOut, 2, Some(Arc::from("why")));
            log.notice_once(at(1), NoticeKind::Formula);
        };
        let (mut whole, mut first, mut second) = (Log::default(), Log::default(), Log::default());
        said(&mut whole, 2);
        said(&mut whole, 3);
        said(&mut first, 2);
        said(&mut second, 3);
        first.add(second);
        assert_eq!(first.rejected_count(), whole.rejected_count());
        let count = |log: &Log| {
            let count = log.row_count("a.csv");
            (count.read, count.rejected, count.repeated)
        };
        assert_eq!(count(&first), (2, 2, 0));
        assert_eq!(count(&first), count(&whole));
        let (rejected, notices) = first.into_lists();
        let expected = whole.into_lists();
        assert!(rejected == expected.0);
        assert!(rejected.is_sorted());
        let told = |notices: &[Notice]| -> Vec<(u64, u64, Option<String>)> {
            let all = notices.iter();
            all.map(|one| (one.line(), one.count(), one.why().map(str::to_owned)))
                .collect()
        };
        assert_eq!(told(&notices), told(&expected.1));
        assert_eq!(told(&notices).first().unwrap().1, 4);
    }

    #[test]
    fn a_cell_is_taken_off_the_list_and_its_row_is_not() {
        let mut log = Log::default();
        for line in [2, 3] {
            log.reject(at(line), Extent::Cell, RejectionReason::Ambiguous, None);
            log.reject(at(line), Extent::Row, RejectionReason::Ambiguous, None);
        }
        log.take_back(&at(2));
        assert_eq!(log.rejected_count(), 3);
        assert_eq!(log.into_lists().0.len(), 3);
    }
}

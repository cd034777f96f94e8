//! Rows of people that were not read, as they stand in their file.

use crate::{Extent, Rejection, extract::Survey};
use handover_dataset::{CaseReference, eligibility::Record};
use handover_sheet::StoredText;
use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    sync::Arc,
};

/// How the reference of such a row begins, before the number of its line.
pub(super) const LOST: &str = "rejected-";

/// So many lines of a file may one row have, of which nobody knows where it ends.
const MOST_LINES: u64 = 8;

/// So many bytes are looked through at a time.
const BLOCK: u64 = 1 << 20;

/// The lost rows of people as they stand in their file, each up to the next of the lines that were `read`. A sheet of a
/// workbook loses none but those of another table.
pub(super) fn lost_rows(
    survey: &Survey<'_>,
    lost: &BTreeSet<u64>,
    read: &[u64],
) -> io::Result<BTreeMap<u64, String>> {
    let mut rows = BTreeMap::new();
    let text = survey.text_of_people().filter(|_| !lost.is_empty());
    let Some(text) = text else {
        return Ok(rows);
    };
    let read: BTreeSet<u64> = read.iter().copied().collect();
    let end = |line: u64| {
        let next = read.range(line + 1..).next().copied();
        next.unwrap_or(u64::MAX).min(line + MOST_LINES)
    };
    let wanted = lost.iter().flat_map(|line| [*line, end(*line)]).collect();
    let starts = line_starts(text, &wanted)?;
    for line in lost {
        let Some(start) = starts.get(line) else {
            continue;
        };
        let end = starts
            .get(&end(*line))
            .copied()
            .unwrap_or_else(|| text.size());
        let length = usize::try_from(end.saturating_sub(*start)).unwrap_or(usize::MAX);
        let mut row = vec![0; length];
        text.read_at(&mut row, *start)?;
        rows.insert(*line, String::from_utf8_lossy(&row).into_owned());
    }
    Ok(rows)
}

/// Where some lines begin, those of them that there are.
fn line_starts(text: &dyn StoredText, wanted: &BTreeSet<u64>) -> io::Result<BTreeMap<u64, u64>> {
    let mut starts = BTreeMap::new();
    let last = wanted.last().copied().unwrap_or_default();
    let (mut line, mut at, mut after_return) = (1, 0, false);
    let mut begin = |line: u64, at: u64| {
        if wanted.contains(&line) {
            starts.insert(line, at);
        }
    };
    begin(line, 0);
    let mut bytes = Vec::new();
    while at < text.size() && line <= last {
        let length = BLOCK.min(text.size() - at);
        bytes.resize(usize::try_from(length).unwrap_or(usize::MAX), 0);
        text.read_at(&mut bytes, at)?;
        for byte in &bytes {
            // LF, CR and CRLF each end a line; a CR alone is seen when the next byte is.
            if after_return && *byte != b'\n' {
                line += 1;
                begin(line, at);
            }
            after_return = *byte == b'\r';
            at += 1;
            if *byte == b'\n' {
                line += 1;
                begin(line, at);
            }
        }
    }
    if after_return {
        begin(line + 1, at);
    }
    Ok(starts)
}

/// Whether a row of people was rejected.
pub(super) fn is_person(people: &Arc<str>, rejected: &Rejection) -> bool {
    rejected.place.file == *people
        && rejected.scope == Extent::Row
        && rejected.reason.loses_a_person()
}

/// The record of a person whose row was rejected: by the number of its line, for a practitioner to decide, so that
/// nobody is lost between the extract and the roster.
pub(crate) fn unread_record(line: u64) -> Option<Record> {
    let reference = CaseReference::try_from(format!("{LOST}{line}")).ok()?;
    let mut record = Record::new(reference);
    record.has_unreadable_row = true;
    Some(record)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Text(&'static [u8]);

    impl StoredText for Text {
        fn size(&self) -> u64 {
            u64::try_from(self.0.len()).unwrap()
        }

        fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
            crate::extract::held_at(self.0, bytes, offset)
        }
    }

    #[test]
    fn every_kind_of_line_end_is_one() {
        let starts = |text| {
            let all = line_starts(&Text(text), &(1..9).collect()).unwrap();
            all.into_values().collect::<Vec<_>>()
        };
        assert_eq!(starts(b"a\nb\r\nc\rd"), [0, 2, 5, 7]);
        assert_eq!(starts(b"a\r\r\n\n"), [0, 2, 4, 5]);
        assert_eq!(starts(b"a\r"), [0, 2]);
        assert_eq!(starts(b""), [0]);
    }
}

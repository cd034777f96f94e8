//! What holds for any input: no order of rows matters, and nothing panics.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

use handover_interop::{
    ExtractFile, ExtractSource, Import, ImportError, Mapping, StoredText, built_in_extract,
};
use proptest::prelude::*;
use std::{
    io,
    sync::atomic::{AtomicUsize, Ordering},
};

/// The same file with its rows in another order.
fn shuffled(source: &ExtractFile, seed: u64) -> ExtractFile {
    let bytes = source.bytes();
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let is_json = source.name().ends_with(".jsonl");
    let (header, mut rows) = if is_json {
        let lines = bytes
            .split(|&byte| byte == b'\n')
            .filter(|line| !line.is_empty());
        (Vec::new(), lines.map(<[u8]>::to_vec).collect::<Vec<_>>())
    } else {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(bytes);
        let written = |record: &csv::ByteRecord| {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_byte_record(record).unwrap();
            writer.into_inner().unwrap()
        };
        let mut rows = reader
            .byte_records()
            .map(|record| written(&record.unwrap()));
        (rows.next().unwrap(), rows.collect())
    };
    let mut state = seed;
    for at in (1..rows.len()).rev() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        rows.swap(at, usize::try_from(state >> 33).unwrap() % (at + 1));
    }
    let joined = rows.join(if is_json {
        b"\n".as_slice()
    } else {
        b"".as_slice()
    });
    ExtractFile::new(source.name(), [header, joined].concat())
}

/// All that an import says, without line numbers.
fn said(import: &Import) -> (Vec<serde_json::Value>, Vec<String>) {
    let cases = import
        .drafts()
        .iter()
        .map(|draft| draft.case().clone())
        .collect();
    let at = |file: &str, column: Option<&str>| format!("{file} {column:?}");
    let rejected = import.rejected().iter().map(|one| {
        format!(
            "{} {:?} {:?}",
            at(one.file(), one.column()),
            one.reason(),
            one.content()
        )
    });
    let notices = import.notices().iter().map(|one| {
        format!(
            "{} {:?} {} {:?}",
            at(one.file(), one.column()),
            one.kind(),
            one.count(),
            one.why()
        )
    });
    let latest = import
        .drafts()
        .iter()
        .flat_map(|draft| draft.latest())
        .map(|latest| {
            format!(
                "{:?} {:?} {:?}",
                latest.status(),
                latest.id(),
                latest.candidates()
            )
        });
    let links = import
        .links()
        .iter()
        .map(|link| format!("{:?} {}", link.references(), link.kind()));
    let mut lists: Vec<String> = rejected.chain(notices).chain(latest).chain(links).collect();
    lists.sort();
    (cases, lists)
}

/// The lean way gives what the other gives.
#[test]
fn drafts_one_by_one_are_the_drafts() {
    // The templates have no extract of their own.
    let has_extract = |name: &&str| !matches!(*name, "wide-csv" | "workbook");
    for name in Mapping::built_in_names().filter(has_extract) {
        let mapping = Mapping::built_in(name).unwrap();
        let extract = built_in_extract(if name.starts_with('h') {
            "harrow-2010"
        } else {
            "maternity-2026"
        })
        .unwrap();
        let whole = mapping.import(&extract).unwrap();
        let stored: Vec<Stored> = extract.iter().cloned().map(Stored).collect();
        let (mut one_by_one, mut records) = (Vec::new(), Vec::new());
        let take = |draft| one_by_one.push(draft);
        let rest = mapping
            .import_each(&stored, |draft| draft, take, |record| records.push(record))
            .unwrap();
        assert!(rest.drafts().is_empty() && rest.summary() == whole.summary());
        assert!(records == whole.records() && rest.rejected() == whole.rejected());
        assert!(rest.notices() == whole.notices() && rest.links() == whole.links());
        let cases = |drafts: &[handover_interop::ImportedCase]| {
            drafts
                .iter()
                .map(|draft| draft.case().clone())
                .collect::<Vec<_>>()
        };
        assert!(cases(&one_by_one) == cases(whole.drafts()));
    }
}

/// A file that is nowhere held.
struct Stored(ExtractFile);

impl StoredText for Stored {
    fn size(&self) -> u64 {
        self.0.size()
    }

    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        self.0.read_at(bytes, offset)
    }
}

impl ExtractSource for Stored {
    fn name(&self) -> &str {
        self.0.name()
    }
}

/// A file in which somebody changes a surname while it is read.
struct Edited(Stored, AtomicUsize);

impl StoredText for Edited {
    fn size(&self) -> u64 {
        self.0.size()
    }

    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        self.0.read_at(bytes, offset)?;
        let text = String::from_utf8_lossy(bytes);
        if self.name() == "clients.csv"
            && text.contains("Ashdown")
            && self.1.fetch_add(1, Ordering::Relaxed) > 0
        {
            let edited = text.replace("Ashdown", "Ashdene").into_bytes();
            bytes.copy_from_slice(&edited);
        }
        Ok(())
    }
}

impl ExtractSource for Edited {
    fn name(&self) -> &str {
        self.0.name()
    }
}

#[test]
fn a_file_that_is_changed_while_it_is_read_is_not_imported() {
    let files = built_in_extract("harrow-2010").unwrap().into_iter();
    let files: Vec<Edited> = files
        .map(|file| Edited(Stored(file), AtomicUsize::new(0)))
        .collect();
    let mapping = Mapping::built_in("harrow-2010").unwrap();
    let import = mapping.import_each(&files, |_| (), |()| (), |_| ());
    assert!(matches!(import, Err(ImportError::Changed)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    /// S-14, as far as the import goes.
    #[test]
    fn the_order_of_rows_makes_no_difference(seed: u64) {
        for name in ["harrow-2010", "maternity-2026"] {
            let mapping = Mapping::built_in(name).unwrap();
            let extract = built_in_extract(name).unwrap();
            let mut other: Vec<_> = extract.iter().map(|source| shuffled(source, seed)).collect();
            let is_other = |(one, other): (&ExtractFile, &ExtractFile)| one.bytes() != other.bytes();
            prop_assert!(extract.iter().zip(&other).any(is_other));
            other.reverse();
            let (one, other) = (mapping.import(&extract).unwrap(), mapping.import(&other).unwrap());
            prop_assert_eq!(one.summary(), other.summary());
            prop_assert!(said(&one) == said(&other));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes: Vec<u8>, at: prop::sample::Index, flip: u8) {
        for name in ["wide-csv", "maternity-2026"] {
            let mapping = Mapping::built_in(name).unwrap();
            let file = mapping.files().next().unwrap().to_owned();
            let mut good = match name {
                "wide-csv" => b"ID,SURNAME,BORN\nA,\"One\",01/02/1990\nB,Two,\n".to_vec(),
                _ => built_in_extract(name).unwrap()[0].bytes()[..4_000].to_vec(),
            };
            let at = at.index(good.len());
            good[at] ^= flip;
            let inserted = [&good[..at], &bytes, &good[at..]].concat();
            for bytes in [bytes.clone(), good, inserted] {
                if let Ok(import) = mapping.import(&[ExtractFile::new(file.clone(), bytes)]) {
                    prop_assert!(import.summary().is_whole());
                }
            }
        }
    }

    #[test]
    fn any_text_is_a_mapping_or_an_error_with_its_line(
        text: String,
        at: prop::sample::Index,
        len in 0_usize..40,
    ) {
        let good = Mapping::built_in_text("wide-csv").unwrap();
        let at = at.index(good.len());
        let end = (at + len).min(good.len());
        let (Some(before), Some(after)) = (good.get(..at), good.get(end..)) else { return Ok(()) };
        for text in [text.clone(), format!("{before}{after}"), format!("{before}{text}{after}")] {
            match Mapping::from_toml(&text) {
                Ok(mapping) => {
                    let source = ExtractFile::new("people.csv", b"ID,SURNAME\nA,One".to_vec());
                    let _ = mapping.import(&[source]);
                }
                Err(error) => prop_assert!(error.line() >= 1),
            }
        }
    }
}

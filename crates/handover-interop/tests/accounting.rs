//! Every row of a file is a draft, rejected, repeated or no case: once, and never twice.

use handover_interop::{ExtractFile, Mapping, built_in_extract};

/// A discharge that stands there twice is one repeated row, however many babies stand in it.
#[test]
fn a_repeated_line_counts_once() {
    let shipped = built_in_extract("maternity-2026").unwrap();
    let [file] = shipped.as_slice() else {
        panic!("the extract is one file");
    };
    let mut twice = file.bytes().to_vec();
    let first_line = twice.split_inclusive(|byte| *byte == b'\n').next().unwrap();
    twice.extend(first_line.to_vec());
    let extract = [ExtractFile::new(file.name(), twice)];
    for name in ["maternity-2026", "maternity-2026-babies"] {
        let mapping = Mapping::built_in(name).unwrap();
        let before = mapping.import(&shipped).unwrap().summary();
        let after = mapping.import(&extract).unwrap().summary();
        assert!(before.is_whole() && after.is_whole(), "{name}: {after:?}");
        assert_eq!(after.drafts, before.drafts, "{name}");
    }
    let summary = Mapping::built_in("maternity-2026")
        .unwrap()
        .import(&extract)
        .unwrap()
        .summary();
    assert_eq!((summary.rows, summary.repeated), (26, 1));
}

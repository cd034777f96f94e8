//! Fabricated extracts that go wrong: each thing is named with file, line, column and reason.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

use handover_dataset::Case;
use handover_interop::{Extent, ExtractFile, Import, Mapping, NoticeKind, RejectionReason};

const HEADER: &str = "ID,SURNAME,FORENAME,BORN,SEX,NHS,PHONE,PHONE_SAFE,ADDRESS,POSTCODE,KEYWORKER,\
    DIED,LAST_SEEN,CLOSING_NOTE";

/// A mapping of one wide CSV without its numbered groups, to keep the rows short.
fn mapping() -> Mapping {
    let text = Mapping::built_in_text("wide-csv").unwrap();
    let text = text
        .replace("times = 4", "times = 1")
        .replace("times = 3", "times = 1");
    let mut mapping = Mapping::from_toml(&text).unwrap();
    // What the template leaves to whoever fills it in.
    let empty: Vec<String> = mapping.empty_constants().map(str::to_owned).collect();
    assert_eq!(empty.len(), 5, "{empty:?}");
    for name in empty {
        let said = match name.as_str() {
            "call_back_phone" => "+441632960000",
            _ => "Somebody",
        };
        assert!(mapping.set(&name, said));
    }
    assert_eq!(mapping.empty_constants().count(), 0);
    mapping
}

fn header() -> String {
    format!(
        "{HEADER},EP1_REFERRED,EP1_TRIAGED,EP1_CLOSED,EP1_REASON,CHILD1_NAME,CHILD1_BORN,CHILD1_LIVES_WITH"
    )
}

/// A row whose first cells are given; the rest is empty.
fn row(cells: &[&str]) -> String {
    let mut row: Vec<&str> = cells.to_vec();
    row.resize(header().split(',').count(), "");
    row.join(",")
}

fn import(bytes: impl Into<Vec<u8>>) -> Import {
    mapping()
        .import(&[ExtractFile::new("people.csv", bytes.into())])
        .unwrap()
}

fn listed(import: &Import) -> Vec<(u64, Option<&str>, RejectionReason)> {
    import
        .rejected()
        .iter()
        .map(|at| (at.line(), at.column(), at.reason()))
        .collect()
}

fn noted(import: &Import) -> Vec<(u64, Option<&str>, NoticeKind)> {
    import
        .notices()
        .iter()
        .map(|at| (at.line(), at.column(), at.kind()))
        .collect()
}

fn value<'i>(import: &'i Import, reference: &str, path: &str) -> &'i serde_json::Value {
    static NULL: serde_json::Value = serde_json::Value::Null;
    let case = import.draft(reference).unwrap().case();
    case.pointer(&format!("/sections/{path}")).unwrap_or(&NULL)
}

#[test]
fn the_template_makes_cases_of_one_wide_csv() {
    let text = format!(
        "{}\r\n{}\n",
        header(),
        "P1,Winterley,Joanna,09/03/1988,F,9990000018,07700 900123,Y,14 Larch Row,zz14qx,S. Okell,,\
         21/04/2026,No reply.,10/09/2025,15/09/2025,02/06/2026,dropped out,Ann,01/02/2017,foster"
    );
    let import = import(text);
    assert_eq!(listed(&import), []);
    // Of one person's days few show whether the day comes first.
    let noted = noted(&import).into_iter();
    let others = noted.filter(|(_, _, kind)| *kind != NoticeKind::DaysUnclear);
    assert_eq!(others.count(), 0);
    assert!(import.summary().is_whole());
    let draft = import.draft("P1").unwrap();
    assert!(!draft.is_open());
    let case = Case::from_value(draft.case().clone());
    assert!(
        case.is_ok(),
        "{:?}",
        case.map_err(|found| found
            .findings
            .iter()
            .map(|one| one.message.clone())
            .collect::<Vec<_>>())
            .err()
    );
    assert_eq!(
        value(&import, "P1", "location/addresses/value/0/postcode"),
        "ZZ1 4QX"
    );
    assert_eq!(
        value(&import, "P1", "contact/dependants/value/0/lives_with"),
        "foster"
    );
    assert_eq!(
        value(&import, "P1", "closures/closure/value/outcome"),
        "unplanned"
    );
}

#[test]
fn line_ends_may_be_mixed_and_the_last_may_be_missing() {
    let rows = [
        row(&["A", "One"]),
        row(&["B", "\"Two\r\nlines\""]),
        row(&["C", "Three"]),
        row(&["D", "Four"]),
    ];
    let text = format!(
        "{}\r\n{}\n{}\r{}\r\n{}",
        header(),
        rows[0],
        rows[1],
        rows[2],
        rows[3]
    );
    let import = import(text);
    assert_eq!(import.summary().drafts, 4);
    let lines: Vec<_> = import
        .drafts()
        .iter()
        .map(handover_interop::ImportedCase::line)
        .collect();
    assert_eq!(lines, [2, 3, 5, 6]);
    assert_eq!(
        value(&import, "B", "person/names/value/0/family"),
        "Two\nlines"
    );
}

#[test]
fn byte_order_marks_say_what_the_file_is() {
    let text = format!("{}\n{}\n", header(), row(&["A", "\u{141}\u{105}ka"]));
    let utf8 = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
    let little: Vec<u8> = "\u{feff}"
        .encode_utf16()
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let big: Vec<u8> = "\u{feff}"
        .encode_utf16()
        .chain(text.encode_utf16())
        .flat_map(u16::to_be_bytes)
        .collect();
    for bytes in [utf8, little, big] {
        let import = import(bytes);
        assert_eq!(listed(&import), []);
        assert_eq!(
            value(&import, "A", "person/names/value/0/family"),
            "\u{141}\u{105}ka"
        );
    }
}

#[test]
fn windows_1252_is_read_with_a_notice_and_its_unassigned_bytes_are_refused() {
    let mut bytes = format!("{}\n", header()).into_bytes();
    bytes.extend(b"A,Caf\xe9");
    bytes.extend(",".repeat(header().matches(',').count() - 1).into_bytes());
    let import = import(bytes.clone());
    assert_eq!(
        value(&import, "A", "person/names/value/0/family"),
        "Caf\u{e9}"
    );
    assert_eq!(noted(&import), [(0, None, NoticeKind::Windows1252)]);

    bytes.extend(b"\nB\x81");
    let failed = mapping()
        .import(&[ExtractFile::new("people.csv", bytes)])
        .unwrap_err();
    let rejected: Vec<_> = failed
        .rejected()
        .iter()
        .map(|at| (at.line(), at.scope(), at.reason()))
        .collect();
    assert_eq!(rejected, [(3, Extent::File, RejectionReason::BadEncoding)]);
}

#[test]
fn a_bad_byte_in_utf8_costs_its_row_and_nothing_is_replaced() {
    let text = Mapping::built_in_text("wide-csv").unwrap();
    let text = text
        .replace("\"auto\"", "\"utf-8\"")
        .replace("times = 4", "times = 1")
        .replace("times = 3", "times = 1");
    let mapping = Mapping::from_toml(&text).unwrap();
    let mut bytes = format!("{}\n{}\n", header(), row(&["A", "One"])).into_bytes();
    bytes.extend(
        row(&["B", "X"])
            .replace('X', "\u{1}")
            .into_bytes()
            .iter()
            .map(|&byte| if byte == 1 { 0xe9 } else { byte }),
    );
    let import = mapping
        .import(&[ExtractFile::new("people.csv", bytes)])
        .unwrap();
    assert_eq!(
        listed(&import),
        [(3, Some("SURNAME"), RejectionReason::BadEncoding)]
    );
    let summary = import.summary();
    assert_eq!((summary.rows, summary.drafts, summary.rejected), (2, 1, 1));
    assert!(summary.is_whole());
}

#[test]
fn rows_that_do_not_fit_are_listed_and_counted() {
    let text = format!(
        "{}\n{}\nB,too,short\n{},one,more\n{}\n{}\n{}\n{}",
        header(),
        row(&["A"]),
        row(&["C"]),
        row(&["", "Nobody"]),
        row(&["D", "First"]),
        row(&["D", "Second"]),
        row(&["A"]),
    );
    let import = import(text);
    let columns = header().split(',').count();
    assert_eq!(
        listed(&import),
        [
            (
                3,
                None,
                RejectionReason::Ragged {
                    expected: columns,
                    found: 3
                }
            ),
            (
                4,
                None,
                RejectionReason::Ragged {
                    expected: columns,
                    found: columns + 2
                }
            ),
            (5, Some("ID"), RejectionReason::KeyMissing),
            (6, None, RejectionReason::DuplicateKey),
            (7, None, RejectionReason::DuplicateKey),
        ]
    );
    assert_eq!(noted(&import), [(8, None, NoticeKind::Repeated)]);
    let summary = import.summary();
    assert_eq!(
        (
            summary.rows,
            summary.drafts,
            summary.rejected,
            summary.repeated
        ),
        (7, 1, 5, 1)
    );
    assert!(summary.is_whole());
}

#[test]
fn a_stray_quotation_mark_does_not_swallow_rows_in_silence() {
    let text = format!(
        "{}\n{}\n{}\n{}",
        header(),
        row(&["A", "\"One"]),
        row(&["B", "Two"]),
        row(&["C", "Three"])
    );
    let import = import(text);
    assert_eq!(listed(&import), [(2, None, RejectionReason::BadQuotes)]);
    let summary = import.summary();
    assert_eq!((summary.rows, summary.drafts, summary.rejected), (3, 2, 1));
    assert!(summary.is_whole());

    let text = format!("{}\n{}", header(), "A,\"\n".repeat(50_001));
    let (rejected, is_whole) =
        match mapping().import(&[ExtractFile::new("people.csv", text.into_bytes())]) {
            Ok(import) => (import.rejected().len(), import.summary().is_whole()),
            Err(error) => (error.rejected().len(), true),
        };
    assert!(rejected > 1 && is_whole);
}

#[test]
fn a_header_that_lacks_or_doubles_a_column_is_listed() {
    let without = header().replace(",PHONE,", ",TELEPHONE,");
    let found = import(format!(
        "{without}\n{}",
        row(&["A", "One", "", "", "", "", "07700 900123"])
    ));
    assert_eq!(
        listed(&found),
        [(0, Some("PHONE"), RejectionReason::MissingColumn)]
    );
    assert_eq!(
        noted(&found),
        [(0, Some("TELEPHONE"), NoticeKind::NotMapped)]
    );

    let doubled = header().replace(",PHONE,", ",SURNAME,");
    let found = import(format!("{doubled}\n{}", row(&["A", "One"])));
    assert!(listed(&found).contains(&(1, Some("SURNAME"), RejectionReason::DuplicateName)));
    assert_eq!(value(&found, "A", "person/names/absent"), "not-read");

    for text in ["", "WRONG,HEADER\n1,2\n", "ID,ID\n1,2\n"] {
        let error = mapping()
            .import(&[ExtractFile::new("people.csv", text.as_bytes().to_vec())])
            .unwrap_err();
        assert!(
            error
                .rejected()
                .iter()
                .any(|at| at.reason() == RejectionReason::KeyColumnMissing),
            "{text}"
        );
    }
}

#[test]
fn a_missing_file_and_one_too_many_are_listed() {
    let text = format!("{}\n", header());
    let sources = [
        ExtractFile::new("people.csv", text.into_bytes()),
        ExtractFile::new("other.csv", b"x".to_vec()),
    ];
    let import = mapping().import(&sources).unwrap();
    assert_eq!(noted(&import), [(0, None, NoticeKind::FileNotMapped)]);
    let error = mapping().import(&sources[1..]).unwrap_err();
    assert_eq!(error.rejected()[0].reason(), RejectionReason::MissingFile);
}

/// What a mapping could say of a file is named, and never done unasked.
#[test]
fn what_the_mapping_could_say_is_named() {
    let people = format!(
        "{}\n{}\n{}",
        header(),
        row(&["A", "One", "", "46254"]),
        row(&["B", "Two", "", "", "", "", "07700 900001; 07700 900002"]),
    );
    let read = import(people.clone());
    let several = RejectionReason::SeveralPhones;
    assert_eq!(
        listed(&read),
        [
            (2, Some("BORN"), RejectionReason::OtherDateForm("excel")),
            (3, Some("PHONE"), several),
        ]
    );
    for (path, reference) in [("person/birth_date", "A"), ("contact/telecoms", "B")] {
        assert_eq!(
            value(&read, reference, &format!("{path}/absent")),
            "not-read"
        );
    }
    let below = format!("List of 5 October\n\n{people}");
    let sources = [ExtractFile::new("people.csv", below.into_bytes())];
    let error = mapping().import(&sources).unwrap_err();
    let [only] = error.rejected() else {
        panic!("one reason")
    };
    assert_eq!(only.reason(), RejectionReason::KeyColumnBelow { row: 3 });
}

#[test]
fn no_date_code_number_or_reference_is_guessed() {
    let text = format!(
        "{}\n{}\n{}\n{}\n{}\n{}",
        header(),
        row(&["A", "One", "", "31/02/1988", "X", "9990000019", "0123", "Y"]),
        row(&[
            "B",
            "Two",
            "",
            "1988-03-09",
            "f",
            "99900000",
            "07700 900123",
            "maybe"
        ]),
        row(&["C/1", "Three"]),
        row(&["D", "Fo\u{7}ur"]),
        row(&["E", "Five", "", "\u{661}\u{661}/03/1988"]),
    );
    let import = import(text);
    assert_eq!(
        listed(&import),
        [
            (2, Some("BORN"), RejectionReason::NotADate),
            (2, Some("NHS"), RejectionReason::NhsCheckDigit),
            (2, Some("PHONE"), RejectionReason::NotAPhone),
            (2, Some("SEX"), RejectionReason::UnknownCode),
            (
                3,
                Some("BORN"),
                RejectionReason::OtherDateForm("yyyy-mm-dd[ hh:mm]")
            ),
            (3, Some("NHS"), RejectionReason::NhsMalformed),
            (3, Some("PHONE_SAFE"), RejectionReason::UnknownCode),
            (5, Some("SURNAME"), RejectionReason::ControlCharacter),
            (6, Some("BORN"), RejectionReason::NotADate),
        ]
    );
    assert_eq!(value(&import, "A", "person/birth_date/absent"), "not-read");
    assert_eq!(
        value(&import, "A", "person/sex_and_gender/absent"),
        "not-read"
    );
    assert_eq!(value(&import, "A", "person/nhs_number/absent"), "not-read");
    assert_eq!(
        value(&import, "B", "contact/telecoms/value/0/safe"),
        "unknown"
    );
    assert!(import.summary().is_whole());
}

#[test]
fn null_words_are_no_values() {
    let import = import(format!(
        "{}\n{}",
        header(),
        row(&["A", "One", "NULL", " N/A ", "-"])
    ));
    assert_eq!(listed(&import), []);
    assert_eq!(
        value(&import, "A", "person/names/value/0/given").as_str(),
        None
    );
    assert_eq!(value(&import, "A", "person/birth_date/absent"), "unknown");
}

#[test]
fn formulas_stay_text_and_are_noted() {
    let import = import(format!("{}\n{}", header(), row(&["A", "=1+1", "@x"])));
    let formula = NoticeKind::Formula;
    assert_eq!(
        noted(&import),
        [
            (2, Some("FORENAME"), formula),
            (2, Some("SURNAME"), formula)
        ]
    );
    assert_eq!(value(&import, "A", "person/names/value/0/family"), "=1+1");
}

/// A long text is listed with its length; it is neither cut nor carried.
#[test]
fn a_text_of_60_kilobytes_is_listed() {
    let note = "word ".repeat(12_000);
    let cells = [
        "A",
        "One",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "21/04/2026",
        &note,
        "10/09/2025",
        "15/09/2025",
        "02/06/2026",
        "dropped out",
    ];
    let import = import(format!("{}\n{}", header(), row(&cells)));
    let found = note.trim_matches(' ').len();
    assert_eq!(
        listed(&import),
        [(
            2,
            Some("CLOSING_NOTE"),
            RejectionReason::TooLong { found, max: 32_767 }
        )]
    );
    // Nothing is said of a note that is there: not even that the closure is told whole.
    assert_eq!(value(&import, "A", "closures/closure/incomplete"), true);
    assert!(value(&import, "A", "closures/closure/value/summary").is_null());
    let shown = import.rejected()[0].to_string();
    assert_eq!(
        shown,
        format!(
            "people.csv, line 2, column CLOSING_NOTE: {found} characters where 32767 are allowed: shorten it; nothing was carried over"
        )
    );
}

#[test]
fn what_is_listed_does_not_repeat_the_cell_unless_asked() {
    let import = import(format!(
        "{}\n{}",
        header(),
        row(&["A", "One", "", "canary-date"])
    ));
    let rejection = &import.rejected()[0];
    assert_eq!(rejection.content(), Some("canary-date"));
    for text in [
        rejection.to_string(),
        format!("{rejection:?}"),
        format!("{import:?}"),
    ] {
        assert!(!text.contains("canary"), "{text}");
    }
    assert_eq!(
        format!("{rejection:?} {:?}", import.draft("A").unwrap()),
        "Rejection(..) ImportedCase(..)"
    );
}

/// A day written as in the United States is told as that; whose row was rejected stands beside it.
#[test]
fn a_month_before_the_day_is_told_and_a_rejected_row_says_whose_it_is() {
    let text = format!(
        "{}\n{}\nB,Two",
        header(),
        row(&["A", "One", "", "03/25/1988"])
    );
    let import = import(text);
    let told: Vec<(RejectionReason, Option<&str>)> = import
        .rejected()
        .iter()
        .map(|one| (one.reason(), one.content()))
        .collect();
    assert_eq!(
        told.first(),
        Some(&(RejectionReason::MonthFirst, Some("03/25/1988")))
    );
    assert!(told.iter().any(|(reason, whose)| {
        matches!(reason, RejectionReason::Ragged { .. }) && *whose == Some("B")
    }));
    let references = import.records();
    let references: Vec<&str> = references
        .iter()
        .map(|one| one.reference.as_str())
        .collect();
    assert_eq!(references, ["A", "rejected-3"]);
}

/// A member that is read has another form now, and what it stands in is left out on purpose: it was not read all the
/// same, and nobody may say that it is not known.
#[test]
fn what_is_read_is_never_left_out_in_another_form() {
    let extract = handover_interop::built_in_extract("maternity-2026").unwrap();
    let mapping = Mapping::built_in("maternity-2026-babies").unwrap();
    let first = &extract[0];
    let text = std::str::from_utf8(first.bytes()).unwrap();
    let whole = mapping.import(&extract).unwrap();
    let baby = whole.drafts()[0].reference().to_owned();
    let record = baby.rsplit_once('-').unwrap().0;
    let damaged = text.lines().map(|line| {
        let parts = line
            .split_once(",\"mode\"")
            .filter(|_| line.contains(record));
        let Some((before, after)) = parts else {
            return line.to_owned();
        };
        let (before, at) = before.rsplit_once("\"at\":").unwrap();
        format!("{before}\"at\":[{at}],\"mode\"{after}")
    });
    let damaged = damaged.collect::<Vec<_>>().join("\n");
    let import = mapping
        .import(&[ExtractFile::new(first.name(), damaged.into_bytes())])
        .unwrap();
    let said = |import: &Import| value(import, &baby, "person/birth_date").to_string();
    assert!(said(&whole).contains("date"), "{}", said(&whole));
    assert!(said(&import).contains("not-read"), "{}", said(&import));
}

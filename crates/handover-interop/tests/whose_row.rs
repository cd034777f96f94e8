//! Rows of which nobody knows whose they are, and cells that stand where nobody looks: what they would have said is not
//! read, and never nothing.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

use handover_interop::{ExtractFile, Import, Mapping, RejectionReason};
use serde_json::Value;

/// Clients and a second table; of each client whether she has allergies.
fn tables(others: bool, clients: &str, allergies: &str) -> Import {
    let others = if others { "others = true" } else { "" };
    let mapping = format!(
        r#"
mapping = "two-tables"
profile = "caseload-transfer@1"

[table.clients]
file = "clients.csv"
key = "ID"

[table.allergies]
file = "allergies.csv"
key = "ID"
{others}

[case]
table = "clients"

[plan.allergies]
rows = "allergies"
item.substance.text = {{ column = "TO", need = true }}
item.reaction = {{ column = "HOW" }}
absent = "none-known"

[handover.case_reference]
value = {{ column = "ID" }}

[left_out]
"clients.NAME" = "not asked about here"
"#
    );
    let mapping = Mapping::from_toml(&mapping).unwrap();
    let files = [
        ExtractFile::new("clients.csv", clients.as_bytes().to_vec()),
        ExtractFile::new("allergies.csv", allergies.as_bytes().to_vec()),
    ];
    mapping.import(&files).unwrap()
}

fn allergies<'i>(import: &'i Import, reference: &str) -> &'i Value {
    let case = import.draft(reference).unwrap().case();
    case.pointer("/sections/plan/allergies").unwrap()
}

const CLIENTS: &str = "ID,NAME\nMV1001,Ada\nMV2002,Bea\nMV3003,Cleo\n";

/// One typing error in the key of a row: whose it may be has none-known no more, and all others have.
#[test]
fn a_key_with_one_typing_error_may_be_anybodys_who_is_near() {
    for mistyped in ["MV10O1", "MV101", "MV10001", "MV0101", "mv 1001"] {
        let rows = format!("ID,TO,HOW\n{mistyped},penicillin,\n");
        let import = tables(false, CLIENTS, &rows);
        assert_eq!(
            allergies(&import, "MV1001")["absent"],
            "not-read",
            "{mistyped}"
        );
        assert_eq!(
            allergies(&import, "MV2002")["absent"],
            "none-known",
            "{mistyped}"
        );
        assert_eq!(import.rejected().len(), 1);
    }
    // Somebody of an earlier contract.
    let import = tables(false, CLIENTS, "ID,TO,HOW\nQQ7777,penicillin,\n");
    assert_eq!(allergies(&import, "MV1001")["absent"], "none-known");
    // The mapping says that the table has rows of more people.
    let import = tables(true, CLIENTS, "ID,TO,HOW\nMV1002,penicillin,\n");
    assert_eq!(allergies(&import, "MV1001")["absent"], "none-known");
}

#[test]
fn where_a_broken_row_tells_no_key_nobody_has_none() {
    let rows = "ID,TO,HOW\nMV2002,pollen,\nmore,MV1001,penicillin,rash\n";
    let import = tables(false, CLIENTS, rows);
    assert_eq!(allergies(&import, "MV1001")["absent"], "not-read");
    assert_eq!(allergies(&import, "MV3003")["absent"], "not-read");
    assert!(allergies(&import, "MV2002")["value"].is_array());
}

/// Somebody pressed the return key in the last cell of a row: what she wrote is not cut in silence.
#[test]
fn a_last_cell_that_goes_on_in_the_next_line_is_not_read() {
    for rest in ["and her throat closed", "and her throat closed, twice"] {
        let rows = format!("ID,TO,HOW\nMV1001,penicillin,she had a rash\n{rest}\nMV2002,pollen,\n");
        let import = tables(false, CLIENTS, &rows);
        let field = allergies(&import, "MV1001");
        assert_eq!(field["value"].as_array().unwrap().len(), 1, "{rest}");
        assert_eq!(field["incomplete"], true, "{rest}");
        assert_eq!(field["value"].pointer("/0/reaction"), None, "{rest}");
        assert!(allergies(&import, "MV2002")["incomplete"].is_null());
        let cut = import
            .rejected()
            .iter()
            .find(|one| one.reason() == RejectionReason::BrokenCell);
        assert_eq!(
            cut.map(|one| (one.line(), one.column())),
            Some((2, Some("HOW"))),
            "{rest}"
        );
    }
    // A line below a row that ends in a word is a line.
    let rows = "ID,TO,HOW\nMV1001,penicillin,badly\nMade by the export\n";
    assert!(tables(false, CLIENTS, rows).rejected().is_empty());
}

fn objects(lines: &str) -> Import {
    let mapping = r#"
mapping = "objects"
profile = "maternity-discharge@1"

[table.people]
file = "people.jsonl"
key = "id"

[table.allergies]
of = "people"
list = "health.allergies"

[case]
table = "people"

[person.birth_date]
value.date = { column = "born.on", date = "yyyy-mm-dd", need = true }
absent = "unknown"

[[person.nhs_number]]
value.value = { column = "numbers.nhs", as = "nhs-number", need = true }
value.status = "01"
[[person.nhs_number]]
value.status = "03"
value.unavailable = "nhs-number-not-known"

[plan.allergies]
rows = "allergies"
item.substance.text = { column = "to", need = true }
absent = "none-known"

[handover.case_reference]
value = { column = "id" }
"#;
    let mapping = Mapping::from_toml(mapping).unwrap();
    mapping
        .import(&[ExtractFile::new("people.jsonl", lines.as_bytes().to_vec())])
        .unwrap()
}

/// A member under another name, or in another form, is not read; where nothing else stands there, it is not there.
#[test]
fn a_member_of_another_name_or_form_is_not_absent() {
    let sound = r#"{"id":"A1","born":{"on":"1990-01-02"},"numbers":{"nhs":"9990000018"},"health":{"allergies":[{"to":"nuts"}]}}"#;
    let damages = [
        (
            r#""on":"1990-01-02""#,
            r#""day":"1990-01-02""#,
            "person/birth_date",
        ),
        (
            r#"{"on":"1990-01-02"}"#,
            r#""1990-01-02""#,
            "person/birth_date",
        ),
        (
            r#""1990-01-02""#,
            r#"{"day":2,"month":1,"year":1990}"#,
            "person/birth_date",
        ),
        (r#""9990000018""#, r#"["9990000018"]"#, "person/nhs_number"),
        (r#""nhs""#, r#""nhsNumber""#, "person/nhs_number"),
        (r#"[{"to":"nuts"}]"#, r#""nuts""#, "plan/allergies"),
        (r#""allergies""#, r#""allergicTo""#, "plan/allergies"),
        (r#"{"to":"nuts"}"#, r#""nuts""#, "plan/allergies"),
        (r#""health""#, r#""clinical""#, "plan/allergies"),
    ];
    for (from, to, field) in damages {
        let second = sound.replace(from, to).replace("A1", "B2");
        assert_ne!(second, sound.replace("A1", "B2"));
        let import = objects(&format!("{sound}\n{second}\n"));
        let field = |reference: &str| {
            let case = import.draft(reference).unwrap().case();
            case.pointer(&format!("/sections/{field}")).unwrap().clone()
        };
        assert!(field("A1").get("value").is_some(), "{to}");
        assert_eq!(field("B2")["absent"], "not-read", "{to}: {}", field("B2"));
    }
    let import = objects(&format!("{sound}\n{}\n", r#"{"id":"B2","health":{}}"#));
    let case = import.draft("B2").unwrap().case();
    assert_eq!(
        case.pointer("/sections/plan/allergies/absent").unwrap(),
        "none-known"
    );
    assert_eq!(
        case.pointer("/sections/person/birth_date/absent").unwrap(),
        "unknown"
    );
}

/// A heading that the mapping leaves out is left out in whatever case it stands there.
#[test]
fn what_is_left_out_is_left_out_in_any_case() {
    let clients = CLIENTS.replace("ID,NAME", "ID, Name ");
    let import = tables(false, &clients, "ID,TO,HOW\n");
    assert_eq!(allergies(&import, "MV1001")["absent"], "none-known");
}

//! Consent to reporting to NDTMS is no consent to this handover, in any mapping.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

use handover_interop::{ExtractFile, Import, Mapping, NoticeKind};
use serde_json::Value;

fn import(column: &str, table: &str, field: &str) -> Import {
    let mapping = format!(
        r#"
mapping = "consent"
profile = "caseload-transfer@1"

[table.clients]
file = "clients.csv"
key = "ID"
{table}

[view.agreed]
table = "clients"
where = {{ column = "OTHER", is = "Y" }}

[case]
table = "clients"

[codes.yes_no]
Y = "yes"
N = "no"

{field}

[handover.case_reference]
value = {{ column = "ID" }}
"#
    );
    let mapping = Mapping::from_toml(&mapping.replace("COLUMN", column)).unwrap();
    let clients = format!("ID,{column},OTHER\nMV1,Y,Y\n");
    mapping
        .import(&[ExtractFile::new("clients.csv", clients.into_bytes())])
        .unwrap()
}

fn consent(import: &Import) -> Option<&Value> {
    import
        .drafts()
        .first()
        .unwrap()
        .case()
        .pointer("/sections/handover/confidentiality/value/consented")
}

const BY_CELL: &str = r#"[handover.confidentiality]
value = { gate = "consent", aware = true, consented = { column = "COLUMN", map = "yes_no", need = true } }"#;
const BY_CONDITION: &str = r#"[[handover.confidentiality]]
when = { column = "COLUMN", is = "Y" }
value = { gate = "consent", aware = true, consented = "yes" }"#;

#[test]
fn consent_to_ndtms_is_not_taken() {
    for field in [BY_CELL, BY_CONDITION] {
        for column in [
            "CONSENT",
            "Consent",
            "NDTMS consent",
            "CONSENT_NDTMS",
            "Consent to share with NDTMS",
        ] {
            let import = import(column, "", field);
            assert_eq!(consent(&import), None, "{column}");
            let kinds = import.notices().iter().map(|notice| notice.kind());
            assert_eq!(
                kinds
                    .filter(|kind| *kind == NoticeKind::NdtmsConsent)
                    .count(),
                1,
                "{column}"
            );
        }
        for column in ["SHARECON", "Consent to share"] {
            assert_eq!(
                consent(&import(column, "", field)).unwrap(),
                "yes",
                "{column}"
            );
        }
        let own = import("CONSENT", r#"own_consent = ["CONSENT"]"#, field);
        assert_eq!(consent(&own).unwrap(), "yes");
    }
}

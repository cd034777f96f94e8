//! The schemas of the reports that are still made here, held to their types; the others are in `handover-report`.

use std::{env, fs, path::Path};

use handover_report::schemas::schema;
use schemars::{JsonSchema, Schema, generate::SchemaSettings};

/// Each report with the type that its schema is held to.
macro_rules! reports {
    ($($name:literal of $report:ty,)*) => {
        fn of_types() -> Vec<(&'static str, Schema)> {
            vec![$(($name, schema_of::<$report>($name)),)*]
        }
    };
}

reports! {
    "accept" of super::verdict::Decisions<'_>,
    "countersign" of super::countersign::Countersigned<'_>,
    "event" of super::event::Happened<'_>,
    "evidence" of super::evidence::EvidenceMade,
    "fetch" of super::fetch::FetchReport,
    "inbox" of super::inbox::InboxReport,
    "misdirect" of super::verdict::Decisions<'_>,
    "open" of super::open::OpenedReport,
    "pull" of super::pull::PullReport,
    "query" of super::verdict::Decisions<'_>,
    "receipt" of super::receipt::GivenReceipt<'_>,
    "redirect" of super::verdict::Decisions<'_>,
    "refuse" of super::verdict::Decisions<'_>,
    "status" of super::status::StatusReport,
    "verify-evidence" of super::verify::VerifiedEvidence,
    "verify-package" of super::verify::VerifiedPackage,
    "verify-statement" of super::verify::VerifiedStatement,
}

fn schema_of<T: JsonSchema>(name: &str) -> Schema {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), name.into());
    schema
}

/// With `HANDOVER_WRITE_SCHEMAS=1` it writes them; look at what changed before it is committed.
#[test]
fn every_schema_is_that_of_its_type() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/reports");
    for (name, of_type) in of_types() {
        let text = serde_json::to_string_pretty(&of_type).unwrap() + "\n";
        if env::var_os("HANDOVER_WRITE_SCHEMAS").is_some() {
            fs::write(folder.join(format!("{name}.schema.json")), &text).unwrap();
        } else {
            assert_eq!(
                schema(name).unwrap(),
                text,
                "schemas/reports/{name}.schema.json"
            );
        }
    }
}

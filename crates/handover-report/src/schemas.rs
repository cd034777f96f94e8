//! The JSON Schemas of the documents, by the words of the command that prints them.

/// Each report with its schema, and the type that it is held to.
macro_rules! reports {
    ($($name:literal of $report:ty,)*) => {
        const REPORTS: &[(&str, &str)] = &[$((
            $name,
            include_str!(concat!("../../../schemas/reports/", $name, ".schema.json")),
        ),)*];

        #[cfg(test)]
        fn of_types() -> Vec<(&'static str, schemars::Schema)> {
            vec![$(($name, tests::schema_of::<$report>($name)),)*]
        }
    };
}

reports! {
    "accept" of crate::desk::Decisions,
    "case-edit" of crate::mended::Mended,
    "case-export" of crate::mended::Exported,
    "case-take" of crate::mended::Mended,
    "check" of crate::check::Checked<'_>,
    "completeness" of crate::completeness::CompletenessReport,
    "countersign" of crate::countersign::Countersigned,
    "directory-add" of crate::directory::DirectoryWritten,
    "directory-new" of crate::directory::DirectoryWritten,
    "directory-renew" of crate::directory::DirectoryWritten,
    "directory-replace" of crate::directory::DirectoryWritten,
    "directory-revoke" of crate::directory::DirectoryWritten,
    "directory-show" of crate::directory::ShownDirectory,
    "event" of crate::desk::Happened,
    "evidence" of crate::evidence::EvidenceMade,
    "fetch" of crate::fetch::FetchReport,
    "identity-card" of crate::identity::CardWritten,
    "identity-certificate" of crate::identity::CertificateInstalled,
    "identity-new" of crate::identity::IdentityMade,
    "identity-person" of crate::identity::PersonsAdded,
    "identity-renew" of crate::identity::Renewed,
    "identity-replace" of crate::identity::Replaced,
    "identity-show" of crate::identity::ShownIdentity,
    "import" of crate::import::Account<'_>,
    "inbox" of crate::inbox::InboxReport,
    "inspect" of crate::inspect::Inspected,
    "mandate-new" of crate::mandate::TemplateWritten,
    "mandate-show" of crate::mandate::ShownMandate<'_>,
    "mandate-sign" of crate::mandate::MandateSigned<'_>,
    "mapping-confirm" of crate::mapping::MappingConfirmed,
    "mapping-meanings" of crate::mapping::Meanings,
    "mapping-new" of crate::mapping::MappingProposed<'_>,
    "misdirect" of crate::desk::Decisions,
    "open" of crate::open::OpenedReport,
    "page-list" of crate::pages::ListedPages,
    "page-new" of crate::pages::PageMade,
    "page-read" of crate::pages::PageTold,
    "page-withdraw" of crate::pages::PageTold,
    "problem" of crate::refused::RefusedVerb,
    "pull" of crate::pull::PullReport,
    "push" of crate::push::PushReport,
    "query" of crate::desk::Decisions,
    "receipt" of crate::receipt::GivenReceipt,
    "reconcile" of crate::reconcile::ReconcileReport<'_>,
    "reconcile-publication" of crate::reconcile::Published,
    "redirect" of crate::desk::Decisions,
    "refuse" of crate::desk::Decisions,
    "request" of crate::seal::RequestSealed,
    "roster-show" of crate::roster::ShownRoster<'_>,
    "seal" of crate::seal::SealReport,
    "select" of crate::select::SelectReport<'_>,
    "select-mandate" of crate::select::RosterSigned,
    "send" of crate::send::SendReport,
    "status" of crate::status::StatusReport,
    "unreadable" of crate::unreadable::UnreadableReport,
    "verify-evidence" of crate::verify::VerifiedEvidence,
    "verify-package" of crate::verify::VerifiedPackage,
    "verify-statement" of crate::verify::VerifiedStatement,
}

/// Every name, in the order of the alphabet.
#[must_use]
pub fn names() -> Vec<&'static str> {
    REPORTS.iter().map(|(name, _)| *name).collect()
}

/// The names, one a line.
#[must_use]
pub fn list() -> String {
    names().join("\n") + "\n"
}

/// The schema of a report, as the file in `schemas/reports/` has it.
#[must_use]
pub fn schema(name: &str) -> Option<&'static str> {
    let mut reports = REPORTS.iter();
    reports
        .find(|(known, _)| *known == name)
        .map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use std::{env, fs, path::Path};

    use schemars::{JsonSchema, Schema, generate::SchemaSettings};

    use super::*;

    pub(super) fn schema_of<T: JsonSchema>(name: &str) -> Schema {
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

    #[test]
    fn every_file_is_of_a_report() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/reports");
        let mut files: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .filter_map(|entry| entry.unwrap().file_name().into_string().ok())
            .filter_map(|name| Some(name.strip_suffix(".schema.json")?.to_owned()))
            .collect();
        files.sort();
        assert_eq!(files, names());
    }
}

//! Cases that are read whole, without a mapping, on their way to an import.

use crate::{
    Extent, Import, ImportedCase, NoticeKind, RejectionReason, Seen, Summary,
    convert::{record_of_case, unread_record},
    log::{Log, place},
};
use handover_dataset::eligibility::Record;
use serde_json::Value;
use std::{fmt, sync::Arc};

/// Cases that stand in files as they are, gathered to an [`Import`] one by one.
#[derive(Default)]
pub struct WholeCases {
    log: Log,
    records: Vec<Record>,
    summary: Summary,
}

impl WholeCases {
    /// Takes a case, which stands in that line of that file.
    pub fn take(
        &mut self,
        (file, line): (&str, u64),
        reference: String,
        case: Value,
    ) -> ImportedCase {
        let seen = Seen::of(&case);
        let record = record_of_case((&case, seen.case.as_deref()), &reference);
        self.summary.rows += 1;
        self.summary.drafts += 1;
        let is_open = record.as_ref().is_some_and(Record::is_open);
        self.records.extend(record);
        ImportedCase {
            reference,
            file: file.to_owned(),
            line,
            is_open,
            case,
            choices: Vec::new(),
            seen: Some(seen),
        }
    }

    /// Lists a person who was not taken, by the person's own line, and for what cell.
    pub fn refuse(
        &mut self,
        person: u64,
        (file, line, column): (&str, u64, Option<&str>),
        reason: RejectionReason,
        key: &str,
    ) {
        self.summary.rows += 1;
        self.summary.rejected += 1;
        self.records.extend(unread_record(person));
        let at = place(&Arc::from(file), line, column);
        self.log.lose_row(at, reason, Some(key));
    }

    /// Lists a row that belongs to nobody.
    pub fn stray(&mut self, (file, line): (&str, u64), reason: RejectionReason, key: &str) {
        let at = place(&Arc::from(file), line, None);
        self.log.reject(at, Extent::Row, reason, Some(key));
    }

    /// Tells of a file, or a column of it, that is no part of the cases.
    pub fn not_read(&mut self, file: &str, column: Option<&str>) {
        let kind = match column {
            Some(_) => NoticeKind::NotMapped,
            None => NoticeKind::FileNotMapped,
        };
        let at = place(&Arc::from(file), 0, column);
        self.log.notice(at, kind, 1, None);
    }

    /// What became of them.
    #[must_use]
    pub fn finish(self) -> Import {
        let (rejected, notices) = self.log.into_lists();
        Import {
            drafts: Vec::new(),
            records: self.records,
            rejected,
            notices,
            links: Vec::new(),
            over_budget: Vec::new(),
            summary: self.summary,
        }
    }
}

impl fmt::Debug for WholeCases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WholeCases(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const CASE: &str = include_str!("../../handover-dataset/tests/examples/caseload-transfer.json");

    /// What the rules read of a case that came whole is what the case says.
    #[test]
    fn the_record_is_what_the_case_says() {
        let mut whole = WholeCases::default();
        let mut case: Value = serde_json::from_str(CASE).unwrap();
        let draft = whole.take(("people.csv", 2), "NR-20417".to_owned(), case.clone());
        assert!(!draft.is_open());
        case["sections"]["closures"]["journeys"]["value"][1]
            .as_object_mut()
            .unwrap()
            .remove("closed_on");
        case["sections"]["handover"]["case_reference"] = json!("NR-2");
        assert!(
            whole
                .take(("people.csv", 3), "NR-2".to_owned(), case.clone())
                .is_open()
        );
        case["sections"]["handover"]["basis"]["code"] = json!("current");
        case["sections"]["closures"]["journeys"] = json!({ "absent": "not-read" });
        assert!(
            whole
                .take(("people.csv", 4), "NR-3".to_owned(), case.clone())
                .is_open()
        );
        case["sections"]["risk"]["level"]["value"]["level"] = json!("lethal");
        whole.take(("people.csv", 5), "NR-4".to_owned(), case);
        whole.refuse(
            6,
            ("risk.csv", 9, Some("Level")),
            RejectionReason::Contradicts,
            "NR-5",
        );
        whole.stray(("risk.csv", 10), RejectionReason::Orphan, "NR-6");
        whole.not_read("mine.csv", None);
        let import = whole.finish();
        let [closed, open, current, broken, refused] = import.records() else {
            panic!("not five records");
        };
        assert_eq!(closed.episodes.len(), 2);
        assert!(!closed.has_unread_facts && closed.identity.nhs_number.is_some());
        assert!(open.episodes.iter().any(|episode| episode.is_open));
        assert!(current.is_current && current.has_unreadable_row);
        assert!(broken.has_unread_facts && broken.facts.level.is_none());
        assert!(refused.reference.as_str() == "rejected-6" && refused.has_unreadable_row);
        let summary = import.summary();
        assert!(summary.is_whole() && summary.drafts == 4 && summary.rejected == 1);
        assert_eq!((import.rejected().len(), import.notices().len()), (2, 1));
    }
}

//! What a condition answers where a value is half read, and what it lists.

use crate::{field, import, reasons};
use handover_dataset::eligibility::{Parameters, Rules, select};
use handover_interop::RejectionReason;

/// Of two numbers one was read: whether the cell begins with, or is at least, something is not known.
#[test]
fn a_value_that_was_read_in_part_answers_no_comparison() {
    let cell = r#"column = "N", split = ";", as = "integer""#;
    for comparison in [
        r#"starts_with = "1""#,
        "at_least = 1",
        r#"before = "as_of""#,
        r#"within_days = 5, of = "as_of""#,
        r#"same_as = "1""#,
        r#"is = "2""#,
    ] {
        let says = format!(
            "[risk.level]\nwhen = {{ {cell}, {comparison} }}\nvalue = {{ level = \"high\" }}\nabsent = \"not-asked\""
        );
        let import = import(&says, "ID,N\nA1,1;x\n");
        let level = field(&import, "A1", "risk/level");
        assert_eq!(level["absent"], "not-read", "{comparison}: {level}");
    }
}

/// What one form of a `first` cannot read, and another can, is not among what was not taken.
#[test]
fn a_cell_that_a_second_form_reads_is_not_listed() {
    let says = r#"
[person.birth_date]
value.date = { first = [{ column = "BORN", date = "dd/mm/yyyy" }, { column = "BORN", date = "yyyy-mm-dd" }] }
value.estimated = false
[risk.level]
when = { first = [{ column = "BORN", date = "dd/mm/yyyy" }, { column = "BORN", date = "yyyy-mm-dd" }], before = "as_of" }
value = { level = "high" }
"#;
    let import = import(says, "ID,BORN\nA1,1980-02-01\nA2,1980\n");
    assert_eq!(
        field(&import, "A1", "person/birth_date/value/date"),
        "1980-02-01"
    );
    assert_eq!(reasons(&import), [RejectionReason::OtherDateForm("yyyy")]);
    assert_eq!(import.rejected()[0].line(), 3);
}

/// `current_when` counts for the selection as it counts for the draft.
#[test]
fn who_is_current_without_an_open_episode_is_selected() {
    let says = r#"
[table.people.words]
STATUS = ["ENDED"]
[record]
current_when = { column = "STATUS", is = "ACTIVE" }
[record.episodes]
rows = "people"
open = { column = "CLOSED", empty = true }
referred_on = { column = "START", date = "dd/mm/yyyy" }
closed_on = { column = "CLOSED", date = "dd/mm/yyyy" }
"#;
    let import = import(
        says,
        "ID,STATUS,START,CLOSED\nA1,active,01/01/2024,01/02/2024\nA2,ended,01/01/2024,01/02/2024\n",
    );
    let days = Parameters {
        transfer_date: "2026-10-01".parse().unwrap(),
        as_of: "2026-10-05".parse().unwrap(),
    };
    let rules = Rules::six_months_two_journeys();
    let selection = select(&rules, days, import.records()).unwrap();
    let decided = selection.decisions().iter();
    let decided: Vec<String> = decided
        .map(|one| format!("{} {}", one.reference.as_str(), one.reason))
        .collect();
    assert_eq!(decided, ["A1 current", "A2 never-started"]);
}

//! Days as people write them: whole, in part, either way round, and never another day.

use crate::{field, import, mapping, reasons};
use handover_interop::{MappingProblem, NoticeKind, RejectionReason};

const BIRTH: &str = r#"
[source]
two_digit_years_from = 1930
[dates]
sheet = ["d/m/yyyy", "d/m/yy", "d mmm yyyy", "mmm yy", "yyyy"]
[person.birth_date]
value.date = { column = "BORN", date = "sheet", not_after = "as_of" }
value.estimated = false
absent = "unknown"
"#;

#[test]
fn a_column_may_have_several_forms_and_days_known_in_part() {
    let people = "ID,BORN\nA1,03/04/1985\nA2,1/2/72\nA3,Mar 26\nA4,1999\nA5,3rd march 1985\nA6,31/06/1988\nA7,16/16/1980\nA8,6/10/26\n";
    let import = import(BIRTH, people);
    let day = |reference| field(&import, reference, "person/birth_date/value/date");
    for (reference, wanted) in [
        ("A1", "1985-04-03"),
        ("A2", "1972-02-01"),
        ("A3", "2026-03"),
        ("A4", "1999"),
        ("A5", "1985-03-03"),
        // Born the day after the extract: the hundred years before.
        ("A8", "1926-10-06"),
    ] {
        assert_eq!(day(reference), wanted, "{reference}");
    }
    for reference in ["A6", "A7"] {
        assert_eq!(
            field(&import, reference, "person/birth_date/absent"),
            "not-read"
        );
    }
    assert_eq!(reasons(&import), [RejectionReason::NotADate; 2]);
    assert_eq!(import.rejected()[0].content(), Some("31/06/1988"));
}

/// What the case holds whole only is not read in part: the words stand in the list.
#[test]
fn a_month_is_no_day() {
    let says = BIRTH.replace(
        "[person.birth_date]",
        "[plan.plan_state]\nvalue.status = \"active\"\nvalue.reviewed_on = { column = \"RA\", date = \"sheet\", need = true }\n[person.birth_date]",
    );
    let import = import(&says, "ID,BORN,RA\nA1,1985,Mar 26\n");
    assert_eq!(field(&import, "A1", "plan/plan_state/absent"), "not-read");
    assert_eq!(reasons(&import), [RejectionReason::PartOfADay]);
    assert_eq!(import.rejected()[0].content(), Some("Mar 26"));
}

/// A month does not tell whether the day lies before another.
#[test]
fn a_day_known_in_part_answers_no_question() {
    let says = BIRTH.replace(
        "[person.birth_date]",
        "[risk.level]\nwhen = { column = \"BORN\", date = \"sheet\", before = \"as_of\" }\nvalue.level = \"high\"\nabsent = \"not-asked\"\n[person.birth_date]",
    );
    let import = import(&says, "ID,BORN\nA1,Mar 26\n");
    assert_eq!(field(&import, "A1", "risk/level/absent"), "not-read");
}

#[test]
fn what_may_be_two_days_is_not_read_and_told() {
    let says = BIRTH.replace("\"d/m/yy\"", "\"m/d/yyyy\"");
    let import = import(
        &says,
        "ID,BORN\nA1,13/04/1985\nA2,04/13/1985\nA3,04/05/1985\nA4,05/05/1985\n",
    );
    assert_eq!(reasons(&import), [RejectionReason::EitherDay]);
    let mixed = import
        .notices()
        .iter()
        .find(|one| one.kind() == NoticeKind::DaysMixed);
    assert_eq!(
        mixed.map(|one| (one.count(), one.column())),
        Some((1, Some("BORN")))
    );
    assert_eq!(
        field(&import, "A2", "person/birth_date/value/date"),
        "1985-04-13"
    );
}

#[test]
fn a_column_without_a_day_that_shows_its_order_is_told() {
    let kinds = |people: &str| -> Vec<NoticeKind> {
        let import = import(BIRTH, people);
        import.notices().iter().map(|one| one.kind()).collect()
    };
    assert_eq!(kinds("ID,BORN\nA1,03/04/1985\n"), [NoticeKind::DaysUnclear]);
    assert_eq!(kinds("ID,BORN\nA1,03/04/1985\nA2,13/04/1985\n"), []);
    assert_eq!(kinds("ID,BORN\nA1,03/03/1985\n"), []);
}

#[test]
fn a_birth_of_two_digits_needs_a_latest_day() {
    let says = BIRTH.replace(", not_after = \"as_of\"", "");
    let error = mapping(&says).unwrap_err();
    assert_eq!(*error.problem(), MappingProblem::CenturyUnsaid);
}

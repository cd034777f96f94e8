//! What stands over the columns, and which words a drop-down offers.

use handover_dataset::{AbsentReason, FIELDS, Field, plain_words, title_words};

use crate::cell::Kind;

/// The most characters of a drop-down's words (ECMA-376, `formula1` as Excel takes it).
pub(crate) const MAX_LIST: usize = 255;

/// The case of the row that shows how it is done.
pub(crate) const EXAMPLE: &str = "EXAMPLE";

/// The sheet of what stops a case, or wants somebody's word.
pub(crate) const GAPS: &str = "Gaps";
/// The sheet of the fields of which [`GAPS`] has one row a person: they may be acknowledged together.
pub(crate) const NOT_READ: &str = "Not read";
/// The sheet of who fills in this copy.
pub(crate) const ABOUT: &str = "Who answers";
/// The sheet that says how.
pub(crate) const README: &str = "Read me";

/// The answer with which a finding is acknowledged.
pub(crate) const ACKNOWLEDGED: &str = "acknowledged";

pub(crate) const CASE: &str = "Case";
pub(crate) const PERSON: &str = "Person";
pub(crate) const FIELD: &str = "Field";
pub(crate) const MISSING: &str = "What is missing";
pub(crate) const READ: &str = "What was read instead";
pub(crate) const MAY_ANSWER: &str = "Who may answer";
pub(crate) const WHERE: &str = "Where";
pub(crate) const ANSWER: &str = "Answer";
pub(crate) const WORDS: &str = "In words";
pub(crate) const SAID_AT: &str = "Said at";
pub(crate) const SAID_BY: &str = "Said by";
pub(crate) const ROLE: &str = "Role of who says it";
pub(crate) const WHY: &str = "How they know";
pub(crate) const SECOND: &str = "Second person";
pub(crate) const SECOND_ROLE: &str = "Role of second person";
pub(crate) const KEY: &str = "Key";
pub(crate) const STANDS: &str = "As it stands";

/// A column that is no member of a field.
pub(crate) struct Column {
    pub(crate) heading: &'static str,
    pub(crate) note: &'static str,
    pub(crate) example: &'static str,
    pub(crate) width: u32,
}

const fn column(
    heading: &'static str,
    width: u32,
    example: &'static str,
    note: &'static str,
) -> Column {
    Column {
        heading,
        note,
        example,
        width,
    }
}

const OF_CASE: Column = column(CASE, 12, EXAMPLE, "Your own reference for this person.");
const OF_PERSON: Column = column(PERSON, 20, "Example, Erin", "To find the person by.");
const WAS_READ: Column = column(
    READ,
    34,
    "Safeguarding?: ask Jo",
    "The words of your record that were not understood. They stay beside the answer: empty the cell to take them out.",
);

/// The columns of the sheets of gaps.
pub(crate) const OF_GAPS: [Column; 9] = [
    OF_CASE,
    OF_PERSON,
    column(FIELD, 26, "Risk: level", "Which field."),
    column(
        MISSING,
        52,
        "the record holds it, and it was not read",
        "What is missing, and why it matters.",
    ),
    WAS_READ,
    column(
        MAY_ANSWER,
        22,
        "the assessor, or the team leader",
        "Who usually knows. Whoever answers puts their own name to it.",
    ),
    column(
        WHERE,
        20,
        "here, or Risk level",
        "Where the answer goes: into this row, or into a row of the sheet that is named. One of the two will do.",
    ),
    column(
        ANSWER,
        22,
        "declined to say",
        "Choose from the list. asked: none known: somebody looked, and there is nothing. not asked: nobody asked. acknowledged: \
         you have seen it, and the case may go all the same, for the reason under How they know; it counts for all that \
         this row names.",
    ),
    column(
        WORDS,
        34,
        "",
        "What else is to be said, or the whole answer where words are the answer.",
    ),
];

/// Who says it, which every sheet asks.
pub(crate) const OF_SAYER: [Column; 6] = [
    column(
        SAID_AT,
        18,
        "24/11/2026 16:00",
        "Day and time. Empty: as on the sheet Who answers.",
    ),
    column(
        SAID_BY,
        18,
        "Jo Example",
        "Name. Empty: as on the sheet Who answers.",
    ),
    column(
        ROLE,
        18,
        "key worker",
        "As key worker, team leader, prescriber. Empty: as on the sheet Who answers.",
    ),
    column(
        WHY,
        30,
        "asked her on the telephone",
        "How they know, or why the case may go all the same. Empty: as on the sheet Who answers.",
    ),
    column(
        SECOND,
        18,
        "",
        "Somebody else who agrees. Needed where the answer shows less risk than what stood there, and where it withholds.",
    ),
    column(SECOND_ROLE, 18, "", "Of the second person."),
];

pub(crate) const OF_KEY: Column = column(
    KEY,
    16,
    "",
    "Which field or check this row is about. Leave it as it is.",
);

/// The columns of a field's own sheet before its members.
pub(crate) const OF_FORM: [Column; 3] = [OF_CASE, OF_PERSON, WAS_READ];

pub(crate) const OF_STANDS: Column = column(
    STANDS,
    16,
    "",
    "What the case says now, for the program. Leave it as it is, and empty in a row that you add.",
);

/// What the sheet [`ABOUT`] asks.
pub(crate) const ASKED: [&str; 6] = [SAID_BY, ROLE, SAID_AT, WHY, SECOND, SECOND_ROLE];

/// The words that a cell may be chosen from; none where anything may stand.
pub(crate) fn choices_of(kind: &Kind) -> Vec<String> {
    match kind {
        Kind::Codes(codes) => codes.clone(),
        Kind::Flag => vec!["yes".to_owned(), "no".to_owned()],
        _ => Vec::new(),
    }
}

/// The reasons that a person may give. That a field was not read is what they mend.
pub(crate) fn reasons() -> impl Iterator<Item = AbsentReason> {
    let all = AbsentReason::ALL.iter().copied();
    all.filter(|reason| *reason != AbsentReason::NotRead)
}

/// A field as people call it: `Risk: safety plan`.
pub(crate) fn field_words(field: &Field) -> String {
    let (section, name) = (title_words(field.section.as_str()), plain_words(field.name));
    format!("{section}: {name}")
}

/// The name of a field's own sheet, which no other has.
pub(crate) fn form_name(field: &Field) -> String {
    let all = FIELDS.into_iter().flatten();
    let is_only = all.filter(|other| other.name == field.name).count() == 1;
    if is_only && field.name.contains('_') {
        title_words(field.name)
    } else {
        format!(
            "{} {}",
            title_words(field.section.as_str()),
            plain_words(field.name)
        )
    }
}

/// The field whose own sheet has that name, in any case.
pub(crate) fn form_field(name: &str) -> Option<&'static Field> {
    let name = handover_sheet::folded(name);
    let mut all = FIELDS.into_iter().flatten();
    all.find(|field| handover_sheet::folded(&form_name(field)) == name)
}

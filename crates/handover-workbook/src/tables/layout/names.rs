//! What sheets and columns are called where the dataset's own name would not tell a reader.

use handover_dataset::title_words;

/// Sheets by the path of what they hold.
const SHEETS: [(&str, &str); 9] = [
    ("person", "People"),
    ("person.names", "Other names"),
    ("closures.journeys", "Episodes"),
    ("contact.telecoms", "Telephone and email"),
    ("handover.from_to.to", "Recipients"),
    ("handover.safe_contact.numbers", "Safe numbers"),
    ("plan.prescribing", "Prescriptions"),
    ("risk.checklist.answers", "Checklist answers"),
    ("third_parties.parties", "Others involved"),
];

/// Headings by the path of what the column holds.
const HEADINGS: [(&str, &str); 9] = [
    ("closures.journeys.n", "Journey"),
    ("person.nhs_number.value", "NHS number"),
    ("person.names.family", "Surname"),
    ("person.names.given", "First name"),
    ("person.names.use", "Name is"),
    ("person.birth_date.date", "Date of birth"),
    ("person.birth_date.estimated", "Date of birth is a guess"),
    ("person.sex_and_gender.administrative", "Sex"),
    ("person.sex_and_gender.stated_gender", "Stated gender"),
];

/// The name of the sheet that holds what is at that path.
pub(super) fn sheet(path: &[String]) -> String {
    let joined = path.join(".");
    let own = SHEETS.iter().find(|(known, _)| *known == joined);
    own.map_or_else(
        || title_words(path.last().map_or("", String::as_str)),
        |(_, name)| (*name).to_owned(),
    )
}

/// The heading of what is at that path of the dataset, of which the last `own` steps tell it from others on its sheet.
pub(super) fn heading(path: &[String], own: usize) -> String {
    let joined = path.join(".");
    if let Some((_, heading)) = HEADINGS.iter().find(|(known, _)| *known == joined) {
        return (*heading).to_owned();
    }
    let own = path.get(path.len().saturating_sub(own)..);
    let own = own.into_iter().flatten().map(String::as_str);
    let mut words: Vec<&str> = own.filter_map(word).collect();
    // A level's level is the level.
    words.dedup_by(|a, b| a == b && *a != "code");
    // The words of a concept are what people mean by it.
    if words.len() > 1 && matches!(words.last(), Some(&"text")) {
        words.pop();
    }
    title_words(&words.join(" "))
}

/// A step as a word of a heading; none where it tells nobody anything.
fn word(step: &str) -> Option<&str> {
    match step {
        "channels" => None,
        "id" => Some("ID"),
        "org" => Some("organisation"),
        _ => Some(step),
    }
}

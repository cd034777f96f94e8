//! The workbook that handover writes itself: filled in, it is read without a mapping of the service's own.

use crate::{Mapping, as_written, mapping::MappingError};
use handover_sheet::{Book, Sheet, folded};

/// What the sheet `About` asks, and the constant that it fills.
const ABOUT: [(&str, &str); 14] = [
    ("Day of the handover", "transfer_date"),
    ("Day of this list", "as_of"),
    ("Mandate", "mandate"),
    ("Sending organisation", "sender"),
    ("Receiving organisation", "recipient"),
    ("Who filled in this list", "author"),
    ("Their role", "author_role"),
    (
        "Finished at: day and time, as 23/04/2026 16:00",
        "authored_at",
    ),
    ("Telephone for questions", "call_back_phone"),
    ("Hours for questions", "call_back_hours"),
    ("Questions answered until", "call_back_until"),
    (
        "Kind of handover: contract-change, area-move, step-down or re-presentation",
        "kind",
    ),
    (
        "Lawful basis, article 6 of the UK GDPR, as 6(1)(e)",
        "lawful_basis_article_6",
    ),
    (
        "Lawful basis, article 9 of the UK GDPR, as 9(2)(h)",
        "lawful_basis_article_9",
    ),
];

impl Mapping {
    /// The property by which the workbook is known.
    pub const WORKBOOK_MARK: &str = "handover-workbook";

    /// The sheet that says who sends, to whom and when.
    pub const WORKBOOK_ABOUT: &str = "About";

    /// What that sheet asks, in its order.
    pub fn workbook_questions() -> impl Iterator<Item = &'static str> {
        ABOUT.iter().map(|(question, _)| *question)
    }

    /// The mapping of the workbook that handover writes, with what its sheet `About` says; none if a file is no such
    /// workbook. A program that saved it again may have dropped the mark: its sheets are a mark as well.
    ///
    /// # Errors
    ///
    /// A [`MappingError`] if the file's name cannot stand in a mapping.
    pub fn of_workbook(name: &str, bytes: &[u8]) -> Result<Option<Self>, MappingError> {
        let Ok(book) = Book::read_workbook(bytes) else {
            return Ok(None);
        };
        let about = book.sheet(Self::WORKBOOK_ABOUT);
        let has_people = book.sheet("People").is_some();
        let is_marked = book.property(Self::WORKBOOK_MARK).is_some()
            || about.is_some_and(has_questions) && has_people;
        if !is_marked {
            return Ok(None);
        }
        let text = Self::built_in_text("workbook").unwrap_or_default();
        let quoted = serde_json::Value::from(name).to_string();
        let mut mapping = Self::from_toml(&text.replace("\"workbook.xlsx\"", &quoted))?;
        let answers = about.into_iter().flat_map(|sheet| &sheet.rows);
        for row in answers {
            let asked = folded(row.text(0));
            let known = ABOUT.iter().find(|(question, _)| folded(question) == asked);
            let answer = known
                .and_then(|(_, constant)| Some((constant, as_written(constant, row.text(1))?)));
            if let Some((constant, answer)) = answer {
                mapping.set(constant, &answer);
            }
        }
        Ok(Some(mapping))
    }
}

fn has_questions(about: &Sheet) -> bool {
    let asks = |row: &handover_sheet::SheetRow| {
        let asked = folded(row.text(0));
        ABOUT.iter().any(|(question, _)| folded(question) == asked)
    };
    about.rows.iter().filter(|row| asks(row)).count() * 2 > ABOUT.len()
}

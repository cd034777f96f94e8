//! What each reader will get, side by side, by the library's own split.

use std::fmt;

use handover_dataset::{
    Audience, Case, CaseReference, Field, FieldState, checks::CheckContext, plain_words, split,
    title_words,
};
use handover_reading::{Reading, read};
use handover_time::PosixTime;

use crate::form::Form;

/// What one reader gets.
pub struct ReaderGets {
    /// The audience, in words: "Community midwife".
    pub audience: String,
    /// The organisation, by its name.
    pub organisation: String,
    /// Whether it goes by a sealed package; else as a page under seven words.
    pub by_package: bool,
    /// How it reads; none where it cannot be cut for that reader.
    pub reading: Option<Reading>,
}

/// The readers, and line by line what each gets of what the case says.
pub struct Compared {
    /// The readers.
    pub readers: Vec<ReaderGets>,
    /// A line for each page of the form that says something.
    pub lines: Vec<ComparedLine>,
}

/// What each reader gets of one page.
#[expect(
    clippy::exhaustive_structs,
    reason = "a heading and a cell for each reader"
)]
pub struct ComparedLine {
    /// The heading of the page.
    pub title: String,
    /// For each reader, in their order.
    pub gets: Vec<Gets>,
}

/// What a reader gets of what one page says.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "everything, a part, nothing")]
pub enum Gets {
    /// Everything.
    All,
    /// Nothing.
    Nothing,
    /// Not these, by the names of the fields.
    Without(Vec<String>),
}

impl Form {
    /// Cuts the case for each reader whom it names.
    #[must_use]
    pub fn compare(&self, case: &Case, at: PosixTime) -> Compared {
        let entries = case.handover.distribution.iter();
        let entries = entries.filter_map(|stated| match &stated.answer {
            handover_dataset::Answer::Given(entries) => Some(entries),
            handover_dataset::Answer::Absent(_) => None,
        });
        let mut readers = Vec::new();
        let mut parts: Vec<Option<Case>> = Vec::new();
        for entry in entries.flat_map(|entries| entries.iter()) {
            let audience = entry.audience.as_str();
            let part = self.part(case, audience);
            let stale = Some(self.profile.stale_days());
            readers.push(ReaderGets {
                audience: title_words(audience),
                organisation: entry
                    .org
                    .as_ref()
                    .map_or_else(String::new, |org| org.name.as_str().to_owned()),
                by_package: entry.channel
                    == handover_dataset::sections::DistributionChannel::Package,
                reading: part.as_ref().map(|part| read(&part.to_json(), at, stale)),
            });
            parts.push(part);
        }
        let lines = self.pages().filter_map(|page| {
            let fields = self.fields_of(page.name(), case);
            let gets = parts.iter().map(|part| gets(case, part.as_ref(), &fields));
            (!fields.is_empty()).then(|| ComparedLine {
                title: page.title().to_owned(),
                gets: gets.collect(),
            })
        });
        Compared {
            lines: lines.collect(),
            readers,
        }
    }

    /// What the audience gets: the case itself, or what is cut for it.
    fn part(&self, case: &Case, audience: &str) -> Option<Case> {
        let is_split = self
            .profile
            .audience(audience)
            .is_some_and(Audience::is_split);
        if !is_split {
            return Some(case.clone());
        }
        let reference: CaseReference = "PREVIEW".parse().ok()?;
        split(
            case,
            &self.profile,
            audience,
            &reference,
            &CheckContext::default(),
        )
        .ok()
    }

    /// The fields that the questions of a page fill and of which the case says something.
    fn fields_of(&self, page: &str, case: &Case) -> Vec<&'static Field> {
        let mut fields: Vec<&'static Field> = Vec::new();
        for (_, question) in self.all().filter(|(of, _)| of.name == page) {
            let says = question.choices().iter().flat_map(|choice| &choice.says);
            let places = question.fills.iter().chain(says.map(|said| &said.place));
            for field in places.filter_map(|place| place.field()) {
                let is_said = matches!(case.state(field), FieldState::Given | FieldState::Partly);
                if is_said && !field.is_plain && !fields.contains(&field) {
                    fields.push(field);
                }
            }
        }
        fields
    }
}

fn gets(case: &Case, part: Option<&Case>, fields: &[&'static Field]) -> Gets {
    let (whole, part) = (case.to_json(), part.map(Case::to_json));
    let of = |json: &serde_json::Value, field: &Field| {
        let section = json.get("sections")?.get(field.section.as_str())?;
        section.get(field.name)?.get("value").cloned()
    };
    let is_there = |field: &&&'static Field| {
        let there = part.as_ref().and_then(|part| of(part, field));
        there.is_some() && there == of(&whole, field)
    };
    let lost: Vec<&&'static Field> = fields.iter().filter(|field| !is_there(field)).collect();
    match lost.len() {
        0 => Gets::All,
        count if count == fields.len() => Gets::Nothing,
        _ => Gets::Without(
            lost.into_iter()
                .map(|field| plain_words(field.name))
                .collect(),
        ),
    }
}

impl fmt::Debug for ReaderGets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReaderGets(..)")
    }
}

impl fmt::Debug for Compared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Compared(..)")
    }
}

impl fmt::Debug for ComparedLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ComparedLine(..)")
    }
}

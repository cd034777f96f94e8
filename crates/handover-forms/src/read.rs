//! From the file to the form: every word of it is held against the dataset.

mod parts;

use std::collections::{BTreeMap, BTreeSet};

use handover_dataset::Profile;
use thiserror::Error;

use self::parts::Reader;
use crate::{
    file::FormFile,
    form::{Clause, Form, Page, Question},
    place::Place,
    schema::Schema,
};

/// Why a file is no form.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FormError {
    /// It is not TOML of a form's shape.
    #[error("not a form: {0}")]
    Malformed(String),
    /// A profile that is not built in.
    #[error("there is no profile {0}")]
    Profile(String),
    /// Something in it contradicts the dataset or itself.
    #[error("{place}: {what}")]
    Wrong {
        /// The question or the table.
        place: String,
        /// What is wrong there.
        what: String,
    },
}

fn wrong(place: &str, what: impl Into<String>) -> FormError {
    FormError::Wrong {
        place: place.to_owned(),
        what: what.into(),
    }
}

/// The forms that are built in.
const BUILT_IN: [(&str, &str); 1] = [(
    "maternity-discharge",
    include_str!("../../../schemas/forms/maternity-discharge.toml"),
)];

impl Form {
    /// The forms that are built in, by name.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.into_iter().map(|(name, _)| name)
    }

    /// A form that is built in.
    ///
    /// # Panics
    ///
    /// Never: a test reads each of them.
    #[must_use]
    pub fn built_in(name: &str) -> Option<Self> {
        let (_, toml) = BUILT_IN.into_iter().find(|(known, _)| *known == name)?;
        Some(Self::from_toml(toml).expect("a built-in form is one"))
    }

    /// Reads a form.
    ///
    /// # Errors
    ///
    /// [`FormError`], which names the question and what is wrong with it.
    pub fn from_toml(toml: &str) -> Result<Self, FormError> {
        let file: FormFile =
            toml::from_str(toml).map_err(|error| FormError::Malformed(error.to_string()))?;
        let profile = Profile::built_in(&file.profile)
            .ok_or_else(|| FormError::Profile(file.profile.clone()))?;
        let schema = Schema::default();
        let reader = Reader {
            schema: &schema,
            profile: &profile,
        };
        let says = reader.said("says", &file.says)?;
        let items = reader.items(&file)?;
        let labels = reader.labels(&file)?;
        for section in file.provenance.keys() {
            if !profile.sections().iter().any(|one| one.as_str() == section) {
                return Err(wrong(section, "not a section of the profile"));
            }
        }
        let pages = file.page.iter().map(|page| reader.page(page));
        let pages = pages.collect::<Result<Vec<Page>, FormError>>()?;
        let form = Self {
            name: file.form,
            title: file.title,
            person: file.person,
            says,
            items,
            labels,
            provenance: file.provenance,
            repeats: file.repeat,
            readers: file.reader,
            not_asked: file.not_asked,
            pages,
            profile,
            schema,
        };
        form.holds_together()?;
        Ok(form)
    }

    /// Names are there once, and conditions and repeats name what stands before them.
    fn holds_together(&self) -> Result<(), FormError> {
        let mut before: BTreeMap<&str, &Question> = BTreeMap::new();
        let mut pages = BTreeSet::new();
        for page in &self.pages {
            if !pages.insert(&page.name) {
                return Err(wrong(&page.name, "a page of that name stands before"));
            }
            self.clauses_hold(&page.name, &page.when, &before)?;
            for question in &page.questions {
                self.clauses_hold(&question.name, &question.when, &before)?;
                if let Some(of) = &question.of
                    && !self.repeats.contains_key(of)
                {
                    return Err(wrong(&question.name, "no such repeat"));
                }
                if before.insert(&question.name, question).is_some() {
                    return Err(wrong(
                        &question.name,
                        "a question of that name stands before",
                    ));
                }
            }
        }
        for (name, repeat) in &self.repeats {
            let counted = repeat.count.as_ref();
            if counted.is_some_and(|count| !before.contains_key(count.as_str()))
                || repeat.words.is_empty()
            {
                return Err(wrong(name, "counts by no question, or is called nothing"));
            }
        }
        for reader in &self.readers {
            if self.profile.audience(&reader.audience).is_none()
                || Place::read(&reader.org).is_none()
            {
                return Err(wrong(&reader.audience, "not an audience of the profile"));
            }
        }
        Ok(())
    }

    fn clauses_hold(
        &self,
        name: &str,
        clauses: &[Clause],
        before: &BTreeMap<&str, &Question>,
    ) -> Result<(), FormError> {
        for clause in clauses {
            let question = before.get(clause.question.as_str());
            let question = question
                .ok_or_else(|| wrong(name, format!("{} does not stand before", clause.question)))?;
            let is_there = |answer: &String| {
                question
                    .choices()
                    .iter()
                    .any(|choice| choice.name == *answer)
            };
            if !clause.answers.iter().all(is_there) {
                return Err(wrong(
                    name,
                    format!("{} has no such answer", clause.question),
                ));
            }
        }
        Ok(())
    }
}

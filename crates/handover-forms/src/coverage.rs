//! Which members of the dataset a form asks for, and which it leaves out for a reason.

use crate::{form::Form, place::Place};

impl Form {
    /// What of the dataset no question fills and nothing says, although the profile's sections hold it: none of it may be
    /// without a reason in `not_asked`.
    #[must_use]
    pub fn forgotten(&self) -> Vec<String> {
        let filled = self.filled_members();
        // Of a concept its words are enough.
        let is_filled = |member: &String| {
            filled
                .iter()
                .any(|one| one == member || one.strip_suffix(".text") == Some(member))
        };
        let members = self.members();
        members
            .into_iter()
            .filter(|member| !is_filled(member) && !self.is_left(member))
            .collect()
    }

    /// What `not_asked` names and some question fills, or what is no member at all.
    #[must_use]
    pub fn excused_in_vain(&self) -> Vec<String> {
        let filled = self.filled_members();
        let members = self.members();
        let names = self.not_asked.iter().flat_map(|one| &one.members);
        let is_vain = |name: &&String| {
            !members
                .iter()
                .any(|member| fits(name, member) && !filled.contains(member))
        };
        names.filter(is_vain).cloned().collect()
    }

    /// The members that no question fills, and why.
    pub fn not_asked(&self) -> impl Iterator<Item = (&[String], &str)> {
        self.not_asked
            .iter()
            .map(|one| (one.members.as_slice(), one.why.as_str()))
    }

    /// Every member that the sections of the profile can hold.
    fn members(&self) -> Vec<String> {
        let sections = self.profile.sections();
        self.schema
            .members(|field| sections.contains(&field.section))
    }

    fn is_left(&self, member: &str) -> bool {
        let mut names = self.not_asked.iter().flat_map(|one| &one.members);
        names.any(|name| fits(name, member))
    }

    fn filled_members(&self) -> Vec<String> {
        let questions = self.all().flat_map(|(_, question)| {
            let says = question.choices().iter().flat_map(|choice| &choice.says);
            question
                .fills
                .iter()
                .chain(says.map(|said| &said.place))
                .map(Place::bare)
                .collect::<Vec<_>>()
        });
        let said = self.says.iter().map(|said| said.place.bare());
        let items = self.items.iter().flat_map(|(item, members)| {
            let place = Place::read(item);
            let members = members
                .iter()
                .filter_map(move |(member, _)| Some(place.as_ref()?.then(member)?.bare()));
            members.collect::<Vec<_>>()
        });
        questions.chain(said).chain(items).collect()
    }
}

/// Whether a name of `not_asked` means the member: it, what stands below it, or `*.ods` any such.
fn fits(name: &str, member: &str) -> bool {
    match name.strip_prefix('*') {
        Some(ending) => member.ends_with(ending),
        None => member
            .strip_prefix(name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.')),
    }
}

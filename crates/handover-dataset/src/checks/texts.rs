use serde::Serialize;

use crate::{Case, Label, SectionName, TextDigest, checks::walk::Walk};

/// One text of a case.
pub(crate) struct TextAt<'a> {
    /// `section.field`, and the member in it: `risk.incidents.value[0].text`.
    pub(crate) path: &'a str,
    pub(crate) section: SectionName,
    pub(crate) text: &'a str,
}

/// A label of a statement or an item.
pub(crate) struct LabelAt {
    /// What carries the label.
    pub(crate) path: String,
    pub(crate) section: SectionName,
    pub(crate) label: Label,
}

/// Whether that text stands anywhere in the case.
pub(crate) fn has_text(case: &Case, text: &TextDigest) -> bool {
    let walked = Walked::new(case);
    walked.texts().any(|one| TextDigest::of(one.text) == *text)
}

/// What stands where in a case; made once for all checks of a run.
#[derive(Default)]
pub(crate) struct Walked {
    /// The paths and texts, one behind the other: a case has hundreds.
    said: String,
    /// Where in `said` each path and its text end.
    ends: Vec<(SectionName, usize, usize)>,
    pub(crate) labels: Vec<LabelAt>,
}

impl Walked {
    pub(crate) fn new(case: &Case) -> Self {
        let mut walked = Self::default();
        walked.section(SectionName::Person, &case.person);
        walked.section(SectionName::Contact, &case.contact);
        walked.section(SectionName::Location, &case.location);
        walked.section(SectionName::Plan, &case.plan);
        walked.section(SectionName::Risk, &case.risk);
        walked.section(SectionName::ThirdParties, &case.third_parties);
        walked.section(SectionName::Closures, &case.closures);
        walked.section(SectionName::Maternity, &case.maternity);
        walked.section(SectionName::Handover, &case.handover);
        walked
    }

    /// Every text: values, notes and conflicts, codes among them; in the order of the members.
    pub(crate) fn texts(&self) -> impl Iterator<Item = TextAt<'_>> {
        let mut start = 0;
        self.ends.iter().map(move |(section, path_end, end)| {
            let slice = |from, to| self.said.get(from..to).unwrap_or_default();
            let (path, text) = (slice(start, *path_end), slice(*path_end, *end));
            start = *end;
            TextAt {
                path,
                section: *section,
                text,
            }
        })
    }

    pub(super) fn say(&mut self, section: SectionName, path: &str, text: &str) {
        self.said.push_str(path);
        let path_end = self.said.len();
        self.said.push_str(text);
        self.ends.push((section, path_end, self.said.len()));
    }

    fn section(&mut self, name: SectionName, section: &impl Serialize) {
        let mut path = name.as_str().to_owned();
        let walk = Walk::new(name, &mut path, self);
        section
            .serialize(walk)
            .expect("a section is made of text, numbers, lists and objects");
    }
}

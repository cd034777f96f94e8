use serde::Serialize;

use crate::{Case, Label, SectionName, checks::walk::Walk};

/// One text of a case.
pub(crate) struct TextAt {
    /// `section.field`, and the member in it: `risk.incidents.value[0].text`.
    pub(crate) path: String,
    pub(crate) section: SectionName,
    pub(crate) text: String,
}

/// A label of a statement or an item.
pub(crate) struct LabelAt {
    /// What carries the label.
    pub(crate) path: String,
    pub(crate) section: SectionName,
    pub(crate) label: Label,
}

/// What stands where in a case; made once for all checks of a run.
#[derive(Default)]
pub(crate) struct Walked {
    /// Every text: values, notes and conflicts, codes among them.
    pub(crate) texts: Vec<TextAt>,
    pub(crate) labels: Vec<LabelAt>,
}

impl Walked {
    pub(super) fn new(case: &Case) -> Self {
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

    fn section(&mut self, name: SectionName, section: &impl Serialize) {
        let mut path = name.as_str().to_owned();
        let walk = Walk::new(name, &mut path, self);
        section
            .serialize(walk)
            .expect("a section is made of text, numbers, lists and objects");
    }
}

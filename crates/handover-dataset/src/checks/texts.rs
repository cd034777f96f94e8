use serde::Deserialize;
use serde_json::Value;

use crate::{Case, Label, SectionName};

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
        for section in SectionName::ALL {
            if *section != SectionName::LocationProtected && case.carries(*section) {
                walked.value(*section, section.as_str(), case.section_value(*section));
            }
        }
        walked
    }

    fn value(&mut self, section: SectionName, path: &str, value: Value) {
        match value {
            Value::String(text) => {
                let path = path.to_owned();
                self.texts.push(TextAt {
                    path,
                    section,
                    text,
                });
            }
            Value::Array(items) => {
                for (n, item) in items.into_iter().enumerate() {
                    self.value(section, &format!("{path}[{n}]"), item);
                }
            }
            Value::Object(members) => {
                for (name, member) in members {
                    if name == "labels" {
                        self.labels(section, path, member);
                    } else {
                        self.value(section, &format!("{path}.{name}"), member);
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn labels(&mut self, section: SectionName, path: &str, labels: Value) {
        let labels = Vec::<Label>::deserialize(labels).unwrap_or_default();
        self.labels.extend(labels.into_iter().map(|label| LabelAt {
            path: path.to_owned(),
            section,
            label,
        }));
    }
}

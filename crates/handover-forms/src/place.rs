//! Where in a case an answer goes: `person.names[usual].given`.

use std::fmt;

use handover_dataset::{Field, SectionName};

/// A member of a case. An item of a list is called by a label of the form; one of a repeat stands there once for each turn.
#[derive(Clone, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Place {
    steps: Vec<Step>,
}

#[derive(Clone, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Step {
    pub(crate) name: String,
    pub(crate) label: Option<String>,
}

impl Place {
    /// Reads `section.field.member`, with `[label]` behind whatever is a list of objects; none of another form.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let step = |text: &str| {
            let (name, label) = match text.split_once('[') {
                Some((name, rest)) => (name, Some(rest.strip_suffix(']')?.to_owned())),
                None => (text, None),
            };
            let is_name = |text: &str| !text.is_empty() && !text.contains(['[', ']']);
            (is_name(name) && label.as_deref().is_none_or(is_name)).then(|| Step {
                name: name.to_owned(),
                label,
            })
        };
        let steps: Option<Vec<Step>> = text.split('.').map(step).collect();
        let place = Self { steps: steps? };
        place.field().map(|_| place)
    }

    /// The same place, deeper.
    pub(crate) fn then(&self, member: &str) -> Option<Self> {
        Self::read(&format!("{self}.{member}"))
    }

    pub(crate) fn steps(&self) -> &[Step] {
        &self.steps
    }

    pub(crate) fn section(&self) -> Option<SectionName> {
        let name = &self.steps.first()?.name;
        SectionName::ALL
            .iter()
            .find(|section| section.as_str() == name)
            .copied()
    }

    pub(crate) fn field(&self) -> Option<&'static Field> {
        Field::named(self.section()?, &self.steps.get(1)?.name)
    }

    /// What is asked within the field.
    pub(crate) fn members(&self) -> &[Step] {
        self.steps.get(2..).unwrap_or_default()
    }

    /// The label that stands on the field itself.
    pub(crate) fn item(&self) -> Option<&str> {
        self.steps.get(1)?.label.as_deref()
    }

    /// Without labels: `person.names.given`.
    pub(crate) fn bare(&self) -> String {
        let names: Vec<&str> = self.steps.iter().map(|step| step.name.as_str()).collect();
        names.join(".")
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, step) in self.steps.iter().enumerate() {
            if n > 0 {
                f.write_str(".")?;
            }
            f.write_str(&step.name)?;
            if let Some(label) = &step.label {
                write!(f, "[{label}]")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_they_are_written() {
        let place = Place::read("person.names[usual].given").unwrap();
        assert_eq!(place.to_string(), "person.names[usual].given");
        assert_eq!(place.bare(), "person.names.given");
        assert_eq!(place.item(), Some("usual"));
        for bad in [
            "person",
            "person.nothing",
            "person.names[].given",
            "x.names",
            "person.names[a",
        ] {
            assert!(Place::read(bad).is_none(), "{bad}");
        }
    }
}

//! Where in a case something stands: `risk.level.value.basis[2]`, positions from 1 as in the column `No.`.

use std::fmt::Write;

/// The most steps of a path: more than the dataset is deep.
const MAX_STEPS: usize = 24;

/// One step into a case.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Step {
    /// An item of a list, from 1.
    Item(u32),
    /// A member of an object.
    Member(String),
}

impl Step {
    pub(crate) fn member(name: &str) -> Self {
        Self::Member(name.to_owned())
    }
}

/// The path as people read it.
pub(crate) fn written(path: &[Step]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Item(at) => {
                let _ = write!(text, "[{at}]");
            }
            Step::Member(name) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(name);
            }
        }
    }
    text
}

/// What a path says; nothing if it is none.
pub(crate) fn read(text: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    for part in text.split('.') {
        let (name, mut items) = part.split_at(part.find('[').unwrap_or(part.len()));
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        if name.is_empty() || !name.chars().all(is_name) {
            return None;
        }
        steps.push(Step::member(name));
        while !items.is_empty() {
            let (item, rest) = items.strip_prefix('[')?.split_once(']')?;
            steps.push(Step::Item(position(item)?));
            items = rest;
        }
    }
    (steps.len() <= MAX_STEPS).then_some(steps)
}

/// A position in a list, from 1.
pub(crate) fn position(text: &str) -> Option<u32> {
    text.parse().ok().filter(|at| *at > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_as_they_are_written() {
        for text in [
            "risk",
            "risk.level.value.basis[2]",
            "a.b[1][20].c",
            "contact.x.in-person",
        ] {
            assert_eq!(written(&read(text).unwrap()), text);
        }
        let deep = vec!["a"; MAX_STEPS + 1].join(".");
        for bad in [
            "", ".", "a.", "a[0]", "a[x]", "a[1", "[1]", "a b", "a[1]b", &deep,
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}

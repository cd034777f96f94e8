//! Tokens of forms: whoever posts must have been shown the form, and posts it once.

use std::collections::VecDeque;

use crate::secret::Secret;

/// How many forms may be open: more windows than a person has.
const MOST: usize = 512;

/// The forms that were shown and not yet posted.
#[derive(Debug, Default)]
pub(crate) struct OpenForms(VecDeque<Secret>);

impl OpenForms {
    /// The token of a form that is about to be shown.
    pub(crate) fn issue(&mut self) -> String {
        if self.0.len() >= MOST {
            self.0.pop_front();
        }
        let token = Secret::random();
        let text = token.reveal().to_owned();
        self.0.push_back(token);
        text
    }

    /// Takes a token that came back; false if no such form is open.
    pub(crate) fn take(&mut self, token: &str) -> bool {
        let place = self.0.iter().position(|open| open.is(token));
        place.is_some_and(|place| self.0.remove(place).is_some())
    }

    /// Forgets all of them.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_posted_once_and_the_oldest_is_forgotten() {
        let mut forms = OpenForms::default();
        let first = forms.issue();
        let second = forms.issue();
        assert!(forms.take(&second));
        assert!(!forms.take(&second));
        assert!(!forms.take(""));
        for _ in 0..MOST {
            forms.issue();
        }
        assert!(!forms.take(&first));
    }
}

//! The key by which the browser comes in: it works once.

use crate::secret::Secret;

/// A key that was given out, or none.
#[derive(Debug)]
pub(crate) struct Entry(Option<Secret>);

impl Entry {
    /// Nobody has a key yet.
    pub(crate) const fn new() -> Self {
        Self(None)
    }

    /// A new key in the place of the one before.
    pub(crate) fn renew(&mut self) -> String {
        let key = Secret::random();
        let text = key.reveal().to_owned();
        self.0 = Some(key);
        text
    }

    /// Whether this is the key; it is gone then.
    pub(crate) fn take(&mut self, key: &str) -> bool {
        let is_it = self.0.as_ref().is_some_and(|given| given.is(key));
        if is_it {
            self.0 = None;
        }
        is_it
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_works_once() {
        let mut entry = Entry::new();
        assert!(!entry.take(""));
        let key = entry.renew();
        assert!(!entry.take("another"));
        assert!(entry.take(&key));
        assert!(!entry.take(&key));
    }
}

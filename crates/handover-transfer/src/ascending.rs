//! Looking up tokens in lists that ascend.

use handover_trust::Token;

/// Looks tokens up in a strictly ascending list, each from where the last one was found.
///
/// Statements list their tokens in ascending order too, so a whole statement costs about as many steps
/// as it has rows, however long the list is.
#[derive(Debug)]
pub(crate) struct Ascending<'a> {
    tokens: &'a [Token],
    from: usize,
}

impl<'a> Ascending<'a> {
    pub(crate) const fn new(tokens: &'a [Token]) -> Self {
        Self { tokens, from: 0 }
    }

    /// The place of a token that is not before the one asked for last.
    pub(crate) fn place_of(&mut self, token: &Token) -> Option<usize> {
        let rest = self.tokens.get(self.from..)?;
        let mut reach = 1;
        while rest.get(reach - 1).is_some_and(|other| other < token) {
            reach *= 2;
        }
        let start = reach / 2;
        let window = rest.get(start..reach.min(rest.len()))?;
        match window.binary_search(token) {
            Ok(at) => {
                let found = self.from + start + at;
                self.from = found + 1;
                Some(found)
            }
            Err(at) => {
                self.from += start + at;
                None
            }
        }
    }
}

/// Whether every token of `some`, which ascend, is among `all`, which strictly ascend.
pub(crate) fn are_all_in(some: impl IntoIterator<Item = Token>, all: &[Token]) -> bool {
    let mut all = Ascending::new(all);
    some.into_iter().all(|token| all.place_of(&token).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(bytes: impl IntoIterator<Item = u8>) -> Vec<Token> {
        bytes
            .into_iter()
            .map(|b| Token::from_bytes([b; 32]))
            .collect()
    }

    #[test]
    fn finds_what_is_there_and_nothing_else() {
        for all in [vec![], vec![7], (0..250).step_by(3).collect()] {
            let list = tokens(all.iter().copied());
            let mut ascending = Ascending::new(&list);
            for asked in 0..=255 {
                let found = ascending.place_of(&Token::from_bytes([asked; 32]));
                assert_eq!(
                    found,
                    all.iter().position(|there| *there == asked),
                    "{asked}"
                );
            }
        }
    }

    #[test]
    fn one_that_is_missing_is_noticed_wherever_it_stands() {
        let all = tokens([2, 4, 6]);
        assert!(are_all_in(tokens([2, 6]), &all));
        for missing in [1, 3, 5, 7] {
            let mut some = tokens([2, 4, 6, missing]);
            some.sort_unstable();
            assert!(!are_all_in(some, &all), "{missing}");
        }
    }
}

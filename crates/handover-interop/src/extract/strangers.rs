//! Rows of nobody in the table of people: whose they may be.

use super::{Key, Survey};
use crate::text_forms::folded;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Keys of nobody, folded, by the table in which they have rows.
pub(crate) type Strangers = BTreeMap<String, BTreeSet<String>>;

/// What is known of the keys of people, seen from those of nobody.
struct Alike {
    /// The people whose keys are a stranger's but for case and spaces.
    same: HashMap<String, Vec<Key>>,
    /// The people whose keys are one typing error away from a stranger's.
    near: HashMap<String, Vec<Key>>,
    /// Keys of broken rows that are people's.
    known: HashSet<String>,
}

impl Survey<'_> {
    /// A row whose key is a person's but for case, spaces or one typing error is listed as nobody's, and that person lacks
    /// it: what it would have said was not read.
    ///
    /// A table of more people than the extract has says so by `others`: there a key that is nobody's is somebody else's.
    pub(crate) fn claim(&mut self, people: &[Key], strangers: &Strangers) {
        let alike = self.alike(people, strangers);
        let (mapping, keys) = (self.mapping, &self.keys);
        let others = self.tables.iter_mut();
        for (name, (head, _)) in others.filter(|(name, _)| **name != mapping.people) {
            let has_others = mapping.table(name).is_some_and(|spec| spec.others);
            // What stands where the key should be in a broken row is no key: the row may be anybody's.
            let is_known = |key: &str| alike.known.contains(&folded(key));
            head.has_rows_of_nobody |=
                !has_others && !head.unreadable.iter().all(|key| is_known(key));
            for stranger in strangers.get(*name).into_iter().flatten() {
                let same = alike.same.get(stranger);
                let near = || alike.near.get(stranger).filter(|_| !has_others);
                for owner in same.or_else(near).into_iter().flatten() {
                    head.unreadable.insert((**keys.name(*owner)).into());
                }
            }
        }
    }

    /// Looks through the keys of people once, however many they are.
    fn alike(&self, people: &[Key], strangers: &Strangers) -> Alike {
        let all: BTreeSet<&str> = strangers.values().flatten().map(String::as_str).collect();
        let broken = self.tables.values().flat_map(|(head, _)| &head.unreadable);
        let broken: HashSet<String> = broken.map(|key| folded(key)).collect();
        let mut shortened: HashMap<String, Vec<&str>> = HashMap::new();
        for stranger in &all {
            for one in shorter(stranger)
                .into_iter()
                .chain([(*stranger).to_owned()])
            {
                shortened.entry(one).or_default().push(stranger);
            }
        }
        let mut alike = Alike {
            same: HashMap::new(),
            near: HashMap::new(),
            known: HashSet::new(),
        };
        if all.is_empty() && broken.is_empty() {
            return alike;
        }
        for person in people {
            let key = self.keys.name(*person);
            if key.starts_with(' ') {
                continue; // a row without a key
            }
            let key = folded(key);
            if all.contains(key.as_str()) {
                alike.same.entry(key.clone()).or_default().push(*person);
            }
            if !shortened.is_empty() {
                let forms = shorter(&key).into_iter().chain([key.clone()]);
                let near = forms.filter_map(|one| shortened.get(&one)).flatten();
                let near: BTreeSet<&str> = near
                    .copied()
                    .filter(|stranger| is_one_error(stranger, &key))
                    .collect();
                for stranger in near {
                    let owners = alike.near.entry(stranger.to_owned());
                    owners.or_default().push(*person);
                }
            }
            if broken.contains(&key) {
                alike.known.insert(key);
            }
        }
        alike
    }
}

/// A text without each of its letters.
fn shorter(text: &str) -> Vec<String> {
    let ends = text.char_indices();
    let without = ends.map(|(at, letter)| {
        let (before, rest) = text.split_at(at);
        [before, rest.get(letter.len_utf8()..).unwrap_or_default()].concat()
    });
    without.collect()
}

/// Whether one letter too many, too few or another, or two that changed places, make one key of the other.
fn is_one_error(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let same = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let rest = |text: &'_ [char], skip: usize| text.get(same + skip..).map(<[char]>::to_vec);
    let (a, b) = (&one, &other);
    let is_same = |skip_a: usize, skip_b: usize| {
        let (a, b) = (rest(a, skip_a), rest(b, skip_b));
        a.is_some() && a == b
    };
    let changed_places = || {
        one.get(same) == other.get(same + 1)
            && one.get(same + 1) == other.get(same)
            && is_same(2, 2)
    };
    is_same(1, 1) || is_same(1, 0) || is_same(0, 1) || changed_places()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_typing_error_is_one() {
        for (one, other) in [
            ("hb0109", "hbo109"),
            ("hb0109", "hb109"),
            ("hb0109", "hb00109"),
            ("hb0109", "hb1009"),
            ("hb0109", "hb010"),
        ] {
            assert!(
                is_one_error(one, other) && is_one_error(other, one),
                "{one} {other}"
            );
        }
        for (one, other) in [
            ("hb0109", "hb0109"),
            ("hb0109", "hb9990"),
            ("hb0109", "hb01"),
            ("a1", "b2"),
        ] {
            assert!(!is_one_error(one, other), "{one} {other}");
        }
    }
}

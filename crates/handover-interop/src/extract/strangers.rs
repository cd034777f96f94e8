//! Rows of nobody in the table of people: whose they may be.

use super::Table;
use crate::{mapping::Mapping, text_forms::folded};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A row whose key is a person's but for case, spaces or one typing error is listed as nobody's, and that person lacks
/// it: what it would have said was not read.
///
/// A table of more people than the extract has says so by `others`: there a key that is nobody's is somebody else's.
pub(super) fn claim(mapping: &Mapping, tables: &mut BTreeMap<String, Table>) {
    let Some(people) = tables.get(&mapping.people) else {
        return;
    };
    let keys = people.rows().iter().filter(|row| !row.is_nobodys);
    let keys: Vec<Box<str>> = keys.map(|row| row.key.clone()).collect();
    let exact: BTreeSet<&str> = keys.iter().map(|key| &**key).collect();
    let mut by_fold: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, key) in keys.iter().enumerate() {
        by_fold.entry(folded(key)).or_default().push(at);
    }
    let mut shortened = None;
    let others = tables.iter_mut();
    for (name, table) in others.filter(|(name, _)| **name != mapping.people) {
        let has_others = mapping.table(name).is_some_and(|spec| spec.others);
        // What stands where the key should be in a broken row is no key: the row may be anybody's.
        let is_known = |key: &str| by_fold.contains_key(&folded(key));
        table.has_rows_of_nobody |=
            !has_others && !table.unreadable.iter().all(|key| is_known(key));
        let rows = table.rows().iter();
        let strangers = rows.filter(|row| !row.is_nobodys && !exact.contains(&*row.key));
        let strangers: BTreeSet<String> = strangers.map(|row| folded(&row.key)).collect();
        for stranger in strangers {
            let alike = by_fold.get(&stranger).into_iter().flatten();
            let mut owners: Vec<usize> = alike.copied().collect();
            if owners.is_empty() && !has_others {
                let shortened = shortened.get_or_insert_with(|| without_a_letter(&by_fold));
                let near = shorter(&stranger).into_iter().chain([stranger.clone()]);
                let near = near.filter_map(|one| shortened.get(&one)).flatten();
                let near = near.filter(|key| is_one_error(&stranger, key));
                owners.extend(near.filter_map(|key| by_fold.get(*key)).flatten());
            }
            let owners = owners.into_iter().filter_map(|at| keys.get(at).cloned());
            table.unreadable.extend(owners);
        }
    }
}

/// The keys under each text that they give with a letter less, and under themselves.
fn without_a_letter(keys: &HashMap<String, Vec<usize>>) -> HashMap<String, Vec<&str>> {
    let mut shortened: HashMap<String, Vec<&str>> = HashMap::new();
    for key in keys.keys() {
        for one in shorter(key).into_iter().chain([key.clone()]) {
            shortened.entry(one).or_default().push(key);
        }
    }
    shortened
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

//! Rows that could not be read, compared by their words: somebody stands there, and may be one who was read.

use std::collections::{HashMap, HashSet};

use super::{fold, other_names};
use crate::{
    CaseReference,
    eligibility::{Identity, Record},
};

/// What stands between the words of a row, of whatever form the file is.
const BETWEEN: [char; 11] = [',', ';', '|', ':', '"', '\'', '{', '}', '[', ']', '/'];
/// Into so many pieces a stray mark or two may have broken a word.
const MOST_PIECES: usize = 3;

/// The pairs of a record and a row that has all words of one of its names in it, of two at least, or its number: in
/// whatever cells, and whatever birth date stands beside them.
///
/// Each record is paired with one such row, so that a list of lost rows does not square the work.
pub(super) fn pairs<'a>(records: &[&'a Record]) -> Vec<(&'a CaseReference, &'a CaseReference)> {
    let rows: Vec<(&CaseReference, HashSet<String>)> = records
        .iter()
        .filter_map(|record| {
            let row = record.identity.unread_row.as_deref()?;
            Some((&record.reference, words(row)))
        })
        .collect();
    let mut with_word: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, (_, words)) in rows.iter().enumerate() {
        for word in words {
            with_word.entry(word).or_default().push(at);
        }
    }
    let found = |wanted: &Vec<String>| {
        let lists = wanted.iter().map(|word| with_word.get(word.as_str()));
        let lists: Option<Vec<&Vec<usize>>> = lists.collect();
        let fewest = lists?.into_iter().min_by_key(|list| list.len())?;
        let mut rows = fewest.iter().filter_map(|at| rows.get(*at));
        let row = rows.find(|(_, words)| wanted.iter().all(|word| words.contains(word)))?;
        Some(row.0)
    };
    let read = records
        .iter()
        .filter(|record| !rows.is_empty() && record.identity.unread_row.is_none());
    let paired = read.filter_map(|record| {
        let row = wanted(&record.identity).iter().find_map(found)?;
        let reference = &record.reference;
        Some((reference.min(row), reference.max(row)))
    });
    paired.collect()
}

/// The words of each name, and the number, by which a row may be of this person.
fn wanted(identity: &Identity) -> Vec<Vec<String>> {
    let own = identity.given.as_deref().zip(identity.family.as_deref());
    let own = own.map(|(given, family)| format!("{given} {family}"));
    let names = own.into_iter().chain(other_names(identity));
    let names = names.map(|name| {
        let name = fold(&name);
        name.split(' ').map(str::to_owned).collect::<Vec<_>>()
    });
    let number = identity.nhs_number.as_ref();
    let number = number.filter(|number| number.has_check_digit());
    let number = number.map(|number| vec![number.as_str().to_owned()]);
    let names = names.filter(|name| name.len() > 1);
    names.chain(number).collect()
}

/// The words of a row, and what stands there one after the other as one word.
fn words(row: &str) -> HashSet<String> {
    let pieces = row.split(|char: char| char.is_whitespace() || BETWEEN.contains(&char));
    let pieces: Vec<String> = pieces.map(fold).filter(|piece| !piece.is_empty()).collect();
    (1..=MOST_PIECES)
        .flat_map(|count| pieces.windows(count).map(<[String]>::concat))
        .collect()
}

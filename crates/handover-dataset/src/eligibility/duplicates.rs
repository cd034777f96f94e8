mod unread;

use std::collections::{BTreeSet, HashMap};

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{Identity, Record};
use crate::CaseReference;

/// Names and day of birth, such that those of one person under two names are equal.
type Key = (String, (i16, i8, i8));

/// The pairs of records that may be of one person: the same valid NHS number; or first name and
/// surname of one are the other's too, or the other's alias, or its first name and former surname, and the days of
/// birth are equal or have day and month exchanged; or a row that could not be read has the words of such a name in it,
/// or the number.
///
/// `records` are in the order of their references. Of many records with one number each is paired
/// with the next only, so that a number used as a filler does not square the work.
pub(super) fn pairs<'a>(
    records: &[&'a Record],
) -> BTreeSet<(&'a CaseReference, &'a CaseReference)> {
    let mut pairs = BTreeSet::new();
    let mut by_number: HashMap<&str, &CaseReference> = HashMap::new();
    let mut by_name: HashMap<Key, Vec<&CaseReference>> = HashMap::new();
    for record in records {
        let identity = &record.identity;
        if let Some(number) = &identity.nhs_number
            && number.has_check_digit()
            && let Some(before) = by_number.insert(number.as_str(), &record.reference)
        {
            pairs.insert((before, &record.reference));
        }
        if let Some(key) = own_key(identity) {
            by_name.entry(key).or_default().push(&record.reference);
        }
    }
    pairs.extend(unread::pairs(records));
    for record in records {
        for key in other_keys(&record.identity) {
            for other in by_name.get(&key).into_iter().flatten() {
                if **other != record.reference {
                    let reference = &record.reference;
                    pairs.insert((reference.min(other), reference.max(other)));
                }
            }
        }
    }
    pairs
}

fn own_key(identity: &Identity) -> Option<Key> {
    let given = identity.given.as_deref()?;
    let family = identity.family.as_deref()?;
    key(&format!("{given} {family}"), identity)
}

/// The keys under which another record may be of this person, their own among them.
fn other_keys(identity: &Identity) -> BTreeSet<Key> {
    let others = other_names(identity).filter_map(|name| key(&name, identity));
    others.chain(own_key(identity)).collect()
}

/// The names that are not the person's own: aliases, and the first name with each former surname.
fn other_names(identity: &Identity) -> impl Iterator<Item = String> {
    let given = identity.given.as_deref();
    let previous = given.into_iter().flat_map(|given| {
        let families = identity.previous_families.iter();
        families.map(move |family| format!("{given} {family}"))
    });
    identity.aliases.iter().cloned().chain(previous)
}

fn key(name: &str, identity: &Identity) -> Option<Key> {
    let birth = identity.birth_date.known()?.day()?.civil();
    let (day, month) = (birth.day(), birth.month());
    let name = fold(name);
    (!name.is_empty()).then(|| (name, (birth.year(), day.min(month), day.max(month))))
}

/// The name without case, accents and punctuation, one space between words.
fn fold(name: &str) -> String {
    let plain: String = name
        .nfkd()
        .filter(|char| !is_combining_mark(*char))
        .flat_map(char::to_lowercase)
        .filter(|char| char.is_alphanumeric() || char.is_whitespace())
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

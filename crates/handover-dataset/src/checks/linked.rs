//! D-38 and D-39: other people are named only in `third_parties`, and nobody else's record slips in.

use super::{Found, Needles, View, context::LinkedCase, texts::Walked};
use crate::{Answered, SectionName};

/// D-38: a name, alias or number of 601 in a section that somebody opens without `third_parties`, or
/// in what an audience gets in a case of its own.
pub(super) fn parties_unnamed(view: &View<'_>, found: &mut Found<'_>) {
    let Some(parties) = view.case.third_parties.parties.value() else {
        return;
    };
    let readers = view.readers();
    let is_open = |section| {
        readers.iter().any(|reader| {
            !reader.opens(view.case, SectionName::ThirdParties) && reader.opens(view.case, section)
        })
    };
    let open: Vec<SectionName> = SectionName::ALL
        .iter()
        .copied()
        .filter(|one| is_open(*one))
        .collect();
    let apart = view.readers_apart();
    if open.is_empty() && apart.is_empty() {
        return;
    }
    let own = own_family_names(view);
    let mut needles = Needles::default();
    for party in parties {
        for name in party.name.iter().chain(party.aliases.iter().flatten()) {
            let (given, family) = match name.as_str().rsplit_once(char::is_whitespace) {
                Some((given, family)) => (Some(given), family),
                None => (None, name.as_str()),
            };
            needles.name(family, given, &own);
        }
        for number in party.telecoms.iter().flatten() {
            needles.number(number.as_str());
        }
    }
    for text in view.walked().texts() {
        if open.contains(&text.section) && needles.are_in(text.text) {
            found.add(text.path, format!("{} names another person.", text.path));
        }
    }
    for reader in apart {
        let audience = reader.audience;
        if reader.opens(view.case, SectionName::ThirdParties) {
            continue;
        }
        let Some(part) = view.part_for(audience) else {
            continue;
        };
        for text in Walked::new(&part).texts() {
            if needles.are_in(text.text) {
                let (path, name) = (text.path, audience.name());
                found.add(
                    path,
                    format!("{path} names another person, and {name} gets it."),
                );
            }
        }
    }
}

/// D-39: a name, number, street, postcode or day of birth of a linked case.
///
/// A name in `third_parties` is where it belongs; all else there is not.
pub(super) fn records_apart(view: &View<'_>, found: &mut Found<'_>) {
    for link in &view.context.links {
        let mut names = Needles::default();
        let own = own_family_names(view);
        for (family, given) in &link.names {
            let given = given.as_ref().map(crate::Text::as_str);
            names.name(family.as_str(), given, &own);
        }
        let mut others = of_place(link);
        for number in &link.nhs_numbers {
            others.number(number.as_str());
        }
        for birth in &link.births {
            others.day(*birth);
        }
        for text in view.walked().texts() {
            let is_named = text.section != SectionName::ThirdParties && names.are_in(text.text);
            if is_named || others.are_in(text.text) {
                found.add(
                    text.path,
                    format!("{}: another person's record?", text.path),
                );
            }
        }
    }
}

/// What leads to where the person of a linked case is.
pub(super) fn of_place(link: &LinkedCase) -> Needles {
    let mut needles = Needles::default();
    link.phones
        .iter()
        .for_each(|phone| needles.number(phone.as_str()));
    link.streets
        .iter()
        .for_each(|street| needles.words(street.as_str()));
    link.postcodes
        .iter()
        .for_each(|postcode| needles.postcode(postcode.as_str()));
    needles
}

fn own_family_names<'a>(view: &View<'a>) -> Vec<&'a str> {
    let names = view.case.person.names.value();
    names
        .into_iter()
        .flatten()
        .filter_map(|name| Some(name.family.as_ref()?.as_str()))
        .collect()
}

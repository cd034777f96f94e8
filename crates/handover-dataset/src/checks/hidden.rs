//! D-19: what must not say where a protected person is.

mod place_words;

use self::place_words::{PlaceWord, place_words};
use super::{Found, Needles, View, texts::TextAt};
use crate::{Answered, CheckId, SectionName, TextDigest};

/// This check.
const HIDDEN: CheckId = CheckId::new(19);

/// D-19: nothing outside `location` says where a protected person is, unless a practitioner answered for that text.
pub(super) fn place_hidden(view: &View<'_>, found: &mut Found<'_>) {
    let case = view.case;
    let is_in_view = view.expects(SectionName::Location, "address_sensitivity");
    if !is_in_view || !case.is_protected() {
        return;
    }
    let places = place_words(&case.location);
    let organisations = organisations(view, &places);
    let elsewhere = view
        .walked()
        .texts()
        .filter(|one| one.section != SectionName::Location && !is_of_parties(one.path))
        .filter(|one| !is_reason(one.path));
    for one in elsewhere {
        let mut without = None;
        let told = places.iter().find(|place| {
            place.needles.are_in(one.text)
                && (!place.is_area
                    || !is_of_conference(one.path) && {
                        let text = without.get_or_insert_with(|| organisations.out_of(one.text));
                        place.needles.are_in(text)
                    })
        });
        if let Some(place) = told.filter(|_| !view.is_answered_for(HIDDEN, one.text)) {
            let message = format!(
                "\"{}\" of {} stands in {}: take it out, or a practitioner answers for this text that it reveals \
                 nothing ({}).",
                place.words,
                place.path,
                one.path,
                answer(one.text)
            );
            found.add(one.path, message);
        }
    }
    for (path, number) in numbers(view) {
        if is_geographic(number) && !view.is_answered_for(HIDDEN, number) {
            let message = format!(
                "\"{number}\" in {path} has an area code, which says where: take it out, or a practitioner answers for \
                 it ({}).",
                answer(number)
            );
            found.add(path, message);
        }
    }
}

/// How that text is answered for in 918.
fn answer(text: &str) -> String {
    format!(
        "handover.acknowledgements: check {HIDDEN}, text_digest {}",
        TextDigest::of(text).as_str()
    )
}

/// Whether it is of 905: who hands over to whom stands in the head, in clear.
fn is_of_parties(path: &str) -> bool {
    path.starts_with("handover.from_to.")
}

/// Whether it is the reason why there is no value: a code of the dataset, which says the same of everybody.
fn is_reason(path: &str) -> bool {
    path.ends_with(".absent")
}

/// Whether it is the area of 510: a conference is called after its area, as organisations are.
fn is_of_conference(path: &str) -> bool {
    path.starts_with("risk.marac.") && path.ends_with(".area")
}

/// The names of organisations in which the name of an area says nothing: those of the parties, and those of others
/// but where such a name is itself one of the places.
fn organisations(view: &View<'_>, places: &[PlaceWord]) -> Needles {
    let mut names = Needles::default();
    for one in view.walked().texts() {
        let is_place = || places.iter().any(|place| place.needles.has_words(one.text));
        let is_of_another = one.section != SectionName::Location && is_organisation(&one);
        if is_of_another && one.text.contains(' ') && (is_of_parties(one.path) || !is_place()) {
            names.words(one.text);
        }
    }
    names
}

/// Whether the text is the name of an organisation or of a service of one.
fn is_organisation(one: &TextAt<'_>) -> bool {
    const MEMBERS: [&str; 9] = [
        "booking",
        "commissioner",
        "contact",
        "delivering",
        "from",
        "hospitals",
        "issuer",
        "org",
        "to",
    ];
    let mut steps = one.path.rsplit('.');
    match steps.next() {
        Some("service") => true,
        Some("name") => steps.next().is_some_and(|within| {
            let within = within.split('[').next().unwrap_or(within);
            MEMBERS.contains(&within)
        }),
        _ => false,
    }
}

/// The numbers of 201 and 203.
fn numbers<'a>(view: &View<'a>) -> Vec<(String, &'a str)> {
    let contact = &view.case.contact;
    let telecoms = contact.telecoms.value().into_iter().flatten();
    let telecoms = telecoms.enumerate().map(|(n, one)| {
        let path = format!("contact.telecoms.value[{n}].value");
        (path, one.value.as_str())
    });
    let emergency = contact.emergency_contacts.value().into_iter().flatten();
    let emergency = emergency.enumerate().filter_map(|(n, one)| {
        let path = format!("contact.emergency_contacts.value[{n}].phone");
        Some((path, one.phone.as_ref()?.as_str()))
    });
    telecoms.chain(emergency).collect()
}

/// Whether the number has an area code: it begins with 01 or 02.
fn is_geographic(number: &str) -> bool {
    let digits: String = number
        .replace("(0)", "")
        .chars()
        .filter(|char| char.is_ascii_digit() || *char == '+')
        .collect();
    let national = ["+44", "0044"]
        .iter()
        .find_map(|code| digits.strip_prefix(code));
    let national = national.or_else(|| digits.strip_prefix('0'));
    national.is_some_and(|rest| rest.len() >= 9 && rest.starts_with(['1', '2']))
}

use crate::{Answered, checks::Needles, sections::Location};

/// Words, a number or a postcode that say where somebody is.
pub(super) struct PlaceWord {
    /// As they stand.
    pub(super) words: String,
    /// Where they stand.
    pub(super) path: String,
    /// What to look for.
    pub(super) needles: Needles,
    /// Whether they name a town or an authority, after which organisations are called too.
    pub(super) is_area: bool,
}

impl PlaceWord {
    fn new(words: &str, path: &str, add: impl FnOnce(&mut Needles)) -> Self {
        let mut needles = Needles::default();
        add(&mut needles);
        Self {
            words: words.to_owned(),
            path: path.to_owned(),
            needles,
            is_area: false,
        }
    }

    fn of_words(words: &str, path: &str) -> Self {
        Self::new(words, path, |needles| needles.words(words))
    }

    fn of_area(words: &str, path: &str) -> Self {
        Self {
            is_area: true,
            ..Self::of_words(words, path)
        }
    }
}

/// What in `location` says where the person is.
pub(super) fn place_words(location: &Location) -> Vec<PlaceWord> {
    let mut places = Vec::new();
    for (n, address) in location.addresses.value().into_iter().flatten().enumerate() {
        if let Some(postcode) = &address.postcode {
            let (postcode, path) = (
                postcode.as_str(),
                format!("location.addresses.value[{n}].postcode"),
            );
            places.push(PlaceWord::new(postcode, &path, |needles| {
                needles.postcode(postcode)
            }));
        }
        let mut is_first = true;
        for (m, line) in address.lines.iter().flatten().enumerate() {
            let path = format!("location.addresses.value[{n}].lines[{m}]");
            places.extend(postcodes(line.as_str()).map(|postcode| {
                PlaceWord::new(&postcode, &path, |needles| needles.postcode(&postcode))
            }));
            for part in line.as_str().split([',', '\n']) {
                places.extend(of_part(part, &path, is_first));
                is_first = false;
            }
        }
    }
    for (n, authority) in location
        .local_authorities
        .value()
        .into_iter()
        .flatten()
        .enumerate()
    {
        let (name, path) = (
            authority.name.as_str(),
            format!("location.local_authorities.value[{n}].name"),
        );
        places.push(PlaceWord::of_area(name, &path));
        places.extend(
            areas(name)
                .iter()
                .map(|area| PlaceWord::of_area(area, &path)),
        );
    }
    if let Some(practice) = location.gp_practice.value() {
        let path = "location.gp_practice.value.org.name";
        places.push(PlaceWord::of_words(practice.org.name.as_str(), path));
    }
    for (n, place) in location.places.value().into_iter().flatten().enumerate() {
        let path = format!("location.places.value[{n}].name");
        places.push(PlaceWord::of_words(place.name.as_str(), &path));
    }
    if let Some(pharmacy) = location.pharmacy.value() {
        let path = "location.pharmacy.value.org.name";
        places.push(PlaceWord::of_words(pharmacy.org.name.as_str(), path));
    }
    for (n, landline) in location.landlines.value().into_iter().flatten().enumerate() {
        let (number, path) = (
            landline.value.as_str(),
            format!("location.landlines.value[{n}].value"),
        );
        places.push(PlaceWord::new(number, &path, |needles| {
            needles.number(number)
        }));
    }
    places
}

/// The postcodes in a line of an address, which people write in one ("8 Kenton Rd HA3 8DL"): an area (`HA3`) and what
/// stands behind it (`8DL`), in one word or two.
fn postcodes(line: &str) -> impl Iterator<Item = String> {
    let words: Vec<&str> = line
        .split(|char: char| !char.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let pairs = words.windows(2).filter_map(|pair| match pair {
        [area, inward] if is_area(area) && is_inward(inward) => Some(format!("{area} {inward}")),
        _ => None,
    });
    let whole = words.iter().filter_map(|word| {
        let (area, inward) = word.split_at_checked(word.len().checked_sub(3)?)?;
        (is_area(area) && is_inward(inward)).then(|| format!("{area} {inward}"))
    });
    pairs.chain(whole).collect::<Vec<_>>().into_iter()
}

/// `HA3`, `E1`, `SW1A`: one or two letters, a digit, and a digit or letter more at most.
fn is_area(word: &str) -> bool {
    let digits = word.trim_start_matches(|char: char| char.is_ascii_alphabetic());
    (1..=2).contains(&(word.len() - digits.len()))
        && (1..=2).contains(&digits.len())
        && digits.starts_with(|char: char| char.is_ascii_digit())
}

/// `8DL`: a digit and two letters.
fn is_inward(word: &str) -> bool {
    let [digit, letters @ ..] = word.as_bytes() else {
        return false;
    };
    digit.is_ascii_digit() && letters.len() == 2 && letters.iter().all(u8::is_ascii_alphabetic)
}

/// Words that stand in many addresses and say nothing of this one.
const COMMON: [&str; 8] = [
    "flat", "floor", "house", "room", "unit", "ward", "block", "england",
];

/// What a part of an address line between commas says: a street by its name alone ("14 Larch Row"), or behind the
/// first part a town, if it has no number and is not called as streets are.
fn of_part(part: &str, path: &str, is_first: bool) -> Option<PlaceWord> {
    const STREETS: [&str; 21] = [
        "avenue",
        "buildings",
        "close",
        "court",
        "crescent",
        "drive",
        "estate",
        "flats",
        "gardens",
        "grove",
        "house",
        "lane",
        "mews",
        "parade",
        "road",
        "row",
        "square",
        "street",
        "terrace",
        "walk",
        "way",
    ];
    let words: Vec<&str> = part.split_whitespace().collect();
    let named: Vec<&str> = words
        .iter()
        .copied()
        .filter(|word| !word.bytes().any(|byte| byte.is_ascii_digit()))
        .collect();
    let name = named.join(" ");
    let is_common = COMMON.contains(&name.to_lowercase().as_str());
    if letters(&name) < 4 || is_common {
        return None;
    }
    let last = named.last().map(|word| word.to_lowercase());
    let is_street =
        named.len() < words.len() || last.is_some_and(|last| STREETS.contains(&last.as_str()));
    Some(if is_first || is_street {
        PlaceWord::of_words(&name, path)
    } else {
        PlaceWord::of_area(&name, path)
    })
}

/// The areas in the name of an authority: "Marlmere" of "Marlmere Borough Council", both of "Kelding and Marlmere".
fn areas(authority: &str) -> Vec<String> {
    const KINDS: [&str; 13] = [
        "authority",
        "borough",
        "city",
        "corporation",
        "council",
        "county",
        "district",
        "london",
        "metropolitan",
        "of",
        "royal",
        "the",
        "unitary",
    ];
    // Whole countries and cities that say nothing.
    const WIDE: [&str; 5] = ["england", "london", "scotland", "wales", "greater london"];
    let is_kind = |word: &&str| KINDS.contains(&word.to_lowercase().as_str());
    let words: Vec<&str> = authority.split_whitespace().collect();
    let named: Vec<&str> = words
        .into_iter()
        .skip_while(is_kind)
        .take_while(|word| !is_kind(word))
        .collect();
    let whole = named.join(" ");
    let parts = whole
        .split(" and ")
        .flat_map(|part| part.split('&'))
        .map(str::trim);
    let mut areas: Vec<String> = parts
        .chain([whole.as_str()])
        .filter(|area| letters(area) >= 5 && *area != authority)
        .filter(|area| !WIDE.contains(&area.to_lowercase().as_str()))
        .map(str::to_owned)
        .collect();
    areas.sort();
    areas.dedup();
    areas
}

fn letters(words: &str) -> usize {
    words.chars().filter(|char| char.is_alphabetic()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_what_an_authority_is_called_after() {
        assert_eq!(areas("Marlmere Council"), ["Marlmere"]);
        assert_eq!(areas("Marl Valley County Council"), ["Marl Valley"]);
        assert_eq!(areas("London Borough of Harrow"), ["Harrow"]);
        assert_eq!(
            areas("Royal Borough of Kelding and Marlmere"),
            ["Kelding", "Kelding and Marlmere", "Marlmere"]
        );
        assert_eq!(areas("City of London Corporation"), [""; 0]);
        assert_eq!(areas("Bath Council"), [""; 0]);
    }

    #[test]
    fn a_postcode_is_found_in_a_line() {
        let found = |line| postcodes(line).collect::<Vec<_>>();
        assert_eq!(found("Flat 3, 8 Kenton Rd HA3 8DL"), ["HA3 8DL"]);
        assert_eq!(found("12 Mill Lane, sw1a1aa"), ["sw1a 1aa"]);
        assert_eq!(found("2 Elm Park HA7"), [""; 0]);
        assert_eq!(found("Flat A1 22 Vaughan Rd"), [""; 0]);
    }

    #[test]
    fn a_street_is_no_area() {
        let is_area = |part: &str, is_first| of_part(part, "", is_first).map(|one| one.is_area);
        assert_eq!(is_area("14 Larch Row", true), Some(false));
        assert_eq!(is_area("Larch Row", false), Some(false));
        assert_eq!(is_area("Marlmere", false), Some(true));
        assert_eq!(is_area("Marlmere", true), Some(false));
        assert_eq!(is_area("Flat 2", true), None);
    }
}

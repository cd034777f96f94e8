//! The words for what the dataset writes as codes.

pub(crate) use handover_dataset::capital;
use handover_dataset::{
    plain_words,
    sections::{EthnicCategory, NhsNumberStatus},
};

/// Why there is no value, as one says it to a colleague.
pub(crate) fn absent(reason: &str, she: &str, sender: &str) -> String {
    match reason {
        "none-known" => "asked, none known".to_owned(),
        "not-asked" => "nobody asked".to_owned(),
        "declined" => format!("{she} would not say"),
        "withheld-legal" => "may not be passed on".to_owned(),
        "not-applicable" => "does not apply".to_owned(),
        "not-held-by-sender" => format!("not held by {sender}"),
        "not-read" => format!("held by {sender} and not carried over: ask them"),
        _ => "not known".to_owned(),
    }
}

/// A code without its hyphens.
pub(crate) fn plain(code: &str) -> String {
    plain_words(code)
}

/// An ethnic category as one says it: "White British", "any other White background".
pub(crate) fn ethnicity(code: &str) -> String {
    let known = EthnicCategory::ALL
        .iter()
        .find(|known| known.as_str() == code);
    let words = known.map_or("ethnicity not known", |known| known.in_words());
    match words.split_once(": ") {
        Some((_, other)) if other.starts_with("any other") => other.to_owned(),
        Some((group, part)) => format!("{group} {part}"),
        None if words.starts_with("Any other") => lower(words),
        None => words.to_owned(),
    }
}

/// How far an NHS number was verified; nothing of a code that there is not.
pub(crate) fn nhs_number_status(code: &str) -> Option<&'static str> {
    let known = NhsNumberStatus::ALL
        .iter()
        .find(|known| known.as_str() == code);
    known.map(|known| known.in_words())
}

/// A role, and what it is where its letters do not say so.
pub(crate) fn role(role: &str) -> String {
    match role {
        "idva" => "IDVA (domestic abuse adviser)".to_owned(),
        "probation" => "probation officer".to_owned(),
        "system" => "case system".to_owned(),
        _ => plain(role),
    }
}

/// A way to reach somebody.
pub(crate) fn way(channel: &str) -> &str {
    match channel {
        "call" => "phone call",
        "visit" => "home visit",
        "in-person" => "face to face",
        other => other,
    }
}

/// By that way.
pub(crate) fn by_way(channel: &str) -> String {
    match channel {
        "call" => "by telephone".to_owned(),
        "visit" => "at home".to_owned(),
        "in-person" => "face to face".to_owned(),
        other => format!("by {other}"),
    }
}

/// What an order says: to use the way, and not to.
pub(crate) fn order(channel: &str, her: &str) -> (String, &'static str) {
    match channel {
        "call" => (format!("Ring {her}"), "ring"),
        "text" => (format!("Text {her}"), "text"),
        "email" => (format!("Email {her}"), "email"),
        "letter" => (format!("Write to {her}"), "write"),
        "visit" => (format!("Visit {her} at home"), "visit"),
        _ => (format!("Speak to {her} face to face"), "speak face to face"),
    }
}

/// Without a capital, unless the word is spelt in capitals.
pub(crate) fn lower(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

/// `a, b and c`.
pub(crate) fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// `a, b or c`.
pub(crate) fn either(parts: &[&str]) -> String {
    match parts {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}

/// `a sentence.` with one stop at its end.
pub(crate) fn stopped(text: &str) -> String {
    if text.ends_with(['.', '!', '?', ':']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

/// Whether a text is words, and not codes alone: some word of it has small letters.
pub(crate) fn is_words(text: &str) -> bool {
    text.split(|c: char| !c.is_alphabetic())
        .any(|word| word.chars().filter(|c| c.is_lowercase()).count() >= 2)
        || text
            .chars()
            .any(|c| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase())
}

/// A unit of UCUM as people write it.
pub(crate) fn unit(unit: &str) -> &str {
    match unit {
        "mL" => "ml",
        "[iU]" => "units",
        "ug" => "micrograms",
        other => other,
    }
}

/// An instrument by its name, as people call it.
pub(crate) fn instrument(id: &str) -> String {
    match id {
        "dash-safelives-24" => "the SafeLives checklist of 24".to_owned(),
        "dash-2009-27" => "the police checklist of 27 (DASH 2009)".to_owned(),
        "dara" => "the police's DARA".to_owned(),
        other => match other.strip_prefix("local:") {
            Some(local) => format!("the service's own form \"{local}\""),
            None => format!("\"{other}\""),
        },
    }
}

/// A telephone number in groups, a British one as it is dialled; another text as it is.
pub(crate) fn phone(number: &str) -> String {
    let Some(rest) = number.strip_prefix("+44").filter(|rest| rest.len() == 10) else {
        return number.to_owned();
    };
    let cut = |at: usize, then: usize| match (rest.get(..at), rest.get(at..then), rest.get(then..))
    {
        (Some(a), Some(b), Some("")) => format!("0{a} {b}"),
        (Some(a), Some(b), Some(c)) => format!("0{a} {b} {c}"),
        _ => number.to_owned(),
    };
    match rest.as_bytes() {
        [b'2', ..] => cut(2, 6),
        [b'1', b'1', ..] | [b'1', _, b'1', ..] | [b'3' | b'8', ..] => cut(3, 6),
        _ => cut(4, 10),
    }
}

/// An NHS number in its usual groups.
pub(crate) fn nhs_number(digits: &str) -> String {
    match (digits.get(..3), digits.get(3..6), digits.get(6..)) {
        (Some(a), Some(b), Some(c)) => format!("{a} {b} {c}"),
        _ => digits.to_owned(),
    }
}

/// A language by the first part of its tag (RFC 5646, with the registry's names); another tag as it is.
pub(crate) fn language(tag: &str) -> String {
    let first = tag.split('-').next().unwrap_or(tag).to_lowercase();
    let known = LANGUAGES.iter().find(|(code, _)| *code == first);
    known.map_or_else(|| tag.to_owned(), |(_, name)| (*name).to_owned())
}

/// The languages most spoken in England and Wales (census of 2021), sign language, and those of its neighbours.
const LANGUAGES: [(&str, &str); 51] = [
    ("am", "Amharic"),
    ("ar", "Arabic"),
    ("bfi", "British Sign Language"),
    ("bg", "Bulgarian"),
    ("bn", "Bengali"),
    ("cs", "Czech"),
    ("cy", "Welsh"),
    ("da", "Danish"),
    ("de", "German"),
    ("el", "Greek"),
    ("en", "English"),
    ("es", "Spanish"),
    ("et", "Estonian"),
    ("fa", "Persian"),
    ("fi", "Finnish"),
    ("fr", "French"),
    ("ga", "Irish"),
    ("gd", "Scottish Gaelic"),
    ("gu", "Gujarati"),
    ("he", "Hebrew"),
    ("hi", "Hindi"),
    ("hr", "Croatian"),
    ("hu", "Hungarian"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("ko", "Korean"),
    ("ku", "Kurdish"),
    ("lt", "Lithuanian"),
    ("lv", "Latvian"),
    ("ml", "Malayalam"),
    ("ne", "Nepali"),
    ("nl", "Dutch"),
    ("pa", "Panjabi"),
    ("pl", "Polish"),
    ("ps", "Pashto"),
    ("pt", "Portuguese"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("sk", "Slovak"),
    ("so", "Somali"),
    ("sq", "Albanian"),
    ("sr", "Serbian"),
    ("sv", "Swedish"),
    ("ta", "Tamil"),
    ("ti", "Tigrinya"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("ur", "Urdu"),
    ("vi", "Vietnamese"),
    ("yue", "Cantonese"),
    ("zh", "Chinese"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephone_numbers_stand_in_groups() {
        for (written, said) in [
            ("+447700900118", "07700 900118"),
            ("+442079460997", "020 7946 0997"),
            ("+441614960274", "0161 496 0274"),
            ("+441632960999", "01632 960999"),
            ("+15550100", "+15550100"),
            ("ask Jo", "ask Jo"),
        ] {
            assert_eq!(phone(written), said);
        }
    }

    #[test]
    fn codes_are_no_words() {
        for codes in ["NDTMS HEPBVAC 3, HEPBSTAT B", "ZZ09", "3", "A"] {
            assert!(!is_words(codes), "{codes}");
        }
        for words in [
            "heroin",
            "Methadone 60ml",
            "NHS letter sent",
            "\u{645}\u{62f}\u{64a}\u{646}\u{629}",
        ] {
            assert!(is_words(words), "{words}");
        }
    }

    #[test]
    fn every_ethnic_category_has_words() {
        for category in EthnicCategory::ALL {
            let said = ethnicity(category.as_str());
            assert!(said.len() > 4 && !said.contains(':'), "{said}");
        }
        assert_eq!(ethnicity("A"), "White British");
        assert_eq!(ethnicity("C"), "any other White background");
        assert_eq!(ethnicity("Z"), "Not stated");
    }

    #[test]
    fn lists_and_capitals() {
        assert_eq!(list(&["a".into(), "b".into(), "c".into()]), "a, b and c");
        assert_eq!(either(&["ring", "text"]), "ring or text");
        assert_eq!(lower("Heroin"), "heroin");
        assert_eq!(lower("GP practice"), "GP practice");
        assert_eq!(plain("marac-coordinator"), "MARAC coordinator");
    }
}

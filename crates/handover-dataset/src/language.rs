/// Whether the tag is well-formed
/// ([RFC 5646, section 2.1](https://www.rfc-editor.org/rfc/rfc5646#section-2.1); check D-11).
///
/// The form only: whether the subtags are registered is not asked, and of the grandfathered tags
/// none is taken, as each has a better one.
#[must_use]
pub fn is_language_tag(tag: &str) -> bool {
    if tag.len() > 64 {
        return false;
    }
    let mut subtags = tag.split('-').peekable();
    let Some(language) = subtags.next() else {
        return false;
    };
    if is_private(language) {
        return is_rest_private(subtags);
    }
    if !(is_letters(language) && (2..=8).contains(&language.len())) {
        return false;
    }
    if language.len() <= 3 {
        for _ in 0..3 {
            if subtags
                .next_if(|subtag| subtag.len() == 3 && is_letters(subtag))
                .is_none()
            {
                break;
            }
        }
    }
    subtags.next_if(|subtag| subtag.len() == 4 && is_letters(subtag)); // script
    subtags.next_if(|subtag| {
        subtag.len() == 2 && is_letters(subtag)
            || subtag.len() == 3 && subtag.bytes().all(|byte| byte.is_ascii_digit())
    }); // region
    while subtags.next_if(|subtag| is_variant(subtag)).is_some() {}
    while let Some(singleton) = subtags.next() {
        if is_private(singleton) {
            return is_rest_private(subtags);
        }
        let is_singleton = singleton.len() == 1 && is_alphanumeric(singleton);
        let is_extension =
            |subtag: &&str| (2..=8).contains(&subtag.len()) && is_alphanumeric(subtag);
        if !is_singleton || subtags.next_if(is_extension).is_none() {
            return false;
        }
        while subtags.next_if(is_extension).is_some() {}
    }
    true
}

fn is_letters(subtag: &str) -> bool {
    subtag.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn is_alphanumeric(subtag: &str) -> bool {
    subtag.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_private(subtag: &str) -> bool {
    subtag.eq_ignore_ascii_case("x")
}

fn is_variant(subtag: &str) -> bool {
    is_alphanumeric(subtag)
        && ((5..=8).contains(&subtag.len())
            || subtag.len() == 4 && subtag.starts_with(|first: char| first.is_ascii_digit()))
}

fn is_rest_private<'a>(subtags: impl Iterator<Item = &'a str>) -> bool {
    let mut any = false;
    for subtag in subtags {
        any = true;
        if !((1..=8).contains(&subtag.len()) && is_alphanumeric(subtag)) {
            return false;
        }
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_tags_from_other_words() {
        for good in [
            "en",
            "en-GB",
            "yo",
            "zh-Hant-TW",
            "es-419",
            "sl-rozaj-biske",
            "de-CH-1996",
            "bfi",
            "x-local",
            "en-a-bbb-x-a",
            "zh-cmn-Hans-CN",
        ] {
            assert!(is_language_tag(good), "{good}");
        }
        for bad in [
            "",
            "en_GB",
            "english language",
            "e",
            "en-",
            "-en",
            "en-GB-",
            "en-x",
            "en-a",
            "12",
        ] {
            assert!(!is_language_tag(bad), "{bad}");
        }
    }
}

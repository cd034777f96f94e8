/// Lower-case letters, digits and inner hyphens, 1 to 64 bytes.
fn is_kebab(word: &str) -> bool {
    (1..=64).contains(&word.len())
        && word.starts_with(|first: char| first.is_ascii_lowercase())
        && !word.ends_with('-')
        && word
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

words! {
    /// What a practitioner does: `key-worker`, `midwife` and so on.
    ///
    /// An open list (dataset 8.4): a profile names roles that the list does not have.
    Role, "^[a-z]([a-z0-9-]{0,62}[a-z0-9])?$", is_kebab
}

words! {
    /// What an action of field 907 is for; an open list (dataset 8.4).
    ActionKind, "^[a-z]([a-z0-9-]{0,62}[a-z0-9])?$", is_kebab
}

words! {
    /// The name of rules, of an instrument or of a mandate: 1 to 128 graphic ASCII characters.
    Identifier, "^[!-~]{1,128}$", |text| {
        (1..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
    }
}

words! {
    /// A decimal number as text, so that `37.50` stays as it was measured; at most 20 characters.
    Decimal, "^(?=.{1,20}$)-?[0-9]+([.][0-9]+)?$", |text| {
        let digits = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        let number = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        text.len() <= 20 && digits(whole) && digits(fraction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_plain() {
        for good in ["0", "45", "37.50", "-1.5"] {
            assert!(good.parse::<Decimal>().is_ok(), "{good}");
        }
        for bad in ["", "-", "1.", ".5", "1e3", "+1", "1,5", "0.1.2"] {
            assert!(bad.parse::<Decimal>().is_err(), "{bad}");
        }
    }

    #[test]
    fn roles_are_kebab_case() {
        assert!("key-worker".parse::<Role>().is_ok());
        for bad in ["", "Key-worker", "key_worker", "-x", "x-", "9x"] {
            assert!(bad.parse::<Role>().is_err(), "{bad}");
        }
    }
}

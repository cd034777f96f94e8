use crate::text::to_nfc;

words! {
    /// The reference under which the sending organisation keeps a case (field 901).
    ///
    /// 1 to 64 bytes of ASCII letters, digits, `-` and `.`; rule `case-reference` of
    /// `schemas/handover.cddl`. Compared byte for byte: `c-1` and `C-1` are two cases. It leads to
    /// a person, so `Debug` hides it and there is no `Display`.
    CaseReference, "^[A-Za-z0-9.-]{1,64}$", |text| {
        (1..=64).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.')
    }
}

words! {
    /// The name and version of a profile: `caseload-transfer@1`.
    ProfileReference, "^[a-z][a-z0-9-]{0,63}@[1-9][0-9]{0,5}$", |text| {
        let Some((name, version)) = text.split_once('@') else {
            return false;
        };
        (1..=64).contains(&name.len())
            && name.starts_with(|first: char| first.is_ascii_lowercase())
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && is_ordinal(version, 6)
    }
}

words! {
    /// The id of a list item in the same case: `ch1`, `rx1`, `ap1`, `sg1`, `tp1`, `b1`, `a1`.
    Ref, "^(ch|rx|ap|sg|tp|b|a)[1-9][0-9]{0,2}$", is_ref
}

impl Ref {
    /// The letters, which say which list it points into.
    #[must_use]
    pub fn prefix(&self) -> &str {
        self.0.trim_end_matches(|char: char| char.is_ascii_digit())
    }
}

words! {
    /// An item of the case, or the person themselves.
    PersonOrRef, "^(person|(ch|rx|ap|sg|tp|b|a)[1-9][0-9]{0,2})$", |text| {
        text == "person" || is_ref(text)
    }
}

words! {
    /// Whom a safeguarding concern is about: an item of the case, the person, or an unborn child.
    Who, "^(person|unborn|(ch|rx|ap|sg|tp|b|a)[1-9][0-9]{0,2})$", |text| {
        matches!(text, "person" | "unborn") || is_ref(text)
    }
}

words! {
    /// Whom a risk is to: an item of the case, the person, staff, children or the public.
    RiskTo, "^(self|staff|children|public|(ch|rx|ap|sg|tp|b|a)[1-9][0-9]{0,2})$", |text| {
        matches!(text, "self" | "staff" | "children" | "public") || is_ref(text)
    }
}

words! {
    /// Somebody who may, or may not, be spoken to: an item of the case, or words (1 to 2,000
    /// characters, NFC).
    TextOrRef, "^[^\\u0000-\\u0009\\u000b-\\u001f\\u007f]{1,2000}$", |text| {
        let fits = text.chars().nth(2000).is_none()
            && text.chars().all(|char| char == '\n' || !char.is_control());
        !text.is_empty() && fits && to_nfc(text) == text
    }
}

macro_rules! may_point {
    ($($name:ident),+) => {$(
        impl $name {
            /// The item that is meant, if it is not a word.
            #[must_use]
            pub fn item(&self) -> Option<Ref> {
                self.0.parse().ok()
            }
        }
    )+};
}

may_point!(PersonOrRef, RiskTo, TextOrRef, Who);

fn is_ref(text: &str) -> bool {
    ["ch", "rx", "ap", "sg", "tp", "b", "a"]
        .iter()
        .any(|prefix| {
            text.strip_prefix(prefix)
                .is_some_and(|number| is_ordinal(number, 3))
        })
}

/// A number from 1, without leading zeros, of at most so many digits.
fn is_ordinal(text: &str, max_len: usize) -> bool {
    (1..=max_len).contains(&text.len())
        && !text.starts_with('0')
        && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_references_keep_to_their_alphabet() {
        assert!("NR-20417".parse::<CaseReference>().is_ok());
        for bad in ["", "../etc", "a b", "a/b", &"x".repeat(65)] {
            assert!(bad.parse::<CaseReference>().is_err(), "{bad}");
        }
    }

    #[test]
    fn refs_name_their_list() {
        for (text, prefix) in [("ch1", "ch"), ("a12", "a"), ("ap3", "ap"), ("b1", "b")] {
            assert_eq!(text.parse::<Ref>().unwrap().prefix(), prefix);
        }
        for bad in ["ch", "ch0", "ch01", "x1", "CH1", "ch1000", "tp1 "] {
            assert!(bad.parse::<Ref>().is_err(), "{bad}");
        }
    }

    #[test]
    fn profile_references_have_a_version() {
        assert!("caseload-transfer@1".parse::<ProfileReference>().is_ok());
        for bad in [
            "caseload-transfer",
            "caseload-transfer@0",
            "Caseload@1",
            "@1",
            "a@1@2",
            "a@01",
        ] {
            assert!(bad.parse::<ProfileReference>().is_err(), "{bad}");
        }
    }
}

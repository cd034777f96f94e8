use sha2::{Digest, Sha256};

words! {
    /// Which text an answer is about: the first 16 hexadecimal digits of the SHA-256 of its UTF-8, in lower case.
    ///
    /// It goes with the text wherever that stands in the case, and no longer fits once the text is changed.
    TextDigest, "^[0-9a-f]{16}$", |text| {
        text.len() == TextDigest::LEN
            && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'))
    }
}

impl TextDigest {
    const LEN: usize = 16;

    /// That of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let digest = Sha256::digest(text.as_bytes());
        let hex = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let hex = hex.filter_map(|digit| char::from_digit(digit.into(), 16));
        Self(hex.take(Self::LEN).collect::<String>().into_boxed_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_of_one_text() {
        // `printf abc | sha256sum`.
        assert_eq!(TextDigest::of("abc").as_str(), "ba7816bf8f01cfea");
        assert!(TextDigest::of("abc") != TextDigest::of("abc "));
        assert!("ba7816bf8f01cfeA".parse::<TextDigest>().is_err());
        assert!("ba78".parse::<TextDigest>().is_err());
    }
}

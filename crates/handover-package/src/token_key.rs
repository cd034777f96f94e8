use std::fmt;

use aws_lc_rs::hmac;
use handover_dataset::CaseReference;
use handover_trust::Token;

use crate::keys::Secret;

/// The key that turns the references of one mandate's cases into tokens. It never leaves the sender.
///
/// With it anyone could try every reference against a roster. Section "Names for cases" of
/// `schemas/PROTOCOL.md`. Wiped when dropped.
pub struct TokenKey(Secret);

impl TokenKey {
    /// A fresh key, for a new mandate.
    #[must_use]
    pub fn generate() -> Self {
        Self(Secret::random())
    }

    /// A key that was stored; the caller wipes its own copy.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Secret::new(bytes))
    }

    /// The key, to be stored under protection.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// The token of a case: `HMAC-SHA256(token-key, "handover/1 token" || 0x00 || case-reference)`
    /// ([RFC 2104](https://www.rfc-editor.org/rfc/rfc2104)).
    #[must_use]
    pub fn token(&self, reference: &CaseReference) -> Token {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.as_bytes());
        let mut context = hmac::Context::with_key(&key);
        context.update(b"handover/1 token\0");
        context.update(reference.as_str().as_bytes());
        let mut token = [0; 32];
        token.copy_from_slice(context.sign().as_ref());
        Token::from_bytes(token)
    }
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenKey(..)")
    }
}

/// A token that leads nowhere, for a split case: it must not be linked to the whole one.
#[must_use]
pub fn random_token() -> Token {
    Token::from_bytes(*Secret::random().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_that_of_the_vectors() {
        let primitives = crate::foreign::json("primitives.json");
        let vector = &primitives["token"];
        let key = hex::decode(vector["token_key"].as_str().unwrap()).unwrap();
        let key = TokenKey::from_bytes(key.try_into().unwrap());
        let reference = vector["case_reference"].as_str().unwrap().parse().unwrap();
        assert_eq!(key.token(&reference).to_string(), vector["token"]);
        assert_eq!(format!("{key:?}"), "TokenKey(..)");
    }

    #[test]
    fn random_tokens_differ() {
        assert_ne!(random_token(), random_token());
    }
}

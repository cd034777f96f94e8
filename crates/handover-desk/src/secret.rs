//! A secret that only this run of the program and one browser know.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// 128 bits at random, as 32 hexadecimal digits.
pub(crate) struct Secret(Zeroizing<String>);

impl Secret {
    /// A new one.
    pub(crate) fn random() -> Self {
        let mut bytes = Zeroizing::new([0_u8; 16]);
        aws_lc_rs::rand::fill(bytes.as_mut_slice()).expect("the system has randomness");
        let mut text = Zeroizing::new(String::with_capacity(32));
        for byte in bytes.iter() {
            text.push_str(&format!("{byte:02x}"));
        }
        Self(text)
    }

    /// Whether this is it, in the same time whatever it is.
    pub(crate) fn is(&self, text: &str) -> bool {
        self.0.as_bytes().ct_eq(text.as_bytes()).into()
    }

    /// To be given to the one who may have it.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

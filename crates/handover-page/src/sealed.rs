//! The file: what stands in clear, the script that opens it, and what is sealed.

use std::{fmt, num::NonZeroU32};

use askama::Template;
use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    digest, pbkdf2, rand,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::{Code, Face};

/// The name of the format, first line of what is authenticated.
const FORMAT: &str = "handover-page/1";

/// Iterations of PBKDF2-HMAC-SHA-256: OWASP's figure (Password Storage Cheat Sheet). The code alone has 90 bits.
pub const ITERATIONS: NonZeroU32 = NonZeroU32::new(600_000).expect("not zero");

/// A page is filled up to a multiple of so many bytes, so that its length says little about its content.
const STEP: usize = 16_384;

/// The one script of a sealed page. The page's policy allows it by its hash, and nothing else.
const SCRIPT: &str = include_str!("open.js");

/// Where the sealed bytes begin in the file.
const BEFORE: &str = "<script type=\"application/json\" id=\"sealed\">";

/// Where they end.
const AFTER: &str = "</script>";

/// Before and after a line of the face.
const LINE: (&str, &str) = (" data-face>", "</");

/// Why a page was not opened. A wrong code and a changed file look the same.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("the code does not fit, or the page was changed")]
#[non_exhaustive]
pub struct PageRefused;

/// One HTML file that a browser opens with a [`Code`].
pub struct SealedPage(String);

/// A page is of a person.
impl fmt::Debug for SealedPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealedPage")
    }
}

/// What is sealed, as it stands in the file: bytes in base64.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Sealed {
    salt: String,
    nonce: String,
    ciphertext: String,
}

#[derive(Template)]
#[template(path = "sealed.html", ext = "html")]
struct File<'a> {
    lines: &'a [String; 4],
    title: &'a str,
    policy: &'a str,
    script: &'static str,
    sealed: &'a str,
}

impl SealedPage {
    /// Seals a page of HTML that needs nothing else: no script, no picture and no style from elsewhere.
    ///
    /// # Panics
    ///
    /// Never: the system has randomness, and what is encrypted is far shorter than AES-GCM allows.
    #[must_use]
    pub fn seal(html: &str, face: &Face, code: &Code) -> Self {
        let lines = face.lines();
        let (mut salt, mut nonce) = ([0; 16], [0; NONCE_LEN]);
        rand::fill(&mut salt).expect("the system has randomness");
        rand::fill(&mut nonce).expect("the system has randomness");
        let mut bytes = Vec::with_capacity(filled(html.len()).saturating_add(16));
        bytes.extend_from_slice(html.as_bytes());
        // Line feeds behind the document are nothing in HTML.
        bytes.resize(filled(html.len()), b'\n');
        key(code, &salt)
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(authenticated(&lines)),
                &mut bytes,
            )
            .expect("a page is not too long");
        let sealed = Sealed {
            salt: BASE64_STANDARD.encode(salt),
            nonce: BASE64_STANDARD.encode(nonce),
            ciphertext: BASE64_STANDARD.encode(&bytes),
        };
        let sealed = serde_json::to_string(&sealed).expect("three texts are JSON");
        let hash = digest::digest(&digest::SHA256, SCRIPT.as_bytes());
        let policy = format!(
            "default-src 'none'; script-src 'sha256-{}'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
            BASE64_STANDARD.encode(hash)
        );
        let file = File {
            lines: &lines,
            title: "Sealed page",
            policy: &policy,
            script: SCRIPT,
            sealed: &sealed,
        };
        Self(file.render().expect("a template without fallible parts"))
    }

    /// A file that claims to be a sealed page.
    #[must_use]
    pub const fn from_file(html: String) -> Self {
        Self(html)
    }

    /// The file.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The page that was sealed, as the browser would show it.
    ///
    /// # Errors
    ///
    /// [`PageRefused`] for a wrong code, a changed file, and what is no sealed page.
    pub fn open(&self, code: &Code) -> Result<Zeroizing<String>, PageRefused> {
        let (before, rest) = self.0.split_once(BEFORE).ok_or(PageRefused)?;
        let (sealed, _) = rest.split_once(AFTER).ok_or(PageRefused)?;
        let sealed: Sealed = serde_json::from_str(sealed).map_err(|_| PageRefused)?;
        let decode = |text: &str| BASE64_STANDARD.decode(text).map_err(|_| PageRefused);
        let nonce = decode(&sealed.nonce)?;
        let nonce = Nonce::try_assume_unique_for_key(&nonce).map_err(|_| PageRefused)?;
        let salt = decode(&sealed.salt)?;
        let mut bytes = Zeroizing::new(decode(&sealed.ciphertext)?);
        let lines: Vec<String> = shown_lines(before).collect();
        let length = key(code, &salt)
            .open_in_place(nonce, Aad::from(authenticated(&lines)), &mut bytes)
            .map_err(|_| PageRefused)?
            .len();
        bytes.truncate(length);
        let text = std::str::from_utf8(&bytes).map_err(|_| PageRefused)?;
        Ok(Zeroizing::new(text.trim_end_matches('\n').to_owned()))
    }
}

/// The key that a code gives with a salt.
fn key(code: &Code, salt: &[u8]) -> LessSafeKey {
    let mut key = Zeroizing::new([0; 32]);
    pbkdf2::derive(
        pbkdf2::PBKDF2_HMAC_SHA256,
        ITERATIONS,
        salt,
        code.as_words().as_bytes(),
        key.as_mut_slice(),
    );
    let key = UnboundKey::new(&AES_256_GCM, key.as_slice()).expect("32 bytes");
    LessSafeKey::new(key)
}

/// What is authenticated and not encrypted: the format and the lines of the face.
fn authenticated(lines: &[String]) -> Vec<u8> {
    let all = std::iter::once(FORMAT).chain(lines.iter().map(String::as_str));
    all.collect::<Vec<_>>().join("\n").into_bytes()
}

/// So many bytes, filled up.
const fn filled(length: usize) -> usize {
    length.saturating_add(1).next_multiple_of(STEP)
}

/// The lines of the face as they stand in a file, which writes five characters as references.
fn shown_lines(html: &str) -> impl Iterator<Item = String> {
    let (begin, end) = LINE;
    let lines = html.split(begin).skip(1);
    lines.filter_map(move |rest| {
        let (line, _) = rest.split_once(end)?;
        let line = line.replace("&#60;", "<").replace("&#62;", ">");
        let line = line.replace("&#34;", "\"").replace("&#39;", "'");
        Some(line.replace("&#38;", "&"))
    })
}

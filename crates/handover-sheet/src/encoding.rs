//! From a provider's bytes to text, without replacing anything.

use crate::SheetError;
use std::borrow::Cow;

/// The encodings that a file of rows may be in.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8 if letters beyond ASCII are written in it, else Windows-1252, which is told.
    Auto,
    /// UTF-8, with or without byte order mark.
    #[default]
    Utf8,
    /// UTF-16; the byte order mark says which way round.
    Utf16,
    /// Windows-1252; its five unassigned bytes are refused.
    Windows1252,
}

/// What the bytes of a file were read as.
#[derive(Debug)]
#[non_exhaustive]
pub enum Decoded<'b> {
    /// As the encoding says.
    AsSaid(Cow<'b, [u8]>),
    /// As UTF-8, though the encoding says Windows-1252.
    Utf8(Cow<'b, [u8]>),
    /// As Windows-1252, which nobody said.
    Windows1252(Cow<'b, [u8]>),
}

impl<'b> Decoded<'b> {
    /// The text as UTF-8, but for single bytes that are none in a file said to be UTF-8: they spoil their row alone.
    #[must_use]
    pub fn into_bytes(self) -> Cow<'b, [u8]> {
        match self {
            Self::AsSaid(bytes) | Self::Utf8(bytes) | Self::Windows1252(bytes) => bytes,
        }
    }
}

impl Encoding {
    /// The encoding of that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "auto" => Some(Self::Auto),
            "utf-8" => Some(Self::Utf8),
            "utf-16" => Some(Self::Utf16),
            "windows-1252" => Some(Self::Windows1252),
            _ => None,
        }
    }

    /// The bytes as UTF-8 without byte order mark; a mark wins over what was said.
    ///
    /// # Errors
    ///
    /// [`SheetError::BadEncoding`] if the bytes make the whole file unusable. In a UTF-8 file bad bytes stay for the
    /// reader of rows, who rejects their row alone.
    pub fn decode(self, bytes: &[u8]) -> Result<Decoded<'_>, SheetError> {
        if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
            return Ok(Decoded::AsSaid(Cow::Borrowed(rest)));
        }
        let utf16 = match bytes {
            [0xff, 0xfe, rest @ ..] => Some((rest, encoding_rs::UTF_16LE)),
            [0xfe, 0xff, rest @ ..] => Some((rest, encoding_rs::UTF_16BE)),
            _ if self == Self::Utf16 => return Err(SheetError::BadEncoding { line: 0 }),
            _ => None,
        };
        if let Some((rest, encoding)) = utf16 {
            let text = encoding.decode_without_bom_handling_and_without_replacement(rest);
            let text = text.ok_or(SheetError::BadEncoding { line: 0 })?;
            return Ok(Decoded::AsSaid(match text {
                Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
                Cow::Owned(text) => Cow::Owned(text.into_bytes()),
            }));
        }
        let as_it_is = Cow::Borrowed(bytes);
        match (self, Utf8::of(bytes)) {
            (Self::Utf8 | Self::Utf16, _) | (Self::Auto, Utf8::Whole | Utf8::Spoiled) => {
                Ok(Decoded::AsSaid(as_it_is))
            }
            (Self::Windows1252, Utf8::Whole) if !bytes.is_ascii() => Ok(Decoded::Utf8(as_it_is)),
            (Self::Windows1252, _) => windows_1252(bytes).map(Decoded::AsSaid),
            (Self::Auto, Utf8::Not) => windows_1252(bytes).map(Decoded::Windows1252),
        }
    }
}

fn windows_1252(bytes: &[u8]) -> Result<Cow<'_, [u8]>, SheetError> {
    // The Encoding Standard gives these five a control character each; Windows gives them none.
    let is_unassigned = |byte: &u8| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d);
    if let Some(offset) = bytes.iter().position(is_unassigned) {
        let line = LineCounter::default().advance(bytes, offset);
        return Err(SheetError::BadEncoding { line });
    }
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes);
    Ok(Cow::Owned(text.into_owned().into_bytes()))
}

/// How far bytes are UTF-8.
enum Utf8 {
    Whole,
    /// Some letters beyond ASCII are, and some bytes are not: those rows are spoiled, not the file.
    Spoiled,
    Not,
}

impl Utf8 {
    fn of(bytes: &[u8]) -> Self {
        let mut chunks = bytes.utf8_chunks();
        if chunks.clone().all(|chunk| chunk.invalid().is_empty()) {
            return Self::Whole;
        }
        if chunks.any(|chunk| !chunk.valid().is_ascii()) {
            Self::Spoiled
        } else {
            Self::Not
        }
    }
}

/// Counts lines up to growing offsets, in one pass over the bytes; LF, CR and CRLF each end one.
#[derive(Debug, Default)]
pub struct LineCounter {
    offset: usize,
    ended: u64,
}

impl LineCounter {
    /// The line, from 1, that has been reached.
    #[must_use]
    pub const fn line(&self) -> u64 {
        self.ended + 1
    }

    /// How far it has come.
    pub(crate) const fn offset(&self) -> usize {
        self.offset
    }

    /// The bytes now begin so much later.
    pub(crate) const fn moved_by(&mut self, bytes: usize) {
        self.offset = self.offset.saturating_sub(bytes);
    }

    /// Goes on to an offset and gives the line, from 1, that holds it.
    pub fn advance(&mut self, bytes: &[u8], to: usize) -> u64 {
        let mut previous = self
            .offset
            .checked_sub(1)
            .and_then(|at| bytes.get(at))
            .copied();
        for &byte in bytes.get(self.offset..to).unwrap_or_default() {
            if byte == b'\r' || (byte == b'\n' && previous != Some(b'\r')) {
                self.ended += 1;
            }
            previous = Some(byte);
        }
        self.offset = to.max(self.offset);
        self.ended + 1
    }
}

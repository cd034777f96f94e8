//! From a provider's bytes to text, without replacing anything.

use crate::{
    Extent, NoticeKind, RejectionReason,
    log::{Log, place},
};
use std::{borrow::Cow, sync::Arc};

/// The encodings that an extract may be in.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Encoding {
    /// UTF-8 if letters beyond ASCII are written in it, else Windows-1252 with a notice.
    Auto,
    /// UTF-8, with or without byte order mark.
    #[default]
    Utf8,
    /// UTF-16; the byte order mark says which way round.
    Utf16,
    /// Windows-1252; its five unassigned bytes are refused.
    Windows1252,
}

impl Encoding {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "auto" => Some(Self::Auto),
            "utf-8" => Some(Self::Utf8),
            "utf-16" => Some(Self::Utf16),
            "windows-1252" => Some(Self::Windows1252),
            _ => None,
        }
    }

    /// The bytes as UTF-8 without byte order mark; a mark wins over what the mapping states.
    ///
    /// In a UTF-8 file bad bytes stay for the reader of rows, who rejects their row alone. Elsewhere
    /// they make the file unusable, and it is rejected here.
    pub(crate) fn decode<'b>(
        self,
        file: &Arc<str>,
        bytes: &'b [u8],
        log: &mut Log,
    ) -> Option<Cow<'b, [u8]>> {
        // ZIP (.xlsx, .ods) and compound files (.xls).
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
            let at = place(file, 0, None);
            log.reject(at, Extent::File, RejectionReason::Workbook, None);
            return None;
        }
        if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
            return Some(Cow::Borrowed(rest));
        }
        let utf16 = match bytes {
            [0xff, 0xfe, rest @ ..] => Some((rest, encoding_rs::UTF_16LE)),
            [0xfe, 0xff, rest @ ..] => Some((rest, encoding_rs::UTF_16BE)),
            _ if self == Self::Utf16 => {
                log.reject(
                    place(file, 0, None),
                    Extent::File,
                    RejectionReason::BadEncoding,
                    None,
                );
                return None;
            }
            _ => None,
        };
        if let Some((rest, encoding)) = utf16 {
            let text = encoding.decode_without_bom_handling_and_without_replacement(rest);
            if text.is_none() {
                log.reject(
                    place(file, 0, None),
                    Extent::File,
                    RejectionReason::BadEncoding,
                    None,
                );
            }
            return text.map(|text| match text {
                Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
                Cow::Owned(text) => Cow::Owned(text.into_bytes()),
            });
        }
        let is_1252 = match (self, Utf8::of(bytes)) {
            (Self::Utf8 | Self::Utf16, _) | (Self::Auto, Utf8::Whole | Utf8::Spoiled) => false,
            (Self::Windows1252, Utf8::Whole) if !bytes.is_ascii() => {
                log.notice_once(place(file, 0, None), NoticeKind::Utf8);
                false
            }
            (Self::Windows1252, _) => true,
            (Self::Auto, Utf8::Not) => {
                log.notice_once(place(file, 0, None), NoticeKind::Windows1252);
                true
            }
        };
        if !is_1252 {
            return Some(Cow::Borrowed(bytes));
        }
        // The Encoding Standard gives these five a control character each; Windows gives them none.
        let is_unassigned = |byte: &u8| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d);
        if let Some(offset) = bytes.iter().position(is_unassigned) {
            let line = line_at(bytes, offset);
            log.reject(
                place(file, line, None),
                Extent::File,
                RejectionReason::BadEncoding,
                None,
            );
            return None;
        }
        let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes);
        Some(Cow::Owned(text.into_owned().into_bytes()))
    }
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

/// The line, from 1, that holds the byte at `offset`; LF, CR and CRLF each end one.
pub(crate) fn line_at(bytes: &[u8], offset: usize) -> u64 {
    let mut lines = LineCounter::default();
    lines.advance(bytes, offset)
}

/// Counts lines up to growing offsets, in one pass over the bytes.
#[derive(Default)]
pub(crate) struct LineCounter {
    offset: usize,
    ended: u64,
}

impl LineCounter {
    /// The line, from 1, that has been reached.
    pub(crate) const fn line(&self) -> u64 {
        self.ended + 1
    }

    pub(crate) fn advance(&mut self, bytes: &[u8], to: usize) -> u64 {
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

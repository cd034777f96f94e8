//! The text of a file of an extract: held, or read where it is needed.

use crate::{
    Extent, ExtractSource, NoticeKind, RejectionReason,
    log::{Log, place},
    mapping::TableSpec,
};
use handover_sheet::{Book, Decoded, Encoding, Records, SheetError, StoredText};
use std::{borrow::Cow, io, sync::Arc};

/// UTF-8 without byte order mark.
pub(crate) enum Text<'s> {
    Held(Cow<'s, [u8]>),
    Stored(Part<'s>),
}

/// What stands in a file from a place on.
pub(crate) struct Part<'s> {
    source: &'s dyn ExtractSource,
    from: u64,
}

impl StoredText for Part<'_> {
    fn size(&self) -> u64 {
        self.source.size().saturating_sub(self.from)
    }

    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        self.source.read_at(bytes, self.from.saturating_add(offset))
    }
}

impl StoredText for Text<'_> {
    fn size(&self) -> u64 {
        match self {
            Self::Held(bytes) => u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            Self::Stored(part) => part.size(),
        }
    }

    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        match self {
            Self::Held(held) => held_at(held, bytes, offset),
            Self::Stored(part) => part.read_at(bytes, offset),
        }
    }
}

impl Text<'_> {
    /// All of it.
    pub(super) fn whole(&self) -> io::Result<Cow<'_, [u8]>> {
        match self {
            Self::Held(bytes) => Ok(Cow::Borrowed(bytes)),
            Self::Stored(part) => all_of(part).map(Cow::Owned),
        }
    }

    pub(super) fn records(&self, delimiter: u8) -> io::Result<Records<'_>> {
        match self {
            Self::Held(bytes) => Ok(Records::new(bytes, delimiter)),
            Self::Stored(part) => Records::stored(part, delimiter),
        }
    }
}

/// As [`StoredText::read_at`], of bytes that are held.
pub(crate) fn held_at(held: &[u8], bytes: &mut [u8], offset: u64) -> io::Result<()> {
    let from = usize::try_from(offset).unwrap_or(usize::MAX);
    let found = held.get(from..from.saturating_add(bytes.len()));
    bytes.copy_from_slice(found.ok_or(io::ErrorKind::UnexpectedEof)?);
    Ok(())
}

/// All bytes of a file.
pub(super) fn whole<'s>(source: &'s dyn ExtractSource) -> io::Result<Cow<'s, [u8]>> {
    if let Some(held) = source.held() {
        return Ok(Cow::Borrowed(held));
    }
    all_of(source).map(Cow::Owned)
}

fn all_of(text: &(impl StoredText + ?Sized)) -> io::Result<Vec<u8>> {
    let size = usize::try_from(text.size()).map_err(|_| io::ErrorKind::FileTooLarge)?;
    let mut bytes = vec![0; size];
    text.read_at(&mut bytes, 0)?;
    Ok(bytes)
}

/// Whether a file is a workbook.
pub(super) fn is_workbook(source: &dyn ExtractSource) -> io::Result<bool> {
    Ok(Book::is_workbook(&beginning(source)?))
}

fn beginning(source: &dyn ExtractSource) -> io::Result<Vec<u8>> {
    let size = usize::try_from(source.size()).unwrap_or(usize::MAX);
    let mut bytes = vec![0; size.min(8)];
    source.read_at(&mut bytes, 0)?;
    Ok(bytes)
}

/// The text of a file; none if it cannot be read as text, which is listed.
pub(super) fn open<'s>(
    spec: &TableSpec,
    file: &Arc<str>,
    source: &'s dyn ExtractSource,
    log: &mut Log,
) -> io::Result<Option<Text<'s>>> {
    if source.held().is_none()
        && let Some(from) = is_text_as_stored(spec, source)?
    {
        return Ok(Some(Text::Stored(Part { source, from })));
    }
    // Other encodings are read whole: where something stands in them is not where it stands as UTF-8.
    Ok(match whole(source)? {
        Cow::Borrowed(bytes) => decode(spec, file, bytes, log).map(Text::Held),
        Cow::Owned(bytes) => {
            decode(spec, file, &bytes, log).map(|text| Text::Held(text.into_owned().into()))
        }
    })
}

/// From where on a file is UTF-8 as it is stored; none if it has to be decoded whole to tell.
fn is_text_as_stored(spec: &TableSpec, source: &dyn ExtractSource) -> io::Result<Option<u64>> {
    const BLOCK: u64 = 1 << 20;
    let beginning = beginning(source)?;
    if beginning.starts_with(b"\xef\xbb\xbf") {
        return Ok(Some(3));
    }
    if beginning.starts_with(b"\xff\xfe") || beginning.starts_with(b"\xfe\xff") {
        return Ok(None);
    }
    let may_be_utf8 = match spec.encoding {
        Encoding::Utf8 => return Ok(Some(0)),
        Encoding::Utf16 => return Ok(None),
        encoding => encoding == Encoding::Auto,
    };
    let (mut at, mut bytes) = (0, Vec::new());
    while at < source.size() {
        let left = source.size() - at;
        let length = usize::try_from(left.min(BLOCK)).unwrap_or(usize::MAX);
        bytes.resize(length, 0);
        source.read_at(&mut bytes, at)?;
        // What is ASCII alone is the same in every encoding.
        let read = match std::str::from_utf8(&bytes) {
            Ok(text) if may_be_utf8 || text.is_ascii() => length,
            // A letter may go on in the next block.
            Err(error) if may_be_utf8 && error.error_len().is_none() && left > BLOCK => {
                error.valid_up_to()
            }
            _ => return Ok(None),
        };
        at += u64::try_from(read).unwrap_or(u64::MAX);
    }
    Ok(Some(0))
}

/// The text of a file; what cannot be read as text is listed.
fn decode<'b>(
    spec: &TableSpec,
    file: &Arc<str>,
    bytes: &'b [u8],
    log: &mut Log,
) -> Option<Cow<'b, [u8]>> {
    let decoded = spec.encoding.decode(bytes);
    match &decoded {
        Err(error) => {
            let (line, reason) = match *error {
                SheetError::BadEncoding { line } => (line, RejectionReason::BadEncoding),
                error => (0, RejectionReason::Unreadable(error)),
            };
            log.reject(place(file, line, None), Extent::File, reason, None);
        }
        Ok(Decoded::Utf8(_)) => log.notice_once(place(file, 0, None), NoticeKind::Utf8),
        Ok(Decoded::Windows1252(_)) => {
            log.notice_once(place(file, 0, None), NoticeKind::Windows1252);
        }
        Ok(_) => {}
    }
    decoded.ok().map(Decoded::into_bytes)
}

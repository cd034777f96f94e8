//! `/v1/packages/{id}/file`: the file that the sender sealed, put together from its parts.

use std::{ops::Range, sync::Arc};

use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use bytes::Bytes;
use futures_util::stream;
use handover_tls::Peer;
use handover_transfer::Problem;
use handover_trust::StatementId;

use super::{Desk, answer, query};
use crate::{
    Storage,
    keeper::{KnownPackage, Refusal},
};

/// The most of a file that is in memory at once for one answer, in bytes.
const PIECE: u64 = 1 << 20;

/// `GET /v1/packages/{id}/file`.
pub(super) async fn file(
    State(desk): State<Desk>,
    Extension(peer): Extension<Peer>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let package = desk.keeper.file_for(&peer, query::id(&id)?).await?;
    let file = PackageFile::new(&package);
    let length = file.length();
    let asked = headers.get(header::RANGE).map(|range| asked(range, length));
    let (status, range) = match asked {
        None | Some(Asked::Whole) => (StatusCode::OK, 0..length),
        Some(Asked::Range(range)) => (StatusCode::PARTIAL_CONTENT, range),
        Some(Asked::Outside) => return Err(Problem::RangeNotSatisfiable.into()),
    };
    let body = file.stream(Arc::clone(&desk.keeper.storage), range.clone());
    let mut response = answer::typed(status, query::PACKAGE, body);
    let headers = response.headers_mut();
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(
        header::CONTENT_LENGTH,
        HeaderValue::from(range.end - range.start),
    );
    let mut insert = |name, value: String| {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(name, value);
        }
    };
    insert(header::ETAG, format!("\"{}\"", package.kept.id));
    if status == StatusCode::PARTIAL_CONTENT {
        let last = range.end - 1;
        insert(
            header::CONTENT_RANGE,
            format!("bytes {}-{last}/{length}", range.start),
        );
    }
    Ok(response)
}

/// What a `Range` header asks for (RFC 9110, section 14.2).
enum Asked {
    /// Nothing that is answered with less than the file: no range of bytes, or several.
    Whole,
    /// These bytes.
    Range(Range<u64>),
    /// No byte of the file.
    Outside,
}

fn asked(header: &HeaderValue, length: u64) -> Asked {
    let set = header
        .to_str()
        .ok()
        .and_then(|text| text.strip_prefix("bytes="));
    let Some((first, last)) = set.and_then(|set| set.split_once('-')) else {
        return Asked::Whole;
    };
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let range = match (number(first), number(last)) {
        (Some(first), None) if last.trim().is_empty() => first..length,
        (Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(length),
        (None, Some(suffix)) if first.trim().is_empty() => length.saturating_sub(suffix)..length,
        _ => return Asked::Whole,
    };
    if range.is_empty() {
        Asked::Outside
    } else {
        Asked::Range(range)
    }
}

/// A package file as a row of segments.
struct PackageFile {
    id: StatementId,
    segments: Vec<(Range<u64>, Segment)>,
}

#[derive(Clone)]
enum Segment {
    /// What stands before or behind the cases.
    Around(Bytes),
    /// A part.
    Part(u64),
}

impl PackageFile {
    fn new(package: &KnownPackage) -> Self {
        let (before, behind) = package.index.around_cases();
        let mut segments = Vec::with_capacity(package.parts.count() + 2);
        let mut at = 0;
        let mut push = |length: u64, segment| {
            segments.push((at..at + length, segment));
            at += length;
        };
        let len = |bytes: &[u8]| u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        push(len(&before), Segment::Around(before.into()));
        for (number, part) in (0..).zip(package.parts.iter()) {
            push(part.byte_len(), Segment::Part(number));
        }
        push(len(&behind), Segment::Around(behind.into()));
        Self {
            id: package.kept.id,
            segments,
        }
    }

    fn length(&self) -> u64 {
        self.segments.last().map_or(0, |(range, _)| range.end)
    }

    /// Some bytes of the file, read as the peer takes them.
    fn stream(self, storage: Arc<dyn Storage>, range: Range<u64>) -> Body {
        Body::from_stream(stream::try_unfold(range.start, move |at| {
            let piece = self.piece(at, range.end);
            let (storage, id) = (Arc::clone(&storage), self.id);
            async move {
                let Some((segment, within)) = piece else {
                    return Ok(None);
                };
                let next = at + (within.end - within.start);
                let bytes = match segment {
                    Segment::Around(bytes) => {
                        let place = |at| usize::try_from(at).unwrap_or(usize::MAX);
                        bytes.slice(place(within.start)..place(within.end))
                    }
                    Segment::Part(part) => storage.read_part(id, part, within).await?,
                };
                Ok::<_, crate::StorageError>(Some((bytes, next)))
            }
        }))
    }

    /// The next piece from `at`: which segment, and where in it.
    fn piece(&self, at: u64, end: u64) -> Option<(Segment, Range<u64>)> {
        if at >= end {
            return None;
        }
        let place = self.segments.partition_point(|(range, _)| range.end <= at);
        let (range, segment) = self.segments.get(place)?;
        let until = range.end.min(end).min(at.saturating_add(PIECE));
        Some((segment.clone(), at - range.start..until - range.start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked_for(text: &str) -> Option<Option<Range<u64>>> {
        match asked(&HeaderValue::from_str(text).unwrap(), 100) {
            Asked::Whole => Some(None),
            Asked::Range(range) => Some(Some(range)),
            Asked::Outside => None,
        }
    }

    #[test]
    fn ranges_are_those_of_the_standard() {
        assert_eq!(asked_for("bytes=0-0"), Some(Some(0..1)));
        assert_eq!(asked_for("bytes=10-"), Some(Some(10..100)));
        assert_eq!(asked_for("bytes=90-200"), Some(Some(90..100)));
        assert_eq!(asked_for("bytes=-5"), Some(Some(95..100)));
        assert_eq!(asked_for("bytes=-500"), Some(Some(0..100)));
        assert_eq!(asked_for("bytes=100-"), None);
        assert_eq!(asked_for("bytes=-0"), None);
        for whole in [
            "bytes=5-1",
            "bytes=0-1,3-4",
            "cases=0-1",
            "bytes=x-",
            "bytes=-",
        ] {
            assert_eq!(asked_for(whole), Some(None), "{whole}");
        }
    }

    #[test]
    fn pieces_make_up_the_range_and_are_bounded() {
        let file = PackageFile {
            id: StatementId::from_bytes([0; 32]),
            segments: vec![
                (0..8, Segment::Around(Bytes::from_static(b"12345678"))),
                (8..8 + 3 * PIECE, Segment::Part(0)),
                (8 + 3 * PIECE..9 + 3 * PIECE, Segment::Part(1)),
            ],
        };
        let (mut at, mut pieces) = (4, 0);
        while let Some((_, within)) = file.piece(at, file.length() - 1) {
            assert!(!within.is_empty() && within.end - within.start <= PIECE);
            at += within.end - within.start;
            pieces += 1;
        }
        assert_eq!((at, pieces), (file.length() - 1, 4));
    }
}

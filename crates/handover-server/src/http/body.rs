//! Bodies: their length is known before they are read, and they may not come too slowly.

use std::time::Duration;

use axum::{
    body::Body,
    http::{HeaderMap, header},
};
use bytes::{Bytes, BytesMut};
use handover_tls::Peer;
use handover_transfer::Problem;
use http_body_util::BodyExt;
use tokio::time::{Instant, timeout_at};

use super::{Desk, uploads::Room};
use crate::keeper::Refusal;

/// A body that may be read.
pub(super) struct Incoming {
    body: Body,
    length: u64,
    received: u64,
    begun: Instant,
    grace: Duration,
    bytes_per_second: u64,
    _room: Room,
}

/// How long a body says it is; refused if it is longer than allowed, before any of it is read.
pub(super) fn length(headers: &HeaderMap, max: u64) -> Result<u64, Refusal> {
    let length = headers.get(header::CONTENT_LENGTH);
    let length = length.ok_or(Problem::LengthRequired)?;
    let length = length.to_str().ok().and_then(|text| text.parse().ok());
    let length: u64 = length.ok_or(Problem::BadRequest)?;
    if length > max {
        return Err(Problem::Limits.into());
    }
    Ok(length)
}

impl Incoming {
    /// Waits for room for the body; from then on it must come.
    pub(super) async fn begin(
        desk: &Desk,
        peer: &Peer,
        body: Body,
        length: u64,
    ) -> Result<Self, Refusal> {
        let room = desk.uploads.room(&peer.organisation, length).await?;
        Ok(Self {
            body,
            length,
            received: 0,
            begun: Instant::now(),
            grace: Duration::from_secs(desk.limits.body_grace_seconds),
            bytes_per_second: desk.limits.body_bytes_per_second,
            _room: room,
        })
    }

    /// Further bytes; `None` at the end.
    ///
    /// At every moment as much must have come as the slowest rate allows, but for a grace: so a body ends in a
    /// time that its length bounds.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, Refusal> {
        loop {
            let earned = Duration::from_secs(self.received / self.bytes_per_second);
            let deadline = self.begun + self.grace + earned;
            let frame = timeout_at(deadline, self.body.frame()).await;
            let frame = match frame.map_err(|_| Problem::TooSlow)? {
                None if self.received < self.length => return Err(Problem::Truncated.into()),
                None => return Ok(None),
                // The connection ended, or what came was no body.
                Some(Err(_)) => return Err(Problem::Truncated.into()),
                Some(Ok(frame)) => frame,
            };
            if let Ok(bytes) = frame.into_data() {
                self.received += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                return Ok(Some(bytes));
            }
        }
    }

    /// The whole body in one piece.
    pub(super) async fn whole(mut self) -> Result<Bytes, Refusal> {
        let length = usize::try_from(self.length).map_err(|_| Problem::Limits)?;
        // Room for all of it was granted; memory is only taken as it comes.
        let mut whole = BytesMut::with_capacity(length.min(64 << 10));
        while let Some(bytes) = self.next().await? {
            whole.extend_from_slice(&bytes);
        }
        Ok(whole.freeze())
    }

    /// Reads the body and forgets it, so that the peer gets to read the answer.
    pub(super) async fn pass_over(mut self) -> Result<(), Refusal> {
        while self.next().await?.is_some() {}
        Ok(())
    }
}

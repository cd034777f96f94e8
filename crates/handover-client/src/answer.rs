//! One request with its answer, tried again where that can help.

use std::{
    sync::atomic::Ordering,
    time::{Duration, UNIX_EPOCH},
};

use bytes::{Bytes, BytesMut};
use handover_cbor::RefusalClass;
use handover_transfer::{Problem, ProblemDocument};
use reqwest::{Method, StatusCode, header};
use serde::de::DeserializeOwned;

use crate::{Client, ClientError, Event, connection_error::cause};

/// Slower than so many bytes a second, a request is given up and begun anew.
const SLOWEST: u64 = 8 << 10;
/// So long an answer may take that carries little.
const SHORT: Duration = Duration::from_secs(60);
/// The longest answer about state, in bytes.
const MAX_STATE: u64 = 8 << 20;
/// Clocks may differ by so much, in seconds: as far ahead as a statement may be dated.
const MAX_SKEW: u64 = 300;

/// A request.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    method: Method,
    path: String,
    body: Option<(&'static str, Bytes)>,
    /// First and last byte wanted.
    range: Option<(u64, u64)>,
    max_answer: u64,
    wait: Duration,
    is_part: bool,
}

impl Ask {
    pub(crate) fn get(path: String) -> Self {
        Self {
            method: Method::GET,
            path,
            body: None,
            range: None,
            max_answer: MAX_STATE,
            wait: Duration::ZERO,
            is_part: false,
        }
    }

    pub(crate) fn put(path: String, media_type: &'static str, body: Bytes) -> Self {
        Self {
            method: Method::PUT,
            body: Some((media_type, body)),
            ..Self::get(path)
        }
    }

    pub(crate) fn post(path: String, media_type: &'static str, body: Bytes) -> Self {
        Self {
            method: Method::POST,
            ..Self::put(path, media_type, body)
        }
    }

    /// One part among others that travel at once.
    pub(crate) fn part(self) -> Self {
        Self {
            is_part: true,
            ..self
        }
    }

    /// A POST without a body.
    pub(crate) fn command(path: String) -> Self {
        Self {
            method: Method::POST,
            ..Self::get(path)
        }
    }

    /// Only these bytes, both ends included.
    pub(crate) fn bytes(self, first: u64, last: u64) -> Self {
        Self {
            range: Some((first, last)),
            max_answer: last.saturating_sub(first).saturating_add(1),
            ..self
        }
    }

    /// The answer may be so long.
    pub(crate) fn at_most(self, max_answer: usize) -> Self {
        Self {
            max_answer: u64::try_from(max_answer).unwrap_or(u64::MAX),
            ..self
        }
    }

    /// The answer may be held back so long.
    pub(crate) fn waiting(self, wait: Duration) -> Self {
        Self { wait, ..self }
    }

    /// How long the whole may take at a bearable pace.
    fn timeout(&self) -> Duration {
        let sent = self.body.as_ref().map_or(0, |(_, body)| body.len());
        let sent = u64::try_from(sent).unwrap_or(u64::MAX);
        let bytes = sent.max(self.range.map_or(0, |_| self.max_answer));
        SHORT + self.wait + Duration::from_secs(bytes / SLOWEST)
    }
}

/// A good answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) body: Bytes,
    /// How long the file is, if a range of it came.
    pub(crate) file_len: Option<u64>,
    pub(crate) status: StatusCode,
}

impl Answer {
    /// Reads a document of state.
    pub(crate) fn document<T: DeserializeOwned>(&self) -> Result<T, ClientError> {
        serde_json::from_slice(&self.body).map_err(|_| self.strange())
    }

    pub(crate) fn strange(&self) -> ClientError {
        ClientError::Strange {
            status: self.status.as_u16(),
        }
    }
}

impl Client {
    /// Asks until there is an answer, or nothing is to be hoped for.
    pub(crate) async fn ask(&self, ask: &Ask) -> Result<Answer, ClientError> {
        let mut tries = 0;
        loop {
            let lane = if ask.is_part {
                Some(self.lanes.enter().await)
            } else {
                None
            };
            let outcome = self.ask_once(ask).await;
            if let Some(lane) = lane {
                lane.left(outcome.as_ref().err());
            }
            let error = match outcome {
                Ok(answer) => {
                    self.clock.progressed();
                    return Ok(answer);
                }
                Err(error) => error,
            };
            let Some(pause) = self.clock.pause(&error, tries) else {
                return Err(error);
            };
            self.tell(Event::Waiting {
                error: &error,
                pause,
            });
            tokio::time::sleep(pause).await;
            tries += 1;
        }
    }

    async fn ask_once(&self, ask: &Ask) -> Result<Answer, ClientError> {
        let url = self
            .base
            .join(&ask.path)
            .map_err(|_| ClientError::Address)?;
        let mut request = self
            .http
            .request(ask.method.clone(), url)
            .timeout(ask.timeout());
        if let Some((media_type, body)) = &ask.body {
            request = request
                .header(header::CONTENT_TYPE, *media_type)
                .body(body.clone());
        } else if ask.method == Method::POST {
            request = request.header(header::CONTENT_LENGTH, 0);
        }
        if let Some((first, last)) = ask.range {
            request = request.header(header::RANGE, format!("bytes={first}-{last}"));
        }
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) => return Err(self.found(cause(&error)).await),
        };
        self.answer(response, ask).await
    }

    async fn answer(
        &self,
        mut response: reqwest::Response,
        ask: &Ask,
    ) -> Result<Answer, ClientError> {
        let status = response.status();
        let wanted = match ask.range {
            Some(_) => status == StatusCode::PARTIAL_CONTENT,
            None => status.is_success(),
        };
        let skew = self.skew(&response);
        let retry_after = text(&response, &header::RETRY_AFTER).and_then(|text| text.parse().ok());
        let file_len = text(&response, &header::CONTENT_RANGE).and_then(|range| {
            let (_, len) = range.strip_prefix("bytes ")?.split_once('/')?;
            len.parse().ok()
        });
        let max = if wanted { ask.max_answer } else { MAX_STATE };
        let mut body = BytesMut::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(error) => return Err(cause(&error)),
            }
            if u64::try_from(body.len()).map_or(true, |len| len > max) {
                return Err(ClientError::Strange {
                    status: status.as_u16(),
                });
            }
        }
        if wanted {
            return Ok(Answer {
                body: body.freeze(),
                file_len,
                status,
            });
        }
        let document = ProblemDocument::from_json(&body).map_err(|_| ClientError::Strange {
            status: status.as_u16(),
        })?;
        Err(match (document.problem().class(), skew) {
            (Some(RefusalClass::Expired), Some(error)) => error,
            _ => ClientError::Problem(match retry_after {
                Some(secs) => document.after(secs),
                None => document,
            }),
        })
    }

    /// How far the clocks of the two ends are apart, if it is too far.
    fn skew(&self, response: &reqwest::Response) -> Option<ClientError> {
        let date = httpdate::parse_http_date(text(response, &header::DATE)?).ok()?;
        let theirs = date.duration_since(UNIX_EPOCH).ok()?.as_secs();
        let ours = self.trust.now().as_secs();
        let ahead = i128::from(ours) - i128::from(theirs);
        let ahead = i64::try_from(ahead).unwrap_or(i64::MAX);
        self.ahead.store(ahead, Ordering::Relaxed);
        let secs = ours.abs_diff(theirs);
        (secs > MAX_SKEW).then_some(ClientError::Clock {
            secs,
            is_ours_ahead: ours > theirs,
        })
    }

    /// Asks the server for nothing, and says by how many seconds our clock is ahead of its own, if that is so far
    /// that what we sign now would be refused as dated ahead.
    ///
    /// # Errors
    ///
    /// [`ClientError`], after what may pass by itself was tried again.
    pub async fn secs_ahead(&self) -> Result<Option<u64>, ClientError> {
        // Behind the end of the list there is nothing.
        let path = format!("v1/inbox?after={}&wait=0", i64::MAX);
        match self.ask(&Ask::get(path)).await {
            Ok(_) | Err(ClientError::Clock { .. } | ClientError::Problem(_)) => {}
            Err(error) => return Err(error),
        }
        let ahead = u64::try_from(self.ahead.load(Ordering::Relaxed)).ok();
        Ok(ahead.filter(|secs| *secs > MAX_SKEW))
    }

    /// Tells a name that does not resolve from an address that cannot be reached.
    async fn found(&self, error: ClientError) -> ClientError {
        if error != ClientError::Unreachable {
            return error;
        }
        let host = self.base.host_str().unwrap_or_default();
        let port = self.base.port_or_known_default().unwrap_or(443);
        match tokio::net::lookup_host((host, port)).await {
            Ok(_) => error,
            Err(_) => ClientError::NameUnresolved,
        }
    }

    /// Whether the server said that there is no such thing.
    pub(crate) const fn is_absent(error: &ClientError) -> bool {
        matches!(error.problem(), Some(Problem::NotFound))
    }
}

fn text<'a>(response: &'a reqwest::Response, name: &header::HeaderName) -> Option<&'a str> {
    response.headers().get(name)?.to_str().ok()
}

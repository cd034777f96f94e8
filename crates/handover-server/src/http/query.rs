//! What stands in paths, queries and headers.

use std::time::Duration;

use axum::http::{HeaderMap, Uri, header};
use handover_transfer::{Cursor, Problem};
use handover_trust::StatementId;

use crate::{
    Limits,
    keeper::{PageRequest, Refusal},
};

/// Media types of bodies.
pub(super) const INDEX: &str = "application/vnd.handover.index";
pub(super) const PACKAGE: &str = "application/vnd.handover.package";
pub(super) const STATEMENT: &str = "application/cose";
pub(super) const PART: &str = "application/octet-stream";

/// The id in a path.
pub(super) fn id(text: &str) -> Result<StatementId, Refusal> {
    text.parse().map_err(|_| Problem::BadRequest.into())
}

/// The number of a part: digits, in the one way to write it.
pub(super) fn part(text: &str) -> Result<u64, Refusal> {
    number(text).ok_or_else(|| Problem::BadRequest.into())
}

fn number(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

/// Refuses a body of another media type than the path takes.
pub(super) fn is_of(headers: &HeaderMap, media_type: &str) -> Result<(), Refusal> {
    let given = headers.get(header::CONTENT_TYPE);
    let given = given
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case(media_type) {
        Ok(())
    } else {
        Err(Problem::UnsupportedMediaType.into())
    }
}

/// The members of a query; each at most once, and none that the path does not have.
pub(super) struct Query<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Query<'a> {
    pub(super) fn read(uri: &'a Uri, known: &[&str]) -> Result<Self, Refusal> {
        let mut members: Vec<(&str, &str)> = Vec::new();
        let all = uri.query().unwrap_or_default().split('&');
        for member in all.filter(|member| !member.is_empty()) {
            // No value of the interface has a character that would be escaped.
            let (name, value) = member.split_once('=').ok_or(Problem::BadRequest)?;
            let is_new = members.iter().all(|(other, _)| *other != name);
            if !known.contains(&name) || !is_new {
                return Err(Problem::BadRequest.into());
            }
            members.push((name, value));
        }
        Ok(Self(members))
    }

    fn get(&self, name: &str) -> Option<&'a str> {
        let found = self.0.iter().find(|(other, _)| *other == name);
        found.map(|(_, value)| *value)
    }

    pub(super) fn id(&self, name: &str) -> Result<Option<StatementId>, Refusal> {
        self.get(name).map(id).transpose()
    }

    /// `after` and `wait`, the latter at most as long as the server lets anybody wait.
    pub(super) fn page(&self, limits: &Limits) -> Result<PageRequest, Refusal> {
        let number = |name| match self.get(name) {
            Some(text) => number(text).ok_or(Problem::BadRequest),
            None => Ok(0),
        };
        let after = i64::try_from(number("after")?).map_err(|_| Problem::BadRequest)?;
        Ok(PageRequest {
            after: Cursor::new(after.unsigned_abs()),
            limit: limits.page_entries,
            wait: Duration::from_secs(number("wait")?.min(limits.wait_seconds)),
        })
    }
}

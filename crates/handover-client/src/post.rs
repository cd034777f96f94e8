use std::sync::PoisonError;

use bytes::Bytes;
use handover_transfer::{Problem, StatementEntry};
use handover_trust::statement_id;
use reqwest::StatusCode;

use crate::{Client, ClientError, answer::Ask};

/// What became of a statement that was posted.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "what the interface can answer")]
pub enum Posted {
    /// It is filed now, and durable.
    Filed(StatementEntry),
    /// It was there already.
    Known(StatementEntry),
    /// What it refers to is not there yet.
    Early,
}

/// What became of statements that were filed together.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Filed {
    /// How many are new at the server.
    pub new: usize,
    /// How many were there already.
    pub known: usize,
    /// Those that are about something which is not at the server yet, by their places.
    pub waiting: Vec<usize>,
}

impl Client {
    /// Files a statement.
    ///
    /// # Errors
    ///
    /// [`ClientError`], after what may pass by itself was tried again.
    pub async fn post(&self, statement: Bytes) -> Result<Posted, ClientError> {
        let ask = Ask::post("v1/statements".to_owned(), "application/cose", statement);
        match self.ask(&ask).await {
            Ok(answer) if answer.status == StatusCode::CREATED => {
                Ok(Posted::Filed(answer.document()?))
            }
            Ok(answer) => Ok(Posted::Known(answer.document()?)),
            Err(error) if error.problem() == Some(Problem::UnknownStatement) => Ok(Posted::Early),
            Err(error) => Err(error),
        }
    }

    /// Files statements that may refer to each other, whatever their order; gives back those for which
    /// something is missing. One that the server refuses is left aside ([`left_aside`](Self::left_aside)).
    ///
    /// # Errors
    ///
    /// The first of [`post`](Self::post) that is about more than one statement; some may be filed then.
    pub async fn post_all(&self, statements: Vec<Bytes>) -> Result<Vec<Bytes>, ClientError> {
        let refused = |place: usize, error: &ClientError| {
            let id = statements.get(place).and_then(|bytes| statement_id(bytes));
            let mut aside = self
                .left_aside
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            aside.extend(id.map(|id| (id, error.clone())));
        };
        let filed = self.post_each(&statements, ClientError::is_about_one, refused);
        let waiting = filed.await?.waiting.into_iter();
        let waiting = waiting.filter_map(|place| statements.get(place).cloned());
        Ok(waiting.collect())
    }

    /// Files statements for whoever wants to know what became of each: they may refer to each other, whatever their
    /// order. `refused` hears at once of one that the server does not take, by its place; the others go on.
    ///
    /// # Errors
    ///
    /// The first of [`post`](Self::post) that is no answer of the server; some may be filed then.
    pub async fn file(
        &self,
        statements: &[Bytes],
        refused: impl FnMut(usize, &ClientError),
    ) -> Result<Filed, ClientError> {
        let is_answer = |error: &ClientError| error.problem().is_some();
        self.post_each(statements, is_answer, refused).await
    }

    /// Posts statements again and again, as long as one more of them is taken each time.
    async fn post_each(
        &self,
        statements: &[Bytes],
        is_about_one: impl Fn(&ClientError) -> bool,
        mut refused: impl FnMut(usize, &ClientError),
    ) -> Result<Filed, ClientError> {
        let mut filed = Filed {
            new: 0,
            known: 0,
            waiting: (0..statements.len()).collect(),
        };
        loop {
            let mut early = Vec::new();
            for place in &filed.waiting {
                let Some(statement) = statements.get(*place) else {
                    continue;
                };
                match self.post(statement.clone()).await {
                    Ok(Posted::Early) => early.push(*place),
                    Ok(Posted::Filed(_)) => filed.new = filed.new.saturating_add(1),
                    Ok(Posted::Known(_)) => filed.known = filed.known.saturating_add(1),
                    Err(error) if is_about_one(&error) => refused(*place, &error),
                    Err(error) => return Err(error),
                }
            }
            let is_settled = early.is_empty() || early.len() == filed.waiting.len();
            filed.waiting = early;
            if is_settled {
                return Ok(filed);
            }
        }
    }
}

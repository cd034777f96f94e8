use bytes::Bytes;
use handover_transfer::{Problem, StatementEntry};
use reqwest::StatusCode;

use crate::{Client, ClientError, Event, answer::Ask};

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
    /// something is missing. One that the server refuses is told ([`Event::Refused`]) and left aside.
    ///
    /// # Errors
    ///
    /// The first of [`post`](Self::post) that is about more than one statement; some may be filed then.
    pub async fn post_all(&self, statements: Vec<Bytes>) -> Result<Vec<Bytes>, ClientError> {
        let mut waiting = statements;
        loop {
            let before = waiting.len();
            let mut early = Vec::new();
            for statement in waiting {
                match self.post(statement.clone()).await {
                    Ok(Posted::Early) => early.push(statement),
                    Ok(Posted::Filed(_) | Posted::Known(_)) => {}
                    Err(error) if error.is_about_one() => self.tell(Event::Refused {
                        statement: &statement,
                        error: &error,
                    }),
                    Err(error) => return Err(error),
                }
            }
            if early.is_empty() || early.len() == before {
                return Ok(early);
            }
            waiting = early;
        }
    }
}

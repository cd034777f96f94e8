//! What a server lists, and the single things on its lists.

use std::time::Duration;

use bytes::Bytes;
use handover_cbor::Limits;
use handover_transfer::{Cursor, InboxPage, StatementPage};
use handover_trust::StatementId;

use crate::{Client, ClientError, answer::Ask};

/// The longest that a server is asked to hold an answer back.
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// Which statements to list.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "what the interface can tell apart")]
pub enum About {
    /// All that we may read.
    Everything,
    /// Those under a mandate.
    Mandate(StatementId),
    /// Those about a package.
    Package(StatementId),
}

impl Client {
    /// One page of what came for us, behind a place in the list.
    ///
    /// If there is nothing, the answer is held back for up to `wait`.
    ///
    /// # Errors
    ///
    /// [`ClientError`], after what may pass by itself was tried again.
    pub async fn inbox(&self, after: Cursor, wait: Duration) -> Result<InboxPage, ClientError> {
        let wait = wait.min(LONGEST_WAIT);
        let path = format!("v1/inbox?after={after}&wait={}", wait.as_secs());
        self.ask(&Ask::get(path).waiting(wait)).await?.document()
    }

    /// One page of statements, behind a place in the list.
    ///
    /// # Errors
    ///
    /// [`ClientError`], after what may pass by itself was tried again.
    pub async fn statements(
        &self,
        about: About,
        after: Cursor,
        wait: Duration,
    ) -> Result<StatementPage, ClientError> {
        let wait = wait.min(LONGEST_WAIT);
        let about = match about {
            About::Everything => String::new(),
            About::Mandate(id) => format!("mandate={id}&"),
            About::Package(id) => format!("package={id}&"),
        };
        let path = format!("v1/statements?{about}after={after}&wait={}", wait.as_secs());
        self.ask(&Ask::get(path).waiting(wait)).await?.document()
    }

    /// The bytes of a statement, unverified.
    ///
    /// # Errors
    ///
    /// [`ClientError`], after what may pass by itself was tried again.
    pub async fn statement(&self, id: &StatementId) -> Result<Bytes, ClientError> {
        let ask = Ask::get(format!("v1/statements/{id}"));
        let ask = ask.at_most(Limits::LONG_STATEMENT.max_len);
        Ok(self.ask(&ask).await?.body)
    }

    /// The signed index of a package, unverified.
    ///
    /// # Errors
    ///
    /// [`ClientError`], after what may pass by itself was tried again.
    pub async fn signed_index(&self, package: &StatementId) -> Result<Bytes, ClientError> {
        let ask = Ask::get(format!("v1/packages/{package}"));
        // The length, the index, and a head.
        let max = 8 + Limits::INDEX.max_len + Limits::STATEMENT.max_len;
        Ok(self.ask(&ask.at_most(max)).await?.body)
    }
}

//! What a server lists, and the single things on its lists.

use std::{collections::BTreeMap, time::Duration};

use bytes::Bytes;
use handover_cbor::Limits;
use handover_transfer::{
    Cursor, InboxEntry, InboxPage, Memory, PackageStatus, StatementEntry, StatementPage,
};
use handover_trust::{Kind, Sight, StatementId};

use crate::{Client, ClientError, answer::Ask};

/// The longest that a server is asked to hold an answer back.
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// So long the server is asked to hold an answer back at a time: proxies end what is silent for longer.
const STRETCH: Duration = Duration::from_secs(45);

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

    /// Everything that came for us behind a place in the list, and the place behind it; waits for the first of it.
    ///
    /// # Errors
    ///
    /// Those of [`inbox`](Self::inbox).
    pub async fn whole_inbox(
        &self,
        mut after: Cursor,
        mut wait: Duration,
    ) -> Result<(Vec<InboxEntry>, Cursor), ClientError> {
        let mut packages = Vec::new();
        loop {
            let stretch = wait.min(STRETCH);
            let page = self.inbox(after, stretch).await?;
            after = after.max(page.next);
            if !page.packages.is_empty() {
                packages.extend(page.packages);
                wait = Duration::ZERO;
            } else if wait.is_zero() {
                return Ok((packages, after));
            } else {
                wait = wait.saturating_sub(stretch);
                if wait.is_zero() {
                    return Ok((packages, after));
                }
            }
        }
    }

    /// Everything that we may read about something.
    ///
    /// # Errors
    ///
    /// Those of [`statements`](Self::statements).
    pub async fn all_statements(&self, about: About) -> Result<Vec<StatementEntry>, ClientError> {
        let mut entries = Vec::new();
        let mut after = Cursor::START;
        loop {
            let page = self.statements(about, after, Duration::ZERO).await?;
            if page.statements.is_empty() {
                return Ok(entries);
            }
            entries.extend(page.statements);
            if page.next <= after {
                return Ok(entries);
            }
            after = page.next;
        }
    }

    /// What the server has of packages: heads, receipts and verdicts, each verified as of when it was first seen.
    ///
    /// # Errors
    ///
    /// Those of [`statements`](Self::statements).
    pub async fn status(
        &self,
        about: About,
        memory: &impl Memory,
    ) -> Result<BTreeMap<StatementId, PackageStatus>, ClientError> {
        let (directory, now) = (self.trust.directory(), self.trust.now());
        let mut packages: BTreeMap<StatementId, PackageStatus> = BTreeMap::new();
        for entry in self.all_statements(about).await? {
            let is_shown = matches!(entry.kind, Kind::Package | Kind::Receipt | Kind::Verdict);
            let Some(package) = entry.package.filter(|_| is_shown) else {
                continue;
            };
            let bytes = self.statement(&entry.id).await?;
            let sight = Sight::now(now);
            let seen = memory.first_seen(&entry.id);
            let sight = seen.map_or(sight, |seen| sight.recorded(seen));
            let package = packages.entry(package).or_default();
            package.add(&entry, &bytes, &directory, &sight);
        }
        Ok(packages)
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

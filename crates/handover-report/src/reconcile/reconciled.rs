//! A reconciliation before it is told.

use handover::{
    cbor::RefusalClass,
    identity::MandateLedger,
    package::ProfileInForce,
    transfer::{
        GatheredTransfer, History, KnownStatements, NextStep, Reconciliation, Request,
        superseded_by,
    },
    trust::{Mandate, PosixTime, Statement, Token},
};

use crate::{Names, opaque::opaque_debug};

/// A reconciliation with all that its readers are told.
pub struct Reconciled<'a> {
    /// Under which mandate.
    pub mandate: &'a Statement<Mandate>,
    /// The mandate that has taken its place.
    pub superseded: Option<&'a Statement<Mandate>>,
    /// Where every case of the rosters stands.
    pub history: &'a History<'a>,
    /// The same held against the mandate, at one moment.
    pub report: Reconciliation,
    /// Everything that was said and is at hand.
    pub known: &'a KnownStatements,
    /// Who asked whom for somebody who came back.
    pub requests: Vec<Request>,
    /// Who must do what next, in the order of [`NextStep::rank`].
    pub next: Vec<NextStep>,
    /// Files that claim to be statements, and are none that may be trusted.
    pub refused: Vec<RefusedFile>,
    /// How many statements about packages under no mandate were left aside.
    pub under_no_mandate: usize,
    /// What organisations are called.
    pub names: Names<'a>,
    /// What cases are called.
    pub cases: CaseNames,
}

/// A file that claims to be a statement, and was not taken.
#[derive(Debug)]
pub struct RefusedFile {
    /// Its name, as a message may have it.
    pub file: String,
    /// Why.
    pub class: RefusalClass,
    /// The same in words.
    pub why: String,
}

/// What cases are called.
#[non_exhaustive]
pub enum CaseNames {
    /// By the sender's references, on the sender's own machine.
    References(MandateLedger),
    /// By tokens, which lead nobody else to a person.
    Tokens,
}

impl<'a> Reconciled<'a> {
    /// A transfer as of `now`, told by tokens; no file was refused.
    ///
    /// `history` is that of `gathered`, `known` what it was gathered from.
    ///
    /// # Panics
    ///
    /// Never: the profile of a request is built in.
    #[must_use]
    pub fn new(
        mandate: &'a Statement<Mandate>,
        history: &'a History<'a>,
        gathered: &GatheredTransfer,
        known: &'a KnownStatements,
        names: Names<'a>,
        now: PosixTime,
    ) -> Self {
        let asking = ProfileInForce::built_in("request").expect("a built-in profile");
        let requests = known.requests(mandate.payload(), &asking, now);
        let report = history.reconcile(now);
        let mut next = history.next_steps(&report);
        next.extend(requests.iter().filter_map(Request::next_step));
        next.sort_by_key(|step| step.rank(now));
        Self {
            mandate,
            superseded: superseded_by(mandate, known.mandates(), known.countersigns()),
            history,
            report,
            known,
            next,
            under_no_mandate: gathered.left_aside(known, &requests),
            requests,
            refused: Vec::new(),
            names,
            cases: CaseNames::Tokens,
        }
    }
}

opaque_debug!(Reconciled<'_>);
opaque_debug!(CaseNames);

/// How many digits of a token are enough to tell cases apart when people talk.
const SHORT: usize = 12;

impl CaseNames {
    /// A case as people read it.
    pub(super) fn short(&self, token: &Token) -> String {
        self.reference(token).unwrap_or_else(|| {
            let digits = token.to_string();
            digits.get(..SHORT).unwrap_or(&digits).to_owned()
        })
    }

    /// Our reference of a case.
    pub(super) fn reference(&self, token: &Token) -> Option<String> {
        match self {
            Self::References(ledger) => ledger.reference(token).map(|r| r.as_str().to_owned()),
            Self::Tokens => None,
        }
    }
}

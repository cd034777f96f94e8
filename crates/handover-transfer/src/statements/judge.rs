use std::{
    collections::{BTreeSet, HashMap, HashSet},
    fmt,
};

use handover_cbor::RefusalClass;
use handover_package::{Context, ReceiveError, SignedIndex};
use handover_trust::{
    Concerned, Countersign, Kind, OrganisationId, Package, Payload, PosixTime, Sight, Statement,
    StatementError, StatementId, VerifiedDirectory, Witnesses, statement_id, statement_kind,
};
use thiserror::Error;

use super::{KnownStatements, Memory};

/// Why something was not taken as a statement of a transfer.
#[derive(Clone, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum NotTaken {
    /// It is the signed index of a package, and does not hold.
    #[error(transparent)]
    Index(#[from] ReceiveError),
    /// It is of no kind that travels beside a package.
    #[error("no statement of a transfer")]
    OtherKind,
    /// As a statement it does not hold.
    #[error(transparent)]
    Statement(#[from] StatementError),
}

impl NotTaken {
    /// The refusal class.
    #[must_use]
    pub fn class(&self) -> RefusalClass {
        match self {
            Self::Index(error) => error.class(),
            Self::OtherKind => RefusalClass::Schema,
            Self::Statement(error) => error.class(),
        }
    }
}

/// How often what was not taken is judged again, once what may witness for it was: more is a circle.
const ROUNDS: usize = 4;

/// Judges statements, each as of when it was first seen.
///
/// ```
/// use std::collections::HashMap;
/// use handover_transfer::{CaseState, Judge, Memory};
/// use handover_trust::{OrganisationId, PosixTime, StatementId};
/// # use handover_package::{Carried, Context, ProfileInForce};
/// # use handover_trust::VerifiedDirectory;
/// # macro_rules! vector { ($name:literal) => {
/// #     include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/foreign/", $name)).as_slice()
/// # } }
/// # let now = PosixTime::new(1_789_894_800)?;
/// # let anchor = "ee0cdf415518649a3be20de9c5419cc322e3baf5bd5e23076d4616022b7fa200".parse()?;
/// # let directory = vector!("statements/directory.cbor");
/// # let directory = VerifiedDirectory::from_bytes(directory, &anchor, None, now)?;
/// # let profile = ProfileInForce::from_toml(vector!("profiles/caseload-transfer.toml"))?;
/// # let package = std::io::Cursor::new(vector!("packages/caseload.handover"));
/// # let index = Carried::read(package, None, &Context::new(&directory, now))?.signed_index().to_bytes();
/// # let all: Vec<&[u8]> = vec![
/// #     vector!("statements/mandate.cbor"),
/// #     vector!("statements/roster.cbor"),
/// #     vector!("statements/countersign-mandate-sender.cbor"),
/// #     vector!("statements/countersign-mandate-recipient.cbor"),
/// #     vector!("statements/countersign-mandate-midwives.cbor"),
/// #     vector!("statements/countersign-roster.cbor"),
/// #     vector!("statements/receipt-stored.cbor"),
/// #     vector!("statements/receipt-opened.cbor"),
/// #     vector!("statements/verdict.cbor"),
/// #     vector!("statements/card.cbor"),
/// #     &index,
/// # ];
///
/// /// Where this is kept - a file, a table - is the party's own matter.
/// struct Ours(OrganisationId, HashMap<StatementId, PosixTime>);
///
/// impl Memory for Ours {
///     fn organisation(&self) -> Option<&OrganisationId> {
///         Some(&self.0)
///     }
///     fn first_seen(&self, id: &StatementId) -> Option<PosixTime> {
///         self.1.get(id).copied()
///     }
///     fn saw(&mut self, id: &StatementId, first_seen: PosixTime) {
///         self.1.entry(*id).or_insert(first_seen);
///     }
/// }
///
/// // Everything at hand, in whatever order. What does not hold is named, and stops nothing.
/// let memory = Ours("ZZ901".parse()?, HashMap::new());
/// let mut judge = Judge::new(&directory, memory, now);
/// let refused: Vec<_> = judge.take_all(&all).into_iter().filter_map(Result::err).collect();
/// assert_eq!(refused.len(), 1); // a card is no statement of a transfer
/// assert_eq!(refused[0].class().as_str(), "schema");
/// let (known, memory) = judge.finish();
/// assert_eq!(memory.1.len(), 10); // keep it before you act on it
///
/// let mandate = known.mandates().first().ok_or("a mandate")?.clone();
/// let gathered = known.transfer(mandate, &profile)?;
/// let history = gathered.transfer.history();
/// let report = history.reconcile(now);
/// assert_eq!(report.totals[&CaseState::Accepted], 1);
/// assert!(!report.may_close(), "{:?}", report.obstacles);
/// assert_eq!(history.publication(now).included.total, None); // small counts are hidden
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Judge<'a, M> {
    directory: &'a VerifiedDirectory,
    memory: M,
    now: PosixTime,
    known: KnownStatements,
    taken: HashSet<StatementId>,
    concerned: Concerned,
    /// The places of the countersigns in the role `seen`, by what they are about.
    seen: HashMap<StatementId, Vec<usize>>,
}

impl<'a, M: Memory> Judge<'a, M> {
    /// Judges by a directory, with a memory of one's own, at a moment.
    pub fn new(directory: &'a VerifiedDirectory, memory: M, now: PosixTime) -> Self {
        let known = KnownStatements {
            reader: memory.organisation().cloned(),
            ..KnownStatements::default()
        };
        Self {
            directory,
            memory,
            now,
            known,
            taken: HashSet::new(),
            concerned: Concerned::default(),
            seen: HashMap::new(),
        }
    }

    /// Goes on after statements that were judged before: they witness, and say who may.
    pub fn after(
        known: KnownStatements,
        directory: &'a VerifiedDirectory,
        memory: M,
        now: PosixTime,
    ) -> Self {
        let mut judge = Self::new(directory, memory, now);
        for (place, countersign) in known.countersigns.iter().enumerate() {
            judge.taken.insert(*countersign.id());
            judge.concerned.note(countersign);
            judge.witnesses(countersign.payload(), place);
        }
        fn note<P: Payload>(
            taken: &mut HashSet<StatementId>,
            concerned: &mut Concerned,
            statements: &[Statement<P>],
        ) {
            for statement in statements {
                taken.insert(*statement.id());
                concerned.note(statement);
            }
        }
        let (taken, concerned) = (&mut judge.taken, &mut judge.concerned);
        note(taken, concerned, &known.mandates);
        note(taken, concerned, &known.rosters);
        note(taken, concerned, &known.completeness);
        note(taken, concerned, &known.receipts);
        note(taken, concerned, &known.verdicts);
        note(taken, concerned, &known.events);
        for head in known.indexes.iter().map(SignedIndex::head) {
            taken.insert(*head.id());
            concerned.note(head);
        }
        judge.known = known;
        judge
    }

    /// A countersign at this place may witness when what it is about was seen.
    fn witnesses(&mut self, said: &Countersign, place: usize) {
        if said.is_witness() {
            for id in said.statement.ids() {
                self.seen.entry(*id).or_default().push(place);
            }
        }
    }

    /// Judges statements and signed indexes, in whatever order they come; the outcome of each, in that order.
    ///
    /// What others need comes first: countersigns, which witness when others were seen; mandates, which say who
    /// may witness; then the rest. What was not taken is judged again at the end, when others may witness for it.
    pub fn take_all(&mut self, all: &[&[u8]]) -> Vec<Result<(), NotTaken>> {
        let mut outcomes: Vec<Result<(), NotTaken>> = vec![Ok(()); all.len()];
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by_key(|at| all.get(*at).map_or(u8::MAX, |bytes| rank(bytes)));
        for _ in 0..ROUNDS {
            let before = order.len();
            order.retain(|at| {
                let (Some(bytes), Some(outcome)) = (all.get(*at), outcomes.get_mut(*at)) else {
                    return false;
                };
                *outcome = self.take(bytes);
                outcome.is_err()
            });
            if order.is_empty() || order.len() == before {
                break;
            }
        }
        outcomes
    }

    /// Judges the head of a package by itself, once.
    ///
    /// # Errors
    ///
    /// [`StatementError`], if it does not hold.
    pub fn take_head(&mut self, head: &[u8]) -> Result<Statement<Package>, StatementError> {
        let known = statement_id(head).and_then(|id| self.known.head(&id));
        if let Some(known) = known {
            return Ok(known.clone());
        }
        let head: Statement<Package> = self.judge(head)?;
        self.note(&head);
        self.known.heads.push(head.clone());
        Ok(head)
    }

    /// What was taken, and the memory with what was seen.
    #[must_use]
    pub fn finish(mut self) -> (KnownStatements, M) {
        self.known.servers = self.servers_of_parties();
        let cards = self.directory.cards();
        self.known.cards = cards.map(|listed| *listed.card().id()).collect();
        (self.known, self.memory)
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), NotTaken> {
        match statement_kind(bytes) {
            Some(Kind::Completeness) => self.keep(bytes, |known| &mut known.completeness),
            Some(Kind::Countersign) => self.countersign(bytes),
            Some(Kind::Event) => self.keep(bytes, |known| &mut known.events),
            Some(Kind::Mandate) => self.keep(bytes, |known| &mut known.mandates),
            Some(Kind::Receipt) => self.keep(bytes, |known| &mut known.receipts),
            Some(Kind::Roster) => self.keep(bytes, |known| &mut known.rosters),
            Some(Kind::Verdict) => self.keep(bytes, |known| &mut known.verdicts),
            None if SignedIndex::is_claimed_by(bytes) => self.index(bytes),
            Some(Kind::Card | Kind::Directory | Kind::Package) | None => Err(NotTaken::OtherKind),
        }
    }

    fn keep<P: Payload>(
        &mut self,
        bytes: &[u8],
        place: impl FnOnce(&mut KnownStatements) -> &mut Vec<Statement<P>>,
    ) -> Result<(), NotTaken> {
        let statement: Statement<P> = self.judge(bytes)?;
        if self.taken.insert(*statement.id()) {
            self.note(&statement);
            place(&mut self.known).push(statement);
        }
        Ok(())
    }

    fn countersign(&mut self, bytes: &[u8]) -> Result<(), NotTaken> {
        let statement: Statement<Countersign> = self.judge(bytes)?;
        if self.taken.insert(*statement.id()) {
            self.note(&statement);
            self.witnesses(statement.payload(), self.known.countersigns.len());
            self.known.countersigns.push(statement);
        }
        Ok(())
    }

    fn index(&mut self, bytes: &[u8]) -> Result<(), NotTaken> {
        let id = statement_id(SignedIndex::unverified_head(bytes));
        let (directory, now) = (self.directory, self.now);
        let index = self.as_of_first_sight(id.as_ref(), |sight| {
            SignedIndex::read(bytes, None, &Context::new(directory, now).sight(*sight))
        })?;
        let head = index.head();
        self.memory.saw(head.id(), head.first_seen());
        if self.taken.insert(*head.id()) {
            self.note(index.head());
            self.known.indexes.push(index);
        }
        Ok(())
    }

    fn judge<P: Payload>(&mut self, bytes: &[u8]) -> Result<Statement<P>, StatementError> {
        let (id, directory) = (statement_id(bytes), self.directory);
        let statement: Statement<P> =
            self.as_of_first_sight(id.as_ref(), |sight| directory.verify(bytes, sight))?;
        self.memory.saw(statement.id(), statement.first_seen());
        Ok(statement)
    }

    /// Judges as of our record; else as of what is fit to witness for it; else as of now.
    fn as_of_first_sight<T>(
        &self,
        id: Option<&StatementId>,
        judge: impl FnOnce(&Sight<'_>) -> T,
    ) -> T {
        let sight = Sight::now(self.now);
        if let Some(seen) = id.and_then(|id| self.memory.first_seen(id)) {
            return judge(&sight.recorded(seen));
        }
        let places = id.and_then(|id| self.seen.get(id)).into_iter().flatten();
        let countersigns = places.filter_map(|place| self.known.countersigns.get(*place));
        let countersigns: Vec<&Statement<Countersign>> = countersigns.collect();
        let witnesses = Witnesses::new(&self.known.mandates, &countersigns);
        judge(&sight.witnessed(witnesses.concerning(&self.concerned)))
    }

    /// The servers that the parties of the mandates have or had.
    fn servers_of_parties(&self) -> BTreeSet<OrganisationId> {
        let mandates = self.known.mandates.iter().map(Statement::payload);
        let parties: BTreeSet<&OrganisationId> = mandates
            .flat_map(|mandate| [&mandate.by, &mandate.from].into_iter().chain(&mandate.to))
            .collect();
        let cards = self.directory.cards().map(|listed| listed.card().payload());
        let of_parties = cards.filter(|card| parties.contains(&card.by));
        let servers = of_parties.filter_map(|card| card.server.as_ref());
        servers.map(|server| server.by.clone()).collect()
    }

    /// Remembers whom a statement concerns.
    fn note<P: Payload>(&mut self, statement: &Statement<P>) {
        self.concerned.note(statement);
    }
}

impl<M> fmt::Debug for Judge<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Judge")
    }
}

/// In which order kinds are judged.
fn rank(bytes: &[u8]) -> u8 {
    match statement_kind(bytes) {
        Some(Kind::Countersign) => 0,
        Some(Kind::Mandate) => 1,
        Some(Kind::Roster) => 2,
        None => 3,
        Some(_) => 4,
    }
}

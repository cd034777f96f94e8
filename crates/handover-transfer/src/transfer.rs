//! Everything that was said under one mandate.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use handover_dataset::Profile;
use handover_package::ProfileInForce;
use handover_trust::{
    Completeness, Countersign, Digest, Event, Kind, Mandate, OrganisationId, Package, Payload,
    Receipt, Roster, ShortName, Statement, StatementId, Token, Verdict,
};

use crate::{
    History, UnfitError, completeness, guard,
    rosters::RosterRows,
    saying::{Numbers, Saying},
};

/// All verified statements of one mandate, in no order and each once.
///
/// What is added again changes nothing, and the order does not matter: whoever has the same statements
/// comes to the same [`History`]. A statement that is refused is remembered by its id, so that the
/// history names it.
#[derive(Clone)]
pub struct Transfer {
    pub(crate) mandate: Statement<Mandate>,
    pub(crate) profile: Profile,
    pub(crate) numbers: Numbers,
    pub(crate) rosters: BTreeMap<StatementId, RosterRows>,
    pub(crate) countersigns: BTreeMap<StatementId, Countersign>,
    pub(crate) packages: BTreeMap<StatementId, Listed>,
    /// Packages of words between the parties: reconciliation ignores them and what is said of them.
    pub(crate) replies: BTreeSet<StatementId>,
    pub(crate) receipts: BTreeMap<StatementId, Receipt>,
    pub(crate) sayings: BTreeMap<StatementId, Saying>,
    pub(crate) completeness: BTreeMap<StatementId, Completeness>,
    pub(crate) copies: BTreeMap<StatementId, BTreeSet<Vec<(Token, Digest)>>>,
    pub(crate) refused: BTreeMap<StatementId, (Kind, UnfitError)>,
    /// Servers on the cards of the parties.
    pub(crate) servers: BTreeSet<OrganisationId>,
    /// Whose memory says when each statement was first seen.
    pub(crate) reader: Option<OrganisationId>,
}

/// A package with the cases of its index.
#[derive(Clone)]
pub(crate) struct Listed {
    pub(crate) head: Statement<Package>,
    pub(crate) tokens: Vec<Token>,
    pub(crate) digests: Vec<Digest>,
    /// The numbers of the organisations whose acceptance it asks for.
    pub(crate) leads: Vec<u32>,
}

impl Transfer {
    /// What is said under a mandate, of which nothing is known yet.
    ///
    /// # Errors
    ///
    /// [`UnfitError::Policy`] if the profile is not the mandate's to the byte.
    pub fn new(mandate: Statement<Mandate>, profile: &ProfileInForce) -> Result<Self, UnfitError> {
        if mandate.payload().profile != *profile.reference() {
            return Err(UnfitError::Policy);
        }
        Ok(Self {
            mandate,
            profile: profile.profile().clone(),
            numbers: Numbers::default(),
            rosters: BTreeMap::new(),
            countersigns: BTreeMap::new(),
            packages: BTreeMap::new(),
            replies: BTreeSet::new(),
            receipts: BTreeMap::new(),
            sayings: BTreeMap::new(),
            completeness: BTreeMap::new(),
            copies: BTreeMap::new(),
            refused: BTreeMap::new(),
            servers: BTreeSet::new(),
            reader: None,
        })
    }

    /// Hears servers on the cards of the parties: their word that they saw a statement in time counts, as that of
    /// the parties does ([`KnownStatements::servers`](crate::KnownStatements::servers)).
    pub fn hear_servers(&mut self, servers: impl IntoIterator<Item = OrganisationId>) {
        self.servers.extend(servers);
    }

    /// Counts the first sight of each statement as that of this organisation: whoever reads is a witness of what
    /// others said.
    pub fn read_by(&mut self, reader: OrganisationId) {
        self.reader = Some(reader);
    }

    /// Adds a roster; whether it counts depends on the others (V-44).
    ///
    /// # Errors
    ///
    /// [`UnfitError`]: another mandate's, not by the mandate's `from`, or a `to` that is none of its.
    pub fn add_roster(&mut self, roster: &Statement<Roster>) -> Result<(), UnfitError> {
        let (mandate, payload) = (self.mandate.payload(), roster.payload());
        let fits = self.is_of_mandate(Some(payload.mandate)).and_then(|()| {
            entitled(payload.by == mandate.from)?;
            policy(RosterRows::recipients(payload).all(|to| mandate.to.contains(to)))
        });
        self.take(roster, fits, |transfer, id| {
            let rows = RosterRows::new(payload, &mut transfer.numbers);
            transfer.rosters.insert(id, rows);
        })
    }

    /// Adds a countersign: of the mandate, of a roster, or of what else; it is looked at by whom it
    /// concerns.
    pub fn add_countersign(&mut self, countersign: &Statement<Countersign>) {
        self.countersigns
            .insert(*countersign.id(), countersign.payload().clone());
    }

    /// Adds a package: its head, and token and digest of each case of its *verified* index, in the
    /// order of the index (`SignedIndex` of `handover-package` is the witness).
    ///
    /// A package of words between the parties (`reply@2`) is taken, and ignored from then on.
    ///
    /// # Errors
    ///
    /// [`UnfitError`], as far as V-21 can be told without the roster: another mandate's; another
    /// sender, profile or recipient than the mandate's; or not as many cases as the head counts.
    pub fn add_package(
        &mut self,
        head: &Statement<Package>,
        cases: impl IntoIterator<Item = (Token, Digest)>,
    ) -> Result<(), UnfitError> {
        let (mandate, payload) = (self.mandate.payload(), head.payload());
        let is_reply = payload.profile.name().as_str().starts_with(REPLY);
        let leads: Vec<&OrganisationId> = {
            let stanzas = payload.stanzas.iter();
            let leads = stanzas.filter(|stanza| self.is_lead(&stanza.audience));
            leads.map(|stanza| &stanza.to).collect()
        };
        let is_party = |id: &OrganisationId| *id == mandate.from || mandate.to.contains(id);
        let fits = self.is_of_mandate(payload.mandate).and_then(|()| {
            if is_reply {
                return policy(is_party(&payload.by));
            }
            policy(payload.by == mandate.from && payload.profile == mandate.profile)?;
            policy(leads.iter().all(|to| mandate.to.contains(to)))
        });
        if is_reply || fits.is_err() {
            return self.take(head, fits, |transfer, id| {
                transfer.replies.insert(id);
            });
        }
        let (tokens, digests): (Vec<Token>, Vec<Digest>) = cases.into_iter().unzip();
        let is_index = tokens.is_sorted_by(|before, after| before < after)
            && u64::try_from(tokens.len()) == Ok(payload.count);
        self.take(head, policy(is_index), |transfer, id| {
            let organisations = &mut transfer.numbers.organisations;
            let listed = Listed {
                head: head.clone(),
                tokens,
                digests,
                leads: leads.iter().map(|to| organisations.number(to)).collect(),
            };
            transfer.packages.insert(id, listed);
        })
    }

    /// Adds what somebody says that they hold of a package: token and digest of each case, as its
    /// machine computes them. It changes no case's state; differences from the signed index are named.
    pub fn add_copy(
        &mut self,
        package: StatementId,
        cases: impl IntoIterator<Item = (Token, Digest)>,
    ) {
        let mut cases: Vec<_> = cases.into_iter().collect();
        cases.sort_unstable();
        cases.dedup();
        self.copies.entry(package).or_default().insert(cases);
    }

    /// Adds a receipt; it counts once its package is at hand.
    ///
    /// # Errors
    ///
    /// [`UnfitError::Replay`] if it is about another mandate.
    pub fn add_receipt(&mut self, receipt: &Statement<Receipt>) -> Result<(), UnfitError> {
        let payload = receipt.payload();
        let fits = self.is_of_mandate(payload.mandate);
        self.take(receipt, fits, |transfer, id| {
            transfer.numbers.organisations.number(&payload.r#for);
            transfer.receipts.insert(id, payload.clone());
        })
    }

    /// Adds a verdict; it counts once its package is at hand.
    ///
    /// # Errors
    ///
    /// [`UnfitError`]: about another mandate, or for a reason that is none of the profile (V-42).
    pub fn add_verdict(&mut self, verdict: &Statement<Verdict>) -> Result<(), UnfitError> {
        let payload = verdict.payload();
        let fits = self
            .is_of_mandate(payload.mandate)
            .and_then(|()| policy(guard::has_reasons_of(payload, &self.profile)));
        self.take(verdict, fits, |transfer, id| {
            let saying = Saying::of_verdict(verdict, &mut transfer.numbers);
            transfer.sayings.insert(id, saying);
        })
    }

    /// Adds an event.
    ///
    /// # Errors
    ///
    /// [`UnfitError`]: about another mandate, or `withdrawn` without a reason of the profile (V-42).
    pub fn add_event(&mut self, event: &Statement<Event>) -> Result<(), UnfitError> {
        let payload = event.payload();
        let fits = self
            .is_of_mandate(payload.mandate)
            .and_then(|()| policy(guard::has_code_of(payload, &self.profile)));
        self.take(event, fits, |transfer, id| {
            let saying = Saying::of_event(event, &mut transfer.numbers);
            transfer.sayings.insert(id, saying);
        })
    }

    /// Adds a completeness report.
    ///
    /// # Errors
    ///
    /// [`UnfitError`]: another mandate's, not by its `from`, or against V-43.
    pub fn add_completeness(&mut self, report: &Statement<Completeness>) -> Result<(), UnfitError> {
        let payload = report.payload();
        let fits = self.is_of_mandate(Some(payload.mandate)).and_then(|()| {
            entitled(payload.by == self.mandate.payload().from)?;
            policy(completeness::is_fit_to_be_seen(payload))
        });
        self.take(report, fits, |transfer, id| {
            transfer.completeness.insert(id, payload.clone());
        })
    }

    /// The mandate.
    #[must_use]
    pub const fn mandate(&self) -> &Statement<Mandate> {
        &self.mandate
    }

    /// Works out where every case stands: in time that grows as the rows do.
    #[must_use]
    pub fn history(&self) -> History<'_> {
        History::of(self)
    }

    /// Whether verdicts of this audience move the holder.
    pub(crate) fn is_lead(&self, audience: &ShortName) -> bool {
        self.profile.lead() == audience.as_str()
    }

    /// Whether `by` agrees to a statement, in any role but that of a witness.
    pub(crate) fn is_agreed(&self, statement: &StatementId, by: &OrganisationId) -> bool {
        self.countersigns.values().any(|countersign| {
            countersign.is_about(statement)
                && countersign.by == *by
                && countersign.role.as_str() != Countersign::SEEN
        })
    }

    fn is_of_mandate(&self, mandate: Option<StatementId>) -> Result<(), UnfitError> {
        if mandate == Some(*self.mandate.id()) {
            Ok(())
        } else {
            Err(UnfitError::Replay)
        }
    }

    fn take<P: Payload>(
        &mut self,
        statement: &Statement<P>,
        fits: Result<(), UnfitError>,
        keep: impl FnOnce(&mut Self, StatementId),
    ) -> Result<(), UnfitError> {
        match fits {
            Ok(()) => keep(self, *statement.id()),
            Err(error) => {
                self.refused.insert(*statement.id(), (P::KIND, error));
            }
        }
        fits
    }
}

impl fmt::Debug for Transfer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Transfer({})", self.mandate.id())
    }
}

/// How the name of a profile of words between the parties begins; any version.
const REPLY: &str = "reply@";

const fn entitled(holds: bool) -> Result<(), UnfitError> {
    if holds {
        Ok(())
    } else {
        Err(UnfitError::NotEntitled)
    }
}

const fn policy(holds: bool) -> Result<(), UnfitError> {
    if holds {
        Ok(())
    } else {
        Err(UnfitError::Policy)
    }
}

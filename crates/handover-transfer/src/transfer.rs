//! Everything that was said under one mandate, or of one package.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use handover_dataset::Profile;
use handover_package::{Agreeable, ProfileInForce};
use handover_trust::{
    Completeness, Countersign, Digest, Event, Kind, Mandate, OrganisationId, Package, Payload,
    Receipt, Roster, ShortName, Statement, StatementId, Token, Verdict,
};

use crate::{
    UnfitError, completeness, guard,
    indexed_package::IndexedPackage,
    rosters::RosterRows,
    saying::{Numbers, Saying},
    shown::Shown,
    terms::Terms,
};

/// All verified statements of one mandate, or of one package alone, in no order and each once.
///
/// What is added again changes nothing, and the order does not matter: whoever has the same statements
/// comes to the same [`History`](crate::History). A statement that is refused is remembered by its id, so that the
/// history names it.
#[derive(Clone)]
pub struct Transfer {
    pub(crate) terms: Terms,
    pub(crate) profile: Profile,
    pub(crate) numbers: Numbers,
    pub(crate) rosters: BTreeMap<StatementId, RosterRows>,
    pub(crate) countersigns: BTreeMap<StatementId, Statement<Countersign>>,
    pub(crate) packages: BTreeMap<StatementId, IndexedPackage>,
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
    /// What else statements of this transfer show to be there.
    pub(crate) shown: Shown,
}

impl Transfer {
    /// What is said under a mandate, of which nothing is known yet.
    ///
    /// # Errors
    ///
    /// [`UnfitError::Policy`] if the profile is not the mandate's to the byte.
    pub fn new(mandate: Statement<Mandate>, profile: &ProfileInForce) -> Result<Self, UnfitError> {
        policy(mandate.payload().profile == *profile.reference())?;
        Ok(Self::under(Terms::Mandate(mandate), profile))
    }

    /// What is said of one package by itself: of one under no mandate, or whose mandate is not at hand.
    /// What a roster would say, its stanzas say: every case is for whom it names for the lead audience.
    ///
    /// # Errors
    ///
    /// [`UnfitError::Policy`] if the profile is not the package's to the byte.
    pub fn of_package(
        head: Statement<Package>,
        profile: &ProfileInForce,
    ) -> Result<Self, UnfitError> {
        policy(head.payload().profile == *profile.reference())?;
        Ok(Self::under(Terms::Package(head), profile))
    }

    fn under(terms: Terms, profile: &ProfileInForce) -> Self {
        let mut numbers = Numbers::default();
        terms.parties().for_each(|party| {
            numbers.organisations.number(party);
        });
        Self {
            terms,
            profile: profile.profile().clone(),
            numbers,
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
            shown: Shown::default(),
        }
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
        let payload = roster.payload();
        let fits = self.is_of_mandate(Some(payload.mandate)).and_then(|()| {
            let mandate = self.terms.mandate().ok_or(UnfitError::Replay)?.payload();
            entitled(payload.by == mandate.from)?;
            let fits = policy(RosterRows::recipients(payload).all(|to| mandate.to.contains(to)));
            if fits.is_err() {
                self.shown.unfit_rosters.insert(*roster.id());
            }
            fits
        });
        self.take(roster, fits, |transfer, id| {
            let rows = RosterRows::new(roster, &mut transfer.numbers);
            transfer.rosters.insert(id, rows);
        })
    }

    /// Adds a countersign: of the mandate, of a roster, or of what else; it is looked at by whom it
    /// concerns.
    pub fn add_countersign(&mut self, countersign: &Statement<Countersign>) {
        self.countersigns
            .insert(*countersign.id(), countersign.clone());
    }

    /// Says that a statement is at hand that is no part of this transfer, so that who countersigned it
    /// countersigned nothing that is missing here.
    pub fn add_other(&mut self, statement: StatementId) {
        self.shown.others.insert(statement);
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
        self.add_listed(head, cases.into_iter().unzip(), true)
    }

    /// Adds a package of which one case is known, as verified evidence shows it: of the others nothing
    /// can be told.
    ///
    /// # Errors
    ///
    /// As [`add_package`](Self::add_package).
    pub fn add_case(&mut self, head: &Statement<Package>, token: Token) -> Result<(), UnfitError> {
        if self.packages.contains_key(head.id()) {
            return Ok(());
        }
        self.add_listed(head, (vec![token], Vec::new()), false)
    }

    fn add_listed(
        &mut self,
        head: &Statement<Package>,
        (tokens, digests): (Vec<Token>, Vec<Digest>),
        is_whole: bool,
    ) -> Result<(), UnfitError> {
        let payload = head.payload();
        let is_reply =
            self.terms.mandate().is_some() && payload.profile.name().as_str().starts_with(REPLY);
        let leads: Vec<&OrganisationId> = {
            let stanzas = payload.stanzas.iter();
            let leads = stanzas.filter(|stanza| self.is_lead(&stanza.audience));
            leads.map(|stanza| &stanza.to).collect()
        };
        let fits = self.is_of_mandate(payload.mandate).and_then(|()| {
            let mandate = match &self.terms {
                Terms::Mandate(mandate) => mandate.payload(),
                Terms::Package(own) if own.id() == head.id() => return Ok(()),
                Terms::Package(_) => return Err(UnfitError::Replay),
            };
            if is_reply {
                return policy(self.terms.is_party(&payload.by));
            }
            policy(payload.by == mandate.from && payload.profile == mandate.profile)?;
            policy(leads.iter().all(|to| mandate.to.contains(to)))
        });
        let is_index = tokens.is_sorted_by(|before, after| before < after)
            && (!is_whole || u64::try_from(tokens.len()) == Ok(payload.count));
        let fits = fits.and_then(|()| policy(is_index || is_reply));
        if fits.is_err() || is_reply {
            let is_shown = fits.is_ok() || payload.by == *self.terms.from();
            if is_shown && self.terms.named() == payload.mandate {
                self.shown.add_package(head, tokens);
            }
            return self.take(head, fits, |transfer, id| {
                transfer.replies.insert(id);
            });
        }
        self.take(head, fits, |transfer, id| {
            let organisations = &mut transfer.numbers.organisations;
            let package = IndexedPackage {
                head: head.clone(),
                is_whole,
                tokens,
                digests,
                leads: leads.iter().map(|to| organisations.number(to)).collect(),
            };
            transfer.packages.insert(id, package);
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
        self.see(receipt, Some(payload.package), fits);
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
        let fits = self.is_of_mandate(payload.mandate);
        self.see(verdict, Some(payload.package), fits);
        let fits = fits.and_then(|()| policy(guard::has_reasons_of(payload, &self.profile)));
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
        let fits = self.is_of_mandate(payload.mandate);
        self.see(event, payload.package, fits);
        let fits = fits.and_then(|()| policy(guard::has_code_of(payload, &self.profile)));
        self.take(event, fits, |transfer, id| {
            let mut saying = Saying::of_event(event, &mut transfer.numbers);
            if let Terms::Package(head) = &transfer.terms {
                saying.package.get_or_insert_with(|| *head.id());
            }
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
            entitled(payload.by == *self.terms.from())?;
            policy(completeness::is_fit_to_be_seen(payload))
        });
        self.take(report, fits, |transfer, id| {
            transfer.completeness.insert(id, payload.clone());
        })
    }

    /// The mandate; `None` of what is said of one package alone.
    #[must_use]
    pub const fn mandate(&self) -> Option<&Statement<Mandate>> {
        self.terms.mandate()
    }

    /// Whether verdicts of this audience move the holder.
    pub(crate) fn is_lead(&self, audience: &ShortName) -> bool {
        self.profile.lead() == audience.as_str()
    }

    /// Whether `by` agrees to a statement (V-22).
    pub(crate) fn is_agreed(&self, statement: Agreeable, by: &OrganisationId) -> bool {
        let mut agreements = statement.agreements(self.countersigns.values());
        agreements.any(|agreement| agreement.by == *by)
    }

    /// V-40, as far as it can be told before the package is at hand.
    fn is_of_mandate(&self, mandate: Option<StatementId>) -> Result<(), UnfitError> {
        if mandate == self.terms.named() {
            Ok(())
        } else {
            Err(UnfitError::Replay)
        }
    }

    /// Remembers that a statement of this transfer speaks of a package.
    fn see<P: Payload>(
        &mut self,
        statement: &Statement<P>,
        package: Option<StatementId>,
        fits: Result<(), UnfitError>,
    ) {
        if let (Some(package), Ok(())) = (package, fits) {
            self.shown.add_mention(package, statement);
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
        match &self.terms {
            Terms::Mandate(mandate) => write!(f, "Transfer({})", mandate.id()),
            Terms::Package(head) => write!(f, "Transfer(package {})", head.id()),
        }
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

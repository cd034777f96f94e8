//! What may be said next of a case, and what it answers.

use std::fmt;

use handover_cbor::RefusalClass;
use handover_package::Agreeable;
use handover_trust::{
    EventRow, EventWord, OrganisationId, ReceiptRung, ShortName, StatementId, Token, VerdictAnswer,
    VerdictRow,
};
use thiserror::Error;

use crate::{
    History, UnfitError, Why,
    chain::{Circumstances, Progress, Said},
    guard::Claim,
    indexed_package::IndexedPackage,
    outcome::Outcome,
    saying::Word,
    terms::Terms,
};

/// A package before somebody who decides about its cases, or says what happened to them.
///
/// Whatever is signed as the desk says counts for everybody who has the same statements: the desk asks
/// the rule by which it will be judged.
///
/// ```
/// use handover_transfer::{CaseState, Judge, NoMemory, Unsayable};
/// use handover_trust::{OrganisationId, VerdictAnswer};
/// # use handover_trust::PosixTime;
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
/// # let mut judge = Judge::new(&directory, NoMemory, now);
/// # let taken = judge.take_all(&[
/// #     vector!("statements/mandate.cbor"),
/// #     vector!("statements/roster.cbor"),
/// #     vector!("statements/countersign-mandate-sender.cbor"),
/// #     vector!("statements/countersign-mandate-recipient.cbor"),
/// #     vector!("statements/countersign-roster.cbor"),
/// #     vector!("statements/receipt-stored.cbor"),
/// #     vector!("statements/receipt-opened.cbor"),
/// #     &index,
/// # ]);
/// # assert!(taken.iter().all(Result::is_ok));
/// # let (known, _) = judge.finish();
/// # let (us, audience) = ("ZZ902".parse::<OrganisationId>()?, "receiving-service".parse()?);
/// # let token = "0831e528ff4096e5c5fea615139202975c49bbad8ceb2a34d306456ac858a8b6".parse()?;
///
/// let head = known.indexes()[0].head();
/// let transfer = known.transfer_of_package(head, &profile)?;
/// let history = transfer.history();
/// let standing = history.standing(&token, now).ok_or("a case of the roster")?;
/// assert_eq!(standing.state(), CaseState::Opened);
/// assert_eq!(standing.holder(), &head.payload().by); // delivered is not handed over
///
/// // The row of a verdict that will count: what it must answer is in it.
/// let desk = history.desk(head.id()).ok_or("a package of this transfer")?;
/// let accepted = VerdictAnswer::Accepted {
///     team: "Harrow community team".parse()?,
///     worker: "A. Worker".parse()?,
/// };
/// let row = desk.decide(&us, &audience, &token, &accepted)?;
/// assert_eq!(row.re, None); // the first word about this case
///
/// // The sender cannot accept in the recipient's place.
/// let refused = desk.decide(&head.payload().by, &audience, &token, &accepted).unwrap_err();
/// assert_eq!(refused, Unsayable::NotAddressed);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Desk<'h> {
    history: &'h History<'h>,
    package: u32,
    listed: &'h IndexedPackage,
}

/// Why something cannot be said of a case.
#[derive(Clone, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum Unsayable {
    /// Taken on already.
    #[error("accepted already, by {0}: it moves on by a package of its own")]
    AcceptedAlready(OrganisationId),
    /// Answers contradict each other, and nothing behind them counts until the lead's acceptance ends it.
    #[error("contradicting answers were given: only an acceptance by its recipient ends that")]
    Conflict,
    /// Taken on already: its holder can be asked for it.
    #[error("accepted already, by {0}: `recalled` asks for it back")]
    Held(OrganisationId),
    /// A mandate that is not at hand says to whom it goes.
    #[error("the mandate is not at hand")]
    MandateNotAtHand,
    /// Asked back, and still the sender's.
    #[error("not accepted: it is yours still, and can be withdrawn")]
    NotAccepted,
    /// The package is not for this organisation, or not for that audience.
    #[error("the package is not for us")]
    NotAddressed,
    /// Nothing is open that the word would answer.
    #[error("nothing was asked")]
    NothingAsked,
    /// Only the holder meets the person.
    #[error("only its holder may say so, and we have not accepted it")]
    NotHolder,
    /// Only the lead audience decides.
    #[error("only {0} decides about cases: what another audience says moves nothing")]
    NotLead(String),
    /// The roster does not hand the case over.
    #[error("the roster does not hand it over")]
    NotOfRoster,
    /// No receipt says that the case could be read.
    #[error("no receipt at hand says that it was opened")]
    NotOpened,
    /// Somebody else is asked.
    #[error("the roster sends it to {0}, who alone may decide")]
    NotRecipient(OrganisationId),
    /// Only the sender says so.
    #[error("only the sender of the package may say so")]
    NotSender,
    /// The sender must first say by a roster to whom it goes.
    #[error("redirected: nobody is asked until a further roster names the next recipient")]
    Redirected,
    /// The package holds no such case.
    #[error("the package holds no such case")]
    UnknownCase,
    /// The recipient's own receipt says that it cannot be read.
    #[error("our receipt says that it cannot be read")]
    Unreadable(RefusalClass),
    /// The sender took it back.
    #[error("its sender took it back")]
    Withdrawn,
    /// Nothing more is to be taken back.
    #[error("withdrawn already")]
    WithdrawnAlready,
}

impl Unsayable {
    /// The refusal class.
    #[must_use]
    pub const fn class(&self) -> RefusalClass {
        match self {
            Self::AcceptedAlready(_) | Self::Conflict | Self::WithdrawnAlready => {
                RefusalClass::Conflict
            }
            Self::Held(_)
            | Self::MandateNotAtHand
            | Self::NotAccepted
            | Self::NothingAsked
            | Self::NotOfRoster
            | Self::NotOpened
            | Self::UnknownCase
            | Self::Withdrawn => RefusalClass::Policy,
            Self::NotAddressed
            | Self::NotHolder
            | Self::NotLead(_)
            | Self::NotRecipient(_)
            | Self::NotSender
            | Self::Redirected => RefusalClass::NotEntitled,
            Self::Unreadable(class) => *class,
        }
    }
}

impl<'a> History<'a> {
    /// The desk of a package; `None` if it is none of this transfer, or of words between the parties.
    #[must_use]
    pub fn desk(&self, package: &StatementId) -> Option<Desk<'_>> {
        let (package, listed) = self.arrivals.package(package)?;
        Some(Desk {
            history: self,
            package,
            listed,
        })
    }

    /// Who said a verdict or event that is at hand.
    #[must_use]
    pub fn speaker(&self, id: &StatementId) -> Option<&'a OrganisationId> {
        let saying = self.transfer.sayings.get(id)?;
        self.transfer.numbers.organisations.value(saying.by)
    }
}

impl Desk<'_> {
    /// The row with which an organisation decides about a case, for an audience.
    ///
    /// # Errors
    ///
    /// [`Unsayable`]: why it would not count.
    pub fn decide(
        &self,
        by: &OrganisationId,
        audience: &ShortName,
        token: &Token,
        answer: &VerdictAnswer,
    ) -> Result<VerdictRow, Unsayable> {
        let outcome = self.outcome(by, Some(audience), token)?;
        let transfer = self.history.transfer;
        if !transfer.is_lead(audience) {
            return Err(Unsayable::NotLead(transfer.profile.lead().to_owned()));
        }
        let is_acceptance = matches!(answer, VerdictAnswer::Accepted { .. });
        let is_alone = matches!(&transfer.terms, Terms::Package(_));
        if is_acceptance && is_alone && transfer.terms.named().is_some() {
            return Err(Unsayable::MandateNotAtHand);
        }
        let re = self.id_of(outcome.last);
        self.judge(outcome, token, by, Word::from(answer), re)?;
        if outcome.is_conflict && !is_acceptance {
            return Err(Unsayable::Conflict);
        }
        Ok(VerdictRow {
            token: *token,
            re,
            answer: answer.clone(),
        })
    }

    /// The row with which an organisation says what happened to a case.
    ///
    /// # Errors
    ///
    /// [`Unsayable`]: why it would not count, or be heard by nobody.
    pub fn happen(
        &self,
        by: &OrganisationId,
        word: EventWord,
        token: &Token,
    ) -> Result<EventRow, Unsayable> {
        self.may_say(by, word)?;
        let outcome = self.outcome(by, None, token)?;
        let is_holder = self.holder(outcome) == Some(by);
        let last = match word {
            EventWord::Answered if is_holder => outcome.overtaken,
            _ => outcome.last,
        };
        let re = self.id_of(last);
        let progress = outcome.position.progress;
        match word {
            EventWord::Recalled if progress != Progress::Accepted => {
                return Err(Unsayable::NotAccepted);
            }
            EventWord::Superseded => self.is_open(outcome)?,
            _ => {}
        }
        self.judge(outcome, token, by, Word::from(word), re)?;
        if outcome.is_conflict {
            return Err(Unsayable::Conflict);
        }
        Ok(EventRow(*token, re))
    }

    /// Whether an organisation may say a word of any case of the package.
    ///
    /// # Errors
    ///
    /// [`Unsayable::NotSender`] or [`Unsayable::NotAddressed`].
    pub fn may_say(&self, by: &OrganisationId, word: EventWord) -> Result<(), Unsayable> {
        let is_sender = by == self.history.transfer.terms.from();
        let is_addressed = || {
            let mut stanzas = self.listed.head.payload().stanzas.iter();
            stanzas.any(|stanza| stanza.to == *by)
        };
        match word {
            EventWord::Recalled | EventWord::Superseded | EventWord::Withdrawn if !is_sender => {
                Err(Unsayable::NotSender)
            }
            EventWord::Answered if is_sender => Ok(()),
            EventWord::Answered
            | EventWord::Contacted
            | EventWord::NotEngaged
            | EventWord::Reviewed
                if !is_addressed() =>
            {
                Err(Unsayable::NotAddressed)
            }
            _ => Ok(()),
        }
    }

    /// Whether an action that needs acceptance by somebody in a role is taken: by the person who is about to
    /// sign for an organisation, in one of these roles, or by a countersign of the package in that role.
    #[must_use]
    pub fn is_taken(&self, role: &str, by: &OrganisationId, signing: &[ShortName]) -> bool {
        let head = Agreeable::new(&self.listed.head);
        let mut agreements = head.agreements(self.history.transfer.countersigns.values());
        signing.iter().any(|own| own.as_str() == role)
            || agreements.any(|one| one.by == *by && one.role.as_str() == role)
    }

    /// What is known of a case of the package, by somebody who has a part in it (V-40 to V-42).
    fn outcome(
        &self,
        by: &OrganisationId,
        audience: Option<&ShortName>,
        token: &Token,
    ) -> Result<&Outcome, Unsayable> {
        let head = &self.listed.head;
        let claim = Claim {
            package: Some(*head.id()),
            mandate: head.payload().mandate,
            organisation: by,
            audience,
            is_event: audience.is_none(),
        };
        claim
            .check(head, self.listed.cases(), [*token])
            .map_err(|error| match error {
                UnfitError::NotEntitled => Unsayable::NotAddressed,
                UnfitError::Policy | UnfitError::Replay => Unsayable::UnknownCase,
            })?;
        let case = self.history.roster.tokens.binary_search(token);
        let case = case.map_err(|_| Unsayable::NotOfRoster)?;
        self.history
            .outcomes
            .get(case)
            .ok_or(Unsayable::NotOfRoster)
    }

    /// Asks the rule by which everybody will judge it.
    fn judge(
        &self,
        outcome: &Outcome,
        token: &Token,
        by: &OrganisationId,
        word: Word,
        re: Option<StatementId>,
    ) -> Result<(), Unsayable> {
        let numbers = &self.history.transfer.numbers;
        let case = self.history.roster.tokens.binary_search(token);
        let case = case.map_err(|_| Unsayable::NotOfRoster)?;
        let of_case = self.history.of_case(case);
        if !of_case.has_stage(0) {
            return Err(Unsayable::NotOfRoster);
        }
        let re = re.and_then(|re| numbers.ids.find(&re));
        let overtaken = self.id_of(outcome.overtaken);
        let overtaken = overtaken.and_then(|id| numbers.ids.find(&id));
        let said = Said {
            saying: NEW,
            number: NEW,
            re,
            word,
            detail: NEW,
            by: numbers
                .organisations
                .find(by)
                .ok_or(Unsayable::NotAddressed)?,
            package: Some(self.package),
            is_lead: true,
        };
        let judged = outcome
            .position
            .judge(&of_case, overtaken.as_slice(), &said);
        judged.map(|_| ()).map_err(|why| {
            let is_verdict = matches!(
                word,
                Word::Accepted
                    | Word::Misdirected
                    | Word::Queried
                    | Word::Redirected
                    | Word::Refused
            );
            match (why, self.holder(outcome)) {
                (Why::NotOpened, _) => self.not_opened(token, by),
                (Why::NotLead, _) => {
                    let mut asked = of_case.recipients(outcome.position.asked_stage());
                    let asked = asked.next().and_then(|to| numbers.organisations.value(to));
                    asked.map_or(Unsayable::Redirected, |to| {
                        Unsayable::NotRecipient(to.clone())
                    })
                }
                (Why::Overtaken, Some(holder)) => Unsayable::Held(holder.clone()),
                (_, Some(holder)) if is_verdict => Unsayable::AcceptedAlready(holder.clone()),
                (Why::NotEntitled, _) if word == Word::Answered => Unsayable::NotSender,
                _ if word == Word::Answered => Unsayable::NothingAsked,
                _ if is_verdict => Unsayable::Withdrawn,
                _ if word == Word::Withdrawn => Unsayable::WithdrawnAlready,
                _ => Unsayable::NotHolder,
            }
        })
    }

    /// Whether a package may still take the place of this one for a case.
    fn is_open(&self, outcome: &Outcome) -> Result<(), Unsayable> {
        match (self.holder(outcome), outcome.position.progress) {
            (Some(holder), _) => Err(Unsayable::Held(holder.clone())),
            (None, Progress::Withdrawn) => Err(Unsayable::WithdrawnAlready),
            _ => Ok(()),
        }
    }

    fn holder(&self, outcome: &Outcome) -> Option<&OrganisationId> {
        let organisations = &self.history.transfer.numbers.organisations;
        organisations.value(outcome.position.holder?)
    }

    /// Why a case does not count as opened: its recipient says that it cannot be read, or nothing.
    fn not_opened(&self, token: &Token, by: &OrganisationId) -> Unsayable {
        let transfer = self.history.transfer;
        let receipts = transfer.receipts.values().filter(|receipt| {
            receipt.package == *self.listed.head.id()
                && receipt.r#for == *by
                && receipt.rung == ReceiptRung::Opened
                && receipt
                    .audience
                    .as_ref()
                    .is_some_and(|name| transfer.is_lead(name))
        });
        let mut rows = receipts.flat_map(|receipt| &receipt.unreadable);
        let row = rows.find(|row| row.0 == *token);
        row.map_or(Unsayable::NotOpened, |row| Unsayable::Unreadable(row.1))
    }

    fn id_of(&self, saying: Option<u32>) -> Option<StatementId> {
        let at = crate::numbered::place(saying?);
        self.history.ids.get(at).copied()
    }
}

impl fmt::Debug for Desk<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Desk({})", self.listed.head.id())
    }
}

/// The number of what has yet to be said.
const NEW: u32 = u32::MAX;

//! What would be said of each case, held against the rule by which everybody will judge it.

use handover_transfer::Desk;
use handover_trust::{
    EventRow, OrganisationId, PublicLabel, ReasonCode, ShortName, Signer, Statement, Token,
    Verdict, VerdictAnswer, VerdictRow,
};

use super::{Happening, NotSayable, OfficeDesk, ReadCases, SayError};
use crate::{OfficeError, OfficeMemory};

/// A row of a verdict or event that was looked at: it will count.
#[derive(Clone, Debug)]
pub struct Sayable<R>(pub(super) R);

/// A person's decision about cases, the same about each, before it is signed.
#[derive(Debug)]
pub struct UnsignedVerdict<'d, 'o, M> {
    desk: &'d mut OfficeDesk<'o, M>,
    tokens: Vec<Token>,
    answer: VerdictAnswer,
}

impl<'o, M: OfficeMemory> OfficeDesk<'o, M> {
    /// Takes cases on, by team and named worker: responsibility moves.
    pub fn accept(
        &mut self,
        tokens: impl IntoIterator<Item = Token>,
        team: PublicLabel,
        worker: PublicLabel,
    ) -> UnsignedVerdict<'_, 'o, M> {
        self.decide(tokens, VerdictAnswer::Accepted { team, worker })
    }

    /// Asks something before anybody decides; the words of the question travel sealed, beside it.
    pub fn query(
        &mut self,
        tokens: impl IntoIterator<Item = Token>,
        reason: ReasonCode,
    ) -> UnsignedVerdict<'_, 'o, M> {
        self.decide(tokens, VerdictAnswer::Queried { reason })
    }

    /// Does not take cases on: their sender stays responsible.
    pub fn refuse(
        &mut self,
        tokens: impl IntoIterator<Item = Token>,
        reason: ReasonCode,
    ) -> UnsignedVerdict<'_, 'o, M> {
        self.decide(tokens, VerdictAnswer::Refused { reason })
    }

    /// Says that cases should not have come here.
    pub fn misdirect(
        &mut self,
        tokens: impl IntoIterator<Item = Token>,
        reason: ReasonCode,
    ) -> UnsignedVerdict<'_, 'o, M> {
        self.decide(tokens, VerdictAnswer::Misdirected { reason })
    }

    /// Says who else should take cases on.
    pub fn redirect(
        &mut self,
        tokens: impl IntoIterator<Item = Token>,
        reason: ReasonCode,
        to: OrganisationId,
    ) -> UnsignedVerdict<'_, 'o, M> {
        self.decide(tokens, VerdictAnswer::Redirected { reason, to })
    }

    fn decide(
        &mut self,
        tokens: impl IntoIterator<Item = Token>,
        answer: VerdictAnswer,
    ) -> UnsignedVerdict<'_, 'o, M> {
        let mut tokens: Vec<Token> = tokens.into_iter().collect();
        tokens.sort_unstable();
        tokens.dedup();
        UnsignedVerdict {
            desk: self,
            tokens,
            answer,
        }
    }

    /// Looks at decisions that a person would sign: the row of each, or why it would not count.
    ///
    /// # Errors
    ///
    /// [`OfficeError::OnlyWords`], [`OfficeError::Unfit`].
    pub fn look_at(
        &mut self,
        decisions: &[(Token, VerdictAnswer)],
        person: &Signer,
    ) -> Result<Vec<Result<Sayable<VerdictRow>, NotSayable>>, OfficeError> {
        self.transfer()?;
        let transfer = self.transfer.as_ref().ok_or(OfficeError::OnlyWords)?;
        let history = transfer.history();
        let looking = Looking {
            table: history
                .desk(self.index.head().id())
                .ok_or(OfficeError::OnlyWords)?,
            us: self.us(),
            audience: &self.audience,
            read: self.read.as_ref(),
            roles: &self.roles_of(person),
        };
        let rows = decisions.iter().map(|(token, answer)| {
            let row = looking.decide(token, answer)?;
            self.check_answer(answer)?;
            Ok(Sayable(row))
        });
        Ok(rows.collect())
    }

    /// Looks at what happened to cases.
    ///
    /// # Errors
    ///
    /// [`SayError::NotOurs`] if the word is not ours to say; [`SayError::Terms`] for a reason that is missing or not
    /// known; [`SayError::Office`].
    pub fn look_at_event(
        &mut self,
        happening: &Happening,
        tokens: &[Token],
    ) -> Result<Vec<Result<Sayable<EventRow>, NotSayable>>, SayError> {
        self.transfer().map_err(SayError::from)?;
        let transfer = self.transfer.as_ref().ok_or(OfficeError::OnlyWords)?;
        let history = transfer.history();
        let table = history.desk(self.index.head().id());
        let table = table.ok_or(OfficeError::OnlyWords)?;
        let (us, word) = (self.us(), happening.word);
        table
            .may_say(us, word)
            .map_err(|source| SayError::NotOurs { word, source })?;
        self.check_code(happening)?;
        let rows = tokens.iter().map(|token| {
            let row = table.happen(us, word, token);
            row.map(Sayable).map_err(NotSayable::from)
        });
        Ok(rows.collect())
    }
}

/// What stands between a decision and a signature.
struct Looking<'a> {
    table: Desk<'a>,
    us: &'a OrganisationId,
    audience: &'a ShortName,
    read: Option<&'a ReadCases>,
    /// Of the person who signs.
    roles: &'a [ShortName],
}

impl Looking<'_> {
    fn decide(&self, token: &Token, answer: &VerdictAnswer) -> Result<VerdictRow, NotSayable> {
        let row = self.table.decide(self.us, self.audience, token, answer)?;
        if matches!(answer, VerdictAnswer::Accepted { .. }) {
            self.acceptable(token)?;
        }
        Ok(row)
    }

    /// What only whoever read the case can tell.
    fn acceptable(&self, token: &Token) -> Result<(), NotSayable> {
        let Some(read) = self.read else {
            return Ok(());
        };
        if let Some(class) = read.unreadable(token) {
            return Err(NotSayable::Unreadable(class));
        }
        if let Some(error) = read.other_mandate(token) {
            return Err(NotSayable::OtherMandate(error));
        }
        let mut asked = read.asked(token);
        let open = asked.find(|role| !self.table.is_taken(role, self.us, self.roles));
        match open {
            Some(role) => Err(NotSayable::ActionNotTaken {
                role: role.to_owned(),
            }),
            None => Ok(()),
        }
    }
}

impl<M: OfficeMemory> UnsignedVerdict<'_, '_, M> {
    /// Signs it with the key of the person who decides.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Unsayable`]: it would not count, for this case; nothing is signed then. Else
    /// [`OfficeError::Sign`], [`OfficeError::Vain`], [`OfficeError::WouldNotCount`] or [`OfficeError::Memory`].
    pub fn sign(self, person: &Signer) -> Result<Statement<Verdict>, OfficeError> {
        let decisions = self.tokens.iter();
        let decisions: Vec<_> = decisions
            .map(|token| (*token, self.answer.clone()))
            .collect();
        let looked_at = self.desk.look_at(&decisions, person)?;
        let rows = self.tokens.iter().zip(looked_at).map(|(token, row)| {
            row.map_err(|source| OfficeError::Unsayable {
                token: *token,
                source: Box::new(source),
            })
        });
        let rows = rows.collect::<Result<_, _>>()?;
        self.desk.sign_verdict(rows, person)
    }
}

impl<R> Sayable<R> {
    /// The row.
    #[must_use]
    pub const fn row(&self) -> &R {
        &self.0
    }

    pub(super) fn rows(sayable: Vec<Self>) -> Vec<R> {
        sayable.into_iter().map(|sayable| sayable.0).collect()
    }
}

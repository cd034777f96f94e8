use handover_package::{ProfileInForce, SignedIndex};
use handover_transfer::{KnownStatements, Transfer};
use handover_trust::{
    OrganisationId, PublicLabel, ReasonCode, ShortName, Signer, Statement, Token, Verdict,
    VerdictAnswer,
};

use super::{Office, OfficeError, OfficeMemory};

/// The cases of one package before a person who decides.
///
/// What is signed here counts for everybody who has the same statements; what would not is refused before it is
/// signed, with the reason.
#[derive(Debug)]
pub struct OfficeDesk<'o, M> {
    office: &'o mut Office<M>,
    index: SignedIndex,
    transfer: Transfer,
    audience: ShortName,
}

/// A person's decision about cases, before it is signed.
#[derive(Debug)]
pub struct UnsignedVerdict<'d, 'o, M> {
    desk: &'d mut OfficeDesk<'o, M>,
    tokens: Vec<Token>,
    answer: VerdictAnswer,
}

impl<M: OfficeMemory> Office<M> {
    /// The desk of a package that came for us, for the audience whose word counts.
    ///
    /// # Errors
    ///
    /// [`OfficeError::UnknownProfile`], [`OfficeError::Receive`] if the package is not what mandate and roster provide
    /// for, [`OfficeError::Unfit`].
    ///
    /// # Panics
    ///
    /// Never: the lead audience of a profile that was read has the form of a short name.
    pub fn desk(
        &mut self,
        index: &SignedIndex,
        known: &KnownStatements,
    ) -> Result<OfficeDesk<'_, M>, OfficeError> {
        let head = index.head();
        let profile = self.profile(&head.payload().profile)?;
        let index = self.checked(index, &profile, known)?;
        let transfer = known.transfer_of_package(head, &profile)?;
        let audience = profile.profile().lead().parse();
        Ok(OfficeDesk {
            audience: audience.expect("an audience of a profile has the form of a short name"),
            office: self,
            index,
            transfer,
        })
    }

    /// The index held against its profile and what was agreed (V-20 to V-22).
    fn checked(
        &self,
        index: &SignedIndex,
        profile: &ProfileInForce,
        known: &KnownStatements,
    ) -> Result<SignedIndex, OfficeError> {
        let context = self.context(index.head().first_seen(), known);
        Ok(SignedIndex::read(
            &index.to_bytes(),
            Some(profile),
            &context,
        )?)
    }
}

impl<'o, M: OfficeMemory> OfficeDesk<'o, M> {
    /// The cases of the package, ascending.
    pub fn tokens(&self) -> impl Iterator<Item = Token> + use<'_, 'o, M> {
        self.index
            .entries()
            .iter()
            .map(handover_package::IndexEntry::token)
    }

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
}

impl<M: OfficeMemory> UnsignedVerdict<'_, '_, M> {
    /// Signs it with the key of the person who decides.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Unsayable`]: it would not count, for this case; nothing is signed then. Else
    /// [`OfficeError::Sign`], [`OfficeError::Statement`] or [`OfficeError::Memory`].
    pub fn sign(self, person: &Signer) -> Result<Statement<Verdict>, OfficeError> {
        let OfficeDesk {
            office,
            index,
            transfer,
            audience,
        } = self.desk;
        let history = transfer.history();
        let head = index.head();
        let us = office.organisation().clone();
        let desk = history
            .desk(head.id())
            .ok_or(OfficeError::Unfit(handover_transfer::UnfitError::Policy))?;
        let rows = self.tokens.iter().map(|token| {
            let row = desk.decide(&us, audience, token, &self.answer);
            row.map_err(|source| OfficeError::Unsayable {
                token: *token,
                source,
            })
        });
        let verdicts = rows.collect::<Result<_, _>>()?;
        let verdict = Verdict {
            at: office.now,
            by: us,
            mandate: head.payload().mandate,
            package: *head.id(),
            audience: audience.clone(),
            verdicts,
        };
        let signed = office.sign(person, verdict)?;
        transfer.add_verdict(&signed)?;
        Ok(signed)
    }
}

use handover_trust::{
    DueTimes, OrganisationId, PosixTime, ReasonCode, StatementId, Token, TransferDay,
};

use crate::{
    CaseState, Delay, History, Rung,
    arrivals::Reach,
    chain::Progress,
    deadlines::{Claimed, Done, claim, claims, delay, delays},
    outcome::Outcome,
    rosters::{Row, Ruling, Stage},
    sights::Visible,
};

/// Where one case stands at a moment, and who is responsible for it.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'h> {
    pub(crate) history: &'h History<'h>,
    pub(crate) case: usize,
    pub(crate) token: &'h Token,
    pub(crate) row: &'h Row,
    pub(crate) outcome: &'h Outcome,
    pub(crate) now: PosixTime,
}

impl History<'_> {
    /// Where one case stands at a moment; `None` if no roster that counts has it.
    #[must_use]
    pub fn standing(&self, token: &Token, now: PosixTime) -> Option<Standing<'_>> {
        let case = self.roster.tokens.binary_search(token).ok()?;
        self.standing_of(case, now)
    }

    /// Where every case of the roster stands at a moment, in the order of their tokens.
    pub fn standings(&self, now: PosixTime) -> impl Iterator<Item = Standing<'_>> {
        (0..self.roster.tokens.len()).filter_map(move |case| self.standing_of(case, now))
    }

    /// The organisation that is responsible for a case at a moment; `None` if no roster that counts has
    /// it.
    #[must_use]
    pub fn holder(&self, token: &Token, now: PosixTime) -> Option<&OrganisationId> {
        self.standing(token, now).map(|standing| standing.holder())
    }

    fn standing_of(&self, case: usize, now: PosixTime) -> Option<Standing<'_>> {
        Some(Standing {
            history: self,
            case,
            token: self.roster.tokens.get(case)?,
            row: self.roster.rows.get(case)?,
            outcome: self.outcomes.get(case)?,
            now,
        })
    }
}

impl<'h> Standing<'h> {
    /// The case.
    #[must_use]
    pub const fn token(&self) -> &'h Token {
        self.token
    }

    /// Where it stands. After a conflict: where it stood before.
    #[must_use]
    pub fn state(&self) -> CaseState {
        let reached = match self.outcome.reach {
            Reach::Nowhere => CaseState::Included,
            Reach::Opened => CaseState::Opened,
            Reach::Sealed => CaseState::Sealed,
            Reach::Stored => CaseState::Stored,
            Reach::Unreadable => CaseState::Unreadable,
        };
        match (self.row.ruling, self.outcome.position.progress) {
            (Ruling::Exclude, _) => CaseState::Excluded,
            (Ruling::Undecided { .. }, _) => CaseState::Undecided,
            (Ruling::Include(_), progress) => match progress {
                Progress::Accepted if self.outcome.done.reviewed.is_some() => CaseState::Reviewed,
                Progress::Accepted if self.outcome.done.contacted.is_some() => CaseState::Contacted,
                Progress::Accepted => CaseState::Accepted,
                Progress::Answered => CaseState::Answered,
                Progress::Misdirected => CaseState::Misdirected,
                Progress::Queried => CaseState::Queried,
                Progress::Redirected if self.awaits_package() => CaseState::Redirected,
                Progress::Redirected | Progress::Silent => reached,
                Progress::Refused => CaseState::Refused,
                Progress::Withdrawn => CaseState::Withdrawn,
            },
        }
    }

    /// The one organisation that is responsible.
    ///
    /// The sender, until a person at the recipient accepts; and, for what is to be handed over or not
    /// yet decided when the transfer date has passed, the mandate's holder of last resort. Under a
    /// standing mandate each case has its own date, and so has one that was asked for after a roster had
    /// excluded it: its `due.accepted`.
    #[must_use]
    pub fn holder(&self) -> &'h OrganisationId {
        let terms = &self.history.transfer.terms;
        if let Some(holder) = self.accepted_by() {
            holder
        } else if self.is_with_last_resort() {
            terms.last_resort()
        } else {
            terms.from()
        }
    }

    /// Whose acceptance counts, if anybody's does.
    #[must_use]
    pub fn accepted_by(&self) -> Option<&'h OrganisationId> {
        let organisations = &self.history.transfer.numbers.organisations;
        organisations.value(self.outcome.position.holder?)
    }

    /// Whether the sender withdrew it, its recipient accepted it, and has not answered the withdrawal.
    #[must_use]
    pub const fn is_withdrawal_unanswered(&self) -> bool {
        self.outcome.overtaken.is_some()
    }

    /// Whether nobody accepted it in time, so that the holder of last resort has it.
    #[must_use]
    pub fn is_with_last_resort(&self) -> bool {
        let transfer = self.history.transfer.terms.transfer();
        let is_past_due = || self.due().accepted.is_some_and(|due| self.now > due);
        let is_over = match (transfer, self.row.ruling) {
            (_, Ruling::Include(_)) if self.is_requested() => is_past_due(),
            (TransferDay::On(date), Ruling::Include(_) | Ruling::Undecided { .. }) => {
                self.now >= date.passes()
            }
            (TransferDay::Standing, Ruling::Include(_)) => is_past_due(),
            _ => false,
        };
        is_over && !self.state().is_settled()
    }

    /// To whom the roster sends it; after a redirection the next one, once a further roster names it.
    /// Of a package alone: whom it is sealed for as lead audience; who accepted it, if that are several.
    #[must_use]
    pub fn recipient(&self) -> Option<&'h OrganisationId> {
        let organisations = &self.history.transfer.numbers.organisations;
        let of_case = self.history.of_case(self.case);
        let mut recipients = of_case.recipients(self.outcome.stage);
        match (recipients.next(), recipients.next()) {
            (Some(to), None) => organisations.value(to),
            _ => self.accepted_by(),
        }
    }

    /// By when it must be where: what the roster says, and nothing else.
    #[must_use]
    pub fn due(&self) -> DueTimes {
        self.stage()
            .map_or_else(DueTimes::default, |stage| stage.due.into())
    }

    /// The verdict or event that the next one must name in `re`; `None` for the first.
    #[must_use]
    pub fn last(&self) -> Option<StatementId> {
        let at = self.outcome.last?;
        self.history.ids.get(crate::numbered::place(at)).copied()
    }

    /// Why the roster decided so.
    #[must_use]
    pub fn reason(&self) -> Option<&'h ReasonCode> {
        self.history.transfer.numbers.reasons.value(self.row.reason)
    }

    /// Whether it goes because the person came back and somebody asked for it.
    #[must_use]
    pub fn is_requested(&self) -> bool {
        self.history.roster.requested.contains(self.token)
    }

    /// Whether two answers contradict each other, and no `accepted` has ended it.
    #[must_use]
    pub const fn is_in_conflict(&self) -> bool {
        self.outcome.is_conflict
    }

    /// Whether the sender asked for it again.
    #[must_use]
    pub const fn is_recalled(&self) -> bool {
        self.outcome.is_recalled
    }

    /// How often the person did not come after acceptance.
    #[must_use]
    pub const fn not_engaged(&self) -> u32 {
        self.outcome.not_engaged
    }

    /// Which steps are overdue, and which were done late.
    pub fn delays(&self) -> impl Iterator<Item = Delay> + use<'h> {
        let (token, now) = (*self.token, self.now);
        let decision = self
            .decision()
            .and_then(|(due, done)| delay(Rung::Decided, token, due, done, now));
        let is_withdrawn = self.outcome.position.progress == Progress::Withdrawn;
        let due = if is_withdrawn {
            DueTimes::default()
        } else {
            self.due()
        };
        let steps = delays(token, due, self.outcome.done, now);
        decision.into_iter().chain(steps)
    }

    /// Which steps were done in time by the word of their signers alone.
    pub fn claims(&self) -> impl Iterator<Item = Claimed> + use<'h> {
        let due = match self.outcome.position.progress {
            Progress::Withdrawn => DueTimes::default(),
            _ => self.due(),
        };
        let decision = self
            .decision()
            .and_then(|(due, done)| claim(Rung::Decided, *self.token, due, done?));
        let steps = claims(*self.token, due, self.outcome.done);
        decision.into_iter().chain(steps)
    }

    /// By when a person was to decide about it, and when a further roster said that they had.
    pub(crate) fn decision(&self) -> Option<(PosixTime, Option<Done>)> {
        let history = self.history;
        if let Ruling::Undecided { by } = self.row.ruling {
            return by.map(|due| (due, None));
        }
        let (due, id) = history.roster.decided.get(self.token)?;
        let roster = history.transfer.rosters.get(id)?;
        let seen = history.sights.of(Visible {
            id,
            by: history.transfer.terms.from(),
            at: roster.at,
            first_seen: roster.first_seen,
        });
        Some((*due, Some(Done::at(roster.at).seen(seen))))
    }

    /// Redirected, and in no package for the next recipient yet.
    const fn awaits_package(&self) -> bool {
        !self.outcome.is_sent_on || matches!(self.outcome.reach, Reach::Nowhere)
    }

    pub(crate) fn stage(&self) -> Option<Stage> {
        self.history.roster.stage(self.case, self.outcome.stage)
    }
}

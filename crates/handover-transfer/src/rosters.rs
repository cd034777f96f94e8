//! Which rosters count, and what they say together (V-44).

mod following;

use std::collections::{BTreeMap, BTreeSet};

use handover_package::Agreeable;
use handover_trust::{
    Decision, DueTimes, OrganisationId, PosixTime, Roster, Statement, StatementId, Token,
};

use self::following::{REQUEST, Said, may_say};
pub use self::following::{may_follow, undated};
use crate::{
    Why, ascending::Ascending, indexed_package::IndexedPackage, numbered::place, saying::Numbers,
};

/// A roster with short rows: what is kept of it.
#[derive(Clone, Debug)]
pub(crate) struct RosterRows {
    pub(crate) at: PosixTime,
    /// When whoever reads first saw it.
    pub(crate) first_seen: PosixTime,
    pub(crate) previous: Option<StatementId>,
    /// What a countersign of it is held against.
    pub(crate) countersigned: Agreeable,
    tokens: Vec<Token>,
    rows: Vec<Row>,
    /// Whom the sender includes because somebody asked for them.
    requested: BTreeSet<Token>,
}

/// What is decided about a case, beside its token.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Row {
    /// The number of the reason.
    pub(crate) reason: u32,
    pub(crate) ruling: Ruling,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Ruling {
    Exclude,
    Include(Stage),
    Undecided { by: Option<PosixTime> },
}

impl Ruling {
    /// What a further roster must heed; of several recipients the last counts.
    fn said(self, further: Option<&Stage>) -> Said<u32> {
        match self {
            Self::Exclude => Said::Exclude,
            Self::Include(first) => Said::Include(further.unwrap_or(&first).to),
            Self::Undecided { by } => Said::Undecided {
                is_dated: by.is_some(),
            },
        }
    }
}

/// To whom a case goes, and by when; after a redirection a further roster gives it the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Stage {
    /// The number of the organisation.
    pub(crate) to: u32,
    pub(crate) due: Dues,
}

/// [`DueTimes`] in half the space: a moment that does not exist stands for none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Dues([u64; 4]);

const NONE: u64 = u64::MAX;

/// The number of no organisation and of no reason.
const NOBODY: u32 = u32::MAX;

impl From<&DueTimes> for Dues {
    fn from(due: &DueTimes) -> Self {
        let moments = [due.stored, due.accepted, due.contacted, due.reviewed];
        Self(moments.map(|moment| moment.map_or(NONE, PosixTime::as_secs)))
    }
}

impl From<Dues> for DueTimes {
    fn from(Dues(moments): Dues) -> Self {
        let [stored, accepted, contacted, reviewed] = moments.map(|secs| PosixTime::new(secs).ok());
        Self {
            stored,
            accepted,
            contacted,
            reviewed,
        }
    }
}

impl RosterRows {
    pub(crate) fn new(roster: &Statement<Roster>, numbers: &mut Numbers) -> Self {
        let countersigned = Agreeable::new(roster);
        let first_seen = roster.first_seen();
        let roster = roster.payload();
        let rows = roster.rows.iter().map(|row| Row {
            reason: numbers.reasons.number(&row.reason),
            ruling: match &row.decision {
                Decision::Exclude => Ruling::Exclude,
                Decision::Include { to, due } => Ruling::Include(Stage {
                    to: numbers.organisations.number(to),
                    due: due.into(),
                }),
                Decision::Undecided { by } => Ruling::Undecided { by: *by },
            },
        });
        let rows = rows.collect();
        Self {
            at: roster.at,
            first_seen,
            previous: roster.previous,
            countersigned,
            tokens: roster.rows.iter().map(|row| row.token).collect(),
            rows,
            requested: roster
                .rows
                .iter()
                .filter(|row| row.reason.as_str() == REQUEST)
                .map(|row| row.token)
                .collect(),
        }
    }

    /// To whom its cases go.
    pub(crate) fn recipients(roster: &Roster) -> impl Iterator<Item = &OrganisationId> {
        roster.rows.iter().filter_map(|row| match &row.decision {
            Decision::Include { to, .. } => Some(to),
            Decision::Exclude | Decision::Undecided { .. } => None,
        })
    }
}

/// The rosters that count, in their order, as one.
#[derive(Clone, Debug, Default)]
pub(crate) struct InForce {
    /// Which count, the first first.
    pub(crate) ids: Vec<StatementId>,
    /// Everyone considered, ascending.
    pub(crate) tokens: Vec<Token>,
    /// What is decided about each, in the same order; of several recipients the first.
    pub(crate) rows: Vec<Row>,
    /// The further recipients of a case, in order; only a redirected case has any.
    pub(crate) further: BTreeMap<Token, Vec<Stage>>,
    /// By when a person was to decide about a case, and the further roster which said that they had.
    pub(crate) decided: BTreeMap<Token, (PosixTime, StatementId)>,
    /// The cases that somebody asked for after a roster had excluded them.
    pub(crate) requested: BTreeSet<Token>,
    /// Which do not count, why, and because of which cases.
    pub(crate) uncounted: Vec<(StatementId, Why, Vec<Token>)>,
}

impl InForce {
    /// Follows the rosters from the first on. Where two follow the same one, or one does more than it
    /// may, none from there on counts: nobody could tell which cases are to go.
    pub(crate) fn of(rosters: &BTreeMap<StatementId, RosterRows>) -> Self {
        let mut in_force = Self::default();
        let mut judged: Vec<StatementId> = Vec::new();
        let mut last = None;
        loop {
            let followers: Vec<_> = rosters
                .iter()
                .filter(|(_, rows)| rows.previous == last)
                .collect();
            judged.extend(followers.iter().map(|(id, _)| **id));
            match followers.as_slice() {
                [(id, roster)] => {
                    if let Err(tokens) = in_force.follow(id, roster) {
                        in_force.uncounted.push((**id, Why::Conflict, tokens));
                        break;
                    }
                    in_force.ids.push(**id);
                    last = Some(**id);
                }
                several => {
                    let conflicts = several
                        .iter()
                        .map(|(id, _)| (**id, Why::Conflict, Vec::new()));
                    in_force.uncounted.extend(conflicts);
                    break;
                }
            }
        }
        let others = rosters.keys().filter(|id| !judged.contains(id));
        let others = others.map(|id| (*id, Why::NoPredecessor, Vec::new()));
        in_force.uncounted.extend(others);
        in_force
    }

    /// What packages say by themselves: each of their cases is to be handed over, and no deadline holds.
    pub(crate) fn of_packages<'p>(packages: impl Iterator<Item = &'p IndexedPackage>) -> Self {
        let tokens: BTreeSet<Token> = packages
            .flat_map(|package| &package.tokens)
            .copied()
            .collect();
        let row = Row {
            reason: NOBODY,
            ruling: Ruling::Include(Stage {
                to: NOBODY,
                due: Dues([NONE; 4]),
            }),
        };
        Self {
            rows: vec![row; tokens.len()],
            tokens: tokens.into_iter().collect(),
            ..Self::default()
        }
    }

    /// Takes one roster more, whole or, if it does more than it may, not at all; then the cases about
    /// which it does.
    fn follow(&mut self, id: &StatementId, roster: &RosterRows) -> Result<(), Vec<Token>> {
        let mut known = Ascending::new(&self.tokens);
        let (mut decided, mut sent_on, mut new, mut offending) = (vec![], vec![], vec![], vec![]);
        for (token, row) in roster.tokens.iter().zip(&roster.rows) {
            let before = known
                .place_of(token)
                .and_then(|at| Some((at, self.rows.get(at)?)));
            let Some((at, before)) = before else {
                new.push((*token, *row));
                continue;
            };
            let further = self.further.get(token).and_then(|stages| stages.last());
            let is_request = roster.requested.contains(token);
            match (before.ruling, row.ruling) {
                (before, after) if !may_say(before.said(further), after.said(None), is_request) => {
                    offending.push(*token);
                }
                (Ruling::Include(_), Ruling::Include(next)) => sent_on.push((*token, next)),
                _ => decided.push((at, *token, *row)),
            }
        }
        if !offending.is_empty() {
            return Err(offending);
        }
        for (at, token, row) in decided {
            let Some(before) = self.rows.get_mut(at) else {
                continue;
            };
            match before.ruling {
                Ruling::Undecided { by: Some(by) } => {
                    self.decided.insert(token, (by, *id));
                }
                Ruling::Exclude => {
                    self.requested.insert(token);
                }
                // Decided without a date before, or given one now.
                Ruling::Include(_) | Ruling::Undecided { by: None } => {}
            }
            *before = row;
        }
        for (token, stage) in sent_on {
            self.further.entry(token).or_default().push(stage);
        }
        self.insert(new);
        Ok(())
    }

    fn insert(&mut self, new: Vec<(Token, Row)>) {
        let old = std::mem::take(&mut self.tokens)
            .into_iter()
            .zip(std::mem::take(&mut self.rows));
        let mut old = old.peekable();
        let mut merged = Vec::with_capacity(old.len() + new.len());
        for (token, row) in new {
            while let Some(before) = old.next_if(|(other, _)| *other < token) {
                merged.push(before);
            }
            merged.push((token, row));
        }
        merged.extend(old);
        (self.tokens, self.rows) = merged.into_iter().unzip();
    }

    /// To whom an included case goes at a stage, and by when.
    pub(crate) fn stage(&self, case: usize, stage: u32) -> Option<Stage> {
        let Ruling::Include(first) = self.rows.get(case)?.ruling else {
            return None;
        };
        match stage.checked_sub(1) {
            None => Some(first),
            Some(further) => {
                let stages = self.further.get(self.tokens.get(case)?)?;
                stages.get(place(further)).copied()
            }
        }
    }
}

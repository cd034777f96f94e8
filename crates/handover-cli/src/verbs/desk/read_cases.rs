//! The cases of a package as its recipient reads them, as far as a decision needs them.

use std::collections::{BTreeMap, BTreeSet};

use handover::{
    case::{
        Answered, Case, CaseReference,
        sections::{Action, ActionStatus, Owner},
    },
    cbor::RefusalClass,
    package::{MandateFieldError, check_mandate_field},
    trust::{Mandate, OrganisationId, ShortName, Statement, Token},
};

use super::{Desk, References};
use crate::{
    problem::Problem,
    terminal::Progress,
    verbs::open::{OpenInput, open_package},
};

/// Which case has which reference, and what must be taken before it is accepted.
pub(crate) struct ReadCases {
    tokens: BTreeMap<CaseReference, Token>,
    unreadable: BTreeMap<Token, RefusalClass>,
    /// The roles of those who must take an action of the case first (907, `needs_acceptance`).
    asked: BTreeMap<Token, BTreeSet<String>>,
    /// Cases with such an action that only another organisation can take.
    asked_elsewhere: BTreeSet<Token>,
    /// Cases that are of another mandate than their package, by their own word (V-38).
    other_mandate: BTreeMap<Token, MandateFieldError>,
}

impl ReadCases {
    /// Opens every case of a package that is for us.
    pub(crate) fn open(desk: &Desk, audience: &ShortName) -> Result<Self, Problem> {
        let keys = desk.identity.sealing_keys(&desk.passphrase)?;
        Self::read(&OpenInput {
            package: &desk.package,
            us: desk.us(),
            keys: &keys,
            profile: &desk.profile,
            directory: &desk.directory,
            statements: &desk.statements,
            audience: Some(audience),
            memory: Some(desk.identity.folder()),
            now: desk.now(),
        })
    }

    /// The same for whoever is not at a desk.
    pub(crate) fn read(input: &OpenInput<'_>) -> Result<Self, Problem> {
        let mut opened = open_package(input)?;
        let mut read = Self {
            tokens: BTreeMap::new(),
            unreadable: BTreeMap::new(),
            asked: BTreeMap::new(),
            asked_elsewhere: BTreeSet::new(),
            other_mandate: BTreeMap::new(),
        };
        let mandate = opened.head().payload().mandate;
        let mandate = mandate.and_then(|id| input.statements.mandate(&id));
        let sides = [input.us.clone(), opened.head().payload().by.clone()];
        let progress = Progress::new("open", opened.tokens().count());
        for case in opened.cases() {
            progress.step();
            match case.map_err(|refused| (refused.token, refused.class())) {
                Ok(opened) => match opened.case() {
                    Ok(case) => read.add(opened.token(), &case, &sides, mandate),
                    Err(error) => {
                        read.unreadable.insert(opened.token(), error.class());
                    }
                },
                Err((token, class)) => {
                    read.unreadable.insert(token, class);
                }
            }
        }
        Ok(read)
    }

    fn add(
        &mut self,
        token: Token,
        case: &Case,
        sides: &[OrganisationId],
        mandate: Option<&Statement<Mandate>>,
    ) {
        let differs = mandate.and_then(|mandate| check_mandate_field(case, mandate).err());
        self.other_mandate
            .extend(differs.map(|error| (token, error)));
        if let Some(reference) = case.reference() {
            self.tokens.insert(reference.clone(), token);
        }
        let actions = case.handover.actions.value();
        let must_be_taken =
            |action: &&Action| action.needs_acceptance && action.status == ActionStatus::Open;
        let (elsewhere, asked): (Vec<_>, Vec<_>) = actions
            .into_iter()
            .flatten()
            .filter(must_be_taken)
            .map(|action| &action.owner)
            .partition(|owner| is_of_another(owner, sides));
        if !elsewhere.is_empty() {
            self.asked_elsewhere.insert(token);
        }
        let asked = asked
            .into_iter()
            .map(|owner| owner.role.as_str().to_owned());
        let asked: BTreeSet<String> = asked.collect();
        if !asked.is_empty() {
            self.asked.insert(token, asked);
        }
    }

    /// The case of a reference.
    pub(crate) fn token(&self, reference: &CaseReference) -> Option<Token> {
        self.tokens.get(reference).copied()
    }

    /// The reference of a case.
    pub(crate) fn reference(&self, token: &Token) -> Option<CaseReference> {
        let mut tokens = self.tokens.iter();
        let (reference, _) = tokens.find(|(_, known)| *known == token)?;
        Some(reference.clone())
    }

    /// Every case by its reference.
    pub(crate) fn into_references(self) -> BTreeMap<CaseReference, Token> {
        self.tokens
    }

    /// Why a case cannot be read.
    pub(crate) fn unreadable(&self, token: &Token) -> Option<RefusalClass> {
        self.unreadable.get(token).copied()
    }

    /// How a case says that it is of another mandate than its package.
    pub(crate) fn other_mandate(&self, token: &Token) -> Option<MandateFieldError> {
        self.other_mandate.get(token).copied()
    }

    /// The roles in which somebody must have taken an action before a case is accepted.
    pub(crate) fn asked(&self, token: &Token) -> impl Iterator<Item = &str> {
        let asked = self.asked.get(token).into_iter().flatten();
        asked.map(String::as_str)
    }

    /// Whether an action of the case waits for another organisation to take it.
    pub(crate) fn is_asked_elsewhere(&self, token: &Token) -> bool {
        self.asked_elsewhere.contains(token)
    }
}

/// Cases by their tokens: for the own screen of whoever has the references.
pub(crate) fn by_token(references: BTreeMap<CaseReference, Token>) -> References {
    let turned = references
        .into_iter()
        .map(|(reference, token)| (token, reference));
    turned.collect()
}

/// Whether an action is owned by an organisation that is on neither side of the package, as its code
/// says: nobody at the recipient could take it, and it must not keep the case from being accepted.
/// Without a code the role is meant, at whoever accepts.
fn is_of_another(owner: &Owner, sides: &[OrganisationId]) -> bool {
    let ods = owner.org.ods.as_ref();
    ods.is_some_and(|ods| sides.iter().all(|side| side.as_str() != ods.as_str()))
}

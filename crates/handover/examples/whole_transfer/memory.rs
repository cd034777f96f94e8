//! A memory of one's own: here in rows that a database would hold.

use std::{cell::RefCell, collections::BTreeMap, convert::Infallible, rc::Rc, sync::Arc};

use handover::{
    OfficeMemory,
    case::CaseReference,
    caseload::CaseMemory,
    identity::CaseEntry,
    package::{SignedIndex, TokenKey},
    transfer::Memory,
    trust::{
        AcceptedDirectory, KeyId, OrganisationId, Package, PosixTime, Statement, StatementId,
        Token, statement_id,
    },
};

/// The tables of one organisation.
#[derive(Default)]
pub(crate) struct Tables {
    seen: BTreeMap<StatementId, PosixTime>,
    opened: BTreeMap<StatementId, PosixTime>,
    keys_used: BTreeMap<OrganisationId, Vec<KeyId>>,
    tokens: BTreeMap<StatementId, Arc<Tokens>>,
    sealed: Vec<Vec<u8>>,
    cases: BTreeMap<Token, CaseReference>,
    directory: Option<AcceptedDirectory>,
}

/// The tokens of the cases under one mandate.
struct Tokens(TokenKey);

impl CaseMemory for Tokens {
    fn token(&self, reference: &CaseReference) -> Token {
        self.0.token(reference)
    }

    fn entry(&self, _token: &Token) -> Option<&CaseEntry> {
        None
    }
}

/// A connection to them.
#[derive(Clone)]
pub(crate) struct Rows {
    organisation: OrganisationId,
    tables: Rc<RefCell<Tables>>,
}

impl Rows {
    pub(crate) fn of(organisation: OrganisationId) -> Self {
        Self {
            organisation,
            tables: Rc::default(),
        }
    }
}

impl Memory for Rows {
    fn organisation(&self) -> Option<&OrganisationId> {
        Some(&self.organisation)
    }

    fn first_seen(&self, id: &StatementId) -> Option<PosixTime> {
        self.tables.borrow().seen.get(id).copied()
    }

    fn saw(&mut self, id: &StatementId, first_seen: PosixTime) {
        self.tables
            .borrow_mut()
            .seen
            .entry(*id)
            .or_insert(first_seen);
    }
}

impl OfficeMemory for Rows {
    type Error = Infallible;

    fn accepted_directory(&self) -> Result<Option<AcceptedDirectory>, Infallible> {
        Ok(self.tables.borrow().directory.clone())
    }

    fn accept_directory(&mut self, accepted: &AcceptedDirectory) -> Result<(), Infallible> {
        self.tables.borrow_mut().directory = Some(accepted.clone());
        Ok(())
    }

    fn first_opened(&self, package: &StatementId) -> Option<PosixTime> {
        self.tables.borrow().opened.get(package).copied()
    }

    fn opened(&mut self, package: &StatementId, at: PosixTime) {
        self.tables
            .borrow_mut()
            .opened
            .entry(*package)
            .or_insert(at);
    }

    fn keys_used(&self, organisation: &OrganisationId) -> Vec<KeyId> {
        let tables = self.tables.borrow();
        tables
            .keys_used
            .get(organisation)
            .cloned()
            .unwrap_or_default()
    }

    fn key_used(&mut self, organisation: &OrganisationId, key: KeyId) {
        let mut tables = self.tables.borrow_mut();
        tables
            .keys_used
            .entry(organisation.clone())
            .or_default()
            .push(key);
    }

    fn cases(&mut self, mandate: &StatementId) -> Result<Option<Arc<dyn CaseMemory>>, Infallible> {
        let tables = self.tables.borrow();
        let Some(tokens) = tables.tokens.get(mandate) else {
            return Ok(None);
        };
        Ok(Some(Arc::<Tokens>::clone(tokens)))
    }

    fn begin_cases(&mut self, mandate: &StatementId) -> Result<Arc<dyn CaseMemory>, Infallible> {
        let mut tables = self.tables.borrow_mut();
        let tokens = tables.tokens.entry(*mandate);
        let tokens = tokens.or_insert_with(|| Arc::new(Tokens(TokenKey::generate())));
        Ok(Arc::<Tokens>::clone(tokens))
    }

    /// In earnest: who decides about which case, and what was decided.
    fn remember(&mut self, _mandate: &StatementId, _cases: &[CaseEntry]) -> Result<(), Infallible> {
        Ok(())
    }

    fn sealed(&self) -> Result<Vec<Vec<u8>>, Infallible> {
        Ok(self.tables.borrow().sealed.clone())
    }

    fn seal(
        &mut self,
        index: &SignedIndex,
        cases: &[(Token, CaseReference)],
    ) -> Result<(), Infallible> {
        let mut tables = self.tables.borrow_mut();
        tables.sealed.push(index.to_bytes());
        tables.cases.extend(cases.iter().cloned());
        Ok(())
    }

    fn unseal(&mut self, package: &StatementId) {
        let mut tables = self.tables.borrow_mut();
        let id = |index: &Vec<u8>| statement_id(SignedIndex::unverified_head(index));
        tables.sealed.retain(|index| id(index) != Some(*package));
    }

    fn references(
        &self,
        _package: &Statement<Package>,
        cases: &[Token],
    ) -> Result<BTreeMap<CaseReference, Token>, Infallible> {
        let tables = self.tables.borrow();
        let known = |token: &Token| Some((tables.cases.get(token)?.clone(), *token));
        Ok(cases.iter().filter_map(known).collect())
    }

    /// A database would commit here.
    fn keep(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

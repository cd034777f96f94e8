use std::{
    fmt,
    io::{Read, Seek},
};

use handover_cbor::RefusalClass;
use handover_dataset::Case;
use handover_package::{
    AgreementState, CaseFaults, CaseRefusal, CheckedAgain, Opened, OpenedCase, ProfileInForce,
};
use handover_transfer::KnownStatements;
use handover_trust::{Mandate, Package, Receipt, ShortName, Statement, Token, UnreadableRow};
use rayon::prelude::*;

use super::{CaseName, Office, OfficeError, OfficeMemory};

/// How many cases are looked at together.
const RUN: usize = 256;

/// A package whose cases can be read.
pub struct OpenedPackage<'o, M, R> {
    pub(super) office: &'o mut Office<M>,
    known: &'o KnownStatements,
    pub(super) opened: Opened<R>,
    audiences: Vec<ShortName>,
    profile: ProfileInForce,
    /// What could not be read, once every case was.
    unreadable: Option<Vec<UnreadableRow>>,
}

/// A case that was opened, everything about it verified.
///
/// What stands against it its sender should have seen: it is readable, and can be queried.
#[non_exhaustive]
pub struct ArrivedCase {
    /// What stands for it in the package.
    pub token: Token,
    /// The case, as far as we may see it.
    pub case: Case,
    /// The checks of the dataset, as its readers see them (V-34), and whether it is of its package's mandate (V-38).
    pub faults: CaseFaults,
}

impl<'o, M: OfficeMemory, R: Read + Seek> OpenedPackage<'o, M, R> {
    pub(super) const fn new(
        office: &'o mut Office<M>,
        known: &'o KnownStatements,
        opened: Opened<R>,
        audiences: Vec<ShortName>,
        profile: ProfileInForce,
    ) -> Self {
        Self {
            office,
            known,
            opened,
            audiences,
            profile,
            unreadable: None,
        }
    }

    /// The head, as its sender signed it.
    #[must_use]
    pub const fn head(&self) -> &Statement<Package> {
        self.opened.head()
    }

    /// The profile that the package follows.
    #[must_use]
    pub const fn profile(&self) -> &ProfileInForce {
        &self.profile
    }

    /// How far mandate and roster could be checked.
    #[must_use]
    pub const fn agreement(&self) -> AgreementState {
        self.opened.agreement()
    }

    /// How many cases there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.opened.tokens().count()
    }

    /// The cases in the order of their tokens: one that cannot be read takes no other with it.
    pub fn cases(&mut self) -> impl Iterator<Item = Result<ArrivedCase, CaseRefusal>> {
        let look = Look::new(&self.profile, &self.audiences, self.known, &self.opened);
        self.opened.cases().map(move |opened| look.at(opened))
    }

    /// The one case of this name; `None` if there is none, or it cannot be read and is not named by its token.
    ///
    /// # Errors
    ///
    /// [`CaseRefusal`] if it cannot be read.
    pub fn case(&mut self, name: &CaseName) -> Option<Result<ArrivedCase, CaseRefusal>> {
        match name {
            CaseName::Reference(reference) => self
                .cases()
                .find(|case| matches!(case, Ok(case) if case.case.reference() == Some(reference))),
            CaseName::Token(token) => {
                let look = Look::new(&self.profile, &self.audiences, self.known, &self.opened);
                Some(look.at(self.opened.case(token)?))
            }
        }
    }

    /// Makes something of every case, on all cores and a bounded run ahead, and hands it on in the order of the
    /// tokens; `make` is told the place of the case, from 0.
    ///
    /// A case that cannot be read takes no other with it: those are returned.
    ///
    /// # Errors
    ///
    /// The first of `make` and `take`; our own trouble with the file ([`RefusalClass::Storage`]).
    pub fn each_made<T: Send, E: From<CaseRefusal> + Send>(
        &mut self,
        make: impl Fn(usize, ArrivedCase) -> Result<T, E> + Sync,
        mut take: impl FnMut(T) -> Result<(), E>,
    ) -> Result<Vec<CaseRefusal>, E> {
        let look = Look::new(&self.profile, &self.audiences, self.known, &self.opened);
        let mut unreadable = Vec::new();
        let mut cases = self.opened.cases().enumerate();
        loop {
            let run: Vec<_> = cases.by_ref().take(RUN).collect();
            if run.is_empty() {
                self.unreadable = Some(rows_of(&unreadable));
                return Ok(unreadable);
            }
            let made: Vec<Result<Result<T, E>, CaseRefusal>> = run
                .into_par_iter()
                .map(|(place, opened)| Ok(make(place, look.at(opened)?)))
                .collect();
            for one in made {
                match one {
                    Ok(made) => take(made?)?,
                    Err(refused) if refused.class == RefusalClass::Storage => {
                        return Err(refused.into());
                    }
                    Err(refused) => unreadable.push(refused),
                }
            }
        }
    }

    /// Says which cases could not be read, for the audience as which it was opened; reads them all, unless
    /// [`each_made`](Self::each_made) did.
    ///
    /// # Errors
    ///
    /// Those of [`Arrived::stored_receipt`](super::Arrived::stored_receipt); [`OfficeError::Unread`] where our own
    /// disk failed: nothing is said then.
    pub fn opened_receipt(
        &mut self,
        audience: &ShortName,
    ) -> Result<Statement<Receipt>, OfficeError> {
        let unreadable = match &self.unreadable {
            Some(unreadable) => unreadable.clone(),
            None => rows_of(&self.cases().filter_map(Result::err).collect::<Vec<_>>()),
        };
        let head = self.opened.head();
        self.office
            .opened_receipt(head, audience.clone(), unreadable, self.known)
    }
}

/// The rows of a receipt.
fn rows_of(refused: &[CaseRefusal]) -> Vec<UnreadableRow> {
    let rows = refused.iter();
    rows.map(|one| UnreadableRow(one.token, one.class))
        .collect()
}

/// How opened cases are looked at.
struct Look<'a>(CheckedAgain<'a>);

impl<'a> Look<'a> {
    fn new<R: Read + Seek>(
        profile: &'a ProfileInForce,
        audiences: &[ShortName],
        known: &'a KnownStatements,
        opened: &Opened<R>,
    ) -> Self {
        let mandate = opened.head().payload().mandate;
        let mandate: Option<&Statement<Mandate>> = mandate.and_then(|id| known.mandate(&id));
        let profile = profile.profile();
        Self(CheckedAgain::new(profile, audiences.to_vec(), mandate))
    }

    fn at(&self, opened: Result<OpenedCase, CaseRefusal>) -> Result<ArrivedCase, CaseRefusal> {
        let opened = opened?;
        let token = opened.token();
        let case = opened.case().map_err(|error| CaseRefusal {
            token,
            class: error.class(),
        })?;
        let faults = self.0.look(&case);
        Ok(ArrivedCase {
            token,
            case,
            faults,
        })
    }
}

impl<M, R> fmt::Debug for OpenedPackage<'_, M, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpenedPackage(..)")
    }
}

impl fmt::Debug for ArrivedCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ArrivedCase({})", self.token)
    }
}

//! What `accept`, `query`, `refuse`, `redirect`, `misdirect` and `event` share: a person says
//! something about cases of one package.

mod cases;
mod failures;
mod read_cases;
mod register;
mod table;
pub(crate) mod words;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use handover::{
    cbor::RefusalClass,
    package::{ProfileInForce, SignedIndex},
    transfer::{Desk as Table, History, Transfer},
    trust::{
        OrganisationId, Package, PosixTime, ShortName, Signer, Statement, StatementId, Token,
        VerifiedDirectory,
    },
};
use handover_identity::Identity;
use handover_report::shown;
use zeroize::Zeroizing;

use super::{
    filing::{Filing, FilingArguments},
    profile::{known_profile, profile_named},
    receipt::one_audience,
    signing::Signatory,
    statements::Statements,
};
use crate::{clock::Moment, problem::Problem, refusals::refusal, screen::Screen};

pub(crate) use self::{
    cases::{CaseArguments, Register, resolve},
    failures::{Failure, Failures, LeftOut, References, Subject},
    read_cases::{ReadCases, by_token},
    register::sent_references,
    table::{Row, read as read_table},
};

/// What a person at a desk has before them.
#[derive(Debug, clap::Args)]
pub(crate) struct DeskArguments {
    /// The package
    #[arg(value_name = "PACKAGE")]
    pub(crate) package: PathBuf,
    #[command(flatten)]
    pub(crate) filing: FilingArguments,
    /// The role of the person who signs, if the identity has several persons
    #[arg(long, value_name = "ROLE")]
    pub(crate) role: Option<ShortName>,
    /// The dataset profile, if the package follows none that is built in
    #[arg(long, value_name = "FILE")]
    pub(crate) profile: Option<PathBuf>,
}

/// A package before a person who may sign.
pub(crate) struct Desk {
    pub(crate) identity: Identity,
    pub(crate) directory: Arc<VerifiedDirectory>,
    pub(crate) statements: Statements,
    pub(crate) profile: ProfileInForce,
    pub(crate) passphrase: Zeroizing<String>,
    pub(crate) signer: Signer,
    /// The roles of the person who signs.
    pub(crate) roles: Vec<ShortName>,
    pub(crate) moment: Moment,
    pub(crate) package: PathBuf,
    /// Where what is said goes.
    pub(crate) filing: Filing,
    index: SignedIndex,
    tokens: Vec<Token>,
}

impl DeskArguments {
    /// Verifies everything and unlocks the person's key.
    pub(crate) fn read(&self, screen: &Screen) -> Result<Desk, Problem> {
        let Signatory {
            identity,
            directory,
            ..
        } = self.filing.signing.signatory()?;
        let moment = self.filing.signing.trust.at.moment();
        let (statements, index) = self.filing.statements.verified_with(
            &self.package,
            &directory,
            Some(identity.folder()),
            moment.posix(),
            screen,
        )?;
        let reference = &index.head().payload().profile;
        let profile = known_profile(profile_named(reference, self.profile.as_deref())?)?;
        let index =
            statements.checked(&self.package, &index, &profile, &directory, moment.posix())?;
        let person = identity.person(self.role.as_ref())?.clone();
        let passphrase = self.filing.signing.passphrase()?;
        let filing = self
            .filing
            .filing(&identity, &directory, &passphrase, screen)?;
        let signer = identity.signer(&person.key, &passphrase)?;
        Ok(Desk {
            tokens: index
                .entries()
                .iter()
                .map(handover::package::IndexEntry::token)
                .collect(),
            roles: person.roles,
            package: self.package.clone(),
            filing,
            identity,
            directory,
            statements,
            profile,
            passphrase,
            signer,
            moment,
            index,
        })
    }
}

impl Desk {
    pub(crate) const fn us(&self) -> &OrganisationId {
        self.identity.organisation()
    }

    pub(crate) const fn head(&self) -> &Statement<Package> {
        self.index.head()
    }

    pub(crate) fn now(&self) -> PosixTime {
        self.moment.posix()
    }

    /// The tokens of the package, ascending.
    pub(crate) fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Whether the package is ours.
    pub(crate) fn is_sender(&self) -> bool {
        self.head().payload().by == *self.us()
    }

    /// The audience for which we speak; an organisation that the package does not name may not.
    pub(crate) fn audience(&self, wanted: Option<&ShortName>) -> Result<ShortName, Problem> {
        let stanzas = self.head().payload().stanzas.iter();
        let ours: Vec<&ShortName> = stanzas
            .filter(|stanza| stanza.to == *self.us())
            .map(|stanza| &stanza.audience)
            .collect();
        if ours.is_empty() {
            return Err(refusal(
                &shown(&self.package),
                RefusalClass::NotEntitled,
                format!("the package is not for {}", self.us()),
            )
            .advise(
                "Only an organisation that the package names may say something of its cases.",
            ));
        }
        one_audience(ours.into_iter(), wanted)
    }

    /// Everything at hand that decides what may be said: under the package's mandate, if that is at hand,
    /// else of the package by itself.
    pub(crate) fn transfer(&self) -> Result<Transfer, Problem> {
        let known = self.statements.known();
        let transfer = known.transfer_of_package(self.head(), &self.profile);
        transfer.map_err(|error| {
            let mandate = self.head().payload().mandate;
            match mandate.and_then(|id| known.mandate(&id)) {
                Some(_) => only_words(&self.package),
                None => refusal("the profile", error.class(), error),
            }
        })
    }

    /// The table on which the package lies, by all that is known.
    pub(crate) fn table<'h>(&self, history: &'h History<'h>) -> Result<Table<'h>, Problem> {
        history
            .desk(self.head().id())
            .ok_or_else(|| only_words(&self.package))
    }
}

/// Words between the parties are a package of their own profile.
fn only_words(package: &Path) -> Problem {
    refusal(
        &shown(package),
        RefusalClass::Policy,
        "holds words between two parties, and no case to decide about",
    )
    .advise("Name the package that brought the case.")
}

/// Whether a new statement counts beside all others, for every case: what does not is not given out,
/// whatever was looked at before.
pub(crate) fn check_counts(history: &History<'_>, id: &StatementId) -> Result<(), Problem> {
    let mut uncounted = history.uncounted().iter();
    let Some(why) = uncounted.find(|what| what.statement == *id) else {
        return Ok(());
    };
    let about = match why.tokens.as_slice() {
        [] => "the statement".to_owned(),
        [token] => format!("case {token}"),
        [token, more @ ..] => format!("case {token} and {} more", more.len()),
    };
    Err(Problem::refused(
        why.why.class(),
        format!("{about} would not count ({})", why.why.as_str()),
        "Nothing was written. `handover reconcile` shows where every case stands.",
    ))
}

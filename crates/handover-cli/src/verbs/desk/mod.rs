//! What `accept`, `query`, `refuse`, `redirect`, `misdirect` and `event` share: a person says
//! something about cases of one package.

mod alone;
mod cases;
mod failures;
mod history;
mod read_cases;
mod register;
mod table;
pub(crate) mod words;

use std::{path::PathBuf, sync::Arc};

use handover::{
    AgreementState, OrganisationId, Package, PosixTime, ProfileInForce, Receipt, ReceiptRung,
    RefusalClass, SentPackage, ShortName, SignedIndex, Signer, Statement, Token, VerifiedDirectory,
};
use zeroize::Zeroizing;

use super::{
    filing::{Filing, FilingArguments},
    profile::{known_profile, profile_named},
    receipt::one_audience,
    signing::Signatory,
    statements::Statements,
};
use crate::{
    clock::Moment,
    problem::{Problem, shown},
    refusals::refusal,
    store::Identity,
};

pub(crate) use self::{
    cases::{CaseArguments, Register, resolve},
    failures::{ACCEPTED_ALREADY, Failure, Failures, References, Subject},
    history::{History, State},
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
    pub(crate) fn read(&self) -> Result<Desk, Problem> {
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
        )?;
        let reference = &index.head().payload().profile;
        let profile = known_profile(profile_named(reference, self.profile.as_deref())?)?;
        let index =
            statements.checked(&self.package, &index, &profile, &directory, moment.posix())?;
        let person = identity.person(self.role.as_ref())?.clone();
        let passphrase = self.filing.signing.passphrase()?;
        let filing = self.filing.filing(&identity, &directory, &passphrase)?;
        let signer = identity.signer(&person.key, &passphrase)?;
        Ok(Desk {
            tokens: index
                .entries()
                .iter()
                .map(handover::IndexEntry::token)
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

    /// The package, for statements about it to be held against.
    pub(crate) fn sent(&self) -> SentPackage<'_> {
        SentPackage::new(self.head(), &self.tokens, self.profile.profile())
    }

    /// Whether what was agreed about the package is known here, where there is an agreement.
    pub(crate) fn knows_agreement(&self) -> bool {
        self.index.agreement() != AgreementState::NotAtHand
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

    /// Whether verdicts of this audience move the holder.
    pub(crate) fn is_lead(&self, audience: &ShortName) -> bool {
        self.profile.profile().lead() == audience.as_str()
    }

    /// Whether a recipient says that it opened a case; else why an acceptance would not count.
    pub(crate) fn is_opened(
        &self,
        sent: &SentPackage<'_>,
        token: &Token,
        by: &OrganisationId,
        audience: &ShortName,
    ) -> Result<(), RefusalClass> {
        let mut unreadable = None;
        let opened = |receipt: &Receipt| {
            receipt.rung == ReceiptRung::Opened
                && receipt.r#for == *by
                && receipt.audience.as_ref() == Some(audience)
        };
        let receipts = self.statements.receipts().iter();
        for receipt in receipts.filter(|receipt| opened(receipt.payload())) {
            if sent.check_receipt(receipt).is_err() {
                continue;
            }
            match receipt
                .payload()
                .unreadable
                .iter()
                .find(|row| row.0 == *token)
            {
                None => return Ok(()),
                Some(row) => unreadable = Some(row.1),
            }
        }
        Err(unreadable.unwrap_or(RefusalClass::Policy))
    }
}

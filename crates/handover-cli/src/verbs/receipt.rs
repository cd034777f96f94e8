//! `handover receipt`: a machine has a package, or opened it.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use handover::{
    cbor::RefusalClass,
    package::{AgreementState, OpenError, ProfileInForce},
    transfer::{opened_receipt, stored_receipt},
    trust::{
        CertificateUse, OrganisationId, PosixTime, Receipt, ReceiptRung, SealingPrivateKey,
        ShortName, Signer, Statement, Token, UnreadableRow, VerifiedDirectory,
    },
};
use handover_identity::KeyName;
use handover_report::{Page, Report, amounts::amount, shown};
use serde::Serialize;

use super::{
    filing::{Filed, FilingArguments},
    inspect::expect_package,
    open::{OpenInput, UnreadableCase, receive_package, remember_opened, unlock},
    profile::{profile_of, profile_to_receive},
    signing::Signatory,
    statements::{Statements, agreement, sign},
    verify::{carried, note_not_made},
};
use crate::{
    output::make_durable, problem::Problem, refusals::refusal, screen::Screen, terminal::Progress,
};

/// Sign that a package is stored, or that it was opened: the receipt that its sender waits for
///
/// `stored`: everything about the package was verified, and the file and its name will survive a power
/// cut. `opened`: every case was opened and checked; those that could not be read are listed, each with
/// the class of its refusal, and stay with the sender. Neither moves responsibility: `accept` does.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The package
    #[arg(value_name = "PACKAGE")]
    package: PathBuf,
    /// How far the package got: stored or opened
    #[arg(long, value_name = "RUNG")]
    rung: ReceiptRung,
    /// The audience as which it was opened, if the package names us for several
    #[arg(long, value_name = "AUDIENCE")]
    audience: Option<ShortName>,
    /// The recipient for which we keep the package, if it is another; only for stored
    #[arg(long = "for", value_name = "ORG")]
    recipient: Option<OrganisationId>,
    /// The dataset profile, if the package follows none that is built in
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    #[command(flatten)]
    filing: FilingArguments,
}

/// What is needed to give a receipt.
pub(crate) struct ReceiptInput<'a> {
    pub(crate) package: &'a Path,
    /// Who signs.
    pub(crate) us: &'a OrganisationId,
    pub(crate) signer: &'a Signer,
    pub(crate) directory: &'a VerifiedDirectory,
    pub(crate) statements: &'a Statements,
    /// The identity folder that remembers what was opened, if there is one.
    pub(crate) memory: Option<&'a Path>,
    pub(crate) now: PosixTime,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let is_stored = arguments.rung == ReceiptRung::Stored;
    if is_stored && arguments.audience.is_some() || !is_stored && arguments.recipient.is_some() {
        return Err(Problem::usage(
            "a package is stored for an organisation, and opened as an audience",
            "Give --for only with --rung stored, and --audience only with --rung opened.",
        ));
    }
    expect_package(&arguments.package)?;
    let Signatory {
        identity,
        directory,
        now,
    } = arguments.filing.signing.signatory()?;
    let folder = Some(identity.folder());
    let statements = &arguments.filing.statements;
    let statements = statements.verified_for(
        [arguments.package.as_path()],
        &directory,
        folder,
        now,
        screen,
    )?;
    let passphrase = arguments.filing.signing.passphrase()?;
    let filing = arguments
        .filing
        .filing(&identity, &directory, &passphrase, screen)?;
    let signer = identity.signer(&KeyName::of_use(CertificateUse::Service), &passphrase)?;
    let input = ReceiptInput {
        package: &arguments.package,
        us: identity.organisation(),
        signer: &signer,
        directory: &directory,
        statements: &statements,
        memory: folder,
        now,
    };
    let profile = profile_of(&arguments.package, arguments.profile.as_deref())?;
    let known =
        |profile| profile_to_receive(profile, &arguments.package, &directory, &statements, now);
    let (receipt, agreement) = if is_stored {
        let recipient = arguments.recipient.as_ref().unwrap_or(input.us);
        // A hub may not know the profile; whoever the package is for must.
        let profile = match profile {
            None if recipient != input.us => None,
            profile => Some(known(profile)?),
        };
        stored(&input, recipient, profile.as_ref())?
    } else {
        let keys = identity.sealing_keys(&passphrase)?;
        let profile = known(profile)?;
        opened(&input, &keys, &profile, arguments.audience.as_ref())?
    };
    note_not_made(&arguments.package, agreement, screen);
    let filed = filing.write(&receipt)?;
    if !is_stored {
        remember_opened(identity.folder(), &receipt.payload().package, now)?;
    }
    let filed = filed.send();
    screen.report(&GivenReceipt::new(&receipt, agreement, &filed))?;
    filed.done()
}

/// Signs that every byte of a package is verified and durable.
///
/// The same receipt again, byte for byte, if it is at hand (S-75).
pub(crate) fn stored(
    input: &ReceiptInput<'_>,
    recipient: &OrganisationId,
    profile: Option<&ProfileInForce>,
) -> Result<(Statement<Receipt>, AgreementState), Problem> {
    let carried = carried(
        input.package,
        profile,
        input.directory,
        input.statements,
        input.now,
    )?;
    let agreement = carried.agreement();
    let head = carried.head();
    let receipt = stored_receipt(head, input.us, recipient, input.now).map_err(|_| {
        refusal(
            &shown(input.package),
            RefusalClass::Recipient,
            format!("the package is not for {recipient}"),
        )
    })?;
    make_durable(input.package)?;
    let receipt = finish(input, receipt)?;
    Ok((receipt, agreement))
}

/// Opens every case of a package, and signs which could not be read.
///
/// A package that our keys do not open at all is one of which no case can be read (S-78).
pub(crate) fn opened(
    input: &ReceiptInput<'_>,
    keys: &[SealingPrivateKey],
    profile: &ProfileInForce,
    audience: Option<&ShortName>,
) -> Result<(Statement<Receipt>, AgreementState), Problem> {
    let open = |audience| OpenInput {
        package: input.package,
        us: input.us,
        keys,
        profile,
        directory: input.directory,
        statements: input.statements,
        audience,
        memory: input.memory,
        now: input.now,
    };
    let received = receive_package(&open(audience))?;
    let agreement = received.agreement();
    let audience = one_audience(received.audiences(), audience)?;
    let head = received.head().clone();
    let tokens: Vec<Token> = received.tokens().collect();
    let all = |class| {
        let rows = tokens.iter().map(move |token| UnreadableRow(*token, class));
        rows.collect::<Vec<_>>()
    };
    let unreadable: Vec<UnreadableRow> = match unlock(received, &open(Some(&audience))) {
        Err(error @ (OpenError::Expired | OpenError::NotForUs)) => {
            return Err(refusal(&shown(input.package), error.class(), error));
        }
        Err(error) => all(error.class()),
        Ok(mut opened) => {
            let progress = Progress::new("open", tokens.len());
            let mut unreadable = Vec::new();
            for case in opened.cases() {
                progress.step();
                let read = case.map_err(|refused| (refused.token, refused.class()));
                let checked = read.and_then(|case| {
                    let whole = case.case();
                    whole.map_err(|error| (case.token(), error.class()))
                });
                if let Err((token, class)) = checked {
                    unreadable.push(UnreadableRow(token, class));
                }
            }
            unreadable
        }
    };
    if unreadable.iter().any(|row| row.1 == RefusalClass::Storage) {
        // Our own trouble is nothing that the sender could mend.
        return Err(Problem::input_output(
            format!("{} could not be read to its end", shown(input.package)),
            "Check the disk, then run it again.",
        ));
    }
    let receipt = opened_receipt(&head, input.us, audience, unreadable, input.now);
    let receipt = finish(input, receipt)?;
    Ok((receipt, agreement))
}

/// The audience as which we act: the one named, or the only one.
pub(crate) fn one_audience<'a>(
    ours: impl Iterator<Item = &'a ShortName>,
    wanted: Option<&ShortName>,
) -> Result<ShortName, Problem> {
    let ours: Vec<&ShortName> = ours.collect();
    match (wanted, ours.as_slice()) {
        (Some(wanted), ours) if ours.contains(&wanted) => Ok(wanted.clone()),
        (Some(_), _) => Err(Problem::refused(
            RefusalClass::Recipient,
            "the package does not name us for that audience",
            "`handover inspect` names the audiences of a package.",
        )),
        (None, [only]) => Ok((*only).clone()),
        (None, ours) => {
            let names: Vec<&str> = ours.iter().map(|name| name.as_str()).collect();
            Err(Problem::usage(
                "the package names us for several audiences",
                format!("Say which with --audience: {}.", names.join(", ")),
            ))
        }
    }
}

/// Signs a receipt, or gives back the one that says the same and is at hand.
fn finish(input: &ReceiptInput<'_>, receipt: Receipt) -> Result<Statement<Receipt>, Problem> {
    match input.statements.known().receipt_like(&receipt) {
        Some(known) => Ok(known.clone()),
        None => sign(input.signer, receipt, input.directory, input.now),
    }
}

/// A receipt that was signed.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct GivenReceipt<'a> {
    /// How far mandate and roster were checked, in words.
    agreement: &'static str,
    audience: Option<String>,
    file: String,
    #[serde(rename = "for")]
    recipient: String,
    id: String,
    package: String,
    /// stored or opened.
    rung: String,
    /// Whose server has it; null if it was not sent.
    sent: Option<String>,
    /// Cases that could not be read.
    unreadable: Vec<UnreadableCase>,
    #[serde(skip)]
    filed: &'a Filed,
}

impl<'a> GivenReceipt<'a> {
    fn new(receipt: &Statement<Receipt>, agreed: AgreementState, filed: &'a Filed) -> Self {
        let said = receipt.payload();
        let unreadable = said.unreadable.iter().map(|row| UnreadableCase {
            class: row.1.as_str(),
            token: row.0.to_string(),
        });
        Self {
            agreement: agreement(agreed),
            audience: said.audience.as_ref().map(ToString::to_string),
            file: filed.file(),
            recipient: said.r#for.to_string(),
            id: receipt.id().to_string(),
            package: said.package.to_string(),
            rung: said.rung.to_string(),
            sent: filed.sent(),
            unreadable: unreadable.collect(),
            filed,
        }
    }
}

impl Report for GivenReceipt<'_> {
    fn tell(&self, page: &mut Page) {
        page.field("Receipt", std::slice::from_ref(&self.id));
        page.field("Package", std::slice::from_ref(&self.package));
        page.field("For", std::slice::from_ref(&self.recipient));
        let rung = match &self.audience {
            Some(audience) => format!("{} as {audience}", self.rung),
            None => self.rung.clone(),
        };
        page.field("Rung", &[rung]);
        if !self.unreadable.is_empty() {
            page.line(&page.paint.warning(&format!(
                "{} cannot be read; the sender stays responsible and must seal them anew:",
                amount(self.unreadable.len(), "case")
            )));
            for row in &self.unreadable {
                page.item(&format!("{}: {}", row.token, row.class));
            }
        }
        self.filed.tell(page);
    }
}

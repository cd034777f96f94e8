//! `handover receipt`: a machine has a package, or opened it.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use handover::{
    AgreementState, CertificateUse, OpenError, OrganisationId, PosixTime, ProfileInForce, Receipt,
    ReceiptRung, RefusalClass, SealingPrivateKey, ShortName, Signer, Statement, Token,
    UnreadableRow, VerifiedDirectory, opened_receipt, stored_receipt,
};
use handover_identity::KeyName;
use serde_json::{Value, json};

use super::{
    filing::{Filed, FilingArguments},
    inspect::expect_package,
    open::{OpenInput, receive_package, unlock},
    profile::{profile_of, profile_to_receive},
    signing::Signatory,
    statements::{Statements, agreement, sign},
    verify::{carried, note_not_made},
};
use crate::{
    amounts::amount,
    output::{make_durable, print, print_json},
    page::Page,
    problem::{Problem, shown},
    refusals::refusal,
    terminal::{Paint, Progress},
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
    /// Print one JSON document
    #[arg(long)]
    pub(crate) json: bool,
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
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Problem> {
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
    let statements =
        statements.verified_for([arguments.package.as_path()], &directory, folder, now)?;
    let passphrase = arguments.filing.signing.passphrase()?;
    let filing = arguments
        .filing
        .filing(&identity, &directory, &passphrase)?;
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
    note_not_made(&arguments.package, agreement);
    let filed = filing.write(&receipt)?.send();
    if arguments.json {
        print_json(&as_json(&receipt, agreement, &filed))?;
    } else {
        let mut page = Page::new(Paint::standard_output());
        tell(&receipt, &mut page);
        filed.tell(&mut page);
        print(&page.into_text())?;
    }
    filed.done(arguments.json)
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
    let unreadable: Vec<UnreadableRow> = match unlock(received, &open(Some(&audience)))? {
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

/// For machines.
fn as_json(receipt: &Statement<Receipt>, agreed: AgreementState, filed: &Filed) -> Value {
    let said = receipt.payload();
    let unreadable: Vec<Value> = said
        .unreadable
        .iter()
        .map(|row| json!({"class": row.1.as_str(), "token": row.0.to_string()}))
        .collect();
    json!({
        "agreement": agreement(agreed),
        "audience": said.audience.as_ref().map(ShortName::as_str),
        "file": filed.file(),
        "for": said.r#for.as_str(),
        "id": receipt.id().to_string(),
        "package": said.package.to_string(),
        "rung": said.rung.as_str(),
        "sent": filed.sent(),
        "unreadable": unreadable,
    })
}

/// For people.
pub(crate) fn tell(receipt: &Statement<Receipt>, page: &mut Page) {
    let said = receipt.payload();
    page.field("Receipt", &[receipt.id().to_string()]);
    page.field("Package", &[said.package.to_string()]);
    page.field("For", &[said.r#for.to_string()]);
    let rung = match (&said.audience, said.rung) {
        (Some(audience), ReceiptRung::Opened) => format!("opened as {audience}"),
        (_, rung) => rung.to_string(),
    };
    page.field("Rung", &[rung]);
    if !said.unreadable.is_empty() {
        page.line(&page.paint.warning(&format!(
            "{} cannot be read; the sender stays responsible and must seal them anew:",
            amount(said.unreadable.len(), "case")
        )));
        for row in &said.unreadable {
            page.item(&format!("{}: {}", row.0, row.1));
        }
    }
}

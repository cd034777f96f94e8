//! `handover seal`: cases into packages that only the right people can open.

mod arranged;
mod difference;
mod group;
mod left_out;
mod package;
mod recipients;
mod under;

use std::{path::PathBuf, process::ExitCode};

use handover::{
    KeyId, Mandate, OrganisationId, ProfileInForce, RefusalClass, ShortName, Statement,
    VerifiedDirectory,
};
use serde_json::json;

use super::{
    check::not_ready,
    mandate::{check_not_superseded, read_mandate},
    profile::ProfileArgument,
    signing::{Signatory, SigningArguments},
    statements::StatementArguments,
};
use crate::{
    caseload::{Caseload, CaseloadArguments},
    output::{print, print_json},
    page::Page,
    problem::{Problem, shown},
    store::{Identity, KeyName, MandateLedger, kept_indexes},
    terminal::Paint,
};

pub(crate) use group::{Group, grouped};
pub(crate) use left_out::LeftOut;
pub(crate) use package::{SealInput, SealedPackage, seal_all};
pub(crate) use recipients::Recipients;
pub(crate) use under::UnderMandate;

/// Seal cases to the organisations that may read them, and sign the package
///
/// Every case is checked first: if anything blocks, nothing is sealed (`handover check` says what to
/// do; --leave-out-blocked seals the others and names those left out). Cases go together that the
/// same organisations may read, as their field 914 says. Who may read less gets a split case in a
/// package of its own. Beside each package stands its index, which names no case: it is what a
/// commissioner gets. All of them appear together, whole, or not at all.
///
/// With --mandate the cases are held against the rosters: none more, none less, none a second time.
/// Field 904, which mandate it is, is filled in where a case has none; one that says another is refused. Late additions go in a further package, by a further roster.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    caseload: CaseloadArguments,
    #[command(flatten)]
    profile: ProfileArgument,
    /// Who may open it: an organisation of the directory and an audience of the profile
    #[arg(long = "for", value_name = "ORG:AUDIENCE", required = true, value_parser = To::parse)]
    recipients: Vec<To>,
    /// The folder to write the packages to
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
    /// Seal what passes and leave out, by name, what does not
    #[arg(long)]
    leave_out_blocked: bool,
    /// The mandate under which they go: then exactly the cases of its roster that are not sealed yet
    #[arg(long, value_name = "FILE", num_args = 1..)]
    mandate: Vec<PathBuf>,
    #[command(flatten)]
    statements: StatementArguments,
    /// An earlier package, or its index, in whose place this one stands; before anybody accepted
    #[arg(long, value_name = "PACKAGE|INDEX", requires = "mandate")]
    supersedes: Option<PathBuf>,
    /// Days within which the package must be opened
    #[arg(long, value_name = "DAYS", default_value_t = 60)]
    open_within: u32,
    /// A recipient's new sealing key, confirmed by another road than the directory
    #[arg(long, value_name = "HEX")]
    confirm_key: Vec<KeyId>,
    #[command(flatten)]
    signing: SigningArguments,
    /// Print one JSON document
    #[arg(long)]
    pub(crate) json: bool,
}

/// A recipient as an audience.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct To {
    pub(crate) organisation: OrganisationId,
    pub(crate) audience: ShortName,
}

impl To {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let said = "not ORG:AUDIENCE, such as ZF201:receiving-service";
        let (organisation, audience) = text.split_once(':').ok_or(said)?;
        Ok(Self {
            organisation: organisation.parse().map_err(|_| said)?,
            audience: audience.parse().map_err(|_| said)?,
        })
    }
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Problem> {
    let profile = arguments.profile.read()?;
    let Signatory {
        identity,
        directory,
        ..
    } = arguments.signing.signatory()?;
    let moment = arguments.signing.trust.at.moment();
    let recipients = Recipients::new(&arguments.recipients, profile.profile(), &directory, moment)?;
    let mandates = Some(arguments.mandate.as_slice()).filter(|named| !named.is_empty());
    let mandate = mandates.map(|named| read_mandate(named, &directory, moment.posix()));
    let mandate = mandate.transpose()?;
    let caseload = Caseload::read(&arguments.caseload)?.under(mandate.clone());
    let (mut groups, mut left_out) = grouped(&caseload, &recipients, profile.profile())?;
    if !left_out.other_mandate.is_empty() && !arguments.leave_out_blocked {
        return left_out.refuse_other_mandate(arguments.json);
    }
    if !left_out.blocked.is_empty() && !arguments.leave_out_blocked {
        return Err(not_ready(&left_out.blocked, &caseload));
    }
    if !left_out.unaddressed.is_empty() && !arguments.leave_out_blocked {
        return Err(left_out.unaddressed(&caseload)?);
    }
    if groups.is_empty() {
        return Err(left_out.nothing_left(&caseload)?);
    }
    let passphrase = arguments.signing.passphrase()?;
    let under = match mandate {
        Some(mandate) => {
            let under = under_mandate(
                arguments,
                mandate,
                &identity,
                &directory,
                &profile,
                &passphrase,
            );
            Some(under?)
        }
        None => None,
    };
    if let Some(under) = &under {
        let may_leave_out = arguments.leave_out_blocked;
        groups = under.arrange(groups, &mut left_out, may_leave_out, arguments.json)?;
    }
    let signer = identity.signer(&KeyName::office(), &passphrase)?;
    let input = SealInput {
        caseload: &caseload,
        profile: &profile,
        directory: &directory,
        identity: &identity,
        signer: &signer,
        confirmed: &arguments.confirm_key,
        moment,
        open_within: arguments.open_within,
        to: &arguments.to,
        under: under.as_ref(),
    };
    let sealed = seal_all(&input, groups)?;
    if arguments.json {
        print_json(&json!({
            "left_out": left_out.to_json(),
            "packages": sealed.iter().map(SealedPackage::to_json).collect::<Vec<_>>(),
        }))?;
    } else {
        let mut page = Page::new(Paint::standard_output());
        for package in &sealed {
            package.tell(&mut page);
        }
        left_out.tell(&mut page);
        page.line(&format!("Written: {}", shown(&arguments.to)));
        print(&page.into_text())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The mandate that was named, with everything that was said under it.
fn under_mandate(
    arguments: &Arguments,
    mandate: Statement<Mandate>,
    identity: &Identity,
    directory: &VerifiedDirectory,
    profile: &ProfileInForce,
    passphrase: &str,
) -> Result<UnderMandate, Problem> {
    let now = arguments.signing.trust.at.moment().posix();
    let own = kept_indexes(identity.folder());
    let statements = arguments.statements.clone().and(own);
    let statements = statements.verified(directory, Some(identity.folder()), now)?;
    if mandate.payload().from != *identity.organisation() {
        return Err(Problem::refused(
            RefusalClass::Policy,
            "the mandate hands over from another organisation",
            "Use the identity folder of the sender that the mandate names.",
        ));
    }
    check_not_superseded(&mandate, &statements)?;
    let ledger = MandateLedger::read(identity, *mandate.id(), passphrase)?;
    let before = match &arguments.supersedes {
        Some(path) => {
            let found = arguments.statements.verified_with(
                path,
                directory,
                Some(identity.folder()),
                now,
            )?;
            Some(found.1)
        }
        None => None,
    };
    let under = UnderMandate::new(mandate, statements, ledger, profile, &arguments.recipients)?;
    match before {
        Some(before) => under.superseding(before, now),
        None => Ok(under),
    }
}

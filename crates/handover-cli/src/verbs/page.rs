//! `handover page`: a case for a reader who has nothing but a browser.

use std::{collections::BTreeMap, path::PathBuf, process::ExitCode};

use handover::{
    case::{CaseReference, Date},
    page::{Code, Face, PageName, SealedPage},
};
use handover_identity::{Identity, NewPage, PageList, PageOutcome};
use handover_report::pages::{ListedPages, PageMade, PageTold, day_in_words, page_of_case};

use super::{identity::IdentityArgument, profile::ProfileArgument};
use crate::{
    caseload::CaseloadArguments, clock::AtArgument, output::NewFile,
    passphrase::PassphraseArgument, problem::Problem, screen::Screen,
};

/// Make sealed pages for readers without a program, and keep what became of each.
///
/// A GP surgery or a foster carer's social worker may have no identity and no program. For them `new` writes one HTML
/// file with their part of a case, encrypted under seven words that are told by telephone; any browser opens it,
/// offline. It is no receipt: until somebody here says by whom it was read, `list` says that it is not confirmed.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Verb {
    New(Box<NewArguments>),
    List(ListArguments),
    Read(ReadArguments),
    Withdraw(WithdrawArguments),
}

/// Write a sealed page for one reader of one case
///
/// Field 914 of the case names the reader with the channel `page`. The page holds what that audience may know, checked
/// like any case that is sealed; the telephone number on it is that of field 909. The code is shown once and kept nowhere.
#[derive(Debug, clap::Args)]
pub(crate) struct NewArguments {
    #[command(flatten)]
    caseload: CaseloadArguments,
    /// The case, by its reference
    #[arg(long, value_name = "REFERENCE")]
    case: CaseReference,
    /// Who reads it: an audience of the profile
    #[arg(long = "for", value_name = "AUDIENCE")]
    audience: String,
    /// Which organisation, if the case names several as that audience
    #[arg(long, value_name = "NAME")]
    organisation: Option<String>,
    /// Who sees to it that it is read
    #[arg(long, value_name = "NAME")]
    owner: String,
    /// By which day
    #[arg(long, value_name = "DAY")]
    by: Date,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    #[command(flatten)]
    profile: ProfileArgument,
    #[command(flatten)]
    identity: IdentityArgument,
    #[command(flatten)]
    at: AtArgument,
}

/// List the pages that were made, those that nobody has confirmed first; exit code 1 if one is overdue
#[derive(Debug, clap::Args)]
pub(crate) struct ListArguments {
    /// Say of which case each is, which takes the passphrase
    #[arg(long)]
    cases: bool,
    #[command(flatten)]
    identity: IdentityArgument,
    #[command(flatten)]
    passphrase: PassphraseArgument,
    #[command(flatten)]
    at: AtArgument,
}

/// Say that somebody has read a page
#[derive(Debug, clap::Args)]
pub(crate) struct ReadArguments {
    /// The name of the page: three words
    #[arg(value_name = "PAGE")]
    page: String,
    /// Who read it
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Whom they told, here
    #[arg(long, value_name = "NAME")]
    told: String,
    /// On which day [default: today]
    #[arg(long, value_name = "DAY")]
    on: Option<Date>,
    #[command(flatten)]
    identity: IdentityArgument,
    #[command(flatten)]
    at: AtArgument,
}

/// Say that a page counts no longer: it never went, or another stands in its place
#[derive(Debug, clap::Args)]
pub(crate) struct WithdrawArguments {
    /// The name of the page: three words
    #[arg(value_name = "PAGE")]
    page: String,
    /// Who says so
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    identity: IdentityArgument,
    #[command(flatten)]
    at: AtArgument,
}

/// Does what was asked.
pub(crate) fn run(verb: &Verb, screen: &Screen) -> Result<ExitCode, Problem> {
    match verb {
        Verb::New(arguments) => new(arguments, screen)?,
        Verb::List(arguments) => return list(arguments, screen),
        Verb::Read(arguments) => {
            let outcome = PageOutcome::Read {
                by: arguments.by.clone(),
                told: arguments.told.clone(),
                on: arguments
                    .on
                    .unwrap_or_else(|| arguments.at.moment().day_in_london()),
            };
            told(&arguments.identity, &arguments.page, outcome, screen)?;
        }
        Verb::Withdraw(arguments) => {
            let outcome = PageOutcome::Withdrawn {
                by: arguments.by.clone(),
                reason: arguments.reason.clone(),
                on: arguments.at.moment().day_in_london(),
            };
            told(&arguments.identity, &arguments.page, outcome, screen)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn new(arguments: &NewArguments, screen: &Screen) -> Result<(), Problem> {
    let in_force = arguments.profile.read()?;
    let identity = Identity::read(&arguments.identity.identity)?;
    let caseload = arguments.caseload.read(screen)?;
    let (audience, organisation) = (&arguments.audience, arguments.organisation.as_deref());
    let case = &arguments.case;
    let part = caseload.part_for(case.as_str(), audience, organisation, in_force.profile())?;
    let today = arguments.at.moment().day_in_london();
    let (name, code) = (PageName::random(), Code::random());
    let face = Face {
        name: name.clone(),
        reader: part.reader,
        sender: part.sender,
        telephone: part.telephone,
        day: day_in_words(today),
    };
    let moment = arguments.at.moment().posix();
    let stale = in_force.profile().stale_days();
    let html = page_of_case(part.case.case(), moment, stale);
    let sealed = SealedPage::seal(&html, &face, &code);
    let mut file = NewFile::create(&arguments.to)?;
    file.put(sealed.as_str().as_bytes())?;
    // The list first: a page that nobody sees to must not be there, one that never went can be withdrawn.
    PageList::of(&identity).add(&NewPage {
        name: name.as_str(),
        case,
        reader: &face.reader,
        audience,
        made: today,
        owner: &arguments.owner,
        due: arguments.by,
    })?;
    file.finish()?;
    let about = (face.reader.as_str(), arguments.owner.as_str(), arguments.by);
    screen.report(&PageMade::new(&arguments.to, &name, &code, about))
}

fn list(arguments: &ListArguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let identity = Identity::read(&arguments.identity.identity)?;
    let list = PageList::of(&identity);
    let pages = list.all()?;
    let mut cases = BTreeMap::new();
    if arguments.cases {
        let passphrase = arguments.passphrase.existing()?;
        for (name, page) in &pages {
            cases.insert(name.clone(), list.case_of(name, page, &passphrase)?);
        }
    }
    let listed = ListedPages::new(&pages, &cases, arguments.at.moment().day_in_london());
    screen.report(&listed)?;
    Ok(if listed.has_overdue() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn told(
    identity: &IdentityArgument,
    page: &str,
    outcome: PageOutcome,
    screen: &Screen,
) -> Result<(), Problem> {
    let identity = Identity::read(&identity.identity)?;
    let record = PageList::of(&identity).told(page, outcome)?;
    screen.report(&PageTold::new(page, &record))
}

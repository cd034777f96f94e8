//! `handover evidence`: one case of a package, to show to somebody.

use std::{io::BufReader, path::PathBuf, process::ExitCode};

use handover::{
    AcceptanceShown, CaseName, EvidenceOf,
    case::SectionName,
    files::open_package,
    trust::{KeyId, OrganisationId},
};
use handover_report::evidence::EvidenceMade;

use super::{
    signing::SigningArguments,
    statements::{StatementArguments, ToArgument, index_of, judged_by},
};
use crate::{output::NewFile, problem::Problem, screen::Screen};

/// Take one case out of a package as evidence: head, sealed case, proof, what was said of it
///
/// Anyone with the directory checks it with `handover verify`, without the package and after the
/// parties are gone. The case stays sealed; --for gives one reader the keys of the sections named,
/// of this case only.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The package
    #[arg(value_name = "PACKAGE")]
    package: PathBuf,
    /// The case: its token (hex) or the sender's reference
    #[arg(long, value_name = "TOKEN|REFERENCE")]
    case: CaseName,
    /// Who may open sections of it: an organisation of the directory
    #[arg(long = "for", value_name = "ORG", requires = "section")]
    reader: Option<OrganisationId>,
    /// A section that the reader may open; give it again for more
    #[arg(long, value_name = "SECTION", requires = "reader")]
    section: Vec<SectionName>,
    /// The reader's new sealing key, confirmed by another road than the directory
    #[arg(long, value_name = "HEX")]
    confirm_key: Vec<KeyId>,
    /// Put in mandate, rosters and who agreed to them; rosters tell the tokens of others
    #[arg(long)]
    with_mandate: bool,
    /// The dataset profile, if the package follows none that is built in
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    #[command(flatten)]
    statements: StatementArguments,
    #[command(flatten)]
    to: ToArgument,
    #[command(flatten)]
    signing: SigningArguments,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let path = arguments.package.as_path();
    let mut office = arguments.signing.office(arguments.profile.as_deref())?;
    let mut files = arguments.statements.find(screen)?;
    let id = files.add_package(path)?;
    let statements = judged_by(&mut office, &files, screen)?;
    let index = index_of(statements.known(), id)?;
    let reader = arguments.reader.clone();
    let of = EvidenceOf {
        case: arguments.case.clone(),
        reader: reader.map(|reader| (reader, arguments.section.clone())),
        confirmed: arguments.confirm_key.clone(),
        with_mandate: arguments.with_mandate,
    };
    if of.must_open() {
        office.unlock(&arguments.signing.passphrase()?);
    }
    let open = || Ok(BufReader::new(open_package(path)?));
    let taken = office.take_evidence(open, index, statements.known(), &of);
    let taken = taken.map_err(|error| Problem::with_package(path, error))?;
    let place = arguments
        .to
        .place("evidence", &taken.token.to_string(), "evidence");
    NewFile::write(&place, &taken.bytes)?;
    match taken.acceptance {
        Some(AcceptanceShown::DoesNotCount) => screen.note(
            "the acceptance in it does not count: the sender is still responsible (`handover \
             reconcile` says why)",
        ),
        Some(AcceptanceShown::NotShown) => screen.note(
            "the acceptance in it proves nothing by itself: the roster that sends the case there is \
             not in the file; give mandate and rosters with --statement, and --with-mandate",
        ),
        Some(AcceptanceShown::Counts) | None => {}
    }
    screen.report(&EvidenceMade::new(
        &taken,
        index.head().id(),
        arguments.reader.as_ref(),
        &arguments.section,
        &place,
    ))?;
    Ok(ExitCode::SUCCESS)
}

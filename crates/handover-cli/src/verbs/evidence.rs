//! `handover evidence`: one case of a package, to show to somebody.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::ExitCode,
};

use handover::{
    case::{CaseReference, SectionName},
    cbor::RefusalClass,
    package::{EvidenceReader, IndexEntry, MakeEvidenceError, ProfileInForce, SignedIndex},
    trust::{KeyId, OrganisationId, Token},
};
use handover_identity::ReaderKey;
use handover_report::{Page, Report, shown};
use serde::Serialize;

use super::{
    desk::{ReadCases, sent_references},
    open::{OpenInput, Wanted, open_package},
    profile::{known_profile, profile_named},
    signing::{Signatory, SigningArguments},
    statements::{StatementArguments, Statements, ToArgument},
    verify::carried,
};
use crate::{output::NewFile, problem::Problem, refusals::refusal, screen::Screen};

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
    #[arg(long, value_name = "TOKEN|REFERENCE", value_parser = Wanted::parse)]
    case: Wanted,
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
    let Signatory {
        identity,
        directory,
        now,
    } = arguments.signing.signatory()?;
    let path = arguments.package.as_path();
    let folder = Some(identity.folder());
    let (statements, index) = arguments
        .statements
        .verified_with(path, &directory, folder, now, screen)?;
    let head = index.head();
    let must_open = arguments.reader.is_some() || matches!(arguments.case, Wanted::Reference(_));
    let passphrase = must_open
        .then(|| arguments.signing.passphrase())
        .transpose()?;
    let passphrase = passphrase
        .as_ref()
        .map_or("", |passphrase| passphrase.as_str());
    let keys = if must_open {
        identity.sealing_keys(passphrase)?
    } else {
        Vec::new()
    };
    let profile = profile_named(&head.payload().profile, arguments.profile.as_deref())?;
    let profile = if must_open {
        Some(known_profile(profile)?)
    } else {
        profile
    };
    let open = profile.as_ref().map(|profile| OpenInput {
        package: path,
        us: identity.organisation(),
        keys: &keys,
        profile,
        directory: &directory,
        statements: &statements,
        audience: None,
        memory: Some(identity.folder()),
        now,
    });
    let references = || match &open {
        _ if head.payload().by == *identity.organisation() => {
            let tokens: Vec<Token> = index.entries().iter().map(IndexEntry::token).collect();
            sent_references(&identity, passphrase, head, &tokens)
        }
        Some(open) => ReadCases::read(open).map(ReadCases::into_references),
        None => Ok(BTreeMap::new()),
    };
    let token = token(&arguments.case, references)?;
    let said = statements
        .known()
        .about_case(head, &token, arguments.with_mandate);
    let told = |error: MakeEvidenceError| not_made(path, error);
    let mut reader_key = None;
    let evidence = match (&arguments.reader, &open) {
        (Some(reader), Some(open)) => {
            let confirmed = &arguments.confirm_key;
            let found = ReaderKey::find(reader, identity.folder(), confirmed, &directory, now)?;
            let reader = EvidenceReader {
                to: reader.clone(),
                key: found.key().clone(),
                sections: arguments.section.clone(),
            };
            reader_key = Some(found);
            open_package(open)?
                .evidence(&token, Some(&reader), &said)
                .map_err(told)?
        }
        _ => carried(path, profile.as_ref(), &directory, &statements, now)?
            .evidence(&token, &said)
            .map_err(told)?,
    };
    let place = arguments
        .to
        .place("evidence", &token.to_string(), "evidence");
    NewFile::write(&place, &evidence)?;
    if let Some(key) = reader_key {
        key.remember()?;
    }
    let acceptance = Acceptance::of(&Judged {
        index: &index,
        token: &token,
        statements: &statements,
        profile: profile.as_ref(),
        with_mandate: arguments.with_mandate,
    })?;
    if let Some(acceptance) = acceptance {
        acceptance.warn(screen);
    }
    screen.report(&EvidenceMade {
        acceptance: acceptance.map(Acceptance::as_str),
        file: shown(&place),
        package: head.id().to_string(),
        reader: arguments.reader.as_ref().map(ToString::to_string),
        sections: arguments.section.iter().map(ToString::to_string).collect(),
        statements: said.len(),
        token: token.to_string(),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// What an acceptance in the evidence is worth to who reads it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Acceptance {
    /// It moves responsibility, and the file shows it.
    Counts,
    /// It moves nothing.
    DoesNotCount,
    /// What would show that it counts is not in the file.
    NotShown,
}

/// What an acceptance is judged by.
struct Judged<'a> {
    index: &'a SignedIndex,
    token: &'a Token,
    statements: &'a Statements,
    profile: Option<&'a ProfileInForce>,
    with_mandate: bool,
}

impl Acceptance {
    /// `None` if nobody has accepted the case, or it is under no mandate.
    fn of(judged: &Judged<'_>) -> Result<Option<Self>, Problem> {
        if judged.index.head().payload().mandate.is_none() {
            return Ok(None);
        }
        let Some(profile) = judged.profile else {
            return Ok(Some(Self::NotShown));
        };
        let head = judged.index.head();
        let transfer = judged.statements.transfer_of_package(head, profile)?;
        Ok(match transfer.history().acceptance(judged.token) {
            handover::transfer::Acceptance::None => None,
            handover::transfer::Acceptance::Counts(_) if judged.with_mandate => Some(Self::Counts),
            handover::transfer::Acceptance::Counts(_)
            | handover::transfer::Acceptance::MandateNotAtHand => Some(Self::NotShown),
            _ => Some(Self::DoesNotCount),
        })
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Counts => "counts",
            Self::DoesNotCount => "does-not-count",
            Self::NotShown => "not-shown",
        }
    }

    fn warn(self, screen: &Screen) {
        match self {
            Self::Counts => {}
            Self::DoesNotCount => screen.note(
                "the acceptance in it does not count: the sender is still responsible (`handover \
                 reconcile` says why)",
            ),
            Self::NotShown => screen.note(
                "the acceptance in it proves nothing by itself: the roster that sends the case there is \
                 not in the file; give mandate and rosters with --statement, and --with-mandate",
            ),
        }
    }
}

/// The case that is meant.
fn token(
    wanted: &Wanted,
    references: impl Fn() -> Result<BTreeMap<CaseReference, Token>, Problem>,
) -> Result<Token, Problem> {
    match wanted {
        Wanted::Token(token) => Ok(*token),
        Wanted::Reference(reference) => references()?
            .get(reference)
            .copied()
            .ok_or_else(unknown_case),
    }
}

fn unknown_case() -> Problem {
    Problem::refused(
        RefusalClass::Policy,
        "the package holds no such case",
        "Name a case that is in it, by its token or the sender's reference.",
    )
}

fn not_made(path: &Path, error: MakeEvidenceError) -> Problem {
    match error {
        MakeEvidenceError::UnknownCase => unknown_case(),
        MakeEvidenceError::Source(kind) => Problem::reading(path, &kind.into()),
        MakeEvidenceError::NotOurs => Problem::refused(
            RefusalClass::NotEntitled,
            error.to_string(),
            "Name sections that the package lets us open: `handover inspect` lists them.",
        ),
        MakeEvidenceError::Altered => refusal(&shown(path), RefusalClass::Altered, error),
        error => refusal(&shown(path), RefusalClass::Policy, error),
    }
}

/// What was put together, and for whom.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct EvidenceMade {
    /// Whether an acceptance in it counts: counts, does-not-count, not-shown; null where there is none.
    acceptance: Option<&'static str>,
    file: String,
    package: String,
    /// Who may open sections of it.
    reader: Option<String>,
    sections: Vec<String>,
    /// How many statements are in it.
    statements: usize,
    token: String,
}

impl Report for EvidenceMade {
    fn tell(&self, page: &mut Page) {
        page.field("Evidence of case", std::slice::from_ref(&self.token));
        page.field("Of package", std::slice::from_ref(&self.package));
        page.field("Statements in it", &[self.statements.to_string()]);
        if let Some(reader) = &self.reader {
            page.field(
                "Opens for",
                &[format!("{reader}: {}", self.sections.join(", "))],
            );
        }
        page.line(&format!("Written: {}", self.file));
    }
}

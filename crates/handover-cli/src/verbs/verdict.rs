//! `handover accept`, `query`, `refuse`, `redirect`, `misdirect`: a person decides about cases.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use handover::{
    desk::{Cases, SayError, Terms, TermsError, VerdictWord},
    trust::{OrganisationId, PublicLabel, ReasonCode, ShortName},
};
use handover_report::desk::{Decisions, LeftOut, by_token};

use super::{
    desk::{
        CaseArguments, DeskArguments, not_said,
        words::{self, Words},
    },
    reply::SealedReply,
};
use crate::{problem::Problem, screen::Screen};

/// Accept cases: from now on your organisation is responsible for them
///
/// Signed by a person, with the team and the named worker of each case; one signature covers any
/// number. What would not count is refused before anything is signed: a case that is not yours, was
/// not opened or cannot be read, or with an action that a prescriber (or whoever its sender asks for)
/// must take first: that person signs the acceptance, or countersigns the package in that role.
#[derive(Debug, clap::Args)]
pub(crate) struct AcceptArguments {
    #[command(flatten)]
    common: CommonArguments,
    /// The team that takes the cases on
    #[arg(long, value_name = "TEAM")]
    team: Option<PublicLabel>,
    /// The named worker of the cases
    #[arg(long, value_name = "NAME")]
    worker: Option<PublicLabel>,
}

/// Ask something about cases before deciding: the sender must answer
///
/// The verdict says only why, by a code. Words go with --words, sealed to the sender alone.
#[derive(Debug, clap::Args)]
pub(crate) struct QueryArguments {
    #[command(flatten)]
    common: CommonArguments,
    /// Why: a reason code of the profile
    #[arg(long, value_name = "CODE", value_parser = code_of_a_query)]
    reason: Option<ReasonCode>,
    /// A text about one case, to be sealed to its sender in a package beside the verdict
    #[arg(long, value_name = "FILE")]
    words: Option<PathBuf>,
}

/// A reason code; whoever writes a question there learns where it goes.
fn code_of_a_query(text: &str) -> Result<ReasonCode, String> {
    text.parse().map_err(|_| {
        "a reason is a code of the profile, such as dataset-incomplete; write the question into a file and \
         give that with --words: it is sealed to the sender"
            .to_owned()
    })
}

/// What a verdict with nothing but a reason needs.
#[derive(Debug, clap::Args)]
pub(crate) struct ReasonArguments {
    #[command(flatten)]
    common: CommonArguments,
    /// Why: a reason code of the profile
    #[arg(long, value_name = "CODE")]
    reason: Option<ReasonCode>,
}

/// Say which organisation should have cases instead: their sender stays responsible until it accepts
#[derive(Debug, clap::Args)]
pub(crate) struct RedirectArguments {
    #[command(flatten)]
    common: CommonArguments,
    /// Why: a reason code of the profile
    #[arg(long, value_name = "CODE")]
    reason: Option<ReasonCode>,
    /// The organisation that should have them
    #[arg(long, value_name = "ORG")]
    to_organisation: Option<OrganisationId>,
}

/// What every verdict needs.
#[derive(Debug, clap::Args)]
pub(crate) struct CommonArguments {
    #[command(flatten)]
    desk: DeskArguments,
    #[command(flatten)]
    cases: CaseArguments,
    /// A table of cases with columns case or token, verdict, reason, team, worker, to; what a row does
    /// not say is taken from the command line
    #[arg(long, value_name = "CSV", conflicts_with_all = ["all", "all_except", "case"])]
    from: Option<PathBuf>,
    /// The audience for which we decide, if the package names us for several
    #[arg(long, value_name = "AUDIENCE")]
    audience: Option<ShortName>,
}

/// How cases are named here.
const NAME_CASES: &str = "--case, --all, --all-except or --from";

impl AcceptArguments {
    /// Does what was asked.
    pub(crate) fn run(&self, screen: &Screen) -> Result<ExitCode, Problem> {
        let terms = Terms {
            team: self.team.clone(),
            worker: self.worker.clone(),
            ..Terms::new(VerdictWord::Accepted)
        };
        self.common.run(&terms, None, screen)
    }
}

impl QueryArguments {
    /// Does what was asked.
    pub(crate) fn run(&self, screen: &Screen) -> Result<ExitCode, Problem> {
        let terms = Terms {
            reason: self.reason.clone(),
            ..Terms::new(VerdictWord::Queried)
        };
        self.common.run(&terms, self.words.as_deref(), screen)
    }
}

impl ReasonArguments {
    /// `refuse`.
    pub(crate) fn refuse(&self, screen: &Screen) -> Result<ExitCode, Problem> {
        self.run(VerdictWord::Refused, screen)
    }

    /// `misdirect`.
    pub(crate) fn misdirect(&self, screen: &Screen) -> Result<ExitCode, Problem> {
        self.run(VerdictWord::Misdirected, screen)
    }

    fn run(&self, word: VerdictWord, screen: &Screen) -> Result<ExitCode, Problem> {
        let terms = Terms {
            reason: self.reason.clone(),
            ..Terms::new(word)
        };
        self.common.run(&terms, None, screen)
    }
}

impl RedirectArguments {
    /// Does what was asked.
    pub(crate) fn run(&self, screen: &Screen) -> Result<ExitCode, Problem> {
        let terms = Terms {
            reason: self.reason.clone(),
            to: self.to_organisation.clone(),
            ..Terms::new(VerdictWord::Redirected)
        };
        self.common.run(&terms, None, screen)
    }
}

impl CommonArguments {
    fn run(
        &self,
        terms: &Terms,
        words: Option<&Path>,
        screen: &Screen,
    ) -> Result<ExitCode, Problem> {
        let choice = self.cases.choice();
        let cases = match &self.from {
            Some(table) => Cases::Table(table),
            None if choice.names_any() => Cases::Chosen(&choice),
            None => {
                return Err(Problem::usage(
                    "no case is named",
                    format!("Name cases with {NAME_CASES}."),
                ));
            }
        };
        let mut at = self.desk.read(screen)?;
        let mut desk = self.desk.desk(&mut at.office, &at.statements, &at.index)?;
        let audience = desk.speak_for(self.audience.as_ref());
        audience.map_err(|error| Problem::with_package(&self.desk.package, error))?;
        if terms.word == VerdictWord::Accepted || self.from.is_some() || choice.has_references() {
            self.desk.open(&mut desk)?;
        }
        let signed = desk.give(cases, terms, &at.signer);
        let signed = signed.map_err(|error| self.not_said(error))?;
        for token in &signed.asked_elsewhere {
            screen.note(&format!(
                "case {token}: an action of it must be taken by another organisation; see that it does"
            ));
        }
        let read = desk.cases().map(|read| read.references().clone());
        let references = by_token(read.unwrap_or_default());
        let role = desk.roles_of(&at.signer).into_iter().next();
        let verdict = &signed.statement;
        let words = words.map(|file| {
            let [row] = verdict.payload().verdicts.as_slice() else {
                return Err(words::one_case_only());
            };
            let words = Words {
                file,
                to: &at.index.head().payload().by,
                token: row.token,
                reference: references
                    .get(&row.token)
                    .cloned()
                    .ok_or_else(words::no_reference)?,
                role,
            };
            words::seal(&at, &words, &self.desk.filing.to)
        });
        let words = words.transpose()?;
        // The words first: a question without them would be none.
        let words = words.map(SealedReply::finish).transpose()?;
        let written = at.filing.write(verdict)?;
        let filed = written.send();
        let left_out = LeftOut::new(signed.left_out, references);
        screen.report(&Decisions::new(
            verdict,
            left_out,
            filed.told(),
            words.as_deref(),
        ))?;
        filed.done()
    }

    /// What is told when nothing was signed: what the command line lacks, or what of its cases cannot be said.
    fn not_said(&self, error: SayError) -> Problem {
        let SayError::Terms(error) = error else {
            return not_said(&self.desk.package, error, NAME_CASES);
        };
        let next = match &error {
            TermsError::NoWorker => "Give --team and --worker.",
            TermsError::UnknownOrganisation => {
                "Name another with --to-organisation, or ask the authority to list it."
            }
            TermsError::NoOrganisation => "Give --to-organisation.",
            _ => "Give --reason with one of them.",
        };
        let next = format!("{next} Nothing was signed.");
        match error.class() {
            Some(class) => Problem::refused(class, error.to_string(), next),
            None => Problem::usage(error.to_string(), next),
        }
    }
}

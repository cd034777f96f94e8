//! `handover accept`, `query`, `refuse`, `redirect`, `misdirect`: a person decides about cases.

mod decided;
mod guard;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::ExitCode,
};

use handover::trust::{
    OrganisationId, PublicLabel, ReasonCode, ShortName, Statement, Verdict, VerdictAnswer,
};
use handover_report::{Page, Report, shown};
use serde::Serialize;

use self::{
    decided::{Terms, Word, decided},
    guard::Guard,
};
use super::{
    desk::{
        CaseArguments, Desk, DeskArguments, Failures, LeftOut, ReadCases, by_token, check_counts,
        words::{self, Words},
    },
    filing::Filed,
    reply::SealedReply,
    statements::sign,
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
            ..Terms::new(Word::Accepted)
        };
        self.common.run(&terms, None, screen)
    }
}

impl QueryArguments {
    /// Does what was asked.
    pub(crate) fn run(&self, screen: &Screen) -> Result<ExitCode, Problem> {
        let terms = Terms {
            reason: self.reason.clone(),
            ..Terms::new(Word::Queried)
        };
        self.common.run(&terms, self.words.as_deref(), screen)
    }
}

impl ReasonArguments {
    /// `refuse`.
    pub(crate) fn refuse(&self, screen: &Screen) -> Result<ExitCode, Problem> {
        self.run(Word::Refused, screen)
    }

    /// `misdirect`.
    pub(crate) fn misdirect(&self, screen: &Screen) -> Result<ExitCode, Problem> {
        self.run(Word::Misdirected, screen)
    }

    fn run(&self, word: Word, screen: &Screen) -> Result<ExitCode, Problem> {
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
            ..Terms::new(Word::Redirected)
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
        if !self.cases.names_any() && self.from.is_none() {
            return Err(Problem::usage(
                "no case is named",
                format!("Name cases with {NAME_CASES}."),
            ));
        }
        let desk = self.desk.read(screen)?;
        let audience = desk.audience(self.audience.as_ref())?;
        let must_open =
            terms.word == Word::Accepted || self.from.is_some() || self.cases.has_references();
        let read = must_open
            .then(|| ReadCases::open(&desk, &audience))
            .transpose()?;
        let (verdict, left_out) = give(&VerdictInput {
            desk: &desk,
            audience: &audience,
            read: read.as_ref(),
            cases: &self.cases,
            from: self.from.as_deref(),
            terms,
            screen,
        })?;
        let words = words
            .map(|file| self.sealed_words(&desk, file, verdict.payload(), read.as_ref()))
            .transpose()?;
        let written = desk.filing.write(&verdict)?;
        let words = words.map(SealedReply::finish).transpose()?;
        let filed = written.send();
        let references = read.map(ReadCases::into_references).unwrap_or_default();
        screen.report(&Decisions {
            audience: audience.to_string(),
            file: filed.file(),
            id: verdict.id().to_string(),
            left_out: left_out.left_out(by_token(references)),
            package: desk.head().id().to_string(),
            sent: filed.sent(),
            verdicts: counts(verdict.payload()),
            words: words.as_deref().map(shown),
            filed: &filed,
        })?;
        filed.done()
    }

    /// Words to the sender about the one case of a verdict.
    fn sealed_words(
        &self,
        desk: &Desk,
        file: &Path,
        verdict: &Verdict,
        read: Option<&ReadCases>,
    ) -> Result<SealedReply, Problem> {
        let [row] = verdict.verdicts.as_slice() else {
            return Err(words::one_case_only());
        };
        let reference = read.and_then(|read| read.reference(&row.token));
        let words = Words {
            file,
            to: &desk.head().payload().by,
            token: row.token,
            reference: reference.ok_or_else(words::no_reference)?,
        };
        words::seal(desk, &words, &self.desk.filing.to)
    }
}

/// What was decided.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Decisions<'a> {
    audience: String,
    file: String,
    id: String,
    left_out: LeftOut,
    package: String,
    /// Whose server has it; null if it was not sent.
    sent: Option<String>,
    /// How many cases got which word.
    verdicts: BTreeMap<&'static str, u64>,
    /// The package with words about the case, where there is one.
    words: Option<String>,
    #[serde(skip)]
    filed: &'a Filed,
}

impl Report for Decisions<'_> {
    fn tell(&self, page: &mut Page) {
        page.field("Verdict", std::slice::from_ref(&self.id));
        page.field("Package", std::slice::from_ref(&self.package));
        let said = self.verdicts.iter();
        let said: Vec<String> = said
            .map(|(word, count)| format!("{count} {word}"))
            .collect();
        page.field("Cases", &[said.join(", ")]);
        self.left_out.tell(page);
        if let Some(words) = &self.words {
            self.filed.tell_words(words, page);
        }
        self.filed.tell(page);
    }
}

/// What is needed to give a verdict.
pub(crate) struct VerdictInput<'a> {
    pub(crate) desk: &'a Desk,
    pub(crate) audience: &'a ShortName,
    /// The cases, where they were opened.
    pub(crate) read: Option<&'a ReadCases>,
    pub(crate) cases: &'a CaseArguments,
    /// A table of cases.
    pub(crate) from: Option<&'a Path>,
    pub(crate) terms: &'a Terms,
    /// Where it is said what another organisation must do.
    pub(crate) screen: &'a Screen,
}

/// Signs one verdict about all the cases, or about none.
pub(crate) fn give(input: &VerdictInput<'_>) -> Result<(Statement<Verdict>, Failures), Problem> {
    let desk = input.desk;
    let mut failures = Failures::default();
    let decided = decided(input, &mut failures)?;
    let mut transfer = desk.transfer()?;
    let history = transfer.history();
    let guard = Guard {
        desk,
        table: desk.table(&history)?,
        audience: input.audience,
        read: input.read,
    };
    let looked_at = decided.iter().map(|decided| {
        let row = guard.check(decided)?;
        Ok((row.token, row))
    });
    let leaves_out = input.cases.leaves_out();
    let (verdicts, left_out) = failures.or_rows(looked_at, leaves_out, NAME_CASES)?;
    drop(history);
    let head = desk.head();
    let verdict = Verdict {
        at: desk.now(),
        by: desk.us().clone(),
        mandate: head.payload().mandate,
        package: *head.id(),
        audience: input.audience.clone(),
        verdicts,
    };
    let verdict = sign(&desk.signer, verdict, &desk.directory, desk.now())?;
    if let Some(read) = input.read {
        tell_asked_elsewhere(verdict.payload(), read, input.screen);
    }
    // Whether it fits is part of what is looked at.
    let _ = transfer.add_verdict(&verdict);
    check_counts(&transfer.history(), verdict.id())?;
    Ok((verdict, left_out))
}

/// Names the cases whose new holder must see to it that another organisation takes an action.
fn tell_asked_elsewhere(verdict: &Verdict, read: &ReadCases, screen: &Screen) {
    let accepted = verdict.verdicts.iter().filter(|row| {
        matches!(row.answer, VerdictAnswer::Accepted { .. }) && read.is_asked_elsewhere(&row.token)
    });
    for row in accepted {
        screen.note(&format!(
            "case {}: an action of it must be taken by another organisation; see that it does",
            row.token
        ));
    }
}

/// How many cases got which word.
fn counts(verdict: &Verdict) -> BTreeMap<&'static str, u64> {
    let mut counts = BTreeMap::new();
    for row in &verdict.verdicts {
        let count: &mut u64 = counts
            .entry(VerdictAnswer::as_str(&row.answer))
            .or_default();
        *count = count.saturating_add(1);
    }
    counts
}

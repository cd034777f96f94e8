//! `handover event`: what happened to cases afterwards, or between.

use std::{collections::BTreeMap, path::PathBuf, process::ExitCode};

use handover::{
    case::Date,
    cbor::RefusalClass,
    desk::{Happening, SayError, TermsError},
    trust::{EventRow, EventWord, ReasonCode},
};
use handover_report::desk::{Happened, LeftOut, by_token};

use super::{
    desk::{
        self, CaseArguments, DeskArguments,
        words::{self, Words},
    },
    reply::SealedReply,
};
use crate::{problem::Problem, screen::Screen};

/// Say what happened to cases: withdrawn, recalled, answered, contacted, reviewed, not-engaged
///
/// The sender says `withdrawn` (before acceptance), `recalled` (after it: a request), `answered` (to a
/// query) and `superseded`; whoever accepted says `contacted`, `reviewed` and `not-engaged`, and `answered`
/// to a withdrawal that came too late. What would not count is refused before anything is signed.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// What happened
    #[arg(value_name = "WORD")]
    word: EventWord,
    #[command(flatten)]
    desk: DeskArguments,
    #[command(flatten)]
    cases: CaseArguments,
    /// On which day, if not today: 2026-10-01
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// Why: a reason code of the profile; withdrawn and recalled need one
    #[arg(long, value_name = "CODE")]
    code: Option<ReasonCode>,
    /// A text about one case that answers it, to be sealed to who asked, in a package beside it
    #[arg(long, value_name = "FILE")]
    words: Option<PathBuf>,
}

/// How cases are named here.
const NAME_CASES: &str = "--case, --all or --all-except";

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let choice = arguments.cases.choice();
    if !choice.names_any() {
        return Err(Problem::usage(
            "no case is named",
            format!("Name cases with {NAME_CASES}."),
        ));
    }
    if arguments.words.is_some() && arguments.word != EventWord::Answered {
        return Err(Problem::usage(
            "only an answer has words",
            "Give --words with answered, or with `handover query`.",
        ));
    }
    let mut at = arguments.desk.read(screen)?;
    let mut desk = (arguments.desk).desk(&mut at.office, &at.statements, &at.index)?;
    let told = |error| Problem::with_package(&arguments.desk.package, error);
    let references = if choice.has_references() || arguments.words.is_some() {
        if !desk.is_sender() {
            let audience = desk.first_audience().cloned();
            desk.speak_for(audience.as_ref()).map_err(told)?;
            arguments.desk.open(&mut desk)?;
        }
        desk.references().map_err(told)?
    } else {
        BTreeMap::new()
    };
    let happening = Happening {
        word: arguments.word,
        on: day(arguments.on, at.moment.day_in_london())?,
        code: arguments.code.clone(),
    };
    let signed = desk.say(&choice, &happening, &references, &at.signer);
    let signed = signed.map_err(|error| not_said(arguments, error))?;
    let said = signed.statement.payload();
    let references = by_token(references);
    let words = match &arguments.words {
        Some(file) => {
            let [EventRow(token, Some(re))] = said.rows.as_slice() else {
                return Err(words::one_case_only());
            };
            let asker = desk.speaker(re).map_err(told)?;
            let role = desk.roles_of(&at.signer).into_iter().next();
            let words = Words {
                file,
                to: &asker.ok_or_else(|| Problem::our_bug("an answer to nothing was signed"))?,
                token: *token,
                reference: references
                    .get(token)
                    .cloned()
                    .ok_or_else(words::no_reference)?,
                role,
            };
            Some(words::seal(&at, &words, &arguments.desk.filing.to)?)
        }
        None => None,
    };
    // The words first: a question without them would be none.
    let words = words.map(SealedReply::finish).transpose()?;
    let written = at.filing.write(&signed.statement)?;
    let filed = written.send();
    screen.report(&Happened::new(
        &signed.statement,
        at.index.head().id(),
        LeftOut::new(signed.left_out, references),
        filed.told(),
        words.as_deref(),
    ))?;
    filed.done()
}

/// The day on which it happened: today, if none is named.
fn day(named: Option<Date>, today: Date) -> Result<Date, Problem> {
    match named {
        Some(on) if on > today => Err(Problem::usage(
            "that day is still to come",
            "Say what happened once it has; --at replaces the clock.",
        )),
        Some(on) => Ok(on),
        None => Ok(today),
    }
}

/// What is told when nothing was signed.
fn not_said(arguments: &Arguments, error: SayError) -> Problem {
    match error {
        SayError::Terms(TermsError::NoReason { reasons }) => Problem::usage(
            format!("{} needs a reason", arguments.word),
            format!("Give --code with one of: {}.", reasons.join(", ")),
        ),
        SayError::Terms(TermsError::UnknownReason { reasons }) => Problem::refused(
            RefusalClass::Policy,
            "not a reason of the profile",
            format!("Give --code with one of: {}.", reasons.join(", ")),
        ),
        error => desk::not_said(&arguments.desk.package, error, NAME_CASES),
    }
}

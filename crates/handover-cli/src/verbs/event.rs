//! `handover event`: what happened to cases afterwards, or between.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::ExitCode,
};

use handover::{
    case::{CaseReference, Date},
    cbor::RefusalClass,
    trust::{Event, EventRow, EventWord, ReasonCode, ShortName, Statement, Token},
};
use handover_report::{Page, Report, shown};
use serde::Serialize;

use super::{
    desk::{
        CaseArguments, Desk, DeskArguments, Failure, Failures, LeftOut, ReadCases, Register,
        by_token, check_counts, sent_references,
        words::{self, Words},
    },
    filing::Filed,
    reply::SealedReply,
    statements::{ToArgument, sign},
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

/// What is needed to say what happened.
pub(crate) struct EventInput<'a> {
    pub(crate) desk: &'a Desk,
    pub(crate) word: EventWord,
    pub(crate) on: Date,
    pub(crate) code: Option<ReasonCode>,
    pub(crate) cases: &'a CaseArguments,
    pub(crate) register: Register<'a>,
}

/// How cases are named here.
const NAME_CASES: &str = "--case, --all or --all-except";

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    if !arguments.cases.names_any() {
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
    let desk = arguments.desk.read(screen)?;
    let register = if arguments.cases.has_references() || arguments.words.is_some() {
        references(&desk)?
    } else {
        BTreeMap::new()
    };
    let today = desk.moment.day_in_london();
    let (event, left_out) = say(&EventInput {
        desk: &desk,
        word: arguments.word,
        on: match arguments.on {
            Some(on) if on > today => {
                return Err(Problem::usage(
                    "that day is still to come",
                    "Say what happened once it has; --at replaces the clock.",
                ));
            }
            Some(on) => on,
            None => today,
        },
        code: arguments.code.clone(),
        cases: &arguments.cases,
        register: &|reference| register.get(reference).copied(),
    })?;
    let said = event.payload();
    let words = arguments
        .words
        .as_deref()
        .map(|file| answer(&desk, file, said, &register, &arguments.desk.filing.to))
        .transpose()?;
    let written = desk.filing.write(&event)?;
    let words = words.map(SealedReply::finish).transpose()?;
    let filed = written.send();
    screen.report(&Happened {
        cases: said.rows.len(),
        event: said.event.to_string(),
        file: filed.file(),
        id: event.id().to_string(),
        left_out: left_out.left_out(by_token(register)),
        on: said.on.to_string(),
        package: desk.head().id().to_string(),
        sent: filed.sent(),
        words: words.as_deref().map(shown),
        filed: &filed,
    })?;
    filed.done()
}

/// What was said to have happened.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Happened<'a> {
    /// To how many cases.
    cases: usize,
    event: String,
    file: String,
    id: String,
    left_out: LeftOut,
    on: String,
    package: String,
    /// Whose server has it; null if it was not sent.
    sent: Option<String>,
    /// The package with words about the case, where there is one.
    words: Option<String>,
    #[serde(skip)]
    filed: &'a Filed,
}

impl Report for Happened<'_> {
    fn tell(&self, page: &mut Page) {
        page.field("Event", std::slice::from_ref(&self.id));
        page.field("Package", std::slice::from_ref(&self.package));
        page.field(
            "Cases",
            &[format!("{} {} on {}", self.cases, self.event, self.on)],
        );
        self.left_out.tell(page);
        if let Some(words) = &self.words {
            self.filed.tell_words(words, page);
        }
        self.filed.tell(page);
    }
}

/// Words to whoever asked about the one case of an answer.
fn answer(
    desk: &Desk,
    file: &Path,
    said: &Event,
    register: &BTreeMap<CaseReference, Token>,
    to: &ToArgument,
) -> Result<SealedReply, Problem> {
    let [EventRow(token, Some(re))] = said.rows.as_slice() else {
        return Err(words::one_case_only());
    };
    let transfer = desk.transfer()?;
    let history = transfer.history();
    let asker = history.speaker(re);
    let asker = asker.ok_or_else(|| Problem::our_bug("an answer to nothing was signed"))?;
    let mut known = register.iter();
    let reference = known.find(|(_, known)| *known == token);
    let words = Words {
        file,
        to: asker,
        token: *token,
        reference: reference.ok_or_else(words::no_reference)?.0.clone(),
    };
    words::seal(desk, &words, to)
}

/// Which token stands for which reference: the sender's ledger says it, or the cases.
fn references(desk: &Desk) -> Result<BTreeMap<CaseReference, Token>, Problem> {
    if desk.is_sender() {
        return sent_references(&desk.identity, &desk.passphrase, desk.head(), desk.tokens());
    }
    let stanzas = desk.head().payload().stanzas.iter();
    let mut ours = stanzas.filter(|stanza| stanza.to == *desk.us());
    let audience: Option<&ShortName> = ours.next().map(|stanza| &stanza.audience);
    let audience = desk.audience(audience)?;
    ReadCases::open(desk, &audience).map(ReadCases::into_references)
}

/// Signs one event about all the cases, or about none.
pub(crate) fn say(input: &EventInput<'_>) -> Result<(Statement<Event>, Failures), Problem> {
    let desk = input.desk;
    let mut transfer = desk.transfer()?;
    let history = transfer.history();
    let table = desk.table(&history)?;
    table.may_say(desk.us(), input.word).map_err(|why| {
        Problem::refused(
            why.class(),
            format!("{}: {why}", input.word),
            "The sender says withdrawn, recalled, answered and superseded; whoever accepted says \
             contacted, reviewed and not-engaged, and answered to a withdrawal that came too late.",
        )
    })?;
    has_code(desk, input.word, input.code.as_ref())?;
    let mut failures = Failures::default();
    let chosen = input.cases.chosen(desk, input.register, &mut failures)?;
    let looked_at = chosen.into_iter().map(|(token, subject)| {
        let row = table.happen(desk.us(), input.word, &token);
        let row = row.map_err(|why| Failure::unsayable(subject, &why))?;
        Ok((token, row))
    });
    let (rows, left_out) = failures.or_rows(looked_at, input.cases.leaves_out(), NAME_CASES)?;
    drop(history);
    let head = desk.head();
    let event = Event {
        at: desk.now(),
        by: desk.us().clone(),
        mandate: head.payload().mandate,
        package: Some(*head.id()),
        event: input.word,
        on: input.on,
        code: input.code.clone(),
        rows,
    };
    let event = sign(&desk.signer, event, &desk.directory, desk.now())?;
    // Whether it fits is part of what is looked at.
    let _ = transfer.add_event(&event);
    check_counts(&transfer.history(), event.id())?;
    Ok((event, left_out))
}

/// Taking a case back needs a reason of the profile.
fn has_code(desk: &Desk, word: EventWord, code: Option<&ReasonCode>) -> Result<(), Problem> {
    let reasons = || {
        let known: Vec<&str> = desk.profile.profile().reasons().collect();
        known.join(", ")
    };
    let must = matches!(word, EventWord::Recalled | EventWord::Withdrawn);
    let is_known = |code: &ReasonCode| {
        let mut known = desk.profile.profile().reasons();
        known.any(|known| known == code.as_str())
    };
    match code {
        None if must => Err(Problem::usage(
            format!("{word} needs a reason"),
            format!("Give --code with one of: {}.", reasons()),
        )),
        Some(code) if must && !is_known(code) => Err(Problem::refused(
            RefusalClass::Policy,
            "not a reason of the profile",
            format!("Give --code with one of: {}.", reasons()),
        )),
        _ => Ok(()),
    }
}

//! `handover event`: what happened to cases afterwards, or between.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::ExitCode,
};

use handover::{
    CaseReference, Event, EventRow, EventWord, ReasonCode, RefusalClass, ShortName, Statement,
    Token, TransferDate,
};
use serde_json::json;

use super::{
    desk::{
        CaseArguments, Desk, DeskArguments, Failure, Failures, History, ReadCases, Register, State,
        Subject, by_token, sent_references,
        words::{self, Words},
    },
    reply::SealedReply,
    statements::{ToArgument, sign},
};
use crate::{
    clock,
    output::{print, print_json},
    page::Page,
    problem::{Problem, shown},
    terminal::Paint,
};

/// Say what happened to cases: withdrawn, recalled, answered, contacted, reviewed, not-engaged
///
/// The sender says `withdrawn` (before acceptance), `recalled` (after it: a request), `answered` (to a
/// query) and `superseded`; whoever accepted says `contacted`, `reviewed` and `not-engaged`. What would
/// not count is refused before anything is signed.
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
    on: Option<TransferDate>,
    /// Why: a reason code of the profile; withdrawn and recalled need one
    #[arg(long, value_name = "CODE")]
    code: Option<ReasonCode>,
    /// A text about one case that answers a query, to be sealed to who asked, in a package beside it
    #[arg(long, value_name = "FILE")]
    words: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long)]
    pub(crate) json: bool,
}

/// What is needed to say what happened.
pub(crate) struct EventInput<'a> {
    pub(crate) desk: &'a Desk,
    pub(crate) word: EventWord,
    pub(crate) on: TransferDate,
    pub(crate) code: Option<ReasonCode>,
    pub(crate) cases: &'a CaseArguments,
    pub(crate) register: Register<'a>,
}

/// How cases are named here.
const NAME_CASES: &str = "--case, --all or --all-except";

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Problem> {
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
    let desk = arguments.desk.read()?;
    let register = if arguments.cases.has_references() || arguments.words.is_some() {
        references(&desk)?
    } else {
        BTreeMap::new()
    };
    let today = clock::day_in_london(desk.moment);
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
    if arguments.json {
        print_json(&json!({
            "cases": said.rows.len(),
            "event": said.event.as_str(),
            "file": filed.file(),
            "id": event.id().to_string(),
            "left_out": left_out.to_json(),
            "on": said.on.to_string(),
            "package": desk.head().id().to_string(),
            "sent": filed.sent(),
            "words": words.as_deref().map(shown),
        }))?;
    } else {
        let mut page = Page::new(Paint::standard_output());
        page.field("Event", &[event.id().to_string()]);
        page.field("Package", &[desk.head().id().to_string()]);
        let what = format!("{} {} on {}", said.rows.len(), said.event, said.on);
        page.field("Cases", &[what]);
        left_out.tell(&mut page, &by_token(register));
        if let Some(path) = &words {
            filed.tell_words(path, &mut page);
        }
        filed.tell(&mut page);
        print(&page.into_text())?;
    }
    filed.done(arguments.json)
}

/// Words to whoever asked about the one case of an answer.
fn answer(
    desk: &Desk,
    file: &Path,
    said: &Event,
    register: &BTreeMap<CaseReference, Token>,
    to: &ToArgument,
) -> Result<SealedReply, Problem> {
    let [EventRow(token, _)] = said.rows.as_slice() else {
        return Err(words::one_case_only());
    };
    let (State::Queried(asker), _) = History::of(desk).standing(token) else {
        return Err(Problem::our_bug("an answer to nothing was signed"));
    };
    let mut known = register.iter();
    let reference = known.find(|(_, known)| *known == token);
    let words = Words {
        file,
        to: &asker,
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
    may_say(desk, input.word)?;
    has_code(desk, input.word, input.code.as_ref())?;
    let mut failures = Failures::default();
    let chosen = input.cases.chosen(desk, input.register, &mut failures)?;
    let history = History::of(desk);
    let looked_at = chosen.into_iter().map(|(token, subject)| {
        let (state, re) = history.standing(&token);
        happens(desk, input.word, &state, subject).map(|()| (token, EventRow(token, re)))
    });
    let (rows, left_out) = failures.or_rows(looked_at, input.cases.leaves_out(), NAME_CASES)?;
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
    history.check_counts(&event, |transfer| {
        // Whether it fits is part of what is looked at.
        let _ = transfer.add_event(&event);
    })?;
    Ok((event, left_out))
}

/// Whose word it is.
const fn is_senders(word: EventWord) -> bool {
    match word {
        EventWord::Answered
        | EventWord::Recalled
        | EventWord::Superseded
        | EventWord::Withdrawn => true,
        EventWord::Contacted | EventWord::NotEngaged | EventWord::Reviewed => false,
    }
}

/// Whether we may say the word at all.
fn may_say(desk: &Desk, word: EventWord) -> Result<(), Problem> {
    if is_senders(word) && !desk.is_sender() {
        return Err(Problem::refused(
            RefusalClass::NotEntitled,
            format!("only the sender of the package may say {word}"),
            "The recipient has the verdicts, and contacted, reviewed and not-engaged.",
        ));
    }
    if !is_senders(word) {
        desk.audience(first_audience(desk).as_ref())?;
    }
    Ok(())
}

fn first_audience(desk: &Desk) -> Option<ShortName> {
    let mut stanzas = desk.head().payload().stanzas.iter();
    let ours = stanzas.find(|stanza| stanza.to == *desk.us())?;
    Some(ours.audience.clone())
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

/// Whether it can have happened to a case that stands so.
fn happens(desk: &Desk, word: EventWord, state: &State, subject: Subject) -> Result<(), Failure> {
    let refused = |class, what: &str| Err(Failure::refused(subject, class, what));
    match (word, state) {
        (_, State::Conflict) => refused(
            RefusalClass::Conflict,
            "contradicting answers were given: nothing behind them counts",
        ),
        (EventWord::Withdrawn, State::Accepted(_)) => refused(
            RefusalClass::Policy,
            "accepted already: `event recalled` asks its holder to give it back",
        ),
        (EventWord::Withdrawn | EventWord::Superseded, State::Withdrawn) => {
            refused(RefusalClass::Conflict, "withdrawn already")
        }
        (EventWord::Superseded, State::Accepted(_)) => {
            refused(RefusalClass::Policy, "accepted already, in this package")
        }
        (EventWord::Withdrawn | EventWord::Superseded, _)
        | (EventWord::Recalled, State::Accepted(_))
        | (EventWord::Answered, State::Queried(_)) => Ok(()),
        (EventWord::Recalled, _) => refused(
            RefusalClass::Policy,
            "not accepted: it is yours still, and can be withdrawn",
        ),
        (EventWord::Answered, _) => refused(RefusalClass::Policy, "nothing was asked"),
        (
            EventWord::Contacted | EventWord::NotEngaged | EventWord::Reviewed,
            State::Accepted(by),
        ) if by == desk.us() => Ok(()),
        (EventWord::Contacted | EventWord::NotEngaged | EventWord::Reviewed, _) => refused(
            RefusalClass::NotEntitled,
            "only its holder may say so, and we have not accepted it",
        ),
    }
}

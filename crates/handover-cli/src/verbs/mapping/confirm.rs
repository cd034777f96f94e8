//! `handover mapping confirm`: a person says which guesses are right.

use std::{
    fs,
    io::{self, BufRead, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use handover::extract::Meaning;
use handover_files::NewFile;
use handover_proposal::{ConfirmError, Confirmation, Guess};
use handover_report::{mapping::MappingConfirmed, shown};

use crate::{problem::Problem, screen::Screen};

/// Confirm what a sheet says, column by column
///
/// Asks on the terminal: first for what only you can say, then for the columns. What looks sure can be confirmed
/// together; what wants a look is asked one by one. An empty answer leaves a line as it is: nothing of it is taken.
/// With --right, --means or --set nothing is asked. What you wrote into the file beside a line stays.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The mapping that `handover mapping new` wrote
    #[arg(value_name = "MAPPING")]
    mapping: PathBuf,
    /// The line of this heading is right
    #[arg(long, value_name = "HEADING")]
    right: Vec<String>,
    /// The column means this: `handover mapping meanings` lists what there is
    #[arg(long, value_name = "HEADING=MEANING")]
    means: Vec<String>,
    /// What only you can say, and the two questions of the sheet
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let path = arguments.mapping.as_path();
    let text = fs::read_to_string(path).map_err(|error| Problem::reading(path, &error))?;
    let mut confirmation = Confirmation::of(&text).map_err(|error| not_confirmed(&error, path))?;
    let is_asked =
        arguments.right.is_empty() && arguments.means.is_empty() && arguments.set.is_empty();
    if is_asked {
        ask(&mut confirmation, screen)?;
    }
    for line in &arguments.set {
        let (name, value) = parts(line)?;
        confirmation
            .answer(Confirmation::table_of(name), name, value)
            .map_err(|error| wrong_line(&error, name))?;
    }
    for line in &arguments.means {
        let (heading, meaning) = parts(line)?;
        confirmation
            .means(heading, meaning)
            .map_err(|error| wrong_line(&error, heading))?;
    }
    for heading in &arguments.right {
        confirmation
            .confirm(heading)
            .map_err(|error| wrong_line(&error, heading))?;
    }
    NewFile::rewrite(path, confirmation.to_toml().as_bytes())?;
    let report = MappingConfirmed::new(&confirmation, path);
    screen.report(&report)?;
    Ok(if report.is_whole() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// `HEADING=MEANING`; a heading may hold the sign, a meaning does not.
fn parts(line: &str) -> Result<(&str, &str), Problem> {
    line.rsplit_once('=').ok_or_else(|| {
        Problem::usage(
            "that line has no =",
            "Write NAME=VALUE, in quotation marks if it has spaces.",
        )
    })
}

/// Asks whoever sits there; the end of what they type leaves the rest as it is.
fn ask(confirmation: &mut Confirmation, screen: &Screen) -> Result<(), Problem> {
    let mut lines = io::stdin().lock().lines();
    let mut answer = |question: &str| -> Result<Option<String>, Problem> {
        let mut screen = io::stderr().lock();
        // Nobody is there to be told that standard error is gone.
        let _ = write!(screen, "{question} ");
        let _ = screen.flush();
        let line = lines.next().transpose();
        let line = line.map_err(|error| Problem::reading("the terminal".as_ref(), &error))?;
        Ok(line.map(|line| line.trim().to_owned()))
    };
    for one in confirmation.unanswered() {
        let question = format!("{} - {}:", one.key.replace('_', " "), one.asks);
        loop {
            let Some(said) = answer(&question)? else {
                return Ok(());
            };
            if said.is_empty() || confirmation.answer(one.table, &one.key, &said).is_ok() {
                break;
            }
            screen.note("That is no answer to this line: yes or no, a day as 14/12/2026, a time as 14/12/2026 16:00.");
        }
    }
    let (unsure, sure): (Vec<Guess>, Vec<Guess>) = confirmation
        .guesses()
        .into_iter()
        .partition(|guess| guess.wants_a_look);
    if !sure.is_empty() {
        for (number, guess) in (1..).zip(&sure) {
            screen.note(&format!("  {number:>2}  {}", in_words(guess)));
        }
        let question = "Which of these lines are right? all, or the numbers of those that are NOT (empty: none):";
        let Some(said) = answer(question)? else {
            return Ok(());
        };
        let wrong: Vec<usize> = said
            .split([' ', ','])
            .filter_map(|word| word.parse().ok())
            .collect();
        let is_some = said.eq_ignore_ascii_case("all") || !wrong.is_empty();
        for (number, guess) in (1..).zip(&sure).filter(|_| is_some) {
            if !wrong.contains(&number) {
                confirmation
                    .confirm(&guess.heading)
                    .map_err(|error| wrong_line(&error, &guess.heading))?;
            }
        }
    }
    for guess in &unsure {
        screen.note(&in_words(guess));
        loop {
            let question = "Right? yes, a meaning (? lists them), or empty to leave it unread:";
            let Some(said) = answer(question)? else {
                return Ok(());
            };
            let done = match said.as_str() {
                "" => Ok(()),
                "y" | "yes" => confirmation.confirm(&guess.heading),
                "?" => {
                    for (word, meaning) in Meaning::all() {
                        screen.note(&format!("  {word:<22}{}", meaning.says()));
                    }
                    continue;
                }
                meaning => confirmation.means(&guess.heading, meaning),
            };
            if done.is_ok() {
                if matches!(said.as_str(), "y" | "yes")
                    && !ask_words(confirmation, guess, &mut answer)?
                {
                    return Ok(());
                }
                break;
            }
            screen.note(
                "That is no meaning. `words SECTION.FIELD` and `nothing WHY` have two words.",
            );
        }
    }
    Ok(())
}

/// Asks what unknown words of a column mean; an empty answer leaves the word unread. False at the end of the answers.
fn ask_words(
    confirmation: &mut Confirmation,
    guess: &Guess,
    answer: &mut impl FnMut(&str) -> Result<Option<String>, Problem>,
) -> Result<bool, Problem> {
    if guess.codes.is_empty() {
        return Ok(true);
    }
    for word in &guess.unknown {
        let question = format!(
            "  {word:?} means? {}, or empty to leave it unread:",
            guess.codes.join(", ")
        );
        loop {
            let Some(said) = answer(&question)? else {
                return Ok(false);
            };
            let is_code = guess.codes.contains(&said.as_str());
            if said.is_empty()
                || (is_code && confirmation.word(&guess.heading, word, &said).is_ok())
            {
                break;
            }
        }
    }
    Ok(true)
}

/// A guess as a sentence.
fn in_words(guess: &Guess) -> String {
    let says = Meaning::of(&guess.meaning).map_or("?", Meaning::says);
    format!(
        "{:?} is {} ({}): {}",
        guess.heading, says, guess.meaning, guess.account
    )
}

fn wrong_line(error: &ConfirmError, what: &str) -> Problem {
    Problem::usage(
        format!("{what}: {error}"),
        "Look at the headings in the mapping, and at `handover mapping meanings`.",
    )
}

fn not_confirmed(error: &ConfirmError, path: &Path) -> Problem {
    Problem::input_output(
        format!("{}: {error}", shown(path)),
        "Name a mapping that `handover mapping new` wrote; mend the line that is named.",
    )
}

//! The command line.

use std::{env, process::ExitCode};

use clap::{
    CommandFactory, FromArgMatches, Parser,
    error::{ContextKind, ErrorKind},
};

use crate::{demo, ending::UsedIdentity, problem::Problem, screen::Screen, verbs::Verb};

/// Hands people's cases over to the service that takes them on, sealed so that only it can read them.
#[derive(Debug, Parser)]
#[command(
    name = "handover",
    version,
    max_term_width = 100,
    disable_help_subcommand = true,
    after_help = "Begin with `handover demo`. Results go to standard output, messages to standard error.\n\
        Exit codes: 0 done, 1 refused (the class is named) or not all done, 2 usage, 3 input or output,\n\
        4 our bug."
)]
pub(crate) struct Arguments {
    /// Print the result as one JSON document (`handover schema report` lists their schemas)
    #[arg(long = "json", global = true, id = "as_json")]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The demonstration runs verbs, so it is none of them.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    Demo(demo::Arguments),
    #[command(flatten)]
    Verb(Box<Verb>),
}

/// Reads the command line; help and mistakes end the program here.
pub(crate) fn parse() -> Result<(Arguments, Option<UsedIdentity>), ExitCode> {
    let matches = Arguments::command().try_get_matches();
    let parsed = matches.and_then(|matches| {
        let used = UsedIdentity::of(&matches);
        Ok((Arguments::from_arg_matches(&matches)?, used))
    });
    parsed.map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let asked = error.kind() != ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
            // The reader of the help may go away: nothing is lost.
            let _ = error.print();
            if asked {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(2)
            }
        }
        _ => {
            let problem = two_lines(&error);
            // Whoever cannot be understood is answered as was asked for.
            let wants_json = env::args_os().any(|word| word == "--json");
            Screen::terminal(wants_json).problem(&problem);
            problem.exit_code()
        }
    })
}

/// What is wrong and where to look, in the program's own form.
fn two_lines(error: &clap::Error) -> Problem {
    let rendered = error.to_string();
    let said: Vec<&str> = rendered
        .lines()
        .take_while(|line| !line.trim().is_empty())
        .map(str::trim)
        .collect();
    let what = said.join(" ");
    let what = what.strip_prefix("error: ").unwrap_or(&what);
    let usage = rendered
        .lines()
        .find_map(|line| line.strip_prefix("Usage: "))
        .map(command_of);
    let command = usage.unwrap_or_else(|| "handover".to_owned());
    let suggestion = match error
        .get(ContextKind::SuggestedSubcommand)
        .or_else(|| error.get(ContextKind::SuggestedArg))
    {
        Some(suggestion) => format!("Did you mean {suggestion}? "),
        None => String::new(),
    };
    Problem::usage(what, format!("{suggestion}See `{command} --help`."))
}

/// The verb of a usage line: `handover seal [OPTIONS] ...` is `handover seal`.
fn command_of(usage: &str) -> String {
    let words: Vec<&str> = usage
        .split_whitespace()
        .take_while(|word| {
            word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') && !word.starts_with('-')
        })
        .collect();
    words.join(" ")
}

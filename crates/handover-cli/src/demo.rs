//! `handover demo`: the whole way on an invented caseload, told as a story.

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use clap::Parser;
use handover_demo::{Demo, Program, Ran};

use crate::{
    problem::Problem,
    screen::Screen,
    verbs::{self, Verb},
};

/// Tell the story of one handover, from extract to opened case, on invented people
///
/// Everything is done by the same code as the other verbs, in a temporary folder; packages and statements go
/// through a real server, over TLS, within this machine. --keep leaves the folder, to look around in.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Work in this new folder and leave it there
    #[arg(long, value_name = "FOLDER")]
    keep: Option<PathBuf>,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    screen.no_json()?;
    let demo = Demo {
        program: &ThisProgram,
        paint: screen.paint(),
        keep: arguments.keep.as_deref(),
    };
    demo.tell(&mut screen.results())?;
    Ok(ExitCode::SUCCESS)
}

/// A line that a party types: the verbs, without the demonstration itself.
#[derive(Debug, Parser)]
#[command(name = "handover", no_binary_name = true)]
struct Line {
    #[arg(long = "json", global = true, id = "as_json")]
    json: bool,
    #[command(subcommand)]
    verb: Verb,
}

/// This program, in this process.
struct ThisProgram;

impl Program for ThisProgram {
    fn run(&self, words: &[OsString], indent: usize) -> Ran {
        let (printed, done) = match Line::try_parse_from(words) {
            Ok(line) => {
                let screen = Screen::kept(line.json, indent);
                let done = verbs::run(&line.verb, &screen);
                (screen.into_text(), done)
            }
            Err(error) => {
                let what = format!("the demonstration mistypes: {error}");
                (String::new(), Err(Problem::our_bug(what)))
            }
        };
        Ran {
            printed,
            failure: done.err().map(|problem| problem.failure()),
        }
    }
}

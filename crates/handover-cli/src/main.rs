//! The program `handover`: see `handover --help`.

mod arguments;
mod caseload;
mod clock;
mod demo;
mod ending;
mod mistakes;
mod output;
mod passphrase;
mod problem;
mod refusals;
mod screen;
mod terminal;
mod verbs;

use std::{io::Write, panic, process::ExitCode};

use arguments::Command;
use problem::Problem;
use screen::Screen;

/// A caseload is millions of small texts, made and freed on all cores.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    tell_panics();
    output::remove_pending_on_signals();
    let (arguments, used) = match arguments::parse() {
        Ok(parsed) => parsed,
        Err(ended) => return ended,
    };
    let screen = Screen::terminal(arguments.json);
    let done = match &arguments.command {
        Command::Demo(arguments) => demo::run(arguments, &screen),
        Command::Verb(verb) => verbs::run(verb, &screen),
    };
    match done {
        Ok(code) => {
            used.iter().for_each(|used| used.warn(&screen));
            code
        }
        Err(problem) => {
            screen.problem(&problem);
            problem.exit_code()
        }
    }
}

/// Turns a panic, which is always our bug, into two lines and exit code 4.
///
/// The message of the panic is not shown: it could hold a word of a case.
fn tell_panics() {
    panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
        let problem = Problem::our_bug(format!("a promise inside the program was broken{place}"));
        let _ = writeln!(std::io::stderr(), "{problem}");
        output::clear_and_exit(4);
    }));
}

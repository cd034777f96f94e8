//! The program `handover`: see `handover --help`.

mod amounts;
mod arguments;
mod caseload;

mod clock;
mod demo;

mod findings;
mod mistakes;
mod output;
mod page;
mod passphrase;
mod problem;
mod refusals;
mod sheet;
mod terminal;
mod thumbprint;
mod verbs;

use std::{io::Write, panic, process::ExitCode};

use problem::Problem;

/// A caseload is millions of small texts, made and freed on all cores.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    tell_panics();
    output::remove_pending_on_signals();
    let arguments = match arguments::parse() {
        Ok(arguments) => arguments,
        Err(ended) => return ended,
    };
    let wants_json = arguments.verb.wants_json();
    match verbs::run(&arguments.verb) {
        Ok(code) => code,
        Err(problem) => told(&problem, wants_json),
    }
}

/// Tells a problem: two lines on standard error, one document on standard output for a machine.
fn told(problem: &Problem, wants_json: bool) -> ExitCode {
    if !problem.is_quiet() {
        // If standard error is gone as well, the exit code is all that is left.
        let _ = writeln!(std::io::stderr(), "{problem}");
        if wants_json && !problem.is_printed() {
            let _ = output::print_json(&problem.to_json());
        }
    }
    problem.exit_code()
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

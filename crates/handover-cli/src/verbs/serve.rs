//! `handover serve`: the receiving server.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use handover::cbor::RefusalClass;
use handover_identity::Identity;
use handover_report::shown;
use handover_server::{Config, OpenError, Server, StartError};
use tokio::{runtime, sync::Notify};
use tracing_subscriber::{filter::Targets, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::{
    clock::AtArgument, mistakes::in_toml, output::on_signal_instead,
    passphrase::PassphraseArgument, problem::Problem, refusals::refusal, screen::Screen,
};

/// Keep packages and statements for an organisation: receive them over HTTPS, receipt and hand them out
///
/// The server opens nothing: it needs the keys of the uses service and transport, and no other. It runs until
/// it is told to stop (SIGINT, SIGTERM), and then ends what is under way. What it logs, one JSON document a line
/// on standard error, holds ids and words, and nothing about persons.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The configuration file
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "example_config",
        conflicts_with = "example_config"
    )]
    config: Option<PathBuf>,
    /// Print a commented configuration file to copy and edit
    #[arg(long)]
    example_config: bool,
    /// Threads that serve requests, instead of those of the configuration
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=512))]
    workers: Option<u16>,
    /// The least that is logged
    #[arg(long, value_name = "LEVEL", value_enum, default_value = "info")]
    log: Level,
    #[command(flatten)]
    passphrase: PassphraseArgument,
    #[command(flatten)]
    at: AtArgument,
}

/// How much is logged.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Level {
    /// What somebody must look after
    Error,
    /// And what may mean trouble
    Warn,
    /// And one line for each request
    Info,
    /// And why connections ended
    Debug,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    screen.no_json()?;
    let Some(path) = &arguments.config else {
        screen.print(&Config::example())?;
        return Ok(ExitCode::SUCCESS);
    };
    let config = read_config(path)?;
    let identity = handover_server::Identity::unlock(
        &Identity::read(&config.identity)?,
        &arguments.passphrase.existing()?,
    )?;
    log(arguments.log);
    let workers = arguments.workers.map(usize::from).or(config.workers);
    let mut runtime = runtime::Builder::new_multi_thread();
    if let Some(workers) = workers {
        runtime.worker_threads(workers);
    }
    let runtime = runtime.enable_all().build();
    let runtime = runtime.map_err(|error| {
        Problem::input_output(
            format!(
                "the threads of the server cannot be started: {}",
                error.kind()
            ),
            "Give it fewer workers, or raise the limits of its account.",
        )
    })?;
    let told_to_stop = Arc::new(Notify::new());
    let tell = Arc::clone(&told_to_stop);
    on_signal_instead(move || tell.notify_one());
    let at = arguments.at;
    runtime.block_on(async {
        let told = |error: StartError| not_started(path, &config, &error);
        let clock = move || at.moment().posix();
        let server = Server::open(config.clone(), identity, clock)
            .await
            .map_err(told)?;
        let running = server.addresses().map_err(told)?;
        let mut text = format!("Listening on {} (TLS)\n", running.listen);
        if let Some(operations) = running.operations {
            text.push_str(&format!("Operations on {operations}\n"));
        }
        screen.print(&text)?;
        server.run(told_to_stop.notified()).await;
        Ok(ExitCode::SUCCESS)
    })
}

fn read_config(path: &Path) -> Result<Config, Problem> {
    let text = fs::read_to_string(path).map_err(|error| Problem::reading(path, &error))?;
    Config::from_toml(&text).map_err(|error| {
        Problem::usage(
            format!("{}: {}", shown(path), in_toml(text.as_bytes(), &error)),
            "Mend the configuration; `handover serve --example-config` shows every key.",
        )
    })
}

/// Logs what this program says, and nothing of the libraries below it: they do not know what may be logged.
fn log(level: Level) {
    let level = match level {
        Level::Error => tracing::Level::ERROR,
        Level::Warn => tracing::Level::WARN,
        Level::Info => tracing::Level::INFO,
        Level::Debug => tracing::Level::DEBUG,
    };
    let lines = fmt::layer()
        .json()
        .flatten_event(true)
        .with_writer(std::io::stderr);
    let ours = Targets::new().with_target("handover_server", level);
    tracing_subscriber::registry().with(ours).with(lines).init();
}

/// Why the server was not started, and what to do.
fn not_started(config_file: &Path, config: &Config, error: &StartError) -> Problem {
    let directory = format!("the directory {}", shown(&config.directory));
    match error {
        StartError::Address(error) => Problem::input_output(
            format!(
                "the addresses in {} cannot be listened at: {}",
                shown(config_file),
                error.kind()
            ),
            "Choose other ports, or stop what uses them.",
        ),
        StartError::Anchor => Problem::usage(
            "the directory's anchor is not known here yet",
            "Put anchor = \"...\" into the configuration: the authority tells it, by another road than \
             the file.",
        ),
        StartError::Directory(error) => {
            refusal(&format!("{directory} was not taken"), error.class(), error)
        }
        StartError::DirectoryFile(error) => Problem::reading(&config.directory, error),
        StartError::OtherOrganisation => Problem::refused(
            RefusalClass::NotEntitled,
            "the directory says that the transport certificate is another organisation's",
            "Use the identity folder whose card is in the directory.",
        ),
        StartError::Service(error) => refusal(
            &format!("{directory} does not let this server sign receipts"),
            error.class(),
            error,
        ),
        StartError::Transport(error) => refusal(
            &format!("{directory} does not list the transport certificate of this server"),
            error.class(),
            error,
        ),
        StartError::Storage(OpenError::Locked) => Problem::input_output(
            format!("another server uses {}", shown(&config.data)),
            "Stop it first, or give this one a folder of its own.",
        ),
        error => Problem::input_output(
            format!("the server cannot start: {error}"),
            format!("Check what {} names.", shown(config_file)),
        ),
    }
}

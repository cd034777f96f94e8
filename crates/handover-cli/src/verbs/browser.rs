//! `handover desk`: a page in the browser.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use handover_desk::{DeskError, DeskServer, DeskSettings, Room, RoomError};
use handover_files::NewFile;

use super::online;
use crate::{clock::AtArgument, problem::Problem, screen::Screen};

/// The file that leads the browser in: for the owner alone, for the list of running programs is for everybody.
const WAY_IN: &str = "open-desk.html";

/// Open the desk: everything that people do here, on pages in your browser
///
/// Works in a folder, by the names that the guides use: identity, directory, transfer, incoming, sealed, caseloads. It
/// listens on this machine alone (127.0.0.1), opens the browser by a key that works once, locks after some minutes
/// without a click, and ends by its own button or by Ctrl-C. What is done there leaves the same files as the other verbs.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The folder to work in; it is made if it is not there
    #[arg(value_name = "FOLDER", default_value = ".")]
    folder: PathBuf,
    /// Open no browser, and print the address alone
    #[arg(long)]
    no_browser: bool,
    /// The port on 127.0.0.1 [default: a free one]
    #[arg(
        long,
        value_name = "PORT",
        default_value_t = 0,
        hide_default_value = true
    )]
    port: u16,
    /// Lock after so many minutes without a click
    #[arg(long, value_name = "MINUTES", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=480))]
    lock_after: u16,
    #[command(flatten)]
    at: AtArgument,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    screen.no_json()?;
    let room = Room::open(&arguments.folder)?;
    let at = arguments.at;
    let mut settings = DeskSettings::new(room, Box::new(move || at.moment().posix()));
    settings.port = arguments.port;
    settings.lock_after = Duration::from_mins(arguments.lock_after.into());
    let way_in = arguments.folder.join(WAY_IN);
    let served = online::run(async {
        let server = DeskServer::bind(settings).await?;
        let address = server.way_in();
        if !arguments.no_browser && lead_in(&way_in, &address).is_ok() {
            screen.print("The desk is open in your browser. If none came, open this address, which works once:\n")?;
        }
        screen.print(&format!("{address}\n"))?;
        Ok(server.run().await?)
    });
    fs::remove_file(&way_in).ok();
    served.map(|()| ExitCode::SUCCESS)
}

/// Opens the browser on a file of ours that leads in.
fn lead_in(file: &Path, address: &str) -> Result<(), Problem> {
    let html = format!(
        "<!doctype html><html lang=\"en-GB\"><meta charset=\"utf-8\"><title>Handover</title>\
         <meta http-equiv=\"refresh\" content=\"0; url={address}\"><p><a href=\"{address}\">Open the desk</a></p></html>\n"
    );
    NewFile::rewrite(file, html.as_bytes())?;
    open::that_detached(file).map_err(|error| Problem::reading(file, &error))
}

impl From<RoomError> for Problem {
    fn from(error: RoomError) -> Self {
        match error {
            RoomError::File(error) => error.into(),
            error => Self::our_bug(error.to_string()),
        }
    }
}

impl From<DeskError> for Problem {
    fn from(error: DeskError) -> Self {
        Self::input_output(
            error.to_string(),
            "Leave out --port for a free one, or end the program that has it.",
        )
    }
}

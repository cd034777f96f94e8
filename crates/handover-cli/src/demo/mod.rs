//! `handover demo`: the whole way on an invented caseload, told as a story.

mod cast;
mod chapters;
mod server;
mod story;
mod typed;

use std::{
    env,
    path::PathBuf,
    process::{self, ExitCode},
};

use self::{cast::Cast, story::Story};
use crate::{
    output::{NewFolder, private_folder},
    problem::Problem,
    screen::Screen,
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
    server::can_connect()?;
    let temporary;
    let folder = match &arguments.keep {
        Some(folder) => {
            private_folder(folder)?;
            folder.as_path()
        }
        None => {
            // Never finished, so it goes again: at the end, and when we are told to stop.
            let name = format!("handover-demo-{}", process::id());
            temporary = NewFolder::create(&env::temp_dir().join(name))?;
            temporary.path()
        }
    };
    let mut story = Story::begin(screen);
    chapters::opening(&mut story)?;
    let cast = Cast::assemble(folder, &mut story)?;
    chapters::tell(&cast, &mut story)?;
    if let Some(folder) = &arguments.keep {
        chapters::kept(&mut story, folder)?;
    }
    story.end()?;
    Ok(ExitCode::SUCCESS)
}

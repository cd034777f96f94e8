//! `handover pull`: statements from a server.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use bytes::Bytes;
use handover::{
    Office,
    trust::{Countersign, Payload, ShortName, Statement, StatementId},
};
use handover_client::{About, Client, id_of_file};
use handover_report::{pull::PullReport, shown};

use super::{
    countersign::key_for,
    online::{self, Online, OnlineArguments, ServerOfArgument, not_in_folder, trouble},
    statements::{StatementArguments, ToArgument, judged_by},
};
use crate::{problem::Problem, screen::Screen};

/// Fetch the statements that we may read: into the folder of the transfer
///
/// Point the other verbs at the folder with --statement: each verifies what it reads. Of a package its
/// signed index is fetched, which names its cases by tokens and holds none of them. What is in the folder
/// already is not fetched again.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The folder for the files; made if it is not there
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
    /// Only those about this package
    #[arg(long, value_name = "ID", conflicts_with = "mandate")]
    package: Option<StatementId>,
    /// Only those under this mandate
    #[arg(long, value_name = "ID")]
    mandate: Option<StatementId>,
    /// Sign that we have seen what is new and was said by others, in one statement, and file it there: so that
    /// nobody can date it otherwise afterwards
    #[arg(long)]
    seen: bool,
    #[command(flatten)]
    server_of: ServerOfArgument,
    #[command(flatten)]
    online: OnlineArguments,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let online = arguments.online.ready()?;
    let client = online.client_of(&arguments.server_of)?;
    let about = match (arguments.package, arguments.mandate) {
        (Some(package), _) => About::Package(package),
        (None, Some(mandate)) => About::Mandate(mandate),
        (None, None) => About::Everything,
    };
    let files = online::run(pull(&client, about, &arguments.to, screen))?;
    let witness = seen(arguments, &online, &client, &files, screen)?;
    screen.report(&PullReport::new(&files, witness.as_deref(), arguments.seen))?;
    Ok(ExitCode::SUCCESS)
}

/// Fetches what is not in the folder yet; gives back the new files.
pub(crate) async fn pull(
    client: &Client,
    about: About,
    folder: &Path,
    screen: &Screen,
) -> Result<Vec<PathBuf>, Problem> {
    let other = |path: &Path| {
        screen.note(&format!(
            "left alone: {} is there, and is not the statement of that name",
            shown(path)
        ));
    };
    let pulled = client.pull_into(about, folder, other).await;
    pulled.map_err(|error| not_in_folder(error, client.server()))
}

/// Signs that what is new was seen, if that was asked for, and files it at the server.
fn seen(
    arguments: &Arguments,
    online: &Online,
    client: &Client,
    files: &[PathBuf],
    screen: &Screen,
) -> Result<Option<PathBuf>, Problem> {
    if !arguments.seen || files.is_empty() {
        return Ok(None);
    }
    let identity = &online.identity;
    let office = Office::locked(identity)?;
    let mut office = office.judging_by(Arc::clone(&online.directory), online.moment.posix());
    let found = StatementArguments::of(&arguments.to).find(screen)?;
    let statements = judged_by(&mut office, &found, screen)?;
    let new: BTreeSet<StatementId> = files.iter().filter_map(|path| id_of_file(path)).collect();
    let role: ShortName = Countersign::SEEN
        .parse()
        .map_err(|_| Problem::our_bug("the role of a witness is no name"))?;
    let key = key_for(identity, &role)?;
    let signer = identity.signer(&key, &arguments.online.passphrase()?)?;
    let Some(seen) = office.witness(&new, statements.known(), &signer)? else {
        return Ok(None);
    };
    let path = place_of(&arguments.to, &seen)?;
    let bytes = Bytes::copy_from_slice(seen.as_bytes());
    online::run(async {
        let posted = client.post(bytes).await;
        posted.map_err(|error| trouble(&error, client.server()))
    })?;
    Ok(Some(path))
}

/// The file of a sight. A server of ours may have signed the very words in this second, and they were pulled.
fn place_of(folder: &Path, seen: &Statement<Countersign>) -> Result<PathBuf, Problem> {
    let to = ToArgument::at(folder);
    let path = to.place(
        Countersign::KIND.as_str(),
        &seen.id().to_string(),
        "statement",
    );
    match id_of_file(&path) {
        Some(id) if id == *seen.id() => Ok(path),
        _ => to.write(seen),
    }
}

//! What a server has that is new, before it is reconciled.

use std::{env, fs, path::Path, process, sync::Arc};

use handover::{
    cbor::RefusalClass,
    trust::{OrganisationId, StatementId, VerifiedDirectory, statement_id},
};
use handover_client::About;
use handover_identity::Identity;
use handover_report::shown;

use super::{Arguments, StatementArguments};
use crate::{
    output::NewFolder,
    problem::Problem,
    screen::Screen,
    verbs::{
        online::{self, Online, RoadArguments},
        pull::pull,
    },
};

/// Whose server is asked first.
#[derive(Debug, clap::Args)]
pub(crate) struct PullArguments {
    /// Pull first what is new under the mandate, from the server of this organisation (--server alone: our
    /// own); kept in the first folder that --statement names, else only looked at
    #[arg(long, value_name = "ID")]
    server_of: Option<OrganisationId>,
    #[command(flatten)]
    road: RoadArguments,
}

/// The statements at hand, with those that were pulled.
pub(super) struct Pulled {
    pub(super) statements: StatementArguments,
    /// What is not kept is there as long as this.
    _temporary: Option<NewFolder>,
}

/// Pulls, if that was asked for.
pub(super) fn pulled(
    arguments: &Arguments,
    mandate: &Path,
    directory: &Arc<VerifiedDirectory>,
    screen: &Screen,
) -> Result<Pulled, Problem> {
    let PullArguments { server_of, road } = &arguments.pull;
    let statements = arguments.statements.clone();
    if server_of.is_none() && road.server().is_none() {
        road.not_taken()?;
        return Ok(Pulled {
            statements,
            _temporary: None,
        });
    }
    let Some(identity) = arguments.identity.folder() else {
        return Err(Problem::usage(
            "a server gives statements only to those whom they concern",
            "Say who asks with --identity.",
        ));
    };
    let mandate = mandate_id(mandate)?;
    let identity = Identity::read(identity)?;
    let passphrase = arguments.passphrase.existing()?;
    let at = arguments.trust.at;
    let online = Online::new(identity, Arc::clone(directory), &passphrase, at, road)?;
    let client = online.client_for(server_of.as_ref())?;
    let temporary = match statements.first_folder() {
        Some(_) => None,
        None => Some(NewFolder::create(
            &env::temp_dir().join(format!("handover-pulled-{}", process::id())),
        )?),
    };
    let folder = temporary
        .as_ref()
        .map(NewFolder::path)
        .or_else(|| statements.first_folder())
        .ok_or_else(|| Problem::our_bug("what is pulled has no place"))?;
    let new = online::run(pull(&client, About::Mandate(mandate), folder, screen))?;
    screen.note(&match &temporary {
        None => format!(
            "{} new from the server of {}, kept in {}",
            new.len(),
            client.server(),
            shown(folder)
        ),
        Some(_) => format!(
            "{} from the server of {}, not kept: name a folder with --statement for that",
            new.len(),
            client.server()
        ),
    });
    let more = temporary.as_ref().map(|folder| folder.path().to_owned());
    Ok(Pulled {
        statements: statements.and(more),
        _temporary: temporary,
    })
}

/// Which mandate the file claims to be; whether it is good is judged with everything else.
fn mandate_id(path: &Path) -> Result<StatementId, Problem> {
    let bytes = fs::read(path).map_err(|error| Problem::reading(path, &error))?;
    statement_id(&bytes).ok_or_else(|| {
        Problem::refused(
            RefusalClass::Parse,
            format!("{} is no statement", shown(path)),
            "Name the mandate that the commissioner signed.",
        )
    })
}

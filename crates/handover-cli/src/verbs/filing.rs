//! What every verb needs that says something under a transfer: by which statements it judges, who signs, where
//! the new statement is kept, and whether it is sent at once.

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use bytes::Bytes;
use handover::trust::{OrganisationId, Payload, Statement, VerifiedDirectory};
use handover_client::{Client, Posted};
use handover_identity::Identity;
use handover_report::{
    amounts::span,
    filed::{Filed as FiledReport, Sending},
    shown,
};

use super::{
    online::{self, Online, RoadArguments, trouble},
    signing::SigningArguments,
    statements::{StatementArguments, ToArgument},
};
use crate::{problem::Problem, screen::Screen};

/// What is at hand, who signs, and where it goes.
#[derive(Debug, clap::Args)]
pub(crate) struct FilingArguments {
    #[command(flatten)]
    pub(crate) statements: StatementArguments,
    #[command(flatten)]
    pub(crate) to: ToArgument,
    /// Send the statement at once, to the server of this organisation (--server alone: to our own)
    #[arg(long, value_name = "ID")]
    server_of: Option<OrganisationId>,
    #[command(flatten)]
    road: RoadArguments,
    #[command(flatten)]
    pub(crate) signing: SigningArguments,
}

/// The place for a new statement, and the server that gets it.
pub(crate) struct Filing {
    to: ToArgument,
    server: Option<Destination>,
}

/// A server, and how a person sends something there later.
struct Destination {
    client: Client,
    /// What `push` must be told.
    arguments: String,
}

/// A statement that is durable in its file.
pub(crate) struct Written<'a> {
    path: PathBuf,
    bytes: Bytes,
    server: Option<&'a Destination>,
}

/// A statement in its file, and what became of sending it.
pub(crate) struct Filed {
    path: PathBuf,
    sent: Option<Result<Sent, Problem>>,
}

/// Where a statement was sent.
struct Sent {
    server: OrganisationId,
    is_new: bool,
}

impl FilingArguments {
    /// Where the statement goes; what is wrong with the way to a server is told before anything is signed.
    pub(crate) fn filing(
        &self,
        identity: &Identity,
        directory: &Arc<VerifiedDirectory>,
        passphrase: &str,
        screen: &Screen,
    ) -> Result<Filing, Problem> {
        let to = self.to.clone();
        if self.server_of.is_none() && self.road.server().is_none() {
            self.road.not_taken()?;
            return Ok(Filing { to, server: None });
        }
        let (identity, directory) = (identity.clone(), Arc::clone(directory));
        let at = self.signing.trust.at;
        let online = Online::new(identity, directory, passphrase, at, &self.road)?;
        let mut arguments = String::new();
        if let Some(organisation) = &self.server_of {
            arguments.push_str(&format!(" --server-of {organisation}"));
        }
        if let Some(address) = self.road.server() {
            arguments.push_str(&format!(" --server {address}"));
        }
        let client = online.client_for(self.server_of.as_ref())?;
        warn_of_clock(&client, screen);
        let server = Some(Destination { client, arguments });
        Ok(Filing { to, server })
    }
}

/// Says before anything is signed that it would be dated ahead.
fn warn_of_clock(client: &Client, screen: &Screen) {
    let ahead = online::run(async { Ok(client.secs_ahead().await) });
    if let Ok(Ok(Some(secs))) = ahead {
        screen.note(&format!(
            "the clock of this machine is ahead of that of the server of {} by {}: what is signed now is refused \
             elsewhere until then. Set the clock right first; if it is right, tell the server's operator",
            client.server(),
            span(secs),
        ));
    }
}

impl Filing {
    /// Writes a statement, whole or not at all.
    pub(crate) fn write<P: Payload>(
        &self,
        statement: &Statement<P>,
    ) -> Result<Written<'_>, Problem> {
        let path = self.to.write(statement)?;
        Ok(Written {
            path,
            bytes: Bytes::copy_from_slice(statement.as_bytes()),
            server: self.server.as_ref(),
        })
    }
}

impl Written<'_> {
    /// Sends it, if that was asked for.
    pub(crate) fn send(self) -> Filed {
        let Self {
            path,
            bytes,
            server,
        } = self;
        let sent = server.map(|server| {
            server.send(bytes).map_err(|problem| {
                let file = shown(&path);
                problem.and_advise(&format!(
                    "It is signed and stays in {file}; later: `handover push {file}{}`.",
                    server.arguments
                ))
            })
        });
        Filed { path, sent }
    }
}

impl Destination {
    fn send(&self, bytes: Bytes) -> Result<Sent, Problem> {
        let server = self.client.server();
        let posted = online::run(async {
            let posted = self.client.post(bytes).await;
            posted.map_err(|error| trouble(&error, server))
        })?;
        match posted {
            Posted::Early => Err(Problem::input_output(
                format!("the server of {server}: what the statement refers to is not there"),
                "Push the statements before it, and send the package that it is about.",
            )),
            posted => Ok(Sent {
                server: server.clone(),
                is_new: matches!(posted, Posted::Filed(_)),
            }),
        }
    }
}

impl Filed {
    /// Where it is, for the report.
    pub(crate) fn told(&self) -> FiledReport {
        let sending = match &self.sent {
            Some(Ok(Sent { server, is_new })) => Sending::Sent {
                server: server.clone(),
                is_new: *is_new,
            },
            Some(Err(_)) => Sending::Failed,
            None => Sending::NotAsked,
        };
        FiledReport::new(&self.path, sending)
    }

    /// How the verb ends, once its result is printed.
    pub(crate) fn done(self) -> Result<ExitCode, Problem> {
        match self.sent {
            Some(Err(problem)) => Err(problem),
            _ => Ok(ExitCode::SUCCESS),
        }
    }
}

//! Send what we said, fetch what others said and what came for us: at every server that has to do with us.

use std::{collections::BTreeMap, sync::Arc};

use askama::Template;
use axum::{Router, body::Bytes, extract::State, routing::post};
use handover::{
    client::{About, Client, ClientSettings, Patience, Proxied, Trust},
    files::StatementFiles,
    identity::{FirstSeen, KeyName},
    trust::{CertificateUse, OrganisationId, ServerAddress, Signer, VerifiedDirectory},
};
use handover_report::amounts::amount;

use crate::{
    answer::{Answer, Stop, page},
    desk::Desk,
    frame::{Frame, Place},
    posted::Posted,
    room::Room,
    sitting::Sitting,
};

#[derive(Template)]
#[template(path = "exchanged.html")]
struct ExchangedPage {
    frame: Frame,
    servers: Vec<Exchanged>,
}

/// What was exchanged with one server.
struct Exchanged {
    name: String,
    ring: Option<String>,
    sent: usize,
    /// Statements that wait there for a package.
    waiting: usize,
    said: usize,
    packages: usize,
    trouble: Vec<String>,
}

impl Exchanged {
    fn packages(&self) -> String {
        amount(self.packages, "package")
    }

    fn said(&self) -> String {
        amount(self.said, "new thing")
    }

    fn sent(&self) -> String {
        amount(self.sent, "new thing")
    }
}

/// Everything that is needed to talk, before anybody does.
struct Prepared {
    room: Room,
    us: OrganisationId,
    transport: Signer,
    directory: Arc<VerifiedDirectory>,
    servers: Vec<(ServerAddress, String, Option<String>)>,
    statements: Vec<Bytes>,
}

pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new().route("/exchange", post(exchange))
}

/// Whether there is a server to talk to.
pub(crate) fn has_server(sitting: &mut Sitting) -> bool {
    sitting.directory().is_ok() && servers(sitting).is_ok_and(|servers| !servers.is_empty())
}

async fn exchange(State(desk): State<Arc<Desk>>, _: Posted) -> Answer {
    // Nobody waits for the servers with the desk in hand: it can be locked meanwhile.
    let prepared = desk.sit(prepare).await?;
    let clock = Arc::clone(&desk);
    let trust = Trust::new(Arc::clone(&prepared.directory), move || clock.now());
    let trust = Arc::new(trust);
    let mut servers = Vec::new();
    for (server, name, ring) in &prepared.servers {
        let mut exchanged = Exchanged {
            name: name.clone(),
            ring: ring.clone(),
            sent: 0,
            waiting: 0,
            said: 0,
            packages: 0,
            trouble: Vec::new(),
        };
        let is_own = prepared.is_own(server);
        if let Err(why) = with(&prepared, server, is_own, &trust, &mut exchanged).await {
            exchanged.trouble.push(why);
        }
        servers.push(exchanged);
    }
    page(&ExchangedPage {
        frame: desk.frame("Sent and fetched").at(Place::Waits),
        servers,
    })
}

fn prepare(sitting: &mut Sitting) -> Result<Prepared, Stop> {
    let servers = servers(sitting)?;
    if servers.is_empty() {
        return Err(Stop::told(
            "no card in the directory that has to do with you names a server",
            "Bring the files yourself, by a road that you trust.",
        ));
    }
    let folders = [sitting.room.transfer()];
    let found = StatementFiles::find(&folders, &mut |_| {})?.into_statements();
    let key = KeyName::of_use(CertificateUse::Transport);
    Ok(Prepared {
        room: sitting.room.clone(),
        us: sitting.identity().organisation().clone(),
        transport: sitting.identity().signer(&key, &sitting.passphrase)?,
        directory: Arc::clone(sitting.office()?.directory()),
        servers,
        statements: found.into_iter().map(|one| one.bytes.into()).collect(),
    })
}

/// The servers on our card and on those of everybody with whom we share a mandate or a package, each once.
fn servers(sitting: &mut Sitting) -> Result<Vec<(ServerAddress, String, Option<String>)>, Stop> {
    let gathered = sitting.statements()?;
    let known = gathered.known();
    let mut parties = vec![sitting.identity().organisation().clone()];
    for mandate in known.mandates() {
        let said = mandate.payload();
        parties.extend([said.by.clone(), said.from.clone()]);
        parties.extend(said.to.iter().cloned());
    }
    for index in known.indexes() {
        let head = index.head().payload();
        parties.push(head.by.clone());
        parties.extend(head.stanzas.iter().map(|stanza| stanza.to.clone()));
    }
    let now = sitting.now;
    let directory = Arc::clone(sitting.office()?.directory());
    let mut found = BTreeMap::new();
    for party in parties {
        let listed = directory.organisation(&party, now);
        if let Some(server) = listed.and_then(|card| card.card().payload().server.clone()) {
            found.insert(server.by.clone(), server);
        }
    }
    let named = found.into_values().map(|server| {
        let (name, ring) = sitting.called(&server.by);
        (server, name, ring)
    });
    Ok(named.collect())
}

impl Prepared {
    /// Whether packages for us are kept there.
    fn is_own(&self, server: &ServerAddress) -> bool {
        let mut cards = self.directory.cards();
        cards.any(|card| {
            let card = card.card().payload();
            card.by == self.us && card.server.as_ref().is_some_and(|own| own.by == server.by)
        })
    }
}

/// Talks to one server; gives back why it did not go on.
async fn with(
    prepared: &Prepared,
    server: &ServerAddress,
    is_own: bool,
    trust: &Arc<Trust>,
    exchanged: &mut Exchanged,
) -> Result<(), String> {
    let client = Client::new(ClientSettings {
        identity: &prepared.transport,
        trust: Arc::clone(trust),
        address: server.address.as_str(),
        server: server.by.clone(),
        proxied: Proxied::ByEnvironment,
        patience: Patience {
            // A person waits for the page.
            without_progress: Patience::default().for_people,
            ..Patience::default()
        },
        parallel: 1,
    });
    let client = client.map_err(|error| error.to_string())?;
    let other = |_: &std::path::Path| {};
    let pulled = client
        .pull_into(About::Everything, &prepared.room.transfer(), other)
        .await;
    exchanged.said = pulled.map_err(|error| error.to_string())?.len();
    let mut refused = Vec::new();
    let filed = client
        .file(&prepared.statements, |_, error| {
            refused.push(error.to_string())
        })
        .await;
    let filed = filed.map_err(|error| error.to_string())?;
    exchanged.sent = filed.new;
    exchanged.waiting = filed.waiting.len();
    exchanged.trouble.append(&mut refused);
    if !is_own {
        return Ok(());
    }
    let identity = prepared.room.identity();
    let memory = FirstSeen::recall(Some(&identity));
    let mut memory = memory.map_err(|error| error.to_string())?;
    let mut refused = Vec::new();
    let fetched = client
        .fetch_into(None, &prepared.room.incoming(), &mut memory, |_, error| {
            refused.push(error.to_string());
        })
        .await;
    memory.keep().map_err(|error| error.to_string())?;
    exchanged.packages = fetched.map_err(|error| error.to_string())?.files.len();
    exchanged.trouble.append(&mut refused);
    Ok(())
}

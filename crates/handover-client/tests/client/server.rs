//! A server that keeps what it gets in memory, and does with its answers what a test wants.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use handover_package::{Context, Parts, SignedIndex};
use handover_tls::server_config;
use handover_transfer::{Need, Problem, ProblemDocument};
use handover_trust::{Signer, StatementId, statement_id, statement_kind};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

use crate::world::{NOW, World, time};

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) range: Option<(u64, u64)>,
    pub(crate) body: Vec<u8>,
}

/// What is to become of an answer.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// Nothing: it is given.
    None,
    /// It is thought, and the connection ends.
    Lost,
    /// So many bytes of it are sent, then the connection ends.
    Cut(usize),
    /// Another answer is given, and what was asked is not done.
    Instead(Answer),
    /// What was asked is done, and another answer is given.
    After(Answer),
}

#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.into(),
        }
    }

    pub(crate) fn problem(problem: Problem) -> Self {
        Self::new(problem.status(), ProblemDocument::new(problem).to_json())
    }

    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

type Script = Box<dyn FnMut(&Request, usize) -> Fault + Send>;

/// What the server has.
#[derive(Default)]
pub(crate) struct Kept {
    pub(crate) requests: Vec<Request>,
    pub(crate) indexes: BTreeMap<String, Vec<u8>>,
    pub(crate) parts: BTreeMap<(String, usize), Vec<u8>>,
    /// How often a part was taken that was not there.
    pub(crate) effects: usize,
    pub(crate) receipts: BTreeMap<String, Vec<u8>>,
    pub(crate) statements: Vec<Vec<u8>>,
    pub(crate) files: BTreeMap<String, Vec<u8>>,
}

impl Kept {
    pub(crate) fn count(&self, method: &str, part_of_path: &str) -> usize {
        let all = self.requests.iter();
        all.filter(|r| r.method == method && r.path.contains(part_of_path))
            .count()
    }
}

pub(crate) struct Server {
    pub(crate) address: String,
    pub(crate) kept: Arc<Mutex<Kept>>,
}

impl Server {
    pub(crate) async fn start(world: &Arc<World>) -> Self {
        Self::scripted(world, |_, _| Fault::None).await
    }

    /// A server whose `script` decides what becomes of each answer, by request and its number.
    pub(crate) async fn scripted(
        world: &Arc<World>,
        script: impl FnMut(&Request, usize) -> Fault + Send + 'static,
    ) -> Self {
        Self::of(world, &world.hub.transport, script).await
    }

    pub(crate) async fn of(
        world: &Arc<World>,
        transport: &Signer,
        script: impl FnMut(&Request, usize) -> Fault + Send + 'static,
    ) -> Self {
        let acceptor = TlsAcceptor::from(Arc::new(server_config(transport, world.trust())));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("https://{}", listener.local_addr().unwrap());
        let kept = Arc::new(Mutex::new(Kept::default()));
        let script: Arc<Mutex<Script>> = Arc::new(Mutex::new(Box::new(script)));
        let (world, state) = (Arc::clone(world), Arc::clone(&kept));
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (acceptor, world) = (acceptor.clone(), Arc::clone(&world));
                let (state, script) = (Arc::clone(&state), Arc::clone(&script));
                tokio::spawn(connection(socket, acceptor, world, state, script));
            }
        });
        Self { address, kept }
    }
}

async fn connection(
    socket: TcpStream,
    acceptor: TlsAcceptor,
    world: Arc<World>,
    kept: Arc<Mutex<Kept>>,
    script: Arc<Mutex<Script>>,
) -> Option<()> {
    let mut stream = acceptor.accept(socket).await.ok()?;
    let mut buffer = Vec::new();
    loop {
        let head_len = loop {
            if let Some(at) = buffer.windows(4).position(|end| end == b"\r\n\r\n") {
                break at + 4;
            }
            if stream.read_buf(&mut buffer).await.ok()? == 0 {
                return None;
            }
        };
        let head = String::from_utf8(buffer[..head_len].to_vec()).unwrap();
        let mut lines = head.lines();
        let mut first = lines.next()?.split(' ');
        let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
        let header = |name: &str| {
            let mut headers = head
                .lines()
                .skip(1)
                .filter_map(|line| line.split_once(": "));
            headers
                .find(|(key, _)| key.eq_ignore_ascii_case(name))
                .map(|(_, value)| value.to_owned())
        };
        assert_eq!(
            header("transfer-encoding"),
            None,
            "bodies come with their length"
        );
        let len: usize = header("content-length").map_or(0, |len| len.parse().unwrap());
        while buffer.len() < head_len + len {
            if stream.read_buf(&mut buffer).await.ok()? == 0 {
                return None;
            }
        }
        let range = header("range").map(|range| {
            let range = range.strip_prefix("bytes=").unwrap().to_owned();
            let (first, last) = range.split_once('-').unwrap();
            (first.parse().unwrap(), last.parse().unwrap())
        });
        crate::interface::check(&method, &path, header("content-type").as_deref(), len > 0);
        let request = Request {
            method,
            path,
            range,
            body: buffer[head_len..head_len + len].to_vec(),
        };
        buffer.drain(..head_len + len);
        let number = {
            let mut kept = kept.lock().unwrap();
            kept.requests.push(request.clone());
            kept.requests.len() - 1
        };
        let fault = (script.lock().unwrap())(&request, number);
        let usual = match &fault {
            Fault::Instead(answer) => answer.clone(),
            _ => answer(&request, &world, &mut kept.lock().unwrap()),
        };
        let answer = match fault.clone() {
            Fault::After(answer) => answer,
            _ => usual,
        };
        let mut bytes = format!("HTTP/1.1 {} X\r\n", answer.status).into_bytes();
        for (name, value) in &answer.headers {
            bytes.extend(format!("{name}: {value}\r\n").into_bytes());
        }
        if answer.status != 204 {
            bytes.extend(format!("Content-Length: {}\r\n", answer.body.len()).into_bytes());
        }
        bytes.extend(b"\r\n");
        bytes.extend(&answer.body);
        match fault {
            Fault::Lost => return None,
            Fault::Cut(at) => {
                let at = at.min(bytes.len().saturating_sub(1));
                stream.write_all(&bytes[..at]).await.ok()?;
                stream.shutdown().await.ok()?;
                return None;
            }
            // What TLS still holds back when the socket is full goes only with this.
            _ => {
                stream.write_all(&bytes).await.ok()?;
                stream.flush().await.ok()?;
            }
        }
    }
}

fn need(kept: &Kept, id: &str, parts: &Parts) -> Vec<u8> {
    let is_held = |n: u64| {
        let place = (id.to_owned(), usize::try_from(n).unwrap());
        kept.parts.contains_key(&place)
    };
    let need = Need::of(u64::try_from(parts.count()).unwrap(), is_held);
    serde_json::to_vec(&need).unwrap()
}

fn answer(request: &Request, world: &World, kept: &mut Kept) -> Answer {
    let path = request.path.split('?').next().unwrap();
    let words: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let context = Context::new(&world.directory, time(NOW));
    let parts_of = |kept: &Kept, id: &str| {
        let index = SignedIndex::read(kept.indexes.get(id)?, None, &context).unwrap();
        Some(Parts::new(
            index.entries().iter().map(|entry| entry.length()),
        ))
    };
    match (request.method.as_str(), words.as_slice()) {
        ("PUT", ["v1", "packages", id]) => {
            let index = SignedIndex::read(&request.body, None, &context).unwrap();
            assert_eq!(index.head().id().to_string(), *id);
            let known = kept.indexes.insert((*id).to_owned(), request.body.clone());
            let parts = parts_of(kept, id).unwrap();
            Answer::new(
                if known.is_some() { 200 } else { 201 },
                need(kept, id, &parts),
            )
        }
        ("GET", ["v1", "packages", id, "need"]) => match parts_of(kept, id) {
            Some(parts) => Answer::new(200, need(kept, id, &parts)),
            None => Answer::problem(Problem::NotFound),
        },
        ("PUT", ["v1", "packages", id, "parts", n]) => {
            let parts = parts_of(kept, id).unwrap();
            let n: usize = n.parse().unwrap();
            let len = usize::try_from(parts.part(n).unwrap().byte_len()).unwrap();
            assert_eq!(request.body.len(), len);
            let place = ((*id).to_owned(), n);
            if kept.parts.insert(place, request.body.clone()).is_some() {
                return Answer::new(204, "");
            }
            kept.effects += 1;
            Answer::new(201, "")
        }
        ("POST", ["v1", "packages", id, "commit"]) => {
            let parts = parts_of(kept, id).unwrap();
            let need = need(kept, id, &parts);
            let missing: Need = serde_json::from_slice(&need).unwrap();
            if !missing.is_met() {
                let document = ProblemDocument::incomplete(missing);
                return Answer::new(409, document.to_json());
            }
            let receipt = kept.receipts.entry((*id).to_owned()).or_insert_with(|| {
                let receipt = world.receipt(id.parse().unwrap());
                let signed = world.hub.service.sign(receipt).unwrap();
                signed.as_bytes().to_vec()
            });
            Answer::new(200, receipt.clone())
        }
        ("GET", ["v1", "packages", id, "file"]) => {
            let file = &kept.files[*id];
            let total = u64::try_from(file.len()).unwrap();
            let (first, last) = request.range.unwrap();
            if first >= total {
                return Answer::problem(Problem::RangeNotSatisfiable);
            }
            let last = last.min(total - 1);
            let place = usize::try_from(first).unwrap()..=usize::try_from(last).unwrap();
            Answer::new(206, file[place].to_vec())
                .with("Content-Range", &format!("bytes {first}-{last}/{total}"))
        }
        ("GET", ["v1", "inbox"]) => {
            Answer::new(200, json!({"packages": [], "next": "7"}).to_string())
        }
        ("POST", ["v1", "statements"]) => post(request, kept),
        ("GET", ["v1", "statements"]) => {
            let after: usize = request.path.split("after=").nth(1).unwrap()[..1]
                .parse()
                .unwrap();
            // Two on a page.
            let page: Vec<_> = kept.statements.iter().skip(after).take(2).collect();
            let entries: Vec<_> = page.iter().map(|bytes| entry(bytes)).collect();
            let next = (after + entries.len()).to_string();
            Answer::new(
                200,
                json!({"statements": entries, "next": next}).to_string(),
            )
        }
        ("GET", ["v1", "statements", id]) => {
            let mut all = kept.statements.iter();
            match all.find(|bytes| statement_id(bytes).unwrap().to_string() == *id) {
                Some(bytes) => Answer::new(200, bytes.clone()),
                None => Answer::problem(Problem::NotFound),
            }
        }
        _ => Answer::problem(Problem::BadRequest),
    }
}

/// A countersign is taken only after what it is about.
fn post(request: &Request, kept: &mut Kept) -> Answer {
    let bytes = &request.body;
    let known: Vec<StatementId> = kept
        .statements
        .iter()
        .filter_map(|b| statement_id(b))
        .collect();
    let id = statement_id(bytes).unwrap();
    if known.contains(&id) {
        return Answer::new(200, entry(bytes).to_string());
    }
    let needs: Option<[u8; 32]> = match statement_kind(bytes) {
        Some(handover_trust::Kind::Countersign) => bytes
            .windows(32)
            .map(|w| <[u8; 32]>::try_from(w).unwrap())
            .find(|w| {
                let is_known = |id: &StatementId| id.as_bytes() == w;
                known.iter().any(is_known) || kept.indexes.contains_key(&hex(w))
            }),
        _ => Some([0; 32]),
    };
    if needs.is_none() {
        return Answer::problem(Problem::UnknownStatement);
    }
    kept.statements.push(bytes.clone());
    Answer::new(201, entry(bytes).to_string())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn entry(bytes: &[u8]) -> serde_json::Value {
    json!({
        "id": statement_id(bytes).unwrap().to_string(),
        "kind": statement_kind(bytes).unwrap().as_str(),
        "package": null,
        "mandate": null,
        "length": bytes.len(),
    })
}

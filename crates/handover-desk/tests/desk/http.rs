//! A desk that is served, and HTTP by hand, so that nothing is sent that a test does not send.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use handover_desk::{DeskServer, DeskSettings};

pub(crate) const PASSPHRASE: &str = "correct horse battery staple";

/// Where a desk is served, and the key by which a browser comes in.
pub(crate) struct Served {
    pub(crate) host: String,
    /// What every address begins with.
    pub(crate) base: String,
    pub(crate) key: String,
}

impl Served {
    /// Serves a desk until the tests end.
    pub(crate) fn start(settings: DeskSettings) -> Self {
        let (tell, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(1)
                .enable_all()
                .build();
            runtime.unwrap().block_on(async {
                let server = DeskServer::bind(settings).await.unwrap();
                tell.send(server.way_in()).unwrap();
                server.run().await.unwrap();
            });
        });
        let way_in: String = told.recv().unwrap();
        let rest = way_in.strip_prefix("http://").unwrap();
        let (host, path) = rest.split_once('/').unwrap();
        let (base, key) = path.split_once("/enter/").unwrap();
        Self {
            host: host.to_owned(),
            base: format!("/{base}"),
            key: key.to_owned(),
        }
    }
}

/// What was answered.
pub(crate) struct Answered {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
    /// The body as it came.
    pub(crate) raw: Vec<u8>,
}

impl Answered {
    /// Sends a head and a body, and reads what comes back.
    pub(crate) fn to(host: &str, head: &str, body: &[u8]) -> Self {
        let mut stream = TcpStream::connect(host).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        // Whoever is refused early may find the line closed.
        stream.write_all(body).ok();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let mut ends = answer.windows(4);
        let end = ends.position(|four| four == b"\r\n\r\n").unwrap();
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        let raw = answer[end + 4..].to_vec();
        Self {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            head,
            body: String::from_utf8_lossy(&raw).into_owned(),
            raw,
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines();
        lines.find_map(|line| line.strip_prefix(&format!("{name}: ")))
    }

    /// The value of the first hidden field of a name.
    pub(crate) fn hidden(&self, name: &str) -> String {
        let (_, rest) = self
            .body
            .split_once(&format!("name=\"{name}\" value=\""))
            .unwrap_or_else(|| panic!("{}", self.body));
        rest.split('"').next().unwrap().to_owned()
    }

    /// The token of the forms of a page.
    pub(crate) fn token(&self) -> String {
        self.hidden("form")
    }

    /// The cookie that was set, as a browser sends it back.
    pub(crate) fn cookie(&self) -> String {
        let set = self.header("set-cookie").expect(&self.body);
        set.split(';').next().unwrap().to_owned()
    }
}

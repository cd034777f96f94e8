//! A desk that runs, and the browser that came in: HTTP by hand, so that nothing is sent that a test does not send.

use std::{
    io::{Read, Write},
    net::TcpStream,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use handover::trust::PosixTime;
use handover_desk::{DeskServer, DeskSettings, Room};
use tempfile::TempDir;

pub(crate) const PASSPHRASE: &str = "correct horse battery staple";

/// Midday of Thursday 28 May 2026.
pub(crate) const NOW: u64 = 1_779_966_000;

/// A desk that runs, and what its browser holds.
pub(crate) struct Desk {
    host: String,
    base: String,
    cookie: String,
    pub(crate) room: TempDir,
    clock: Arc<AtomicU64>,
}

/// What was answered.
pub(crate) struct Answered {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) bytes: Vec<u8>,
}

impl Answered {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines();
        lines.find_map(|line| line.strip_prefix(&format!("{name}: ")))
    }

    pub(crate) fn body(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The token of the forms of a page.
    fn token(&self) -> String {
        let body = self.body();
        let (_, rest) = body
            .split_once("name=\"form\" value=\"")
            .unwrap_or_else(|| panic!("{body}"));
        rest.split('"').next().unwrap().to_owned()
    }

    /// The value of the first hidden field of a name.
    pub(crate) fn hidden(&self, name: &str) -> String {
        let body = self.body();
        let (_, rest) = body
            .split_once(&format!("name=\"{name}\" value=\""))
            .unwrap();
        rest.split('"').next().unwrap().to_owned()
    }

    /// The text of a page, without its tags and with one blank between words.
    pub(crate) fn text(&self) -> String {
        let body = self.body();
        let (_, body) = body.split_once("<body>").unwrap_or(("", &body));
        let mut text = String::new();
        let mut is_tag = false;
        for letter in body.chars() {
            match letter {
                '<' => {
                    is_tag = true;
                    text.push(' ');
                }
                '>' => is_tag = false,
                _ if is_tag => {}
                letter => text.push(letter),
            }
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

impl Desk {
    /// A desk in an empty room, where keys are made and somebody sits.
    pub(crate) fn of(name: &str, id: &str, telephone: &str, who: &str, more: &str) -> Self {
        let room = tempfile::tempdir().unwrap();
        let clock = Arc::new(AtomicU64::new(NOW));
        let of_desk = Arc::clone(&clock);
        let now = move || PosixTime::new(of_desk.load(Ordering::SeqCst)).unwrap();
        let mut settings = DeskSettings::new(Room::open(room.path()).unwrap(), Box::new(now));
        settings.lock_after = Duration::from_mins(10);
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
        let mut desk = Self {
            host: host.to_owned(),
            base: format!("/{base}"),
            cookie: String::new(),
            room,
            clock,
        };
        let entered = desk.ask("GET", &format!("/enter/{key}"), "", &[]);
        desk.take_cookie(&entered);
        let made = desk.fill_in(
            "/begin",
            "/begin",
            &format!(
                "name={name}&id={id}&contact={telephone}&who={who}&passphrase={PASSPHRASE}&again={PASSPHRASE}{more}"
            ),
        );
        assert_eq!(made.status, 303, "{}", made.body());
        desk.take_cookie(&made);
        desk
    }

    fn take_cookie(&mut self, answered: &Answered) {
        let set = answered.header("set-cookie").unwrap();
        self.cookie = set.split(';').next().unwrap().to_owned();
    }

    /// It is so many days later.
    pub(crate) fn days_later(&self, days: u64) {
        self.clock.store(NOW + days * 86_400, Ordering::SeqCst);
    }

    pub(crate) fn folder(&self, inner: &str) -> PathBuf {
        self.room.path().join(inner)
    }

    /// A page that is shown.
    pub(crate) fn look(&self, path: &str) -> Answered {
        let page = self.ask("GET", path, "", &[]);
        assert_eq!(page.status, 200, "{path}: {} {}", page.head, page.body());
        page
    }

    pub(crate) fn get(&self, path: &str) -> Answered {
        self.ask("GET", path, "", &[])
    }

    /// Fills in the form of one page, and posts it to an address.
    pub(crate) fn fill_in(&self, page: &str, to: &str, fields: &str) -> Answered {
        let token = self.get(page).token();
        let form = format!("form={token}&{fields}")
            .replace(' ', "+")
            .replace('@', "%40");
        self.ask(
            "POST",
            to,
            "application/x-www-form-urlencoded",
            form.as_bytes(),
        )
    }

    /// The same with the token of a page that is at hand.
    pub(crate) fn answer(&self, page: &Answered, to: &str, fields: &str) -> Answered {
        let form = format!("form={}&{fields}", page.token()).replace(' ', "+");
        self.ask(
            "POST",
            to,
            "application/x-www-form-urlencoded",
            form.as_bytes(),
        )
    }

    /// Chooses files in the form of one page.
    pub(crate) fn choose(&self, page: &str, to: &str, files: &[(&str, &[u8])]) -> Answered {
        let token = self.look(page).token();
        self.bring(&token, to, files)
    }

    /// Posts files with a token, whoever gave it.
    pub(crate) fn bring(&self, token: &str, to: &str, files: &[(&str, &[u8])]) -> Answered {
        let mut body = Vec::new();
        let part = |body: &mut Vec<u8>, head: &str, bytes: &[u8]| {
            body.extend(
                format!("--edge\r\nContent-Disposition: form-data; {head}\r\n\r\n").bytes(),
            );
            body.extend(bytes);
            body.extend(b"\r\n");
        };
        part(&mut body, "name=\"form\"", token.as_bytes());
        for (name, bytes) in files {
            part(
                &mut body,
                &format!("name=\"files\"; filename=\"{name}\""),
                bytes,
            );
        }
        body.extend(b"--edge--\r\n");
        self.ask("POST", to, "multipart/form-data; boundary=edge", &body)
    }

    fn ask(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> Answered {
        let (base, host) = (&self.base, &self.host);
        let mut request = format!(
            "{method} {base}{path} HTTP/1.1\r\nConnection: close\r\nHost: {host}\r\nCookie: {}\r\n",
            self.cookie
        );
        if method == "POST" {
            request.push_str(&format!(
                "Origin: http://{host}\r\nContent-Type: {kind}\r\n"
            ));
        }
        request.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
        let mut stream = TcpStream::connect(host).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap();
        let head = String::from_utf8(answer.get(..end).unwrap().to_vec()).unwrap();
        Answered {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            head,
            bytes: answer.get(end + 4..).unwrap().to_vec(),
        }
    }
}

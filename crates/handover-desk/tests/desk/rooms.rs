//! A desk that runs, and the browser that came in: HTTP by hand, so that nothing is sent that a test does not send.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use handover::trust::PosixTime;
use handover_desk::{DeskSettings, Room};
use tempfile::TempDir;

use crate::http::{Answered, PASSPHRASE, Served};

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

impl Answered {
    /// The text of a page, without its tags and with one blank between words.
    pub(crate) fn text(&self) -> String {
        let body = &self.body;
        let (_, body) = body.split_once("<body>").unwrap_or(("", body));
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
        let Served { host, base, key } = Served::start(settings);
        let mut desk = Self {
            host,
            base,
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
        assert_eq!(made.status, 303, "{}", made.body);
        desk.take_cookie(&made);
        desk
    }

    fn take_cookie(&mut self, answered: &Answered) {
        self.cookie = answered.cookie();
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
        assert_eq!(page.status, 200, "{path}: {} {}", page.head, page.body);
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
        Answered::to(host, &request, body)
    }
}

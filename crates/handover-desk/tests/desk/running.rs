//! A desk that runs, with an identity and a directory, and the browser that came in.

use std::{
    fs,
    path::{Path, PathBuf},
};

use handover::{
    Office,
    transfer::KnownStatements,
    trust::{NewListing, OrganisationRole, PosixTime, ShortName, SignatureAlgorithm, Thumbprint},
};
use handover_desk::{DeskSettings, Room};
use handover_identity::{
    Authority, DirectoryInput, Identity, Issue, KeyName, NewIdentity, trusted_directory,
};
use tempfile::TempDir;

use crate::{
    forms::Form,
    http::{Answered, PASSPHRASE, Served},
};

/// Tuesday 1 December 2026, 16:10 in London.
const NOW: u64 = 1_796_141_400;

/// What the machine of a person has: a room, and what others have elsewhere.
pub(crate) struct Running {
    host: String,
    base: String,
    cookie: String,
    who: String,
    outer: TempDir,
}

impl Answered {
    /// Where it leads, below the path of the desk.
    pub(crate) fn leads(&self, desk: &Running) -> String {
        assert_eq!(self.status, 303, "{}", self.body);
        let location = self.header("location").unwrap();
        location.strip_prefix(&desk.base).unwrap().to_owned()
    }
}

fn now() -> PosixTime {
    PosixTime::new(NOW).unwrap()
}

impl Running {
    /// A desk in an empty room, and somebody who sits there.
    pub(crate) fn begin(name: &str, id: &str, who: &str) -> Self {
        let outer = tempfile::tempdir().unwrap();
        made(&outer.path().join("room/identity"), name, id, false);
        let mut desk = Self {
            host: String::new(),
            base: String::new(),
            cookie: String::new(),
            who: who.to_owned(),
            outer,
        };
        desk.restart();
        desk
    }

    /// The program again, as after it was killed: what it remembers is what the folder holds.
    pub(crate) fn restart(&mut self) {
        let clock = Box::new(now);
        let settings = DeskSettings::new(Room::open(&self.path("")).unwrap(), clock);
        let Served { host, base, key } = Served::start(settings);
        (self.host, self.base) = (host, base);
        self.cookie.clear();
        let entered = self.get(&format!("/enter/{key}"));
        self.take_cookie(&entered);
        let page = self.get("/unlock");
        let form = Form::of(&page.body, "/unlock");
        let form = form.with("who", &self.who).with("passphrase", PASSPHRASE);
        let open = self.post("/unlock", &form);
        self.take_cookie(&open);
    }

    /// A directory of ours that lists us and another, accepted.
    pub(crate) fn trust_with(&self, name: &str, id: &str) {
        let at = |inner: &str| self.outer.path().join(inner);
        made(&at("other"), name, id, false);
        made(&at("keeper"), "Harrow Council", "ZZ900", true);
        let listing = |folder: PathBuf| NewListing {
            card: Identity::read(&folder).unwrap().card().unwrap(),
            roles: vec![OrganisationRole::Provider],
            succession: None,
        };
        let keeper = Identity::read(&at("keeper")).unwrap();
        let anchor =
            keeper.certificate(&KeyName::of_use(handover::trust::CertificateUse::Authority));
        let anchor: Thumbprint = anchor.unwrap().thumbprint();
        let issue = Issue {
            at: now(),
            expires: now().plus_days(30).unwrap(),
            passphrase: PASSPHRASE,
        };
        let others = [listing(self.path("identity")), listing(at("other"))];
        let file = self.path("directory");
        let mut keeper = Authority::new(keeper).unwrap();
        keeper.begin(&file, Vec::new(), &others, &issue).unwrap();
        for identity in [self.path("identity"), at("other")] {
            trusted_directory(&DirectoryInput {
                file: &file,
                anchor: Some(anchor),
                identity: Some(&identity),
                now: now(),
            })
            .unwrap();
        }
    }

    /// The references of the cases that the other finds in a package.
    pub(crate) fn others_open(&self, package: &Path) -> Vec<String> {
        let identity = self.outer.path().join("other");
        let directory = trusted_directory(&DirectoryInput {
            file: &self.path("directory"),
            anchor: None,
            identity: Some(&identity),
            now: now(),
        });
        let office = Office::open(&identity, PASSPHRASE).unwrap();
        let mut office = office.judging_by(directory.unwrap().into(), now());
        let known = KnownStatements::default();
        let file = fs::File::open(package).unwrap();
        let mut opened = office.receive(file, &known).unwrap().open().unwrap();
        let cases = opened.cases().map(|arrived| {
            let arrived = arrived.unwrap();
            arrived.case.reference().unwrap().as_str().to_owned()
        });
        cases.collect()
    }

    /// A file of the room.
    pub(crate) fn path(&self, inner: &str) -> PathBuf {
        self.outer.path().join("room").join(inner)
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    fn take_cookie(&mut self, answered: &Answered) {
        self.cookie = answered.cookie();
    }

    pub(crate) fn get(&self, path: &str) -> Answered {
        self.ask("GET", path, "text/plain", b"")
    }

    pub(crate) fn post(&self, path: &str, form: &Form) -> Answered {
        let kind = "application/x-www-form-urlencoded";
        self.ask("POST", path, kind, form.encoded().as_bytes())
    }

    /// Posts a file, its token before it.
    pub(crate) fn upload(&self, path: &str, token: &str, name: &str, bytes: &[u8]) -> Answered {
        const BOUNDARY: &str = "----of-the-test";
        let mut body = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"form\"\r\n\r\n{token}\r\n--{BOUNDARY}\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.ask("POST", path, &kind, &body)
    }

    fn ask(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> Answered {
        let (host, base, cookie) = (&self.host, &self.base, &self.cookie);
        let mut request = format!(
            "{method} {base}{path} HTTP/1.1\r\nConnection: close\r\nHost: {host}\r\nCookie: {cookie}\r\nContent-Type: {kind}\r\n"
        );
        if method == "POST" {
            request.push_str(&format!("Origin: http://{host}\r\n"));
        }
        request.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
        Answered::to(host, &request, body)
    }
}

/// Keys and card.
fn made(folder: &Path, name: &str, id: &str, is_authority: bool) {
    fs::create_dir_all(folder.parent().unwrap()).unwrap();
    let role: ShortName = "team-leader".parse().unwrap();
    NewIdentity {
        organisation: id.parse().unwrap(),
        name: name.to_owned(),
        contact: "020 7946 0100".to_owned(),
        contacts: Vec::new(),
        server: None,
        persons: vec![vec![role]],
        is_authority,
        replaces: None,
        algorithm: SignatureAlgorithm::Ed25519,
        days: 365,
        scrypt_log_n: 10,
        passphrase: PASSPHRASE,
        now: now(),
    }
    .write(folder)
    .unwrap();
}

//! Packages and statements by way of a real server, each in a process of its own.

use std::{
    io::{BufRead, BufReader, Read},
    net::TcpListener,
    process::{Child, Stdio},
    thread::JoinHandle,
};

use crate::{
    leaks::assert_silent,
    packages::{PACKAGE, Sealed},
    support::{AT_2026 as AT, Run},
};

/// `handover serve` for the recipient, at one address for the whole test.
pub(crate) struct Serving<'a> {
    sealed: &'a Sealed,
    at: &'a str,
    pub(crate) address: String,
    process: Child,
    log: Option<JoinHandle<String>>,
}

impl<'a> Serving<'a> {
    pub(crate) fn start(sealed: &'a Sealed) -> Self {
        Self::start_at(sealed, AT)
    }

    /// The same by another clock.
    pub(crate) fn start_at(sealed: &'a Sealed, at: &'a str) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let anchor = &sealed.anchor;
        let config = format!(
            "listen = \"{address}\"\ndata = \"data\"\nidentity = \"recipient\"\n\
             directory = \"directory\"\nanchor = \"{anchor}\"\n"
        );
        sealed.place.write("server.toml", config);
        let (process, log) = serve(sealed, at);
        Self {
            sealed,
            at,
            address: format!("https://{address}"),
            process,
            log: Some(log),
        }
    }

    /// Pulls the plug, and puts it in again; what was logged until then.
    pub(crate) fn kill_and_restart(&mut self) -> String {
        let log = self.kill();
        let (process, reading) = serve(self.sealed, self.at);
        (self.process, self.log) = (process, Some(reading));
        log
    }

    pub(crate) fn kill(&mut self) -> String {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        self.log
            .take()
            .map_or_else(String::new, |log| log.join().unwrap())
    }

    pub(crate) fn run(&self, who: &str, words: &[&str]) -> Run {
        let mut arguments = words.to_vec();
        arguments.extend(["--identity", who, "--directory", "directory"]);
        arguments.extend(["--anchor", &self.sealed.anchor, "--at", self.at]);
        arguments.extend(["--server", &self.address, "--patience", "10"]);
        self.sealed.place.run(&arguments)
    }
}

impl Drop for Serving<'_> {
    fn drop(&mut self) {
        // It may have been killed already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn serve(sealed: &Sealed, at: &str) -> (Child, JoinHandle<String>) {
    let arguments = [
        "serve",
        "--config",
        "server.toml",
        "--at",
        at,
        "--log",
        "debug",
    ];
    let mut command = sealed.place.command(&arguments);
    let mut process = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stderr = process.stderr.take().unwrap();
    let log = std::thread::spawn(move || {
        let mut log = String::new();
        stderr.read_to_string(&mut log).unwrap();
        log
    });
    let mut first = String::new();
    let mut stdout = BufReader::new(process.stdout.take().unwrap());
    stdout.read_line(&mut first).unwrap();
    assert!(first.starts_with("Listening on "), "{first}");
    (process, log)
}

#[test]
fn from_the_sender_to_the_recipient_and_back_though_the_plug_is_pulled() {
    let sealed = Sealed::new();
    let place = &sealed.place;
    for folder in ["transfer", "again", "incoming", "desk"] {
        std::fs::create_dir(place.path(folder)).unwrap();
    }
    let mut server = Serving::start(&sealed);
    place
        .run(&[
            "receipt",
            PACKAGE,
            "--rung",
            "opened",
            "--to",
            "desk",
            "--identity",
            "recipient",
            "--directory",
            "directory",
            "--anchor",
            &sealed.anchor,
            "--at",
            AT,
        ])
        .done();
    // Its package is not there: it waits, and goes when it is pushed again.
    let push = ["push", "desk", "--json"];
    let waits = server.run("recipient", &push);
    assert_eq!(waits.code, Some(1), "{}", waits.stderr);
    assert_eq!(waits.json()["waiting"].as_array().unwrap().len(), 1);
    assert!(
        waits.stderr.contains("not at the server yet"),
        "{}",
        waits.stderr
    );
    let sent = server.run("sender", &["send", PACKAGE, "--to", "transfer", "--json"]);
    let sent = sent.done().json();
    let stored = &sent["stored"][0];
    assert_eq!(
        (&stored["for"], &stored["by"]),
        (&"ZZ902".into(), &"ZZ902".into())
    );
    let receipt = stored["receipt"].as_str().unwrap().to_owned();
    let mut said = server.kill_and_restart();

    let again = server.run("sender", &["send", PACKAGE, "--to", "again", "--json"]);
    let again = again.done().json();
    let second = again["stored"][0]["receipt"].as_str().unwrap();
    assert_eq!(place.read(&receipt), place.read(second));

    let inbox = server.run("recipient", &["inbox", "--json"]).done().json();
    assert_eq!(inbox["packages"].as_array().unwrap().len(), 1);
    let told = server.run("recipient", &["inbox"]).done().stdout;
    assert!(told.contains("from ZZ901, 1 case, "), "{told}");
    assert_eq!(inbox["packages"][0]["cases"], 1);
    let id = inbox["packages"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(id, stored["package"].as_str().unwrap());
    let others = server.run("gp", &["inbox", "--server-of", "ZZ902"]).done();
    assert_eq!(others.stdout, "Nothing has come.\n");
    let fetch = ["fetch", "--all", "--to", "incoming", "--json"];
    let fetched = server.run("recipient", &fetch).done().json();
    let file = fetched["fetched"][0]["file"].as_str().unwrap().to_owned();
    let package = fetched["fetched"][0]["package"].as_str().unwrap();
    let seen = place.read("recipient/statements-seen.json");
    assert!(String::from_utf8(seen).unwrap().contains(package));
    assert_eq!(place.read(&file), place.read(PACKAGE));
    let none = server.run("recipient", &fetch).done().json();
    assert_eq!(none["fetched"].as_array().unwrap().len(), 0);
    let stolen = server.run(
        "gp",
        &["fetch", &id, "--server-of", "ZZ902", "--to", "desk"],
    );
    assert_eq!(stolen.code, Some(3), "{}", stolen.stderr);
    sealed.open("recipient", &file, &["--to", "opened"]).done();

    let pushed = server
        .run("recipient", &["push", "desk", "--json"])
        .done()
        .json();
    assert_eq!((&pushed["filed"], &pushed["known"]), (&1.into(), &0.into()));
    let pushed = server
        .run("recipient", &["push", "desk", "--json"])
        .done()
        .json();
    assert_eq!((&pushed["filed"], &pushed["known"]), (&0.into(), &1.into()));
    let status = ["status", "--server-of", "ZZ902", "--json"];
    let status = server.run("sender", &status).done().json();
    let rungs = status["packages"][0]["receipts"].as_array().unwrap().iter();
    let rungs: Vec<&str> = rungs
        .map(|receipt| receipt["rung"].as_str().unwrap())
        .collect();
    assert_eq!(rungs, ["stored", "opened"]);
    assert_eq!(status["packages"][0]["cases"], 1);
    let pull = ["pull", "--server-of", "ZZ902", "--to", "transfer", "--json"];
    let pulled = server.run("sender", &pull).done().json();
    // The signed index, that the server saw it, and the opened receipt; the stored one was there.
    assert_eq!(pulled["pulled"].as_array().unwrap().len(), 3);
    let text = server
        .run("sender", &["status", "--server-of", "ZZ902"])
        .done();
    assert!(text.stdout.contains("opened for ZZ902"), "{}", text.stdout);

    said += &server.kill();
    assert!(!said.is_empty());
    assert_silent("the server's log", &said);
    for name in place.everything() {
        assert_silent("a file name", &name);
        assert!(
            !name.ends_with(".sending") && !name.ends_with(".part"),
            "{name}"
        );
    }
}

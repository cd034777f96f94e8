//! A server as a real process: configured, killed, started again.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::TcpListener,
    process::{Child, Stdio},
};

use crate::{
    packages::CASE,
    support::{AT_2026 as AT, Place},
};

/// Sender and recipient, the recipient's server, and packages of one case each.
struct Carriers {
    place: Place,
    anchor: String,
}

impl Carriers {
    fn new() -> Self {
        let place = Place::new();
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let since = "2026-09-01";
        let server = format!("https://localhost:{port}");
        place.identity_since(since, "authority", "ZZ900", &["--authority"]);
        place.identity_since(since, "sender", "ZZ901", &[]);
        place.identity_since(since, "recipient", "ZZ902", &["--server", &server]);
        let made = place.run(&[
            "directory",
            "new",
            "directory",
            "--identity",
            "authority",
            "--card",
            "sender/card=provider",
            "--card",
            "recipient/card=provider,server",
            "--at",
            AT,
            "--json",
        ]);
        let anchor = made.done().json()["anchor"].as_str().unwrap().to_owned();
        let config = format!(
            "listen = \"127.0.0.1:{port}\"\ndata = \"data\"\nidentity = \"recipient\"\n\
             directory = \"directory\"\nanchor = \"{anchor}\"\n"
        );
        place.write("serve.toml", config);
        place.write("case.json", CASE);
        Self { place, anchor }
    }

    fn trusting<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        let trust = [
            "--directory",
            "directory",
            "--anchor",
            &self.anchor,
            "--at",
            AT,
        ];
        [more, &trust].concat()
    }

    fn seal(&self, to: &str) -> String {
        let arguments = [
            "seal",
            "case.json",
            "--for",
            "ZZ902:receiving-service",
            "--to",
            to,
            "--identity",
            "sender",
        ];
        self.place.run(&self.trusting(&arguments)).done();
        format!("{to}/ZZ902-receiving-service.handover")
    }

    fn serve(&self) -> Server {
        let mut command = self.place.command(&[
            "serve",
            "--config",
            "serve.toml",
            "--at",
            AT,
            "--workers",
            "1",
        ]);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut told = BufReader::new(child.stdout.take().unwrap());
        told.read_line(&mut line).unwrap();
        assert!(line.starts_with("Listening on 127.0.0.1:"), "{line}");
        Server(child)
    }

    fn send(&self, packages: &[String], to: &str) -> Child {
        fs::create_dir_all(self.place.path(to)).unwrap();
        let packages: Vec<&str> = packages.iter().map(String::as_str).collect();
        let arguments = [
            &["send"],
            &packages[..],
            &["--to", to, "--identity", "sender"],
        ]
        .concat();
        let mut command = self.place.command(&self.trusting(&arguments));
        command.stdout(Stdio::null()).spawn().unwrap()
    }

    fn receipts(&self, folder: &str) -> Vec<(String, Vec<u8>)> {
        let entries = fs::read_dir(self.place.path(folder)).unwrap();
        let named = entries.map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read(path).unwrap())
        });
        let mut receipts: Vec<_> = named
            .filter(|(name, _)| name.starts_with("receipt-"))
            .collect();
        receipts.sort();
        receipts
    }
}

/// A process that ends with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // SIGKILL: no promise rests on ending in order.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// F-3 in the small; `tests/kill_loop.py` does it as often as one likes.
#[test]
fn a_server_killed_again_and_again_loses_nothing_that_it_receipted() {
    let carriers = Carriers::new();
    let packages: Vec<String> = (0..4).map(|n| carriers.seal(&format!("out-{n}"))).collect();
    let mut server = carriers.serve();
    let mut sender = carriers.send(&packages, "receipts");
    for pause in [30, 90, 200] {
        std::thread::sleep(std::time::Duration::from_millis(pause));
        drop(server);
        server = carriers.serve();
    }
    assert!(sender.wait().unwrap().success());
    let receipts = carriers.receipts("receipts");
    assert_eq!(receipts.len(), packages.len());
    drop(server);

    let _server = carriers.serve();
    fs::create_dir(carriers.place.path("fetched")).unwrap();
    let fetch = [
        "fetch",
        "--all",
        "--to",
        "fetched",
        "--identity",
        "recipient",
    ];
    carriers.place.run(&carriers.trusting(&fetch)).done();
    let mut fetched: Vec<_> = fs::read_dir(carriers.place.path("fetched"))
        .unwrap()
        .map(|entry| fs::read(entry.unwrap().path()).unwrap())
        .collect();
    let mut sealed: Vec<_> = packages
        .iter()
        .map(|package| carriers.place.read(package))
        .collect();
    fetched.sort();
    sealed.sort();
    assert!(fetched == sealed);
    assert!(carriers.send(&packages, "again").wait().unwrap().success());
    assert_eq!(carriers.receipts("again"), receipts);
}

#[test]
fn two_servers_do_not_share_a_folder() {
    let carriers = Carriers::new();
    let _server = carriers.serve();
    let second = carriers
        .place
        .run(&["serve", "--config", "serve.toml", "--at", AT]);
    let message = second.stderr.clone();
    assert_eq!(second.code, Some(3));
    assert!(message.contains("another server uses data"), "{message}");
}

#[test]
fn a_configuration_that_makes_no_sense_is_told_whole_and_the_example_makes_sense() {
    let place = Place::new();
    let example = place.run(&["serve", "--example-config"]).done();
    assert!(
        example.stdout.contains("[limits]") && example.stdout.contains("# header-seconds = 10")
    );
    place.write(
        "bad.toml",
        "listen = \"127.0.0.1:0\"\ndata = \"d\"\nidentity = \"i\"\ndirectory = \"f\"\n\
        workers = 0\n[limits]\nconnections = 0\n",
    );
    let refused = place.run(&["serve", "--config", "bad.toml"]);
    assert_eq!(refused.code, Some(2));
    for words in [
        "workers must be from 1 to 512",
        "limits.connections must be from 1 to 65536",
    ] {
        assert!(refused.stderr.contains(words), "{}", refused.stderr);
    }
    assert_eq!(place.run(&["serve"]).code, Some(2));
}

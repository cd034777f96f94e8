//! `handover desk` beside the other verbs: what is done in one is seen in the other, by way of a real server.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::{Child, Stdio},
};

use crate::{
    handmade::{self, agree, seal, sections},
    packages::CASE,
    parties::directory_of,
    support::{AT_2026 as AT, PASSPHRASE, Place},
};

/// A process that ends with its test.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Starts the program; gives back the first line that it prints.
fn start(place: &Place, arguments: &[&str]) -> (Process, String) {
    let mut command = place.command(arguments);
    let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    let output = process.stdout.take().unwrap();
    BufReader::new(output).read_line(&mut first).unwrap();
    (Process(process), first.trim().to_owned())
}

/// The browser of a desk, as far as it follows forms.
struct Browser {
    host: String,
    base: String,
    cookie: String,
    page: String,
}

impl Browser {
    fn enter(way_in: &str) -> Self {
        let rest = way_in.strip_prefix("http://").unwrap();
        let (host, path) = rest.split_once('/').unwrap();
        let base = format!("/{}", path.split('/').next().unwrap());
        let mut browser = Self {
            host: host.to_owned(),
            base,
            cookie: String::new(),
            page: String::new(),
        };
        browser.ask("GET", &format!("/{path}"), "");
        browser
    }

    fn get(&mut self, path: &str) -> &str {
        let address = format!("{}{path}", self.base);
        self.ask("GET", &address, "");
        &self.page
    }

    /// Posts a form of the page that is shown, and follows where it leads.
    fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> &str {
        let (_, token) = self.page.split_once("name=\"form\" value=\"").unwrap();
        let mut form = format!("form={}", token.split('"').next().unwrap());
        for (name, value) in fields {
            form.push_str(&format!("&{name}={}", value.replace(' ', "+")));
        }
        let address = format!("{}{path}", self.base);
        self.ask("POST", &address, &form);
        &self.page
    }

    fn ask(&mut self, method: &str, address: &str, form: &str) {
        let host = &self.host;
        let request = format!(
            "{method} {address} HTTP/1.1\r\nConnection: close\r\nHost: {host}\r\nOrigin: http://{host}\r\nCookie: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            self.cookie,
            form.len()
        );
        let mut stream = TcpStream::connect(host).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let mut leads = None;
        for line in head.lines() {
            if let Some(cookie) = line.strip_prefix("set-cookie: ") {
                self.cookie = cookie.split(';').next().unwrap().to_owned();
            }
            leads = line.strip_prefix("location: ").map(str::to_owned).or(leads);
        }
        self.page = body.to_owned();
        if let Some(leads) = leads {
            self.ask("GET", &leads, "");
        }
    }
}

/// Council, sender, and a recipient whose room is `room` and whose server stands on its card.
fn parties(place: &Place) -> (String, String) {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap().to_string();
    drop(free);
    let since = "2026-09-01";
    fs::create_dir(place.path("room")).unwrap();
    place.identity_since(since, "authority", "ZZ900", &["--authority"]);
    place.identity_since(since, "sender", "ZZ901", &[]);
    let url = format!("https://{address}");
    let more = ["--server", &url, "--person", "prescriber,key-worker"];
    place.identity_since(since, "room/identity", "ZZ902", &more);
    for (identity, card) in [
        ("sender", "sender.card"),
        ("room/identity", "recipient.card"),
    ] {
        place
            .run(&["identity", "card", "--identity", identity, "--to", card])
            .done();
    }
    let cards = ["sender.card=provider", "recipient.card=provider,server"];
    let anchor = directory_of(place, &cards, AT);
    fs::copy(place.path("directory"), place.path("room/directory")).unwrap();
    (anchor, address)
}

/// A package goes to a server; at the desk somebody fetches it, reads, takes the person on and sends that back; the sender's
/// own verbs see it.
#[test]
fn a_person_is_taken_on_at_the_desk_and_the_sender_sees_it() {
    let place = Place::new();
    let (anchor, address) = parties(&place);
    let config = format!(
        "listen = \"{address}\"\ndata = \"data\"\nidentity = \"room/identity\"\ndirectory = \"directory\"\nanchor = \"{anchor}\"\n"
    );
    place.write("server.toml", config);
    let (_server, listening) = start(&place, &["serve", "--config", "server.toml", "--at", AT]);
    assert!(listening.starts_with("Listening on "), "{listening}");
    place.write("case.json", CASE);
    fs::create_dir(place.path("transfer")).unwrap();
    let sender = [
        "--identity",
        "sender",
        "--directory",
        "directory",
        "--anchor",
        &anchor,
        "--at",
        AT,
    ];
    let run = |words: &[&str]| {
        let mut arguments = words.to_vec();
        arguments.extend(sender);
        place.run(&arguments)
    };
    run(&[
        "seal",
        "case.json",
        "--to",
        "out",
        "--for",
        "ZZ902:receiving-service",
    ])
    .done();
    run(&[
        "send",
        "out/ZZ902-receiving-service.handover",
        "--to",
        "transfer",
    ])
    .done();

    // The desk knows the anchor from a verb that was told it.
    let show = [
        "directory",
        "show",
        "--identity",
        "room/identity",
        "--directory",
        "room/directory",
        "--anchor",
        &anchor,
        "--at",
        AT,
    ];
    place.run(&show).done();
    let (_desk, way_in) = start(&place, &["desk", "room", "--no-browser", "--at", AT]);
    let mut browser = Browser::enter(&way_in);
    browser.get("/unlock");
    let first = browser.post(
        "/unlock",
        &[("who", "Idris Calloway"), ("passphrase", PASSPHRASE)],
    );
    assert!(
        first.contains("Send what you said, fetch what is new"),
        "{first}"
    );
    let fetched = browser.post("/exchange", &[]);
    assert!(fetched.contains("Came for you: 1 package."), "{fetched}");
    let waits = browser.get("/");
    assert!(waits.contains("1 person from"), "{waits}");
    let (_, short) = waits.split_once("/arrived/").unwrap();
    let short = short.split('"').next().unwrap().to_owned();
    let people = browser.get(&format!("/arrived/{short}"));
    assert!(people.contains("Nobody has decided"), "{people}");
    browser.get(&format!("/arrived/{short}/1"));
    browser.post(
        &format!("/arrived/{short}/choose"),
        &[("act", "take-on"), ("case", "1")],
    );
    let done = browser.post(
        &format!("/arrived/{short}/sign"),
        &[
            ("act", "take-on"),
            ("case", "1"),
            ("team", "East"),
            ("worker", "Idris Calloway"),
            ("role", "prescriber"),
        ],
    );
    assert!(done.contains("From now on you are responsible"), "{done}");
    browser.get("/");
    let sent = browser.post("/exchange", &[]);
    // The verdict, and that it was opened.
    assert!(
        sent.contains("Sent of what you said: 2 new things"),
        "{sent}"
    );

    run(&["pull", "--to", "transfer", "--server-of", "ZZ902"]).done();
    let said = names(&place, "transfer");
    assert!(said.iter().any(|name| name.starts_with("verdict-")));
}

/// A case that cannot be read is named at the desk, and its sender is told by the very receipt that the terminal would give.
#[test]
fn a_case_that_cannot_be_read_is_named_at_the_desk() {
    let sealed = handmade::place();
    let place = &sealed.place;
    let agreed = agree(&sealed, &[(1, "ZZ902"), (2, "ZZ902")]);
    let mut cases: Vec<_> = (1..=2).map(|n| (n, sections(n))).collect();
    // A field that no version of the dataset has.
    cases[1].1[0].1 = vec![0xa1, 0x61, b'a', 0x01];
    seal(&sealed, "p.handover", Some(&agreed), &["ZZ902"], cases);
    let trust = [
        "--identity",
        "recipient",
        "--directory",
        "directory",
        "--anchor",
        &sealed.anchor,
        "--at",
        AT,
    ];
    fs::create_dir(place.path("own")).unwrap();
    let opened = [
        "receipt",
        "p.handover",
        "--rung",
        "opened",
        "--statement",
        "transfer",
        "--to",
        "own",
    ];
    place.run(&[opened.as_slice(), &trust].concat()).done();

    for inner in ["identity", "transfer", "incoming"] {
        fs::create_dir_all(place.path(&format!("room/{inner}"))).unwrap();
    }
    for (from, to) in [
        ("recipient", "room/identity"),
        ("transfer", "room/transfer"),
    ] {
        for file in names(place, from) {
            fs::copy(place.path(from).join(&file), place.path(to).join(&file)).unwrap();
        }
    }
    fs::copy(place.path("directory"), place.path("room/directory")).unwrap();
    fs::copy(
        place.path("p.handover"),
        place.path("room/incoming/p.handover"),
    )
    .unwrap();
    let (_desk, way_in) = start(place, &["desk", "room", "--no-browser", "--at", AT]);
    let mut browser = Browser::enter(&way_in);
    browser.get("/unlock");
    let first = browser.post("/unlock", &[("who", "Kez"), ("passphrase", PASSPHRASE)]);
    let (_, short) = first.split_once("/arrived/").unwrap();
    let short = short.split('"').next().unwrap().to_owned();
    let people = browser.get(&format!("/arrived/{short}"));
    assert!(people.contains("1 cannot be read"), "{people}");
    let receipts = |folder: &str| {
        let mut all = names(place, folder);
        all.retain(|name| name.starts_with("receipt-"));
        all
    };
    assert_eq!(receipts("room/transfer"), receipts("own"));
}

/// The files of a folder.
fn names(place: &Place, folder: &str) -> Vec<String> {
    let files = fs::read_dir(place.path(folder)).unwrap();
    let files = files
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_file());
    files
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect()
}

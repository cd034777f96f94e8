//! The desk, attacked from the machine that it runs on and from another site in the same browser.

use std::time::Duration;

use handover::trust::PosixTime;
use handover_desk::{DeskSettings, Room};
use tempfile::TempDir;

use crate::http::{Answered, PASSPHRASE, Served};

/// A desk that runs, and what its browser holds.
struct Running {
    host: String,
    base: String,
    key: String,
    cookie: String,
    room: TempDir,
}

impl Answered {
    fn is_nothing(&self) -> bool {
        self.status == 404
            && self.body.is_empty()
            && self.header("content-security-policy").is_none()
    }
}

impl Running {
    /// A desk in an empty room, whose browser has come in.
    fn begin(lock_after: Duration) -> Self {
        let room = tempfile::tempdir().unwrap();
        let clock = || PosixTime::new(1_780_000_000).unwrap();
        let mut settings = DeskSettings::new(Room::open(room.path()).unwrap(), Box::new(clock));
        settings.lock_after = lock_after;
        let Served { host, base, key } = Served::start(settings);
        let mut desk = Self {
            host,
            base,
            key,
            cookie: String::new(),
            room,
        };
        let entered = desk.ask(&format!("GET {}/enter/{}", desk.base, desk.key), &[], "");
        assert_eq!(entered.status, 200);
        desk.take_cookie(&entered);
        desk
    }

    /// Its keys are made, and somebody sits there.
    fn sit_down(&mut self) {
        let begin = self.get("/begin");
        let form = format!(
            "form={}&name=%3Cb%3EMarl%3C%2Fb%3E&id=ZZ901&contact=020&who=%3Cscript%3E&role=team-leader&passphrase={PASSPHRASE}&again={PASSPHRASE}",
            begin.token()
        );
        let made = self.post("/begin", &form.replace(' ', "+"));
        assert_eq!(made.status, 303, "{}", made.body);
        self.take_cookie(&made);
    }

    fn take_cookie(&mut self, answered: &Answered) {
        let set = answered.header("set-cookie").unwrap();
        for part in [
            "HttpOnly",
            "SameSite=Strict",
            &format!("Path={}", self.base),
        ] {
            assert!(set.contains(part), "{set}");
        }
        self.cookie = answered.cookie();
    }

    fn get(&self, path: &str) -> Answered {
        self.ask(
            &format!("GET {}{path}", self.base),
            &[("Cookie", &self.cookie)],
            "",
        )
    }

    fn post(&self, path: &str, form: &str) -> Answered {
        let own = format!("http://{}", self.host);
        self.ask(
            &format!("POST {}{path}", self.base),
            &[("Cookie", &self.cookie), ("Origin", &own)],
            form,
        )
    }

    /// One request with exactly these headers, and `Host` if it is not among them.
    fn ask(&self, line: &str, headers: &[(&str, &str)], body: &str) -> Answered {
        let mut request = format!("{line} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            request.push_str(&format!("Host: {}\r\n", self.host));
        }
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str(&format!(
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
            body.len()
        ));
        Answered::to(&self.host, &request, body.as_bytes())
    }
}

/// Who is not the browser that came in gets nothing, and no word of what this is.
#[test]
fn others_get_nothing() {
    let mut desk = Running::begin(Duration::from_mins(10));
    desk.sit_down();
    let page = format!("GET {}/", desk.base);
    let cookie = desk.cookie.clone();
    let own = ("Cookie", &*cookie);
    assert_eq!(desk.ask(&page, &[own], "").status, 200);
    // Another user of the machine, who found the port.
    assert!(desk.ask("GET /", &[], "").is_nothing());
    assert!(desk.ask(&page, &[], "").is_nothing());
    let guessed = "handover-desk=00000000000000000000000000000000";
    assert!(desk.ask(&page, &[("Cookie", guessed)], "").is_nothing());
    // The key works once.
    let again = desk.ask(&format!("GET {}/enter/{}", desk.base, desk.key), &[], "");
    assert!(again.body.is_empty() && again.header("set-cookie").is_none());
    // A name that somebody else lets lead to this machine.
    for host in ["evil.example", "localhost", "127.0.0.1"] {
        assert!(
            desk.ask(&page, &[own, ("Host", host)], "").is_nothing(),
            "{host}"
        );
    }
    // A page of another site in the same browser: a link, a picture, a script.
    for from in ["cross-site", "same-site"] {
        let fetch = ("Sec-Fetch-Site", from);
        assert!(desk.ask(&page, &[own, fetch], "").is_nothing(), "{from}");
    }
    assert!(
        desk.ask(&page, &[own, ("Origin", "http://127.0.0.1:1")], "")
            .is_nothing()
    );
    let put = format!("PUT {}/", desk.base);
    assert!(desk.ask(&put, &[own], "").is_nothing());
}

/// A form of another site does nothing, with the cookie and with the token of a form that was shown.
#[test]
fn a_form_of_another_site_does_nothing() {
    let mut desk = Running::begin(Duration::from_mins(10));
    desk.sit_down();
    let token = desk.get("/").token();
    let lock = format!("POST {}/lock", desk.base);
    let form = format!("form={token}");
    let cookie = desk.cookie.clone();
    for origin in [
        None,
        Some("null"),
        Some("https://evil.example"),
        Some("http://localhost:1"),
    ] {
        let mut headers = vec![("Cookie", &*cookie)];
        headers.extend(origin.map(|origin| ("Origin", origin)));
        assert!(desk.ask(&lock, &headers, &form).is_nothing(), "{origin:?}");
    }
    // From our own page, but of no form that was shown.
    for form in ["", "form=", "form=00000000000000000000000000000000"] {
        assert_eq!(desk.post("/lock", form).status, 409, "{form}");
    }
    assert_eq!(desk.get("/").status, 200, "nobody has locked it");
    assert_eq!(desk.post("/lock", &form).status, 303);
    assert_eq!(
        desk.post("/lock", &form).status,
        409,
        "a form is posted once"
    );
}

/// Every answer says that nobody keeps it, frames it or runs anything in it; what people wrote stays text.
#[test]
fn every_answer_is_shut() {
    let mut desk = Running::begin(Duration::from_mins(10));
    desk.sit_down();
    for path in ["/", "/who", "/no-such-page", "/style.css", "/unlock"] {
        let page = desk.get(path);
        assert_eq!(page.header("cache-control"), Some("no-store"), "{path}");
        let policy = page.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
            "{path}"
        );
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(
            page.header("x-content-type-options"),
            Some("nosniff"),
            "{path}"
        );
        assert!(
            page.header("refresh").unwrap().starts_with("601; url="),
            "{path}"
        );
        assert!(
            !page.body.contains("<script") && !page.body.contains("<b>Marl"),
            "{path}"
        );
    }
    let page = desk.get("/");
    assert!(
        page.body.contains("&#60;b&#62;Marl") && page.body.contains("&#60;script&#62;"),
        "{}",
        page.body
    );
}

/// After the lock the cookie opens nothing, and after the next unlocking it is another: whoever stole it is out.
#[test]
fn a_stolen_cookie_is_worth_nothing_after_the_lock() {
    let mut desk = Running::begin(Duration::from_mins(10));
    desk.sit_down();
    let stolen = desk.cookie.clone();
    let form = format!("form={}", desk.get("/").token());
    let before = desk.get("/").token();
    desk.post("/lock", &form);
    for path in ["/", "/who"] {
        let page = desk.get(path);
        assert_eq!(page.status, 303, "{path}");
        assert!(page.header("location").unwrap().ends_with("/unlock"));
        assert!(page.body.is_empty());
    }
    let stale = desk.post("/who/card", &format!("form={before}"));
    assert_eq!(
        stale.status, 303,
        "a form from before the lock does nothing"
    );
    assert!(!desk.room.path().join("ZZ901.card").exists());
    let wrong = desk.post(
        "/unlock",
        &format!("form={}&who=Kez&passphrase=no", desk.get("/unlock").token()),
    );
    assert!(wrong.status == 200 && wrong.body.contains("That is not the passphrase"));
    let form = format!("form={}&who=Kez&passphrase={PASSPHRASE}", wrong.token()).replace(' ', "+");
    let open = desk.post("/unlock", &form);
    assert_eq!(open.status, 303);
    desk.take_cookie(&open);
    let page = format!("GET {}/", desk.base);
    assert!(desk.ask(&page, &[("Cookie", &stolen)], "").is_nothing());
    assert_eq!(desk.get("/").status, 200);
}

/// Whoever leaves the desk leaves it locked.
#[test]
fn it_locks_by_itself() {
    let mut desk = Running::begin(Duration::from_secs(2));
    desk.sit_down();
    assert_eq!(desk.get("/").status, 200);
    std::thread::sleep(Duration::from_millis(3_500));
    let left = desk.get("/");
    assert_eq!(left.status, 303);
    assert!(left.header("location").unwrap().ends_with("/unlock"));
}

/// The folder is for its owner alone.
#[cfg(unix)]
#[test]
fn the_room_is_for_its_owner() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Running::begin(Duration::from_mins(10));
    for inner in ["transfer", "incoming", "sealed", "caseloads", "drafts"] {
        let mode = std::fs::metadata(desk.room.path().join(inner))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o700, "{inner}");
    }
}

//! The desk in a browser: somebody takes people on who came from another service.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use fantoccini::Locator;

use crate::browser::Browser;

/// A desk that runs in a folder, and ends with its test.
pub(crate) struct RunningDesk {
    program: Child,
    pub(crate) way_in: String,
}

/// The program, which is built beside the tests.
pub(crate) fn program() -> Option<PathBuf> {
    let test = std::env::current_exe().unwrap();
    let program = test.parent()?.parent()?.join("handover");
    if program.is_file() {
        return Some(program);
    }
    eprintln!("SKIPPED: {} is not built", program.display());
    None
}

impl RunningDesk {
    pub(crate) fn start(room: &Path, at: &str) -> Option<Self> {
        let mut program = Command::new(program()?)
            .arg("desk")
            .arg(room)
            .args(["--no-browser", "--at", at])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut way_in = String::new();
        let output = program.stdout.take().unwrap();
        BufReader::new(output).read_line(&mut way_in).unwrap();
        let way_in = way_in.trim().to_owned();
        Some(Self { program, way_in })
    }
}

impl Drop for RunningDesk {
    fn drop(&mut self) {
        self.program.kill().ok();
        self.program.wait().ok();
    }
}

/// A hand at the mouse, which counts what it does.
pub(crate) struct Hand<'b> {
    pub(crate) browser: &'b Browser,
    pub(crate) clicks: u32,
    pub(crate) fields: u32,
    /// Words that must never stand in an address.
    pub(crate) secret: Vec<String>,
}

impl Hand<'_> {
    /// Clicks what a selector finds first, and waits for words on the next page.
    pub(crate) async fn click(&mut self, selector: &str, words: &str) -> String {
        let way = if selector.starts_with("//") {
            Locator::XPath(selector)
        } else {
            Locator::Css(selector)
        };
        let found = self.browser.window.find(way).await;
        let Ok(found) = found else {
            panic!("no {selector} on: {}", self.browser.text().await);
        };
        found.click().await.unwrap();
        self.clicks += 1;
        let text = self.browser.wait_for(words).await;
        self.look(words).await;
        text
    }

    /// Types into a field, in the place of what stands there.
    pub(crate) async fn fill(&mut self, id: &str, text: &str) {
        let field = self.browser.window.find(Locator::Id(id)).await.unwrap();
        field.send_keys(text).await.unwrap();
        self.fields += 1;
    }

    /// Looks at a page: axe finds nothing, nothing scrolls sideways, no secret stands in its address; a picture is taken where
    /// `HANDOVER_PICTURES` names a folder.
    pub(crate) async fn look(&self, name: &str) {
        assert_eq!(
            self.browser.violations().await,
            Vec::<String>::new(),
            "on the page: {name}"
        );
        let address = self.browser.window.current_url().await.unwrap();
        for secret in &self.secret {
            assert!(!address.as_str().contains(secret.as_str()), "{address}");
        }
        let wide =
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
        let wide = self.browser.window.execute(wide, Vec::new()).await.unwrap();
        assert_eq!(wide, 0, "the page scrolls sideways: {name}");
        let Some(folder) = std::env::var_os("HANDOVER_PICTURES") else {
            return;
        };
        let width = self.browser.window.get_window_size().await.unwrap().0;
        let name: String = name
            .chars()
            .map(|c| if c.is_alphanumeric() { c } else { '-' })
            .collect();
        let picture = self.browser.window.screenshot().await.unwrap();
        fs::create_dir_all(&folder).unwrap();
        fs::write(
            Path::new(&folder).join(format!("{name}-{width}.png")),
            picture,
        )
        .unwrap();
    }
}

/// A room of the new service of the demonstration, into which nothing has come yet; and what was sent to it.
fn demonstrated(folder: &Path) -> Option<(PathBuf, PathBuf, String)> {
    let story = folder.join("story");
    let told = Command::new(program()?)
        .args(["demo", "--keep"])
        .arg(&story)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(told.success());
    let room = folder.join("room");
    fs::create_dir_all(room.join("identity")).unwrap();
    fs::create_dir_all(room.join("transfer")).unwrap();
    for entry in fs::read_dir(story.join("new")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, room.join("identity").join(path.file_name().unwrap())).unwrap();
    }
    fs::copy(story.join("directory"), room.join("directory")).unwrap();
    for said in [
        "mandate",
        "mandate-agreed-old",
        "mandate-agreed-new",
        "mandate-agreed-neighbour",
        "roster-1",
        "roster-1-frozen",
        "ZF201-receiving-service-of-packages-agreed",
    ] {
        fs::copy(
            story.join("transfer").join(said),
            room.join("transfer").join(said),
        )
        .unwrap();
    }
    let package = story.join("packages/ZF201-receiving-service.handover");
    let passphrase = fs::read_to_string(story.join("passphrase")).unwrap();
    Some((room, package, passphrase))
}

/// Somebody takes a person on, asks about another, locks, and goes back with the browser's own button.
async fn take_people_on(width: u32, height: u32) {
    let Some(browser) = Browser::open(width, height).await else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let Some((room, package, passphrase)) = demonstrated(folder.path()) else {
        return;
    };
    let desk = RunningDesk::start(&room, "2010-02-05T12:00:00Z").unwrap();
    let mut hand = Hand {
        browser: &browser,
        clicks: 0,
        fields: 0,
        secret: vec!["dog".to_owned(), "HB0".to_owned()],
    };
    browser.window.goto(&desk.way_in).await.unwrap();
    browser.wait_for("Locked").await;
    hand.look("Locked").await;
    hand.fill("who", "Idris Calloway").await;
    hand.fill("passphrase", &passphrase).await;
    hand.click(".buttons .btn", "What waits for you").await;
    hand.click(".nav a[href$='/arrived']", "Nothing has arrived.")
        .await;
    hand.fill("file", &package.display().to_string()).await;
    let people = hand
        .click("form[action$='/take'] .btn", "77 people from")
        .await;
    assert!(
        people.contains("Act today: 27") && people.contains("Read first"),
        "{people}"
    );
    assert_eq!(
        (hand.clicks, hand.fields),
        (3, 3),
        "from the lock to the list of people"
    );

    let first = browser.window.current_url().await.unwrap().to_string();
    let person = hand
        .click("//a[text()='Kit Raventhwaite']", "On the telephone")
        .await;
    assert!(person.contains("Nobody has decided"), "{person}");
    let name = "Raventhwaite".to_owned();
    hand.secret.extend([name.clone(), "Duncombe".to_owned()]);
    assert_eq!(
        browser.window.title().await.unwrap(),
        "One person - Handover"
    );
    let scripts = "return document.scripts.length";
    assert_eq!(
        browser.window.execute(scripts, Vec::new()).await.unwrap(),
        0
    );
    hand.click(".deskbar .first", "From now on you are responsible")
        .await;
    let missing = hand.click(".buttons .btn", "Write which team").await;
    assert!(missing.contains("Not yet"), "{missing}");
    hand.fill("team", "East").await;
    hand.fill("worker", "Idris Calloway").await;
    hand.click("#role-team-leader + label", "With whose key?")
        .await;
    hand.click(".buttons .btn", "Take on: 1 person").await;
    let people = hand.click("main a.btn", "77 people from").await;
    assert!(people.contains("Taken on"), "{people}");

    hand.click("//a[text()='Lorna Duncombe']", "On the telephone")
        .await;
    hand.click(".deskbar button[value=ask]", "Your question")
        .await;
    hand.fill("words", "Is the dog friendly?").await;
    hand.click("#reason option[value=dataset-incomplete]", "Your question")
        .await;
    hand.click("#role-team-leader + label", "With whose key?")
        .await;
    let asked = hand
        .click(".buttons .btn", "Ask before you decide: 1 person")
        .await;
    assert!(
        asked.contains("reply-") && asked.contains("verdict-"),
        "{asked}"
    );

    hand.click(".top form button", "Locked").await;
    browser.window.back().await.unwrap();
    // What a form showed is kept by nobody: the browser asks whether to send the form again.
    let back = browser.text().await;
    assert!(!back.contains(&name) && !back.contains("dog"), "{back}");
    browser.window.goto(&first).await.unwrap();
    let locked = browser.wait_for("Locked").await;
    assert!(!locked.contains(&name), "{locked}");
    browser.close().await;
}

#[tokio::test]
async fn somebody_takes_people_on() {
    take_people_on(1280, 900).await;
}

#[tokio::test]
async fn somebody_takes_people_on_with_a_telephone() {
    take_people_on(390, 844).await;
}

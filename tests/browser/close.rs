//! A commissioner in a browser, from an empty folder to a contract that may close; the services type at a terminal.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use fantoccini::Locator;

use crate::{
    browser::Browser,
    desk::{Hand, RunningDesk, program},
};

const NOW: &str = "2026-05-28T12:00:00Z";
const PASSPHRASE: &str = "five odd words in a row";
const CASE: &str = include_str!("../../crates/handover-cli/tests/cases/one-reader.json");

/// A service that types.
struct Service(PathBuf);

impl Service {
    fn new(folder: &Path, id: &str, name: &str, telephone: &str) -> Self {
        fs::create_dir_all(folder.join("transfer")).unwrap();
        let service = Self(folder.to_owned());
        service.types(&[
            "identity",
            "new",
            "--organisation",
            id,
            "--name",
            name,
            "--contact",
            telephone,
            "--person",
            "team-leader,key-worker,prescriber",
        ]);
        service.types(&["identity", "card", "--to", "own.card"]);
        service
    }

    #[track_caller]
    fn types(&self, words: &[&str]) -> String {
        let mut typed = Command::new(program().unwrap());
        typed
            .args(words)
            .current_dir(&self.0)
            .env("HANDOVER_PASSPHRASE", PASSPHRASE);
        if words.first() != Some(&"identity") || words.get(1) == Some(&"new") {
            typed.args(["--at", NOW]);
        }
        let done = typed.output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "{words:?}: {said}");
        String::from_utf8(done.stdout).unwrap()
    }

    /// The one file of a kind in the folder of the transfer.
    fn only(&self, kind: &str) -> String {
        let files = fs::read_dir(self.0.join("transfer")).unwrap();
        let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        let mut of_kind = names.filter(|name| name.starts_with(kind));
        format!("transfer/{}", of_kind.next().unwrap())
    }

    /// The same with what every statement about a transfer takes.
    #[track_caller]
    fn says(&self, words: &[&str]) {
        self.types(&[words, &["--statement", "transfer", "--to", "transfer"]].concat());
    }
}

/// Each gets what the others said, on a stick.
fn exchange(folders: &[&Path]) {
    for from in folders {
        for entry in fs::read_dir(from.join("transfer")).unwrap() {
            let path = entry.unwrap().path();
            for to in folders {
                let there = to.join("transfer").join(path.file_name().unwrap());
                if !there.exists() {
                    fs::copy(&path, there).unwrap();
                }
            }
        }
    }
}

async fn choose(browser: &Browser, id: &str, words: &str) {
    let select = browser.window.find(Locator::Id(id)).await.unwrap();
    select.select_by_label(words).await.unwrap();
}

#[tokio::test]
async fn a_commissioner_closes_a_contract() {
    for width in [1280, 390] {
        let Some(browser) = Browser::open(width, 900).await else {
            return;
        };
        if program().is_none() {
            return;
        }
        close(&browser).await;
        browser.close().await;
    }
}

async fn close(browser: &Browser) {
    let place = tempfile::tempdir().unwrap();
    let room = place.path().join("council");
    let old = Service::new(
        &place.path().join("old"),
        "ZZ901",
        "Marl Valley",
        "Ruth Oyelaran, 020 7946 0101",
    );
    let new = Service::new(
        &place.path().join("new"),
        "ZZ902",
        "Harrow Recovery",
        "Idris Calloway, 020 7946 0102",
    );
    let desk = RunningDesk::start(&room, NOW).unwrap();
    let mut hand = Hand {
        browser,
        clicks: 0,
        fields: 0,
        secret: vec!["NR-20417".to_owned()],
    };

    // Keys, and a directory with nobody in it but us.
    browser.window.goto(&desk.way_in).await.unwrap();
    browser.wait_for("Begin: who are you?").await;
    hand.look("Begin").await;
    for (field, text) in [
        ("name", "Harrow Council"),
        ("id", "ZZ900"),
        ("contact", "020 7946 0100"),
        ("who", "Helen Marsh"),
        ("passphrase", PASSPHRASE),
        ("again", PASSPHRASE),
    ] {
        hand.fill(field, text).await;
    }
    hand.click("#authority", "We say who is who").await;
    hand.click(".buttons .btn", "There is no directory yet")
        .await;
    hand.click(".waits .btn", "There is none yet: begin it")
        .await;
    hand.click("form[action$='/begin'] .btn", "Give it out")
        .await;

    // Two cards, each let in after its words were heard.
    for service in [&old, &new] {
        hand.fill("cards", &service.0.join("own.card").display().to_string())
            .await;
        hand.click("form[action$='/cards'] .btn", "by telephone")
            .await;
        hand.click("#same-1", "What did you hear?").await;
        hand.click("form[action$='/let-in'] .btn", "All organisations")
            .await;
    }
    let all = browser.text().await;
    assert!(all.contains("All organisations: 3"), "{all}");
    for service in [&old, &new] {
        fs::copy(room.join("directory"), service.0.join("directory")).unwrap();
        let shown = old.types(&[
            "directory",
            "show",
            "--directory",
            &room.join("directory").display().to_string(),
            "--identity",
            &room.join("identity").display().to_string(),
            "--json",
        ]);
        let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
        let anchor = shown
            .get("anchor")
            .and_then(|anchor| anchor.as_str())
            .unwrap();
        service.types(&[
            "directory",
            "show",
            "--identity",
            "identity",
            "--anchor",
            anchor,
        ]);
    }

    // What must be handed over: wrong first, then read back and signed.
    hand.click(".nav a[href$='/watch']", "There is none yet.")
        .await;
    hand.click("main a[href$='/mandate']", "Eight questions")
        .await;
    hand.click(".buttons .btn", "Not yet").await;
    choose(browser, "from", "Marl Valley").await;
    hand.click("#to-ZZ902", "Who takes on?").await;
    for (field, text) in [("day-d", "1"), ("day-m", "10"), ("day-y", "2026")] {
        hand.fill(field, text).await;
    }
    hand.click("#goes-listed", "No rules").await;
    hand.click("#second-team-leader", "to what is sent").await;
    choose(browser, "last", "Marl Valley").await;
    let read = hand
        .click(".buttons .btn", "Read it back before you sign")
        .await;
    assert!(read.contains("Will its staff still be there?"), "{read}");
    hand.click(".btn.alt", "Eight questions").await;
    choose(browser, "last", "Harrow Council").await;
    hand.click(".buttons .btn", "Read it back before you sign")
        .await;
    let signed = hand.click(".buttons .btn", "May the contract close?").await;
    assert!(
        signed.contains("Nobody has said yet who is handed over."),
        "{signed}"
    );
    assert!(signed.contains("Ruth Oyelaran, 020 7946 0101"), "{signed}");

    // Both services agree, and the old one lists everybody.
    let folders = [room.as_path(), &old.0, &new.0];
    exchange(&folders);
    for service in [&old, &new] {
        service.says(&["countersign", &service.only("mandate-"), "--role", "office"]);
    }
    fs::create_dir(old.0.join("caseload")).unwrap();
    fs::write(old.0.join("caseload/case.json"), CASE).unwrap();
    exchange(&folders);
    old.says(&[
        "select",
        "caseload",
        "--mandate",
        &old.only("mandate-"),
        "--as-of",
        "2026-05-28",
        "--decisions",
        "decided",
    ]);
    exchange(&folders);
    let waits = hand
        .click(".nav a[href$='/']", "Look at the list of everyone")
        .await;
    assert!(
        waits.contains("Ring Marl Valley, Ruth Oyelaran, 020 7946 0101"),
        "{waits}"
    );
    let list = hand
        .click(".waits a[href*='/agree/']", "Agree to the list of everyone")
        .await;
    assert!(
        list.contains("listed") && list.contains("After you agree it cannot be changed"),
        "{list}"
    );
    let agreed = hand.click(".buttons .btn", "May the contract close?").await;
    assert!(
        agreed.contains("Nobody new answers for the 1 person."),
        "{agreed}"
    );

    // Sealed, opened, taken on.
    exchange(&folders);
    old.types(&[
        "seal",
        "caseload",
        "--mandate",
        &old.only("mandate-"),
        "--decisions",
        "decided",
        "--for",
        "ZZ902:receiving-service",
        "--statement",
        "transfer",
        "--to",
        "sealed",
    ]);
    let package = old
        .0
        .join("sealed/ZZ902-receiving-service.handover")
        .display()
        .to_string();
    fs::copy(
        old.0.join("sealed/ZZ902-receiving-service.index"),
        old.0.join("transfer/package.index"),
    )
    .unwrap();
    exchange(&folders);
    new.says(&["receipt", &package, "--rung", "opened"]);
    exchange(&folders);
    let page = hand
        .click(".crumb a:last-child", "Decide on 1 person")
        .await;
    assert!(page.contains("Idris Calloway, 020 7946 0102"), "{page}");
    new.says(&[
        "accept",
        &package,
        "--all",
        "--team",
        "East",
        "--worker",
        "I. Calloway",
        "--role",
        "key-worker",
    ]);
    exchange(&folders);
    let page = hand
        .click(".crumb a:last-child", "Yes. 1 person is accounted for")
        .await;
    assert!(page.contains("and everybody has agreed"), "{page}");
    let published = hand
        .click("a[href$='/publish']", "What may be published")
        .await;
    assert!(
        published.contains("hidden") && !published.contains("Marl Valley"),
        "{published}"
    );
    eprintln!(
        "a commissioner's close: {} clicks, {} fields",
        hand.clicks, hand.fields
    );
    assert!(
        hand.clicks <= 34 && hand.fields <= 11,
        "{} clicks, {} fields",
        hand.clicks,
        hand.fields
    );
}

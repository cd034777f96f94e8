//! The desk in a browser: a charity hands its sheet over, from an empty folder as far as the package.

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

const PASSPHRASE: &str = "correct horse battery staple";

const AT: &str = "2026-12-01T16:10:00Z";

fn sheet() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sheet = tests.join("../crates/handover-cli/tests/sheets/clients.xlsx");
    // The browser takes no path with dots in it.
    sheet.canonicalize().unwrap()
}

/// Runs the program in a folder.
fn run(folder: &Path, line: &[&str]) -> Option<String> {
    let output = Command::new(program()?)
        .current_dir(folder)
        .env("HANDOVER_PASSPHRASE", PASSPHRASE)
        .args(line)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{line:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The room of a charity: its keys, and a directory in which the service is that takes on.
fn charity(folder: &Path) -> Option<PathBuf> {
    for (identity, id, name) in [
        ("room/identity", "ZZ901", "Marl Valley Recovery"),
        ("other", "ZZ902", "Harrow Recovery"),
        ("keeper", "ZZ900", "Harrow Council"),
    ] {
        fs::create_dir_all(folder.join(identity).parent().unwrap()).unwrap();
        let mut line = vec![
            "identity",
            "new",
            "--identity",
            identity,
            "--organisation",
            id,
        ];
        line.extend(["--name", name, "--contact", "020 7946 0100", "--at", AT]);
        line.extend(["--person", "team-leader"]);
        if identity == "keeper" {
            line.push("--authority");
        }
        run(folder, &line)?;
    }
    for (identity, card) in [("room/identity", "zz901.card"), ("other", "zz902.card")] {
        run(
            folder,
            &["identity", "card", "--identity", identity, "--to", card],
        )?;
    }
    let mut line = vec!["directory", "new", "room/directory", "--identity", "keeper"];
    line.extend([
        "--own-roles",
        "commissioner",
        "--card",
        "zz901.card=provider",
    ]);
    line.extend(["--card", "zz902.card=provider", "--at", AT, "--json"]);
    let told = run(folder, &line)?;
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    let anchor = told
        .get("anchor")
        .and_then(serde_json::Value::as_str)
        .unwrap();
    let mut line = vec![
        "directory",
        "show",
        "--directory",
        "room/directory",
        "--identity",
        "room/identity",
    ];
    line.extend(["--anchor", anchor, "--at", AT]);
    run(folder, &line)?;
    Some(folder.join("room"))
}

/// Presses the green button of a page until it says something else than before.
async fn press_while(hand: &mut Hand<'_>, below: &str) {
    for _ in 0..40 {
        let address = hand.browser.window.current_url().await.unwrap();
        if !address.path().contains(below) {
            return;
        }
        let button = Locator::Css("main form .btn");
        let button = hand.browser.window.find(button).await.unwrap();
        button.click().await.unwrap();
        hand.clicks += 1;
        for _ in 0..200 {
            if hand.browser.window.current_url().await.unwrap() != address {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        let address = hand.browser.window.current_url().await.unwrap();
        let mut parts = address.path().rsplit('/');
        let (last, before) = (parts.next().unwrap(), parts.next().unwrap());
        hand.look(&format!("hand-over-{before}-{last}")).await;
    }
    panic!("{below} has no end");
}

/// Chooses by value in a list, as somebody would who looks for the words.
async fn choose(hand: &mut Hand<'_>, id: &str, value: &str) {
    let list = Locator::Id(id);
    let list = hand.browser.window.find(list).await.unwrap();
    list.select_by_value(value).await.unwrap();
    hand.fields += 1;
}

async fn hand_over(width: u32, height: u32) {
    let Some(browser) = Browser::open(width, height).await else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let Some(room) = charity(folder.path()) else {
        return;
    };
    let desk = RunningDesk::start(&room, AT).unwrap();
    let mut hand = Hand {
        browser: &browser,
        clicks: 0,
        fields: 0,
        secret: ["Ashdown", "MV0", "Iqbal"].map(str::to_owned).to_vec(),
    };
    browser.window.goto(&desk.way_in).await.unwrap();
    browser.wait_for("Locked").await;
    hand.fill("who", "Sharon Price").await;
    hand.fill("passphrase", PASSPHRASE).await;
    hand.click(".buttons .btn", "What waits for you").await;
    hand.click(".nav a[href$='/hand-over']", "Begin with your sheet")
        .await;
    hand.fill("file", &sheet().display().to_string()).await;
    let page = hand.click("main form .btn", "did we read it right?").await;
    assert!(
        page.contains("says 8 H under Risk H/M/L, and there are 7"),
        "{page}"
    );
    press_while(&mut hand, "/sheet").await;
    press_while(&mut hand, "/columns").await;
    press_while(&mut hand, "/words").await;
    press_while(&mut hand, "/dates").await;
    for id in ["current_clients-yes", "holds_more-yes"] {
        hand.click(&format!("label[for={id}]"), "What only you can say")
            .await;
    }
    choose(&mut hand, "recipient", "Harrow Recovery").await;
    choose(&mut hand, "author_role", "team-leader").await;
    choose(&mut hand, "kind", "contract-change").await;
    for (id, text) in [
        ("mandate", "marl-2026"),
        ("transfer_date-d", "14"),
        ("transfer_date-m", "12"),
        ("transfer_date-y", "2026"),
        ("as_of-d", "1"),
        ("as_of-m", "12"),
        ("as_of-y", "2026"),
        ("call_back_hours", "weekdays 9:00 to 17:00"),
        ("call_back_until-d", "31"),
        ("call_back_until-m", "3"),
        ("call_back_until-y", "2027"),
        ("lawful_basis_article_6", "6(1)(e)"),
        ("lawful_basis_article_9", "9(2)(h)"),
    ] {
        hand.fill(id, text).await;
    }
    let case = hand
        .click("main form .btn", "as the next worker will see them")
        .await;
    assert!(case.contains("Read everybody"), "{case}");
    let page = hand.click(".deskbar .first", "somebody must decide").await;
    assert!(page.contains("25 rows of people"), "{page}");
    hand.click("//a[contains(., 'MV010')]", "Decide for Paul Jones")
        .await;
    hand.click("label[for=stays]", "Decide for Paul Jones")
        .await;
    hand.fill("reason", "The same person as the row below.")
        .await;
    hand.click("main form .btn", "1 do not").await;
    hand.click("main > form .btn", "answers are missing").await;
    hand.click(".tasks a", "What the next worker must know first")
        .await;
    let told = hand.click("main form .btn", "Not yet").await;
    assert!(told.contains("Nothing was answered."), "{told}");
    browser.window.back().await.unwrap();
    let address = browser.window.current_url().await.unwrap();
    let base = address.path().split('/').nth(1).unwrap().to_owned();
    let at = |path: &str| {
        format!(
            "{}/{base}/hand-over/1/{path}",
            address.origin().ascii_serialization()
        )
    };
    browser.window.goto(&at("gaps")).await.unwrap();
    browser.wait_for("answers are missing").await;
    hand.click("main > form .btn", "Read this before you agree")
        .await;
    hand.click("label[for=read]", "Read this before you agree")
        .await;
    hand.fill("name", "Una Sherwin").await;
    choose(&mut hand, "role", "team-leader").await;
    hand.fill("passphrase", PASSPHRASE).await;
    hand.click("main form .btn", "Una Sherwin agreed").await;
    let stay = hand.click("main form .btn", "would stay behind").await;
    assert!(stay.contains("Nothing was shut"), "{stay}");
    eprintln!(
        "a charity's sheet at {width} pixels: {} clicks, {} fields",
        hand.clicks, hand.fields
    );
    assert!(
        hand.clicks < 60 && hand.fields < 40,
        "{} clicks, {} fields",
        hand.clicks,
        hand.fields
    );
    browser.close().await;
}

#[tokio::test]
async fn a_charity_hands_its_sheet_over() {
    hand_over(1280, 900).await;
}

#[tokio::test]
async fn a_charity_hands_its_sheet_over_with_a_telephone() {
    hand_over(390, 844).await;
}

//! A midwife discharges twins without a GP, from an empty folder: the unit, nine pages, what each reader gets, signed and shut.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use fantoccini::Locator;

use crate::{
    browser::Browser,
    desk::{Hand, RunningDesk, program},
};

const PASSPHRASE: &str = "tulip barrel harbour lantern thistle";
const MORNING: &str = "2026-12-01T09:00:00Z";
const AT: &str = "2026-12-01T15:20:00Z";

/// Runs the program for somebody else of the story.
fn run(folder: &Path, who: &str, args: &[&str]) {
    let done = Command::new(program().unwrap())
        .args(args)
        .args(["--identity", who])
        .current_dir(folder)
        .env("HANDOVER_PASSPHRASE", PASSPHRASE)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(done.success(), "{args:?}");
}

/// The council, who keeps the directory, and those who get the papers; their cards.
fn others(folder: &Path) -> Vec<String> {
    run(
        folder,
        "council",
        &[
            "identity",
            "new",
            "--organisation",
            "ZF900",
            "--name",
            "Harrow Council",
            "--contact",
            "020 7946 0100",
            "--authority",
            "--at",
            MORNING,
            "--scrypt-log-n",
            "10",
        ],
    );
    let mut cards = Vec::new();
    for (id, name) in [
        ("ZF411", "Roxeth Midwives"),
        ("ZF421", "Harrow Health Visiting"),
    ] {
        run(
            folder,
            id,
            &[
                "identity",
                "new",
                "--organisation",
                id,
                "--name",
                name,
                "--contact",
                "020 7946 0101",
                "--person",
                "midwife",
                "--at",
                MORNING,
                "--scrypt-log-n",
                "10",
            ],
        );
        let card = format!("{id}.card");
        run(folder, id, &["identity", "card", "--to", &card]);
        cards.push(format!("{card}=provider"));
    }
    cards
}

impl Hand<'_> {
    /// Chooses an answer.
    async fn choose(&mut self, name: &str, value: &str) {
        let selector = format!("input[name='{name}'][value='{value}'] + label");
        let found = self.browser.window.find(Locator::Css(&selector)).await;
        found
            .unwrap_or_else(|error| panic!("{selector}: {error}"))
            .click()
            .await
            .unwrap();
        self.clicks += 1;
    }

    async fn all(&mut self, chosen: &[(&str, &str)]) {
        for (name, value) in chosen {
            self.choose(name, value).await;
        }
    }

    async fn type_in(&mut self, typed: &[(&str, &str)]) {
        for (id, text) in typed {
            self.fill(id, text).await;
        }
    }

    async fn next(&mut self, words: &str) -> String {
        self.click(".buttons button[value=next]", words).await
    }

    /// Whether a person sees it.
    async fn sees(&self, id: &str) -> bool {
        let field = self.browser.window.find(Locator::Id(id)).await.unwrap();
        field.is_displayed().await.unwrap()
    }
}

/// The packages in the folders of what was sealed.
fn packages(folder: &Path) -> Vec<PathBuf> {
    let inner = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let files = inner.flat_map(|inner| {
        fs::read_dir(inner)
            .unwrap()
            .map(|entry| entry.unwrap().path())
    });
    let mut files: Vec<PathBuf> = files
        .filter(|file| file.extension().is_some_and(|ending| ending == "handover"))
        .collect();
    files.sort();
    files
}

#[tokio::test]
async fn twins_without_a_gp_are_discharged_from_an_empty_folder() {
    let Some(browser) = Browser::open(1280, 900).await else {
        return;
    };
    if program().is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut cards = others(folder.path());
    let room = folder.path().join("room");
    fs::create_dir(&room).unwrap();
    let desk = RunningDesk::start(&room, AT).unwrap();
    let mut hand = Hand {
        browser: &browser,
        clicks: 0,
        fields: 0,
        secret: ["Grace", "Mensah", "M417000", "9990000026", "Tern"]
            .map(str::to_owned)
            .to_vec(),
    };
    browser.window.goto(&desk.way_in).await.unwrap();
    browser.wait_for("Begin: who are you?").await;
    hand.type_in(&[
        ("name", "Heronbrook Maternity Unit"),
        ("id", "ZF401"),
        ("contact", "020 7946 0140"),
        ("who", "Bola Adisa"),
        ("passphrase", PASSPHRASE),
        ("again", PASSPHRASE),
    ])
    .await;
    hand.choose("role", "midwife").await;
    hand.click(".buttons .btn", "What waits for you").await;

    // The council lists the unit, and the ten words are compared.
    hand.click(".nav a[href$='/who']", "Your card").await;
    hand.click("form[action$='/card'] .btn", "Your card").await;
    let card = room.join("ZF401.card");
    for _ in 0..100 {
        if card.exists() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    cards.push(format!("{}=provider", card.display()));
    let mut args = vec!["directory", "new", "directory", "--at", AT];
    args.extend(cards.iter().flat_map(|card| ["--card", card.as_str()]));
    run(folder.path(), "council", &args);
    browser.window.refresh().await.unwrap();
    browser.wait_for("Your card").await;
    hand.fill(
        "file",
        &folder.path().join("directory").display().to_string(),
    )
    .await;
    hand.click("form[action$='/directory'] .btn", "Compare ten words")
        .await;
    hand.choose("heard", "yes").await;
    hand.click(".buttons .btn", "Roxeth Midwives").await;

    // What is the same for the unit is asked once.
    hand.click(".nav a[href$='/discharge']", "Nothing is half filled in")
        .await;
    hand.click("button[value=maternity-discharge]", "Asked once")
        .await;
    hand.type_in(&[
        ("unit-name", "Heronbrook Maternity Unit"),
        ("unit-code", "ZF401"),
        ("call-who", "Postnatal ward"),
        ("call-phone", "020 7946 0140"),
        ("call-hours", "day and night"),
        ("call-until_day", "1"),
        ("call-until_month", "6"),
        ("call-until_year", "2027"),
    ])
    .await;
    hand.choose("law", "public-task").await;
    hand.next("Discharge one person").await;

    hand.clicks = 0;
    hand.fields = 0;
    hand.click("button[value=maternity-discharge]", "Page 1 of")
        .await;
    // A page that is wrong says so twice, and loses nothing.
    hand.type_in(&[
        ("number", "M 417000"),
        ("given", "Grace"),
        ("family", "Mensah"),
    ])
    .await;
    let wrong = hand.next("things to put right").await;
    assert!(
        wrong.matches("letters, digits, dots").count() == 2,
        "{wrong}"
    );
    let number = browser.window.find(Locator::Id("number")).await.unwrap();
    number.clear().await.unwrap();
    hand.type_in(&[
        ("number", "M417000"),
        ("nhs", "999 000 0026"),
        ("born-on_day", "19"),
        ("born-on_month", "12"),
        ("born-on_year", "1996"),
        ("mobile", "07700 900240"),
    ])
    .await;
    let ethnic = browser
        .window
        .find(Locator::Css("#ethnic option[value=N]"))
        .await
        .unwrap();
    ethnic.click().await.unwrap();
    hand.all(&[("speaks", "english"), ("capacity", "no")]).await;
    hand.next("The birth").await;

    assert!(
        !hand.sees("booked-at").await,
        "nothing is asked that no answer opens"
    );
    hand.all(&[
        ("booked", "here"),
        ("babies", "twins"),
        ("delivered_near", "2026-11-30"),
        ("mode", "emergency"),
    ])
    .await;
    hand.fill("delivered_time", "03:20").await;
    let babies = hand.next("Baby or babies").await;
    assert!(
        babies.contains("First baby")
            && babies.contains("Second baby")
            && !babies.contains("Third baby"),
        "{babies}"
    );

    hand.all(&[
        ("sex.1", "female"),
        ("where.1", "mother"),
        ("feeding.1", "breast"),
        ("checks.1", "plain"),
        ("sex.2", "male"),
        ("where.2", "unit"),
        ("feeding.2", "both"),
        ("checks.2", "plain"),
    ])
    .await;
    hand.fill("weight.2", "1960").await;
    hand.next("Her health and her medicines").await;

    hand.all(&[
        ("complications", "none"),
        ("clots", "low"),
        ("anti-d", "not-needed"),
        ("mood", "well"),
        ("prescribed", "no"),
        ("takes", "none"),
        ("allergic", "none"),
    ])
    .await;
    hand.next("Ask her alone").await;

    hand.all(&[
        ("talked_near", "2026-12-01"),
        ("hurt", "no"),
        ("ways", "all"),
        ("kin", "safe"),
        ("others", "no"),
        ("concern", "none"),
        ("level", "standard"),
        ("level-on_near", "2026-12-01"),
        ("alone", "yes"),
    ])
    .await;
    hand.type_in(&[("kin-name", "Esi Mensah"), ("kin-relation", "her sister")])
        .await;
    hand.next("Where she goes").await;

    assert!(!hand.sees("gp-who").await);
    hand.all(&[
        ("protect", "no"),
        ("gp", "none"),
        ("gp-who", "midwife"),
        ("gp-by_near", "2026-12-02"),
    ])
    .await;
    hand.type_in(&[
        ("street", "Flat 2, 9 Tern Close"),
        ("postcode", "ZX1 2DE"),
        ("council", "Harrow Council"),
        ("team", "Roxeth Midwives"),
        ("visitors", "Harrow Health Visiting"),
    ])
    .await;
    hand.next("Going home").await;

    hand.all(&[
        ("leaves_near", "2026-12-01T15:20"),
        ("first_near", "2026-12-02"),
        ("knows", "agrees"),
        ("knows-on_near", "2026-12-01"),
        ("more", "nothing"),
        ("ordinary", "ordinary"),
    ])
    .await;
    hand.fill("first_time", "18:00").await;
    let read = hand.next("Read it, and sign").await;
    assert!(
        !read.contains("missing") && !read.contains("to answer"),
        "{read}"
    );
    assert!(
        read.contains("Community midwife, Roxeth Midwives") && read.contains("sealed to them"),
        "{read}"
    );

    // Each reader's paper, before anything goes.
    let seen = hand.click("td a[href$='/as/1']", "Not sent yet").await;
    assert!(
        seen.contains("Grace Mensah") && seen.contains("health visitor"),
        "{seen}"
    );
    hand.click(".deskbar a", "Read it, and sign").await;
    let not_yet = hand.click(".buttons .btn", "Not yet").await;
    assert!(not_yet.contains("Tick that you looked"), "{not_yet}");

    // Locked in between: the draft is there, and nothing of her lies readable in the room.
    hand.click(".top form button", "Locked").await;
    for file in fs::read_dir(room.join("drafts")).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(6).any(|six| six == b"Mensah"));
    }
    hand.type_in(&[("who", "Bola Adisa"), ("passphrase", PASSPHRASE)])
        .await;
    let waits = hand.click(".buttons .btn", "What waits for you").await;
    assert!(waits.contains("Grace Mensah: not sent yet"), "{waits}");
    hand.click(".waits a[href*='/discharge/']", "Read it, and sign")
        .await;
    hand.choose("looked", "yes").await;
    let sent = hand.click(".buttons .btn", "shut, and ready to go").await;
    assert!(
        sent.contains("Roxeth Midwives") && sent.contains("Harrow Health Visiting"),
        "{sent}"
    );
    assert!(
        hand.clicks + hand.fields < 100,
        "{} clicks, {} fields",
        hand.clicks,
        hand.fields
    );

    // A package for the midwives, and one for the health visitors, who may see less.
    let packages = packages(&room.join("sealed"));
    assert_eq!(packages.len(), 2, "{packages:?}");
    assert_eq!(
        fs::read_dir(room.join("drafts")).unwrap().count(),
        1,
        "only what the unit answered is left"
    );
    browser.close().await;
}

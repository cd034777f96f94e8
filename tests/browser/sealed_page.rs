//! A sealed page, as a surgery opens it: from a file, offline, with nothing but a browser and seven words.

use std::path::Path;

use fantoccini::{Locator, elements::Element};
use handover_page::{Code, Face, PageName, SealedPage};

use crate::browser::Browser;

const CASE: &str = "<!doctype html><html lang=\"en-GB\"><head><title>Case</title><style>h1 { color: #005eb8 }</style>\
    </head><body><h1>Ring her at work</h1><p>Not at home: \u{201c}he answers\u{201d}.</p>\
    <script>document.title = 'scripted'</script><img src=x onerror=\"document.title = 'scripted'\"></body></html>";

fn page(code: &Code) -> SealedPage {
    let face = Face {
        name: PageName::random(),
        reader: "The Elms <Surgery> & Partners".to_owned(),
        sender: "Marlmere Maternity Unit".to_owned(),
        telephone: "020 7946 0100".to_owned(),
        day: "1 December 2026".to_owned(),
    };
    SealedPage::seal(CASE, &face, code)
}

async fn type_code(browser: &Browser, code: &str) {
    let field: Element = browser.window.find(Locator::Id("code")).await.unwrap();
    field.clear().await.unwrap();
    field.send_keys(code).await.unwrap();
    let button = browser.window.find(Locator::Id("button")).await.unwrap();
    button.click().await.unwrap();
}

fn write(folder: &Path, page: &str) -> std::path::PathBuf {
    let file = folder.join("page.html");
    std::fs::write(&file, page).unwrap();
    file
}

/// The code opens it, however it is typed; nothing runs that is not the page's own script, and that is gone too.
#[tokio::test]
async fn opens_with_its_code_and_runs_nothing() {
    let Some(browser) = Browser::open(1280, 900).await else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let code = Code::random();
    browser
        .show(&write(folder.path(), page(&code).as_str()))
        .await;
    let closed = browser.text().await;
    for words in [
        "For The Elms <Surgery> & Partners",
        "Ring Marlmere Maternity Unit on 020 7946 0100.",
        "This page is no receipt.",
    ] {
        assert!(closed.contains(words), "{closed}");
    }
    assert!(!closed.contains("Ring her at work"));
    assert_eq!(browser.violations().await, Vec::<String>::new());

    type_code(&browser, Code::random().as_words()).await;
    let refused = browser.wait_for("Not opened.").await;
    assert!(!refused.contains("Ring her at work"));

    type_code(
        &browser,
        &format!(" {}", code.as_words().to_uppercase().replace(' ', " - ")),
    )
    .await;
    let opened = browser.wait_for("Ring her at work").await;
    assert!(
        opened.contains("Not at home: \u{201c}he answers\u{201d}."),
        "{opened}"
    );
    assert!(!opened.contains("no receipt"));
    assert_eq!(browser.window.title().await.unwrap(), "Case");
    let colour = "return getComputedStyle(document.querySelector('h1')).color";
    let colour = browser.window.execute(colour, Vec::new()).await.unwrap();
    assert_eq!(colour, "rgb(0, 94, 184)");
    browser.close().await;
}

/// A changed byte of what is sealed, and a changed line of the face, look like a wrong code.
#[tokio::test]
async fn a_changed_page_does_not_open() {
    let Some(browser) = Browser::open(390, 844).await else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let code = Code::random();
    let file = page(&code).as_str().to_owned();
    let at = file.find("\"ciphertext\":\"").unwrap() + 40;
    let letter = if file.as_bytes()[at] == b'A' {
        "B"
    } else {
        "A"
    };
    let mut changed = file.clone();
    changed.replace_range(at..=at, letter);
    for changed in [changed, file.replace("020 7946 0100", "020 7946 0199")] {
        assert_ne!(changed, file);
        browser.show(&write(folder.path(), &changed)).await;
        type_code(&browser, code.as_words()).await;
        browser.wait_for("Not opened.").await;
    }
    browser.close().await;
}

//! What must be handed over, as a form.

use crate::parties::{FORM, Parties};

/// What is wrong is said on top and at its question, and nothing is signed.
#[test]
fn mistakes_are_said_at_their_question() {
    let parties = Parties::acquainted();
    let council = &parties.council;
    for (wrong, field, words) in [
        ("to=ZZ902", "to", "Tick who takes on"),
        ("from=ZZ901", "from", "Choose who hands over"),
        ("day=1", "day", "Write day, month and year"),
        ("last=ZZ900", "last", "Choose who answers for the rest"),
        ("kind=contract-change", "kind", "Say why"),
    ] {
        let fields = FORM
            .replace(&format!("{wrong}&"), "")
            .replace(&format!("&{wrong}"), "");
        let page = council.fill_in("/mandate", "/mandate", &fields);
        let body = &page.body;
        assert!(page.text().contains(words), "{wrong}: {}", page.text());
        assert!(body.contains(&format!("<a href=\"#{field}\">")), "{wrong}");
        assert!(body.contains(&format!("id=\"{field}\"")), "{wrong}");
    }
    // What only the terminal's reader of forms knows is said as well.
    let twice = FORM.replace("to=ZZ902", "to=ZZ901");
    let page = council.fill_in("/mandate", "/mandate", &twice);
    assert!(
        page.text().contains("From and to are one organisation."),
        "{}",
        page.text()
    );
    let council_as_provider = FORM.replace("from=ZZ901", "from=ZZ900");
    let page = council.fill_in("/mandate", "/mandate", &council_as_provider);
    assert!(
        page.text()
            .contains("ZZ900 is no provider in the directory."),
        "{}",
        page.text()
    );
    let soon = FORM.replace("times=profile", "times=own&d-accepted=soon");
    let page = council.fill_in("/mandate", "/mandate", &soon);
    assert!(
        page.text().contains("Write a number of days"),
        "{}",
        page.text()
    );
    // What was typed is not lost.
    assert!(page.body.contains("value=\"soon\"") && page.body.contains("value=\"2026\""));
    let signed = council.fill_in("/mandate", "/mandate/sign", &twice);
    assert!(signed.status == 200 && signed.text().contains("From and to are one organisation."));
    assert_eq!(
        std::fs::read_dir(council.folder("transfer"))
            .unwrap()
            .count(),
        0
    );
}

/// It is read back in the words of the country before it is signed, and can be changed then.
#[test]
fn it_is_read_back_before_it_is_signed() {
    let parties = Parties::acquainted();
    let council = &parties.council;
    let own = "times=own&d-stored=1&d-stored-u=d&d-accepted=2&d-accepted-u=wd&h-accepted=24&h-accepted-u=h";
    let fields = FORM
        .replace("times=profile", own)
        .replace("last=ZZ900", "last=ZZ901");
    let read = council.fill_in("/mandate", "/mandate", &fields);
    let text = read.text();
    for words in [
        "Who hands over Marl Valley Who takes on Harrow Recovery",
        "The contract changes on Thu 1 October 2026.",
        "Everybody: arrived 1 day before the change; decided on 2 working days after arrival.",
        "At high risk: decided on 24 hours after arrival.",
        "To the list of everyone, before anybody is sent: Harrow Council.",
        "For whoever is not taken on when Thu 1 October 2026 has passed, Marl Valley answers.",
        "Will its staff still be there?",
        "Harrow Recovery, Idris Calloway 020 7946 0102",
        "Helen Marsh signs.",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let change = council.answer(&read, "/mandate/change", &fields);
    let body = &change.body;
    assert!(
        body.contains("name=\"d-accepted\" value=\"2\"")
            && body.contains("id=\"to-ZZ902\" value=\"ZZ902\" checked")
    );
    let signed = council.answer(&change, "/mandate/sign", &fields);
    assert_eq!(signed.status, 303, "{}", signed.text());
    let page = council.look("/watch").text();
    assert!(
        page.contains("Marl Valley to Harrow Recovery, Thu 1 October 2026"),
        "{page}"
    );
    assert!(
        page.contains("Not yet. Nobody has said yet who is handed over."),
        "{page}"
    );
}

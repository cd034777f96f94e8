//! The directory, kept at the desk of the council.

use handover::trust::{Directory, PosixTime, RevocationSubject, unverified_payload};
use handover_identity::Identity;

use crate::{
    http::PASSPHRASE,
    parties::Parties,
    rooms::{Desk, NOW},
};

/// Nobody is let in by a file alone: ten words are compared first, and they are those of the service's own page.
#[test]
fn a_card_is_let_in_after_its_words_were_heard() {
    let parties = Parties::strangers();
    let (council, old) = (&parties.council, &parties.old);
    assert!(
        council
            .look("/")
            .text()
            .contains("There is no directory yet")
    );
    council.fill_in("/directory", "/directory/begin", "role=commissioner");
    let card = Parties::card_of(old);
    council.choose("/directory", "/directory/cards", &[("marl.card", &card)]);
    assert!(
        council
            .look("/")
            .text()
            .contains("Check the card of Marl Valley")
    );

    let page = council.look("/directory");
    let words = |body: &str| {
        let (_, list) = body.split_once("<ol class=\"speak\"").unwrap();
        list.split("</ol>")
            .next()
            .unwrap()
            .split("<li>")
            .skip(1)
            .map(|word| word.replace("</li>", ""))
            .collect::<Vec<_>>()
    };
    assert_eq!(words(&page.body), words(&old.look("/who").body));
    assert_eq!(words(&page.body).len(), 10);

    let card_id = page.hidden("card");
    for (heard, why) in [
        ("not-yet", "were not compared"),
        ("no", "the words differ"),
        ("", "were not compared"),
    ] {
        let fields = format!("card={card_id}&heard={heard}&role=provider");
        let refused = council.fill_in("/directory", "/directory/let-in", &fields);
        assert!(
            refused.status == 422 && refused.text().to_lowercase().contains(why),
            "{heard}: {}",
            refused.text()
        );
    }
    let nothing = council.fill_in(
        "/directory",
        "/directory/let-in",
        &format!("card={card_id}&heard=yes"),
    );
    assert_eq!(nothing.status, 422, "nobody vouches for nothing");
    assert!(
        council
            .look("/directory")
            .text()
            .contains("All organisations: 1")
    );

    let fields = format!("card={card_id}&heard=yes&role=provider");
    assert_eq!(
        council
            .fill_in("/directory", "/directory/let-in", &fields)
            .status,
        303
    );
    let text = council.look("/directory").text();
    assert!(
        text.contains("All organisations: 2") && text.contains("Version 2"),
        "{text}"
    );
    assert!(!text.contains("Check the card"), "{text}");
    // The directory that is given out is the one that everybody can take.
    parties.take_directory(old);
    assert!(old.look("/who").text().contains("Harrow Council ZZ900"));
}

/// What is no card is not taken, and nobody else keeps the directory.
#[test]
fn only_cards_are_taken_and_only_by_whoever_keeps_the_directory() {
    let parties = Parties::strangers();
    let council = &parties.council;
    let refused = council.choose("/directory", "/directory/cards", &[("a.card", b"no card")]);
    assert!(
        refused.status == 422 && refused.text().contains("A.card is no card"),
        "{}",
        refused.text()
    );
    let mut changed = Parties::card_of(&parties.old);
    let place = changed.len() - 9;
    changed[place] ^= 1;
    let refused = council.choose("/directory", "/directory/cards", &[("b.card", &changed)]);
    assert!(
        refused.status == 422 && refused.text().contains("does not hold"),
        "{}",
        refused.text()
    );
    assert_eq!(parties.old.get("/directory").status, 422);
    let begun = parties
        .old
        .fill_in("/who", "/directory/begin", "role=provider");
    assert!(
        begun.status == 422 && !parties.old.folder("directory").exists(),
        "{}",
        begun.text()
    );
}

/// It is renewed before it ends, and a key that is lost is taken out.
#[test]
fn it_is_renewed_and_keys_are_taken_out() {
    let parties = Parties::acquainted();
    let council = &parties.council;
    let is_told = |desk: &Desk| desk.look("/").text().contains("Your directory ends");
    assert!(!is_told(council));
    council.days_later(70);
    assert!(is_told(council));
    let text = council.look("/").text();
    assert!(text.contains("3 organisations rely on it"), "{text}");
    assert_eq!(
        council
            .fill_in("/directory", "/directory/renew", "days=180")
            .status,
        303
    );
    assert!(!is_told(council));
    let text = council.look("/directory").text();
    assert!(text.contains("holds until 2 February 2027"), "{text}");

    let page = council.look("/directory").body;
    let (_, marl) = page.split_once("Keys of Marl Valley").unwrap();
    let (_, hash) = marl.split_once("name=\"hash\" value=\"").unwrap();
    let hash = hash.split('"').next().unwrap();
    let unsaid = council.fill_in(
        "/directory",
        "/directory/revoke",
        &format!("hash={hash}&what=certificate&reason="),
    );
    assert_eq!(unsaid.status, 422, "nobody says why");
    let fields = format!("hash={hash}&what=certificate&reason=key-compromise");
    assert_eq!(
        council
            .fill_in("/directory", "/directory/revoke", &fields)
            .status,
        303
    );
    assert!(
        council
            .look("/directory")
            .text()
            .contains("Taken out so far: 1")
    );
    // Of a key that somebody else may have, the key itself is taken out, whatever certificate it gets next.
    let directory = council.look("/directory/file").raw;
    let directory: Directory = unverified_payload(&directory).unwrap();
    let what: Vec<RevocationSubject> = directory.revocations.iter().map(|one| one.what).collect();
    assert_eq!(what, [RevocationSubject::PublicKey]);
}

/// A service whose keys are lost comes back with a card to which no old key agrees: by telephone, and since a day.
#[test]
fn lost_keys_are_replaced_since_a_day() {
    let parties = Parties::acquainted();
    let (council, old) = (&parties.council, &parties.old);
    let identity = || Identity::read(&old.folder("identity")).unwrap();
    let before = identity().card().unwrap();
    let later = PosixTime::new(NOW + 3_600).unwrap();
    identity().replace(&before, PASSPHRASE, later).unwrap();
    let card = identity().card().unwrap().as_bytes().to_vec();
    council.days_later(1);
    let taken = council.choose("/directory", "/directory/cards", &[("fresh.card", &card)]);
    assert_eq!(taken.status, 303, "{}", taken.text());
    let page = council.look("/directory");
    assert!(
        page.text().contains("Are their keys lost"),
        "{}",
        page.text()
    );
    let fields = format!("card={}&heard=yes&role=provider", page.hidden("card"));
    let unsaid = council.answer(&page, "/directory/let-in", &fields);
    assert!(
        unsaid.status == 422 && unsaid.text().contains("agreement is not here"),
        "{}",
        unsaid.text()
    );
    for (day, year) in [("31", "2026"), ("1", "soon"), ("", "2026")] {
        let wrong = format!("{fields}&since-d={day}&since-m=5&since-y={year}");
        let refused = council.fill_in("/directory", "/directory/let-in", &wrong);
        assert_eq!(refused.status, 422, "{day} {year}");
    }
    let since = format!("{fields}&since-d=28&since-m=5&since-y=2026");
    let done = council.fill_in("/directory", "/directory/let-in", &since);
    assert_eq!(done.status, 303, "{}", done.text());
    let text = council.look("/directory").text();
    assert!(
        text.contains("Taken out so far:") && !text.contains("Check the card"),
        "{text}"
    );
}

//! A commissioner's close, and what each of them sees on the way.

use handover::trust::StatementId;

use crate::{
    parties::Parties,
    work::{list_everybody, open, seal, take_on},
};

fn id(text: &str) -> StatementId {
    text.parse().unwrap()
}

/// From empty rooms to "may it close: yes"; at each step whoever must act next is named, with a number to ring.
#[test]
fn a_contract_closes_from_empty_rooms() {
    let parties = Parties::acquainted();
    let (council, old, new) = (&parties.council, &parties.old, &parties.new);
    let (mandate, _) = parties.mandate();
    let watch = format!("/watch/{mandate}");

    // The services take it from files that the council saved, and each is asked to agree.
    let bytes = council.look(&format!("/said/{mandate}")).raw;
    for service in [old, new] {
        assert!(
            !service
                .look("/")
                .text()
                .contains("Agree to what must be handed over")
        );
        let taken = service.choose("/watch", "/watch/take", &[("mandate.statement", &bytes)]);
        assert_eq!(taken.status, 303, "{}", taken.text());
        assert!(
            service
                .look("/")
                .text()
                .contains("Agree to what must be handed over")
        );
        let page = service.look(&format!("/agree/{mandate}")).text();
        assert!(
            page.contains("It binds your organisation") && page.contains("020 7946 0100"),
            "{page}"
        );
        Parties::agree(service, &mandate);
        assert!(
            !service
                .look("/")
                .text()
                .contains("Agree to what must be handed over")
        );
        assert!(
            service
                .look(&format!("/agree/{mandate}"))
                .text()
                .contains("You have agreed to this.")
        );
    }
    parties.exchange();
    let page = council.look(&watch).text();
    assert!(
        page.contains("Marl Valley Ruth Oyelaran 020 7946 0101")
            && page.contains("Sign a list of everyone"),
        "{page}"
    );

    // The list is looked at in numbers, and agreed to by whoever said what must be handed over.
    let (roster, token) = list_everybody(old, &id(&mandate), 3);
    parties.exchange();
    let waits = council.look("/").text();
    assert!(
        waits.contains("Look at the list of everyone, and agree to it"),
        "{waits}"
    );
    assert!(
        waits.contains("Ring Marl Valley, Ruth Oyelaran 020 7946 0101"),
        "{waits}"
    );
    let page = council.look(&format!("/agree/{roster}")).text();
    for words in [
        "2 listed",
        "1 go",
        "1 do not go, with a reason",
        "outside window",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let others = new.look(&format!("/agree/{roster}")).text();
    assert!(others.contains("You cannot agree to this"), "{others}");
    let page = format!("/agree/{roster}");
    let refused = new.fill_in(&page, &page, "");
    assert_eq!(
        refused.status,
        422,
        "the recipient freezes no list: {}",
        refused.text()
    );
    Parties::agree(council, &roster.to_string());
    parties.exchange();

    // Sent, opened, not decided on: the recipient is named, by when, with two words for the person.
    let package = seal(old, &id(&mandate));
    open(new, &package);
    parties.exchange();
    let page = council.look(&watch).text();
    for words in [
        "Not yet. 1 of 2 people has nobody new who answers for them.",
        "Decide on 1 person",
        "Harrow Recovery Idris Calloway 020 7946 0102",
        &token.in_words(2).join(" "),
        "1 opened, not decided",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(page.contains("Sun 31 May, 12:00"), "{page}");
    let own = new.look(&watch).text();
    assert!(own.contains("Decide on 1 person You"), "{own}");

    // Four days later it is late, and the council and the sender are told whom to ring.
    for desk in [council, old] {
        desk.days_later(4);
        let waits = desk.look("/").text();
        assert!(waits.contains("Harrow Recovery is late"), "{waits}");
        assert!(
            waits.contains("Ring Harrow Recovery, Idris Calloway 020 7946 0102"),
            "{waits}"
        );
    }
    assert!(
        council
            .look(&watch)
            .text()
            .contains("Late since Sun 31 May")
    );

    take_on(new);
    parties.exchange();
    let page = council.look(&watch).text();
    assert!(
        page.contains("Yes. All 2 people are accounted for, and everybody has agreed."),
        "{page}"
    );
    assert!(!council.look("/").text().contains("is late"));
    assert!(council.look("/watch").text().contains("Yes. All 2 people"));

    // The page as a file is the same; what is published hides small numbers.
    let file = council.look(&format!("{watch}/page"));
    assert!(
        file.header("content-disposition")
            .unwrap()
            .contains("attachment")
    );
    let body = file.body;
    assert!(handover_report::reconcile::is_page(&file.raw));
    assert!(
        body.contains("Yes. All 2 people are accounted for") && !body.contains("<script"),
        "{body}"
    );
    let published = council.look(&format!("{watch}/publish")).text();
    assert!(
        published.contains("hidden") && !published.contains("Marl"),
        "{published}"
    );
    let json: serde_json::Value =
        serde_json::from_slice(&council.look(&format!("{watch}/published")).raw).unwrap();
    assert_eq!(
        (&json["kind"], &json["nobody"]),
        (&"contract-change".into(), &false.into())
    );
    assert!(json["considered"].is_null(), "2 are too few to be told");
}

/// What was changed on its way is not taken, whoever brings it; what holds lies beside ours.
#[test]
fn only_what_holds_is_taken() {
    let parties = Parties::acquainted();
    let (mandate, _) = parties.mandate();
    let good = parties.council.look(&format!("/said/{mandate}")).raw;
    let mut changed = good.clone();
    let place = changed.len() / 2;
    changed[place] ^= 1;
    let old = &parties.old;
    let files: [(&str, &[u8]); 3] = [
        ("changed", &changed),
        ("good", &good),
        ("note.txt", b"hello"),
    ];
    let answered = old.choose("/watch", "/watch/take", &files);
    let text = answered.text();
    assert!(
        answered.status == 200 && text.contains("1 file was taken."),
        "{text}"
    );
    assert!(
        text.contains("changed") && text.contains("note.txt"),
        "{text}"
    );
    let names: Vec<_> = std::fs::read_dir(old.folder("transfer"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names.len(), 1, "{names:?}");
    assert!(
        old.look("/watch")
            .text()
            .contains("Marl Valley to Harrow Recovery")
    );
    let none = old.choose("/watch", "/watch/take", &[]);
    assert_eq!(none.status, 422);
    // Files of a form that nobody was shown are not looked at.
    std::fs::remove_file(old.folder("transfer").join(names.first().unwrap())).unwrap();
    for token in ["", "00000000000000000000000000000000"] {
        let strange = old.bring(token, "/watch/take", &[("good", &good)]);
        assert_eq!(strange.status, 409, "{}", strange.text());
    }
    assert_eq!(
        std::fs::read_dir(old.folder("transfer")).unwrap().count(),
        0
    );
    // Another organisation's transfer is no page of ours.
    assert_eq!(old.get(&format!("/watch/{}", "0".repeat(64))).status, 404);
    assert_eq!(old.get("/watch/no-id").status, 404);
}

//! Whom to ring: on the card, and from there in everybody's directory.

use serde_json::json;

use crate::{
    parties::parties,
    support::{AT, Place},
};

const PRESCRIBING: &str = "for=prescribing; number=020 7946 0103; name=Duty prescriber; \
     hours=Mon to Fri, 9 to 17; out-of-hours=020 7946 0199";

fn renew(place: &Place, at: &str, more: &[&str]) -> crate::support::Run {
    let renew = ["identity", "renew", "--identity", "sender", "--at", at];
    place.run(&[&renew[..], more].concat())
}

/// A new name, a new number and a list of numbers are a renewal, which its office has agreed to.
#[test]
fn a_card_says_whom_to_ring_about_what() {
    let place = Place::new();
    let anchor = parties(&place, "2010-01-01", AT);
    let safeguarding = ["--contact", "for=safeguarding;number=020 7946 0104"];
    let renamed = ["--name", "Marl Valley Recovery", "--contact", "0300 000"];
    let all = [&renamed[..], &["--contact", PRESCRIBING], &safeguarding].concat();
    renew(&place, AT, &all).done();
    let card = ["identity", "card", "--identity", "sender", "--to", "card"];
    place.run(&card).done();
    let at = "2010-01-29T10:00:01Z";
    let add = [
        "directory",
        "add",
        "directory",
        "--identity",
        "authority",
        "--at",
        at,
    ];
    let what = [
        "--card",
        "card=provider",
        "--succession",
        "sender/succession",
    ];
    place.run(&[&add[..], &what].concat()).done();
    let show = ["directory", "show", "--anchor", &anchor, "--at", at];
    let shown = place.run(&[&show[..], &["--json"]].concat()).done().json();
    let mut cards = shown["cards"].as_array().unwrap().iter();
    let card = cards
        .find(|card| card["organisation"] == "ZZ901" && card["in_force"] == true)
        .unwrap();
    assert_eq!(card["name"], "Marl Valley Recovery");
    assert_eq!(card["contact"], "0300 000");
    assert_eq!(
        card["contacts"],
        json!([
            {
                "for": "prescribing",
                "hours": "Mon to Fri, 9 to 17",
                "name": "Duty prescriber",
                "number": "020 7946 0103",
                "out_of_hours": "020 7946 0199"
            },
            {
                "for": "safeguarding",
                "hours": null,
                "name": null,
                "number": "020 7946 0104",
                "out_of_hours": null
            }
        ])
    );
    let text = place.run(&show).done().stdout;
    for said in ["For prescribing", "out of hours 020 7946 0199"] {
        assert!(text.contains(said), "{text}");
    }
    // What a renewal does not name stays.
    renew(&place, "2010-01-29T10:00:02Z", &safeguarding).done();
    let shown = place.run(&["identity", "show", "--identity", "sender", "--json"]);
    let shown = shown.done().json();
    assert_eq!(shown["name"], "Marl Valley Recovery");
    assert_eq!(shown["contacts"].as_array().unwrap().len(), 1);
}

#[test]
fn what_is_no_contact_is_told() {
    let place = Place::new();
    place.identity("sender", "ZZ901", &[]);
    let before = place.everything();
    for wrong in [
        "for=prescribing",
        "for=prescribing; number=1; number=2",
        "for=prescribing; number=1; nmae=Duty",
        "for=prescribing; number=1; out of hours",
    ] {
        renew(&place, AT, &["--contact", wrong]).fails(2, "usage: that is not a contact");
    }
    renew(&place, AT, &["--contact", "for=x; number= "]).fails(2, "usage: --contact is empty");
    renew(&place, AT, &["--contact", "1", "--contact", "2"]).fails(2, "usage: --contact names two");
    let new = ["identity", "new", "--organisation", "ZZ902", "--name", "B"];
    let listed = ["--contact", PRESCRIBING, "--identity", "b"];
    place
        .run(&[&new[..], &listed].concat())
        .fails(2, "usage: no --contact is for everything");
    assert_eq!(place.everything(), before);
}

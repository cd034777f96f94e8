//! The demonstration is true.

use crate::support::Place;

#[test]
fn tells_the_whole_story_and_leaves_nothing() {
    let place = Place::new();
    let story = place.run(&["demo"]).done();
    assert_eq!(story.stderr, "");
    assert!(place.everything().is_empty());
    let story = story.stdout;
    for said in [
        "HB0294  Kestrel Ashdown: exclude, journeys-too-few",
        "HB0294  Kestrel Ashdown: include, extra:unplanned-exit",
        "refused: recipient",
        "refused: decrypt",
        "refused: altered",
        "refused: truncated",
        "=   120  clients in the extract",
        "CASE HB0294",
        "MAY CLOSE: no",
        "1  refused      refused by the recipient",
        "32  Marl Hospital Liaison (fictional) (ZF301)",
        "MAY CLOSE: yes",
        "120  everyone in the roster",
        "ZF201 accepted it: team Millrace East, worker Idris Calloway",
    ] {
        assert!(story.contains(said), "{said}\n{story}");
    }
    assert!(
        !story.contains('\u{1b}'),
        "no colour where there is no terminal"
    );
    assert!(story.lines().all(|line| line.chars().count() <= 110));
}

#[test]
fn keeps_its_folder_if_asked() {
    let place = Place::new();
    place.run(&["demo", "--keep", "here"]).done();
    let names = place.everything();
    assert!(
        names
            .iter()
            .any(|name| name == "here/packages/ZF201-receiving-service.handover")
    );
    place
        .run(&["demo", "--keep", "here"])
        .fails(3, "not done: here cannot be written");
}

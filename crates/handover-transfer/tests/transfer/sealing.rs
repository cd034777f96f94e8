//! What is still to be sealed.

use handover_transfer::DraftDifference;

use crate::world::*;

fn difference(world: &World, to: &str, cases: &[u32]) -> DraftDifference {
    let history = world.transfer.history();
    history.compare_draft(&organisation(to), tokens(cases.iter().copied()), None)
}

#[test]
fn a_draft_has_exactly_the_included_cases_that_are_in_no_package() {
    let mut world = World::with_roster([1, 2]);
    assert!(difference(&world, RECIPIENT, &[2, 1]).is_none());
    assert_eq!(difference(&world, RECIPIENT, &[1]).missing, [token(2)]);
    assert_eq!(difference(&world, RECIPIENT, &[1, 2, 3]).extra, [token(3)]);
    assert_eq!(difference(&world, NEXT, &[1]).extra, [token(1)]);
    let package = world.package(RECIPIENT, [1, 2], None);
    assert_eq!(world.transfer.history().to_seal(), [].into());
    assert_eq!(
        difference(&world, RECIPIENT, &[1]).already_sealed,
        [token(1)]
    );
    let history = world.transfer.history();
    let anew = history.compare_draft(&organisation(RECIPIENT), [token(1)], Some(package.id()));
    assert!(anew.is_none());
}

#[test]
fn late_additions_and_redirected_cases_are_still_to_be_sealed() {
    let (mut world, package) = World::opened([1, 2, 3]);
    world.say(&package, RECIPIENT, &redirected(), None, [1]);
    assert_eq!(world.transfer.history().to_seal(), [].into());
    world.roster(vec![include_to(1, NEXT), include(9), include(8)]);
    world.happen(SENDER, handover_trust::EventWord::Withdrawn, None, [8]);
    let expected = [
        (organisation(RECIPIENT), tokens([9])),
        (organisation(NEXT), tokens([1])),
    ];
    assert_eq!(world.transfer.history().to_seal(), expected.into());
    world.say(&package, RECIPIENT, &accepted(), None, [2]);
    assert_eq!(difference(&world, RECIPIENT, &[9, 2]).extra, [token(2)]);
    assert_eq!(difference(&world, RECIPIENT, &[9, 8]).extra, [token(8)]);
}

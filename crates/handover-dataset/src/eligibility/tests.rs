//! The edge cases of dataset section 6 and scenarios S-01 to S-16.

use super::*;

#[test]
fn shipped_rules_are_rules() {
    assert_eq!(
        Rules::six_months_two_journeys().reference(),
        "six-months-two-journeys@1"
    );
}

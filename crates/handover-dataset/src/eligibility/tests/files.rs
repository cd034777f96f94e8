use super::*;

#[test]
fn rules_are_read_strictly() {
    let shipped = Rules::six_months_two_journeys();
    assert_eq!(shipped.reference(), "six-months-two-journeys@1");
    assert_eq!((shipped.extra().len(), shipped.list_months()), (6, 24));
    assert!(Rules::literal().extra().is_empty());
    let edited = |from: &str, to: &str| {
        let text = str::from_utf8(Rules::BUILT_IN).unwrap();
        assert!(text.contains(from), "{from}");
        Rules::from_toml(text.replacen(from, to, 1).as_bytes())
    };
    for (from, to) in [
        ("months = 6", "months = 6\nweeks = 2"),
        ("max_gap_days = 21", "max_gap_days = -1"),
        ("ost_at_exit = true", "ost_at_ending = true"),
        ("@1", ""),
        ("\"unplanned\"", "\"unplaned\""),
        ("\"1wd\"", "\"soon\""),
        ("journeys_at_least = 2\n", ""),
    ] {
        assert!(
            matches!(edited(from, to), Err(RulesError::Malformed(_))),
            "{to}"
        );
    }
    for (from, to, wanted) in [
        ("{ ost_at_exit = true }", "{ }", RulesError::ExtraVoid),
        ("[\"unplanned\"]", "[]", RulesError::ExtraVoid),
        (
            "\"ost-at-exit\"",
            "\"unplanned-exit\"",
            RulesError::ExtraName,
        ),
        ("\"ost-at-exit\"", "\"OST\"", RulesError::ExtraName),
        (
            "342191000000101",
            "342191000000100",
            RulesError::SafeguardingCode,
        ),
        ("months = 6", "months = 0", RulesError::Number),
        (
            "journeys_at_least = 2",
            "journeys_at_least = 0",
            RulesError::Number,
        ),
    ] {
        assert_eq!(edited(from, to).unwrap_err(), wanted, "{to}");
    }
    let dated = edited(
        "contract_changes = []",
        "contract_changes = [\"2023-04-01\"]",
    );
    assert!(dated.is_ok());
}

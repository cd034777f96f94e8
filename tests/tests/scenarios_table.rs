//! `tests/SCENARIOS.md` tells the truth: it has every scenario once, and the tests that it names are there
//! and cite it.

use handover_tests::table::{cells, quoted, read, root, sources};

/// How many acceptance scenarios there are.
const COUNT: usize = 90;

/// What a test is, from its attribute or the comment before it to the next one's.
struct Test {
    name: String,
    text: String,
}

/// Every test of the source with the comment before it.
fn tests() -> Vec<Test> {
    let mut tests = Vec::new();
    for source in sources() {
        let lines: Vec<&str> = source.lines().collect();
        let is_attribute = |line: &str| {
            let line = line.trim();
            line == "#[test]" || line.starts_with("#[tokio::test")
        };
        let starts: Vec<usize> = (0..lines.len())
            .filter(|at| lines.get(*at).is_some_and(|line| is_attribute(line)))
            .collect();
        for start in starts {
            let (before, after) = lines.split_at(start);
            let is_above = |line: &&&str| line.trim().starts_with("//");
            let comment = before.iter().rev().take_while(is_above);
            let is_last = |line: &&&str| **line != "}" && **line != "    }";
            let body = after.iter().take_while(is_last);
            let text: Vec<&str> = comment.chain(body).copied().collect();
            let text = text.join("\n");
            let name = text.split("fn ").nth(1).unwrap_or_default();
            let name = name.split('(').next().unwrap_or_default().to_owned();
            tests.push(Test { name, text });
        }
    }
    tests
}

/// Whether the test says which scenario it shows: `S-07` in words, or `s07`, `s_07` in its name.
fn cites(test: &Test, number: usize) -> bool {
    let two = format!("{number:02}");
    let is_named = format!("_{}_", test.name).replace("_s_", "_s");
    test.text.contains(&format!("S-{two}")) || is_named.contains(&format!("_s{two}_"))
}

#[test]
fn every_scenario_is_listed_once_with_tests_that_cite_it() {
    assert!(root().join("tests/SCENARIOS.md").is_file());
    let tests = tests();
    let mut listed = Vec::new();
    for line in read("tests/SCENARIOS.md").lines() {
        let cells = cells(line);
        let Some(number) = cells.first().and_then(|cell| cell.strip_prefix("S-")) else {
            continue;
        };
        let number: usize = number.parse().unwrap();
        listed.push(number);
        let [_, what, evidence, open] = cells.as_slice() else {
            unreachable!("S-{number:02} has four cells")
        };
        assert!(!what.is_empty(), "S-{number:02} says nothing");
        let named = quoted(evidence);
        assert!(
            !named.is_empty() || !open.is_empty(),
            "S-{number:02}: neither a test nor why there is none"
        );
        for name in named {
            let test = tests
                .iter()
                .find(|test| test.name == name && cites(test, number));
            assert!(test.is_some(), "S-{number:02}: no test {name} cites it");
        }
    }
    assert_eq!(listed, (1..=COUNT).collect::<Vec<_>>());
}

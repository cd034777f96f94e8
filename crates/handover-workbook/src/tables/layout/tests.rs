use super::*;
use std::collections::BTreeSet;

#[test]
fn sheets_and_headings_have_names_of_their_own() {
    let layout = Layout::of_the_dataset();
    let mut names = BTreeSet::new();
    for (_, sheet) in layout.in_order() {
        // Room for the number of a further sheet; 31 is the most that a workbook takes.
        assert!(sheet.name.len() <= 27, "{}", sheet.name);
        assert!(names.insert(sheet.name.to_lowercase()), "{}", sheet.name);
        let mut headings = BTreeSet::new();
        for column in &sheet.columns {
            let heading = &column.heading;
            assert!(
                !heading.is_empty() && headings.insert(heading),
                "{}: {heading}",
                sheet.name
            );
        }
    }
    let first: Vec<&str> = layout
        .in_order()
        .map(|(_, sheet)| sheet.name.as_str())
        .collect();
    assert_eq!(first.first(), Some(&"People"));
    assert_eq!(first.last(), Some(&"Fields"));
    for name in [
        "Episodes",
        "Risk",
        "Plan",
        "Prescriptions",
        "Actions",
        "Others involved",
    ] {
        assert!(first.contains(&name), "{name}");
    }
}

/// Whoever reads the sheet of people sees who it is.
#[test]
fn people_are_known_by_their_names() {
    let layout = Layout::of_the_dataset();
    let people = layout.sheet(Layout::PEOPLE);
    let headings: Vec<&str> = people
        .columns
        .iter()
        .map(|column| column.heading.as_str())
        .collect();
    for heading in [
        "Case",
        "NHS number",
        "Surname",
        "First name",
        "Date of birth",
        "Sex",
        "Sex code",
    ] {
        assert!(headings.contains(&heading), "{heading}: {headings:?}");
    }
}

/// A value of the dataset that has no column is one of a list in a list, or says something about a value.
#[test]
fn what_the_dataset_says_has_columns() {
    fn unplaced(node: &Node, path: &str, found: &mut Vec<String>) {
        match node {
            Node::Leaf { place: None, .. } => found.push(path.to_owned()),
            Node::Leaf { .. } => {}
            Node::List { item, .. } => unplaced(item, &format!("{path}[]"), found),
            Node::Object { members, .. } => {
                for (name, member) in members {
                    let about = ["note", "incomplete", "labels", "corrected", "conflicts"];
                    if !about.contains(&name.as_str()) {
                        unplaced(member, &format!("{path}.{name}"), found);
                    }
                }
            }
        }
    }
    let mut found = Vec::new();
    unplaced(&Layout::of_the_dataset().root, "", &mut found);
    found.retain(|path| !path.contains("[].orders[]") && !path.contains("[].release["));
    assert_eq!(found, [".handover.case_reference"]);
}

//! What vectors expect now, where a rule changed after they were made: `vectors/foreign/DEPARTURES.md`.

use serde_json::Value;

/// Puts the answers that hold now into a file of the vectors; `table` is the text of `DEPARTURES.md`.
pub(crate) fn apply(table: &str, name: &str, file: &mut Value) {
    for line in table.lines() {
        let cells: Vec<&str> = line
            .trim_matches('|')
            .split('|')
            .map(|cell| cell.trim().trim_matches('`'))
            .collect();
        let [of, at, before, now, why] = cells.as_slice() else {
            continue;
        };
        if *of != name {
            continue;
        }
        assert!(!why.is_empty(), "{name} {at}: nobody says why");
        assert!(file.pointer(at).is_some(), "{name} has no {at}");
        let answer = file.pointer_mut(at).unwrap();
        let before: Value = serde_json::from_str(before).unwrap();
        assert_eq!(*answer, before, "{name} {at} does not say that");
        *answer = serde_json::from_str(now).unwrap();
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TABLE: &str = "| file | at | the vectors say | holds now | why |\n\
        | --- | --- | --- | --- | --- |\n\
        | `a.json` | `/rows/1/state` | `\"queried\"` | `\"answered\"` | equal words are one |\n";

    #[test]
    fn the_answer_that_holds_now_is_put_in_place() {
        let mut file = json!({"rows": [{"state": "queried"}, {"state": "queried"}]});
        apply(TABLE, "b.json", &mut file);
        assert_eq!(file["rows"][1]["state"], "queried");
        apply(TABLE, "a.json", &mut file);
        assert_eq!(
            file,
            json!({"rows": [{"state": "queried"}, {"state": "answered"}]})
        );
    }

    #[test]
    #[should_panic(expected = "does not say that")]
    fn a_row_about_another_answer_fails() {
        apply(
            TABLE,
            "a.json",
            &mut json!({"rows": [{}, {"state": "stored"}]}),
        );
    }
}

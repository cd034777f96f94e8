//! Every cell of the shipped extracts is carried into a case, listed, or left out with a reason.
//!
//! A cell counts as carried if the case, or what the selection reads, is another when the cell is: a text must stand there
//! itself, a day may not go on unseen to the day before, and of a coded column each other word must tell. So a column
//! that only chooses a row is not carried by that, nor is an older row that something newer stands before.
//!
//! By default each kind of cell is changed once: one word of a coded column in one row of a person's first, second and
//! further ones. `HANDOVER_CELLS=all` changes every cell.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that panics has failed"
)]

mod change;
mod csv_people;
mod json_people;
mod judge;

use change::Words;
use handover_interop::Mapping;
use judge::{Judge, Person};
use std::collections::BTreeSet;

/// Two thirds of the machine's patience: people are judged side by side.
const THREADS: usize = 4;

fn mapping(name: &str) -> (Mapping, toml::Table) {
    let text = Mapping::built_in_text(name).unwrap();
    // The file as it stands, so that a mapping can be mended without building anything.
    let path = format!("{}/mappings/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap_or_else(|_| text.to_owned());
    let table: toml::Table = toml::from_str(&text).unwrap();
    (Mapping::from_toml(&text).unwrap(), table)
}

fn judge(people: &[impl Person], names: &[&str]) {
    let mappings: Vec<_> = names.iter().map(|name| mapping(name)).collect();
    let words = Words::of(people.iter().flat_map(|person| person.cells()));
    let wants_all = std::env::var("HANDOVER_CELLS").is_ok_and(|which| which == "all");
    let kinds = change::kinds(people, &words, wants_all);
    let lost: BTreeSet<String> = std::thread::scope(|scope| {
        let threads = (0..THREADS).map(|nth| {
            let (mappings, words, kinds) = (&mappings, &words, &kinds);
            scope.spawn(move || {
                let mut lost = Vec::new();
                for at in (nth..people.len()).step_by(THREADS) {
                    let judge = Judge::new(&people[at], mappings, words);
                    lost.extend(judge.lost(&kinds[at]));
                }
                lost
            })
        });
        let threads: Vec<_> = threads.collect();
        let lost = threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap());
        lost.collect()
    });
    let shown: Vec<_> = lost.iter().map(String::as_str).collect();
    assert!(
        lost.is_empty(),
        "{} cells are neither carried, listed nor left out with a reason:\n{}",
        lost.len(),
        shown.join("\n")
    );
}

#[test]
fn every_cell_of_harrow_2010_has_its_place() {
    judge(&csv_people::of("harrow-2010", "CLIENTID"), &["harrow-2010"]);
}

#[test]
fn every_cell_of_maternity_2026_has_its_place() {
    judge(
        &json_people::of("maternity-2026"),
        &["maternity-2026", "maternity-2026-babies"],
    );
}

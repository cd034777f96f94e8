//! Whatever happens to an extract, no case says anything that the undamaged one did not but `not-read`, and nobody is
//! dropped in silence.
//!
//! A few hundred damages by default; `HANDOVER_DAMAGES=5000 cargo test --workspace --test damage` for thousands.

#![expect(
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test that panics has failed, and how often each damage was tried is told"
)]

mod claims;
mod csv_files;
mod dice;
mod json_lines;
mod slice;

use claims::{Sound, problems};
use dice::Dice;
use handover_interop::{ExtractFile, Mapping, built_in_extract};
use std::{
    collections::BTreeMap,
    env,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// Who of a damaged extract may say something else now.
enum Seen {
    /// Nobody: the damage is one that a program can see.
    Whole,
    /// Nobody, and nothing is missing either.
    Same,
    /// What stands there now is as well formed as what stood there: those people's cases follow it.
    NotOf(Vec<String>),
    /// The same of everybody.
    Not,
}

/// What happened, and what may come of it.
struct Damage {
    /// The kind of damage, to count how often each was tried.
    kind: &'static str,
    told: String,
    files: Vec<ExtractFile>,
    seen: Seen,
}

fn rounds(by_default: usize) -> usize {
    env::var("HANDOVER_DAMAGES").map_or(by_default, |rounds| rounds.parse().unwrap())
}

/// Damages an extract again and again, on every core.
fn run(
    names: &[&str],
    rounds: usize,
    extract: &[ExtractFile],
    damage: impl Fn(&[ExtractFile], &mut Dice) -> Option<Damage> + Sync,
) {
    let mappings: Vec<Mapping> = names
        .iter()
        .map(|name| Mapping::built_in(name).unwrap())
        .collect();
    let sound: Vec<Sound> = mappings
        .iter()
        .map(|mapping| Sound::of(mapping, extract))
        .collect();
    let only: Option<usize> = env::var("HANDOVER_DAMAGE").ok().map(|n| n.parse().unwrap());
    let next = AtomicUsize::new(only.unwrap_or(0));
    let (wrong, tried) = (Mutex::new(Vec::new()), Mutex::new(BTreeMap::new()));
    let work = || loop {
        let round = next.fetch_add(1, Ordering::Relaxed);
        if round >= only.map_or(rounds, |only| only + 1) {
            break;
        }
        let mut dice = Dice::of(round);
        let Some(damage) = damage(extract, &mut dice) else {
            continue; // there was nothing of the kind to damage
        };
        *tried.lock().unwrap().entry(damage.kind).or_insert(0_usize) += 1;
        for (mapping, sound) in mappings.iter().zip(&sound) {
            let found = problems(mapping, sound, &damage);
            let told = found
                .into_iter()
                .map(|one| format!("{round} {}, {}: {one}", damage.kind, damage.told));
            wrong.lock().unwrap().extend(told);
        }
    };
    thread::scope(|scope| {
        let cores = thread::available_parallelism().map_or(2, usize::from);
        for _ in 0..cores {
            scope.spawn(work);
        }
    });
    println!("{:?}", tried.lock().unwrap());
    let mut wrong = wrong.into_inner().unwrap();
    wrong.sort();
    assert!(
        wrong.is_empty(),
        "{}: {:#?}",
        wrong.len(),
        wrong.iter().take(80).collect::<Vec<_>>()
    );
}

#[test]
fn no_damage_to_tables_makes_a_case_say_what_nobody_said() {
    let extract = built_in_extract("harrow-2010").unwrap();
    let coded = slice::coded_columns(&extract);
    let extract = slice::of_tables(&extract, 15);
    run(&["harrow-2010"], rounds(60), &extract, |files, dice| {
        csv_files::damage(files, &coded, dice)
    });
}

#[test]
fn no_damage_to_objects_makes_a_case_say_what_nobody_said() {
    let extract = built_in_extract("maternity-2026").unwrap();
    let coded = slice::coded_members(&extract);
    let extract = slice::of_objects(&extract, 12);
    let mappings = ["maternity-2026", "maternity-2026-babies"];
    run(&mappings, rounds(120), &extract, |files, dice| {
        json_lines::damage(files, &coded, dice)
    });
}

//! `replay TARGET SECONDS FILE...`: runs a target over files, then over changed ones, without libFuzzer.
//!
//! Blind where libFuzzer looks: for machines that lack a C++ compiler, and for a crash to be seen again.

use std::{
    env, fs,
    path::PathBuf,
    process::ExitCode,
    time::{Duration, Instant},
};

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let name = arguments.next().unwrap_or_default();
    let secs = arguments.next().and_then(|secs| secs.parse().ok());
    let target = handover_fuzz::TARGETS
        .iter()
        .find(|(known, _)| *known == name);
    let (Some((_, target)), Some(secs)) = (target, secs) else {
        eprintln!("replay TARGET SECONDS FILE...");
        return ExitCode::from(2);
    };
    let mut seeds: Vec<Vec<u8>> = arguments
        .map(PathBuf::from)
        .filter(|path| path.is_file())
        .map(|path| fs::read(path).expect("a readable file"))
        .collect();
    if seeds.is_empty() {
        seeds.push(vec![0]);
    }
    seeds.iter().for_each(|seed| target(seed));
    let end = Instant::now() + Duration::from_secs(secs);
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut runs = seeds.len();
    while Instant::now() < end {
        let mut input = seeds[random.below(seeds.len())].clone();
        for _ in 0..=random.below(4) {
            change(&mut input, &mut random);
        }
        target(&input);
        runs += 1;
    }
    println!("{name}: {runs} runs, no finding");
    ExitCode::SUCCESS
}

fn change(input: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(input.len() + 1);
    match random.below(4) {
        0 if at < input.len() => input[at] ^= 1 << random.below(8),
        1 => input.truncate(at),
        2 if at < input.len() => {
            input.remove(at);
        }
        _ => input.insert(at, u8::try_from(random.below(256)).expect("a byte")),
    }
}

/// Xorshift64 (Marsaglia, 2003): the same inputs each time.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let bound = u64::try_from(bound.max(1)).expect("64 bits");
        usize::try_from(self.0 % bound).expect("below a usize")
    }
}

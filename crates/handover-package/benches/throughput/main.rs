//! How many cases a second are sealed into a file and opened from it, beside what the cryptography
//! alone would cost, and beside `rage` and `ssh-keygen -Y sign` on one tar of the same cases.
//!
//! `cargo bench -p handover-package` prints a table for 10,000 cases of 8 KB;
//! `cargo bench -p handover-package -- 100000` for so many, and the process's peak memory.
//! `RAYON_NUM_THREADS=1` measures one core. The peer is left out, loudly, where it is not installed.

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a benchmark may panic"
)]

mod pair;
#[path = "../../tests/world/mod.rs"]
#[expect(dead_code, reason = "tests use more of it")]
mod world;

use std::{
    fs::{self, File},
    hint::black_box,
    io::{BufWriter, Write},
    path::Path,
    time::Instant,
};

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    digest::{SHA256, digest},
};
use handover_dataset::SectionName;
use handover_package::{Draft, DraftCase, ProfileInForce, Received};
use handover_trust::Token;
use serde_json::{Map, Value, json};

use self::pair::Pair;
use self::world::{NOW, World, organisation, profile, time};

fn main() {
    let count = std::env::args()
        .find_map(|arg| arg.parse().ok())
        .unwrap_or(10_000);
    let world = World::load();
    let profile = profile("caseload-transfer");
    let sections = sections(&profile);
    let case_len: usize = sections.iter().map(|(_, bytes)| bytes.len()).sum();
    println!(
        "{count} cases, {case_len} bytes in {} sections each",
        sections.len()
    );
    println!(
        "{:24}{:>12}{:>16}{:>12}{:>12}",
        "", "wall ms", "cases/CPU-s", "of floor", "of the pair"
    );
    let mut table = Table { count, floor: None };

    let floor = table.measure("floor: AES, SHA-256", None, || {
        let key = UnboundKey::new(&AES_256_GCM, &[7; 32]).unwrap();
        let key = LessSafeKey::new(key);
        let mut bytes: Vec<u8> = sections
            .iter()
            .flat_map(|(_, bytes)| bytes.clone())
            .collect();
        for _ in 0..count {
            let nonce = Nonce::assume_unique_for_key([0; 12]);
            let sealed = key.seal_in_place_separate_tag(nonce, Aad::empty(), &mut bytes);
            black_box(sealed.is_ok());
            black_box(digest(&SHA256, &bytes));
        }
    });
    table.floor = Some(floor.rate);
    let case: Vec<u8> = sections
        .iter()
        .flat_map(|(_, bytes)| bytes.clone())
        .collect();
    let (pair_seals, pair_opens) = match Pair::new(count, &case) {
        Some(pair) => (
            Some(table.measure("rage, ssh-keygen: seal", None, || pair.seal())),
            Some(table.measure("rage, ssh-keygen: open", None, || pair.open())),
        ),
        None => {
            println!("NOT MEASURED: rage and ssh-keygen (cargo install rage --locked)");
            (None, None)
        }
    };
    let scene = Scene {
        world,
        profile,
        sections,
        count,
    };
    let path = std::env::temp_dir().join(format!("handover-bench-{}", std::process::id()));
    table.measure("seal", pair_seals, || {
        let mut file = BufWriter::new(File::create(&path).unwrap());
        scene.seal(&mut file);
        file.flush().unwrap();
    });
    table.measure("receive", None, || scene.read(&path, false));
    table.measure("receive and open", pair_opens, || scene.read(&path, true));
    let len = usize::try_from(fs::metadata(&path).unwrap().len()).unwrap();
    println!("{} bytes of package for each case", len / count);
    fs::remove_file(&path).unwrap();
    if let Some(peak) = peak_memory_kib() {
        println!("{} MiB of memory at most", peak >> 10);
    }
}

struct Scene {
    world: World,
    profile: ProfileInForce,
    sections: Vec<(SectionName, Vec<u8>)>,
    count: usize,
}

impl Scene {
    fn seal(&self, sink: impl Write) {
        let token = |n: usize| {
            let mut token = [0; 32];
            token[..8].copy_from_slice(&u64::try_from(n).unwrap().to_be_bytes());
            Token::from_bytes(token)
        };
        let tokens: Vec<Token> = (0..self.count).map(token).collect();
        let (at, until) = (time(NOW), time(NOW + 86_400));
        let draft = Draft::new(organisation("ZZ901"), &self.profile, at, until)
            .grant(self.world.grant("ZZ902", "receiving-service"));
        let mut sealer = draft.begin(tokens.clone(), sink).unwrap();
        for token in tokens {
            let case = DraftCase::unchecked(token, self.sections.clone());
            sealer.push(case).unwrap();
        }
        sealer.finish(&self.world.signer("ZZ901 office")).unwrap();
    }

    fn read(&self, path: &Path, opens: bool) {
        let context = self.world.context();
        let (file, us) = (File::open(path).unwrap(), organisation("ZZ902"));
        let received = Received::read(file, &us, &self.profile, &context).unwrap();
        if opens {
            let mut opened = received.open(&self.world.sealing_key("ZZ902")).unwrap();
            assert_eq!(opened.cases().filter(Result::is_ok).count(), self.count);
        }
    }
}

/// 8 KB of fields as the dataset has them: a value, and where it is from.
fn sections(profile: &ProfileInForce) -> Vec<(SectionName, Vec<u8>)> {
    let names = profile.profile().sealed_sections();
    let section = |name: SectionName| {
        let fields = match name {
            SectionName::Risk | SectionName::ThirdParties => 14,
            SectionName::LocationProtected => return (name, vec![0xa0]),
            _ => 7,
        };
        let mut map = Map::new();
        if name == SectionName::Location {
            map.insert("address_sensitivity".into(), json!({"value": "normal"}));
        }
        for n in 0..fields {
            map.insert(format!("field_{n}"), json!({
                "value": [{"kind": "assessed", "text": "words that a practitioner wrote", "n": n}],
                "source": "self-reported",
                "recorded_at": "2026-09-16",
            }));
        }
        (name, handover_cbor::to_vec(&Value::Object(map)))
    };
    names.into_iter().map(section).collect()
}

struct Table {
    count: usize,
    /// Cases for each CPU-second of the cryptography alone.
    floor: Option<f64>,
}

#[derive(Clone, Copy)]
struct Measured {
    wall_ms: f64,
    rate: f64,
}

impl Table {
    /// Runs `work` three times and prints the best.
    fn measure(&self, what: &str, pair: Option<Measured>, mut work: impl FnMut()) -> Measured {
        let (mut wall_ms, mut cpu_secs) = (f64::MAX, f64::MAX);
        for _ in 0..3 {
            #[expect(clippy::disallowed_methods, reason = "a benchmark reads a clock")]
            let (began, cpu_began) = (Instant::now(), cpu_ticks());
            work();
            wall_ms = wall_ms.min(began.elapsed().as_secs_f64() * 1e3);
            let ticks = u32::try_from(cpu_ticks() - cpu_began).unwrap();
            cpu_secs = cpu_secs.min(f64::from(ticks) / 100.0);
        }
        let rate = f64::from(u32::try_from(self.count).unwrap()) / cpu_secs.max(0.01);
        let of_floor = self.floor.map_or(1.0, |floor| rate / floor);
        let of_pair = pair.map_or_else(String::new, |pair| {
            format!("{:.2} x speed", pair.wall_ms / wall_ms)
        });
        println!("{what:24}{wall_ms:12.0}{rate:16.0}{of_floor:12.2}{of_pair:>14}");
        Measured { wall_ms, rate }
    }
}

/// CPU time of this process and of those that it ran, in hundredths of a second, as Linux accounts
/// for it.
fn cpu_ticks() -> u64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace();
    fields
        .skip(11)
        .take(4)
        .filter_map(|ticks| ticks.parse::<u64>().ok())
        .sum()
}

fn peak_memory_kib() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

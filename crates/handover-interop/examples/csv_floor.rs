//! What it costs to read files with the `csv` crate and do nothing with them: the floor under `tests/bench/import.py`.

#![expect(clippy::print_stdout, reason = "what a program counts, it prints")]

use std::{env, error::Error, fs::File};

fn main() -> Result<(), Box<dyn Error>> {
    let (mut records, mut bytes) = (0_u64, 0_usize);
    for path in env::args_os().skip(1) {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(File::open(path)?);
        let mut record = csv::ByteRecord::new();
        while reader.read_byte_record(&mut record)? {
            records += 1;
            bytes += record.as_slice().len();
        }
    }
    println!("{records} records, {bytes} bytes in their cells");
    Ok(())
}

//! Opens a package that came for us, and says by a signed receipt which cases could be read.
//!
//! ```sh
//! cargo run -p handover --example open -- IDENTITY DIRECTORY PACKAGE RECEIPT
//! ```
//!
//! HANDOVER_PASSPHRASE opens the identity; the anchor of the directory was given once, and the folder remembers it.
#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::{env, error::Error, fs, fs::File, io::BufReader, time::SystemTime};

use handover::{Office, transfer::KnownStatements, trust::PosixTime};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [identity, directory, package, receipt] = arguments.as_slice() else {
        return Err("say IDENTITY DIRECTORY PACKAGE RECEIPT".into());
    };
    let office = Office::open(identity, &env::var("HANDOVER_PASSPHRASE")?)?;
    let mut office = office.trust(&fs::read(directory)?, None, now()?)?;

    // Under a mandate: what `office.judge` takes of the folder of the transfer.
    let known = KnownStatements::default();
    let file = BufReader::new(File::open(package)?);
    let mut opened = office.receive(file, &known)?.open()?;
    for case in opened.cases() {
        match case {
            Ok(case) => println!(
                "{}: read, {} checks fail",
                case.token,
                case.faults.findings.len()
            ),
            Err(refused) => println!("{}: {}", refused.token, refused.class),
        }
    }
    let audience = opened
        .head()
        .payload()
        .stanzas
        .first()
        .ok_or("nobody")?
        .audience
        .clone();
    fs::write(receipt, opened.opened_receipt(&audience)?.as_bytes())?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a program reads the clock")]
fn now() -> Result<PosixTime, Box<dyn Error>> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    Ok(PosixTime::new(now.as_secs())?)
}

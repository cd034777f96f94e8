//! Takes on every case of a package, and asks where the transfer stands then.
//!
//! ```sh
//! cargo run -p handover --example accept_and_reconcile -- IDENTITY DIRECTORY TRANSFER PACKAGE.index
//! ```
//!
//! TRANSFER is the folder with everything that was said: mandate, rosters, countersigns, indexes, receipts.
#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::{env, error::Error, fs, time::SystemTime};

use handover::{Office, identity::Identity, trust::PosixTime};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [identity, directory, transfer, package] = arguments.as_slice() else {
        return Err("say IDENTITY DIRECTORY TRANSFER PACKAGE.index".into());
    };
    let passphrase = env::var("HANDOVER_PASSPHRASE")?;
    let folder = Identity::read(identity.as_ref())?;
    let team_leader = folder.signer(&folder.person(None)?.key, &passphrase)?;
    let office = Office::open(identity, &passphrase)?;
    let mut office = office.trust(&fs::read(directory)?, None, now()?)?;

    let mut files = vec![fs::read(package)?];
    for entry in fs::read_dir(transfer)? {
        files.push(fs::read(entry?.path())?);
    }
    let (known, _) = office.judge(files.iter().map(Vec::as_slice))?;
    let index = known.indexes().first().ok_or("no signed index")?;
    let mut desk = office.desk(index, &known)?;
    let tokens: Vec<_> = desk.tokens().collect();
    let verdict = desk
        .accept(tokens, "East".parse()?, "I. Calloway".parse()?)
        .sign(&team_leader)?;
    files.push(verdict.as_bytes().to_vec());

    let (known, _) = office.judge(files.iter().map(Vec::as_slice))?;
    for mandate in known.mandates() {
        let report = office.transfer(mandate.id(), &known)?.reconcile(now()?);
        println!("may close: {}; {:?}", report.may_close(), report.obstacles);
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a program reads the clock")]
fn now() -> Result<PosixTime, Box<dyn Error>> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    Ok(PosixTime::new(now.as_secs())?)
}

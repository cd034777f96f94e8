//! Seals one case for the service that takes it on, as a case system does it for its user.
//!
//! ```sh
//! cargo run -p handover --example seal -- IDENTITY DIRECTORY CASE.json ORGANISATION PACKAGE
//! ```
//!
//! HANDOVER_PASSPHRASE opens the identity; the anchor of the directory was given once, and the folder remembers it.
#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::{env, error::Error, fs, time::SystemTime};

use handover::{
    Office,
    case::{Case, checks::CheckContext},
    package::ProfileInForce,
    trust::PosixTime,
};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [identity, directory, case, recipient, package] = arguments.as_slice() else {
        return Err("say IDENTITY DIRECTORY CASE.json ORGANISATION PACKAGE".into());
    };
    let office = Office::open(identity, &env::var("HANDOVER_PASSPHRASE")?)?;
    let mut office = office.trust(&fs::read(directory)?, None, now()?)?;

    let profile = ProfileInForce::built_in("caseload-transfer").ok_or("a built-in profile")?;
    let case = Case::from_json(fs::read(case)?)?;
    // Nothing else can be sealed: what stands in the way is in the error, for the sender's own eyes.
    let checked = case.check(profile.profile(), &CheckContext::default())?;
    let sealed = office
        .seal([checked], &profile)
        .to(recipient.parse()?, profile.profile().lead().parse()?)
        .write_file(package)?;
    println!("sealed: package {}", sealed.sealed.head().id());
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a program reads the clock")]
fn now() -> Result<PosixTime, Box<dyn Error>> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    Ok(PosixTime::new(now.as_secs())?)
}

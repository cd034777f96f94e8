//! Sends a package to the server of its recipient, and keeps the receipt: `handover send` in a hundred lines.
//!
//! ```sh
//! export HANDOVER_PASSPHRASE=...
//! cargo run -p handover --features client --example send -- IDENTITY DIRECTORY ANCHOR PACKAGE
//! ```
//!
//! IDENTITY is a folder that `handover identity new` made, ANCHOR the thumbprint of the directory's authority. The
//! receipt is written beside the package. It may be stopped at any moment and run again: what is there is not sent
//! again, and the receipt is the same.
#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::{
    env,
    error::Error,
    fs::{self, File},
    io::BufReader,
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use handover::{
    client::{Client, ClientSettings, Event, Parcel, Patience, Proxied, Trust},
    package::{Carried, Context},
    trust::{Certificate, PosixTime, ServerAddress, Signer, SigningKey, VerifiedDirectory},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [identity, directory, anchor, package] = arguments.as_slice() else {
        return Err("say IDENTITY DIRECTORY ANCHOR PACKAGE".into());
    };
    let package = PathBuf::from(package);
    let directory = fs::read(directory)?;
    let directory = VerifiedDirectory::from_bytes(&directory, &anchor.parse()?, None, now())?;

    // Nothing is sent that would not hold. The head says for whom it is, their cards where they are reached.
    let context = Context::new(&directory, now());
    let carried = Carried::read(BufReader::new(File::open(&package)?), None, &context)?;
    let index = carried.signed_index();
    let stanzas = &index.head().payload().stanzas;
    let mut recipients: Vec<_> = stanzas.iter().map(|stanza| stanza.to.clone()).collect();
    recipients.sort();
    recipients.dedup();
    let [recipient] = recipients.as_slice() else {
        return Err("this example sends to one recipient".into());
    };
    let server = server_of(&directory, recipient)?;

    // Both ends show certificates that the directory lists; no other certificate authority is asked.
    let client = Client::new(ClientSettings {
        identity: &transport(Path::new(identity))?,
        trust: Arc::new(Trust::new(Arc::new(directory), now)),
        address: server.address.as_str(),
        server: server.by.clone(),
        proxied: Proxied::ByEnvironment,
        patience: Patience::default(),
        parallel: 4,
    })?;
    let client = client.watched(|event| {
        if let Event::Waiting { error, pause } = event {
            println!("{error}; trying again in {} s", pause.as_secs().max(1));
        }
    });

    // `Stored` holds what the right server signed for this package and this recipient, and nothing else is one.
    let stored = client
        .send(&Parcel::new(package.clone(), index, recipients))
        .await?;
    for receipt in stored.receipts() {
        let file = package.with_extension("receipt");
        fs::write(&file, receipt.as_bytes())?;
        println!("stored for {}: {}", receipt.payload().r#for, file.display());
    }
    Ok(())
}

/// Where packages for an organisation go, as its card says.
fn server_of(
    directory: &VerifiedDirectory,
    recipient: &handover::trust::OrganisationId,
) -> Result<ServerAddress, Box<dyn Error>> {
    let listed = directory.organisation(recipient, now());
    let server = listed.and_then(|listed| listed.card().payload().server.clone());
    Ok(server.ok_or("the recipient has no server on its card")?)
}

/// The key with which we connect.
fn transport(identity: &Path) -> Result<Signer, Box<dyn Error>> {
    let passphrase = env::var("HANDOVER_PASSPHRASE")?;
    let key = fs::read_to_string(identity.join("transport.key.pem"))?;
    let key = SigningKey::from_encrypted_pem(&key, &passphrase)?;
    let certificate = fs::read(identity.join("transport.crt.pem"))?;
    Ok(Signer::new(key, Certificate::from_pem(&certificate)?)?)
}

/// What the clock says.
#[expect(clippy::disallowed_methods, reason = "a program reads the clock")]
fn now() -> PosixTime {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    PosixTime::new(since.unwrap_or_default().as_secs()).unwrap_or(PosixTime::MAX)
}

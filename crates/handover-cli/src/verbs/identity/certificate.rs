//! `handover identity certificate`.

use std::{fs, path::PathBuf};

use handover::trust::Certificate;
use handover_identity::Identity;
use handover_report::{identity::CertificateInstalled, shown};

use super::{IdentityArgument, request::key_named};
use crate::{
    clock::AtArgument, passphrase::PassphraseArgument, problem::Problem, refusals::refusal,
    screen::Screen,
};

/// Put a certificate that a CA has issued in the place of the one that is there, on a new card
#[derive(Debug, clap::Args)]
pub(crate) struct CertificateArguments {
    /// The certificate, PEM or DER
    #[arg(value_name = "FILE")]
    certificate: PathBuf,
    /// Which key it is for: as for `identity request`
    #[arg(long, value_name = "KEY")]
    key: String,
    #[command(flatten)]
    identity: IdentityArgument,
    #[command(flatten)]
    passphrase: PassphraseArgument,
    #[command(flatten)]
    at: AtArgument,
}

pub(super) fn run(arguments: &CertificateArguments, screen: &Screen) -> Result<(), Problem> {
    let mut identity = Identity::read(&arguments.identity.identity)?;
    let key = key_named(&identity, &arguments.key)?;
    let path = &arguments.certificate;
    let bytes = fs::read(path).map_err(|error| Problem::reading(path, &error))?;
    let told = |error: handover::trust::CertificateError| {
        refusal(&shown(path), error.class(), error)
            .advise("Ask the CA for a certificate for digital signatures, Ed25519 or P-256, no CA.")
    };
    let certificate = Certificate::from_pem(&bytes).map_err(told)?;
    let passphrase = arguments.passphrase.existing()?;
    identity.install(
        &key,
        &certificate,
        &passphrase,
        arguments.at.moment().posix(),
    )?;
    screen.report(&CertificateInstalled::new(&identity, &certificate)?)
}

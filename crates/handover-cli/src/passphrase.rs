//! The passphrase that guards private keys: never an argument.

use std::{
    env, fs,
    io::{self, IsTerminal},
    path::PathBuf,
};

use zeroize::Zeroizing;

use crate::problem::Problem;

/// The environment variable that holds the passphrase for programs that run without a person.
const VARIABLE: &str = "HANDOVER_PASSPHRASE";

/// Where the passphrase comes from.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct PassphraseArgument {
    /// Read the passphrase from this file's first line (else HANDOVER_PASSPHRASE, else ask)
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl PassphraseArgument {
    /// The passphrase of keys that exist.
    pub(crate) fn existing(&self) -> Result<Zeroizing<String>, Problem> {
        match self.given()? {
            Some(passphrase) => Ok(passphrase),
            None => ask("Passphrase: "),
        }
    }

    /// The passphrase of keys about to be made.
    pub(crate) fn new_one(&self) -> Result<Zeroizing<String>, Problem> {
        if let Some(passphrase) = self.given()? {
            return Ok(passphrase);
        }
        let passphrase = ask("New passphrase: ")?;
        if *passphrase != *ask("Again: ")? {
            return Err(Problem::usage(
                "the two passphrases differ",
                "Run it again and type the same passphrase twice.",
            ));
        }
        Ok(passphrase)
    }

    fn given(&self) -> Result<Option<Zeroizing<String>>, Problem> {
        if let Some(path) = &self.passphrase_file {
            let text = fs::read_to_string(path)
                .map(Zeroizing::new)
                .map_err(|error| Problem::reading(path, &error))?;
            let line = text.lines().next().unwrap_or_default();
            return Ok(Some(Zeroizing::new(line.to_owned())));
        }
        match env::var(VARIABLE) {
            Ok(passphrase) => Ok(Some(Zeroizing::new(passphrase))),
            Err(env::VarError::NotPresent) => Ok(None),
            Err(env::VarError::NotUnicode(_)) => Err(Problem::usage(
                format!("{VARIABLE} is not text in UTF-8"),
                "Set it again, or give --passphrase-file.",
            )),
        }
    }
}

fn ask(prompt: &str) -> Result<Zeroizing<String>, Problem> {
    if !io::stdin().is_terminal() {
        return Err(Problem::usage(
            "the keys need a passphrase and there is no terminal to ask at",
            format!("Set {VARIABLE} or give --passphrase-file."),
        ));
    }
    rpassword::prompt_password(prompt)
        .map(Zeroizing::new)
        .map_err(|_| {
            Problem::input_output(
                "the passphrase could not be read from the terminal",
                format!("Set {VARIABLE} or give --passphrase-file."),
            )
        })
}

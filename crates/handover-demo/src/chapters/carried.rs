//! Over the wire: from the old service to the server of the new one, and on.

use std::fs;

use handover_files::{FileError, private_folder};
use indicatif::DecimalBytes;
use serde_json::Value;

use super::prepared::{Packages, WHOLE};
use crate::{
    DemoError,
    cast::{Cast, HUB, read},
    story::Story,
    typed::Typed,
};

/// Words that are shorter stand in any million of random bytes.
const SHORTEST: usize = 5;

/// Where what comes from the server goes, as a word of a command.
const INCOMING: &str = "@incoming";

/// Where the council keeps what the server shows it, as a word of a command.
pub(crate) const SEEN: &str = "@seen";

/// When the old service sends its first package, and when the new one fetches it.
const SENT: &str = "2010-02-03T18:05:00Z";
pub(crate) const FETCHED: &str = "2010-02-03T18:20:00Z";

/// The first package goes to the server and on to the new service.
pub(crate) fn sent(
    cast: &Cast<'_>,
    story: &mut Story<'_>,
    packages: &mut Packages,
) -> Result<(), DemoError> {
    story.chapter("On its way")?;
    story.say(&format!(
        "Millrace's card names a server; for this story it listens at {}, for nobody outside of this machine. \
         Both ends show a certificate from the directory. The server has one key for connections and one \
         for receipts, and none that opens a case.",
        cast.server.listen()
    ))?;
    let send = [
        "send",
        WHOLE,
        "--statement",
        "@transfer",
        "--to",
        "@transfer/stored-1",
    ];
    let told = story.typed(&Typed::new(cast, "old", SENT, &send))?;
    story.printed(told.lines())?;
    let inbox = Typed::new(cast, "new", FETCHED, &["inbox", "--wait", "60"]);
    let told = story.typed(&inbox)?;
    story.printed(
        told.lines()
            .map(short_id)
            .collect::<Vec<String>>()
            .iter()
            .map(String::as_str),
    )?;
    for folder in [INCOMING, SEEN] {
        private_folder(&cast.path(folder.trim_start_matches('@')))?;
    }
    let fetch = ["fetch", "--all", "--to", INCOMING];
    story.command(&Typed::new(cast, "new", FETCHED, &fetch).shown())?;
    packages.came = fetched(cast, "new", FETCHED, WHOLE)?;
    packages.whole = cast.path(packages.came.trim_start_matches('@'));
    let words = telling(packages);
    let searched = cast.server.search(&words)?;
    if searched.found > 0 {
        return Err(DemoError::Broken("the server of the story can read"));
    }
    story.say(&format!(
        "What came is, byte for byte, what was sealed. What the server could read on the way: its {} \
         were searched for {} references, numbers and names of these people, and hold none of them.",
        DecimalBytes(searched.bytes),
        words.len()
    ))
}

/// Fetches what is new; gives the file, as a word of a command, that is the package of the sender.
pub(crate) fn fetched(
    cast: &Cast<'_>,
    who: &str,
    at: &str,
    package: &str,
) -> Result<String, DemoError> {
    let fetch = ["fetch", "--all", "--to", INCOMING];
    Typed::new(cast, who, at, &fetch).done()?;
    let sealed = read(&cast.path(package.trim_start_matches('@')))?;
    let incoming = cast.path(INCOMING.trim_start_matches('@'));
    let told = |error| FileError::reading(&incoming, error);
    for entry in fs::read_dir(&incoming).map_err(told)? {
        let entry = entry.map_err(told)?;
        if read(&entry.path())? == sealed {
            return Ok(format!("{INCOMING}/{}", entry.file_name().display()));
        }
    }
    Err(DemoError::Broken("the story has lost a package on its way"))
}

/// Everything that the old service has to say goes to the server.
pub(crate) fn pushed(cast: &Cast<'_>, story: &mut Story<'_>, at: &str) -> Result<(), DemoError> {
    let push = ["push", "@transfer", "--server-of", HUB];
    let told = story.typed(&Typed::new(cast, "old", at, &push))?;
    story.printed(told.lines())
}

/// The beginning of the id is enough to see that it is the one.
fn short_id(line: &str) -> String {
    match line.split_once("  ") {
        Some((id, rest)) => format!("{}...  {rest}", id.get(..16).unwrap_or(id)),
        None => line.to_owned(),
    }
}

/// Words by which somebody could be known: reference, NHS number, names.
fn telling(packages: &Packages) -> Vec<String> {
    let mut words = Vec::new();
    for (reference, case) in &packages.sealed {
        words.push(reference.clone());
        let document = case.to_json();
        let number = document.pointer("/sections/person/nhs_number/value/value");
        let names = document.pointer("/sections/person/names/value");
        let names = names.and_then(Value::as_array).into_iter().flatten();
        let names = names.flat_map(|name| [name.get("family"), name.get("given")]);
        let texts = names.chain([number]).flatten().filter_map(Value::as_str);
        words.extend(texts.map(str::to_owned));
    }
    words.retain(|word| word.len() >= SHORTEST);
    words.sort();
    words.dedup();
    words
}

//! The others: what is refused, what opens, what the new worker reads.

use std::{collections::BTreeMap, fs::File, io::BufReader, path::Path};

use handover::{
    case::{Case, CaseReference},
    cbor::RefusalClass,
    package::{Context, Opened, ProfileInForce, Received},
    trust::{SealingPrivateKey, ShortName},
};
use handover_files::FileError;
use serde_json::Value;

use super::{
    carried::{FETCHED, SEEN},
    prepared::{Counts, KESTREL, Packages},
};
use crate::{
    DemoError,
    cast::{Cast, HUB},
    story::Story,
    typed::Typed,
};

/// A package of the story, opened.
type OpenedFile = Opened<BufReader<File>>;

/// Opens a package as one of the parties, with the keys of one of them; or says why it is refused.
fn open_as(
    cast: &Cast<'_>,
    package: &Path,
    profile: &ProfileInForce,
    who: &str,
    keys: &[SealingPrivateKey],
) -> Result<Result<OpenedFile, RefusalClass>, DemoError> {
    let identity = cast.identity(who)?;
    let directory = cast.directory(who)?;
    let file = File::open(package).map_err(|error| FileError::reading(package, error))?;
    let context = Context::new(&directory, cast.now);
    let us = identity.organisation();
    let received = match Received::read(BufReader::new(file), us, profile, &context) {
        Ok(received) => received,
        Err(refused) => return Ok(Err(refused.class())),
    };
    let audiences: Vec<ShortName> = received.audiences().cloned().collect();
    let opened = received.open_with(keys, &audiences);
    Ok(opened.map_err(|refused| refused.class()))
}

/// The cases of a package that must open.
fn cases_of(
    cast: &Cast<'_>,
    package: &Path,
    profile: &ProfileInForce,
    who: &str,
) -> Result<Vec<Case>, DemoError> {
    const UNREAD: DemoError = DemoError::Broken("a package of the story cannot be read");
    let keys = cast.identity(who)?.sealing_keys(&cast.passphrase)?;
    let mut opened = open_as(cast, package, profile, who, &keys)?.map_err(|_| UNREAD)?;
    let cases = opened.cases();
    cases
        .map(|case| case.map_err(|_| UNREAD)?.case().map_err(|_| UNREAD))
        .collect()
}

/// How a server answers whoever asks for what is not for them.
const NOT_THEIRS: &str = "it is not the caller's";

pub(crate) fn refusals(
    cast: &Cast<'_>,
    story: &mut Story<'_>,
    profile: &ProfileInForce,
    packages: &Packages,
) -> Result<(), DemoError> {
    story.chapter("What does not work")?;
    let gp_keys = cast.identity("gp")?.sealing_keys(&cast.passphrase)?;
    let new_keys = cast.identity("new")?.sealing_keys(&cast.passphrase)?;
    let mut refused = |what: &str, outcome: Result<OpenedFile, RefusalClass>| match outcome {
        Ok(_) => Err(DemoError::Broken("what must be refused was opened")),
        Err(class) => story.tell(|page| {
            let refused = page.paint.danger(&format!("refused: {class}"));
            page.line(&format!("   {what:<58} {refused}"));
        }),
    };
    refused(
        "The GP opens the package of the new service:",
        open_as(cast, &packages.whole, profile, "gp", &gp_keys)?,
    )?;
    refused(
        "Somebody at the new service tries it with the GP's key:",
        open_as(cast, &packages.whole, profile, "new", &gp_keys)?,
    )?;
    let changed = cast.tamper(&packages.whole, "changed.handover", |bytes| {
        let middle = bytes.len() / 3;
        if let Some(byte) = bytes.get_mut(middle) {
            *byte ^= 1;
        }
    })?;
    refused(
        "One bit of the file is changed on the way:",
        open_as(cast, &changed, profile, "new", &new_keys)?,
    )?;
    let cut = cast.tamper(&packages.whole, "cut.handover", |bytes| {
        bytes.truncate(bytes.len() / 2);
    })?;
    refused(
        "Half of the file arrives:",
        open_as(cast, &cut, profile, "new", &new_keys)?,
    )?;
    let fetch = ["fetch", &packages.id, "--to", SEEN, "--server-of", HUB];
    match Typed::new(cast, "council", FETCHED, &fetch).run() {
        Err(DemoError::Program(failure)) if failure.what.ends_with(NOT_THEIRS) => {
            story.tell(|page| {
                let what = "The council, which may see the index, asks for the cases:";
                page.line(&format!("   {what:<58} {}", page.paint.danger("not given")));
            })
        }
        Err(error) => Err(error),
        Ok(_) => Err(DemoError::Broken("the server of the story gave cases away")),
    }
}

pub(crate) fn open(
    cast: &Cast<'_>,
    story: &mut Story<'_>,
    profile: &ProfileInForce,
    packages: &Packages,
    counts: &Counts,
) -> Result<(), DemoError> {
    story.chapter("What arrives")?;
    let sealed: BTreeMap<&str, &Case> = packages
        .sealed
        .iter()
        .map(|(reference, case)| (reference.as_str(), case))
        .collect();
    let (mut arrived, mut same) = (0_usize, 0_usize);
    for case in cases_of(cast, &packages.whole, profile, "new")? {
        arrived = arrived.saturating_add(1);
        let reference = case.reference().map(CaseReference::as_str);
        let before = reference.and_then(|reference| sealed.get(reference));
        let is_same = before.is_some_and(|before| before.to_json() == case.to_json());
        same = same.saturating_add(usize::from(is_same));
    }
    story.command(&format!(
        "open {} --to cases --as sheet ...",
        packages.came.trim_start_matches('@')
    ))?;
    story.say(&format!(
        "The new service verifies signature, index and every case, then opens them: {arrived} cases, {same} \
         of them word for word as they were sealed. Nobody is lost on the way:"
    ))?;
    story.number(' ', arrived, "opened by the new service")?;
    story.number(
        '+',
        packages.waiting,
        "included, waiting at the old service, named",
    )?;
    story.number('+', counts.excluded, "excluded, listed with the reason")?;
    story.number('+', counts.undecided, "undecided, for a practitioner")?;
    story.number('+', counts.rejected, "rejected rows")?;
    story.number('=', counts.clients, "clients in the extract")?;
    let sum = arrived
        .saturating_add(packages.waiting)
        .saturating_add(counts.excluded)
        .saturating_add(counts.undecided)
        .saturating_add(counts.rejected);
    if sum != counts.clients || same != arrived {
        return Err(DemoError::Broken("the demonstration lost somebody"));
    }
    let mut sections = Vec::new();
    for case in cases_of(cast, &packages.for_gp, profile, "gp")? {
        let document = case.to_json();
        let all = document.get("sections").and_then(Value::as_object);
        let filled = all
            .into_iter()
            .flatten()
            .filter(|(_, section)| section.as_object().is_some_and(|fields| !fields.is_empty()));
        sections = filled.map(|(name, _)| name.clone()).collect();
    }
    story.say(&format!(
        "The GP opens the other package and finds one case with: {}. There is no key in it for more.",
        sections.join(", ")
    ))
}

pub(crate) fn sheet(
    cast: &Cast<'_>,
    story: &mut Story<'_>,
    packages: &Packages,
) -> Result<(), DemoError> {
    story.chapter("Kestrel Ashdown, as her new key worker reads her")?;
    let open = ["open", &packages.came, "--case", KESTREL];
    let sheet = story.typed(&Typed::new(cast, "new", FETCHED, &open).at_margin())?;
    story.printed_at_margin(&sheet)?;
    story.say(
        "In May she asks for help. This time somebody reads this first, does not ring her brother's number, \
         does not book her on her partner's day, and does not start her on forty millilitres.",
    )
}

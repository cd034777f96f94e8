//! Opens a package at this desk, or finds it opened.

use std::{
    collections::BTreeMap,
    fs::File,
    io::BufReader,
    path::{Path, PathBuf},
    sync::Arc,
};

use handover::{
    CaseName,
    files::{GatheredStatements, StatementFiles},
    trust::{StatementId, Token},
};
use handover_reading::Reading;
use handover_report::{
    Paint,
    sheet::{self, SheetStyle},
};

use super::listed::{Listed, PeopleOf};
use crate::{answer::Stop, sitting::Sitting};

/// How an address names a package: the first digits of its id.
pub(super) fn short(id: &StatementId) -> String {
    id.to_string().chars().take(12).collect()
}

/// The files of the folder of what came, each with its id, if it is a package at all.
pub(super) fn incoming(folder: &Path) -> Result<Vec<(PathBuf, Option<StatementId>)>, Stop> {
    let told = |error| Stop::from(handover_files::FileError::reading(folder, error));
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(told)? {
        let path = entry.map_err(told)?.path();
        if path.is_file() {
            let id = StatementFiles::default().add_package(&path).ok().flatten();
            files.push((path, id));
        }
    }
    files.sort();
    Ok(files)
}

/// How cases are read here.
pub(super) const fn style(sitting: &Sitting) -> SheetStyle {
    SheetStyle {
        at: sitting.now,
        stale: None,
        paint: Paint::plain(),
    }
}

/// Opens a package, or finds it opened.
pub(super) fn open(
    sitting: &mut Sitting,
    short_id: &str,
) -> Result<(Arc<PeopleOf>, Arc<GatheredStatements>), Stop> {
    let gathered = sitting.statements()?;
    let files = incoming(&sitting.room.incoming())?;
    let found = files.into_iter().find_map(|(path, id)| {
        let id = id.filter(|id| short(id) == short_id)?;
        Some((path, id))
    });
    let (path, id) = found.ok_or(Stop::Gone)?;
    if let Some(people) = sitting.opened.get(&id) {
        return Ok((Arc::clone(people), gathered));
    }
    let index = gathered
        .known()
        .index(&id)
        .ok_or_else(|| not_taken(&gathered, &path))?
        .clone();
    let mut style = style(sitting);
    let file = BufReader::new(reading(&path)?);
    let office = sitting.office()?;
    let us = office.organisation().clone();
    let mut opened = office.receive(file, gathered.known())?.open()?;
    style.stale = Some(opened.profile().profile().stale_days());
    let mut read: BTreeMap<Token, Listed> = BTreeMap::new();
    let unreadable = opened.each_made(
        |_, arrived| {
            let reading = sheet::read(&arrived.case.to_json(), &style);
            Ok::<_, handover::package::CaseRefusal>(Listed {
                token: arrived.token,
                fails: arrived.faults.findings.len(),
                read: Some((reading.name, reading.summary)),
            })
        },
        |listed| {
            read.insert(listed.token, listed);
            Ok(())
        },
    );
    let unreadable = unreadable.map_err(|_| {
        Stop::told(
            "this machine could not read the file to its end",
            "Try again; nothing was said of any case.",
        )
    })?;
    for refused in unreadable {
        read.insert(
            refused.token,
            Listed {
                token: refused.token,
                read: None,
                fails: 0,
            },
        );
    }
    // The machine says that it opened it, and what it could not read: nobody has decided yet.
    let audiences = index.head().payload().stanzas.iter();
    let audience = audiences
        .filter(|stanza| stanza.to == us)
        .map(|stanza| stanza.audience.clone())
        .next();
    if let Some(audience) = audience {
        let receipt = opened.opened_receipt(&audience)?;
        sitting.say(&receipt)?;
    }
    let people = PeopleOf {
        file: path,
        words: handover::trust::words_that_tell_apart(read.keys()),
        people: read.into_values().collect(),
        index,
    };
    let people = Arc::new(people);
    sitting.opened.insert(id, Arc::clone(&people));
    Ok((people, sitting.statements()?))
}

/// How one case reads, whole.
pub(super) fn reading_of(
    sitting: &mut Sitting,
    people: &PeopleOf,
    gathered: &GatheredStatements,
    token: Token,
) -> Result<Reading, Stop> {
    let mut style = style(sitting);
    let file = BufReader::new(reading(&people.file)?);
    let mut opened = sitting.office()?.receive(file, gathered.known())?.open()?;
    style.stale = Some(opened.profile().profile().stale_days());
    let case = opened.case(&CaseName::Token(token)).ok_or(Stop::Gone)?;
    let arrived = case.map_err(|_| {
        Stop::told(
            "this case cannot be read",
            "Its sender was told so. Ring them, and ask for it to be sealed anew.",
        )
    })?;
    Ok(sheet::read(&arrived.case.to_json(), &style))
}

/// A package, to be read.
pub(super) fn reading(path: &Path) -> Result<File, Stop> {
    Ok(File::open(path).map_err(|error| handover_files::FileError::reading(path, error))?)
}

/// Why a package was not judged good.
pub(super) fn not_taken(gathered: &GatheredStatements, path: &Path) -> Stop {
    let refused = gathered
        .refused()
        .iter()
        .find(|refused| refused.path == path);
    let why = refused.map_or_else(
        || "it is no package".to_owned(),
        |refused| refused.why.clone(),
    );
    Stop::told(
        format!("what came was not taken: {why}"),
        "Nothing of it was opened. Ring its sender, on a number that you know.",
    )
}

//! The list of what arrived, and the way in for a file.

use std::{fs::File, io::BufReader, sync::Arc};

use askama::Template;
use axum::extract::State;
use handover::{
    files::GatheredStatements,
    package::SignedIndex,
    transfer::CaseState,
    trust::{PosixTime, StatementId},
};
use handover_files::{FileError, file_name, make_durable};

use super::opened::{incoming, not_taken, short};
use crate::{
    answer::{Answer, Stop, page, see},
    desk::Desk,
    frame::{Frame, Place},
    posted::PostedFile,
    screens::{waiting::Waiting, who::day},
    sitting::Sitting,
};

#[derive(Template)]
#[template(path = "arrived/packages.html")]
struct PackagesPage {
    frame: Frame,
    packages: Vec<PackageLine>,
    refused: Vec<String>,
}

/// A package in the list.
pub(super) struct PackageLine {
    pub(super) short: String,
    pub(super) from: String,
    pub(super) ring: Option<String>,
    pub(super) sealed: String,
    pub(super) count: usize,
    /// People about whom nobody has decided, nobody having looked before.
    pub(super) open: usize,
    /// Words about one person, and no case to decide about.
    pub(super) is_words: bool,
    /// By when somebody must have decided, where the roster says so.
    pub(super) due: Option<PosixTime>,
}

/// Every package that came for us, and what is no such thing.
pub(super) fn lines(sitting: &mut Sitting) -> Result<(Vec<PackageLine>, Vec<String>), Stop> {
    let gathered = sitting.statements()?;
    let mut lines = Vec::new();
    let mut refused = Vec::new();
    for (path, id) in incoming(&sitting.room.incoming())? {
        let index = id.and_then(|id| gathered.known().index(&id));
        match index {
            Some(index) => lines.push(line(sitting, index, &gathered)?),
            None => refused.push(not_taken(&gathered, &path).to_string()),
        }
    }
    Ok((lines, refused))
}

fn line(
    sitting: &mut Sitting,
    index: &SignedIndex,
    gathered: &GatheredStatements,
) -> Result<PackageLine, Stop> {
    let head = index.head();
    let (from, ring) = sitting.called(&head.payload().by);
    let is_words = head.payload().profile.name().as_str() == "reply";
    let mut line = PackageLine {
        short: short(head.id()),
        from,
        ring,
        sealed: day(head.payload().at),
        count: index.entries().len(),
        open: 0,
        is_words,
        due: None,
    };
    if is_words {
        return Ok(line);
    }
    let standings = sitting
        .office()?
        .desk(index, gathered.known())?
        .standings()?;
    let is_open = |state: CaseState| {
        matches!(
            state,
            CaseState::Sealed | CaseState::Stored | CaseState::Opened | CaseState::Answered
        )
    };
    line.open = standings
        .iter()
        .filter(|one| one.state.is_some_and(is_open))
        .count();
    let due = standings
        .iter()
        .filter(|one| one.state.is_some_and(is_open));
    line.due = due.filter_map(|one| one.accept_by).min();
    Ok(line)
}

/// People who wait for somebody to decide.
pub(crate) fn waiting(sitting: &mut Sitting) -> Result<Vec<Waiting>, Stop> {
    if sitting.directory().is_err() {
        // That is told by itself.
        return Ok(Vec::new());
    }
    let (lines, refused) = lines(sitting)?;
    let mut waiting: Vec<Waiting> = lines
        .into_iter()
        .filter(|line| line.open > 0)
        .map(|line| Waiting {
            due: line.due,
            title: match line.open {
                1 => format!("1 person from {} to read and take on", line.from),
                open => format!("{open} people from {} to read and take on", line.from),
            },
            text: format!(
                "Sealed on {}. Until somebody takes them on, {} is responsible.",
                line.sealed, line.from
            ),
            ring: line.ring.map(|number| format!("{}, {number}", line.from)),
            button: "Read".to_owned(),
            leads: format!("arrived/{}", line.short),
        })
        .collect();
    waiting.extend(refused.into_iter().map(|why| Waiting {
        due: Some(sitting.now),
        title: "Something came that does not hold".to_owned(),
        text: format!("{why}."),
        ring: None,
        button: "See what arrived".to_owned(),
        leads: "arrived".to_owned(),
    }));
    Ok(waiting)
}

pub(super) async fn show(State(desk): State<Arc<Desk>>) -> Answer {
    let (packages, refused) = desk.sit(lines).await?;
    page(&PackagesPage {
        frame: desk.frame("Take on").at(Place::Arrived),
        packages,
        refused,
    })
}

/// Takes a file that somebody brought: kept, verified, and our machine says that it has it.
pub(super) async fn take(State(desk): State<Arc<Desk>>, file: PostedFile) -> Answer {
    if file.len()? == 0 {
        return Err(Stop::told(
            "no file was chosen",
            "Go back and choose the file that was brought or sent to you.",
        ));
    }
    let id = desk.sit(move |sitting| keep(sitting, file)).await?;
    see(format!("{}/arrived/{}", desk.base(), short(&id)))
}

fn keep(sitting: &mut Sitting, file: PostedFile) -> Result<StatementId, Stop> {
    let mut files = handover::files::StatementFiles::default();
    let id = files.add_package(file.file.path()).ok().flatten();
    let id = id.ok_or_else(|| {
        Stop::told(
            format!("{} is no package", file.name),
            "Choose a file that ends with .handover. If it is one, it was damaged on its way: ask for it again.",
        )
    })?;
    let gathered = sitting.statements()?;
    let us = sitting.identity().organisation().clone();
    let incoming_folder = sitting.room.incoming();
    let source = File::open(file.file.path());
    let source = source.map_err(|error| FileError::reading(file.file.path(), error))?;
    let mut kept = sitting
        .office()?
        .keep(BufReader::new(source), &us, gathered.known())?;
    let name = file_name("package", &id.to_string(), "handover");
    let path = incoming_folder.join(name);
    let persisted = file.file.persist_noclobber(&path);
    match persisted {
        Err(error) if error.error.kind() != std::io::ErrorKind::AlreadyExists => {
            return Err(FileError::writing(&path, error.error).into());
        }
        // It came before.
        _ => {}
    }
    make_durable(&path)?;
    let receipt = kept.stored_receipt()?;
    drop(kept);
    sitting.say(&receipt)?;
    Ok(id)
}

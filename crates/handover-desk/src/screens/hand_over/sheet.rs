//! The sheet as it is: where the headings stand, which rows are nobody, what totals say.

use std::{collections::BTreeMap, sync::Arc};

use askama::Template;
use axum::extract::{Path, State};
use handover_proposal::{Claimed, ProposeError, why_aside};
use handover_sheet::{Sheet, SheetRow, Visibility, column_letters};

use super::{
    hand::{Hand, aside},
    journey::{Done, Journey, Notes},
    looked::LookedAt,
    steps::Step,
};
use crate::{
    answer::{Answer, Stop, page, see},
    desk::Desk,
    frame::{Frame, Place},
    posted::Posted,
};

/// How many people are shown from the top, and from the bottom.
const TOP: usize = 5;
const BOTTOM: usize = 2;

/// How many rows are shown of a sheet of which nobody knows where its table is.
const ANY: usize = 20;

/// How many rows a grid has at most.
const GRID: usize = 60;

/// How many rows that are nobody are named.
const ASIDE: usize = 40;

/// The profile of the cases of a sheet.
const PROFILE: &str = "caseload-transfer@1";

#[derive(Template)]
#[template(path = "hand_over/sheet.html")]
struct SheetPage {
    frame: Frame,
    number: u32,
    caption: String,
    file: String,
    grid: Grid,
    /// Why nothing can be said of it; empty if it can.
    trouble: String,
    headings: String,
    people: usize,
    rows: usize,
    aside: Vec<String>,
    claims: Vec<Claim>,
    told: Vec<String>,
    /// The sheets to choose from, where there are several.
    sheets: Vec<OneSheet>,
    is_confirmed: bool,
}

struct OneSheet {
    name: String,
    rows: usize,
    is_read: bool,
}

/// What a total says.
struct Claim {
    says: String,
    is_right: bool,
}

#[derive(Default)]
struct Grid {
    letters: Vec<String>,
    rows: Vec<GridRow>,
}

struct GridRow {
    label: String,
    class: &'static str,
    cells: Vec<String>,
}

pub(super) async fn show(State(desk): State<Arc<Desk>>, Path(number): Path<u32>) -> Answer {
    let mut shown = aside(&desk, move |hand| look(hand, number)).await?;
    shown.frame = desk.frame("Is this your sheet?").at(Place::HandOver);
    page(&shown)
}

fn look(hand: &mut Hand, number: u32) -> Result<SheetPage, Stop> {
    let journey = Journey::of(&hand.room, number)?;
    let notes = journey.notes()?;
    let looked = hand.look(number)?;
    let mut shown = SheetPage {
        frame: Frame::default(),
        number,
        caption: Step::File.caption(),
        file: notes.file,
        grid: Grid::default(),
        trouble: String::new(),
        headings: String::new(),
        people: 0,
        rows: 0,
        aside: Vec::new(),
        claims: Vec::new(),
        told: Vec::new(),
        sheets: sheets(&looked, notes.sheet.as_deref()),
        is_confirmed: journey.has_mapping(),
    };
    match looked.tried() {
        Ok(proposal) => {
            let rows: Vec<String> = proposal.headings.iter().map(ToString::to_string).collect();
            shown.headings = rows.join(" and ");
            shown.people = proposal.people;
            shown.rows = proposal.rows;
            let aside = proposal.set_aside.iter().take(ASIDE);
            shown.aside = aside
                .map(|row| format!("Row {}: {}", row.number, why_aside(row.why)))
                .collect();
            shown.claims = proposal.claims.iter().map(claim).collect();
            shown.told = proposal.told.iter().map(ToString::to_string).collect();
            shown.grid = grid(&looked)?;
        }
        Err(error) => {
            shown.trouble = match error {
                ProposeError::SeveralSheets => "Your file has several sheets. Say which one has the people.".to_owned(),
                ProposeError::NoKey => "No column has another value in each row, so that people cannot be told apart. Give each \
                     person a number of its own in the first column, name that column Ref, and bring the file again."
                    .to_owned(),
                ProposeError::NoTable => "No row looks like headings with people below it. Say in which row the headings stand.".to_owned(),
                error => format!("{error}."),
            };
            if let Some(sheet) = chosen(&looked, notes.sheet.as_deref()) {
                shown.grid = first_rows(sheet);
            }
        }
    }
    Ok(shown)
}

fn sheets(looked: &LookedAt, named: Option<&str>) -> Vec<OneSheet> {
    let all = &looked.book().sheets;
    let seen = all.iter().filter(|sheet| !sheet.rows.is_empty());
    let seen =
        seen.filter(|sheet| sheet.visibility == Visibility::Visible || named == Some(&sheet.name));
    let sheets: Vec<OneSheet> = seen
        .map(|sheet| OneSheet {
            name: sheet.name.clone(),
            rows: sheet.rows.len(),
            is_read: chosen(looked, named).is_some_and(|one| one.name == sheet.name),
        })
        .collect();
    if sheets.len() > 1 { sheets } else { Vec::new() }
}

fn chosen<'l>(looked: &'l LookedAt, named: Option<&str>) -> Option<&'l Sheet> {
    match named {
        Some(name) => looked.book().sheet(name),
        None => looked.book().only_visible(),
    }
}

/// `Your total says "8 H". We count 7.`
fn claim(claimed: &Claimed) -> Claim {
    let is_right = claimed.says == claimed.there_are;
    let of = if claimed.of.is_empty() {
        "people".to_owned()
    } else {
        claimed.of.clone()
    };
    let (row, says, heading, there_are) = (
        claimed.row,
        claimed.says,
        &claimed.heading,
        claimed.there_are,
    );
    let says = if is_right {
        format!("Row {row} says {says} {of} under {heading}, and there are {there_are}.")
    } else {
        format!(
            "Row {row} says {says} {of} under {heading}, and there are {there_are}. Look whether one of the others should be {of}, or whether the total is old."
        )
    };
    Claim { says, is_right }
}

fn cells_of(row: &SheetRow, columns: usize) -> Vec<String> {
    (0..columns).map(|at| row.text(at).to_owned()).collect()
}

fn letters(columns: usize) -> Vec<String> {
    (0..columns).map(column_letters).collect()
}

/// The first rows as they are.
fn first_rows(sheet: &Sheet) -> Grid {
    let rows = sheet.rows.iter().take(ANY);
    let columns = rows
        .clone()
        .map(|row| row.cells.len())
        .max()
        .unwrap_or_default();
    Grid {
        letters: letters(columns),
        rows: rows
            .map(|row| GridRow {
                label: row.number.to_string(),
                class: "",
                cells: cells_of(row, columns),
            })
            .collect(),
    }
}

/// The headings, what stands beside, and people from both ends.
fn grid(looked: &LookedAt) -> Result<Grid, Stop> {
    let (sheet, layout) = looked.table()?;
    let columns = layout
        .columns
        .iter()
        .map(|column| column.at.saturating_add(1));
    let columns = columns.max().unwrap_or_default();
    let aside: BTreeMap<u64, &'static str> = layout
        .set_aside
        .iter()
        .map(|row| (row.number, why_aside(row.why)))
        .collect();
    let people = layout.rows.len();
    let is_shown = |nth: usize| nth < TOP || nth >= people.saturating_sub(BOTTOM);
    let mut rows: Vec<GridRow> = Vec::new();
    let mut nth = 0_usize;
    let mut left_out = 0_usize;
    for (at, row) in sheet.rows.iter().enumerate() {
        let shown = |label: String, class| GridRow {
            label,
            class,
            cells: cells_of(row, columns),
        };
        if layout.headings.contains(&row.number) {
            rows.push(shown(format!("{} heading", row.number), "head"));
        } else if layout.rows.binary_search(&at).is_ok() {
            if is_shown(nth) {
                rows.push(shown(row.number.to_string(), ""));
            } else {
                left_out = left_out.saturating_add(1);
                if nth == TOP {
                    rows.push(GridRow {
                        label: String::new(),
                        class: "gap",
                        cells: Vec::new(),
                    });
                }
            }
            nth = nth.saturating_add(1);
        } else if let Some(why) = aside.get(&row.number).filter(|_| rows.len() < GRID) {
            rows.push(shown(format!("{} {why}", row.number), "off"));
        }
    }
    if let Some(gap) = rows.iter_mut().find(|row| row.class == "gap") {
        gap.label = format!("{left_out} more");
    }
    Ok(Grid {
        letters: letters(columns),
        rows,
    })
}

/// Somebody says which sheet it is, or where the headings stand.
pub(super) async fn choose(
    State(desk): State<Arc<Desk>>,
    Path(number): Path<u32>,
    posted: Posted,
) -> Answer {
    let sheet = Some(posted.text("sheet").to_owned()).filter(|name| !name.is_empty());
    let rows = posted.text("rows");
    let rows = rows.split(|c: char| !c.is_ascii_digit());
    let rows: Vec<u64> = rows.filter_map(|row| row.parse().ok()).collect();
    aside(&desk, move |hand| {
        let journey = Journey::of(&hand.room, number)?;
        journey.note(|notes| {
            *notes = Notes {
                file: std::mem::take(&mut notes.file),
                sheet: sheet.or_else(|| notes.sheet.take()),
                headings: Some(rows).filter(|rows| !rows.is_empty()),
                ..Notes::default()
            };
        })?;
        // What was said of other columns says nothing of these.
        std::fs::remove_file(journey.mapping_file()).ok();
        hand.forget();
        Ok(())
    })
    .await?;
    see(format!("{}/hand-over/{number}/sheet", desk.base()))
}

/// Somebody says that it was read right: the mapping is there from now on, every line of it a guess.
pub(super) async fn confirm(
    State(desk): State<Arc<Desk>>,
    Path(number): Path<u32>,
    _: Posted,
) -> Answer {
    aside(&desk, move |hand| {
        let journey = Journey::of(&hand.room, number)?;
        let looked = hand.look(number)?;
        let proposal = looked.proposal()?;
        if !journey.has_mapping() {
            let text = proposal.to_toml("sheet", PROFILE, "mapping.toml");
            let mapping = handover_proposal::Confirmation::of(&text).map_err(|_| Stop::Bug)?;
            journey.keep_mapping(&mapping)?;
        }
        let done = Done::new(&hand.who, hand.now);
        journey.note(|notes| notes.looked = Some(done))
    })
    .await?;
    see(format!("{}/hand-over/{number}/columns", desk.base()))
}

//! Writing the workbook.

mod table;

use std::collections::BTreeMap;

use handover_dataset::{
    Field,
    checks::{CHECKS, action_of},
};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use self::table::{MAX_CELL, Table, one_of};
use crate::{
    columns::{
        ABOUT, ANSWER, ASKED, Column, GAPS, NOT_READ, OF_FORM, OF_GAPS, OF_KEY, OF_SAYER,
        OF_STANDS, README, ROLE, SECOND_ROLE, choices_of, form_name,
    },
    form::Stands,
    gap::{Form, Gap, Gaps, Lacking},
    shape::{Member, Shape},
};

/// Why the workbook could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the workbook could not be written")]
pub struct GapsError(#[from] XlsxError);

/// The most lists of a sheet: programs open a file of more slowly, or mend it.
const MAX_LISTS: usize = 5_000;

/// The first row below the headings and the example.
const FIRST: u32 = 2;

const HOW: [&str; 13] = [
    "Each row of the sheet Gaps is something that a case lacks. The people who lack most come first, and of each the worst.",
    "Answer what you know, and leave the rest empty: an empty row is no answer, and loses nothing.",
    "Where says where an answer goes: into the row itself (Answer, In words), or into the row of that person on the sheet that is named.",
    "Choose Answer from its list. The list has what may be said of that field and nothing else.",
    "Where a sheet is very long only its first rows have lists: type the same words.",
    "On a sheet of its own a field has a column for each thing that it says. What stands there already is what the case says now.",
    "A person who has several of a thing has several rows there. Copy the case number into a row of your own for a further one.",
    "Write days as 23/04/2026, and moments as 23/04/2026 16:00.",
    "Who says it, when and how they know goes with each answer. Say it once on the sheet Who answers, or in the row.",
    "An answer that shows less risk than what stood there needs a second person.",
    "Several people can fill in copies. Where two say different things of one gap, nothing is taken for it, and both are named.",
    "Rows may be sorted and columns moved. Do not rename headings or sheets, and leave Key and As it stands as they are.",
    "Then: handover check CASES --answers THIS-FILE.xlsx, with the same decisions as before.",
];

impl Gaps<'_> {
    /// The workbook, as the bytes of an `.xlsx`.
    ///
    /// # Errors
    ///
    /// [`GapsError`] if the writer of workbooks refuses what it is given.
    pub fn workbook(mut self) -> Result<Vec<u8>, GapsError> {
        self.sort();
        let mut workbook = Workbook::new();
        let gaps = self.people.iter().flat_map(|one| {
            let own = one.gaps.iter();
            own.map(move |gap| (one, gap))
        });
        write_gaps(
            workbook.add_worksheet(),
            GAPS,
            gaps.collect(),
            &self.roles(),
        )?;
        let mut not_read: Vec<(&Lacking, &Gap)> = self
            .people
            .iter()
            .flat_map(|one| one.not_read.iter().map(move |gap| (one, gap)))
            .collect();
        // Field by field: what is said alike of many is filled down.
        not_read
            .sort_by(|(_, one), (_, other)| (one.rank, &one.key).cmp(&(other.rank, &other.key)));
        for (field, forms) in self.forms() {
            self.write_form(workbook.add_worksheet(), field, &forms)?;
        }
        if !not_read.is_empty() {
            write_gaps(workbook.add_worksheet(), NOT_READ, not_read, &self.roles())?;
        }
        write_about(workbook.add_worksheet(), &self.roles())?;
        let readme = workbook.add_worksheet();
        readme.set_name(README)?;
        readme.set_column_width(0, 120)?;
        for (row, line) in (0..).zip(HOW) {
            readme.write_with_format(row, 0, line, &Format::new().set_text_wrap())?;
        }
        Ok(workbook.save_to_buffer()?)
    }

    /// The forms of each field, the worst field first, the people in their order.
    fn forms(&self) -> Vec<(&'static Field, Vec<(&Lacking, &Form)>)> {
        let mut by_field: BTreeMap<(usize, u16), (&Field, Vec<_>)> = BTreeMap::new();
        for one in &self.people {
            for form in &one.forms {
                let place = (crate::order::rank(form.field), form.field.id);
                let of_field = by_field.entry(place);
                let (_, all) = of_field.or_insert_with(|| (form.field, Vec::new()));
                all.push((one, form));
            }
        }
        by_field.into_values().collect()
    }

    /// The roles that people are asked for: those of the profile, and those of the checks.
    #[must_use]
    pub fn roles(&self) -> Vec<String> {
        let sign_off = self.profile.sign_off();
        let all = sign_off
            .author_roles()
            .iter()
            .chain(sign_off.countersign_roles());
        let mut all: Vec<String> = all.map(|role| role.as_str().to_owned()).collect();
        all.extend(["caldicott-guardian".to_owned(), "nurse".to_owned()]);
        all.sort();
        all.dedup();
        all
    }

    fn write_form(
        &self,
        sheet: &mut Worksheet,
        field: &'static Field,
        forms: &[(&Lacking, &Form)],
    ) -> Result<(), XlsxError> {
        let members = match self.shapes.of(field) {
            Some(Shape::Items(members) | Shape::Object(members)) => members,
            Some(Shape::One(_)) | None => return Ok(()),
        };
        let name = form_name(field);
        let mut table = Table::new(sheet, &name)?;
        for column in &OF_FORM {
            table.column(column)?;
        }
        let first = table.columns;
        for member in members {
            table.heading(&member.heading(), &asks(member), "", 20)?;
        }
        for column in OF_SAYER.iter().chain([&OF_STANDS]) {
            table.column(column)?;
        }
        let stands_at = table.columns.saturating_sub(1);
        table.sheet.set_column_hidden(stands_at)?;
        let mut row = FIRST;
        for (one, form) in forms {
            for stands in &form.rows {
                let written = stands.written();
                if written.chars().count() > MAX_CELL {
                    continue; // The row on Gaps still asks; such a value is mended in the case.
                }
                table.write(row, 0, &one.reference)?;
                table.write(row, 1, &one.who)?;
                table.write(row, 2, &form.read)?;
                for (at, member) in (first..).zip(members) {
                    table.write(row, at, &text_of(member, stands))?;
                }
                table.write(row, stands_at, &written)?;
                row = row.saturating_add(1);
            }
        }
        let mut lists: Vec<(u16, Vec<String>)> = (first..)
            .zip(members)
            .map(|(at, member)| (at, offered(field, member)))
            .collect();
        lists.extend(
            role_columns(&OF_SAYER, stands_at.saturating_sub(6)).map(|at| (at, self.roles())),
        );
        for (at, words) in lists {
            // Rows that people add have their lists too.
            table.choices(at, &words, (FIRST, row.saturating_add(500)))?;
        }
        Ok(())
    }
}

/// The words that a cell is chosen from: where it is an action, the kinds that answer checks.
pub(crate) fn offered(field: &Field, member: &Member) -> Vec<String> {
    let is_kind = field.name == "actions" && member.heading() == "Kind";
    if !is_kind {
        return choices_of(&member.kind);
    }
    let kinds = CHECKS.iter().filter_map(|check| action_of(check.id));
    kinds.map(str::to_owned).collect()
}

/// What a cell says now.
pub(crate) fn text_of(member: &Member, stands: &Stands) -> String {
    let value = member.of(&stands.item);
    value.map_or_else(String::new, |value| member.kind.written(value))
}

/// The note of a member's heading.
fn asks(member: &Member) -> String {
    format!("{} Enter {}.", member.note, member.kind.is())
}

/// Where people choose a role, of columns that begin at `from`.
fn role_columns(columns: &[Column], from: u16) -> impl Iterator<Item = u16> {
    (from..)
        .zip(columns)
        .filter(|(_, column)| matches!(column.heading, ROLE | SECOND_ROLE))
        .map(|(at, _)| at)
}

fn write_gaps(
    sheet: &mut Worksheet,
    name: &str,
    gaps: Vec<(&Lacking, &Gap)>,
    roles: &[String],
) -> Result<(), XlsxError> {
    let mut table = Table::new(sheet, name)?;
    for column in OF_GAPS.iter().chain(&OF_SAYER).chain([&OF_KEY]) {
        table.column(column)?;
    }
    let key_at = table.columns.saturating_sub(1);
    let mut by_choices: BTreeMap<&[String], Vec<u32>> = BTreeMap::new();
    for (row, (one, gap)) in (FIRST..).zip(gaps) {
        let cells = [
            &one.reference,
            &one.who,
            &gap.field,
            &gap.missing,
            &gap.read,
            &gap.may_answer,
            &gap.place,
        ];
        for (at, text) in (0..).zip(cells) {
            table.write(row, at, text)?;
        }
        table.write(row, key_at, &gap.key)?;
        by_choices.entry(&gap.choices).or_default().push(row);
    }
    let last_row = by_choices.values().flatten().max().copied();
    if let Some(last_row) = last_row {
        table.sheet.autofilter(0, 0, last_row, key_at)?;
    }
    let answer_at = OF_GAPS.iter().position(|column| column.heading == ANSWER);
    let answer_at = answer_at
        .and_then(|at| u16::try_from(at).ok())
        .unwrap_or_default();
    let mut lists = 0_usize;
    for (choices, rows) in by_choices {
        for run in runs(&rows) {
            if lists < MAX_LISTS {
                table.choices(answer_at, choices, run)?;
                lists = lists.saturating_add(1);
            }
        }
    }
    let first_sayer = u16::try_from(OF_GAPS.len()).unwrap_or_default();
    for at in role_columns(&OF_SAYER, first_sayer) {
        table.choices(at, roles, (FIRST, last_row.unwrap_or(FIRST)))?;
    }
    Ok(())
}

/// Rows that follow each other, together.
fn runs(rows: &[u32]) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        match runs.last_mut() {
            Some((_, last)) if last.saturating_add(1) == *row => *last = *row,
            _ => runs.push((*row, *row)),
        }
    }
    runs
}

fn write_about(sheet: &mut Worksheet, roles: &[String]) -> Result<(), XlsxError> {
    sheet.set_name(ABOUT)?;
    sheet.set_column_width(0, 30)?;
    sheet.set_column_width(1, 40)?;
    sheet.set_column_width(2, 90)?;
    sheet.set_column_format(1, &Format::new().set_num_format("@"))?;
    for (row, asked) in (0..).zip(ASKED) {
        sheet.write_with_format(row, 0, asked, &Format::new().set_bold())?;
        if matches!(asked, ROLE | SECOND_ROLE) {
            sheet.add_data_validation(row, 1, row, 1, &one_of(roles)?)?;
        }
        let note = OF_SAYER.iter().find(|column| column.heading == asked);
        let note = note.map_or("", |column| column.note);
        sheet.write(
            row,
            2,
            note.trim_end_matches("Empty: as on the sheet Who answers.")
                .trim_end(),
        )?;
    }
    Ok(())
}

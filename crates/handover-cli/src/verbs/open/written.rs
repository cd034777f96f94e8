//! Opened cases on their way out.

use std::{fs::File, io::BufReader, path::Path};

use handover::{
    ArrivedCase, CaseName, FolderMemory, OpenedPackage,
    case::{Case, CaseReference},
    package::CaseRefusal,
    trust::Token,
};
use handover_report::{
    case_page::{self, Person},
    open::{FailedCase, OpenedReport},
    sheet::{self, SheetStyle},
};
use serde::Serialize;

use super::{Arguments, Form, tables};
use crate::{
    output::{NewFile, NewFolder},
    problem::Problem,
    screen::Screen,
    terminal::Progress,
};

/// A package in a file, opened.
pub(super) type Opened<'o> = OpenedPackage<'o, FolderMemory, BufReader<File>>;

/// A line of the list of a folder's cases.
#[derive(Serialize)]
struct Listed {
    case: Option<CaseReference>,
    /// Checks that the case fails and its sender should have run.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fails: Vec<String>,
    /// Why the case cannot be read, where it cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<&'static str>,
    file: Option<String>,
    token: Token,
}

/// What became of the cases.
#[derive(Default)]
pub(super) struct Written {
    /// Those that can be read and fail checks.
    pub(super) failed: Vec<FailedCase>,
    /// Those that cannot be read.
    pub(super) unreadable: Vec<CaseRefusal>,
}

impl Written {
    /// Refuses where no case can be read: then there is nothing to write.
    pub(super) fn of(
        failed: Vec<FailedCase>,
        unreadable: Vec<CaseRefusal>,
        cases: usize,
    ) -> Result<Self, Problem> {
        let written = Self { failed, unreadable };
        if written.unreadable.len() < cases {
            return Ok(written);
        }
        written.told(cases).map(|()| written)
    }

    /// Names the cases that fail, on standard error, without a word of what is in them.
    pub(super) fn tell_failed(&self, screen: &Screen) {
        for case in &self.failed {
            screen.note(&case.in_words());
        }
        if !self.failed.is_empty() {
            screen.note(&format!(
                "{} of the opened cases fail checks that their sender should have run.\n\
                 They are readable and written. Read them with care, and ask the sender about them: `handover query`.",
                self.failed.len()
            ));
        }
    }

    /// What was opened, and where it is now.
    pub(super) fn report(self, arguments: &Arguments, cases: usize) -> OpenedReport {
        let is_one = arguments.case.is_some();
        let opened = if is_one {
            1
        } else {
            cases.saturating_sub(self.unreadable.len())
        };
        let place = arguments.form.place(is_one);
        OpenedReport::new(&arguments.to, place, opened, self.failed, &self.unreadable)
    }

    /// Names the cases that cannot be read, on standard error, and refuses if there are any.
    pub(super) fn told(&self, cases: usize) -> Result<(), Problem> {
        let Some(first) = self.unreadable.first() else {
            return Ok(());
        };
        let parts = self.unreadable.iter();
        let parts = parts.map(|one| format!("{}: case {} cannot be read", one.class, one.token));
        Err(Problem::refused(
            first.class,
            format!(
                "{} of {cases} cases cannot be read, as named above",
                self.unreadable.len()
            ),
            "`handover receipt --rung opened` tells the sender which, to seal them anew; any others open.",
        )
        .made_of(parts))
    }
}

/// Writes one case or all, to standard output, a file or a folder; a case that cannot be read is left out.
pub(super) fn write_cases(
    opened: &mut Opened<'_>,
    wanted: Option<&CaseName>,
    form: Form,
    to: &Path,
    style: &SheetStyle,
    screen: &Screen,
) -> Result<Written, Problem> {
    if form.is_tables() {
        return tables::write_all(opened, wanted, form, to);
    }
    let is_pipe = to.as_os_str() == "-";
    if let Some(wanted) = wanted {
        let found = named(opened, wanted)?;
        let text = as_text(&found.case, form, style)?;
        if is_pipe {
            screen.print(&text)?;
        } else {
            NewFile::write(to, text.as_bytes())?;
        }
        return Ok(Written {
            failed: FailedCase::of(&found).into_iter().collect(),
            ..Written::default()
        });
    }
    if is_pipe {
        to_pipe(opened, form, style, screen)
    } else {
        to_folder(opened, form, to, style)
    }
}

/// The case of that name.
pub(super) fn named(opened: &mut Opened<'_>, wanted: &CaseName) -> Result<ArrivedCase, Problem> {
    let found = opened.case(wanted).ok_or_else(|| {
        Problem::usage(
            "the package holds no such case",
            "Open it without --case to see every case that it holds.",
        )
    })?;
    Ok(found?)
}

fn to_pipe(
    opened: &mut Opened<'_>,
    form: Form,
    style: &SheetStyle,
    screen: &Screen,
) -> Result<Written, Problem> {
    let progress = Progress::new("open", opened.count());
    let (mut results, mut failed) = (screen.results(), Vec::new());
    let unreadable = opened.each_made(
        |_, arrived| {
            let text = match form {
                Form::Json => serde_json::to_string(&arrived.case)
                    .map(|line| line + "\n")
                    .map_err(|_| not_json())?,
                _ => as_text(&arrived.case, form, style)?,
            };
            Ok::<_, Problem>((text, FailedCase::of(&arrived)))
        },
        |(text, fails)| {
            progress.step();
            failed.extend(fails);
            results.write(&text)
        },
    )?;
    results.flush()?;
    Written::of(failed, unreadable, opened.count())
}

fn to_folder(
    opened: &mut Opened<'_>,
    form: Form,
    to: &Path,
    style: &SheetStyle,
) -> Result<Written, Problem> {
    let progress = Progress::new("open", opened.count());
    let folder = NewFolder::create(to)?;
    let (mut contents, mut failed, mut people) = (Vec::new(), Vec::new(), Vec::new());
    let unreadable = opened.each_made(
        |place, arrived| {
            let number = place.saturating_add(1);
            let name = format!("{number:04}.{}", form.ending());
            let mut person = None;
            if form == Form::Page {
                let reading = sheet::read(&arrived.case.to_json(), style);
                folder.write(&name, case_page::page(&reading).as_bytes())?;
                person = Some(Person::new(reading, name.clone()));
            } else {
                folder.write(&name, as_text(&arrived.case, form, style)?.as_bytes())?;
            }
            let fails = FailedCase::of(&arrived);
            let listed = Listed {
                case: arrived.case.reference().cloned(),
                fails: fails
                    .as_ref()
                    .map_or_else(Vec::new, |case| case.checks.clone()),
                class: None,
                file: Some(name),
                token: arrived.token,
            };
            Ok::<_, Problem>((listed, fails, person))
        },
        |(listed, fails, person)| {
            progress.step();
            contents.push(listed);
            failed.extend(fails);
            people.extend(person);
            Ok(())
        },
    )?;
    let unread = unreadable.len();
    contents.extend(unreadable.iter().map(|one| Listed {
        case: None,
        fails: Vec::new(),
        class: Some(one.class.as_str()),
        file: None,
        token: one.token,
    }));
    let written = Written::of(failed, unreadable, opened.count())?;
    let contents = serde_json::to_vec_pretty(&contents)
        .map_err(|_| Problem::our_bug("a list of cases could not be written as JSON"))?;
    folder.write("contents.json", &contents)?;
    if form == Form::Page {
        let list = case_page::people(people, unread);
        folder.write("index.html", list.as_bytes())?;
    }
    folder.finish()?;
    Ok(written)
}

/// One case in the form that is wanted.
pub(super) fn as_text(case: &Case, form: Form, style: &SheetStyle) -> Result<String, Problem> {
    match form {
        Form::Json => serde_json::to_string_pretty(case)
            .map(|text| text + "\n")
            .map_err(|_| not_json()),
        Form::Page => Ok(case_page::page(&sheet::read(&case.to_json(), style))),
        Form::Sheet => Ok(sheet::write(&case.to_json(), style)),
        Form::Csv | Form::Workbook => Err(Problem::our_bug("tables were written as one text")),
    }
}

fn not_json() -> Problem {
    Problem::our_bug("a case could not be written as JSON")
}

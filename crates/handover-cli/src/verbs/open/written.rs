//! Opened cases on their way out.

use std::path::Path;

use handover::{
    case::{Case, CaseReference},
    package::CheckedAgain,
    trust::Token,
};
use handover_report::sheet::{self, SheetStyle};
use serde::Serialize;

use super::{FailedCase, Form, Unsealed, Wanted, unsealed::Unreadable};
use crate::{
    output::{NewFile, NewFolder},
    problem::Problem,
    screen::Screen,
    terminal::Progress,
};

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
    pub(super) unreadable: Vec<Unreadable>,
}

impl Written {
    /// Refuses where no case can be read: then there is nothing to write.
    fn of(
        failed: Vec<FailedCase>,
        unreadable: Vec<Unreadable>,
        cases: usize,
    ) -> Result<Self, Problem> {
        let written = Self { failed, unreadable };
        if written.unreadable.len() < cases {
            return Ok(written);
        }
        written.told(cases).map(|()| written)
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
    unsealed: &mut Unsealed,
    checked: &CheckedAgain<'_>,
    wanted: Option<&Wanted>,
    form: Form,
    to: &Path,
    style: &SheetStyle,
    screen: &Screen,
) -> Result<Written, Problem> {
    let is_pipe = to.as_os_str() == "-";
    if let Some(wanted) = wanted {
        let (token, case) = unsealed.one(wanted)?;
        let text = as_text(&case, form, style)?;
        if is_pipe {
            screen.print(&text)?;
        } else {
            NewFile::write(to, text.as_bytes())?;
        }
        return Ok(Written {
            failed: FailedCase::look(checked, token, &case)
                .into_iter()
                .collect(),
            ..Written::default()
        });
    }
    if is_pipe {
        to_pipe(unsealed, checked, form, style, screen)
    } else {
        to_folder(unsealed, checked, form, to, style)
    }
}

fn to_pipe(
    unsealed: &mut Unsealed,
    checked: &CheckedAgain<'_>,
    form: Form,
    style: &SheetStyle,
    screen: &Screen,
) -> Result<Written, Problem> {
    let progress = Progress::new("open", unsealed.count());
    let (mut results, mut failed) = (screen.results(), Vec::new());
    let unreadable = unsealed.each_made(
        |_, token, case| {
            let text = match form {
                Form::Json => serde_json::to_string(&case)
                    .map(|line| line + "\n")
                    .map_err(|_| not_json())?,
                Form::Sheet => as_text(&case, form, style)?,
            };
            Ok((text, FailedCase::look(checked, token, &case)))
        },
        |(text, fails)| {
            progress.step();
            failed.extend(fails);
            results.write(&text)
        },
    )?;
    results.flush()?;
    Written::of(failed, unreadable, unsealed.count())
}

fn to_folder(
    unsealed: &mut Unsealed,
    checked: &CheckedAgain<'_>,
    form: Form,
    to: &Path,
    style: &SheetStyle,
) -> Result<Written, Problem> {
    let progress = Progress::new("open", unsealed.count());
    let folder = NewFolder::create(to)?;
    let (mut contents, mut failed) = (Vec::new(), Vec::new());
    let unreadable = unsealed.each_made(
        |place, token, case| {
            let number = place.saturating_add(1);
            let name = match form {
                Form::Json => format!("{number:04}.json"),
                Form::Sheet => format!("{number:04}.txt"),
            };
            folder.write(&name, as_text(&case, form, style)?.as_bytes())?;
            let fails = FailedCase::look(checked, token, &case);
            let listed = Listed {
                case: case.reference().cloned(),
                fails: fails
                    .as_ref()
                    .map_or_else(Vec::new, |case| case.checks.clone()),
                class: None,
                file: Some(name),
                token,
            };
            Ok((listed, fails))
        },
        |(listed, fails)| {
            progress.step();
            contents.push(listed);
            failed.extend(fails);
            Ok(())
        },
    )?;
    contents.extend(unreadable.iter().map(|one| Listed {
        case: None,
        fails: Vec::new(),
        class: Some(one.class.as_str()),
        file: None,
        token: one.token,
    }));
    let written = Written::of(failed, unreadable, unsealed.count())?;
    let contents = serde_json::to_vec_pretty(&contents)
        .map_err(|_| Problem::our_bug("a list of cases could not be written as JSON"))?;
    folder.write("contents.json", &contents)?;
    folder.finish()?;
    Ok(written)
}

/// One case in the form that is wanted.
pub(super) fn as_text(case: &Case, form: Form, style: &SheetStyle) -> Result<String, Problem> {
    match form {
        Form::Json => serde_json::to_string_pretty(case)
            .map(|text| text + "\n")
            .map_err(|_| not_json()),
        Form::Sheet => Ok(sheet::write(&case.to_json(), style)),
    }
}

fn not_json() -> Problem {
    Problem::our_bug("a case could not be written as JSON")
}

//! `handover schema`: the documents behind the program.

use std::process::ExitCode;

use handover::{case::Profile, extract::Mapping};
use handover_report::{checks, schemas};

use crate::{problem::Problem, screen::Screen};

/// The dataset for people who write JSON.
const CASE: &str = include_str!("../../../../schemas/case.schema.json");

/// Everything on the wire.
const CDDL: &str = include_str!("../../../../schemas/handover.cddl");

/// The interface of a server.
const OPENAPI: &str = include_str!("../../../../schemas/openapi.json");

/// The rules that are built in.
const RULES: &str = include_str!("../../../../schemas/eligibility/six-months-two-journeys.toml");

/// What only people can say of a case, to be filled in: for all, or for each.
const ANSWERS: &str = include_str!("../../../handover-caseload/src/answers/template.json");

/// The answers of the demonstration, which are filled in.
const ANSWERED: &str = "harrow-2010";

/// A request for somebody who came back, to be filled in.
const REQUEST: &str = include_str!("request/template.json");

/// What can be printed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, clap::ValueEnum)]
enum What {
    /// JSON Schema of a case, for people who write JSON
    Case,
    /// CDDL of everything on the wire
    Cddl,
    /// OpenAPI of the interface of a server (`handover serve`)
    Openapi,
    /// A dataset profile, to copy and edit
    Profile,
    /// The eligibility rules, to copy and edit
    Rules,
    /// A mapping for an extract, to copy and edit
    Mapping,
    /// An answers file, to fill in: what only people can say; `harrow-2010` is one that is filled in
    Answers,
    /// A request for somebody who came back, to copy and edit
    Request,
    /// JSON Schema of what a verb prints with --json; without a name, the list of them
    Report,
    /// The numbered checks: what each looks for, and how strict it is
    Checks,
}

/// Print a schema, a file to copy and edit, or the list of checks
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// What to print
    #[arg(value_name = "WHAT", value_enum)]
    what: What,
    /// Which one, where there are several: the name of a profile, mapping or report
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    screen.no_json()?;
    let name = arguments.name.as_deref();
    let none = |known: &[&str]| {
        Problem::usage(
            "there is nothing of that name",
            format!("There is: {}.", known.join(", ")),
        )
    };
    match arguments.what {
        What::Report => match name {
            None => screen.print(&schemas::list())?,
            Some(name) => {
                let schema = schemas::schema(name);
                screen.print(schema.ok_or_else(|| none(&schemas::names()))?)?;
            }
        },
        What::Profile => {
            let bytes = Profile::built_in_bytes(name.unwrap_or("caseload-transfer"))
                .ok_or_else(|| none(&Profile::BUILT_IN))?;
            let text = std::str::from_utf8(bytes)
                .map_err(|_| Problem::our_bug("a built-in profile is not text"))?;
            screen.print(text)?;
        }
        What::Mapping => {
            let known: Vec<&str> = Mapping::built_in_names().collect();
            let text = Mapping::built_in_text(name.unwrap_or("harrow-2010"))
                .ok_or_else(|| none(&known))?;
            screen.print(text)?;
        }
        What::Case | What::Cddl | What::Checks | What::Openapi | What::Request | What::Rules
            if name.is_some() =>
        {
            return Err(Problem::usage(
                "there is only one of these",
                "Leave the name away; profiles, mappings, answers and reports have names.",
            ));
        }
        What::Case => screen.print(CASE)?,
        What::Cddl => screen.print(CDDL)?,
        What::Openapi => screen.print(OPENAPI)?,
        What::Rules => screen.print(RULES)?,
        What::Answers => match name {
            None => screen.print(ANSWERS)?,
            Some(ANSWERED) => screen.print(handover_demo::ANSWERS)?,
            Some(_) => return Err(none(&[ANSWERED])),
        },
        What::Request => screen.print(REQUEST)?,
        What::Checks => screen.print(&checks::list(screen.paint()))?,
    }
    Ok(ExitCode::SUCCESS)
}

//! `handover select`: who must be handed over, and why.

mod rules;
mod under_mandate;

use std::{path::PathBuf, process::ExitCode};

use handover::case::{
    Date,
    eligibility::{Parameters, select},
};
use handover_caseload::{Decisions, RulesInForce, read_records};
use handover_report::select::SelectReport;

use crate::{output::NewFile, problem::Problem, refusals::refusal, screen::Screen};

pub(crate) use rules::read_rules;
use under_mandate::{MandateArguments, naming, people_who_decided};

/// Decide who must be handed over: include, exclude or undecided, each with a reason
///
/// Reads the records of an imported folder. Same records, same rules, same dates: same decisions, in
/// any order and on any machine. Nobody is dropped: the totals add up to the records read. With --mandate
/// the decisions are signed as a roster, in which tokens stand for people.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The folder that `import` wrote
    #[arg(value_name = "FOLDER")]
    caseload: PathBuf,
    /// The rules: a file, or the name of the built-in ones, which hold if there are no others
    #[arg(long, value_name = "NAME|FILE")]
    rules: Option<String>,
    /// Only the recommended rule, without the commissioner's extra rules
    #[arg(long)]
    literal: bool,
    /// First day of the new service's responsibility: 2010-02-01
    #[arg(long, value_name = "DATE", required_unless_present = "mandate")]
    transfer_date: Option<Date>,
    /// Day of the extract
    #[arg(long, value_name = "DATE", required_unless_present = "mandate")]
    as_of: Option<Date>,
    /// Day of an earlier change of the contract, on which closures may be on paper only
    #[arg(long, value_name = "DATE")]
    contract_change: Vec<Date>,
    /// Also write the decisions to this file, for `check` and `seal`; under a mandate: where to
    /// write the roster, a folder that is there or a file
    #[arg(long, value_name = "FILE|FOLDER")]
    to: Option<PathBuf>,
    /// What practitioners decided about undecided cases: a CSV table with the columns case, decision, by, reason
    #[arg(long, value_name = "FILE.csv")]
    decided: Option<PathBuf>,
    #[command(flatten)]
    under: MandateArguments,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    if let Some(mandate) = arguments.under.mandate() {
        under_mandate::run(arguments, mandate, screen)?;
        return Ok(ExitCode::SUCCESS);
    }
    let (Some(transfer_date), Some(as_of)) = (arguments.transfer_date, arguments.as_of) else {
        return Err(Problem::usage(
            "the two days between which the rules reckon are not given",
            "Give --transfer-date and --as-of, or --mandate and --as-of.",
        ));
    };
    let name = arguments.rules.as_deref().unwrap_or(RulesInForce::BUILT_IN);
    let mut rules = read_rules(name)?.rules;
    if arguments.literal {
        rules = rules.without_extra();
    }
    if !arguments.contract_change.is_empty() {
        rules = rules.with_contract_changes(arguments.contract_change.iter().copied());
    }
    let parameters = Parameters {
        transfer_date,
        as_of,
    };
    let records = read_records(&arguments.caseload)?;
    let selection = select(&rules, parameters, &records)
        .map_err(|error| refusal("the records", handover::cbor::RefusalClass::Policy, error))?;
    let mut decisions = Decisions::of_selection(&selection, &rules, parameters);
    let people = people_who_decided(arguments.decided.as_deref())?;
    decisions.decide(&people).map_err(|error| {
        let problem = Problem::usage(
            error.to_string(),
            "Take the cases that are named out of the table: the rules have decided about them.",
        );
        naming(problem, &error.cases, screen)
    })?;
    if let Some(to) = &arguments.to {
        let text = serde_json::to_vec_pretty(&decisions.to_json())
            .map_err(|_| Problem::our_bug("decisions could not be written as JSON"))?;
        NewFile::write(to, &text)?;
    }
    screen.report(&SelectReport::new(
        &selection,
        &decisions,
        parameters,
        arguments.to.as_deref(),
    ))?;
    Ok(ExitCode::SUCCESS)
}

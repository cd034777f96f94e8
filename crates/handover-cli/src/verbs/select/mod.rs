//! `handover select`: who must be handed over, and why.

mod rules;
mod under_mandate;

use std::{collections::BTreeMap, path::PathBuf, process::ExitCode};

use handover::case::{
    Date,
    eligibility::{Parameters, Ruling, Selection, select},
};
use handover_caseload::{Decisions, read_records};
use handover_report::{Page, Report, shown};
use serde::Serialize;

use crate::{output::NewFile, problem::Problem, refusals::refusal, screen::Screen};

pub(crate) use rules::read_rules;
use under_mandate::MandateArguments;
#[cfg(test)]
pub(crate) use under_mandate::RosterSigned;

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
    let name = arguments.rules.as_deref().unwrap_or(rules::BUILT_IN);
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
    let decisions = Decisions::of_selection(&selection, &rules, parameters);
    if let Some(to) = &arguments.to {
        let text = serde_json::to_vec_pretty(&decisions.to_json())
            .map_err(|_| Problem::our_bug("decisions could not be written as JSON"))?;
        NewFile::write(to, &text)?;
    }
    let suspected = selection.suspected().iter();
    screen.report(&SelectReport {
        as_of: parameters.as_of.to_string(),
        decisions: decided_rows(&decisions),
        possible_duplicates: suspected
            .map(|(a, b)| [a.as_str().to_owned(), b.as_str().to_owned()])
            .collect(),
        rules: decisions.rules_name(),
        totals: Totals {
            exclude: selection.count(Ruling::Exclude),
            include: selection.count(Ruling::Include),
            read: selection.read(),
            undecided: selection.count(Ruling::Undecided),
        },
        transfer_date: decisions.transfer.to_string(),
        selection: &selection,
        to: arguments.to.as_deref().map(shown),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Who must be handed over.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct SelectReport<'a> {
    as_of: String,
    decisions: DecidedRows,
    /// Pairs of cases that may be one person's.
    possible_duplicates: Vec<[String; 2]>,
    rules: &'a str,
    totals: Totals,
    transfer_date: String,
    #[serde(skip)]
    selection: &'a Selection,
    #[serde(skip)]
    to: Option<String>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Totals {
    exclude: usize,
    include: usize,
    /// All records: the others add up to them.
    read: usize,
    undecided: usize,
}

/// Decisions by the sender's own references.
type DecidedRows = BTreeMap<String, DecidedRow>;

/// What was decided about one case.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct DecidedRow {
    decision: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'static str>,
    /// How many journeys the rules count.
    journeys: Option<u32>,
    /// Rules that fit, where any did.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    matched: Vec<String>,
    reason: String,
}

fn decided_rows(decisions: &Decisions) -> DecidedRows {
    let decisions = decisions.decisions.iter();
    let rows = decisions.map(|(case, decided)| {
        let row = DecidedRow {
            decision: decided.ruling.as_str(),
            detail: decided.detail.map(|detail| detail.as_str()),
            journeys: decided.journeys,
            matched: decided.matched.clone(),
            reason: decided.ground.to_string(),
        };
        (case.as_str().to_owned(), row)
    });
    rows.collect()
}

impl Report for SelectReport<'_> {
    fn tell(&self, page: &mut Page) {
        each(page, &self.decisions);
        page.gap();
        totals(page, self.selection);
        if let Some(to) = &self.to {
            page.line(&format!("Written: {to}"));
        }
    }
}

fn each(page: &mut Page, decisions: &DecidedRows) {
    for (reference, decided) in decisions {
        let detail = decided
            .detail
            .map_or_else(String::new, |detail| format!(" ({detail})"));
        let also = match decided.matched.split_first() {
            Some((_, others)) if !others.is_empty() => format!("  also {}", others.join(", ")),
            _ => String::new(),
        };
        page.line(&format!(
            "{reference:<14} {:<10} {}{detail}{}",
            decided.decision,
            decided.reason,
            page.paint.faint(&also)
        ));
    }
}

/// Totals by reason, that add up to the records read.
fn totals(page: &mut Page, selection: &Selection) {
    for ruling in [Ruling::Include, Ruling::Exclude, Ruling::Undecided] {
        let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
        for decision in selection.decisions().iter().filter(|d| d.outcome == ruling) {
            let count = reasons.entry(decision.reason.to_string()).or_default();
            *count = count.saturating_add(1);
        }
        let count = selection.count(ruling);
        page.line(
            &page
                .paint
                .strong(&format!("   {count:>5}  {}", ruling.as_str())),
        );
        for (reason, count) in reasons {
            page.line(&format!("   {count:>11}  {reason}"));
        }
    }
    page.line(&format!(
        "   {:>5}  records read, none left over",
        selection.read()
    ));
}

//! `handover check`: what stands between these cases and a handover.

use std::process::ExitCode;

use handover::RefusalClass;
use serde_json::json;

use super::profile::ProfileArgument;
use crate::{
    caseload::{Caseload, CaseloadArguments, Prepared},
    findings::{CaseFindings, report},
    output::{note, print, print_json},
    problem::Problem,
    sheet::count,
    terminal::Paint,
};

/// Check cases and say, case by case, which field needs what from whom
///
/// Exit code 1 (class policy) while something blocks: a finding that blocks, or one that must be
/// acknowledged with a reason and is not.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    caseload: CaseloadArguments,
    #[command(flatten)]
    profile: ProfileArgument,
    /// Only this case, by its reference
    #[arg(long, value_name = "REFERENCE")]
    case: Option<String>,
    /// Also list what is only reported and does not stop a handover
    #[arg(long)]
    all: bool,
    /// Print one JSON document
    #[arg(long)]
    pub(crate) json: bool,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Problem> {
    let profile = arguments.profile.read()?;
    let caseload = Caseload::read(&arguments.caseload)?;
    let mut prepared = caseload.prepare(profile.profile(), &[]);
    if let Some(case) = &arguments.case {
        prepared.retain(|one| one.findings.reference == *case);
        if prepared.is_empty() {
            return Err(Problem::usage(
                "no case of that reference is to be handed over",
                "Check the reference, and what `select` decided about it.",
            ));
        }
    }
    for one in prepared.iter().filter(|one| !one.kept.is_empty()) {
        note(&format!(
            "{}: the extract says something else, and is kept: {}",
            one.findings.reference,
            one.kept.join(", ")
        ));
    }
    let blocked = blocked(&prepared);
    let findings: Vec<CaseFindings> = prepared.into_iter().map(|one| one.findings).collect();
    if arguments.json {
        let cases: Vec<_> = findings.iter().map(CaseFindings::to_json).collect();
        print_json(&json!({
            "blocked": blocked,
            "cases": cases,
            "checked": findings.len(),
            "drafts": caseload.draft_count(),
            "profile": profile.profile().reference(),
        }))?;
    } else {
        print(&report(&findings, arguments.all, Paint::standard_output()))?;
    }
    if blocked == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    Err(not_ready(blocked).printed(arguments.json))
}

/// How many cases may not be sealed as they are.
pub(crate) fn blocked(prepared: &[Prepared]) -> usize {
    prepared
        .iter()
        .filter(|one| one.findings.is_blocked())
        .count()
}

/// The refusal of cases that are not ready.
pub(crate) fn not_ready(blocked: usize) -> Problem {
    let cases = count(i64::try_from(blocked).unwrap_or(i64::MAX), "case");
    Problem::refused(
        RefusalClass::Policy,
        format!("{cases} cannot be handed over yet"),
        "`handover check` says for each which field needs what; mend it, or answer it with --answers.",
    )
}

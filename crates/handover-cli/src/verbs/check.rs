//! `handover check`: what stands between these cases and a handover.

use std::{collections::BTreeSet, process::ExitCode};

use handover::{RefusalClass, Severity};
use handover_caseload::{CaseFindings, Caseload, CaseloadError};
use serde_json::json;

use super::profile::ProfileArgument;
use crate::{
    caseload::{CaseloadArguments, each_prepared},
    findings::report,
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
    let caseload = arguments.caseload.read()?;
    let mut findings: Vec<CaseFindings> = Vec::new();
    let mut known = BTreeSet::new();
    let mut is_doubled = false;
    each_prepared(
        &caseload,
        profile.profile(),
        |one| (one.findings, one.kept),
        |(case, kept)| {
            is_doubled |= !known.insert(case.reference.clone());
            let wanted = arguments.case.as_ref();
            if wanted.is_none_or(|wanted| case.reference == *wanted) {
                if !kept.is_empty() {
                    note(&format!(
                        "{}: the extract says something else, and is kept: {}",
                        case.reference,
                        kept.join(", ")
                    ));
                }
                findings.push(case);
            }
        },
    )?;
    if arguments.case.is_some() && findings.is_empty() {
        return Err(Problem::usage(
            "no case of that reference is to be handed over",
            "Check the reference, and what `select` decided about it.",
        ));
    }
    let blocked = findings.iter().filter(|case| case.is_blocked());
    let blocked: Vec<&CaseFindings> = blocked.collect();
    if arguments.json {
        let cases: Vec<_> = findings.iter().map(CaseFindings::to_json).collect();
        print_json(&json!({
            "blocked": blocked.len(),
            "cases": cases,
            "checked": findings.len(),
            "drafts": caseload.draft_count(),
            "profile": profile.profile().reference(),
        }))?;
    } else {
        print(&report(&findings, arguments.all, Paint::standard_output()))?;
    }
    if is_doubled {
        return Err(Problem::from(CaseloadError::TwoOfOneCase).printed(true));
    }
    if blocked.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    Err(not_ready(blocked, &caseload).printed(arguments.json))
}

/// Checks D-54 and D-55: who signs a case, and who agrees to it.
const SECOND_SIGNATURE: [u8; 2] = [54, 55];

/// Field 702, which `select` fills in.
const JOURNEY_COUNT: &str = "closures.journey_count";

/// The refusal of cases that are not ready: `countersignature` if all that they want is a second
/// person's agreement. Where nobody has counted the journeys, it says who does.
pub(crate) fn not_ready<'a>(
    blocked: impl IntoIterator<Item = &'a CaseFindings>,
    caseload: &Caseload,
) -> Problem {
    let (mut cases, mut class) = (0_i64, RefusalClass::Countersignature);
    let mut is_uncounted = false;
    for case in blocked {
        let mut paths = case.findings.iter().map(|finding| &finding.path);
        is_uncounted |= !caseload.is_decided() && paths.any(|path| path == JOURNEY_COUNT);
        cases = cases.saturating_add(1);
        let findings = case.findings.iter();
        let mut stops = findings.filter(|finding| finding.severity > Severity::Reported);
        if !stops.all(|finding| SECOND_SIGNATURE.contains(&finding.check.number())) {
            class = RefusalClass::Policy;
        }
    }
    let cases = count(cases, "case");
    if is_uncounted {
        return Problem::refused(
            class,
            format!("{cases} cannot be handed over yet; no decisions are given"),
            "Give --decisions with the file in which `handover select` left them (`--decisions` under a \
             mandate, else `--to`): it says who goes, and counts their journeys.",
        );
    }
    Problem::refused(
        class,
        format!("{cases} cannot be handed over yet"),
        "`handover check` says for each which field needs what; mend it, or answer it with --answers.",
    )
}

//! `handover check`: what stands between these cases and a handover.

use std::{collections::BTreeSet, process::ExitCode};

use handover::cbor::RefusalClass;
use handover_caseload::{CaseFindings, CaseloadError, NotReady};
use handover_report::{amounts::amount, check::Checked};

use super::profile::ProfileArgument;
use crate::{
    caseload::{CaseloadArguments, each_prepared},
    problem::Problem,
    screen::Screen,
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
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let profile = arguments.profile.read()?;
    let caseload = arguments.caseload.read(screen)?;
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
                    screen.note(&format!(
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
    screen.report(&Checked {
        is_of_all: arguments.all,
        findings: &findings,
        drafts: caseload.draft_count(),
        profile: profile.profile().reference(),
    })?;
    if is_doubled {
        return Err(CaseloadError::TwoOfOneCase.into());
    }
    let blocked = findings.iter().filter(|case| case.is_blocked());
    let blocked: Vec<&CaseFindings> = blocked.collect();
    if blocked.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    Err(not_ready(blocked, caseload.is_decided()))
}

/// The refusal of cases that are not ready: `countersignature` if all that they want is a second
/// person's agreement. Where nobody has counted the journeys, it says who does.
pub(crate) fn not_ready<'a>(
    blocked: impl IntoIterator<Item = &'a CaseFindings>,
    is_decided: bool,
) -> Problem {
    let all = NotReady::of(blocked);
    let class = if all.wants_agreement_only {
        RefusalClass::Countersignature
    } else {
        RefusalClass::Policy
    };
    let cases = amount(all.cases, "case");
    if all.is_uncounted && !is_decided {
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

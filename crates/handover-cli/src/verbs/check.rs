//! `handover check`: what stands between these cases and a handover.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::ExitCode,
};

use handover::cbor::RefusalClass;
use handover_caseload::{CaseFindings, CaseloadError, NotReady};
use handover_gaps::Gaps;
use handover_report::{amounts::amount, check::Checked, shown};

use super::profile::ProfileArgument;
use crate::{
    caseload::{CaseloadArguments, agreed, each_prepared},
    output::NewFile,
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
    /// Also write what is missing as a workbook to fill in; filled in, it is given to --answers
    #[arg(long, value_name = "FILE.xlsx")]
    workbook: Option<PathBuf>,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let profile = arguments.profile.read()?;
    let caseload = arguments.caseload.read_disputed(screen)?;
    let mut findings: Vec<CaseFindings> = Vec::new();
    let mut known = BTreeSet::new();
    let mut is_doubled = false;
    let mut gaps = arguments
        .workbook
        .as_ref()
        .map(|_| Gaps::new(profile.profile()));
    let wants_gaps = gaps.is_some();
    each_prepared(
        &caseload,
        profile.profile(),
        |one| {
            (
                one.findings,
                one.kept,
                one.case.into_case().filter(|_| wants_gaps),
            )
        },
        |(case, kept, seen)| {
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
                if let Some(gaps) = &mut gaps {
                    gaps.add(&case, seen.as_ref());
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
    if let (Some(gaps), Some(path)) = (gaps, &arguments.workbook) {
        write_gaps(gaps, path, screen)?;
    }
    screen.report(&Checked {
        is_of_all: arguments.all,
        findings: &findings,
        disputed: caseload.disputed(),
        drafts: caseload.draft_count(),
        profile: profile.profile().reference(),
    })?;
    if is_doubled {
        return Err(CaseloadError::TwoOfOneCase.into());
    }
    agreed(caseload.disputed().len())?;
    let blocked = findings.iter().filter(|case| case.is_blocked());
    let blocked: Vec<&CaseFindings> = blocked.collect();
    if blocked.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    Err(not_ready(blocked, caseload.is_decided()))
}

/// Writes what is missing for people to fill in, and says what to type then.
fn write_gaps(gaps: Gaps<'_>, path: &Path, screen: &Screen) -> Result<(), Problem> {
    let (people, rows) = gaps.count();
    if people == 0 {
        screen.note("Nothing is missing: no workbook was written.");
        return Ok(());
    }
    let bytes = gaps
        .workbook()
        .map_err(|_| Problem::our_bug("the workbook of gaps could not be made"))?;
    NewFile::write(path, &bytes)?;
    screen.note(&format!(
        "{} is there: {} to answer for {}. Fill it in, then type this again with --answers {0} in the place of --workbook.",
        shown(path),
        amount(rows, "row"),
        amount(people, "case"),
    ));
    Ok(())
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
        "`handover check` says for each which field needs what; mend it, or answer it: `handover check --workbook` writes the rows to fill in, --answers takes them.",
    )
}

//! `handover completeness`: what the commissioner may know of what is in the cases.

use std::{collections::BTreeSet, path::PathBuf, process::ExitCode};

use handover::{
    AnswerCounts, CaseReference, Completeness, RefusalClass, Statement, Token, completeness_fields,
};
use serde_json::json;

use super::{
    mandate::{MandateInForce, check_not_superseded, read_mandate},
    select::Chain,
    signing::SigningArguments,
    statements::{StatementArguments, ToArgument, sign},
};
use crate::{
    caseload::{Caseload, CaseloadArguments},
    output::{print, print_json},
    problem::{Problem, shown},
    refusals::refusal,
    store::MandateLedger,
};

/// Sign for the commissioner how complete the cases of a mandate are, field by field
///
/// Counted are the cases that the rosters include, as `seal` would seal them: give the decisions and
/// answers that it is given. How many have a value, how many say why there is none; from 20 cases on, and without small counts, so that nothing leads to
/// a person. One for each mandate, after its last package.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    caseload: CaseloadArguments,
    /// The mandate
    #[arg(long, value_name = "STATEMENT")]
    mandate: PathBuf,
    /// The mandate's profile, if it is none that is built in
    #[arg(long, value_name = "FILE")]
    profile: Option<String>,
    #[command(flatten)]
    statements: StatementArguments,
    #[command(flatten)]
    to: ToArgument,
    #[command(flatten)]
    signing: SigningArguments,
    /// Print one JSON document
    #[arg(long)]
    pub(crate) json: bool,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Problem> {
    let signatory = arguments.signing.signatory()?;
    let (directory, now) = (&signatory.directory, signatory.now);
    let folder = Some(signatory.identity.folder());
    let statements = arguments.statements.verified(directory, folder, now)?;
    let mandate = read_mandate(&arguments.mandate, directory, now)?;
    if mandate.payload().from != *signatory.us() {
        return Err(refusal(
            "the report",
            RefusalClass::NotEntitled,
            "only the mandate's sender knows what is in the cases",
        )
        .advise("Use the identity of the sender."));
    }
    check_not_superseded(&mandate, &statements)?;
    let mandate = MandateInForce::new(mandate, arguments.profile.as_deref())?;
    let chain = Chain::of_all(&mandate.statement, statements.rosters())?;
    let caseload = Caseload::read(&arguments.caseload)?;
    let passphrase = arguments.signing.passphrase()?;
    let id = *mandate.statement.id();
    let ledger = MandateLedger::read(&signatory.identity, id, &passphrase)?;
    let counts = counted(&caseload, &ledger, &chain, &mandate)?;
    let fields = completeness_fields(&counts).ok_or_else(|| {
        refusal(
            "the report",
            RefusalClass::Policy,
            format!(
                "{} cases are fewer than 20, and could lead to a person",
                counts.cases()
            ),
        )
        .advise("Give none: the recipient sees how complete each case is.")
    })?;
    let report = Completeness {
        at: now,
        by: signatory.us().clone(),
        mandate: id,
        count: counts.cases(),
        fields,
    };
    let report = sign(&signatory.office(&passphrase)?, report, directory, now)?;
    let path = arguments.to.write(&report)?;
    tell(arguments, &report, &counts, &path)?;
    Ok(ExitCode::SUCCESS)
}

fn tell(
    arguments: &Arguments,
    report: &Statement<Completeness>,
    counts: &AnswerCounts,
    path: &std::path::Path,
) -> Result<(), Problem> {
    let said = report.payload();
    if arguments.json {
        return print_json(&json!({
            "count": said.count,
            "fields": said.fields.len(),
            "id": report.id().to_string(),
            "unknown_percent": counts.unknown_percent(),
            "written": path.display().to_string(),
        }));
    }
    print(&format!(
        "Completeness of {} cases in {} fields; {} answers of a hundred are that it is not known\n\
         Written: {}\n",
        said.count,
        said.fields.len(),
        counts.unknown_percent(),
        shown(path),
    ))
}

/// Counts the answers of every case that the rosters include.
fn counted(
    caseload: &Caseload,
    ledger: &MandateLedger,
    chain: &Chain,
    mandate: &MandateInForce,
) -> Result<AnswerCounts, Problem> {
    let mut missing: BTreeSet<&Token> = chain.included().collect();
    let mut counts = AnswerCounts::new(mandate.profile.profile());
    let mut malformed = 0_usize;
    for (reference, case) in caseload.unchecked()? {
        let Ok(reference) = reference.parse::<CaseReference>() else {
            continue;
        };
        if !missing.remove(&ledger.token(&reference)) {
            continue;
        }
        match case {
            Some(case) => counts.add(&case),
            None => malformed = malformed.saturating_add(1),
        }
    }
    let uncounted = missing.len().saturating_add(malformed);
    if uncounted == 0 {
        return Ok(counts);
    }
    Err(refusal(
        "the report",
        RefusalClass::Policy,
        format!(
            "{uncounted} included cases are not in the folder, not of the form of a case, or not \
             included by the decisions"
        ),
    )
    .advise(
        "Name folder, decisions and answers as for `seal`; `handover check` says what is wrong.",
    ))
}

//! The old service: import, select, check, seal.

use std::path::PathBuf;

use handover::{
    case::{
        Case,
        eligibility::{Parameters, Rules, Ruling, Selection, select as run_rules},
    },
    extract::{Import, Mapping, built_in_extract},
    package::ProfileInForce,
};
use handover_caseload::Prepared;
use serde_json::Value;

use super::sealed::Round;
use crate::{
    caseload::CaseloadArguments,
    demo::{
        cast::{Cast, SEALED},
        story::Story,
    },
    findings::said,
    output::NewFile,
    problem::Problem,
    verbs::{import, select::totals},
};

/// What a team leader of the old service adds and corrects.
const ANSWERS: &str = include_str!("../answers.json");

/// Kestrel Ashdown, whom the story is about.
pub(super) const KESTREL: &str = "HB0294";

/// The package of the new service, as a word of a command.
pub(super) const WHOLE: &str = "@packages/ZF201-receiving-service.handover";

/// Findings that tell a story: of Kestrel, of her partner in the same caseload, of a woman in a
/// refuge, of somebody whose prescription ends.
const TELLING: [(&str, &str); 5] = [
    (KESTREL, "contact.emergency_contacts"),
    (KESTREL, "risk.assessed"),
    ("HB0296", "risk.judgement"),
    ("HB0172", "plan.plan_state"),
    ("HB0172", "plan.prescribing"),
];

/// Cases on their way out of the old service.
pub(in crate::demo) struct Ready {
    prepared: Vec<Prepared>,
    waiting: usize,
}

/// The packages that were sealed, with the cases as they went in.
pub(in crate::demo) struct Packages {
    pub(super) whole: PathBuf,
    /// Its id.
    pub(super) id: String,
    /// The same, as a word of a command; once it has come, the file that came.
    pub(super) came: String,
    pub(super) for_gp: PathBuf,
    pub(super) sealed: Vec<(String, Case)>,
    /// Cases that stay with the old service until somebody has mended them.
    pub(super) waiting: usize,
}

pub(in crate::demo) fn import(cast: &Cast, story: &mut Story<'_>) -> Result<Import, Problem> {
    story.chapter("The old service takes everybody out of its case system")?;
    let name = "harrow-2010";
    let extract = built_in_extract(name)
        .ok_or_else(|| Problem::our_bug("the extract of the demonstration is not built in"))?;
    let mapping = Mapping::built_in(name)
        .ok_or_else(|| Problem::our_bug("the mapping of the demonstration is not built in"))?;
    let import = import::import_to(&cast.path("caseload"), &mapping, &extract)?;
    NewFile::write(&cast.path("answers.json"), ANSWERS.as_bytes())?;
    story.command("import harrow-2010 --mapping harrow-2010 --to caseload")?;
    let summary = import.summary();
    let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    story.number(' ', number(summary.drafts), "drafts of cases")?;
    story.number('+', number(summary.rejected), "clients rejected")?;
    story.number('=', number(summary.rows), "clients in the extract")?;
    story.say(&format!(
        "{} files were read. {} rows and cells could not be taken: a date that is none, an NHS number \
         with a slip of the pen. Each is listed with file, line, column and reason, and its field says \
         that there is no value. Nothing is guessed.",
        extract.len(),
        import.rejected().len()
    ))?;
    Ok(import)
}

pub(in crate::demo) fn select(
    story: &mut Story<'_>,
    import: &Import,
) -> Result<Selection, Problem> {
    story.chapter("Who must be handed over?")?;
    story.say(
        "The recommended rule: current clients, and those who left in the last six months after two \
         journeys or more. Read literally:",
    )?;
    let day = |text: &str| {
        text.parse()
            .map_err(|_| Problem::our_bug("a day of the demonstration is none"))
    };
    let parameters = Parameters {
        transfer_date: day("2010-02-01")?,
        as_of: day("2010-02-03")?,
    };
    let records = import.records();
    let rules = Rules::six_months_two_journeys().with_contract_changes([day("2009-04-01")?]);
    let ruled = |rules: &Rules| {
        run_rules(rules, parameters, &records)
            .map_err(|_| Problem::our_bug("the records of the demonstration share a reference"))
    };
    let literal = ruled(&rules.clone().without_extra())?;
    story.command("select caseload --literal --transfer-date 2010-02-01 --as-of 2010-02-03 ...")?;
    story.tell(|page| totals(page, &literal))?;
    tell_decision(story, &literal)?;
    story.say(
        "Kestrel Ashdown dropped out in January after one journey of four years, with methadone, a MARAC \
         and a child on a protection plan. The rule that was written because of such a death does not \
         find her. The commissioner's extra rules do:",
    )?;
    let full = ruled(&rules)?;
    story.command("select caseload --transfer-date 2010-02-01 --as-of 2010-02-03 ...")?;
    story.tell(|page| totals(page, &full))?;
    tell_decision(story, &full)?;
    let more = full
        .count(Ruling::Include)
        .saturating_sub(literal.count(Ruling::Include));
    story.say(&format!(
        "{more} more people are handed over. {} are for a practitioner to decide, by name and by a date: \
         no machine drops them, and the contract stays open until they are decided. Those excluded stay on \
         a list, so that the old service can be asked when one of them comes back.",
        full.count(Ruling::Undecided)
    ))?;
    Ok(full)
}

fn tell_decision(story: &mut Story<'_>, selection: &Selection) -> Result<(), Problem> {
    let found = selection
        .decisions()
        .iter()
        .find(|decision| decision.reference.as_str() == KESTREL)
        .ok_or_else(|| Problem::our_bug("the story has lost its person"))?;
    let also = match found.extra_matches.split_first() {
        Some((_, others)) if !others.is_empty() => format!(", also {}", others.join(", ")),
        _ => String::new(),
    };
    let text = format!(
        "{KESTREL}  Kestrel Ashdown: {}, {}{also}",
        found.outcome.as_str(),
        found.reason
    );
    let shown = if found.outcome == Ruling::Include {
        story.paint.good(&text)
    } else {
        story.paint.danger(&text)
    };
    story.tell(|page| page.paragraph(&shown))
}

pub(in crate::demo) fn check(
    cast: &Cast,
    story: &mut Story<'_>,
    profile: &ProfileInForce,
) -> Result<Ready, Problem> {
    story.chapter("What stands in the way?")?;
    let read = |answers: Option<PathBuf>| {
        let arguments = CaseloadArguments {
            cases: cast.path("caseload"),
            decisions: Some(cast.path("decisions")),
            answers,
        };
        arguments.read()
    };
    story.say(
        "58 numbered checks look at every case as its new worker will: what is silent, what is old, what \
         would put somebody in danger. They speak to the person who can mend it.",
    )?;
    let first = read(None)?.prepare(profile.profile(), &[], || {})?;
    story.command("check caseload --decisions decisions")?;
    for (reference, field) in TELLING {
        tell_finding(story, &first, reference, field)?;
    }
    let blocked = |prepared: &[Prepared]| {
        let blocked = prepared.iter().filter(|one| one.findings.is_blocked());
        blocked.count()
    };
    story.say(&format!(
        "And so on: {} of {} cases are not ready.",
        blocked(&first),
        first.len()
    ))?;
    story.say(
        "A team leader answers. What is the same for all is said once; what is old is acknowledged with \
         name and reason; the next of kin whom Kestrel fears goes out of her case, and her words go out of \
         his. Corrections stand in the answers file, with who made them.",
    )?;
    let caseload = read(Some(cast.path("answers.json")))?;
    let prepared = caseload.prepare(profile.profile(), &[], || {})?;
    story.command("check caseload --decisions decisions --answers answers.json")?;
    let waiting = blocked(&prepared);
    story.number(
        ' ',
        prepared.len().saturating_sub(waiting),
        "cases ready to be sealed",
    )?;
    story.number('+', waiting, "cases that wait for a person, by name:")?;
    for one in prepared.iter().filter(|one| one.findings.is_blocked()) {
        let line = format!(
            "             {}  {}",
            one.findings.reference,
            one.findings.stopping().join(", ")
        );
        story.tell(|page| page.line(&line))?;
    }
    Ok(Ready { prepared, waiting })
}

fn tell_finding(
    story: &mut Story<'_>,
    prepared: &[Prepared],
    reference: &str,
    field: &str,
) -> Result<(), Problem> {
    let mut findings = prepared
        .iter()
        .filter(|one| one.findings.reference == reference)
        .flat_map(|one| &one.findings.findings);
    let Some(finding) = findings.find(|finding| finding.path.starts_with(field)) else {
        return Ok(());
    };
    story.tell(|page| {
        page.item(&format!(
            "{reference}  {} ({})",
            said(finding),
            finding.check
        ))
    })
}

pub(in crate::demo) fn seal(
    cast: &Cast,
    story: &mut Story<'_>,
    ready: Ready,
) -> Result<Packages, Problem> {
    story.chapter("Sealed for those who may read it")?;
    story.say(
        "The new service gets everything. Kestrel's GP gets a case split from hers: person, plan and \
         handover, nothing about risk, place or other people, under another reference. Each file is sealed \
         to its reader's key, hybrid post-quantum, and signed by the old service.",
    )?;
    let round = Round {
        folder: "@packages",
        recipients: ["ZF201:receiving-service", "ZF9003:gp"],
        decisions: "@decisions",
        answers: "@answers.json",
        at: SEALED,
    };
    let sealed = round.sealed(cast, story, &["--leave-out"])?;
    let (whole, for_gp) = ("ZF201-receiving-service", "ZF9003-gp");
    let mut id = String::new();
    for package in sealed
        .get("packages")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let text = |member: &str| {
            package
                .get(member)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let cases = package
            .get("cases")
            .and_then(Value::as_u64)
            .unwrap_or_default();
        if text("file").starts_with(whole) {
            text("id").clone_into(&mut id);
        }
        let what = if cases == 1 { "case" } else { "cases" };
        story.tell(|page| page.line(&format!("   {:<40} {cases:>4} {what}", text("file"))))?;
    }
    let file = |name: &str| cast.path("packages").join(format!("{name}.handover"));
    story.say(
        "A second pair of eyes signs the package. The council gets its index: which tokens are in it, and \
         no case.",
    )?;
    let packages = Packages {
        whole: file(whole),
        id,
        came: WHOLE.to_owned(),
        for_gp: file(for_gp),
        sealed: ready
            .prepared
            .into_iter()
            .filter(|one| !one.findings.is_blocked())
            .filter_map(|one| Some((one.findings.reference.clone(), one.into_case()?)))
            .collect(),
        waiting: ready.waiting,
    };
    story.typed(&round.agreed(cast, whole, SEALED))?;
    round.give_index(cast, whole)?;
    Ok(packages)
}

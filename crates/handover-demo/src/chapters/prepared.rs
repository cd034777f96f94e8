//! The old service: import, select, check, seal.

use std::path::PathBuf;

use handover::{
    case::{Case, checks::CHECKS},
    caseload::{Answers, Caseload, Decisions, Prepared},
    extract::built_in_extract,
    package::ProfileInForce,
};
use handover_files::NewFile;
use handover_report::findings::said;
use serde_json::Value;

use super::sealed::Round;
use crate::{
    DemoError,
    cast::{Cast, SEALED},
    story::Story,
    typed::{Typed, number},
};

/// What a team leader of the old service adds and corrects: an answers file to copy and edit.
pub const ANSWERS: &str = include_str!("../answers.json");

/// The extract of the story, and the mapping that reads it.
const EXTRACT: &str = "harrow-2010";

/// Kestrel Ashdown, whom the story is about.
pub(crate) const KESTREL: &str = "HB0294";

/// The package of the new service, as a word of a command.
pub(crate) const WHOLE: &str = "@packages/ZF201-receiving-service.handover";

/// Findings that tell a story: of Kestrel, of her partner in the same caseload, of a woman in a
/// refuge, of somebody whose prescription ends.
const TELLING: [(&str, &str); 5] = [
    (KESTREL, "contact.emergency_contacts"),
    (KESTREL, "risk.assessed"),
    ("HB0296", "risk.judgement"),
    ("HB0172", "plan.plan_state"),
    ("HB0172", "plan.prescribing"),
];

/// What became of the clients in the extract.
#[derive(Clone, Copy)]
pub(crate) struct Counts {
    pub(crate) clients: usize,
    pub(crate) rejected: usize,
    pub(crate) excluded: usize,
    pub(crate) undecided: usize,
}

/// Cases on their way out of the old service.
pub(crate) struct Ready {
    prepared: Vec<Prepared>,
    waiting: usize,
}

/// The packages that were sealed, with the cases as they went in.
pub(crate) struct Packages {
    pub(crate) whole: PathBuf,
    /// Its id.
    pub(crate) id: String,
    /// The same, as a word of a command; once it has come, the file that came.
    pub(crate) came: String,
    pub(crate) for_gp: PathBuf,
    pub(crate) sealed: Vec<(String, Case)>,
    /// Cases that stay with the old service until somebody has mended them.
    pub(crate) waiting: usize,
}

/// Clients in the extract, and those of them that are in no draft.
pub(crate) fn import(cast: &Cast<'_>, story: &mut Story<'_>) -> Result<(usize, usize), DemoError> {
    story.chapter("The old service takes everybody out of its case system")?;
    let files = built_in_extract(EXTRACT).ok_or(DemoError::Broken(
        "the extract of the demonstration is not built in",
    ))?;
    let import = ["import", EXTRACT, "--mapping", EXTRACT, "--to", "@caseload"];
    let account = Typed::without_keys(cast, &import).document()?;
    NewFile::write(&cast.path("answers.json"), ANSWERS.as_bytes())?;
    story.command("import harrow-2010 --mapping harrow-2010 --to caseload")?;
    let clients = number(&account, "/summary/rows")?;
    let rejected = number(&account, "/summary/rejected")?;
    story.number(' ', number(&account, "/summary/drafts")?, "drafts of cases")?;
    story.number('+', rejected, "clients rejected")?;
    story.number('=', clients, "clients in the extract")?;
    let not_taken = account.get("rejected").and_then(Value::as_array);
    story.say(&format!(
        "{} files were read. {} rows and cells could not be taken: a date that is none, an NHS number \
         with a slip of the pen. Each is listed with file, line, column and reason, and its field says \
         that it was not read. Nothing is guessed.",
        files.len(),
        not_taken.map_or(0, Vec::len)
    ))?;
    Ok((clients, rejected))
}

/// Who goes, by the rule alone and by all rules.
pub(crate) fn select(
    cast: &Cast<'_>,
    story: &mut Story<'_>,
    (clients, rejected): (usize, usize),
) -> Result<Counts, DemoError> {
    story.chapter("Who must be handed over?")?;
    story.say(
        "The recommended rule: current clients, and those who left in the last six months after two \
         journeys or more. Read literally:",
    )?;
    let literal = ruled(cast, story, &["--literal"])?;
    story.say(
        "Kestrel Ashdown dropped out in January after one journey of four years, with methadone, a MARAC \
         and a child on a protection plan. The rule that was written because of such a death does not \
         find her. The commissioner's extra rules do:",
    )?;
    let full = ruled(cast, story, &[])?;
    let included = |document| number(document, "/totals/include");
    let undecided = number(&full, "/totals/undecided")?;
    story.say(&format!(
        "{} more people are handed over. {undecided} are for a practitioner to decide, by name and by a date: \
         no machine drops them, and the contract stays open until they are decided. Those excluded stay on \
         a list, so that the old service can be asked when one of them comes back.",
        included(&full)?.saturating_sub(included(&literal)?),
    ))?;
    Ok(Counts {
        clients,
        rejected,
        excluded: number(&full, "/totals/exclude")?,
        undecided,
    })
}

/// Shows totals, and what was decided about Kestrel; gives the whole document.
fn ruled(cast: &Cast<'_>, story: &mut Story<'_>, how: &[&str]) -> Result<Value, DemoError> {
    let days = ["--transfer-date", "2010-02-01", "--as-of", "2010-02-03"];
    let words = [&["select", "@caseload"], how, &days].concat();
    let select = || Typed::without_keys(cast, &words).also(&["--contract-change", "2009-04-01"]);
    let told = story.typed(&select())?;
    // Before the totals stands who is who.
    let totals = told.split_once("\n\n").map_or("", |(_, totals)| totals);
    story.printed_at_margin(totals)?;
    let document = select().document()?;
    tell_decision(story, &document)?;
    Ok(document)
}

fn tell_decision(story: &mut Story<'_>, document: &Value) -> Result<(), DemoError> {
    let hers = document
        .pointer(&format!("/decisions/{KESTREL}"))
        .ok_or(DemoError::Broken("the story has lost its person"))?;
    let matched = hers.get("matched").and_then(Value::as_array);
    let matched = matched.into_iter().flatten().filter_map(Value::as_str);
    let others: Vec<&str> = matched.skip(1).collect();
    let also = if others.is_empty() {
        String::new()
    } else {
        format!(", also {}", others.join(", "))
    };
    let decision = text(hers, "decision");
    let text = format!(
        "{KESTREL}  Kestrel Ashdown: {decision}, {}{also}",
        text(hers, "reason")
    );
    let shown = if decision == "include" {
        story.paint.good(&text)
    } else {
        story.paint.danger(&text)
    };
    story.tell(|page| page.paragraph(&shown))
}

pub(crate) fn check(
    cast: &Cast<'_>,
    story: &mut Story<'_>,
    profile: &ProfileInForce,
) -> Result<Ready, DemoError> {
    story.chapter("What stands in the way?")?;
    let prepared = |answers: Option<PathBuf>| -> Result<Vec<Prepared>, DemoError> {
        let decisions = Decisions::read(&cast.path("decisions"))?;
        let answers = Answers::read(answers.as_deref())?;
        let caseload = Caseload::new(&cast.path("caseload"), Some(decisions), answers)?;
        Ok(caseload.prepare(profile.profile(), &[], || {})?)
    };
    story.say(&format!(
        "{} numbered checks look at every case as its new worker will: what is silent, what is old, what \
         would put somebody in danger. They speak to the person who can mend it.",
        CHECKS.len()
    ))?;
    let first = prepared(None)?;
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
         his; what her plan says of partner and IDVA is labelled, so that no surgery gets it. \
         A correction says who made it, when and why, and that travels in the case; a second person agrees \
         where it could make somebody look safer.",
    )?;
    let prepared = prepared(Some(cast.path("answers.json")))?;
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
) -> Result<(), DemoError> {
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

pub(crate) fn seal(
    cast: &Cast<'_>,
    story: &mut Story<'_>,
    ready: Ready,
) -> Result<Packages, DemoError> {
    story.chapter("Sealed for those who may read it")?;
    story.say(
        "The new service gets everything. Kestrel's GP gets a case split from hers, under another reference: \
         person, plan, and a handover written for a surgery. It says how to reach her and how not, and \
         nothing that rests on risk, place or other people. Each file is sealed to its reader's key, hybrid \
         post-quantum, and signed by the old service.",
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
        let cases = package
            .get("cases")
            .and_then(Value::as_u64)
            .unwrap_or_default();
        if text(package, "file").starts_with(whole) {
            text(package, "id").clone_into(&mut id);
        }
        let what = if cases == 1 { "case" } else { "cases" };
        story.tell(|page| {
            page.line(&format!(
                "   {:<40} {cases:>4} {what}",
                text(package, "file")
            ))
        })?;
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

/// A text of a document.
fn text<'v>(value: &'v Value, member: &str) -> &'v str {
    value
        .get(member)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

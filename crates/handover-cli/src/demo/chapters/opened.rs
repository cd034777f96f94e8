//! The others: what is refused, what opens, what the new worker reads.

use std::{collections::BTreeMap, path::Path};

use handover::{
    case::{
        Case,
        eligibility::{Ruling, Selection},
    },
    extract::Import,
    package::ProfileInForce,
    trust::SealingPrivateKey,
};
use serde_json::Value;

use super::{
    carried::{FETCHED, SEEN},
    prepared::{KESTREL, Packages},
};
use crate::{
    demo::{
        cast::{Cast, HUB},
        story::Story,
        typed::Typed,
    },
    problem::Problem,
    sheet::{self, SheetStyle},
    verbs::{
        open::{OpenInput, Unsealed, open_package},
        statements::Statements,
    },
};

/// Opens a package as one of the parties, with the keys of one of them.
fn unseal(
    cast: &Cast,
    package: &Path,
    profile: &ProfileInForce,
    who: &str,
    keys: &[SealingPrivateKey],
) -> Result<Unsealed, Problem> {
    let identity = cast.identity(who)?;
    let directory = cast.directory(who)?;
    open_package(&OpenInput {
        package,
        us: identity.organisation(),
        keys,
        profile,
        directory: &directory,
        statements: &Statements::default(),
        audience: None,
        memory: None,
        now: cast.now.posix(),
    })
    .map(Unsealed::new)
}

pub(in crate::demo) fn refusals(
    cast: &Cast,
    story: &mut Story<'_>,
    profile: &ProfileInForce,
    packages: &Packages,
) -> Result<(), Problem> {
    story.chapter("What does not work")?;
    let gp_keys = cast.identity("gp")?.sealing_keys(&cast.passphrase)?;
    let new_keys = cast.identity("new")?.sealing_keys(&cast.passphrase)?;
    let mut refused = |what: &str, outcome: Result<(), Problem>| match outcome {
        Ok(()) => Err(Problem::our_bug("what must be refused was opened")),
        Err(problem) => story.tell(|page| {
            let class = problem
                .class()
                .map_or("", handover::cbor::RefusalClass::as_str);
            page.line(&format!(
                "   {what:<58} {}",
                page.paint.danger(&format!("refused: {class}"))
            ));
        }),
    };
    refused(
        "The GP opens the package of the new service:",
        unseal(cast, &packages.whole, profile, "gp", &gp_keys).map(drop),
    )?;
    refused(
        "Somebody at the new service tries it with the GP's key:",
        unseal(cast, &packages.whole, profile, "new", &gp_keys).map(drop),
    )?;
    let changed = cast.tamper(&packages.whole, "changed.handover", |bytes| {
        let middle = bytes.len() / 3;
        if let Some(byte) = bytes.get_mut(middle) {
            *byte ^= 1;
        }
    })?;
    refused(
        "One bit of the file is changed on the way:",
        unseal(cast, &changed, profile, "new", &new_keys).map(drop),
    )?;
    let cut = cast.tamper(&packages.whole, "cut.handover", |bytes| {
        bytes.truncate(bytes.len() / 2);
    })?;
    refused(
        "Half of the file arrives:",
        unseal(cast, &cut, profile, "new", &new_keys).map(drop),
    )?;
    let fetch = ["fetch", &packages.id, "--to", SEEN, "--server-of", HUB];
    match Typed::new(cast, "council", FETCHED, &fetch).run() {
        Err(problem) if problem.what().ends_with("it is not the caller's") => story.tell(|page| {
            let what = "The council, which may see the index, asks for the cases:";
            page.line(&format!("   {what:<58} {}", page.paint.danger("not given")));
        }),
        Err(problem) => Err(problem),
        Ok(_) => Err(Problem::our_bug("the server of the story gave cases away")),
    }
}

pub(in crate::demo) fn open(
    cast: &Cast,
    story: &mut Story<'_>,
    profile: &ProfileInForce,
    packages: &Packages,
    import: &Import,
    selection: &Selection,
) -> Result<(), Problem> {
    story.chapter("What arrives")?;
    let keys = cast.identity("new")?.sealing_keys(&cast.passphrase)?;
    let mut unsealed = unseal(cast, &packages.whole, profile, "new", &keys)?;
    let sealed: BTreeMap<&str, &Case> = packages
        .sealed
        .iter()
        .map(|(reference, case)| (reference.as_str(), case))
        .collect();
    let (mut arrived, mut same) = (0_usize, 0_usize);
    unsealed.each(|_, case| {
        arrived = arrived.saturating_add(1);
        let reference = case.reference().map(handover::case::CaseReference::as_str);
        let before = reference.and_then(|reference| sealed.get(reference));
        let is_same = before.is_some_and(|before| before.to_json() == case.to_json());
        same = same.saturating_add(usize::from(is_same));
        Ok(())
    })?;
    story.command(&format!(
        "open {} --to cases --as sheet ...",
        packages.came.trim_start_matches('@')
    ))?;
    story.say(&format!(
        "The new service verifies signature, index and every case, then opens them: {arrived} cases, {same} \
         of them word for word as they were sealed. Nobody is lost on the way:"
    ))?;
    let summary = import.summary();
    let rejected = usize::try_from(summary.rejected).unwrap_or(usize::MAX);
    let clients = usize::try_from(summary.rows).unwrap_or(usize::MAX);
    let excluded = selection.count(Ruling::Exclude);
    let undecided = selection.count(Ruling::Undecided);
    story.number(' ', arrived, "opened by the new service")?;
    story.number(
        '+',
        packages.waiting,
        "included, waiting at the old service, named",
    )?;
    story.number('+', excluded, "excluded, listed with the reason")?;
    story.number('+', undecided, "undecided, for a practitioner")?;
    story.number('+', rejected, "rejected rows")?;
    story.number('=', clients, "clients in the extract")?;
    let sum = arrived
        .saturating_add(packages.waiting)
        .saturating_add(excluded)
        .saturating_add(undecided)
        .saturating_add(rejected);
    if sum != clients || same != arrived {
        return Err(Problem::our_bug("the demonstration lost somebody"));
    }
    let keys = cast.identity("gp")?.sealing_keys(&cast.passphrase)?;
    let mut unsealed = unseal(cast, &packages.for_gp, profile, "gp", &keys)?;
    let mut sections = Vec::new();
    unsealed.each(|_, case| {
        let document = case.to_json();
        let all = document.get("sections").and_then(Value::as_object);
        let filled = all
            .into_iter()
            .flatten()
            .filter(|(_, section)| section.as_object().is_some_and(|fields| !fields.is_empty()));
        sections = filled.map(|(name, _)| name.clone()).collect();
        Ok(())
    })?;
    story.say(&format!(
        "The GP opens the other package and finds one case with: {}. There is no key in it for more.",
        sections.join(", ")
    ))
}

pub(in crate::demo) fn sheet(
    cast: &Cast,
    story: &mut Story<'_>,
    profile: &ProfileInForce,
    packages: &Packages,
) -> Result<(), Problem> {
    story.chapter("Kestrel Ashdown, as her new key worker reads her")?;
    story.command(&format!(
        "open {} --case {KESTREL} ...",
        packages.came.trim_start_matches('@')
    ))?;
    let keys = cast.identity("new")?.sealing_keys(&cast.passphrase)?;
    let mut unsealed = unseal(cast, &packages.whole, profile, "new", &keys)?;
    let mut hers = None;
    unsealed.each(|_, case| {
        if case
            .reference()
            .is_some_and(|reference| reference.as_str() == KESTREL)
        {
            hers = Some(case.to_json());
        }
        Ok(())
    })?;
    let hers = hers.ok_or_else(|| Problem::our_bug("the story has lost its person"))?;
    let style = SheetStyle {
        today: cast.now.date(),
        old_after_days: Some(profile.profile().stale_days().risk),
        paint: story.paint,
    };
    let text = sheet::write(&hers, &style);
    story.tell(|page| {
        for line in text.lines() {
            page.line(line);
        }
    })?;
    story.say(
        "In May she asks for help. This time somebody reads this first, does not ring her brother's number, \
         does not book her on her partner's day, and does not start her on forty millilitres.",
    )
}

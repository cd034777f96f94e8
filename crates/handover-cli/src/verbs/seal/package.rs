//! Groups of cases become package files.

use std::{collections::BTreeMap, path::Path};

use handover::{
    CaseReference, Draft, DraftCase, Grant, KeyId, Package, Profile, ProfileInForce, SealError,
    Sealed, SectionOverflow, SignedIndex, Signer, Statement, Token, VerifiedDirectory,
    random_token,
};
use rayon::prelude::*;
use serde_json::{Value, json};

use super::{
    To, UnderMandate,
    difference::Changes,
    group::{Group, GroupedCase, sections_again},
};
use crate::{
    caseload::Caseload,
    clock::Moment,
    output::{NewFile, NewFolder, uninterrupted},
    page::Page,
    problem::Problem,
    refusals::refusal,
    sheet::count,
    store::{Identity, KeptPackages, PackageLedger, UsedKeys},
    terminal::Progress,
    verbs::inspect::{head_as_json, head_as_text},
};

/// How many cases are made ready together.
const RUN: usize = 256;

/// How the name of a package ends.
const PACKAGE: &str = ".handover";

/// What is needed to seal.
pub(crate) struct SealInput<'a> {
    pub(crate) caseload: &'a Caseload,
    pub(crate) profile: &'a ProfileInForce,
    pub(crate) directory: &'a VerifiedDirectory,
    pub(crate) identity: &'a Identity,
    pub(crate) signer: &'a Signer,
    /// Keys that a person confirmed by another road.
    pub(crate) confirmed: &'a [KeyId],
    pub(crate) moment: Moment,
    /// In days.
    pub(crate) open_within: u32,
    pub(crate) to: &'a Path,
    /// The mandate, if the packages go under one.
    pub(crate) under: Option<&'a UnderMandate>,
}

/// One package that was written.
pub(crate) struct SealedPackage {
    /// Its file in the folder.
    pub(crate) name: String,
    pub(crate) head: Statement<Package>,
    overflows: Vec<SectionOverflow>,
    /// Those of them from which an outsider learns something.
    telling: Vec<SectionOverflow>,
    /// Against the package in whose place it stands.
    changes: Option<Changes>,
}

/// Seals every group and writes the folder of packages, whole or not at all.
pub(crate) fn seal_all(
    input: &SealInput<'_>,
    groups: Vec<Group>,
) -> Result<Vec<SealedPackage>, Problem> {
    if groups.is_empty() {
        return Err(Problem::refused(
            handover::RefusalClass::Policy,
            "no case is left to be sealed for these recipients",
            "`handover reconcile` says where every case of the rosters stands.",
        ));
    }
    let mut used = UsedKeys::recall(input.identity.folder())?;
    let folder = NewFolder::create(input.to)?;
    let mut remembered = Vec::new();
    let mut packages = Vec::new();
    let cases = groups.iter().map(|group| group.cases.len());
    let progress = Progress::new("seal", cases.sum());
    for group in groups {
        let name = name_of(&group.to, &packages);
        let before = superseded(input, &group);
        let (sealed, tokens) = seal(input, group, &mut used, folder.file(&name)?, &progress)?;
        let index = sealed.signed_index().to_bytes();
        folder.write(&index_name(&name), &index)?;
        let changes = before.map(|(under, before)| under.changes(before, &tokens));
        let is_under_mandate = sealed.head().payload().mandate.is_some();
        remembered.push((
            *sealed.head().id(),
            tokens,
            is_under_mandate.then_some(index),
        ));
        packages.push(SealedPackage {
            name,
            head: sealed.head().clone(),
            overflows: sealed.overflows().to_vec(),
            telling: telling(&sealed, input.profile.profile()),
            changes,
        });
    }
    // Packages and what is remembered of them appear together: a case that counts as sealed is in one.
    let _whole = uninterrupted();
    let mut kept = KeptPackages::default();
    for (id, tokens, index) in &remembered {
        kept.write_ledger(input.identity, *id, &ledger_of(tokens)?)?;
        if let Some(index) = index {
            kept.write_index(input.identity, *id, index)?;
        }
    }
    folder.finish()?;
    kept.keep();
    used.keep()?;
    Ok(packages)
}

/// Which token stands for which case of a package.
fn ledger_of(cases: &BTreeMap<Token, String>) -> Result<PackageLedger, Problem> {
    let cases = cases.iter().map(|(token, reference)| {
        let reference: CaseReference = reference
            .parse()
            .map_err(|_| Problem::our_bug("a case was checked and has no reference"))?;
        Ok((*token, reference))
    });
    let cases: Vec<_> = cases.collect::<Result<_, Problem>>()?;
    Ok(PackageLedger::new(cases))
}

/// The sections whose size tells something: their profile has a floor of its own for them, because not
/// everybody has much there, and it is too low for more than one case in twenty.
///
/// Of the others nearly every case is longer than the smallest floor: that tells nothing of one of them.
fn telling(sealed: &Sealed, profile: &Profile) -> Vec<SectionOverflow> {
    let cases = sealed.head().payload().count;
    let overflows = sealed.overflows().iter();
    overflows
        .filter(|overflow| profile.floor(overflow.section) > Profile::FLOOR)
        .filter(|overflow| overflow.over_floor.saturating_mul(20) > cases)
        .copied()
        .collect()
}

/// Organisation and number: nothing about a person.
fn name_of(to: &[To], before: &[SealedPackage]) -> String {
    // A name of many recipients would be longer than file systems allow.
    let to = to.first();
    let to = to.map_or_else(String::new, |to| {
        format!("{}-{}", to.organisation, to.audience)
    });
    let taken = |name: &str| before.iter().any(|package| package.name == name);
    let first = format!("{to}{PACKAGE}");
    let more = (2_u32..).map(|number| format!("{to}-{number}{PACKAGE}"));
    std::iter::once(first)
        .chain(more)
        .find(|name| !taken(name))
        .unwrap_or_default()
}

/// The file beside a package that says which cases it holds, for whoever gets none of them.
fn index_name(package: &str) -> String {
    let name = package.strip_suffix(PACKAGE).unwrap_or(package);
    format!("{name}.index")
}

fn seal(
    input: &SealInput<'_>,
    group: Group,
    used: &mut UsedKeys,
    mut file: NewFile,
    progress: &Progress,
) -> Result<(Sealed, BTreeMap<Token, String>), Problem> {
    let now = input.moment.posix();
    let until = input.moment.days_later(input.open_within)?.posix();
    let by = input.identity.organisation().clone();
    let mut draft = Draft::new(by, input.profile, now, until);
    for to in &group.to {
        let key = used.key_for(&to.organisation, input.confirmed, input.directory, now)?;
        draft = draft.grant(Grant {
            to: to.organisation.clone(),
            audience: to.audience.clone(),
            key,
        });
    }
    let before = superseded(input, &group);
    let Group {
        to, cases, roster, ..
    } = group;
    let token = |case: &GroupedCase| match (input.under, &roster) {
        (Some(under), Some(_)) => under.token(&case.reference),
        _ => Ok(random_token()),
    };
    if let (Some(under), Some(roster)) = (input.under, &roster) {
        let roster = under
            .roster(roster)
            .ok_or_else(|| Problem::our_bug("a roster that includes cases is not at hand"))?;
        draft = draft.under(under.mandate(), roster, under.countersigns());
    }
    if let Some((_, before)) = before {
        draft = draft.superseding(*before.head().id());
    }
    let mut cases: Vec<(Token, GroupedCase)> = cases
        .into_iter()
        .map(|case| Ok((token(&case)?, case)))
        .collect::<Result<_, Problem>>()?;
    // In the order of the tokens, which says nothing about the order of the files.
    cases.sort_unstable_by_key(|(token, _)| *token);
    let tokens = cases.iter().map(|(token, _)| *token).collect();
    let told = |error: SealError| match error {
        SealError::Sink(kind) => Problem::writing(input.to, &kind.into()),
        error => refusal("the package cannot be sealed", error.class(), error)
            .advise("`handover check` names what is wrong with a case."),
    };
    let mut sealer = draft.begin(tokens, &mut file).map_err(told)?;
    let mut ledger = BTreeMap::new();
    let mut cases = cases.into_iter();
    loop {
        let run: Vec<(Token, GroupedCase)> = cases.by_ref().take(RUN).collect();
        if run.is_empty() {
            break;
        }
        let drafts: Vec<(DraftCase, String)> = run
            .into_par_iter()
            .map(|(token, case)| drafted(input, &to, token, case))
            .collect::<Result<_, Problem>>()?;
        for (draft, reference) in drafts {
            ledger.insert(draft.token(), reference);
            sealer.push(draft).map_err(told)?;
            progress.step();
        }
    }
    let sealed = sealer.finish(input.signer).map_err(told)?;
    file.finish()?;
    Ok((sealed, ledger))
}

/// The package in whose place this one stands.
fn superseded<'a>(
    input: &SealInput<'a>,
    group: &Group,
) -> Option<(&'a UnderMandate, &'a SignedIndex)> {
    let under = input.under?;
    let before = under.superseded_by(&group.to, group.roster.as_ref()?)?;
    Some((under, before))
}

/// A case ready to be sealed, read once more if it was not kept; and its reference.
fn drafted(
    input: &SealInput<'_>,
    to: &[To],
    token: Token,
    case: GroupedCase,
) -> Result<(DraftCase, String), Problem> {
    let sections = match case.sections {
        Some(sections) => sections,
        None => {
            let again = input.caseload.again(case.place, &case.digest)?;
            let context = input.caseload.context(&case.reference);
            sections_again(&again, to, input.profile.profile(), context)
                .ok_or_else(|| Problem::our_bug("a case that could be split cannot be now"))?
        }
    };
    Ok((DraftCase::wiped(token, sections), case.reference))
}

impl SealedPackage {
    /// For machines.
    pub(crate) fn to_json(&self) -> Value {
        let mut document = head_as_json(self.head.payload());
        let over: BTreeMap<&str, u64> = self
            .overflows
            .iter()
            .map(|overflow| (overflow.section.as_str(), overflow.over_floor))
            .collect();
        if let Some(members) = document.as_object_mut() {
            members.insert("file".to_owned(), self.name.clone().into());
            members.insert("id".to_owned(), self.head.id().to_string().into());
            members.insert("index".to_owned(), index_name(&self.name).into());
            members.insert("over_floor".to_owned(), json!(over));
            if let Some(changes) = &self.changes {
                members.insert("changes".to_owned(), changes.to_json());
            }
        }
        document
    }

    /// For people.
    pub(crate) fn tell(&self, page: &mut Page) {
        page.gap();
        page.line(&page.paint.heading(&self.name));
        page.field("Package", &[self.head.id().to_string()]);
        head_as_text(page, self.head.payload());
        if let Some(changes) = &self.changes {
            changes.tell(page);
        }
        let long: Vec<String> = self
            .telling
            .iter()
            .map(|overflow| {
                format!(
                    "{} of {}",
                    overflow.section,
                    count(overflow.over_floor, "case")
                )
            })
            .collect();
        if !long.is_empty() {
            page.field(
                "Seen from outside",
                &[format!(
                    "by its size alone, and not what it says: much is written in {}. A higher [floor] in \
                     the profile would hide that too.",
                    long.join(", ")
                )],
            );
        }
    }
}

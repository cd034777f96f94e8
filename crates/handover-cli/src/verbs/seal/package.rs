//! Groups of cases become package files.

use std::{collections::BTreeMap, path::Path};

use handover::{
    case::{CaseReference, Profile},
    cbor::RefusalClass,
    package::{Grant, HeadError, SealError, Sealed, SectionOverflow},
    trust::{KeyId, Package, Signer, Statement, Token, VerifiedDirectory},
};
use handover_caseload::{Changes, NotSealed, PlannedPackages, SealGroupError, SealInput, To};
use handover_identity::{FirstSeen, Identity, KeptPackages, PackageLedger, UsedKeys};
use handover_report::{Page, amounts::amount};
use serde::Serialize;

use crate::{
    clock::Moment,
    output::{NewFolder, uninterrupted},
    problem::Problem,
    refusals::refusal,
    terminal::Progress,
    verbs::inspect::Head,
};

/// How the name of a package ends.
const PACKAGE: &str = ".handover";

/// What is needed to seal.
pub(crate) struct PackagesInput<'a> {
    pub(crate) directory: &'a VerifiedDirectory,
    pub(crate) identity: &'a Identity,
    pub(crate) signer: &'a Signer,
    /// Keys that a person confirmed by another road.
    pub(crate) confirmed: &'a [KeyId],
    pub(crate) moment: Moment,
    /// In days.
    pub(crate) open_within: u32,
    pub(crate) to: &'a Path,
}

/// One package that was written.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct SealedPackage {
    #[serde(flatten)]
    summary: Head,
    /// Against the package in whose place it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<ChangeRows>,
    /// Its file in the folder.
    #[serde(rename = "file")]
    pub(crate) name: String,
    id: String,
    /// The file of its signed index.
    index: String,
    /// In how many cases a section is longer than what it is padded to.
    over_floor: BTreeMap<String, u64>,
    #[serde(skip)]
    pub(crate) head: Statement<Package>,
    /// The sections whose length tells an outsider something.
    #[serde(skip)]
    telling: Vec<SectionOverflow>,
}

/// What is other than in the package before, by the sender's own references.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ChangeRows {
    /// How many cases are in both.
    again: usize,
    gone: Vec<String>,
    new: Vec<String>,
}

/// Seals every group and writes the folder of packages, whole or not at all.
pub(crate) fn seal_all(
    input: &PackagesInput<'_>,
    planned: PlannedPackages<'_>,
) -> Result<(Vec<SealedPackage>, NotSealed), Problem> {
    let cases = planned.case_count();
    let PlannedPackages {
        caseload,
        profile,
        groups,
        under,
        not_sealed,
        ..
    } = planned;
    if groups.is_empty() {
        return Err(Problem::refused(
            RefusalClass::Policy,
            "no case is left to be sealed for these recipients",
            "`handover reconcile` says where every case of the rosters stands.",
        ));
    }
    let mut used = UsedKeys::recall(input.identity.folder())?;
    let folder = NewFolder::create(input.to)?;
    let mut remembered = Vec::new();
    let mut packages = Vec::new();
    let progress = Progress::new("seal", cases);
    let terms = SealInput {
        caseload,
        profile,
        by: input.identity.organisation(),
        signer: input.signer,
        at: input.moment.posix(),
        until: input.moment.days_later(input.open_within)?.posix(),
        under: under.as_ref(),
    };
    for group in groups {
        let name = name_of(&group.to, &packages);
        let before = terms.superseded(&group);
        let grants = grants(input, &group.to, &mut used)?;
        let mut file = folder.file(&name)?;
        let (sealed, tokens) = terms
            .seal(group, grants, &mut file, || progress.step())
            .map_err(|error| failed(error, input.to))?;
        file.finish()?;
        let index = sealed.signed_index().to_bytes();
        folder.write(&index_name(&name), &index)?;
        let changes = before.map(|(under, before)| under.changes(before, &tokens));
        let is_under_mandate = sealed.head().payload().mandate.is_some();
        remembered.push((
            *sealed.head().id(),
            tokens,
            is_under_mandate.then_some(index),
        ));
        packages.push(SealedPackage::new(
            name,
            &sealed,
            changes,
            profile.profile(),
        ));
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
    // Before anything has its name: what cannot be remembered is not sealed.
    used.keep()?;
    for package in &packages {
        FirstSeen::note(input.identity.folder(), &package.head)?;
    }
    folder.finish()?;
    kept.keep();
    Ok((packages, not_sealed))
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

/// The key of everybody who opens the package.
fn grants(
    input: &PackagesInput<'_>,
    to: &[To],
    used: &mut UsedKeys,
) -> Result<Vec<Grant>, Problem> {
    let now = input.moment.posix();
    let grant = |to: &To| {
        let key = used.key_for(&to.organisation, input.confirmed, input.directory, now)?;
        Ok::<_, Problem>(Grant {
            to: to.organisation.clone(),
            audience: to.audience.clone(),
            key,
        })
    };
    to.iter().map(grant).collect()
}

/// Why a package was not sealed, and what helps.
fn failed(error: SealGroupError, to: &Path) -> Problem {
    let error = match error {
        SealGroupError::Caseload(error) => return error.into(),
        SealGroupError::Seal(SealError::Sink(kind)) => return Problem::writing(to, &kind.into()),
        SealGroupError::Seal(error) => error,
        error => return Problem::our_bug(error.to_string()),
    };
    let next = match &error {
        SealError::HeadChecks(HeadError::MissingCountersign) => {
            "`handover mandate show` says who must sign what, in which role: they type `handover \
             countersign`. Then give the folder of the transfer with --statement."
        }
        SealError::HeadChecks(HeadError::NotOfRoster) => {
            "`handover roster show` says who is listed, and for whom."
        }
        SealError::HeadChecks(_) => {
            "`handover mandate show` says who hands over to whom, and under which profile."
        }
        SealError::UnusableKey => "Ask the recipient for a new card with a sealing key that works.",
        error if error.class() == RefusalClass::Limits => {
            "Seal fewer cases in one go, or shorten what is far longer than a section may be."
        }
        _ => "`handover check` names what is wrong with a case.",
    };
    refusal("the package cannot be sealed", error.class(), &error).advise(next)
}

impl SealedPackage {
    fn new(name: String, sealed: &Sealed, changes: Option<Changes>, profile: &Profile) -> Self {
        let head = sealed.head();
        let over = sealed.overflows().iter();
        let over = over.map(|overflow| (overflow.section.to_string(), overflow.over_floor));
        Self {
            summary: Head::of(head.payload()),
            changes: changes.map(|changes| ChangeRows {
                again: changes.again,
                gone: changes.gone,
                new: changes.new,
            }),
            id: head.id().to_string(),
            index: index_name(&name),
            over_floor: over.collect(),
            head: head.clone(),
            telling: telling(sealed, profile),
            name,
        }
    }

    /// For people.
    pub(crate) fn tell(&self, page: &mut Page) {
        page.gap();
        page.line(&page.paint.heading(&self.name));
        page.field("Package", std::slice::from_ref(&self.id));
        self.summary.tell(page);
        if let Some(changes) = &self.changes {
            let mut lines = vec![format!("{} as before", amount(changes.again, "case"))];
            lines.extend(changes.new.iter().map(|case| format!("new: {case}")));
            lines.extend(changes.gone.iter().map(|case| format!("no longer: {case}")));
            page.field("Changes", &lines);
        }
        let long: Vec<String> = self
            .telling
            .iter()
            .map(|overflow| {
                format!(
                    "{} of {}",
                    overflow.section,
                    amount(overflow.over_floor, "case")
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

//! Cases grouped by who may read them.

use std::collections::BTreeMap;

use handover::{
    Case, CaseReference, Finding, MandateFieldError, Profile, SectionName, Severity, StatementId,
    checks::{self, CheckContext},
    random_token, split,
};
use zeroize::Zeroizing;

use super::{LeftOut, Recipients, To};
use crate::{
    caseload::{Caseload, Prepared},
    findings::CaseFindings,
    problem::Problem,
};

/// One package to be: who opens it, and its cases.
pub(crate) struct Group {
    pub(crate) to: Vec<To>,
    pub(crate) cases: Vec<GroupedCase>,
    /// Whether these are split cases, which go under no mandate.
    pub(crate) is_apart: bool,
    /// The roster that includes them, under a mandate.
    pub(crate) roster: Option<StatementId>,
}

/// A case of a package to be.
pub(crate) struct GroupedCase {
    /// The sender's own reference; a split case has another one inside.
    pub(super) reference: String,
    /// Its place among the drafts.
    pub(super) place: usize,
    /// SHA-256 of its draft.
    pub(super) digest: [u8; 32],
    /// What will be sealed; `None` if it is made again when its turn comes, to save memory.
    pub(super) sections: Option<Sections>,
}

/// The sections of a case as they will be sealed; wiped when dropped.
pub(super) type Sections = Vec<(SectionName, Zeroizing<Vec<u8>>)>;

/// The most bytes of sections that are kept from the checks to the sealing; of the cases beyond,
/// each is read a second time.
const KEPT_BYTES: usize = 64 << 20;

/// Checks a caseload and sorts it into packages: those cases go together that the same
/// organisations may read.
pub(crate) fn grouped(
    caseload: &Caseload,
    recipients: &Recipients,
    profile: &Profile,
) -> Result<(Vec<Group>, LeftOut), Problem> {
    let mut packages = Packages::keeping(KEPT_BYTES);
    caseload.each(
        profile,
        &recipients.to_check(profile),
        |one| Ok(sorted(one, recipients, profile, caseload)),
        |sorted| {
            packages.take(sorted);
            Ok(())
        },
    )?;
    let Packages {
        whole,
        apart,
        left_out,
        ..
    } = packages;
    let group = |to, cases, is_apart| Group {
        to,
        cases,
        is_apart,
        roster: None,
    };
    let whole = whole.into_iter().map(|(to, cases)| group(to, cases, false));
    let apart = apart
        .into_iter()
        .map(|(to, cases)| group(vec![to], cases, true));
    Ok((whole.chain(apart).collect(), left_out))
}

/// The sections of a case as a package for these recipients holds them, made once more.
pub(super) fn sections_again(
    case: &Case,
    to: &[To],
    profile: &Profile,
    context: CheckContext,
) -> Option<Sections> {
    match to {
        [to] if is_split(to, profile) => {
            let part = split_case(case, profile, to, context).ok()?;
            Some(sections(&part, profile))
        }
        _ => Some(sections(case, profile)),
    }
}

/// A case that was looked at.
struct Sorted {
    findings: CaseFindings,
    place: usize,
    digest: [u8; 32],
    fate: Fate,
}

enum Fate {
    /// Something stands in its way.
    Blocked,
    /// It says that it is of another mandate.
    OtherMandate(MandateFieldError),
    /// It goes into these packages; into none if it names none of the recipients.
    Sealed(Vec<Part>),
}

/// What goes of a case into one package.
enum Part {
    Whole(Vec<To>, Sections),
    Apart(To, Sections),
    NotApart(To, Vec<Finding>),
}

fn sorted(
    one: Prepared,
    recipients: &Recipients,
    profile: &Profile,
    caseload: &Caseload,
) -> Sorted {
    let fate = match (&one.case, one.other_mandate) {
        (_, Some(error)) => Fate::OtherMandate(error),
        (Some(case), None) if !one.findings.is_blocked() => {
            let reference = &one.findings.reference;
            let context = || caseload.context(reference);
            Fate::Sealed(parts(case, recipients, profile, &context))
        }
        _ => Fate::Blocked,
    };
    Sorted {
        findings: one.findings,
        place: one.place,
        digest: one.digest,
        fate,
    }
}

fn parts(
    case: &Case,
    recipients: &Recipients,
    profile: &Profile,
    context: &dyn Fn() -> CheckContext,
) -> Vec<Part> {
    let (apart, together): (Vec<To>, Vec<To>) = recipients
        .addressed(case)
        .into_iter()
        .partition(|to| is_split(to, profile));
    let mut parts = Vec::new();
    for to in apart {
        parts.push(match split_case(case, profile, &to, context()) {
            Ok(part) => Part::Apart(to, sections(&part, profile)),
            Err(findings) => Part::NotApart(to, findings),
        });
    }
    if !together.is_empty() {
        parts.push(Part::Whole(together, sections(case, profile)));
    }
    parts
}

fn sections(case: &Case, profile: &Profile) -> Sections {
    let sections = case.sealed_sections(&profile.sealed_sections());
    let wiped = |(name, bytes)| (name, Zeroizing::new(bytes));
    sections.into_iter().map(wiped).collect()
}

/// Packages that fill case by case.
struct Packages {
    whole: BTreeMap<Vec<To>, Vec<GroupedCase>>,
    apart: BTreeMap<To, Vec<GroupedCase>>,
    left_out: LeftOut,
    /// The bytes of all sections that are kept, and how many they may be.
    kept: usize,
    most_kept: usize,
}

impl Packages {
    fn keeping(most_kept: usize) -> Self {
        Self {
            whole: BTreeMap::new(),
            apart: BTreeMap::new(),
            left_out: LeftOut::default(),
            kept: 0,
            most_kept,
        }
    }

    fn take(&mut self, sorted: Sorted) {
        let Sorted {
            findings,
            place,
            digest,
            fate,
        } = sorted;
        let parts = match fate {
            Fate::Blocked => return self.left_out.blocked.push(findings),
            Fate::OtherMandate(error) => {
                let one = (findings.reference, error);
                return self.left_out.other_mandate.push(one);
            }
            Fate::Sealed(parts) if parts.is_empty() => {
                return self.left_out.unaddressed.push(findings.reference);
            }
            Fate::Sealed(parts) => parts,
        };
        for part in parts {
            let (cases, sections) = match part {
                Part::Whole(to, sections) => (self.whole.entry(to).or_default(), sections),
                Part::Apart(to, sections) => (self.apart.entry(to).or_default(), sections),
                Part::NotApart(to, found) => {
                    let case = CaseFindings {
                        reference: findings.reference.clone(),
                        file: findings.file.clone(),
                        findings: found,
                    };
                    self.left_out.not_split.push((to, case));
                    continue;
                }
            };
            let len: usize = sections.iter().map(|(_, bytes)| bytes.len()).sum();
            let is_kept = self.kept.saturating_add(len) <= self.most_kept;
            if is_kept {
                self.kept = self.kept.saturating_add(len);
            }
            cases.push(GroupedCase {
                reference: findings.reference.clone(),
                place,
                digest,
                sections: is_kept.then_some(sections),
            });
        }
    }
}

/// What an audience may see of a case, as a case of its own, if it passes the checks.
///
/// Without findings where what is left is no case.
fn split_case(
    case: &Case,
    profile: &Profile,
    to: &To,
    mut context: CheckContext,
) -> Result<Case, Vec<Finding>> {
    let part =
        split(case, profile, to.audience.as_str(), &fresh_reference()).map_err(|_| Vec::new())?;
    context.seen_by = Some(to.audience.as_str().to_owned());
    let findings: Vec<Finding> = checks::run(&part, profile, &context)
        .into_iter()
        .filter(|finding| finding.severity > Severity::Reported)
        .collect();
    if findings.is_empty() {
        Ok(part)
    } else {
        Err(findings)
    }
}

/// A reference that leads nowhere, so that nothing links a split case with the whole one.
fn fresh_reference() -> CaseReference {
    let token = random_token().to_string();
    let digits = token.get(..24).unwrap_or_default();
    format!("split-{digits}")
        .parse()
        .expect("letters, digits and a hyphen make a reference")
}

/// Whether that audience gets a case of its own.
pub(super) fn is_split(to: &To, profile: &Profile) -> bool {
    profile
        .audience(to.audience.as_str())
        .is_some_and(handover::Audience::is_split)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::caseload::Answers;

    /// The cases of the one package that is made of the example, of which so many bytes are kept.
    fn cases(caseload: &Caseload, profile: &Profile, most_kept: usize) -> Vec<GroupedCase> {
        let recipients = Recipients::of([To::parse("ZZ902:receiving-service").unwrap()]);
        let mut packages = Packages::keeping(most_kept);
        let to_check = recipients.to_check(profile);
        let look = |one| Ok(sorted(one, &recipients, profile, caseload));
        let taken = caseload.each(profile, &to_check, look, |sorted| {
            packages.take(sorted);
            Ok(())
        });
        taken.unwrap();
        packages.whole.into_values().flatten().collect()
    }

    #[test]
    fn what_is_not_kept_is_made_the_same_again_or_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("1.json");
        let example =
            include_bytes!("../../../../handover-dataset/tests/examples/caseload-transfer.json");
        std::fs::write(&file, example).unwrap();
        let caseload = Caseload::new(folder.path(), None, Answers::read(None).unwrap()).unwrap();
        let profile = Profile::built_in("caseload-transfer").unwrap();
        let kept = cases(&caseload, &profile, usize::MAX);
        let again = cases(&caseload, &profile, 0);
        let [kept, again] = [kept, again].map(|mut cases| cases.remove(0));
        assert!(again.sections.is_none());

        let case = caseload.again(again.place, &again.digest).unwrap();
        let to = [To::parse("ZZ902:receiving-service").unwrap()];
        let context = caseload.context(&again.reference);
        assert!(sections_again(&case, &to, &profile, context) == kept.sections);

        std::fs::write(&file, [example.as_slice(), b" "].concat()).unwrap();
        assert!(caseload.again(again.place, &again.digest).is_err());
    }
}

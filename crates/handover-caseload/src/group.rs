//! Cases grouped by who may read them.

mod packages;
mod split;

use handover_dataset::{Case, Checked, Profile, checks::CheckContext};
use handover_package::{CheckedSections, check_mandate_field};
use handover_trust::{Mandate, Statement, StatementId};

use self::packages::Packages;
pub(crate) use self::split::split_case;
use crate::{
    Caseload, CaseloadError, NotSealed, Prepared, PreparedCase, Reader, Recipients, To,
    decisions::day_of, recipients::is_split,
};

/// One package to be: who opens it, and its cases.
#[derive(Debug)]
#[non_exhaustive]
pub struct Group {
    /// Who opens it.
    pub to: Vec<To>,
    /// Its cases.
    pub cases: Vec<GroupedCase>,
    /// Whether these are split cases, which go under no mandate.
    pub is_apart: bool,
    /// The roster that includes them, under a mandate.
    pub roster: Option<StatementId>,
}

/// A case of a package to be.
#[derive(Debug)]
pub struct GroupedCase {
    /// The sender's own reference; a split case has another one inside.
    pub(crate) reference: String,
    /// Its place among the drafts.
    pub(crate) place: usize,
    /// SHA-256 of its draft.
    pub(crate) digest: [u8; 32],
    /// What will be sealed; `None` if it is made again when its turn comes, to save memory.
    pub(crate) sections: Option<CheckedSections>,
}

/// The most bytes of sections that are kept from the checks to the sealing; of the cases beyond,
/// each is read and checked a second time.
const KEPT_BYTES: usize = 64 << 20;

/// Checks a caseload and sorts it into packages: those cases go together that the same
/// organisations may read. `step` is called for each draft.
///
/// # Errors
///
/// [`CaseloadError`] if a draft cannot be read, or two have one reference.
pub(crate) fn grouped(
    caseload: &Caseload,
    recipients: &Recipients,
    profile: &Profile,
    step: impl FnMut(),
) -> Result<(Vec<Group>, NotSealed), CaseloadError> {
    let mut packages = Packages::keeping(KEPT_BYTES);
    caseload.each(
        profile,
        &recipients.to_check(profile),
        step,
        |one| sorted(one, recipients, profile, caseload),
        |sorted| packages.take(sorted),
    )?;
    packages.end()
}

/// Sorts cases that were checked already, all of which are kept; under a mandate, if there is one.
///
/// # Errors
///
/// [`CaseloadError::TwoOfOneCase`]: two have one reference, or one has none.
pub(crate) fn grouped_checked(
    cases: impl IntoIterator<Item = Checked<Case>>,
    recipients: &Recipients,
    profile: &Profile,
    mandate: Option<&Statement<Mandate>>,
) -> Result<(Vec<Group>, NotSealed), CaseloadError> {
    let mut packages = Packages::keeping(usize::MAX);
    let context = || {
        let mut context = CheckContext::default();
        context.transfer_date = mandate.and_then(|mandate| day_of(&mandate.payload().transfer));
        context
    };
    for (place, checked) in cases.into_iter().enumerate() {
        let case = checked.case();
        let reference = case.reference().ok_or(CaseloadError::TwoOfOneCase)?;
        let other = mandate.and_then(|mandate| check_mandate_field(case, mandate).err());
        let fate = match other {
            Some(error) => Fate::OtherMandate(error),
            None => parts(&checked, recipients, profile, &context),
        };
        packages.take(Sorted {
            findings: crate::CaseFindings {
                reference: reference.as_str().to_owned(),
                file: String::new(),
                findings: checked.findings().to_vec(),
            },
            place,
            digest: [0; 32],
            fate,
        });
    }
    packages.end()
}

/// What of a case a package for these recipients holds, made once more.
///
/// `None` if it passes the checks no longer.
pub(crate) fn sections_again(
    case: Case,
    to: &[To],
    profile: &Profile,
    context: CheckContext,
) -> Option<CheckedSections> {
    let checked = case.check(profile, &context).ok()?;
    match to {
        [to] if is_split(to, profile) => {
            let part = split_case(checked.case(), profile, to.audience.as_str(), context).ok()?;
            Some(CheckedSections::from(&part))
        }
        _ => Some(CheckedSections::from(&checked)),
    }
}

/// A case that was looked at.
struct Sorted {
    findings: crate::CaseFindings,
    place: usize,
    digest: [u8; 32],
    fate: Fate,
}

enum Fate {
    /// Something stands in its way.
    Blocked,
    /// It says that it is of another mandate.
    OtherMandate(handover_package::MandateFieldError),
    /// It goes into these packages, and not to these readers; into none if it names no recipient.
    Sealed(Vec<Part>, Vec<Reader>),
    /// It names who takes it on, whom nobody seals for: it goes to nobody.
    WithoutLead(Vec<Reader>),
}

/// What goes of a case into one package.
enum Part {
    Whole(Vec<To>, CheckedSections),
    Apart(To, CheckedSections),
    NotApart(To, Vec<handover_dataset::Finding>),
}

fn sorted(
    one: Prepared,
    recipients: &Recipients,
    profile: &Profile,
    caseload: &Caseload,
) -> Sorted {
    let fate = match (one.case, one.other_mandate) {
        (_, Some(error)) => Fate::OtherMandate(error),
        (PreparedCase::Checked(case), None) => {
            let context = || caseload.context(&one.findings.reference);
            parts(&case, recipients, profile, &context)
        }
        (PreparedCase::Blocked(_) | PreparedCase::Malformed, None) => Fate::Blocked,
    };
    Sorted {
        findings: one.findings,
        place: one.place,
        digest: one.digest,
        fate,
    }
}

fn parts(
    checked: &Checked<Case>,
    recipients: &Recipients,
    profile: &Profile,
    context: &dyn Fn() -> CheckContext,
) -> Fate {
    let addressed = recipients.addressed(checked.case());
    let is_for_lead = |reader: &Reader| reader.audience == profile.lead();
    let is_served = |to: &To| to.audience.as_str() == profile.lead();
    if !addressed.served.is_empty()
        && addressed.unserved.iter().any(is_for_lead)
        && !addressed.served.iter().any(is_served)
    {
        return Fate::WithoutLead(addressed.unserved);
    }
    let (apart, together): (Vec<To>, Vec<To>) = addressed
        .served
        .into_iter()
        .partition(|to| is_split(to, profile));
    let mut parts = Vec::new();
    for to in apart {
        parts.push(
            match split_case(checked.case(), profile, to.audience.as_str(), context()) {
                Ok(part) => Part::Apart(to, CheckedSections::from(&part)),
                Err(findings) => Part::NotApart(to, findings),
            },
        );
    }
    if !together.is_empty() {
        parts.push(Part::Whole(together, CheckedSections::from(checked)));
    }
    Fate::Sealed(parts, addressed.unserved)
}

#[cfg(test)]
mod tests;

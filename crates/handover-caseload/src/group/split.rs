use handover_dataset::{
    Case, CaseReference, Checked, Finding, Profile, Severity, checks::CheckContext, split,
};
use handover_package::random_token;

/// What an audience may see of a case, as a case of its own, if it passes the checks.
///
/// Without findings where what is left is no case.
pub(crate) fn split_case(
    case: &Case,
    profile: &Profile,
    audience: &str,
    mut context: CheckContext,
) -> Result<Checked<Case>, Vec<Finding>> {
    let part =
        split(case, profile, audience, &fresh_reference(), &context).map_err(|_| Vec::new())?;
    context.seen_by = Some(audience.to_owned());
    part.check(profile, &context).map_err(|failed| {
        let stops = |finding: &Finding| finding.severity > Severity::Reported;
        failed.findings.into_iter().filter(stops).collect()
    })
}

/// A reference that leads nowhere, so that nothing links a split case with the whole one.
fn fresh_reference() -> CaseReference {
    let token = random_token().to_string();
    let digits = token.get(..24).unwrap_or_default();
    format!("split-{digits}")
        .parse()
        .expect("letters, digits and a hyphen make a reference")
}

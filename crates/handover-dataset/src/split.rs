//! A case of its own for who may see less: dataset section 1, "Need-to-know".

use std::collections::BTreeSet;

use crate::{
    Answered, Case, CaseReference, CheckId, Items, Profile, Severity, Stated,
    checks::{self, CheckContext},
    need_to_know::{Knowledge, SplitError, audience_for, cut},
    sections::Acknowledgement,
};

/// Makes the case that `audience` gets in place of `case`.
///
/// It has the audience's sections and fields and nothing else, but for the fields typed `=`, of
/// which the mandate (904) stays behind: a split case is sealed under none, so that each person
/// counts once. Statements and items with a label that the audience is not cleared for are taken
/// out; where one was, the field says `withheld-third-party` or `withheld-safety`. `gra`, `hfea` and
/// `adoption` leave no trace, unless field 914 releases them to each organisation that is this
/// audience.
///
/// `handover` is written for its reader: texts, actions and people go if the reader may know what
/// they rest on (dataset B.1), and a reader who does not see 202 gets a short order of safe contact
/// (919). Of the acknowledgements (918) those go that a check of the split case itself asks for,
/// under `context`, which is what its sender knows.
///
/// The profile's checks hold of the result with
/// [`seen_by`](crate::checks::CheckContext::seen_by) set to the audience (S-72).
///
/// # Errors
///
/// [`SplitError::OtherProfile`], [`NotSplit`](SplitError::NotSplit) and
/// [`SameReference`](SplitError::SameReference) if it cannot be tried;
/// [`Incoherent`](SplitError::Incoherent) if an item that was taken out is referred to by one that
/// was not.
///
/// # Example
///
/// ```
/// use handover_dataset::{Case, Profile, ProfileError, SectionName, SplitError, checks::CheckContext, split};
/// # let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/examples/caseload-transfer.json"));
/// # let case = Case::from_json(json)?;
///
/// let toml = Profile::built_in_bytes("caseload-transfer").ok_or("a shipped profile")?;
/// let profile = Profile::from_toml(toml)?; // or the bytes of a commissioner's own file
/// assert!(matches!(Profile::from_toml(b"name = 1"), Err(ProfileError::Malformed { .. })));
///
/// // A pharmacy needs to know what to dispense, and nothing of the risk.
/// let context = CheckContext::default();
/// let part = split(&case, &profile, "pharmacy", &"SPLIT-1".parse()?, &context)?;
/// assert!(part.carries(SectionName::Plan) && !part.carries(SectionName::Risk));
/// assert!(part.handover.safe_contact.is_some(), "and how to reach her");
///
/// // The lead audience opens the case itself; and nothing may link the part with the whole.
/// let whole = split(&case, &profile, profile.lead(), &"SPLIT-2".parse()?, &context);
/// assert_eq!(whole.unwrap_err(), SplitError::NotSplit);
/// let linked = split(&case, &profile, "pharmacy", case.reference().ok_or("a reference")?, &context);
/// assert_eq!(linked.unwrap_err(), SplitError::SameReference);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn split(
    case: &Case,
    profile: &Profile,
    audience: &str,
    reference: &CaseReference,
    context: &CheckContext,
) -> Result<Case, SplitError> {
    let audience = audience_for(case, profile, audience)?;
    let mut part = cut(case, profile, audience, reference)?;
    let context = CheckContext {
        seen_by: Some(audience.name().to_owned()),
        transfer_date: context.transfer_date.or_else(|| day_of_transfer(case)),
        ..context.clone()
    };
    let asked: BTreeSet<CheckId> = checks::run(&part, profile, &context)
        .into_iter()
        .filter(|finding| finding.severity > Severity::Reported)
        .map(|finding| finding.check)
        .collect();
    let reader = Knowledge::new(case, audience);
    let given = case.handover.acknowledgements.value().into_iter().flatten();
    let answers: Vec<Acknowledgement> = given
        .filter(|answer| asked.contains(&answer.check) && reader.clears(&answer.labels))
        .filter(|answer| {
            let text = answer.text_digest.as_ref();
            text.is_none_or(|text| checks::has_text(&part, text))
        })
        .map(|answer| {
            let is_told = answer.about.is_some() && reader.knows_all(answer.about.as_ref());
            if is_told {
                answer.clone()
            } else {
                without_reason(answer.clone())
            }
        })
        .collect();
    part.handover.acknowledgements = Items::try_from(answers).ok().map(Stated::given);
    Ok(part)
}

fn day_of_transfer(case: &Case) -> Option<crate::Date> {
    let mandate = case.handover.mandate.as_ref()?;
    Some(mandate.transfer_date)
}

/// The acknowledgement, of which the reader learns that there is one and by whom.
fn without_reason(mut answer: Acknowledgement) -> Acknowledgement {
    answer.reason = "Acknowledged at the sender, who keeps the reason."
        .parse()
        .expect("a short text");
    answer.provenance = None;
    answer
}

#[cfg(test)]
mod tests;

//! What a statement about a package must fulfil by itself (V-40 to V-42).

use handover_dataset::Profile;
use handover_trust::{
    Answer, Event, EventWord, OrganisationId, Package, ReasonCode, ShortName, Verdict,
};

/// Whether a stanza of the package is for an organisation, with this audience where one is named.
pub(crate) fn is_addressed(
    package: &Package,
    organisation: &OrganisationId,
    audience: Option<&ShortName>,
) -> bool {
    package.stanzas.iter().any(|stanza| {
        stanza.to == *organisation && audience.is_none_or(|name| stanza.audience == *name)
    })
}

/// Whether the profile has every reason that a verdict gives.
pub(crate) fn has_reasons_of(verdict: &Verdict, profile: &Profile) -> bool {
    verdict.verdicts.iter().all(|row| match &row.answer {
        Answer::Accepted { .. } => true,
        Answer::Misdirected { reason }
        | Answer::Queried { reason }
        | Answer::Redirected { reason, .. }
        | Answer::Refused { reason } => is_of(reason, profile),
    })
}

/// Whether an event says why, in a code of the profile, where it must.
pub(crate) fn has_code_of(event: &Event, profile: &Profile) -> bool {
    event.event != EventWord::Withdrawn
        || event.code.as_ref().is_some_and(|code| is_of(code, profile))
}

fn is_of(reason: &ReasonCode, profile: &Profile) -> bool {
    profile.reasons().any(|known| known == reason.as_str())
}

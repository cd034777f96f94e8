//! Field 906 for an audience: each text goes on its own ground, and there is always a situation.

use super::Knowledge;
use crate::{
    Answer, Case, Items, Provenance, Source, Stated, Subject, Text, Verification, When,
    sections::{Sbar, SbarSubjects},
};

/// What the audience gets of 906. Where it may not know what `situation` rests on, the situation is
/// made of fields that every split case has.
pub(super) fn told(stated: Stated<Sbar>, case: &Case, reader: &Knowledge<'_>) -> Stated<Sbar> {
    let Answer::Given(whole) = &stated.answer else {
        return stated;
    };
    let is_cleared = reader.clearance.clears(stated.labels());
    let about = whole.about.as_ref();
    let kept = |text: Option<&Text>, about: Option<&Items<Subject>>| {
        text.filter(|_| is_cleared && reader.knows_all(about))
            .cloned()
    };
    let situation = kept(
        Some(&whole.situation),
        about.and_then(|about| about.situation.as_ref()),
    );
    let background = kept(
        whole.background.as_ref(),
        about.and_then(|about| about.background.as_ref()),
    );
    let assessment = kept(
        whole.assessment.as_ref(),
        about.and_then(|about| about.assessment.as_ref()),
    );
    let recommendation = kept(
        whole.recommendation.as_ref(),
        about.and_then(|about| about.recommendation.as_ref()),
    );
    let is_written = [&situation, &background, &assessment, &recommendation]
        .into_iter()
        .any(Option::is_some);
    let subjects = about.map(|about| SbarSubjects {
        situation: about.situation.clone().filter(|_| situation.is_some()),
        background: about.background.clone().filter(|_| background.is_some()),
        assessment: about.assessment.clone().filter(|_| assessment.is_some()),
        recommendation: about
            .recommendation
            .clone()
            .filter(|_| recommendation.is_some()),
    });
    let told = Sbar {
        situation: situation.unwrap_or_else(|| made(case)),
        background,
        assessment,
        recommendation,
        about: subjects.filter(|_| is_written),
    };
    if is_written {
        return Stated {
            answer: Answer::Given(told),
            ..stated
        };
    }
    let mut told = Stated::given(told);
    told.provenance = by_the_system(case);
    told
}

/// The situation in the words of 902 and 905, and the day of 904, which the case itself does not have.
fn made(case: &Case) -> Text {
    let handover = &case.handover;
    let kind = handover
        .kind
        .map_or("handover", |kind| kind.as_str())
        .replace('-', " ");
    let parties = handover.from_to.as_ref().map(|between| {
        let to: Vec<&str> = between.to.iter().map(|org| org.name.as_str()).collect();
        format!(
            ", from {} to {}",
            between.from.name.as_str(),
            to.join(" and ")
        )
    });
    let day = handover
        .mandate
        .as_ref()
        .map(|mandate| format!(", on {}", mandate.transfer_date));
    let day = day.unwrap_or_default();
    let line = |parties: &str| {
        format!(
            "Made from the record for this reader: the person's care passes on ({kind}){parties}{day}. \
             For more, call back."
        )
    };
    let named = line(&parties.unwrap_or_default());
    named
        .parse()
        .or_else(|_| line("").parse()) // names may be long
        .expect("without names the line is short")
}

/// Who a made line is by: the machine, when the case was authored.
fn by_the_system(case: &Case) -> Option<Provenance> {
    let author = case.handover.author.as_ref()?;
    Some(Provenance {
        recorded_at: When::Instant(author.at.clone()),
        recorded_by: "system".parse().expect("a role"),
        source: Source::Record,
        verification: Verification::Unconfirmed,
    })
}

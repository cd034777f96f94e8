use crate::{
    Answered, Case, Date,
    sections::{Outcome, PregnancyStatus, RiskLevel},
};

/// A safeguarding concern of 511 or 512.
#[derive(Clone, Eq, PartialEq)]
pub struct Concern {
    /// Its SNOMED CT code.
    pub code: String,
    /// Until when it held; `None` if it still does.
    pub to: Option<Date>,
}

/// What extra rules ask of a record.
#[derive(Clone, Default, Eq, PartialEq)]
pub struct Facts {
    /// How the case was closed (703).
    pub outcome: Option<Outcome>,
    /// Whether opioid substitution was still prescribed at exit (705 has a value).
    pub ost_at_exit: bool,
    /// The days on which a MARAC heard the case (510); of one that is known in part, its first and its last.
    pub marac_heard_on: Vec<Date>,
    /// The safeguarding concerns (511, 512).
    pub concerns: Vec<Concern>,
    /// Whether the person is pregnant (110).
    pub pregnancy: Option<PregnancyStatus>,
    /// The level of the latest risk assessment (502).
    pub level: Option<RiskLevel>,
}

impl Facts {
    /// What the case itself says, so that selection and case cannot disagree.
    #[must_use]
    pub fn of_case(case: &Case) -> Self {
        let risk = &case.risk;
        let concerns = [&risk.safeguarding_child, &risk.safeguarding_adult];
        let concerns = concerns.into_iter().filter_map(Answered::value);
        let concerns = concerns.flat_map(|all| all.iter().map(move |one| (one, one.until(all))));
        Self {
            outcome: case
                .closures
                .closure
                .value()
                .and_then(|closure| closure.outcome),
            ost_at_exit: case.closures.ost_at_exit.value().is_some(),
            marac_heard_on: risk
                .marac
                .value()
                .into_iter()
                .flatten()
                .filter_map(|marac| marac.heard_on)
                .flat_map(|on| [on.first_day(), on.last_day()])
                .collect(),
            concerns: concerns
                .filter_map(|(concern, to)| {
                    let code = concern.code.code.as_ref()?.as_str().to_owned();
                    Some(Concern { code, to })
                })
                .collect(),
            pregnancy: case.person.pregnancy.value().map(|answer| answer.status),
            level: risk.level.value().map(|level| level.level),
        }
    }
}

redacted!(Concern, Facts);

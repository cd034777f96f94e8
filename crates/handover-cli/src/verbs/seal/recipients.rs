//! Those to whom cases are sealed.

use handover::{
    Answered, Case, Org, Profile, RefusalClass, VerifiedDirectory, checks::Recipient,
    sections::DistributionChannel,
};
use serde_json::json;

use super::{To, group::is_split};
use crate::{clock::Moment, problem::Problem, refusals::refusal};

/// Those to whom cases are being sealed: each in the directory, each an audience of the profile.
pub(crate) struct Recipients(Vec<(To, Org)>);

impl Recipients {
    /// Finds each of them in profile and directory.
    pub(crate) fn new(
        to: &[To],
        profile: &Profile,
        directory: &VerifiedDirectory,
        moment: Moment,
    ) -> Result<Self, Problem> {
        let mut all = Vec::new();
        for to in to {
            if profile.audience(to.audience.as_str()).is_none() {
                let known: Vec<&str> = profile.audiences().iter().map(|a| a.name()).collect();
                return Err(Problem::usage(
                    format!("{} has no audience {}", profile.reference(), to.audience),
                    format!("It has: {}.", known.join(", ")),
                ));
            }
            let listed = directory.organisation(&to.organisation, moment.posix());
            let listed = listed.ok_or_else(|| {
                refusal(
                    &format!("organisation {}", to.organisation),
                    RefusalClass::NotEntitled,
                    "not in the directory, or its card has ended",
                )
                .advise("Ask the authority to add its card, then use the new directory.")
            })?;
            let name = listed.card().payload().name.as_str();
            all.push((to.clone(), org(name, to.organisation.as_str())?));
        }
        Ok(Self(all))
    }

    /// Whoever they are: no directory is asked.
    #[cfg(test)]
    pub(super) fn of(to: impl IntoIterator<Item = To>) -> Self {
        let named = |to: To| {
            let org = org("Somebody", to.organisation.as_str()).unwrap();
            (to, org)
        };
        Self(to.into_iter().map(named).collect())
    }

    /// Those who open the case as it is, as the checks want to know them.
    pub(crate) fn to_check(&self, profile: &Profile) -> Vec<Recipient> {
        self.0
            .iter()
            .filter(|(to, _)| !is_split(to, profile))
            .map(|(to, org)| Recipient::new(to.audience.as_str().to_owned(), org.clone()))
            .collect()
    }

    /// Those of them whom field 914 of the case names.
    pub(super) fn addressed(&self, case: &Case) -> Vec<To> {
        let names = |to: &To| {
            let mut entries = case.handover.distribution.value().into_iter().flatten();
            entries.any(|entry| {
                let ods = entry.org.as_ref().and_then(|org| org.ods.as_ref());
                entry.audience.as_str() == to.audience.as_str()
                    && entry.channel == DistributionChannel::Package
                    && ods.is_none_or(|ods| ods.as_str() == to.organisation.as_str())
            })
        };
        let all = self.0.iter().map(|(to, _)| to);
        let mut named: Vec<To> = all.filter(|to| names(to)).cloned().collect();
        named.sort();
        named
    }
}

fn org(name: &str, ods: &str) -> Result<Org, Problem> {
    serde_json::from_value(json!({"name": name, "ods": ods})).map_err(|_| {
        Problem::usage(
            "an organisation of the directory has a name that the dataset cannot hold",
            "Ask the authority for a card with a shorter name.",
        )
    })
}

//! What a reason of discharge tells of the outcome: `data/ndtms-discharge-reasons.toml`.

use std::{collections::BTreeMap, sync::LazyLock};

use crate::{CodeSystem, Coded, sections::Outcome};

static NDTMS: LazyLock<BTreeMap<String, Outcome>> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/ndtms-discharge-reasons.toml"))
        .expect("the file of reasons is of this form")
});

impl Coded {
    /// The outcome that this reason of discharge tells, if its list is known and it tells one.
    #[must_use]
    pub fn discharge_outcome(&self) -> Option<Outcome> {
        let code = self.code.as_ref()?.as_str();
        let is_ndtms = matches!(self.system, Some(CodeSystem::Ndtms));
        is_ndtms.then(|| NDTMS.get(code).copied()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_tells_an_outcome_in_its_list_only() {
        let outcome = |json: &str| {
            let reason: Coded = serde_json::from_str(json).unwrap();
            reason.discharge_outcome()
        };
        let of = |code: &str| {
            outcome(&format!(
                r#"{{"text":"x","system":"ndtms","code":"{code}"}}"#
            ))
        };
        assert_eq!(of("85"), Some(Outcome::Unplanned));
        assert_eq!(of("87"), Some(Outcome::Transferred));
        assert_eq!(of("8"), Some(Outcome::Transferred));
        assert_eq!(of("96"), Some(Outcome::Transferred));
        assert_eq!(of("11"), None);
        assert_eq!(
            outcome(r#"{"text":"x","system":"local:x","code":"85"}"#),
            None
        );
        assert_eq!(outcome(r#"{"text":"85"}"#), None);
        assert_eq!(NDTMS.len(), 25);
    }
}

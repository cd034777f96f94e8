//! Each check fails on one change to a worked case that passes them all.

mod answered;
mod assessment;
mod closure;
mod contact;
mod corrected;
mod half_known;
mod maternity;
mod notes;
mod opened;
mod others;
mod prescribing;
mod read;
mod readers;
mod risk;
mod signing;

use serde_json::{Value, json};

use super::*;
use crate::{Answered, CheckId};

const CASELOAD: &str = include_str!("../../../tests/examples/caseload-transfer.json");
const MATERNITY: &str = include_str!("../../../tests/examples/maternity-discharge.json");

/// A worked case that is changed, and what its checks then find.
#[derive(Clone)]
pub(super) struct Worked {
    case: Value,
    profile: Profile,
    pub(super) context: CheckContext,
}

pub(super) fn caseload() -> Worked {
    Worked::new(CASELOAD, "caseload-transfer")
}

pub(super) fn maternity() -> Worked {
    Worked::new(MATERNITY, "maternity-discharge")
}

impl Worked {
    fn new(json: &str, profile: &str) -> Self {
        Self {
            case: serde_json::from_str(json).unwrap(),
            profile: Profile::built_in(profile).unwrap(),
            context: CheckContext::default(),
        }
    }

    /// Sets what stands at a path below `sections`, steps parted by `/`.
    pub(super) fn set(mut self, path: &str, value: Value) -> Self {
        let mut node = &mut self.case["sections"];
        for step in path.split('/') {
            node = match step.parse::<usize>() {
                Ok(n) => &mut node[n],
                Err(_) => &mut node[step],
            };
        }
        *node = value;
        self
    }

    /// Adds an item to the list at a path below `sections`.
    pub(super) fn push(mut self, path: &str, item: Value) -> Self {
        let list = self.case["sections"]
            .pointer_mut(&format!("/{path}"))
            .unwrap();
        list.as_array_mut().unwrap().push(item);
        self
    }

    /// Takes away the member at a path below `sections`.
    pub(super) fn remove(mut self, path: &str) -> Self {
        let (parent, name) = path.rsplit_once('/').unwrap();
        let parent = self.case["sections"]
            .pointer_mut(&format!("/{parent}"))
            .unwrap();
        parent.as_object_mut().unwrap().remove(name).unwrap();
        self
    }

    pub(super) fn context(mut self, change: impl FnOnce(&mut CheckContext)) -> Self {
        change(&mut self.context);
        self
    }

    /// With the profile of that text instead.
    pub(super) fn profile(mut self, edit: impl FnOnce(&str) -> String) -> Self {
        let bytes = Profile::built_in_bytes(self.profile.name()).unwrap();
        let edited = edit(str::from_utf8(bytes).unwrap());
        self.profile = Profile::from_toml(edited.as_bytes()).unwrap();
        self
    }

    pub(super) fn findings(&self) -> Vec<Finding> {
        let case = Case::from_value(self.case.clone()).map_err(|all| {
            all.findings
                .into_iter()
                .map(|one| one.message)
                .collect::<Vec<_>>()
        });
        run(&case.unwrap(), &self.profile, &self.context)
    }

    /// The whole case as that audience would open it, had its sender not split it.
    pub(super) fn opened_by(self, audience: &str) -> Self {
        self.context(|context| context.seen_by = Some(audience.to_owned()))
    }

    /// The paths at which that check finds something.
    pub(super) fn paths(&self, check: u8) -> Vec<String> {
        let findings = self.findings().into_iter();
        findings
            .filter(|one| one.check.number() == check)
            .map(|one| one.path)
            .collect()
    }

    /// Asserts that the check fails at that path and nowhere else.
    pub(super) fn fails(&self, check: u8, path: &str) {
        assert_eq!(self.paths(check), [path], "D-{check:02}");
    }

    /// Asserts that the check fails at those paths and nowhere else.
    pub(super) fn fails_at(&self, check: u8, paths: &[&str]) {
        assert_eq!(self.paths(check), paths, "D-{check:02}");
    }

    pub(super) fn passes(&self, check: u8) {
        assert_eq!(self.paths(check), [""; 0], "D-{check:02}");
    }
}

/// An action as the dataset wants it.
pub(super) fn action(id: &str, kind: &str, due: &str) -> Value {
    json!({
        "id": id, "kind": kind, "text": "do it", "due": due, "priority": "soon",
        "owner": { "org": { "name": "Northgate Recovery" }, "role": "key-worker" },
        "status": "open", "origin": "check", "needs_acceptance": false,
    })
}

#[test]
fn the_worked_cases_are_stopped_by_nothing() {
    for worked in [caseload(), maternity()] {
        let stopping: Vec<String> = worked
            .findings()
            .into_iter()
            .filter(|finding| finding.severity != Severity::Reported)
            .map(|finding| format!("{} {} {}", finding.check, finding.path, finding.message))
            .collect();
        assert_eq!(stopping, [""; 0]);
    }
}

/// S-25: an acknowledgement with a reason silences that check, and only where it may.
#[test]
fn acknowledgements_silence_ack_only() {
    let acknowledgement = |check: &str, reason: &str| {
        json!({
            "check": check, "by": { "name": "M. Farrant", "role": "team-leader" },
            "at": "2026-09-15T09:18:00+01:00", "reason": reason,
        })
    };
    let short = || caseload().set("handover/call_back/value/valid_to", json!("2026-10-30"));
    let list = "handover/acknowledgements/value";
    assert_eq!(short().paths(53).len(), 1);
    short()
        .push(list, acknowledgement("D-53", "desk moves in"))
        .passes(53);
    assert_eq!(
        short()
            .push(list, acknowledgement("D-52", "desk moves in"))
            .paths(53)
            .len(),
        1
    );
    assert_eq!(
        short()
            .push(list, acknowledgement("D-53", " "))
            .paths(53)
            .len(),
        1
    );
    let objected = caseload()
        .set("handover/notice/value/objection", json!(true))
        .push(list, acknowledgement("D-57", "no"));
    assert_eq!(objected.paths(57).len(), 1);
}

/// S-41: a profile makes a check stricter; then it is as strict as it says.
#[test]
fn a_profile_makes_a_check_stricter() {
    let untold = || {
        caseload().set(
            "closures/told_of_closure",
            json!({ "absent": "none-known" }),
        )
    };
    let severity = |worked: &Worked| {
        let findings = worked.findings();
        findings
            .iter()
            .find(|one| one.check == CheckId::new(47))
            .map(|one| one.severity)
    };
    assert_eq!(severity(&untold()), Some(Severity::Reported));
    let strict = untold()
        .profile(|toml| toml.replace("[stale_days]", "[checks]\nD-47 = \"blocks\"\n[stale_days]"));
    assert_eq!(severity(&strict), Some(Severity::Blocks));
    let acknowledged = strict.push(
        "handover/acknowledgements/value",
        json!({
            "check": "D-47", "by": { "name": "M. Farrant", "role": "team-leader" },
            "at": "2026-09-15T09:18:00+01:00", "reason": "nobody to tell",
        }),
    );
    assert_eq!(severity(&acknowledged), Some(Severity::Blocks));
}

/// D-04: a profile says for which occasions it is.
#[test]
fn d04_the_profile_is_for_this_kind_of_handover() {
    caseload().passes(4);
    caseload()
        .set("handover/kind", json!("discharge"))
        .fails(4, "handover.kind");
    maternity().passes(4);
    maternity()
        .set("handover/kind", json!("contract-change"))
        .fails(4, "handover.kind");
}

/// D-05 is run again on what was opened.
#[test]
fn d05_is_run_again() {
    let mut case = Case::from_json(CASELOAD).unwrap();
    case.handover.actions = None;
    let profile = Profile::built_in("caseload-transfer").unwrap();
    let findings = run(&case, &profile, &CheckContext::default());
    let dangling: Vec<_> = findings
        .iter()
        .filter(|one| one.check.number() == 5)
        .collect();
    assert_eq!(dangling.len(), 1);
    assert_eq!(dangling[0].path, "closures.open_at_closure.value[0].action");
}

/// P11: what a log would show of a case and of what was found in it.
#[test]
fn debug_shows_nothing_of_a_person() {
    let worked = caseload()
        .set("person/names/value/0/family", json!("Canary"))
        .set("third_parties/parties/value/0/name", json!("Dale Canary"))
        .set(
            "handover/sbar/value/situation",
            json!("Canary was seen with Dale Canary."),
        )
        .context(|context| {
            context.links.push(LinkedCase {
                names: vec![("Canary".parse().unwrap(), Some("Dale".parse().unwrap()))],
                ..LinkedCase::default()
            })
        });
    let findings = worked.findings();
    assert!(
        findings.iter().any(|one| one.check.number() == 39),
        "{findings:?}"
    );
    let case = Case::from_value(worked.case.clone()).unwrap();
    let name = &case.person.names.value().unwrap()[0];
    let shown = format!(
        "{case:?} {findings:?} {:?} {:?} {:?} {:?} {name:?} {:?} {:?} {:?} {:?}",
        worked.context,
        case.person,
        case.person.names,
        case.person.names.value(),
        name.family,
        case.reference(),
        case.handover.author,
        case.person.birth_date,
    );
    for canary in ["Canary", "NR-20417", "Okell", "1988", "Joanna"] {
        assert!(!shown.contains(canary), "{canary} in {shown}");
    }
}

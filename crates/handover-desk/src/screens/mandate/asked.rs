//! What the form of a mandate asks, and what was answered.

use std::sync::Arc;

use handover::{case::Profile, package::ProfileInForce, trust::OrganisationRole};
use handover_report::Names;

use crate::{answer::Stop, posted::Posted, sitting::Sitting};

/// Every answer, as it was typed.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) kind: String,
    pub(super) from: String,
    pub(super) to: Vec<String>,
    /// `on` a day, or `standing`.
    pub(super) when: String,
    pub(super) day: String,
    pub(super) month: String,
    pub(super) year: String,
    pub(super) profile: String,
    /// `rules` or `listed`.
    pub(super) who_goes: String,
    /// Whether the commissioner agrees to the list of everyone before anything is sent.
    pub(super) list: bool,
    /// Roles that agree to what is sent.
    pub(super) second: Vec<String>,
    /// `profile` or `own`.
    pub(super) times: String,
    /// Number and unit, by row.
    pub(super) deadlines: Vec<(String, String)>,
    pub(super) last: String,
}

/// The rows of deadlines: name of the field, condition, step, what it is counted from, and the words.
pub(super) const ROWS: [(&str, &str, &str, &str, &str); 8] = [
    (
        "d-stored",
        "always",
        "stored",
        "before transfer-date",
        "Everybody: arrived, before the change",
    ),
    (
        "d-accepted",
        "always",
        "accepted",
        "from stored",
        "Everybody: decided on, after arrival",
    ),
    (
        "d-contacted",
        "always",
        "contacted",
        "from transfer-date",
        "Everybody: met, after the change",
    ),
    (
        "d-reviewed",
        "always",
        "reviewed",
        "from transfer-date",
        "Everybody: reviewed, after the change",
    ),
    (
        "h-stored",
        "high",
        "stored",
        "before transfer-date",
        "At high risk: arrived, before the change",
    ),
    (
        "h-accepted",
        "high",
        "accepted",
        "from stored",
        "At high risk: decided on, after arrival",
    ),
    (
        "h-contacted",
        "high",
        "contacted",
        "from transfer-date",
        "At high risk: met, after the change",
    ),
    (
        "h-reviewed",
        "high",
        "reviewed",
        "from transfer-date",
        "At high risk: reviewed, after the change",
    ),
];

/// A row of the table of deadlines.
pub(super) struct DeadlineRow {
    pub(super) field: &'static str,
    pub(super) words: &'static str,
    pub(super) number: String,
    pub(super) unit: String,
}

/// An organisation of the directory.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) id: String,
    pub(super) name: String,
}

impl Default for Asked {
    fn default() -> Self {
        Self {
            kind: "contract-change".to_owned(),
            from: String::new(),
            to: Vec::new(),
            when: "on".to_owned(),
            day: String::new(),
            month: String::new(),
            year: String::new(),
            profile: "caseload-transfer".to_owned(),
            who_goes: "rules".to_owned(),
            list: true,
            second: vec!["team-leader".to_owned()],
            times: "profile".to_owned(),
            deadlines: vec![(String::new(), "wd".to_owned()); ROWS.len()],
            last: String::new(),
        }
    }
}

impl Asked {
    pub(super) fn of(posted: &Posted) -> Self {
        let text = |name: &str| posted.text(name).to_owned();
        let all = |name: &str| posted.all(name).map(str::to_owned).collect();
        let rows = ROWS.iter();
        Self {
            kind: text("kind"),
            from: text("from"),
            to: all("to"),
            when: text("when"),
            day: text("day"),
            month: text("day-m"),
            year: text("day-y"),
            profile: text("profile"),
            who_goes: text("who-goes"),
            list: posted.has("list"),
            second: all("second"),
            times: text("times"),
            deadlines: rows
                .map(|row| (text(row.0), text(&format!("{}-u", row.0))))
                .collect(),
            last: text("last"),
        }
    }

    /// The same, to be posted again.
    pub(super) fn fields(&self) -> Vec<(String, String)> {
        let mut fields: Vec<(String, String)> = [
            ("kind", &self.kind),
            ("from", &self.from),
            ("when", &self.when),
            ("day", &self.day),
            ("day-m", &self.month),
            ("day-y", &self.year),
            ("profile", &self.profile),
            ("who-goes", &self.who_goes),
            ("times", &self.times),
            ("last", &self.last),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.clone()))
        .collect();
        fields.extend(self.list.then(|| ("list".to_owned(), "yes".to_owned())));
        fields.extend(self.to.iter().map(|to| ("to".to_owned(), to.clone())));
        fields.extend(
            self.second
                .iter()
                .map(|role| ("second".to_owned(), role.clone())),
        );
        for (row, (number, unit)) in ROWS.iter().zip(&self.deadlines) {
            fields.push((row.0.to_owned(), number.clone()));
            fields.push((format!("{}-u", row.0), unit.clone()));
        }
        fields
    }

    pub(super) fn rows(&self) -> Vec<DeadlineRow> {
        let rows = ROWS.iter().zip(&self.deadlines);
        rows.map(|(row, (number, unit))| DeadlineRow {
            field: row.0,
            words: row.4,
            number: number.clone(),
            unit: unit.clone(),
        })
        .collect()
    }

    /// Whether a recipient is ticked.
    pub(super) fn takes_on(&self, id: &str) -> bool {
        self.to.iter().any(|to| to == id)
    }

    /// Whether a role is ticked.
    pub(super) fn agrees(&self, role: &str) -> bool {
        self.second.iter().any(|second| second == role)
    }
}

/// The providers of the directory, and everybody in it.
pub(super) fn choices(sitting: &mut Sitting) -> Result<(Vec<Choice>, Vec<Choice>), Stop> {
    let now = sitting.now;
    let directory = Arc::clone(sitting.office()?.directory());
    let names = Names::new(&directory, now);
    let (mut providers, mut all) = (Vec::new(), Vec::new());
    for listed in directory
        .cards()
        .filter(|listed| listed.is_in_force_at(now))
    {
        let id = &listed.card().payload().by;
        let choice = Choice {
            id: id.to_string(),
            name: names.called(id),
        };
        if listed.roles().contains(&OrganisationRole::Provider) {
            providers.push(choice.clone());
        }
        all.push(choice);
    }
    for choices in [&mut providers, &mut all] {
        choices.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.id.cmp(&b.id)));
        choices.dedup_by(|a, b| a.id == b.id);
    }
    Ok((providers, all))
}

/// The built-in datasets that a mandate may name.
pub(super) fn profiles() -> Vec<&'static str> {
    let all = Profile::BUILT_IN.into_iter();
    all.filter(|name| {
        let profile = ProfileInForce::built_in(name);
        profile.is_some_and(|profile| {
            let kinds = profile.profile().kinds();
            kinds
                .iter()
                .any(|kind| ["contract-change", "discharge", "area-move"].contains(&kind.as_str()))
        })
    })
    .collect()
}

/// Roles that the built-in datasets let agree to what is sent.
pub(super) fn roles() -> Vec<String> {
    let mut roles: Vec<String> = Vec::new();
    for profile in profiles().into_iter().filter_map(ProfileInForce::built_in) {
        let asked = profile.profile().sign_off().countersign_roles().iter();
        for role in asked.map(|role| role.as_str().to_owned()) {
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
    }
    roles
}

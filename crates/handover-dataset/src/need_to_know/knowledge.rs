use serde_json::Value;

use super::Clearance;
use crate::{
    ActionKind, Answered, Audience, Case, Items, Label, Org, Role, SectionName, Subject,
    sections::{Origin, Owner},
};

/// Roles that say what they are for.
const RESTRICTED_ROLES: [&str; 10] = [
    "health-visitor",
    "idva",
    "marac-coordinator",
    "midwife",
    "neonatal-nurse",
    "obstetrician",
    "outreach-worker",
    "probation",
    "safeguarding-midwife",
    "social-worker",
];

fn is_of_maternity(role: &str) -> bool {
    matches!(
        role,
        "health-visitor" | "midwife" | "neonatal-nurse" | "obstetrician"
    )
}

/// What one audience may know of one case.
pub(crate) struct Knowledge<'a> {
    pub(super) audience: &'a Audience,
    pub(super) clearance: Clearance<'a>,
    case: &'a Case,
    /// The case as JSON, to look for labels in.
    json: Value,
    /// Those who hand over and take over, and the organisations that the audience is.
    orgs: Vec<&'a Org>,
}

impl<'a> Knowledge<'a> {
    pub(crate) fn new(case: &'a Case, audience: &'a Audience) -> Self {
        let between = case.handover.from_to.as_ref();
        let parties = between.into_iter().flat_map(|between| {
            let to = between.to.iter();
            [&between.from]
                .into_iter()
                .chain(to)
                .chain(&between.commissioner)
        });
        let entries = case.handover.distribution.value().into_iter().flatten();
        let own = entries.filter(|entry| entry.audience.as_str() == audience.name());
        let own = own.filter_map(|entry| entry.org.as_ref());
        Self {
            audience,
            clearance: Clearance::new(case, audience),
            case,
            json: case.to_json(),
            orgs: parties.chain(own).collect(),
        }
    }

    /// Whether the audience may see an item with these labels.
    pub(crate) fn clears(&self, labels: &Option<Items<Label>>) -> bool {
        self.clearance.clears(labels.as_deref().unwrap_or_default())
    }

    /// Whether the audience may know all that words rest on. Words of which nobody said it rest on
    /// the whole case.
    pub(crate) fn knows_all(&self, about: Option<&Items<Subject>>) -> bool {
        match about {
            Some(about) => about.iter().all(|subject| self.knows(subject)),
            None => SectionName::ALL
                .iter()
                .filter(|section| self.case.carries(**section))
                .all(|section| self.knows_section(*section)),
        }
    }

    /// Whether the audience sees that section or field, and nothing in it is labelled for other
    /// eyes. Of `handover` as a whole every audience knows.
    pub(crate) fn knows(&self, subject: &Subject) -> bool {
        let Some(field) = subject.field() else {
            return self.knows_section(subject.section());
        };
        let said = self
            .section(field.section)
            .and_then(|section| section.get(field.name));
        self.opens(field.section)
            && self.audience.has_field(field.section, field.name)
            && !said.is_some_and(|said| self.clearance.hides(said))
    }

    /// Whether the audience sees all of that section.
    fn knows_section(&self, section: SectionName) -> bool {
        section == SectionName::Handover
            || (self.opens(section)
                && !self.audience.is_narrowed(section)
                && !self
                    .section(section)
                    .is_some_and(|said| self.clearance.hides(said)))
    }

    /// Whether the audience opens that section of this case, be it narrowed.
    fn opens(&self, section: SectionName) -> bool {
        let is_lost = section == SectionName::Location
            && self.case.is_protected()
            && !self.audience.keeps_protected();
        !is_lost && self.audience.sections().contains(&section)
    }

    fn section(&self, section: SectionName) -> Option<&Value> {
        self.json.get("sections")?.get(section.as_str())
    }

    /// Whether the audience may know that somebody in that role works with the person: the role of
    /// an advocate against domestic abuse says as much as field 502.
    pub(super) fn knows_role(&self, role: Option<&Role>) -> bool {
        let Some(role) = role else {
            return self.knows_all(None); // whom nobody says what they are for
        };
        match role.as_str() {
            "gp" | "system" => true,
            "key-worker" | "pharmacist" | "prescriber" | "senior-practitioner" | "team-leader" => {
                self.opens(SectionName::Plan)
            }
            role if is_of_maternity(role) => self.knows_of_maternity(),
            "caldicott-guardian" | "idva" | "marac-coordinator" | "outreach-worker"
            | "probation" | "social-worker" => self.opens(SectionName::Risk),
            "safeguarding-midwife" => self.knows_of_maternity() && self.opens(SectionName::Risk),
            _ => self.knows_all(None), // the list of roles is open
        }
    }

    /// Whether the audience may know that the person is with midwives: it sees their section, or one of them signs 915,
    /// which every reader gets.
    fn knows_of_maternity(&self) -> bool {
        let author = self.case.handover.author.as_ref();
        let is_signed = author.is_some_and(|author| is_of_maternity(author.by.role.as_str()));
        is_signed || self.opens(SectionName::Maternity)
    }

    /// Words for people and meetings that the audience may not know of, as texts write them.
    pub(crate) fn unknown_words(&self) -> Vec<String> {
        let is_unknown = |role: &&&str| {
            let role: Role = role.parse().expect("a role");
            !self.knows_role(Some(&role))
        };
        let roles = RESTRICTED_ROLES.iter().filter(is_unknown);
        let words = roles.map(|role| role.replace('-', " "));
        let meeting = (!self.opens(SectionName::Risk)).then(|| "marac".to_owned());
        words.chain(meeting).collect()
    }

    /// Whether the audience may know that something comes from there.
    pub(super) fn knows_origin(&self, origin: Option<Origin>) -> bool {
        let Some(origin) = origin else {
            return self.knows_all(None);
        };
        match origin {
            Origin::Check | Origin::Closure | Origin::Discharge => true, // 902 and 903 say as much
            Origin::Plan | Origin::Prescribing => self.opens(SectionName::Plan),
            Origin::ChildProtection | Origin::Marac => self.opens(SectionName::Risk),
        }
    }

    /// Whether the audience may know that something of that kind is to be done.
    pub(super) fn knows_kind(&self, kind: &ActionKind) -> bool {
        let is_of_risk = matches!(kind.as_str(), "assess-risk" | "safeguarding-referral");
        !is_of_risk || self.opens(SectionName::Risk)
    }

    /// Whether the organisation is a party of the transfer, or the audience itself.
    pub(super) fn knows_org(&self, org: &Org) -> bool {
        self.orgs
            .iter()
            .any(|known| known.name == org.name || (known.ods.is_some() && known.ods == org.ods))
    }

    /// Whether the audience is who does something: by role, or as the organisation of its entry in
    /// 914.
    pub(crate) fn is_owner(&self, owner: &Owner) -> bool {
        let name = self.audience.name();
        let entries = self
            .case
            .handover
            .distribution
            .value()
            .into_iter()
            .flatten();
        let mut own = entries.filter(|entry| entry.audience.as_str() == name);
        let is_own_org = own.any(|entry| {
            let both = entry.org.as_ref().zip(owner.org.as_ref());
            both.is_some_and(|(own, org)| own.name == org.name)
        });
        is_own_org
            || owner
                .role
                .as_ref()
                .is_some_and(|role| name == role.as_str())
    }
}

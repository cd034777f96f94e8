//! What each case lacks, as rows.

use std::{cmp::Reverse, fmt, rc::Rc};

use handover_caseload::CaseFindings;
use handover_dataset::{Answered as _, Case, Condition, Field, Finding, Profile, Severity};

use crate::{
    columns::ACKNOWLEDGED, finding::field_at, form::Stands, order::RANKS, shape::Shapes, view::View,
};

/// What is missing in cases, person by person.
pub struct Gaps<'p> {
    pub(crate) profile: &'p Profile,
    pub(crate) shapes: Shapes,
    acknowledged: Rc<[String]>,
    pub(crate) people: Vec<Lacking>,
}

/// What one case lacks.
pub(crate) struct Lacking {
    pub(crate) reference: String,
    /// The name, as far as there is one.
    pub(crate) who: String,
    /// Whether the risk is high, or nobody can tell.
    pub(crate) is_at_risk: bool,
    /// What stops it or wants somebody's word, the worst first.
    pub(crate) gaps: Vec<Gap>,
    /// What may be acknowledged together, field by field.
    pub(crate) not_read: Vec<Gap>,
    /// What has a sheet of its own.
    pub(crate) forms: Vec<Form>,
}

/// One row to answer.
pub(crate) struct Gap {
    /// What it is about: a field, or a check to acknowledge.
    pub(crate) key: String,
    pub(crate) field: String,
    pub(crate) missing: String,
    pub(crate) read: String,
    pub(crate) may_answer: String,
    /// Where the answer goes.
    pub(crate) place: String,
    pub(crate) choices: Rc<[String]>,
    pub(crate) rank: usize,
}

/// The rows of one field's own sheet.
pub(crate) struct Form {
    pub(crate) field: &'static Field,
    pub(crate) read: String,
    pub(crate) rows: Vec<Stands>,
}

impl<'p> Gaps<'p> {
    /// None yet, of cases under that profile.
    #[must_use]
    pub fn new(profile: &'p Profile) -> Self {
        Self {
            profile,
            shapes: Shapes::default(),
            acknowledged: Rc::from([ACKNOWLEDGED.to_owned()]),
            people: Vec::new(),
        }
    }

    /// What was found in a case: of `None`, whose form is wrong, only what is to be mended.
    pub fn add(&mut self, found: &CaseFindings, case: Option<&Case>) {
        let stops = |finding: &&Finding| finding.severity > Severity::Reported;
        let stopping: Vec<&Finding> = found.findings.iter().filter(stops).collect();
        if stopping.is_empty() {
            return;
        }
        let json = case.map(Case::to_json).unwrap_or_default();
        let view = View {
            profile: self.profile,
            shapes: &self.shapes,
            acknowledged: &self.acknowledged,
            case,
            json: &json,
        };
        let mut lacking = Lacking {
            reference: found.reference.clone(),
            who: view.who(),
            is_at_risk: case.is_none_or(|case| {
                case.meets(Condition::High) || case.risk.level.value().is_none()
            }),
            gaps: view.blocking(&stopping),
            not_read: view.not_read(&stopping),
            forms: view.forms(&stopping),
        };
        lacking.gaps.extend(view.to_acknowledge(&stopping));
        let named: Vec<u16> = lacking.forms.iter().map(|form| form.field.id).collect();
        for gap in &mut lacking.not_read {
            // What may be acknowledged has a sheet of its own only where something else asks for it.
            if field_at(&gap.key).is_some_and(|field| !named.contains(&field.id)) {
                "here".clone_into(&mut gap.place);
            }
        }
        lacking.gaps.sort_by_key(|gap| gap.rank);
        self.people.push(lacking);
    }

    /// How many people lack something, and how many rows there are to answer.
    #[must_use]
    pub fn count(&self) -> (usize, usize) {
        let rows = self.people.iter().map(|one| one.gaps.len()).sum();
        (self.people.len(), rows)
    }

    /// Who lacks most of what matters most comes first.
    pub(crate) fn sort(&mut self) {
        self.people.sort_by_cached_key(|one| {
            let mut counts = [0_usize; RANKS];
            for gap in &one.gaps {
                if let Some(count) = counts.get_mut(gap.rank) {
                    *count = count.saturating_add(1);
                }
            }
            (Reverse(counts), one.reference.clone())
        });
    }
}

impl fmt::Debug for Gaps<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Gaps(..)")
    }
}

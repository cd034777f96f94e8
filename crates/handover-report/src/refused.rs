//! A verb that was refused.

use handover::{caseload::NotSealed, cbor::RefusalClass};
use serde::Serialize;

use crate::{Page, Report, opaque::opaque_debug};

/// A problem for a machine.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProblemFacts {
    /// The word of a refusal, null where nothing was refused.
    class: Option<&'static str>,
    /// The exit code.
    exit: u8,
    /// What to do.
    next: String,
    /// What happened.
    what: String,
}

/// A verb that was refused: the problem, and where cases are the reason, which they are, by the sender's own
/// references.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RefusedVerb {
    #[serde(flatten)]
    named: NamedCases,
    problem: ProblemFacts,
}

/// Cases that are the reason of a refusal.
#[derive(Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NamedCases {
    /// Of `seal`: sealed under this mandate already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub already_sealed: Option<Vec<String>>,
    /// Of `select`: not as they should be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cases: Option<Vec<String>>,
    /// Of `seal`: not to be handed over to this recipient.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extra: Option<Vec<String>>,
    /// Of `seal`: what `--leave-out` would leave out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_out: Option<Vec<LeftOutCase>>,
    /// Of `seal`: of the roster, and not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<Vec<String>>,
    /// Of `seal`: of another mandate by their own word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_mandate: Option<Vec<OtherMandate>>,
}

/// A case that is sealed for nobody, or not for everybody whom it names.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeftOutCase {
    case: String,
    /// The checks that stop it.
    checks: Vec<String>,
    /// For whom it is not sealed, where it is sealed for others.
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    reader: Option<String>,
    why: String,
}

/// A case that says that it is of another mandate.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OtherMandate {
    case: String,
    why: String,
}

opaque_debug!(RefusedVerb);
opaque_debug!(NamedCases);
opaque_debug!(LeftOutCase);
opaque_debug!(OtherMandate);

impl ProblemFacts {
    /// What happened and what to do, with the exit code of a program, and the class of a refusal.
    #[must_use]
    pub fn new(class: Option<RefusalClass>, exit: u8, what: String, next: String) -> Self {
        Self {
            class: class.map(RefusalClass::as_str),
            exit,
            next,
            what,
        }
    }
}

impl RefusedVerb {
    /// A problem, and the cases that are its reason.
    #[must_use]
    pub const fn new(problem: ProblemFacts, named: NamedCases) -> Self {
        Self { named, problem }
    }
}

impl LeftOutCase {
    /// Every case that is in no package, or in one less, with the reason.
    #[must_use]
    pub fn all(not_sealed: &NotSealed) -> Vec<Self> {
        let rows = not_sealed.rows().into_iter();
        rows.map(|one| Self::new(one.case, one.checks, one.reader, one.why.to_owned()))
            .collect()
    }

    /// `case`, the checks that stop it, the `reader` for whom it is not sealed where it is sealed for others, and `why`.
    #[must_use]
    pub const fn new(
        case: String,
        checks: Vec<String>,
        reader: Option<String>,
        why: String,
    ) -> Self {
        Self {
            case,
            checks,
            reader,
            why,
        }
    }
}

impl OtherMandate {
    /// Every case that is of another mandate by its own word.
    #[must_use]
    pub fn all(not_sealed: &NotSealed) -> Vec<Self> {
        let cases = not_sealed.other_mandate.iter();
        cases
            .map(|(case, why)| Self::new(case.clone(), why.to_string()))
            .collect()
    }

    /// `case`, and `why` it is not of this mandate.
    #[must_use]
    pub const fn new(case: String, why: String) -> Self {
        Self { case, why }
    }
}

/// For people the names alone: the two lines on standard error say what is wrong with them.
impl Report for RefusedVerb {
    fn tell(&self, page: &mut Page) {
        self.named.tell(page);
    }
}

impl NamedCases {
    fn tell(&self, page: &mut Page) {
        for (title, cases) in [
            ("Not as it should be", &self.cases),
            ("Sealed already", &self.already_sealed),
            ("Not to be handed over", &self.extra),
            ("Missing", &self.missing),
        ] {
            let cases = cases.as_deref().unwrap_or_default();
            if !cases.is_empty() {
                page.heading(title, "");
                cases.iter().for_each(|case| page.item(case));
            }
        }
        if let Some(cases) = &self.other_mandate {
            page.heading("Of another mandate", "");
            for one in cases {
                page.item(&format!("{}: {}", one.case, one.why));
            }
        }
        tell_left_out(
            page,
            "Would be left out",
            self.left_out.as_deref().unwrap_or_default(),
        );
    }
}

/// Who is in no package, and why, for people.
pub fn tell_left_out(page: &mut Page, title: &str, left_out: &[LeftOutCase]) {
    if !left_out.is_empty() {
        page.heading(title, "");
    }
    for one in left_out {
        let line = format!(
            "{}: {} {} {}",
            one.case,
            one.why.replace('-', " "),
            one.reader.as_deref().unwrap_or_default(),
            one.checks.join(", ")
        );
        page.item(line.trim_end());
    }
}

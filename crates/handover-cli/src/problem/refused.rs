//! A problem as the report of a verb that was refused.

use handover::cbor::RefusalClass;
use handover_report::{Page, Report};
use serde::Serialize;

use super::Problem;

/// A problem for a machine.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ProblemFacts {
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
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RefusedVerb {
    #[serde(flatten)]
    pub(crate) named: NamedCases,
    pub(crate) problem: ProblemFacts,
}

/// Cases that are the reason of a refusal.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct NamedCases {
    /// Of `seal`: sealed under this mandate already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) already_sealed: Option<Vec<String>>,
    /// Of `select`: not as they should be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cases: Option<Vec<String>>,
    /// Of `seal`: not to be handed over to this recipient.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) extra: Option<Vec<String>>,
    /// Of `seal`: what `--leave-out` would leave out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) left_out: Option<Vec<LeftOutCase>>,
    /// Of `seal`: of the roster, and not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) missing: Option<Vec<String>>,
    /// Of `seal`: of another mandate by their own word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) other_mandate: Option<Vec<OtherMandate>>,
}

/// A case that is sealed for nobody, or not for everybody whom it names.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct LeftOutCase {
    pub(crate) case: String,
    /// The checks that stop it.
    pub(crate) checks: Vec<String>,
    /// For whom it is not sealed, where it is sealed for others.
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    pub(crate) reader: Option<String>,
    pub(crate) why: String,
}

/// A case that says that it is of another mandate.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct OtherMandate {
    pub(crate) case: String,
    pub(crate) why: String,
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
pub(crate) fn tell_left_out(page: &mut Page, title: &str, left_out: &[LeftOutCase]) {
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

impl Problem {
    /// For machines.
    pub(crate) fn facts(&self) -> ProblemFacts {
        ProblemFacts {
            class: self.class().map(RefusalClass::as_str),
            exit: self.exit.code(),
            next: self.next.clone(),
            what: self.what.clone(),
        }
    }

    /// The document that `--json` prints instead of a result.
    pub(crate) fn refused_verb(&self) -> RefusedVerb {
        self.refused_for(NamedCases::default())
    }

    /// The report of a refusal for the sake of cases, for the sender's own screen.
    pub(crate) fn refused_for(&self, named: NamedCases) -> RefusedVerb {
        RefusedVerb {
            named,
            problem: self.facts(),
        }
    }
}

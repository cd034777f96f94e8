//! What a person who watches a transfer sees, the answer first: the page of the desk, and the same as a file.

use askama::Template;
use handover::{
    package::Agreeable,
    transfer::CaseState,
    trust::{Countersign, OrganisationId, PosixTime, TransferDay},
};

use super::{
    reconciled::Reconciled,
    steps::Step,
    view::{Completeness, Length, View},
    words::{self, people},
};
use crate::calendar::{moment_in_words, named_day};

/// The whole file: it holds its style, loads nothing and runs nothing.
#[derive(Template)]
#[template(path = "watch/file.html")]
struct WatchFile<'w> {
    title: &'w str,
    style: &'static str,
    body: &'w str,
    made: &'w str,
}

/// What stands in the file and on the page of the desk alike.
#[derive(Template)]
#[template(path = "watch/body.html")]
struct Watch<'a> {
    view: &'a View,
    /// Between whom, and when.
    caption: String,
    question: &'static str,
    headline: String,
    text: String,
    as_of: String,
    settled: u64,
    settled_words: String,
    whole: Option<String>,
    steps: Vec<Step>,
    /// Whose page it is: what they must do is said to them.
    us: Option<&'a OrganisationId>,
    counts: Vec<(u64, &'static str)>,
    holders: Vec<(String, u64)>,
    happened: Vec<Happened>,
}

/// A line of what happened, or will.
struct Happened {
    at: PosixTime,
    when: String,
    what: String,
    class: &'static str,
}

/// What every file of ours begins with: what is there already and does so may be written again.
const BEGINS: &str = "<!doctype html>\n<!-- handover reconcile --page -->\n";

/// Whether a file is a page that [`Reconciled::to_html`] made.
#[must_use]
pub fn is_page(bytes: &[u8]) -> bool {
    bytes.starts_with(BEGINS.as_bytes())
}

impl Reconciled<'_> {
    /// The page as a file: self-contained, no script, nothing loaded, not told by colour alone; a telephone shows it, and
    /// it is printed.
    #[must_use]
    pub fn to_html(&self) -> String {
        let body = self.to_section(None);
        let as_of = moment_in_words(self.report.at);
        let file = WatchFile {
            title: &self.caption(),
            style: crate::STYLE,
            body: &body,
            made: &as_of,
        };
        format!("{BEGINS}{}", rendered(&file))
    }

    /// The same without what stands around it, for a page of the desk of `us`.
    #[must_use]
    pub fn to_section(&self, us: Option<&OrganisationId>) -> String {
        let view = View::of(self, Length::Page);
        rendered(&self.watch(&view, us))
    }

    /// Between whom, and when.
    #[must_use]
    pub fn caption(&self) -> String {
        let (mandate, names) = (self.mandate.payload(), self.names);
        let to: Vec<String> = mandate.to.iter().map(|to| names.called(to)).collect();
        let day = match mandate.transfer {
            TransferDay::On(day) => named_day(day),
            TransferDay::Standing => "standing".to_owned(),
        };
        format!(
            "{} to {}, {day}",
            names.called(&mandate.from),
            to.join(", ")
        )
    }

    /// The answer in one sentence.
    #[must_use]
    pub fn headline(&self) -> String {
        let report = &self.report;
        let (all, open) = (report.read(), self.open());
        let others = report.obstacles.len();
        if report.may_close() && report.is_of_nobody {
            return "Yes, but the lists name nobody at all.".to_owned();
        }
        if report.may_close() {
            let are = match all {
                1 => "1 person is".to_owned(),
                all => format!("All {all} people are"),
            };
            return format!("Yes. {are} accounted for, and everybody has agreed.");
        }
        if self.history.rosters().is_empty() {
            return "Not yet. Nobody has said yet who is handed over.".to_owned();
        }
        let things = match others {
            1 => "one thing stands in the way".to_owned(),
            others => format!("{others} things stand in the way"),
        };
        match open {
            0 => format!("Not yet. All {} are accounted for; {things}.", people(all)),
            1 if all == 1 => "Not yet. Nobody new answers for the 1 person.".to_owned(),
            open if open == all => {
                format!("Not yet. Nobody new answers for any of {}.", people(all))
            }
            1 => format!(
                "Not yet. 1 of {} has nobody new who answers for them.",
                people(all)
            ),
            _ => format!(
                "Not yet. {open} of {} have nobody new who answers for them.",
                people(all)
            ),
        }
    }

    /// How many people are neither taken on nor stay with a reason.
    fn open(&self) -> u64 {
        let totals = self.report.totals.iter();
        totals
            .filter(|(state, _)| !state.is_settled())
            .map(|(_, count)| count)
            .sum()
    }

    fn watch<'a>(&'a self, view: &'a View, us: Option<&'a OrganisationId>) -> Watch<'a> {
        let report = &self.report;
        let totals = report.totals.iter();
        let holders = report.holders.iter();
        Watch {
            view,
            caption: self.caption(),
            question: match self.mandate.payload().transfer {
                TransferDay::On(_) => "May the contract close?",
                TransferDay::Standing => "Is everybody accounted for?",
            },
            headline: self.headline(),
            text: self.if_nothing_changes(),
            as_of: moment_in_words(report.at),
            settled: report.read().saturating_sub(self.open()),
            settled_words: self.settled_words(),
            whole: view.completeness.as_ref().map(Completeness::headline),
            steps: self.steps(),
            us,
            counts: totals
                .map(|(state, count)| (*count, words::short_state(*state)))
                .collect(),
            holders: holders
                .map(|(id, count)| (self.names.called(id), *count))
                .collect(),
            happened: self.happened(),
        }
    }

    fn settled_words(&self) -> String {
        let report = &self.report;
        let all = report.read();
        let count = |is: fn(&CaseState) -> bool| -> u64 {
            let totals = report.totals.iter().filter(|(state, _)| is(state));
            totals.map(|(_, count)| count).sum()
        };
        let taken = count(|state| state.is_accepted());
        let stay = count(|state| matches!(state, CaseState::Excluded));
        let back = count(|state| matches!(state, CaseState::Withdrawn));
        let mut parts = vec![format!("{taken} taken on")];
        if stay > 0 {
            parts.push(format!("{stay} not handed over, with a reason"));
        }
        if back > 0 {
            parts.push(format!("{back} taken back"));
        }
        format!("{} of {all}: {}", taken + stay + back, parts.join(", "))
    }

    /// Who answers for those whom nobody has taken on.
    fn if_nothing_changes(&self) -> String {
        let (mandate, names) = (self.mandate.payload(), self.names);
        let last = names.called(&mandate.last_resort);
        let from = names.called(&mandate.from);
        if self.report.may_close() || self.open() == 0 {
            return String::new();
        }
        match mandate.transfer {
            TransferDay::On(day) if self.report.at >= day.passes() => {
                format!(
                    "Since {} has passed, {last} answers for them.",
                    named_day(day)
                )
            }
            TransferDay::On(day) => format!(
                "{from} answers for them now. If nothing changes, {last} does once {} has passed.",
                named_day(day)
            ),
            TransferDay::Standing => format!(
                "{from} answers for each of them until somebody takes them on; {last} does for whoever is overdue."
            ),
        }
    }

    /// What was agreed and signed, and the day on which the contract passes.
    fn happened(&self) -> Vec<Happened> {
        let (mandate, names, known) = (self.mandate.payload(), self.names, self.known);
        let mut all = Vec::new();
        let mut add = |at: PosixTime, what: String| {
            all.push(Happened {
                at,
                when: moment_in_words(at),
                what,
                class: "",
            });
        };
        add(
            mandate.at,
            format!(
                "{} said what must be handed over",
                names.called(&mandate.by)
            ),
        );
        let agreed = |one: &Countersign, what: &str| {
            let role = match one.role.as_str() {
                Countersign::OFFICE => String::new(),
                role => format!(", as {role},"),
            };
            (
                one.at,
                format!("{}{role} agreed to {what}", names.called(&one.by)),
            )
        };
        for one in Agreeable::new(self.mandate).agreements(known.countersigns()) {
            let (at, what) = agreed(one, "it");
            add(at, what);
        }
        let rosters = known.rosters().iter();
        for roster in rosters.filter(|roster| self.history.rosters().contains(roster.id())) {
            let said = roster.payload();
            let listed = u64::try_from(said.rows.len()).unwrap_or(u64::MAX);
            add(
                said.at,
                format!(
                    "{} signed a list of {}",
                    names.called(&said.by),
                    people(listed)
                ),
            );
            for one in Agreeable::new(roster).agreements(known.countersigns()) {
                let (at, what) = agreed(one, "the list");
                add(at, what);
            }
        }
        for index in known.indexes() {
            let head = index.head().payload();
            if head.mandate.as_ref() == Some(self.mandate.id()) {
                add(
                    head.at,
                    format!(
                        "{} sealed what is known of {}",
                        names.called(&head.by),
                        people(head.count)
                    ),
                );
            }
        }
        all.sort_by_key(|one| one.at);
        let now = Happened {
            at: self.report.at,
            when: "Now".to_owned(),
            what: self.settled_words(),
            class: "here",
        };
        let day = match mandate.transfer {
            TransferDay::On(day) => Some(day),
            TransferDay::Standing => None,
        };
        let passes = day.map(|day| Happened {
            at: day.begins(),
            when: named_day(day),
            what: if day.begins() > self.report.at {
                "The contract passes".to_owned()
            } else {
                "The contract passed".to_owned()
            },
            class: if day.begins() > self.report.at {
                "todo"
            } else {
                ""
            },
        });
        let is_past = passes.as_ref().is_some_and(|day| day.at <= self.report.at);
        let (before, after) = if is_past {
            (passes, None)
        } else {
            (None, passes)
        };
        all.extend(before);
        all.push(now);
        all.extend(after);
        all
    }
}

/// # Panics
///
/// Never: a template has no error of its own, and writing to a `String` does not fail.
fn rendered(template: &impl Template) -> String {
    template
        .render()
        .expect("a template without fallible parts is rendered")
}

//! What terminal and page show: the same rows, in the same words.

use std::collections::BTreeSet;

use handover::{
    case::FIELDS,
    transfer::{Claimed, Delay, Exception, Request, Rung},
    trust::{PosixTime, Token},
};

use super::{
    reconciled::{CaseNames, Reconciled},
    words,
};
use crate::{
    Time,
    amounts::{amount, span},
    calendar::moment_in_words,
};

/// How long lists of cases may become.
#[derive(Clone, Copy)]
pub(super) enum Length {
    Page,
    Terminal,
}

impl Length {
    const fn cases(self) -> usize {
        match self {
            Self::Page => 400,
            Self::Terminal => 12,
        }
    }

    /// A rung, or a kind of exception: by its code for who looks it up, in words for who reads.
    fn named(self, code: &str, words: &'static str) -> String {
        match self {
            Self::Page if words.is_empty() => code.replace('-', " "),
            Self::Page => words.to_owned(),
            Self::Terminal => code.to_owned(),
        }
    }

    fn moment(self, moment: PosixTime) -> String {
        match self {
            Self::Page => moment_in_words(moment),
            Self::Terminal => Time::from(moment).to_string(),
        }
    }
}

/// A reconciliation in rows of words.
pub(super) struct View {
    pub(super) may_close: bool,
    pub(super) answer: &'static str,
    /// What may not be overlooked beside it.
    pub(super) alarm: Option<&'static str>,
    pub(super) obstacles: Vec<String>,
    /// Name and words.
    pub(super) about: Vec<(&'static str, String)>,
    pub(super) totals: Vec<Total>,
    pub(super) read: u64,
    pub(super) holders: Vec<(String, u64)>,
    pub(super) overdue: Vec<Group>,
    pub(super) late: Vec<Group>,
    /// In time by the word of their signers alone.
    pub(super) claimed: Vec<Group>,
    pub(super) exceptions: Vec<Group>,
    pub(super) requests: Vec<RequestRow>,
    pub(super) uncounted: Vec<Uncounted>,
    /// Files that could not be verified, each with its refusal class and the reason in words.
    pub(super) refused: Vec<(String, String, String)>,
    pub(super) completeness: Option<Completeness>,
    pub(super) notes: Vec<String>,
    /// What the names of cases are.
    pub(super) cases_are: &'static str,
}

/// How many cases are in a state.
pub(super) struct Total {
    pub(super) state: &'static str,
    pub(super) meaning: &'static str,
    pub(super) count: u64,
}

/// Cases that have something in common.
pub(super) struct Group {
    pub(super) name: String,
    pub(super) meaning: String,
    pub(super) count: usize,
    /// Which, as far as the list may be long, and how many more.
    pub(super) cases: String,
}

/// A request for somebody who came back.
pub(super) struct RequestRow {
    pub(super) package: String,
    pub(super) parties: String,
    pub(super) answer: String,
}

/// A statement that does not count.
pub(super) struct Uncounted {
    pub(super) kind: &'static str,
    pub(super) id: String,
    pub(super) why: &'static str,
    pub(super) cases: String,
}

/// What the sender reports of answered and absent fields.
pub(super) struct Completeness {
    pub(super) count: u64,
    pub(super) fields: Vec<FieldRow>,
}

impl Completeness {
    /// How whole the cases are, in a sentence or two.
    pub(super) fn headline(&self) -> String {
        let all = self.fields.len();
        let whole = self
            .fields
            .iter()
            .filter(|field| field.lack == Some(0))
            .count();
        let mut lacking: Vec<(u64, &str)> = self
            .fields
            .iter()
            .filter_map(|field| Some((field.lack.filter(|lack| *lack > 0)?, &*field.name)))
            .collect();
        lacking.sort_by_key(|(lack, _)| std::cmp::Reverse(*lack));
        let most: Vec<String> = lacking
            .iter()
            .take(3)
            .map(|(lack, name)| format!("{name} ({lack} of {})", self.count))
            .collect();
        let most = match most.is_empty() {
            true => String::new(),
            false => format!(" Most often without a value: {}.", most.join(", ")),
        };
        format!(
            "{whole} of {all} fields have a value for each of {}.{most}",
            words::people(self.count)
        )
    }
}

pub(super) struct FieldRow {
    /// How many cases have no value; `None` where the count is hidden.
    pub(super) lack: Option<u64>,
    pub(super) name: String,
    pub(super) value: String,
    pub(super) silent: String,
    pub(super) absent: String,
}

impl View {
    pub(super) fn of(reconciled: &Reconciled<'_>, length: Length) -> Self {
        let report = &reconciled.report;
        let may_close = report.may_close();
        let obstacles = report.obstacles.iter();
        let totals = report.totals.iter().map(|(state, count)| Total {
            state: state.as_str(),
            meaning: words::state(*state),
            count: *count,
        });
        let holders = report.holders.iter();
        let exceptions = report.exceptions.iter().map(|(kind, tokens)| {
            let cases = if is_told_as_overdue(reconciled, *kind, tokens) {
                format!(
                    "the same as overdue: {}",
                    length.named(Rung::Accepted.as_str(), words::rung_done(Rung::Accepted))
                )
            } else {
                named(reconciled, tokens.iter(), length)
            };
            Group {
                name: length.named(kind.as_str(), ""),
                meaning: words::exception(*kind).to_owned(),
                count: tokens.len(),
                cases,
            }
        });
        Self {
            may_close,
            answer: match (may_close, report.is_of_nobody) {
                (true, false) => "MAY CLOSE: yes",
                (true, true) => "MAY CLOSE: yes, BUT NOBODY IS LISTED",
                (false, _) => "MAY CLOSE: no",
            },
            alarm: report.is_of_nobody.then_some(words::NOBODY),
            obstacles: obstacles
                .map(|obstacle| {
                    let from = &reconciled.mandate.payload().from;
                    words::obstacle(obstacle, reconciled.names, from, report.is_of_nobody)
                })
                .collect(),
            about: about(reconciled, length),
            totals: totals.collect(),
            read: report.read(),
            holders: holders
                .map(|(id, count)| (reconciled.names.of(id), *count))
                .collect(),
            overdue: delays(reconciled, false, length),
            late: delays(reconciled, true, length),
            claimed: claims(reconciled, length),
            exceptions: exceptions.collect(),
            requests: requests(reconciled),
            uncounted: uncounted(reconciled),
            refused: refused(reconciled),
            completeness: completeness(reconciled),
            notes: notes(reconciled),
            cases_are: match reconciled.cases {
                CaseNames::References(_) => {
                    "Cases are shown by your own references: do not pass this on."
                }
                CaseNames::Tokens => {
                    "Cases are shown by the beginning of their token; only the sender can tell whose it is."
                }
            },
        }
    }
}

/// Names as many cases as the list may have, and says how many more there are.
fn named<'t>(
    reconciled: &Reconciled<'_>,
    tokens: impl ExactSizeIterator<Item = &'t Token>,
    length: Length,
) -> String {
    let more = tokens.len().saturating_sub(length.cases());
    let shown = tokens.take(length.cases());
    let shown: Vec<String> = shown.map(|token| reconciled.cases.short(token)).collect();
    match more {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// Whether these are the cases that are listed as overdue already, one by one.
fn is_told_as_overdue(reconciled: &Reconciled<'_>, kind: Exception, tokens: &[Token]) -> bool {
    let delays = reconciled.report.delays.iter();
    let overdue = delays.filter(|delay| delay.rung == Rung::Accepted && !delay.is_done);
    let overdue: BTreeSet<Token> = overdue.map(|delay| delay.token).collect();
    kind == Exception::NotAccepted
        && tokens.len() == overdue.len()
        && tokens.iter().all(|token| overdue.contains(token))
}

fn about(reconciled: &Reconciled<'_>, length: Length) -> Vec<(&'static str, String)> {
    let (mandate, names) = (reconciled.mandate.payload(), reconciled.names);
    let rosters: Vec<String> = reconciled
        .history
        .rosters()
        .iter()
        .map(words::first_digits)
        .collect();
    let mut about = vec![
        ("Commissioner", names.of(&mandate.by)),
        ("From", names.of(&mandate.from)),
        ("To", names.all(&mandate.to)),
        ("Transfer date", mandate.transfer.to_string()),
        ("Holder of last resort", names.of(&mandate.last_resort)),
        ("As of", length.moment(reconciled.report.at)),
        ("Mandate", words::first_digits(reconciled.mandate.id())),
        ("Rosters that count", rosters.join(", ")),
    ];
    about.retain(|(_, words)| !words.is_empty());
    about
}

fn delays(reconciled: &Reconciled<'_>, is_done: bool, length: Length) -> Vec<Group> {
    let of_rung = |rung: &Rung| {
        let delays = reconciled.report.delays.iter();
        let mut delays: Vec<&Delay> = delays
            .filter(|delay| delay.rung == *rung && delay.is_done == is_done)
            .collect();
        delays.sort_by_key(|delay| (std::cmp::Reverse(delay.by_secs), delay.token));
        let longest = delays.first()?.by_secs;
        let meaning = format!("{}; the longest by {}", words::rung(*rung), span(longest));
        Some(Group {
            name: length.named(rung.as_str(), words::rung_done(*rung)),
            meaning,
            count: delays.len(),
            cases: by_span(reconciled, &delays, length),
        })
    };
    Rung::ALL.iter().filter_map(of_rung).collect()
}

/// What was in time by the word of its signers alone: the claimed time, and when another first saw it.
fn claims(reconciled: &Reconciled<'_>, length: Length) -> Vec<Group> {
    let of_rung = |rung: &Rung| {
        let all = reconciled.report.claimed.iter();
        let all: Vec<&Claimed> = all.filter(|claimed| claimed.rung == *rung).collect();
        let first = all.first()?;
        let earliest = all
            .iter()
            .map(|one| one.claimed)
            .min()
            .unwrap_or(first.claimed);
        let seen = match all.iter().filter_map(|one| one.seen).max() {
            Some(seen) => format!(
                "another first saw it at the latest on {}",
                length.moment(seen)
            ),
            None => "nobody else says when they saw it".to_owned(),
        };
        Some(Group {
            name: length.named(rung.as_str(), words::rung_done(*rung)),
            meaning: format!(
                "claimed from {} on, due {}; {seen}",
                length.moment(earliest),
                length.moment(first.due),
            ),
            count: all.len(),
            cases: named(reconciled, all.iter().map(|one| &one.token), length),
        })
    };
    Rung::ALL.iter().filter_map(of_rung).collect()
}

/// The cases of each span together, the longest first: `by 2 days: a, b; by 1 day: c`.
fn by_span(reconciled: &Reconciled<'_>, delays: &[&Delay], length: Length) -> String {
    let mut room = length.cases();
    let mut shown = Vec::new();
    for same in delays.chunk_by(|a, b| span(a.by_secs) == span(b.by_secs)) {
        let Some(first) = same.first().filter(|_| room > 0) else {
            break;
        };
        let tokens: Vec<Token> = same.iter().take(room).map(|delay| delay.token).collect();
        room = room.saturating_sub(tokens.len());
        let cases = named(reconciled, tokens.iter(), length);
        shown.push(format!("by {}: {cases}", span(first.by_secs)));
    }
    match delays.len().saturating_sub(length.cases()) {
        0 => shown.join("; "),
        more => format!("{} and {more} more", shown.join("; ")),
    }
}

/// Each by the package that asks: no token of a roster belongs to it that anybody but the holder knows.
fn requests(reconciled: &Reconciled<'_>) -> Vec<RequestRow> {
    let names = reconciled.names;
    let row = |request: &Request| RequestRow {
        package: words::first_digits(&request.package),
        parties: format!("{} asks {}", names.of(&request.by), names.of(&request.to)),
        answer: words::answer(request, names, &reconciled.mandate.payload().last_resort),
    };
    reconciled.requests.iter().map(row).collect()
}

fn uncounted(reconciled: &Reconciled<'_>) -> Vec<Uncounted> {
    let named = reconciled.report.uncounted.iter();
    let shown = |tokens: &[Token]| match tokens {
        [] => "all of it".to_owned(),
        [first, second, third, _, ..] => {
            let first = [first, second, third].map(|token| reconciled.cases.short(token));
            format!("{} and {} more", first.join(", "), tokens.len() - 3)
        }
        few => {
            let few: Vec<String> = few
                .iter()
                .map(|token| reconciled.cases.short(token))
                .collect();
            few.join(", ")
        }
    };
    named
        .map(|what| Uncounted {
            kind: what.kind.as_str(),
            id: words::first_digits(&what.statement),
            why: words::why(what.why),
            cases: shown(&what.tokens),
        })
        .collect()
}

fn refused(reconciled: &Reconciled<'_>) -> Vec<(String, String, String)> {
    let refused = reconciled.refused.iter();
    refused
        .map(|file| (file.file.clone(), file.class.to_string(), file.why.clone()))
        .collect()
}

fn completeness(reconciled: &Reconciled<'_>) -> Option<Completeness> {
    let (_, report) = reconciled.report.completeness.as_ref()?;
    let count = |count: &Option<u64>| count.map_or_else(|| "hidden".to_owned(), |n| n.to_string());
    let fields = report.fields.iter().map(|field| {
        let id = u16::try_from(field.0).ok();
        let known = id.and_then(|id| FIELDS.into_iter().flatten().find(|field| field.id == id));
        let absent = field
            .3
            .iter()
            .map(|(reason, n)| format!("{reason}: {}", count(n)));
        FieldRow {
            name: match known {
                Some(known) => format!("{} {}", field.0, known.name),
                None => field.0.to_string(),
            },
            lack: field.1.map(|value| report.count.saturating_sub(value)),
            value: count(&field.1),
            silent: count(&field.2),
            absent: absent.collect::<Vec<_>>().join(", "),
        }
    });
    Some(Completeness {
        count: report.count,
        fields: fields.collect(),
    })
}

fn notes(reconciled: &Reconciled<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(later) = reconciled.superseded {
        notes.push(format!(
            "The mandate {} has taken the place of this one: nothing new goes under this one.",
            words::first_digits(later.id())
        ));
    }
    if reconciled.under_no_mandate > 0 {
        notes.push(format!(
            "Left aside: {} under no mandate (packages, and what was said of them).",
            amount(reconciled.under_no_mandate, "statement")
        ));
    }
    if reconciled.report.not_engaged > 0 {
        notes.push(format!(
            "Persons who did not come after acceptance: {}.",
            amount(reconciled.report.not_engaged, "time")
        ));
    }
    notes
}

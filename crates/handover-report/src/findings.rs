//! Findings on a caseload, told to the people who have to mend them: first what one answer mends in many cases, then case by case.

use std::collections::BTreeMap;

use handover::{
    case::{CheckId, Finding, Severity},
    caseload::CaseFindings,
};

use crate::{Paint, amounts::amount, tame};

/// From so many cases on, a finding is told once for all of them.
const MANY: usize = 5;

/// Check and path: what one kind of answer mends.
type Kind<'a> = (CheckId, &'a str);

/// The report over `cases`; what is only reported is listed if `all`.
#[must_use]
pub fn report(cases: &[CaseFindings], all: bool, paint: Paint) -> String {
    let mut text = String::new();
    let told = |finding: &&Finding| all || finding.severity > Severity::Reported;
    let mut alike: BTreeMap<Kind<'_>, Vec<(&CaseFindings, &Finding)>> = BTreeMap::new();
    for case in cases {
        for finding in case.findings.iter().filter(told) {
            alike
                .entry(kind(finding))
                .or_default()
                .push((case, finding));
        }
    }
    alike.retain(|_, found| found.len() >= MANY);
    in_many(&mut text, cases.len(), &alike, paint);
    for case in cases {
        let own: Vec<&Finding> = case
            .findings
            .iter()
            .filter(told)
            .filter(|finding| !alike.contains_key(&kind(finding)))
            .collect();
        if !own.is_empty() {
            case_by_case(&mut text, case, &own, paint);
        }
    }
    summary(&mut text, cases, paint);
    text
}

fn kind(finding: &Finding) -> Kind<'_> {
    (finding.check, &finding.path)
}

fn in_many(
    text: &mut String,
    number_of_cases: usize,
    alike: &BTreeMap<Kind<'_>, Vec<(&CaseFindings, &Finding)>>,
    paint: Paint,
) {
    if alike.is_empty() {
        return;
    }
    line(text, &paint.heading("IN MANY CASES"));
    for ((check, path), found) in alike {
        let Some((_, first)) = found.first() else {
            continue;
        };
        let how_many = if found.len() == number_of_cases {
            format!("all {number_of_cases} cases")
        } else {
            format!("{} cases", found.len())
        };
        let is_same = found
            .iter()
            .all(|(_, finding)| finding.message == first.message);
        if is_same {
            let said = format!("{} ({check}, in {how_many})", said(first));
            entry(text, first.severity, &said, paint);
            if found.len() < number_of_cases {
                let cases = found.iter().map(|(case, _)| case.reference.clone());
                list(text, &cases.collect::<Vec<_>>(), paint);
            }
        } else {
            entry(
                text,
                first.severity,
                &format!("{path} ({check}, in {how_many})"),
                paint,
            );
            let cases = found.iter().map(|(case, finding)| {
                let message = finding.message.trim_end_matches('.');
                format!("{} {}", case.reference, tame(message).replace('\n', " "))
            });
            list(text, &cases.collect::<Vec<_>>(), paint);
        }
    }
    text.push('\n');
}

fn case_by_case(text: &mut String, case: &CaseFindings, own: &[&Finding], paint: Paint) {
    line(
        text,
        &format!(
            "{}  {}",
            paint.strong(&format!("CASE {}", case.reference)),
            paint.faint(&case.file)
        ),
    );
    for finding in own {
        let said = format!("{} ({})", said(finding), finding.check);
        entry(text, finding.severity, &said, paint);
    }
    text.push('\n');
}

/// A finding on one line: where, and what to do; some messages name the place themselves.
#[must_use]
pub fn said(finding: &Finding) -> String {
    let message = tame(&finding.message).replace('\n', " ");
    let field = finding.path.rsplit('.').next().unwrap_or_default();
    let message = match message.strip_prefix(&format!("{field}: ")) {
        Some(rest) => rest.to_owned(),
        None => message,
    };
    if message.starts_with(&finding.path) {
        message
    } else {
        format!("{}: {message}", finding.path)
    }
}

fn entry(text: &mut String, severity: Severity, said: &str, paint: Paint) {
    let mark = match severity {
        Severity::Blocks => paint.danger("blocks  "),
        Severity::Ack => paint.warning("answer  "),
        Severity::Reported => paint.faint("reported"),
    };
    let options = textwrap::Options::new(paint.columns())
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .subsequent_indent("            ");
    for row in textwrap::wrap(&format!("  {mark}  {said}"), options) {
        line(text, &row);
    }
}

/// Cases on as few lines as they need, none of them broken.
fn list(text: &mut String, cases: &[String], paint: Paint) {
    let indent = "              ";
    let options = textwrap::Options::new(paint.columns())
        .word_separator(textwrap::WordSeparator::Custom(whole))
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .initial_indent(indent)
        .subsequent_indent(indent);
    for row in textwrap::wrap(&cases.join("; "), options) {
        line(text, &row);
    }
}

/// Words that end with `; `.
fn whole(line: &str) -> Box<dyn Iterator<Item = textwrap::core::Word<'_>> + '_> {
    Box::new(line.split_inclusive("; ").map(textwrap::core::Word::from))
}

fn summary(text: &mut String, cases: &[CaseFindings], paint: Paint) {
    let blocked = cases.iter().filter(|case| case.is_blocked()).count();
    let ready = cases.len().saturating_sub(blocked);
    let number = |number: usize| amount(number, "case");
    let to_acknowledge = cases
        .iter()
        .flat_map(|case| &case.findings)
        .filter(|finding| finding.severity == Severity::Ack)
        .count();
    line(
        text,
        &paint.good(&format!("{} ready to be sealed.", number(ready))),
    );
    if blocked > 0 {
        line(
            text,
            &paint.danger(&format!("{} not ready.", number(blocked))),
        );
    }
    if to_acknowledge > 0 {
        line(
            text,
            "Where it says `answer`: mend it, or acknowledge it with name and reason in \
             handover.acknowledgements.",
        );
    }
}

fn line(text: &mut String, row: &str) {
    text.push_str(row.trim_end());
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(reference: &str, findings: &[(u8, Severity, &str)]) -> CaseFindings {
        CaseFindings {
            reference: reference.to_owned(),
            file: "0001.json".to_owned(),
            findings: findings
                .iter()
                .map(|(check, severity, path)| Finding {
                    check: CheckId::new(*check),
                    severity: *severity,
                    path: (*path).to_owned(),
                    message: "Give a value or a reason.".to_owned(),
                })
                .collect(),
        }
    }

    #[test]
    fn tells_once_what_is_the_same_in_many_cases() {
        let mut cases: Vec<CaseFindings> = (0..6)
            .map(|n| {
                case(
                    &format!("c-{n}"),
                    &[(1, Severity::Blocks, "handover.call_back")],
                )
            })
            .collect();
        cases.push(case("c-9", &[(27, Severity::Ack, "risk.assessed")]));
        cases.push(case("c-10", &[(24, Severity::Reported, "plan.plan_state")]));
        let text = report(&cases, false, Paint::plain());
        assert_eq!(text.matches("handover.call_back").count(), 1);
        assert!(text.contains("(D-01, in 6 cases)"));
        assert!(text.contains("CASE c-9"));
        assert!(!text.contains("c-10"), "reported only with --all");
        assert!(text.contains("1 case ready to be sealed."));
        assert!(text.contains("7 cases not ready."));
        assert!(report(&cases, true, Paint::plain()).contains("CASE c-10"));
    }
}

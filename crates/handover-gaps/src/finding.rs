//! What a finding asks for, and how it is said to whoever answers.

use handover_dataset::{
    CheckId, Field, Finding, SectionName, Severity, TextDigest, checks::action_of, plain_words,
};
use serde_json::Value;

use crate::{columns::field_words, order::rank};

/// The check that counts what was not read and may go all the same.
pub(crate) const NOT_READ: CheckId = CheckId::new(60);

/// The check that a hidden place stands nowhere else: a practitioner may answer for one text that it reveals nothing.
const PLACE_HIDDEN: CheckId = CheckId::new(19);

/// The fields without which the texts are to be read (check D-64).
const INSTEAD_OF_READING: [(SectionName, &str); 3] = [
    (SectionName::Risk, "assessed"),
    (SectionName::Risk, "red_flags"),
    (SectionName::Contact, "safe_contact"),
];

/// The fields that these findings ask for, but for what may be acknowledged together; the worst first.
pub(crate) fn opened(findings: &[&Finding]) -> Vec<&'static Field> {
    let mut fields: Vec<&'static Field> = Vec::new();
    for finding in findings
        .iter()
        .filter(|one| !(one.check == NOT_READ && is_ack(one)))
    {
        if finding.check == CheckId::READ {
            let named = INSTEAD_OF_READING.into_iter();
            fields.extend(named.filter_map(|(section, name)| Field::named(section, name)));
        } else {
            fields.extend(field_at(&finding.path));
        }
        if action_of(finding.check).is_some() {
            fields.extend(Field::named(SectionName::Handover, "actions"));
        }
    }
    fields.sort_by_key(|field| (rank(field), field.id));
    fields.dedup();
    fields
}

pub(crate) const HELD: &str = "the record holds it, and it was not read";

pub(crate) fn is_ack(finding: &Finding) -> bool {
    finding.severity == Severity::Ack
}

/// The field in which a path begins.
pub(crate) fn field_at(path: &str) -> Option<&'static Field> {
    let mut steps = path.split(['.', '[']);
    let (section, name) = (steps.next()?, steps.next()?);
    let section = SectionName::ALL
        .iter()
        .find(|one| one.as_str() == section)?;
    Field::named(*section, name)
}

/// The path of the field in which a finding stands.
pub(crate) fn key_of<'f>(finding: &'f Finding, field: &Field) -> &'f str {
    let len = field.section.as_str().len() + 1 + field.name.len();
    finding.path.get(..len).unwrap_or_default()
}

/// What is missing, in words: which member, what the check says, and which action would answer it.
pub(crate) fn missing(finding: &Finding) -> String {
    let said = lacking(finding);
    match action_of(finding.check) {
        Some(kind) => format!("{said} Or an open action of the kind {kind}."),
        None => said,
    }
}

fn lacking(finding: &Finding) -> String {
    if matches!(finding.check.number(), 59 | 60) {
        return format!("{HELD}.");
    }
    let Some((_, member)) = finding.path.split_once(".value") else {
        let field = finding.path.rsplit('.').next().unwrap_or_default();
        return without(&finding.message, field).to_owned();
    };
    let words: Vec<String> = member
        .split(['.', '[', ']'])
        .filter(|step| !step.is_empty())
        .map(|step| match step.parse::<usize>() {
            Ok(place) => format!("no. {}", place.saturating_add(1)),
            Err(_) => plain_words(step),
        })
        .collect();
    let last = words.last().map_or("", String::as_str);
    let message = without(&finding.message, last);
    let field = field_at(&finding.path).map(field_words).unwrap_or_default();
    format!("{field}, {}: {message}", words.join(", "))
}

/// A message without the name at its head, which stands before it already.
fn without<'m>(message: &'m str, name: &str) -> &'m str {
    let rest = message.strip_prefix(name);
    let rest = rest.and_then(|rest| rest.strip_prefix(':'));
    rest.map_or(message, str::trim_start)
}

/// Of a check that is answered for one text: the text's digest, which the acknowledgement names.
pub(crate) fn text_digest(finding: &Finding, case: &Value) -> Option<String> {
    if finding.check != PLACE_HIDDEN {
        return None;
    }
    let mut at = case.get("sections")?;
    for step in finding.path.split(['.', '[']) {
        at = match step.strip_suffix(']') {
            Some(place) => at.get(place.parse::<usize>().ok()?)?,
            None => at.get(step)?,
        };
    }
    Some(TextDigest::of(at.as_str()?).as_str().to_owned())
}

/// Whether a reason in the place of a value answers this finding: that there was silence, or that it was not read.
pub(crate) fn may_be_absent(finding: &Finding) -> bool {
    matches!(finding.check.number(), 1 | 59 | 60)
}

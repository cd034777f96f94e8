//! What an answer to a field is made of, as the schema of a case says it.

use std::{collections::BTreeMap, rc::Rc};

use handover_dataset::{FIELDS, Field, case_schema, plain_words, title_words};
use serde_json::Value;

use crate::{
    cell::Kind,
    columns::{choices_of, reasons},
};

/// What an answer to a field is made of.
pub(crate) enum Shape {
    /// Rows of these members, one for each item.
    Items(Vec<Member>),
    /// One row of these members.
    Object(Vec<Member>),
    /// One cell.
    One(Kind),
}

/// A member that a cell holds.
pub(crate) struct Member {
    /// Where it stands in the value.
    pub(crate) path: Vec<Step>,
    /// What it says.
    pub(crate) note: String,
    pub(crate) kind: Kind,
}

/// One step to a member.
pub(crate) struct Step {
    pub(crate) name: String,
    /// Whether what it stands in cannot be without it.
    pub(crate) is_required: bool,
}

/// The shapes of all fields, and the words that their gaps are answered with.
pub(crate) struct Shapes {
    by_field: BTreeMap<u16, Shape>,
    /// By field, and whether a reason will do.
    choices: BTreeMap<(u16, bool), Rc<[String]>>,
}

/// The schema of a case.
struct Schema(Value);

/// Members that are about a statement, and not of it.
const BESIDE: [&str; 3] = ["provenance", "labels", "about"];

/// How somebody who is named is reached: it has no column, and stays where it stands.
const REACHED: [&str; 2] = ["email", "phone"];

/// The definitions, by the name of the section.
fn definition(section: &str) -> String {
    section.split('_').map(title_words).collect()
}

impl Default for Shapes {
    fn default() -> Self {
        let schema = Schema(case_schema());
        let fields = || FIELDS.into_iter().flatten();
        let shape = |field: &Field| Some((field.id, schema.shape(field)?));
        let by_field: BTreeMap<u16, Shape> = fields().filter_map(shape).collect();
        let words = |field: &Field, may_be_absent: bool| {
            let mut words = match by_field.get(&field.id) {
                Some(Shape::One(kind)) => choices_of(kind),
                _ => Vec::new(),
            };
            if may_be_absent {
                words.extend(reasons().map(|reason| reason.in_words().to_owned()));
            }
            ((field.id, may_be_absent), Rc::from(words))
        };
        let choices = fields().flat_map(|field| [words(field, false), words(field, true)]);
        Self {
            choices: choices.collect(),
            by_field,
        }
    }
}

impl Shapes {
    /// What the answer to a field is made of; none for what no cell can hold.
    pub(crate) fn of(&self, field: &Field) -> Option<&Shape> {
        self.by_field.get(&field.id)
    }

    /// The words of a gap of this field, and the reasons where one will do.
    pub(crate) fn choices(&self, field: &Field, may_be_absent: bool) -> Rc<[String]> {
        let choices = self.choices.get(&(field.id, may_be_absent));
        choices.map_or_else(|| Rc::from([]), Rc::clone)
    }
}

impl Schema {
    /// What the answer to a field is made of; none for what no cell can hold.
    fn shape(&self, field: &Field) -> Option<Shape> {
        let section = self.definition(&definition(field.section.as_str()))?;
        let stated = section.get("properties")?.get(field.name)?;
        let value = if field.is_plain {
            stated
        } else {
            self.resolved(stated).get("properties")?.get("value")?
        };
        if let Some(kind) = self.kind(value) {
            return Some(Shape::One(kind));
        }
        let value = self.resolved(value);
        let (of, is_list) = match value.get("items") {
            Some(items) => (self.resolved(items), true),
            None => (value, false),
        };
        let members = self.members(of, &[]);
        match (members.is_empty(), is_list) {
            (true, _) => None,
            (false, true) => Some(Shape::Items(members)),
            (false, false) => Some(Shape::Object(members)),
        }
    }

    fn definition(&self, name: &str) -> Option<&Value> {
        self.0.get("$defs")?.get(name)
    }

    fn name(schema: &Value) -> Option<&str> {
        schema.get("$ref")?.as_str()?.rsplit('/').next()
    }

    /// What a reference stands for.
    fn resolved<'s>(&'s self, schema: &'s Value) -> &'s Value {
        let named = Self::name(schema).and_then(|name| self.definition(name));
        named.unwrap_or(schema)
    }

    /// What a cell holds of it; none if it takes several.
    fn kind(&self, schema: &Value) -> Option<Kind> {
        let of = self.resolved(schema);
        let codes = of.get("oneOf").and_then(Value::as_array);
        let codes = codes.map(|all| all.iter().filter_map(|one| one.get("const")?.as_str()));
        if let Some(codes) = codes.map(|codes| codes.map(str::to_owned).collect::<Vec<_>>())
            && !codes.is_empty()
        {
            return Some(Kind::Codes(codes));
        }
        match of.get("type").and_then(Value::as_str)? {
            "boolean" => Some(Kind::Flag),
            "integer" => Some(Kind::Number),
            "array" => Some(Kind::Several(Box::new(self.kind(of.get("items")?)?))),
            "string" => Some(match Self::name(schema).unwrap_or_default() {
                "Date" => Kind::Day,
                "Instant" => Kind::Moment,
                "PartialDate" => Kind::PartOfDay,
                "Role" => Kind::Role,
                "When" => Kind::DayOrMoment,
                _ => Kind::Text,
            }),
            _ => None,
        }
    }

    /// The members of an object, and those of the objects in it: of an object that may be missing what it cannot be without,
    /// and what else cells can hold.
    fn members(&self, object: &Value, at: &[(&str, bool)]) -> Vec<Member> {
        let mut all = Vec::new();
        let required: Vec<&str> = object
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let properties = object.get("properties").and_then(Value::as_object);
        let properties = properties.into_iter().flatten();
        for (name, schema) in properties.filter(|(name, _)| !BESIDE.contains(&name.as_str())) {
            if !at.is_empty() && REACHED.contains(&name.as_str()) {
                continue;
            }
            let is_required = required.contains(&name.as_str());
            let here = [at, &[(name.as_str(), is_required)]].concat();
            let of = self.resolved(schema);
            if let Some(kind) = self.kind(schema) {
                let says = schema.get("description").or_else(|| of.get("description"));
                all.push(Member {
                    path: here.iter().map(Step::of).collect(),
                    note: says.and_then(Value::as_str).unwrap_or_default().to_owned(),
                    kind,
                });
            } else if let Some(values) = of.get("additionalProperties").filter(|of| of.is_object())
            {
                for channel in handover_dataset::Channel::ALL {
                    let here = [&here[..], &[(channel.as_str(), false)]].concat();
                    all.extend(self.members(self.resolved(values), &here));
                }
            } else if at.is_empty() || is_required {
                all.extend(self.members(of, &here));
            }
        }
        // What it cannot be without comes first.
        all.sort_by_key(|member| !member.path.iter().all(|step| step.is_required));
        all
    }
}

impl Step {
    fn of((name, is_required): &(&str, bool)) -> Self {
        Self {
            name: (*name).to_owned(),
            is_required: *is_required,
        }
    }
}

impl Member {
    /// What stands over its column.
    pub(crate) fn heading(&self) -> String {
        let name = |(depth, step): (usize, &Step)| match (depth, step.name.as_str()) {
            (_, "text") => "in words".to_owned(),
            (1.., "code") => "number in the list".to_owned(),
            (1.., "system") => "list".to_owned(),
            (_, name) => plain_words(name),
        };
        let names: Vec<String> = self.path.iter().enumerate().map(name).collect();
        title_words(&names.join(", "))
    }

    /// What stands there in a value.
    pub(crate) fn of<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        self.path
            .iter()
            .try_fold(value, |value, step| value.get(&step.name))
    }

    /// Whether a value that is there lacks it: it cannot be without what stands on the way.
    pub(crate) fn is_lacking(&self, value: &Value) -> bool {
        let mut at = Some(value);
        for step in &self.path {
            let next = at.and_then(|value| value.get(&step.name));
            if next.is_none() && !step.is_required {
                return false;
            }
            at = next;
        }
        at.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::{MAX_LIST, form_name};

    /// Each field can be answered in a workbook, and no list of words is longer than a drop-down holds.
    #[test]
    fn every_field_has_a_shape() {
        let shapes = Shapes::default();
        let mut names = Vec::new();
        for field in FIELDS.into_iter().flatten() {
            let shape = shapes.of(field);
            let members = match &shape {
                Some(Shape::Items(members) | Shape::Object(members)) => members,
                Some(Shape::One(kind)) => {
                    assert!(
                        choices_of(kind).join(",").len() < MAX_LIST,
                        "{}",
                        field.name
                    );
                    continue;
                }
                None => panic!("{}", field.name),
            };
            let mut headings: Vec<String> = members.iter().map(Member::heading).collect();
            headings.sort();
            let count = headings.len();
            headings.dedup();
            assert_eq!(count, headings.len(), "{}", field.name);
            for member in members {
                assert!(choices_of(&member.kind).join(",").len() < MAX_LIST);
            }
            let name = form_name(field);
            assert!(name.len() <= 31, "{name}");
            names.push(name);
        }
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(count, names.len());
    }

    #[test]
    fn members_of_members_have_columns_of_their_own() {
        let shapes = Shapes::default();
        let field = |section, name| {
            let field = Field::named(section, name).unwrap();
            match shapes.of(field) {
                Some(Shape::Items(members) | Shape::Object(members)) => members
                    .iter()
                    .map(Member::heading)
                    .collect::<Vec<_>>()
                    .join("; "),
                _ => panic!(),
            }
        };
        use handover_dataset::SectionName::{Contact, Handover, Plan, Risk};
        assert_eq!(field(Risk, "level"), "Level; Basis; Local label; Set by");
        assert!(field(Plan, "prescribing").contains("Dose, amount; Dose, unit"));
        assert!(field(Contact, "safe_contact").contains("Channels, call, safe"));
        assert!(field(Handover, "notice").contains("Override, caldicott guardian, name"));
    }
}

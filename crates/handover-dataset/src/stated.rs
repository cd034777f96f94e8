use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self},
    ser::SerializeMap,
};

use crate::{AbsentReason, Correction, Items, Label, Provenance, Text};

/// What a statement says: a value, or the reason why there is none.
#[derive(Clone, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "given or absent: there is no third"
)]
pub enum Answer<T> {
    /// There is no value, for this reason.
    Absent(AbsentReason),
    /// The value.
    Given(T),
}

/// A field of the dataset: an answer, where it comes from and who may not see it.
///
/// `Stated<T>` of dataset section 2. Silence is not a `Stated`, but its absence from the section.
#[derive(Clone, Eq, PartialEq)]
pub struct Stated<T> {
    /// The value, or the reason why there is none.
    pub answer: Answer<T>,
    /// Whether the sender holds more of the value than stands here: a part of it was not read.
    pub is_incomplete: bool,
    /// What else is to be said; must not tell what is withheld.
    pub note: Option<Text>,
    /// Where it comes from; if missing, the section's own provenance holds, whole.
    pub provenance: Option<Provenance>,
    /// Who may not see it.
    pub labels: Option<Items<Label>>,
    /// Who changed it, when and why: the latest last.
    pub corrected: Option<Items<Correction>>,
    /// The statements that contradict this one, which is the one that shows more risk.
    pub conflicts: Option<Items<Contradiction<T>>>,
}

/// A statement that contradicts another. It has no contradictions of its own.
#[derive(Clone, Eq, PartialEq)]
pub struct Contradiction<T> {
    /// The value, or the reason why there is none.
    pub answer: Answer<T>,
    /// What else is to be said.
    pub note: Option<Text>,
    /// Where it comes from; if missing, the section's own provenance holds, whole.
    pub provenance: Option<Provenance>,
    /// Who may not see it.
    pub labels: Option<Items<Label>>,
}

impl<T> Stated<T> {
    /// A statement of a value and nothing else.
    #[must_use]
    pub const fn given(value: T) -> Self {
        Self::plain(Answer::Given(value))
    }

    /// A statement that there is no value.
    #[must_use]
    pub const fn absent(reason: AbsentReason) -> Self {
        Self::plain(Answer::Absent(reason))
    }

    const fn plain(answer: Answer<T>) -> Self {
        Self {
            answer,
            is_incomplete: false,
            note: None,
            provenance: None,
            labels: None,
            corrected: None,
            conflicts: None,
        }
    }

    /// The corrections, the latest last; often none.
    #[must_use]
    pub fn corrections(&self) -> &[Correction] {
        self.corrected.as_deref().unwrap_or_default()
    }

    /// The labels; often none.
    #[must_use]
    pub fn labels(&self) -> &[Label] {
        self.labels.as_deref().unwrap_or_default()
    }
}

/// Looks through a field that may be silent.
pub trait Answered<T> {
    /// The value, if there is one.
    fn value(&self) -> Option<&T>;
    /// The reason why there is none, if that is the answer.
    fn absent_reason(&self) -> Option<AbsentReason>;
}

impl<T> Answered<T> for Option<Stated<T>> {
    fn value(&self) -> Option<&T> {
        match &self.as_ref()?.answer {
            Answer::Given(value) => Some(value),
            Answer::Absent(_) => None,
        }
    }

    fn absent_reason(&self) -> Option<AbsentReason> {
        match &self.as_ref()?.answer {
            Answer::Given(_) => None,
            Answer::Absent(reason) => Some(*reason),
        }
    }
}

/// What a refusal under check D-02 says.
pub(crate) const TWO_THINGS: &str = "says two things";

/// The members as they stand in JSON and CBOR.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct StatedMembers<T> {
    /// The value: this or `absent`.
    value: Option<T>,
    /// The reason why there is no value.
    absent: Option<AbsentReason>,
    /// Always true where it stands: the sender holds more of the value, which was not read.
    incomplete: Option<bool>,
    /// What else is to be said.
    note: Option<Text>,
    /// Where it comes from, if not from where the section does.
    provenance: Option<Provenance>,
    /// Who may not see it.
    labels: Option<Items<Label>>,
    /// Who changed it, when and why: the latest last.
    corrected: Option<Items<Correction>>,
    /// The statements that contradict this one.
    conflicts: Option<Items<Contradiction<T>>>,
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct ContradictionMembers<T> {
    /// The value: this or `absent`.
    value: Option<T>,
    /// The reason why there is no value.
    absent: Option<AbsentReason>,
    /// What else is to be said.
    note: Option<Text>,
    /// Where it comes from, if not from where the section does.
    provenance: Option<Provenance>,
    /// Who may not see it.
    labels: Option<Items<Label>>,
}

fn answer<T, E: de::Error>(value: Option<T>, absent: Option<AbsentReason>) -> Result<Answer<T>, E> {
    match (value, absent) {
        (Some(value), None) => Ok(Answer::Given(value)),
        (None, Some(reason)) => Ok(Answer::Absent(reason)),
        (Some(_), Some(_)) => Err(E::custom(TWO_THINGS)),
        (None, None) => Err(E::missing_field("value")),
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Stated<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = StatedMembers::deserialize(deserializer)?;
        let is_conflicting = members.provenance.as_ref().map(Provenance::is_conflicting);
        if is_conflicting.is_some_and(|is| is != members.conflicts.is_some()) {
            return Err(de::Error::custom(TWO_THINGS));
        }
        let answer = answer(members.value, members.absent)?;
        let is_incomplete = match (members.incomplete, &answer) {
            (None, _) => false,
            (Some(true), Answer::Given(_)) => true,
            // What is whole does not say so, and nothing has no parts.
            (Some(_), _) => return Err(de::Error::custom(TWO_THINGS)),
        };
        Ok(Self {
            answer,
            is_incomplete,
            note: members.note,
            provenance: members.provenance,
            labels: members.labels,
            corrected: members.corrected,
            conflicts: members.conflicts,
        })
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Contradiction<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = ContradictionMembers::deserialize(deserializer)?;
        if members
            .provenance
            .as_ref()
            .is_some_and(Provenance::is_conflicting)
        {
            return Err(de::Error::custom(TWO_THINGS));
        }
        Ok(Self {
            answer: answer(members.value, members.absent)?,
            note: members.note,
            provenance: members.provenance,
            labels: members.labels,
        })
    }
}

fn members<S: Serializer, T: Serialize>(
    serializer: S,
    (answer, is_incomplete): (&Answer<T>, bool),
    others: (&Option<Text>, &Option<Provenance>, &Option<Items<Label>>),
    (corrected, conflicts): (Option<&Items<Correction>>, Option<&Items<Contradiction<T>>>),
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    match answer {
        Answer::Absent(reason) => map.serialize_entry("absent", reason)?,
        Answer::Given(value) => map.serialize_entry("value", value)?,
    }
    if is_incomplete {
        map.serialize_entry("incomplete", &true)?;
    }
    let (note, provenance, labels) = others;
    if let Some(note) = note {
        map.serialize_entry("note", note)?;
    }
    if let Some(provenance) = provenance {
        map.serialize_entry("provenance", provenance)?;
    }
    if let Some(labels) = labels {
        map.serialize_entry("labels", labels)?;
    }
    if let Some(corrected) = corrected {
        map.serialize_entry("corrected", corrected)?;
    }
    if let Some(conflicts) = conflicts {
        map.serialize_entry("conflicts", conflicts)?;
    }
    map.end()
}

impl<T: Serialize> Serialize for Stated<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let others = (&self.note, &self.provenance, &self.labels);
        let answer = (&self.answer, self.is_incomplete);
        let history = (self.corrected.as_ref(), self.conflicts.as_ref());
        members(serializer, answer, others, history)
    }
}

impl<T: Serialize> Serialize for Contradiction<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let others = (&self.note, &self.provenance, &self.labels);
        members(serializer, (&self.answer, false), others, (None, None))
    }
}

impl<T> fmt::Debug for Answer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answer(..)")
    }
}

impl<T> fmt::Debug for Contradiction<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Contradiction(..)")
    }
}

impl<T> fmt::Debug for Stated<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stated(..)")
    }
}

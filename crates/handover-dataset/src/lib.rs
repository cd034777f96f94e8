//! The minimum handover dataset: sections, profiles, eligibility, numbered checks.
//!
//! A [`Case`] is what one organisation tells another about one person. It is written as JSON, read
//! by [`Case::from_json`] and sealed section by section in deterministic CBOR. Every field of
//! `mhd/1` is [`Stated`]: a value, or the reason why there is none; silence is neither.

#[macro_use]
mod macros;

mod case;
pub mod checks;
mod code;
pub mod code_words;
mod coded;
mod conditions;
mod correction;
mod counts;
mod danger;
mod date;
mod discharge_reason;
pub mod eligibility;
mod fields;
mod finding;
mod instant;
pub mod instruments;
mod int;
mod items;
mod language;
mod need_to_know;
mod numbers;
mod plain_words;
pub mod profile;
mod provenance;
mod reference;
mod schema;
mod section_name;
pub mod sections;
mod split;
mod stated;
mod subject;
mod tape;
mod text;
mod text_digest;
mod word;

pub use case::{Case, InvalidCase, OpenSectionError};
pub use checks::{CheckFailed, Checked};
pub use code::{AbsentReason, Channel, Label, YesNoUnknown};
pub use coded::{CodeSystem, Coded, Colleague, Org, Practitioner, Quantity};
pub use conditions::Condition;
pub use correction::Correction;
pub use counts::{AnswerCounts, FieldAnswers};
pub use date::PartialDate;
pub use fields::{FIELDS, Field, FieldState};
pub use finding::{CheckId, Finding, Severity};
pub use handover_time::Date;
pub use instant::{Instant, When};
pub use int::Int;
pub use items::Items;
pub use language::is_language_tag;
pub use need_to_know::SplitError;
pub use numbers::{NhsNumber, is_snomed_code};
pub use plain_words::{capital, plain_words, title_words};
pub use profile::{Audience, Profile, ProfileError};
pub use provenance::{Provenance, Source, Verification};
pub use reference::{CaseReference, PersonOrRef, ProfileReference, Ref, RiskTo, TextOrRef, Who};
pub use schema::case_schema;
pub use section_name::SectionName;
pub use split::split;
pub use stated::{Answer, Answered, Contradiction, Stated};
pub use subject::Subject;
pub use text::{OutOfBounds, Text};
pub use text_digest::TextDigest;
pub use word::{ActionKind, Decimal, Identifier, Role};

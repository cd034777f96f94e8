//! A case in one pass, where nothing is wrong with it.
//!
//! Whoever wrote a case must be told everything that is wrong with it, so [`read`] goes
//! field by field over a tree of values and compares what was read with what was written. Of a
//! caseload almost every case is right at once: this road takes those, without a tree, and leaves
//! every other to that one.

use serde::{Deserialize, Deserializer, de};

use super::{Case, MHD, read, refs, strict::Strict};
use crate::{ProfileReference, SectionName};

/// The case, if it is written as it would be read: nothing unknown, doubled, empty or of another
/// form. `None` says nothing but that it must be read the slow way.
pub(super) fn case(json: &[u8]) -> Option<Case> {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let document = Document::deserialize(&mut deserializer).ok()?;
    deserializer.end().ok()?;
    let case = document.0;
    let is_whole = SectionName::ALL
        .iter()
        .all(|name| read::rules(&case, *name).is_ok())
        && read::missing_plain_fields(&case.handover).is_empty()
        && refs::check(&case).is_empty();
    is_whole.then_some(case)
}

struct Document(Case);

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> de::Visitor<'de> for Members {
            type Value = Document;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a case")
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut access: A) -> Result<Document, A::Error> {
                let (mut mhd, mut profile, mut sections) = (None, None, None);
                while let Some(name) = access.next_key::<String>()? {
                    match name.as_str() {
                        "mhd" if mhd.is_none() => mhd = Some(access.next_value::<String>()?),
                        "profile" if profile.is_none() => {
                            profile = Some(access.next_value::<ProfileReference>()?);
                        }
                        "sections" if sections.is_none() => {
                            sections = Some(access.next_value::<Sections>()?);
                        }
                        _ => return Err(other_form()),
                    }
                }
                match (mhd, profile, sections) {
                    (Some(mhd), Some(profile), Some(Sections(mut case))) if mhd == MHD => {
                        case.profile = profile;
                        Ok(Document(case))
                    }
                    _ => Err(other_form()),
                }
            }
        }

        deserializer.deserialize_map(Members)
    }
}

/// A case of which the profile is not known yet.
struct Sections(Case);

impl<'de> Deserialize<'de> for Sections {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> de::Visitor<'de> for Members {
            type Value = Sections;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("sections")
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut access: A) -> Result<Sections, A::Error> {
                let unknown: ProfileReference = "unknown@1".parse().map_err(de::Error::custom)?;
                let mut case = Case::new(unknown);
                while let Some(name) = access.next_key::<String>()? {
                    let name: SectionName = name.parse().map_err(|_| other_form())?;
                    if case.carried.contains(&name) {
                        return Err(other_form());
                    }
                    case.carry(name);
                    match name {
                        SectionName::Person => case.person = section(&mut access)?,
                        SectionName::Contact => case.contact = section(&mut access)?,
                        SectionName::Location => case.location = section(&mut access)?,
                        SectionName::LocationProtected => return Err(other_form()),
                        SectionName::Plan => case.plan = section(&mut access)?,
                        SectionName::Risk => case.risk = section(&mut access)?,
                        SectionName::ThirdParties => case.third_parties = section(&mut access)?,
                        SectionName::Closures => case.closures = section(&mut access)?,
                        SectionName::Maternity => case.maternity = section(&mut access)?,
                        SectionName::Handover => case.handover = section(&mut access)?,
                    }
                }
                Ok(Sections(case))
            }
        }

        deserializer.deserialize_map(Members)
    }
}

fn section<'de, A: de::MapAccess<'de>, T: Deserialize<'de>>(access: &mut A) -> Result<T, A::Error> {
    struct Section<T>(std::marker::PhantomData<T>);

    impl<'de, T: Deserialize<'de>> de::DeserializeSeed<'de> for Section<T> {
        type Value = T;

        fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
            T::deserialize(Strict::section(deserializer))
        }
    }

    access.next_value_seed(Section(std::marker::PhantomData))
}

/// Why does not matter here: the other road finds it.
fn other_form<E: de::Error>() -> E {
    E::custom("written otherwise")
}

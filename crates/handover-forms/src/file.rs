//! A form as it is written: TOML, with no other keys.

use std::collections::BTreeMap;

use serde::Deserialize;

/// `schemas/forms/*.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FormFile {
    pub(crate) form: String,
    pub(crate) profile: String,
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) person: String,
    #[serde(default)]
    pub(crate) says: BTreeMap<String, toml::Value>,
    #[serde(default)]
    pub(crate) items: BTreeMap<String, BTreeMap<String, toml::Value>>,
    #[serde(default)]
    pub(crate) labels: BTreeMap<String, Vec<String>>,
    pub(crate) provenance: BTreeMap<String, Source>,
    #[serde(default)]
    pub(crate) repeat: BTreeMap<String, RepeatFile>,
    pub(crate) reader: Vec<ReaderFile>,
    pub(crate) page: Vec<PageFile>,
    #[serde(default)]
    pub(crate) not_asked: Vec<NotAsked>,
}

/// Where the words of a section come from.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Source {
    pub(crate) source: String,
    pub(crate) verification: String,
}

/// Questions that are asked once for each of several things.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RepeatFile {
    /// The question whose answer says how many; without it there may be one more than are filled in.
    pub(crate) count: Option<String>,
    pub(crate) most: Option<usize>,
    pub(crate) words: Vec<String>,
}

/// A reader of the case.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReaderFile {
    pub(crate) audience: String,
    pub(crate) org: String,
}

/// Members that no question fills, and why.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NotAsked {
    pub(crate) members: Vec<String>,
    pub(crate) why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageFile {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) lead: Option<String>,
    /// Words to be seen before anything is answered.
    pub(crate) call: Option<String>,
    /// Asked once for the unit, and not for each person.
    #[serde(default)]
    pub(crate) once: bool,
    pub(crate) when: Option<OneOrMore>,
    pub(crate) question: Vec<QuestionFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct QuestionFile {
    pub(crate) name: String,
    pub(crate) ask: String,
    pub(crate) hint: Option<String>,
    pub(crate) of: Option<String>,
    pub(crate) when: Option<OneOrMore>,
    pub(crate) fills: Option<OneOrMore>,
    #[serde(default)]
    pub(crate) optional: bool,
    /// The reasons why there may be no value.
    #[serde(default)]
    pub(crate) absent: Vec<String>,
    #[serde(rename = "as")]
    pub(crate) form: Option<String>,
    /// Days beside today that are offered: -1 is yesterday.
    #[serde(default)]
    pub(crate) near: Vec<i32>,
    /// Whether this very minute is offered.
    #[serde(default)]
    pub(crate) now: bool,
    /// The words of codes, where the dataset's own are not those of this form.
    #[serde(default)]
    pub(crate) words: BTreeMap<String, String>,
    /// The codes that are not offered.
    #[serde(default)]
    pub(crate) leave_out: Vec<String>,
    /// The list of codes whose words and numbers are filled in.
    pub(crate) list: Option<String>,
    /// What is offered, of an open list.
    #[serde(default)]
    pub(crate) choose: Vec<String>,
    /// What is offered while typing: the organisations of the directory.
    pub(crate) known: Option<String>,
    #[serde(default)]
    pub(crate) option: Vec<OptionFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OptionFile {
    pub(crate) name: String,
    pub(crate) words: String,
    pub(crate) hint: Option<String>,
    #[serde(default)]
    pub(crate) says: BTreeMap<String, toml::Value>,
    pub(crate) counts: Option<usize>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    pub(crate) fn all(this: Option<&Self>) -> Vec<&str> {
        match this {
            None => Vec::new(),
            Some(Self::One(one)) => vec![one],
            Some(Self::More(more)) => more.iter().map(String::as_str).collect(),
        }
    }
}

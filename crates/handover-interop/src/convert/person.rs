//! The person whose case is being drafted, and what may be looked at for it.

use super::scope::{Choice, Choices, Scope};
use crate::{
    extract::{Extract, OwnRows, Row},
    log::Log,
    mapping::{FieldSpec, Mapping, ViewRule},
};
use serde_json::{Map, Value};
use std::cell::RefCell;

/// The person whose case is being drafted.
pub(super) struct Person<'a> {
    pub(super) mapping: &'a Mapping,
    pub(super) extract: &'a Extract<'a>,
    pub(super) log: &'a RefCell<Log>,
    at: usize,
    own: Vec<OwnRows>,
    has_unread_column: bool,
}

impl<'a> Person<'a> {
    pub(super) fn new(
        mapping: &'a Mapping,
        extract: &'a Extract<'a>,
        log: &'a RefCell<Log>,
        (at, row): (usize, &'a Row),
    ) -> Self {
        Self {
            mapping,
            extract,
            log,
            at,
            own: extract.own_rows(&row.key),
            has_unread_column: extract.has_unread_column(&row.key),
        }
    }

    /// A field as far as the rows alone tell it: no view has chosen yet, and nothing is built.
    pub(super) fn field_alone(
        &self,
        section: &str,
        field: &str,
        specs: &[FieldSpec],
    ) -> Option<Value> {
        let (choices, built) = (Choices::none(self.mapping), Map::new());
        self.scope(&choices, &built, None)
            .field(section, field, specs)
    }

    /// Filters the rows of each view once, however often the mapping asks for them.
    pub(super) fn filter_views(&self, choices: &mut Choices, is_open: Option<bool>) {
        let built = Map::new();
        let all = self.mapping.views.iter();
        for view in all.filter(|view| matches!(view.rule, ViewRule::All)) {
            choices.set(&view.name, None);
            let (rest, has_unread) = self.scope(choices, &built, is_open).matching(view);
            let choice = Choice {
                rest,
                has_unread,
                ..Choice::default()
            };
            choices.set(&view.name, Some(choice));
        }
    }

    pub(super) fn scope<'s>(
        &'s self,
        choices: &'s Choices,
        built: &'s Map<String, Value>,
        is_open: Option<bool>,
    ) -> Scope<'s> {
        Scope {
            mapping: self.mapping,
            extract: self.extract,
            log: self.log,
            person: self.at,
            own: &self.own,
            current: None,
            choices,
            built,
            is_open,
            has_unread_column: self.has_unread_column,
            passes_unread: false,
        }
    }
}

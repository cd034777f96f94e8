//! What is held: a case's JSON, and which of it was already read.
//!
//! Whoever reads a member says it. What nobody read when all cards are written is said at the end, so that a member
//! that the dataset gets tomorrow is not forgotten.

use std::{cell::RefCell, collections::HashSet};

use serde_json::Value;

/// Which members were read.
#[derive(Default)]
pub(crate) struct Ledger(RefCell<HashSet<usize>>);

impl Ledger {
    fn mark(&self, value: &Value) {
        self.0.borrow_mut().insert(place(value));
    }

    fn has(&self, value: &Value) -> bool {
        self.0.borrow().contains(&place(value))
    }
}

/// Where a value stands in memory, which is its name as long as the case is read.
fn place(value: &Value) -> usize {
    std::ptr::from_ref(value).addr()
}

/// A value of a case.
#[derive(Clone, Copy)]
pub(crate) struct Held<'c> {
    value: &'c Value,
    ledger: &'c Ledger,
}

impl<'c> Held<'c> {
    pub(crate) const fn new(value: &'c Value, ledger: &'c Ledger) -> Self {
        Self { value, ledger }
    }

    /// A member.
    pub(crate) fn get(self, member: &str) -> Option<Self> {
        let value = self.value.get(member)?;
        Some(Self { value, ..self })
    }

    /// The items of a list; none of anything else.
    pub(crate) fn items(self) -> impl Iterator<Item = Self> + 'c {
        let items = self.value.as_array().map(Vec::as_slice).unwrap_or_default();
        items.iter().map(move |value| Self { value, ..self })
    }

    /// The items of a list in a member.
    pub(crate) fn list(self, member: &str) -> Vec<Self> {
        self.get(member)
            .map(|list| list.items().collect())
            .unwrap_or_default()
    }

    /// The members, in their order.
    pub(crate) fn members(self) -> impl Iterator<Item = (&'c str, Self)> + 'c {
        let members = self.value.as_object().into_iter().flatten();
        members.map(move |(name, value)| (name.as_str(), Self { value, ..self }))
    }

    /// The text that it is.
    pub(crate) fn text_of(self) -> Option<&'c str> {
        let text = self.value.as_str()?;
        self.ledger.mark(self.value);
        Some(text)
    }

    /// A member that is a text.
    pub(crate) fn text(self, member: &str) -> Option<&'c str> {
        self.get(member)?.text_of()
    }

    /// A member that is yes or no.
    pub(crate) fn flag(self, member: &str) -> Option<bool> {
        let held = self.get(member)?;
        self.ledger.mark(held.value);
        held.value.as_bool()
    }

    /// A member that is a number.
    pub(crate) fn number(self, member: &str) -> Option<u64> {
        let held = self.get(member)?;
        self.ledger.mark(held.value);
        held.value.as_u64()
    }

    /// The number that it is.
    pub(crate) fn number_of(self) -> Option<u64> {
        let number = self.value.as_u64()?;
        self.ledger.mark(self.value);
        Some(number)
    }

    /// A text, looked at for something else: it still has to be said.
    pub(crate) fn peek(self, member: &str) -> Option<&'c str> {
        self.value.get(member)?.as_str()
    }

    /// The value as it is, looked at for something else.
    pub(crate) const fn raw(self) -> &'c Value {
        self.value
    }

    /// Not for reading, with all that is in it.
    pub(crate) fn pass(self) {
        self.ledger.mark(self.value);
        match self.value {
            Value::Array(_) => self.items().for_each(Self::pass),
            Value::Object(_) => self.members().for_each(|(_, member)| member.pass()),
            _ => {}
        }
    }

    /// Whether it was read, or passed.
    pub(crate) fn is_read(self) -> bool {
        self.ledger.has(self.value)
    }
}

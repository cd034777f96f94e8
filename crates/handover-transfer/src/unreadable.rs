//! Packages that a reader cannot open, or can no longer: their sender seals them anew.

use std::collections::BTreeSet;

use handover_package::{IndexEntry, SignedIndex};
use handover_trust::{
    EventWord, KeyId, OrganisationId, ReceiptRung, ShortName, Stanza, Statement, StatementId, Token,
};

use crate::KnownStatements;

/// A package of which a reader cannot read some cases.
#[derive(Debug)]
#[non_exhaustive]
pub struct UnreadablePackage<'a> {
    /// The package.
    pub index: &'a SignedIndex,
    /// Who cannot read it.
    pub readers: Vec<UnreadableFor<'a>>,
}

/// For whom a package is unreadable, and how it is known.
#[derive(Debug)]
#[non_exhaustive]
pub struct UnreadableFor<'a> {
    /// The organisation.
    pub organisation: &'a OrganisationId,
    /// The audience.
    pub audience: &'a ShortName,
    /// The cases.
    pub tokens: BTreeSet<Token>,
    /// Whether its receipt says so; else the key that it was sealed to is revoked, and no receipt says that it was
    /// opened.
    pub is_reported: bool,
}

impl KnownStatements {
    /// The packages of a sender that are at hand, stand in force, and cannot be read by somebody whom they are sealed
    /// to: cases that a receipt lists as unreadable and none as read, and packages that nobody has opened under a
    /// sealing key that is revoked. Cases that their sender has withdrawn are left out.
    pub fn unreadable(
        &self,
        by: &OrganisationId,
        is_revoked: impl Fn(&KeyId) -> bool,
    ) -> Vec<UnreadablePackage<'_>> {
        let heads = self.indexes().iter().map(|index| index.head().payload());
        let superseded: BTreeSet<StatementId> = heads.filter_map(|head| head.supersedes).collect();
        let in_force = self.indexes().iter().filter(|index| {
            index.head().payload().by == *by && !superseded.contains(index.head().id())
        });
        let packages = in_force.map(|index| {
            let stanzas = index.head().payload().stanzas.iter();
            UnreadablePackage {
                index,
                readers: stanzas
                    .filter_map(|stanza| self.unreadable_for(index, stanza, &is_revoked))
                    .collect(),
            }
        });
        packages
            .filter(|package| !package.readers.is_empty())
            .collect()
    }

    fn unreadable_for<'a>(
        &self,
        index: &'a SignedIndex,
        stanza: &'a Stanza,
        is_revoked: &impl Fn(&KeyId) -> bool,
    ) -> Option<UnreadableFor<'a>> {
        let package = index.head().id();
        let receipts = self.receipts().iter().map(Statement::payload);
        let opened = receipts.filter(|said| {
            said.package == *package
                && said.rung == ReceiptRung::Opened
                && said.by == stanza.to
                && said.audience.as_ref() == Some(&stanza.audience)
        });
        let mut reported = opened.map(|said| said.unreadable.iter().map(|row| row.0));
        let first = reported.next();
        let is_reported = first.is_some();
        let mut tokens: BTreeSet<Token> = match first {
            Some(first) => first.collect(),
            None if is_revoked(&stanza.key) => {
                index.entries().iter().map(IndexEntry::token).collect()
            }
            None => return None,
        };
        for other in reported {
            let other: BTreeSet<Token> = other.collect();
            tokens.retain(|token| other.contains(token));
        }
        let withdrawn = self.withdrawn(index);
        tokens.retain(|token| !withdrawn.contains(token));
        (!tokens.is_empty()).then_some(UnreadableFor {
            organisation: &stanza.to,
            audience: &stanza.audience,
            tokens,
            is_reported,
        })
    }

    /// What the sender has taken back of a package.
    fn withdrawn(&self, index: &SignedIndex) -> BTreeSet<Token> {
        let events = self.events().iter().map(Statement::payload);
        let by_sender = events.filter(|said| {
            said.event == EventWord::Withdrawn
                && said.by == index.head().payload().by
                && said.package.as_ref() == Some(index.head().id())
        });
        let rows = by_sender.flat_map(|said| &said.rows);
        rows.map(|row| row.0).collect()
    }
}

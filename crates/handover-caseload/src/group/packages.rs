use std::collections::{BTreeMap, BTreeSet};

use super::{Fate, Group, GroupedCase, Part, Sorted};
use crate::{CaseFindings, CaseloadError, NotSealed, To};

/// Packages that fill case by case.
pub(super) struct Packages {
    pub(super) whole: BTreeMap<Vec<To>, Vec<GroupedCase>>,
    apart: BTreeMap<To, Vec<GroupedCase>>,
    pub(super) not_sealed: NotSealed,
    known: BTreeSet<String>,
    is_doubled: bool,
    /// The bytes of all sections that are kept, and how many they may be.
    kept: usize,
    most_kept: usize,
}

impl Packages {
    pub(super) fn keeping(most_kept: usize) -> Self {
        Self {
            whole: BTreeMap::new(),
            apart: BTreeMap::new(),
            not_sealed: NotSealed::default(),
            known: BTreeSet::new(),
            is_doubled: false,
            kept: 0,
            most_kept,
        }
    }

    /// Two drafts of one reference would be two cases of one person: neither is taken for the other.
    pub(super) fn end(self) -> Result<(Vec<Group>, NotSealed), CaseloadError> {
        if self.is_doubled {
            return Err(CaseloadError::TwoOfOneCase);
        }
        let group = |to, cases, is_apart| Group {
            to,
            cases,
            is_apart,
            roster: None,
        };
        let whole = self.whole.into_iter();
        let whole = whole.map(|(to, cases)| group(to, cases, false));
        let apart = self.apart.into_iter();
        let apart = apart.map(|(to, cases)| group(vec![to], cases, true));
        Ok((whole.chain(apart).collect(), self.not_sealed))
    }

    pub(super) fn take(&mut self, sorted: Sorted) {
        let Sorted {
            findings,
            place,
            digest,
            fate,
        } = sorted;
        self.is_doubled |= !self.known.insert(findings.reference.clone());
        let not_sealed = &mut self.not_sealed;
        let named = |reader| (findings.reference.clone(), reader);
        let parts = match fate {
            Fate::Blocked => return not_sealed.blocked.push(findings),
            Fate::OtherMandate(error) => {
                let one = (findings.reference, error);
                return not_sealed.other_mandate.push(one);
            }
            Fate::WithoutLead(readers) => {
                not_sealed.unserved.extend(readers.into_iter().map(named));
                return not_sealed.without_lead.push(findings.reference);
            }
            Fate::Sealed(parts, readers) if parts.is_empty() => {
                let one = (findings.reference, readers);
                return not_sealed.unaddressed.push(one);
            }
            Fate::Sealed(parts, unserved) => {
                not_sealed.unserved.extend(unserved.into_iter().map(named));
                parts
            }
        };
        for part in parts {
            let (cases, sections) = match part {
                Part::Whole(to, sections) => (self.whole.entry(to).or_default(), sections),
                Part::Apart(to, sections) => (self.apart.entry(to).or_default(), sections),
                Part::NotApart(to, found) => {
                    let case = CaseFindings {
                        reference: findings.reference.clone(),
                        file: findings.file.clone(),
                        findings: found,
                    };
                    self.not_sealed.not_split.push((to, case));
                    continue;
                }
            };
            let is_kept = self.kept.saturating_add(sections.len()) <= self.most_kept;
            if is_kept {
                self.kept = self.kept.saturating_add(sections.len());
            }
            cases.push(GroupedCase {
                reference: findings.reference.clone(),
                place,
                digest,
                sections: is_kept.then_some(sections),
            });
        }
    }
}

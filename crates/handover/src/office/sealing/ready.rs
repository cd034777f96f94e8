//! What goes, and how it is written.

use std::{io::Write, path::Path};

use handover_caseload::{Group, PlannedPackages, SealInput};
use handover_files::{FileError, NewFolder, uninterrupted};
use handover_package::{Grant, ProfileInForce};
use handover_trust::{KeyId, PosixTime, Signer};

use super::{
    SealedPackage, SealedPackages, SealingError, SealingStep,
    packages::{named, package_name, telling},
};
use crate::office::{Office, OfficeError, OfficeMemory};

/// What goes, before anything is written.
pub(super) struct Ready<'o, 'a, M> {
    pub(super) office: &'o mut Office<M>,
    pub(super) planned: PlannedPackages<'a>,
    pub(super) confirmed: Vec<KeyId>,
    pub(super) until: PosixTime,
}

impl<'o, M: OfficeMemory> Ready<'o, '_, M> {
    /// The only package.
    pub(super) fn one(
        self,
        sink: impl Write,
    ) -> Result<(&'o mut Office<M>, SealedPackage), SealingError> {
        let PlannedPackages {
            caseload,
            profile,
            mut groups,
            under,
            ..
        } = self.planned;
        let count = groups.len();
        let (Some(group), 1) = (groups.pop(), count) else {
            return Err(match count {
                0 => SealingError::NoCase,
                several => SealingError::SeveralPackages(several),
            });
        };
        let signer = self.office.keys.office()?;
        let terms = SealInput {
            caseload,
            under: under.as_ref(),
            ..self.office.terms(profile, &signer, self.until)
        };
        let confirmed = &self.confirmed;
        let sealed = self
            .office
            .sealed(&terms, group, confirmed, String::new(), sink, || {})?;
        Ok((self.office, sealed))
    }

    /// All of them, in a folder.
    pub(super) fn all(
        self,
        to: &Path,
        mut step: impl FnMut(SealingStep),
    ) -> Result<SealedPackages, SealingError> {
        let (cases, already) = (self.planned.case_count(), self.planned.already);
        step(SealingStep::Begun { cases, already });
        let PlannedPackages {
            caseload,
            profile,
            groups,
            under,
            not_sealed,
            ..
        } = self.planned;
        if groups.is_empty() {
            return Err(SealingError::NoCase);
        }
        let folder = NewFolder::create(to)?;
        let signer = self.office.keys.office()?;
        let terms = SealInput {
            caseload,
            under: under.as_ref(),
            ..self.office.terms(profile, &signer, self.until)
        };
        let mut packages: Vec<SealedPackage> = Vec::new();
        for group in groups {
            let name = package_name(&group.to, &packages);
            let mut file = folder.file(&name)?;
            let one = || step(SealingStep::Case);
            let sealed =
                self.office
                    .sealed(&terms, group, &self.confirmed, name, &mut file, one)?;
            file.finish()?;
            folder.write(&sealed.index_file(), &sealed.index())?;
            packages.push(sealed);
        }
        self.office.appear(&packages, || folder.finish())?;
        Ok(SealedPackages {
            packages,
            not_sealed,
        })
    }
}

impl<M: OfficeMemory> Office<M> {
    /// What this office seals with, now: no caseload and no mandate yet.
    fn terms<'a>(
        &'a self,
        profile: &'a ProfileInForce,
        signer: &'a Signer,
        until: PosixTime,
    ) -> SealInput<'a> {
        SealInput {
            caseload: None,
            profile,
            by: &self.keys.organisation,
            signer,
            at: self.now,
            until,
            under: None,
        }
    }

    /// One package, to keys that may be sealed to (V-18).
    fn sealed(
        &self,
        terms: &SealInput<'_>,
        group: Group,
        confirmed: &[KeyId],
        file: String,
        sink: impl Write,
        step: impl FnMut(),
    ) -> Result<SealedPackage, SealingError> {
        let before = terms.superseded(&group);
        let mut keys = Vec::new();
        let mut grants = Vec::new();
        for to in &group.to {
            let id = &to.organisation;
            let key = self.reader_key(id, confirmed)?;
            keys.push((id.clone(), key.id()));
            grants.push(Grant {
                to: id.clone(),
                audience: to.audience.clone(),
                key,
            });
        }
        let (sealed, cases) = terms.seal(group, grants, sink, step)?;
        let changes = before.map(|(under, before)| under.changes(before, &cases));
        Ok(SealedPackage {
            telling: telling(&sealed, terms.profile.profile()),
            file,
            cases: named(cases),
            changes,
            sealed,
            keys,
        })
    }

    /// Remembers packages and lets them appear; where one of both fails, neither was done: a case that counts as sealed
    /// is in a package.
    pub(super) fn appear(
        &mut self,
        packages: &[SealedPackage],
        appear: impl FnOnce() -> Result<(), FileError>,
    ) -> Result<(), SealingError> {
        let _whole = uninterrupted();
        let remembered = self.remember(packages);
        let done = remembered.and_then(|()| Ok(appear()?));
        if done.is_err() {
            for package in packages {
                self.memory.unseal(package.sealed.head().id());
            }
        }
        done
    }

    fn remember(&mut self, packages: &[SealedPackage]) -> Result<(), SealingError> {
        for package in packages {
            let index = package.sealed.signed_index();
            let noted = self.memory.seal(&index, &package.cases);
            noted.map_err(OfficeError::memory)?;
            for (organisation, key) in &package.keys {
                self.memory.key_used(organisation, *key);
            }
            let head = package.sealed.head();
            self.memory.saw(head.id(), head.first_seen());
        }
        Ok(self.memory.keep().map_err(OfficeError::memory)?)
    }
}

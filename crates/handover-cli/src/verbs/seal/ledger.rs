//! What the sender must remember: which token stands for which case, which keys it sealed to.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use handover::{
    CaseReference, KeyId, OrganisationId, PosixTime, SealingPublicKey, StatementId, Token,
    VerifiedDirectory,
};

use crate::{
    output::{NewFile, private_folder},
    problem::{Problem, shown},
    refusals::refusal,
    store::{Identity, PackageLedger},
};

/// The folder of the indexes of what was sealed under mandates.
const PACKAGES: &str = "packages";

/// Where the indexes of what was sealed under mandates are, if there are any.
pub(crate) fn sealed_packages(identity: &Path) -> Option<PathBuf> {
    let folder = identity.join(PACKAGES);
    folder.is_dir().then_some(folder)
}

/// The sealing keys that were used before, by organisation.
const KEYS: &str = "sealing-keys-used.json";

/// Ledgers that were written for packages which are not there yet; dropped, they go again.
#[derive(Default)]
pub(super) struct Ledgers(Vec<PathBuf>);

impl Ledgers {
    /// Writes the ledger of one package.
    pub(super) fn write(
        &mut self,
        identity: &Identity,
        package: StatementId,
        cases: &BTreeMap<Token, String>,
    ) -> Result<(), Problem> {
        let cases = cases.iter().map(|(token, reference)| {
            let reference: CaseReference = reference
                .parse()
                .map_err(|_| Problem::our_bug("a case was checked and has no reference"))?;
            Ok((*token, reference))
        });
        let cases: Vec<_> = cases.collect::<Result<_, Problem>>()?;
        let path = PackageLedger::new(cases).write(identity, package)?;
        self.0.push(path);
        Ok(())
    }

    /// Keeps the index of one package, so that no case is sealed a second time unnoticed.
    pub(super) fn write_index(
        &mut self,
        identity: &Path,
        package: &str,
        index: &[u8],
    ) -> Result<(), Problem> {
        let folder = identity.join(PACKAGES);
        if !folder.is_dir() {
            private_folder(&folder)?;
        }
        let path = folder.join(format!("{package}.index"));
        NewFile::write(&path, index)?;
        self.0.push(path);
        Ok(())
    }

    /// The packages are there: the ledgers stay.
    pub(super) fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for Ledgers {
    fn drop(&mut self) {
        for path in &self.0 {
            // The failure that brought us here is told already.
            let _ = fs::remove_file(path);
        }
    }
}

/// The keys that were sealed to before.
pub(super) type UsedKeys = BTreeMap<OrganisationId, Vec<KeyId>>;

/// Reads the keys that were sealed to before.
pub(super) fn used_keys(identity: &Path) -> Result<UsedKeys, Problem> {
    let path = identity.join(KEYS);
    match fs::read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|_| {
            Problem::input_output(
                format!("{} is damaged", shown(&path)),
                "Restore the identity folder from a copy.",
            )
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(UsedKeys::new()),
        Err(error) => Err(Problem::reading(&path, &error)),
    }
}

/// Remembers the keys that were sealed to.
pub(super) fn remember_keys(identity: &Path, keys: &UsedKeys) -> Result<(), Problem> {
    // What was remembered meanwhile, for another recipient, stays.
    let mut all = used_keys(identity)?;
    for (organisation, used) in keys {
        let known = all.entry(organisation.clone()).or_default();
        let new = used.iter().filter(|key| !known.contains(key));
        let new: Vec<KeyId> = new.copied().collect();
        known.extend(new);
    }
    let text = serde_json::to_vec_pretty(&all)
        .map_err(|_| Problem::our_bug("keys could not be written as JSON"))?;
    NewFile::rewrite(&identity.join(KEYS), &text)
}

/// The key to seal to an organisation: one that was used or confirmed before, or one for which they
/// vouch; the directory alone where there is none (V-18). It counts as used from now on.
pub(super) fn used_or_vouched(
    organisation: &OrganisationId,
    used: &mut UsedKeys,
    confirmed: &[KeyId],
    directory: &VerifiedDirectory,
    now: PosixTime,
) -> Result<SealingPublicKey, Problem> {
    let known = used.entry(organisation.clone()).or_default();
    let mut trusted = known.clone();
    trusted.extend(confirmed);
    if known.is_empty() {
        trusted.clear();
    }
    let key =
        directory
            .sealing_key(organisation, now, &trusted)
            .map_err(|error| {
                refusal(&format!("organisation {organisation}"), error.class(), error).advise(
                "Ask the organisation by telephone; a key it confirms goes in with --confirm-key.",
            )
            })?;
    if !known.contains(&key.id()) {
        known.push(key.id());
    }
    Ok(key.clone())
}

/// The key to seal to one reader, which counts as used once it was.
pub(crate) struct ReaderKey {
    pub(crate) key: SealingPublicKey,
    used: UsedKeys,
}

impl ReaderKey {
    /// Finds it as [`used_or_vouched`] does.
    pub(crate) fn find(
        organisation: &OrganisationId,
        identity: &Path,
        confirmed: &[KeyId],
        directory: &VerifiedDirectory,
        now: PosixTime,
    ) -> Result<Self, Problem> {
        let mut used = used_keys(identity)?;
        let key = used_or_vouched(organisation, &mut used, confirmed, directory, now)?;
        Ok(Self { key, used })
    }

    /// It was sealed to.
    pub(crate) fn remember(&self, identity: &Path) -> Result<(), Problem> {
        remember_keys(identity, &self.used)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Several recipients are found before the first of them is remembered.
    #[test]
    fn a_key_that_was_remembered_meanwhile_stays() {
        let folder = tempfile::tempdir().unwrap();
        let used = |organisation: &str, key: u8| {
            let key = KeyId::from_bytes([key; 32]);
            UsedKeys::from([(organisation.parse().unwrap(), vec![key])])
        };
        for keys in [used("ZZ902", 1), used("ZZ903", 2), used("ZZ902", 3)] {
            remember_keys(folder.path(), &keys).unwrap();
        }
        let all = used_keys(folder.path()).unwrap();
        let lens: Vec<usize> = all.values().map(Vec::len).collect();
        assert_eq!(lens, [2, 1]);
    }
}

//! The authority, which signs every version of the directory.

use std::{
    fs,
    path::{Path, PathBuf},
};

use handover_files::{FileError, NewFile};
use handover_trust::{
    Card, CertificateUse, Directory, DirectoryDraft, DirectoryDraftError, DirectoryError,
    NewListing, OrganisationRole, PosixTime, Revocation, Signer, Statement, VerifiedDirectory,
};
use thiserror::Error;

use crate::{CardError, Identity, KeyError, KeyName, RenewError, debug::names_only};

/// An identity that keeps the directory; its key stays shut until a version is signed.
pub struct Authority(Identity);

/// When a version of the directory is signed, until when it holds, and what opens the key.
#[expect(clippy::exhaustive_structs, reason = "every member is needed")]
pub struct Issue<'a> {
    /// When it is signed.
    pub at: PosixTime,
    /// When it expires, and the next must be there.
    pub expires: PosixTime,
    /// The passphrase of the identity.
    pub passphrase: &'a str,
}

/// Why no version of the directory was written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AuthorityError {
    /// The card of the authority cannot be read.
    #[error(transparent)]
    Card(#[from] CardError),
    /// The version that is there does not hold.
    #[error("directory {path:?} was not taken")]
    Directory {
        /// The file.
        path: PathBuf,
        /// Why.
        source: DirectoryError,
    },
    /// The next version cannot be signed.
    #[error(transparent)]
    Draft(#[from] DirectoryDraftError),
    /// The directory cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The key cannot be opened.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The identity has no key that signs directories.
    #[error("no key that signs directories")]
    NoKey,
    /// The directory is there; that our card was given away cannot be noted.
    #[error(transparent)]
    Published(#[from] RenewError),
}

impl Authority {
    /// An identity that was made to keep the directory.
    ///
    /// # Errors
    ///
    /// [`AuthorityError::NoKey`].
    pub fn new(identity: Identity) -> Result<Self, AuthorityError> {
        if identity.has(CertificateUse::Authority) {
            Ok(Self(identity))
        } else {
            Err(AuthorityError::NoKey)
        }
    }

    /// Writes version 1 where nothing may be yet: our own card with `own_roles`, then the others.
    ///
    /// From then on our card has been given away: it is renewed no more, for that would change the anchor.
    ///
    /// # Errors
    ///
    /// [`AuthorityError`], as its variants say.
    pub fn begin(
        &mut self,
        file: &Path,
        own_roles: Vec<OrganisationRole>,
        others: &[NewListing],
        issue: &Issue<'_>,
    ) -> Result<Statement<Directory>, AuthorityError> {
        let signer = self.signer(issue)?;
        let own = NewListing {
            card: self.0.card()?,
            roles: own_roles,
            succession: None,
        };
        let us = self.0.organisation().clone();
        let draft = DirectoryDraft::first(us, issue.at, issue.expires).list(&own);
        let others = others.iter();
        let directory = others.fold(draft, DirectoryDraft::list).sign(&signer)?;
        NewFile::write(file, directory.as_bytes())?;
        self.0.published()?;
        Ok(directory)
    }

    /// Writes the next version with further cards, in the place of the version that is there.
    ///
    /// # Errors
    ///
    /// [`AuthorityError`], as its variants say; the version that is there stays.
    pub fn list(
        &self,
        file: &Path,
        listings: &[NewListing],
        issue: &Issue<'_>,
    ) -> Result<Statement<Directory>, AuthorityError> {
        let listings = listings.iter();
        self.next(file, issue, |draft| {
            Ok(listings.fold(draft, DirectoryDraft::list))
        })
    }

    /// Writes the next version with the cards that are there, until a later time, in the place of the version that is
    /// there.
    ///
    /// # Errors
    ///
    /// [`AuthorityError`], as its variants say; the version that is there stays.
    pub fn renew(
        &self,
        file: &Path,
        issue: &Issue<'_>,
    ) -> Result<Statement<Directory>, AuthorityError> {
        self.next(file, issue, Ok)
    }

    /// Writes the next version with a card in the place of one whose keys are lost or may be in other hands, and
    /// those keys revoked since the day of the doubt, in the place of the version that is there.
    ///
    /// The card has nobody's agreement: a person compared its words ([`in_words`](Statement::in_words)) with
    /// its organisation by telephone.
    ///
    /// # Errors
    ///
    /// [`AuthorityError`], as its variants say; the version that is there stays.
    pub fn replace(
        &self,
        file: &Path,
        card: &Statement<Card>,
        since: PosixTime,
        issue: &Issue<'_>,
    ) -> Result<Statement<Directory>, AuthorityError> {
        self.next(file, issue, |draft| draft.replace(card, since))
    }

    /// Writes the next version with a certificate or a key revoked, in the place of the version that is there.
    ///
    /// # Errors
    ///
    /// [`AuthorityError`], as its variants say; the version that is there stays.
    pub fn revoke(
        &self,
        file: &Path,
        revocation: Revocation,
        issue: &Issue<'_>,
    ) -> Result<Statement<Directory>, AuthorityError> {
        self.next(file, issue, |draft| draft.revoke(revocation))
    }

    /// The version after the one that is there; an expired one can still be followed.
    fn next(
        &self,
        file: &Path,
        issue: &Issue<'_>,
        change: impl FnOnce(DirectoryDraft) -> Result<DirectoryDraft, DirectoryDraftError>,
    ) -> Result<Statement<Directory>, AuthorityError> {
        let signer = self.signer(issue)?;
        let bytes = fs::read(file).map_err(|error| FileError::reading(file, error))?;
        let anchor = signer.certificate().thumbprint();
        let before = VerifiedDirectory::to_follow(&bytes, &anchor, issue.at).map_err(|source| {
            AuthorityError::Directory {
                path: file.to_owned(),
                source,
            }
        })?;
        let draft = DirectoryDraft::after(&before, issue.at, issue.expires);
        let directory = change(draft)?.sign(&signer)?;
        NewFile::rewrite(file, directory.as_bytes())?;
        Ok(directory)
    }

    fn signer(&self, issue: &Issue<'_>) -> Result<Signer, KeyError> {
        let key = KeyName::of_use(CertificateUse::Authority);
        self.0.signer(&key, issue.passphrase)
    }
}

names_only!(Authority: "Authority", Issue<'_>: "Issue");

#[cfg(test)]
mod tests {
    use handover_trust::{Digest, RevocationReason, RevocationSubject};

    use super::*;
    use crate::example::{PASSPHRASE, identity, now};

    fn issue(at: PosixTime) -> Issue<'static> {
        Issue {
            at,
            expires: at.plus_days(1).unwrap(),
            passphrase: PASSPHRASE,
        }
    }

    #[test]
    fn each_version_follows_the_one_that_is_there() {
        let outer = tempfile::tempdir().unwrap();
        let council = identity(outer.path(), "council", "ZZ900", true);
        let other = identity(outer.path(), "other", "ZZ901", false);
        let file = outer.path().join("directory");
        let mut authority = Authority::new(council).unwrap();
        let listing = NewListing {
            card: other.card().unwrap(),
            roles: vec![OrganisationRole::Provider],
            succession: None,
        };
        let first = authority
            .begin(&file, Vec::new(), &[], &issue(now()))
            .unwrap();
        assert_eq!(first.payload().version, 1);
        assert!(authority.0.about().is_published);
        let again = authority.begin(&file, Vec::new(), &[], &issue(now()));
        assert!(matches!(again, Err(AuthorityError::File(_))));
        // An expired version can still be followed.
        let late = now().plus_days(2).unwrap();
        let second = authority.list(&file, &[listing], &issue(late)).unwrap();
        assert_eq!(second.payload().version, 2);
        assert_eq!(second.payload().cards.len(), 2);
        let nothing = Revocation {
            what: RevocationSubject::Certificate,
            hash: Digest::from_bytes([7; 32]),
            from: late,
            reason: RevocationReason::Superseded,
        };
        let third = authority.revoke(&file, nothing, &issue(late.plus_secs(1)));
        assert!(matches!(
            third,
            Err(AuthorityError::Draft(DirectoryDraftError::NothingToRevoke))
        ));
        assert_eq!(fs::read(&file).unwrap(), second.as_bytes());
    }

    #[test]
    fn nobody_else_keeps_the_directory() {
        let outer = tempfile::tempdir().unwrap();
        let other = identity(outer.path(), "other", "ZZ901", false);
        assert!(matches!(Authority::new(other), Err(AuthorityError::NoKey)));
    }
}

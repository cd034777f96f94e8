//! What an organisation keeps between two runs, all of it in the identity folder.

pub(crate) use handover_identity::{
    CaseEntry, DirectoryInput, FirstSeen, Identity, KeptPackages, KeyName, MandateLedger,
    NewIdentity, Owner, PackageLedger, PersonDecided, ReaderKey, UsedKeys, kept_indexes,
    trusted_directory,
};

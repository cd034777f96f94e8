//! Who says it: organisations, certificates, keys, directory, signed statements.

//! Files that a person names: what each is by how it begins, and the statements of a transfer that folders hold.

mod error;
mod gathered;
mod package_file;
mod statement_files;

pub use self::{
    error::{InputError, OtherFile},
    gathered::{GatheredStatements, RefusedFile},
    package_file::{
        expect_package, is_package, open_package, refuse_broken_statement, unverified_head,
        unverified_head_bytes, unverified_index,
    },
    statement_files::{Aside, StatementFiles, UnreadStatement},
};

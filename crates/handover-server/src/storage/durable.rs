/// Something that survives a power cut: what it speaks of is on the disk, directory entries and database too.
///
/// Only a [`Storage`](super::Storage) makes one. A receipt is answered from a `Durable` and from nothing else,
/// so that "durable before said" is a matter of types.
#[derive(Clone, Debug, Eq, PartialEq)]
#[must_use]
pub struct Durable<T>(T);

impl<T> Durable<T> {
    /// States that `value` survives a power cut.
    ///
    /// For implementations of [`Storage`](super::Storage), once everything is synchronised.
    pub const fn stated(value: T) -> Self {
        Self(value)
    }

    /// What is durable.
    pub fn into_inner(self) -> T {
        self.0
    }
}

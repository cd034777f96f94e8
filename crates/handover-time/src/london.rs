use std::sync::LazyLock;

use jiff::tz::TimeZone;

/// Europe/London by its rule since 1996 (POSIX TZ), so that no machine's tables are needed: where
/// every day of the format and of the dataset begins and ends.
///
/// # Panics
///
/// Never: the rule is of POSIX form.
#[must_use]
pub fn london() -> TimeZone {
    static LONDON: LazyLock<TimeZone> = LazyLock::new(|| {
        TimeZone::posix("GMT0BST,M3.5.0/1,M10.5.0/2").expect("a rule of POSIX form")
    });
    LONDON.clone()
}

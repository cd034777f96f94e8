use std::{collections::BTreeSet, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::OutOfBounds;

/// The number of a dataset check: `D-01` to `D-99`. Numbers are stable and never reused.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct CheckId(u8);

impl CheckId {
    /// Somebody reads the free texts of a person, and answers for that person: nobody does so for all at once.
    pub const READ: Self = Self::new(64);

    /// Check D-`number`.
    ///
    /// # Panics
    ///
    /// If the number is not 1 to 99, which a constant shows when it is compiled.
    #[must_use]
    pub const fn new(number: u8) -> Self {
        assert!(number >= 1 && number <= 99, "checks are D-01 to D-99");
        Self(number)
    }

    /// The number without its letter.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }
}

impl fmt::Display for CheckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "D-{:02}", self.0)
    }
}

impl FromStr for CheckId {
    type Err = OutOfBounds;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix("D-").ok_or(OutOfBounds)?;
        if digits.len() != 2 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(OutOfBounds);
        }
        match digits.parse() {
            Ok(number) if number > 0 => Ok(Self(number)),
            _ => Err(OutOfBounds),
        }
    }
}

impl<'de> Deserialize<'de> for CheckId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

impl Serialize for CheckId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What a finding does to the sealing of its case. Ordered: the last is the strictest.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::exhaustive_enums, reason = "dataset section 7 has these three")]
pub enum Severity {
    /// Listed for the sender, counted for the commissioner.
    Reported,
    /// Blocks until a practitioner acknowledges it with a reason (field 918).
    Ack,
    /// No sealing.
    Blocks,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ack => "ack",
            Self::Blocks => "blocks",
            Self::Reported => "reported",
        })
    }
}

/// What a check found, in the words of the person who has to mend it.
///
/// It quotes the case. So it is shown on the machine that made it, never logged and never sent;
/// `Debug` prints the number of the check only.
#[derive(Clone, Eq, PartialEq)]
pub struct Finding {
    /// The check.
    pub check: CheckId,
    /// What it does to sealing.
    pub severity: Severity,
    /// Where: `section.field`, and the member in it.
    pub path: String,
    /// What to do about it.
    pub message: String,
}

impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Finding({}, {}, ..)", self.check, self.severity)
    }
}

/// The numbers of the checks that found something, ascending, each once.
pub(crate) fn write_checks<'f>(
    f: &mut fmt::Formatter<'_>,
    findings: impl IntoIterator<Item = &'f Finding>,
) -> fmt::Result {
    let checks: BTreeSet<CheckId> = findings.into_iter().map(|one| one.check).collect();
    checks.iter().try_for_each(|check| write!(f, " {check}"))
}

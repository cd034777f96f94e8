use jiff::ToSpan;

use crate::Date;

/// The days between which the rules reckon.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "rules take these two days")]
pub struct Parameters {
    /// The first day of the recipient's responsibility.
    pub transfer_date: Date,
    /// The day of the extract, before or after the transfer. What is later has not happened.
    pub as_of: Date,
}

/// Some months before a day, and the day: both ends included.
#[derive(Clone, Copy)]
pub(super) struct Window {
    from: Date,
    to: Date,
}

impl Window {
    /// A day that the earlier month does not have becomes its last.
    pub(super) fn of_months(months: u16, to: Date) -> Self {
        let from = to.civil().checked_sub(i32::from(months).months());
        Self {
            from: from
                .ok()
                .and_then(|from| from.try_into().ok())
                .unwrap_or(to),
            to,
        }
    }

    pub(super) fn contains(self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }
}

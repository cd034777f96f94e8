use std::collections::BTreeSet;

use handover_time::london;
use jiff::{Timestamp, ToSpan, civil};

use super::{Anchor, Deadline, Deadlines, Direction, Period, Profile, Step};
use crate::{Condition, Date};

/// Days off beside the weekends: those of the calendar that a mandate names.
#[derive(Clone, Debug, Default)]
pub struct WorkingCalendar(BTreeSet<Date>);

impl WorkingCalendar {
    /// A calendar with these days off.
    pub fn new(days_off: impl IntoIterator<Item = Date>) -> Self {
        Self(days_off.into_iter().collect())
    }

    fn is_working(&self, day: civil::Date) -> bool {
        let is_weekend = matches!(
            day.weekday(),
            civil::Weekday::Saturday | civil::Weekday::Sunday
        );
        !is_weekend && !Date::try_from(day).is_ok_and(|day| self.0.contains(&day))
    }
}

/// What deadlines are counted from, as far as it is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Anchors {
    /// When the package was sealed.
    pub sealed: Option<Timestamp>,
    /// When the recipient's machine had it; before that its own deadline stands in.
    pub stored: Option<Timestamp>,
    /// When a practitioner accepted; before that its own deadline stands in.
    pub accepted: Option<Timestamp>,
    /// The first day of the recipient's responsibility; without a mandate `stored` stands in.
    pub transfer_date: Option<Date>,
    /// When the person was discharged (field 804).
    pub discharge: Option<Timestamp>,
}

/// By when each step must have happened; `None` where no deadline applies or what it is counted
/// from is not known.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Due {
    /// The recipient's machine has it.
    pub stored: Option<Timestamp>,
    /// A practitioner has accepted.
    pub accepted: Option<Timestamp>,
    /// A practitioner spoke with the person.
    pub contacted: Option<Timestamp>,
    /// Plan and risk were reassessed.
    pub reviewed: Option<Timestamp>,
}

impl Profile {
    /// Computes by when each step must have happened, by this profile's own deadlines:
    /// [`Deadlines::due`].
    #[must_use]
    pub fn due(
        &self,
        meets: impl Fn(Condition) -> bool,
        anchors: Anchors,
        calendar: &WorkingCalendar,
    ) -> Due {
        self.deadlines.due(meets, anchors, calendar)
    }
}

impl Deadlines {
    /// Computes by when each step must have happened: of the deadlines whose conditions hold, the
    /// earliest.
    ///
    /// For a closed case *contacted* and *reviewed* start when the person returns, so they are
    /// `None` until then: pass `meets` without [`Condition::Closed`] for a person who is back.
    #[must_use]
    pub fn due(
        &self,
        meets: impl Fn(Condition) -> bool,
        anchors: Anchors,
        calendar: &WorkingCalendar,
    ) -> Due {
        let earliest = |step: Step, anchors: &Anchors| {
            self.holding(step, &meets)
                .filter_map(|deadline| deadline.moment(anchors, calendar))
                .min()
        };
        let mut anchors = anchors;
        let stored = earliest(Step::Stored, &anchors);
        anchors.stored = anchors.stored.or(stored);
        let accepted = earliest(Step::Accepted, &anchors);
        anchors.accepted = anchors.accepted.or(accepted);
        let is_closed = meets(Condition::Closed);
        let later = |step| (!is_closed).then(|| earliest(step, &anchors)).flatten();
        Due {
            stored,
            accepted,
            contacted: later(Step::Contacted),
            reviewed: later(Step::Reviewed),
        }
    }
}

impl Deadline {
    /// The moment that the deadline is; `None` if what it is counted from is not known.
    #[must_use]
    pub fn moment(&self, anchors: &Anchors, calendar: &WorkingCalendar) -> Option<Timestamp> {
        let zone = london();
        let from = match (self.anchor, anchors.transfer_date) {
            (Anchor::TransferDate, Some(day)) => {
                zone.to_timestamp(day.civil().at(0, 0, 0, 0)).ok()?
            }
            (Anchor::Sealed, _) => anchors.sealed?,
            (Anchor::Stored, _) | (Anchor::TransferDate, None) => anchors.stored?,
            (Anchor::Accepted, _) => anchors.accepted?,
            (Anchor::Discharge, _) => anchors.discharge?,
        };
        let sign = match self.direction {
            Direction::Before => -1,
            Direction::From => 1,
        };
        let day = zone.to_datetime(from).date();
        let last = match self.period {
            Period::Hours(hours) => {
                return from.checked_add((sign * i64::from(hours)).hours()).ok();
            }
            Period::Days(days) => day.checked_add((sign * i64::from(days)).days()).ok()?,
            Period::WorkingDays(days) => {
                let mut left = days;
                let mut day = day;
                while left > 0 {
                    day = day.checked_add(sign.days()).ok()?;
                    left -= u16::from(calendar.is_working(day));
                }
                day
            }
        };
        zone.to_timestamp(last.at(23, 59, 59, 0)).ok()
    }
}

//! What a person types for a constant, as mappings write it.

use jiff::civil;

use crate::{
    iso::read_moment,
    moment::{Moment, rfc3339},
};

/// An answer as the constants of a mapping are written: `14/12/2026` is `2026-12-14`, and `1/12/2026 16:00` an instant.
///
/// None where the constant is a day or a moment and the answer is none, or the answer is blank. A day alone is no moment
/// of signing. What is neither is as it was typed.
#[must_use]
pub fn as_written(constant: &str, answer: &str) -> Option<String> {
    let answer = Some(answer.trim()).filter(|answer| !answer.is_empty())?;
    let typed_day = || civil::Date::strptime("%d/%m/%Y", answer).ok();
    match constant {
        "authored_at" => {
            let typed = civil::DateTime::strptime("%d/%m/%Y %H:%M", answer).ok();
            let at = typed.map(Moment::Local).or_else(|| read_moment(answer))?;
            Some(rfc3339(&at.instant(false).ok().flatten()?))
        }
        "as_of" | "call_back_until" | "transfer_date" => {
            let day = typed_day().or_else(|| read_moment(answer).map(Moment::day));
            Some(day?.to_string())
        }
        _ => Some(answer.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_taken_as_people_write_them() {
        for (constant, answer, written) in [
            ("transfer_date", "14/12/2026", Some("2026-12-14")),
            ("as_of", " 1/12/2026 ", Some("2026-12-01")),
            ("call_back_until", "2027-01-31", Some("2027-01-31")),
            ("transfer_date", "31/02/2026", None),
            ("transfer_date", "12/14/2026", None),
            ("transfer_date", "soon", None),
            (
                "authored_at",
                "1/12/2026 16:00",
                Some("2026-12-01T16:00:00+00:00"),
            ),
            (
                "authored_at",
                "2026-12-01T16:00:00Z",
                Some("2026-12-01T16:00:00+00:00"),
            ),
            ("authored_at", "1/12/2026", None),
            ("sender", " Marl ", Some("Marl")),
            ("sender", " ", None),
        ] {
            assert_eq!(
                as_written(constant, answer).as_deref(),
                written,
                "{constant} {answer}"
            );
        }
    }
}

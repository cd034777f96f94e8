//! Days and moments as the import itself writes them (ISO 8601, RFC 3339), read again.

use crate::{
    day_format::{Century, DayFormat, Said},
    moment::Moment,
};
use std::sync::LazyLock;

/// A day, or RFC 3339.
pub(crate) fn read_moment(text: &str) -> Option<Moment> {
    static DAY: LazyLock<Option<DayFormat>> = LazyLock::new(|| DayFormat::parse("yyyy-mm-dd"));
    // Most texts are neither, and say so at once.
    if !text.bytes().take(4).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let read = |format: &DayFormat| match format.read(text, Century::default())? {
        Said::Whole(moment) => Some(moment),
        Said::Part(..) => None,
    };
    let day = DAY.as_ref().and_then(read);
    day.or_else(|| read(&DayFormat::Instant))
}

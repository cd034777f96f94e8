use crate::{arrivals::Reach, chain::Position, deadlines::DoneTimes};

/// What is known of a case whatever the moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outcome {
    pub(crate) position: Position,
    pub(crate) reach: Reach,
    /// How often it was sent on; the roster's row for it is of this stage.
    pub(crate) stage: u32,
    /// The place of the verdict or event that the next one answers.
    pub(crate) last: Option<u32>,
    pub(crate) not_engaged: u32,
    /// Redirected, and a further roster names the next recipient.
    pub(crate) is_sent_on: bool,
    pub(crate) is_conflict: bool,
    pub(crate) is_accepted_twice: bool,
    pub(crate) is_accepted_from_replaced: bool,
    pub(crate) is_recalled: bool,
    /// The place of a withdrawal that the acceptance overtook and the holder has not answered.
    pub(crate) overtaken: Option<u32>,
    pub(crate) done: DoneTimes,
}

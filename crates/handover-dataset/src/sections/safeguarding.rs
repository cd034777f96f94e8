use crate::{Coded, Date, Ref, Who, YesNoUnknown};

record! {
    /// A safeguarding concern (fields 511 and 512; codes of dataset 8.2).
    item Safeguarding {
        /// `sg1` and so on.
        id: Ref,
        /// Which concern.
        code: Coded,
        /// Whom it is about.
        who: Who,
        /// Since when.
        from: Date,
        /// Whether a referral was made.
        referral_made: YesNoUnknown,
    } optional {
        /// Until when.
        to: Date,
    }
}

use crate::{Date, NhsNumber, Org, PartialDate, Ref, Text};

/// What the checks need to know beside case and profile.
///
/// What is not known is not checked: a recipient has no link register, and no source to compare.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct CheckContext {
    /// The first day of the recipient's responsibility; if missing, that of field 904.
    pub transfer_date: Option<Date>,
    /// The day of the latest assessment in the source, if it is not the one in the case (D-26).
    pub later_assessment_on: Option<Date>,
    /// The other persons whom the sender's link register connects with this one (D-39).
    pub links: Vec<LinkedCase>,
    /// Whom the case is being sealed to, beside those of field 914 (D-38, D-40 to D-42, D-58).
    pub recipients: Vec<Recipient>,
    /// The audience whose view of a case this is: split for it, or opened by it. What that audience
    /// does not see is not missed.
    pub seen_by: Option<String>,
    /// The keys of author and countersigner (D-54).
    pub signer_keys: Option<SignerKeys>,
    /// How journeys are counted (D-43); if missing, as in `six-months-two-journeys@1`.
    pub journeys: JourneyRules,
}

/// How episodes become journeys (dataset section 6, `[journey]`).
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct JourneyRules {
    /// Episodes with at most so many days between them are one journey.
    pub max_gap_days: u32,
    /// Whether an episode starts with its referral if it was never triaged.
    pub count_untriaged: bool,
}

impl Default for JourneyRules {
    fn default() -> Self {
        Self {
            max_gap_days: 21,
            count_untriaged: false,
        }
    }
}

impl JourneyRules {
    /// Episodes with at most `max_gap_days` between them are one journey.
    #[must_use]
    pub const fn new(max_gap_days: u32, count_untriaged: bool) -> Self {
        Self {
            max_gap_days,
            count_untriaged,
        }
    }
}

/// An organisation that the case is sealed to, and as what.
#[derive(Clone)]
#[non_exhaustive]
pub struct Recipient {
    /// The audience of the profile.
    pub audience: String,
    /// The organisation.
    pub org: Org,
}

impl Recipient {
    /// The organisation as that audience.
    #[must_use]
    pub const fn new(audience: String, org: Org) -> Self {
        Self { audience, org }
    }
}

/// What must not stand in this case, because it is of a linked one: partner, parent, sibling.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct LinkedCase {
    /// The item of this case that it is the case of: a baby who is not with the mother (D-50).
    pub of: Option<Ref>,
    /// Names: family, and given if known.
    pub names: Vec<(Text, Option<Text>)>,
    /// Telephone numbers.
    pub phones: Vec<Text>,
    /// Streets, as they stand in the lines of an address.
    pub streets: Vec<Text>,
    /// Postcodes.
    pub postcodes: Vec<Text<16>>,
    /// NHS numbers.
    pub nhs_numbers: Vec<NhsNumber>,
    /// Days of birth; those that are not known to the day are not looked for.
    pub births: Vec<PartialDate>,
}

/// The thumbprints of the certificates that author and countersigner sign with.
#[derive(Clone)]
#[non_exhaustive]
pub struct SignerKeys {
    /// Of the author.
    pub author: Box<[u8]>,
    /// Of the countersigner.
    pub countersigner: Box<[u8]>,
}

impl SignerKeys {
    /// The two thumbprints.
    #[must_use]
    pub const fn new(author: Box<[u8]>, countersigner: Box<[u8]>) -> Self {
        Self {
            author,
            countersigner,
        }
    }
}

redacted!(CheckContext, LinkedCase, Recipient, SignerKeys);

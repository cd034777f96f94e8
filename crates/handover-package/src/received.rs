use std::{
    fmt,
    io::{Read, Seek},
};

use handover_trust::{OrganisationId, Package, SealingPrivateKey, ShortName, Statement, Token};

use crate::{
    AgreementState, Context, OpenError, Opened, ProfileInForce, ReceiveError, SignedIndex,
    carried::Whole, case_file::CaseFile,
};

/// A package that is whole, was signed by who may send it, and is addressed to us. Still shut.
///
/// To hold a `Received` is to know who sent it and that every byte is as they signed it; it may be
/// stored and acknowledged. Reading a case needs the sealing key, which a server need not hold:
///
/// ```compile_fail
/// # fn skip<R: std::io::Read + std::io::Seek>(mut received: handover_package::Received<R>) {
/// let cases = received.cases(); // no method `cases`: a package must be opened before it is read
/// # }
/// ```
///
/// ```
/// use std::io::Cursor;
/// use handover_package::{Context, ProfileInForce, Received, ReceiveError};
/// # use handover_trust::{PosixTime, SealingPrivateKey, VerifiedDirectory};
/// # macro_rules! vector { ($name:literal) => {
/// #     include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/foreign/", $name)).as_slice()
/// # } }
/// # let now = PosixTime::new(1_789_894_800)?;
/// # let anchor = "ee0cdf415518649a3be20de9c5419cc322e3baf5bd5e23076d4616022b7fa200".parse()?;
/// # let directory = vector!("statements/directory.cbor");
/// # let directory = VerifiedDirectory::from_bytes(directory, &anchor, None, now)?;
/// # let keys: serde_json::Value = serde_json::from_slice(vector!("keys.json"))?;
/// # let seed = |of: &str| {
/// #     let all = keys["sealing"].as_array().unwrap().iter();
/// #     let key = all.clone().find(|key| key["organisation"] == of).unwrap();
/// #     hex::decode(key["seed"].as_str().unwrap()).unwrap()
/// # };
/// # let us = "ZZG01".parse()?;
/// # let key = SealingPrivateKey::from_seed(&seed("ZZG01"))?;
/// # let profile = ProfileInForce::from_toml(vector!("profiles/caseload-transfer.toml"))?;
/// # let package = vector!("packages/split-gp.handover");
///
/// let context = Context::new(&directory, now);
/// let received = Received::read(Cursor::new(package), &us, &profile, &context)?;
/// println!("from {}: {} cases", received.head().payload().by, received.tokens().count());
///
/// // One bad case is named, and the others stay usable.
/// let mut opened = received.open(&key)?;
/// for case in opened.cases() {
///     match case {
///         Ok(case) => assert!(case.case()?.reference().is_some()),
///         Err(refusal) => println!("{} is unreadable: {}", refusal.token, refusal.class()),
///     }
/// }
///
/// // A package for somebody else, or one that was cut, never gets so far.
/// let other = Received::read(Cursor::new(package), &"ZZ902".parse()?, &profile, &context);
/// assert_eq!(other.unwrap_err(), ReceiveError::NotForUs);
/// let cut = Received::read(Cursor::new(&package[..100]), &us, &profile, &context);
/// assert_eq!(cut.unwrap_err(), ReceiveError::Truncated);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Received<R> {
    whole: Whole<R>,
    us: OrganisationId,
    profile: ProfileInForce,
    agreement: AgreementState,
    is_too_late: bool,
}

impl<R: Read + Seek> Received<R> {
    /// Reads and checks a package that came for `us`.
    ///
    /// Memory stays bounded by the index and a run of cases: `source` is read twice, by index and
    /// case by case, never as a whole.
    ///
    /// # Errors
    ///
    /// The first check of section "States as types" of `schemas/PROTOCOL.md` that fails.
    pub fn read(
        source: R,
        us: &OrganisationId,
        profile: &ProfileInForce,
        context: &Context<'_>,
    ) -> Result<Self, ReceiveError> {
        let (file, head) = CaseFile::read(source)?;
        let head = context.verify_head(&head)?;
        let mut whole = Whole { file, head };
        let agreement = whole.check_head(Some(profile), context)?;
        if !whole
            .head
            .payload()
            .stanzas
            .iter()
            .any(|stanza| stanza.to == *us)
        {
            return Err(ReceiveError::NotForUs);
        }
        whole.check_cases()?;
        Ok(Self {
            is_too_late: context.is_too_late(whole.head.payload().until),
            whole,
            us: us.clone(),
            profile: profile.clone(),
            agreement,
        })
    }

    /// The head, as its sender signed it.
    #[must_use]
    pub const fn head(&self) -> &Statement<Package> {
        &self.whole.head
    }

    /// How far mandate and roster could be checked.
    #[must_use]
    pub const fn agreement(&self) -> AgreementState {
        self.agreement
    }

    /// The audiences for which we may open it.
    pub fn audiences(&self) -> impl Iterator<Item = &ShortName> {
        let stanzas = self.whole.head.payload().stanzas.iter();
        stanzas
            .filter(|stanza| stanza.to == self.us)
            .map(|stanza| &stanza.audience)
    }

    /// The tokens of the cases, ascending.
    pub fn tokens(&self) -> impl Iterator<Item = Token> {
        self.whole.tokens()
    }

    /// Head and index alone: what may be shown to whoever gets no case.
    #[must_use]
    pub fn signed_index(&self) -> SignedIndex {
        self.whole.signed_index(self.agreement)
    }

    pub(crate) const fn whole_mut(&mut self) -> &mut Whole<R> {
        &mut self.whole
    }

    /// Opens every stanza that is for us: the sections of all our audiences.
    ///
    /// # Errors
    ///
    /// [`OpenError::Expired`] before any key is used, then that of the first stanza that does not
    /// open.
    pub fn open(self, key: &SealingPrivateKey) -> Result<Opened<R>, OpenError> {
        let audiences: Vec<ShortName> = self.audiences().cloned().collect();
        self.open_as(key, &audiences)
    }

    /// Opens the stanzas of these audiences with whichever of our keys they were sealed to: older ones stay until what
    /// was sealed to them is opened.
    ///
    /// # Errors
    ///
    /// [`OpenError::NoKey`], then those of [`open_as`](Self::open_as).
    pub fn open_with(
        self,
        keys: &[SealingPrivateKey],
        audiences: &[ShortName],
    ) -> Result<Opened<R>, OpenError> {
        let stanzas = &self.whole.head.payload().stanzas;
        let is_ours = |id| {
            stanzas
                .iter()
                .any(|stanza| stanza.to == self.us && stanza.key == id)
        };
        let mut keys = keys.iter();
        let key = keys.find(|key| is_ours(key.public_key().id()));
        self.open_as(key.ok_or(OpenError::NoKey)?, audiences)
    }

    /// Opens the stanzas of these audiences only.
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open), and [`OpenError::NotForUs`] if one of the audiences is not ours
    /// or none is named.
    pub fn open_as(
        self,
        key: &SealingPrivateKey,
        audiences: &[ShortName],
    ) -> Result<Opened<R>, OpenError> {
        let is_ours = |audience| self.audiences().any(|ours| ours == audience);
        if audiences.is_empty() || !audiences.iter().all(is_ours) {
            return Err(OpenError::NotForUs);
        }
        if self.is_too_late {
            return Err(OpenError::Expired);
        }
        let terms = (&self.profile, self.agreement);
        Opened::new(self.whole, &self.us, audiences, terms, key)
    }
}

impl<R> fmt::Debug for Received<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Received(..)")
    }
}

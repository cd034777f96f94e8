//! The signed envelope: a tagged `COSE_Sign1`, read strictly.
//!
//! Off the shelf, `coset` does not know header parameter 16 (`typ`, RFC 9596) and so refuses every
//! header that lists it as critical; ours do. The header has one form for each kind and algorithm, so
//! it is written, and a received one is compared with what we would have written.

use std::collections::BTreeMap;

use handover_cbor::{Grammar, check, from_slice, to_vec};
use serde::{Deserialize, Serialize};
use serde_bytes::{ByteBuf, Bytes};

use crate::{
    Kind, Payload, PayloadError, SignatureAlgorithm, StatementId, Thumbprint, digest::sha256,
    payload,
};

/// A tag of value 18 (`COSE_Sign1`; RFC 9052, section 4.2).
const TAG_SIGN1: u8 = 0xd2;
/// Labels of header parameters: `alg`, `crit` (RFC 9052, section 3.1), `typ` (RFC 9596), `x5t`
/// (RFC 9360).
const ALG: i64 = 1;
const CRIT: i64 = 2;
const TYP: i64 = 16;
const X5T: i64 = 34;
/// SHA-256 as COSE numbers it (RFC 9054).
const SHA_256: i64 = -16;

/// A statement as it came: of the grammar, but nobody's yet.
pub(crate) struct Envelope {
    pub(crate) algorithm: SignatureAlgorithm,
    pub(crate) signer: Thumbprint,
    pub(crate) payload: Vec<u8>,
    /// What was signed: the `Sig_structure` (RFC 9052, section 4.4).
    pub(crate) to_be_signed: Vec<u8>,
    /// 64 bytes, if it is to verify.
    pub(crate) signature: Vec<u8>,
}

/// The members of a `COSE_Sign1`: protected, unprotected, payload, signature.
#[derive(Deserialize, Serialize)]
struct Members(ByteBuf, BTreeMap<i64, i64>, ByteBuf, ByteBuf);

impl Envelope {
    /// Reads the envelope of a statement of one kind.
    ///
    /// Bounds, then the encoding of envelope, protected header and payload, then the header: exactly
    /// the four parameters that this kind has, and an empty unprotected header.
    pub(crate) fn read(bytes: &[u8], kind: Kind) -> Result<Self, PayloadError> {
        let Members(protected, unprotected, payload, signature) = open(bytes, kind)?;
        check(&protected, Grammar::Envelope, &kind.limits())?;
        check(&payload, Grammar::Payload, &kind.limits())?;
        if !unprotected.is_empty() {
            return Err(PayloadError::Schema);
        }
        let (algorithm, signer) = parameters(&protected, kind).ok_or(PayloadError::Schema)?;
        Ok(Self {
            algorithm,
            signer,
            to_be_signed: sig_structure(&protected, kind, &payload),
            payload: payload.into_vec(),
            signature: signature.into_vec(),
        })
    }

    /// SHA-256 of what was signed.
    pub(crate) fn id(&self) -> StatementId {
        StatementId::from_bytes(sha256(&self.to_be_signed))
    }
}

/// An envelope that wants a signature.
pub(crate) struct Unsigned {
    protected: Vec<u8>,
    payload: Vec<u8>,
    pub(crate) to_be_signed: Vec<u8>,
}

impl Unsigned {
    pub(crate) fn new(
        algorithm: SignatureAlgorithm,
        signer: &Thumbprint,
        kind: Kind,
        payload: Vec<u8>,
    ) -> Self {
        let protected = protected_header(algorithm, signer, kind);
        Self {
            to_be_signed: sig_structure(&protected, kind, &payload),
            protected,
            payload,
        }
    }

    /// SHA-256 of what is to be signed.
    pub(crate) fn id(&self) -> StatementId {
        StatementId::from_bytes(sha256(&self.to_be_signed))
    }

    /// The statement's bytes.
    pub(crate) fn signed(self, signature: &[u8; 64]) -> Vec<u8> {
        let members = Members(
            self.protected.into(),
            BTreeMap::new(),
            self.payload.into(),
            signature.to_vec().into(),
        );
        let mut bytes = vec![TAG_SIGN1];
        bytes.extend(to_vec(&members));
        bytes
    }
}

/// Whether bytes begin as a statement does, whatever follows.
#[must_use]
pub fn begins_as_statement(bytes: &[u8]) -> bool {
    bytes.first() == Some(&TAG_SIGN1)
}

/// The kind that a statement says it is, if it is an envelope of this format at all.
///
/// Tells which [`Payload`] to ask [`verify`](crate::VerifiedDirectory::verify) for.
/// Says nothing about whether the statement is good.
#[must_use]
pub fn statement_kind(bytes: &[u8]) -> Option<Kind> {
    claimed_kind(bytes).ok()
}

/// The kind that a statement says it is, or why nobody can tell.
///
/// What begins with the byte `d2` is a statement, whatever follows: one that was cut, or that has
/// another header, is refused as a statement and as nothing else.
///
/// # Errors
///
/// [`PayloadError`], the first check that fails of those that can be made without knowing the kind: V-02 to
/// V-05 of envelope, protected header and payload, by the limits of the longest kind, then V-06.
pub fn claimed_kind(bytes: &[u8]) -> Result<Kind, PayloadError> {
    // A directory may be as long as any.
    let longest = Kind::Directory;
    let Members(protected, _, payload, _) = open(bytes, longest)?;
    let mut kinds = Kind::ALL.iter().copied();
    if let Some(kind) = kinds.find(|kind| parameters(&protected, *kind).is_some()) {
        return Ok(kind);
    }
    check(&protected, Grammar::Envelope, &longest.limits())?;
    check(&payload, Grammar::Payload, &longest.limits())?;
    Err(PayloadError::Schema)
}

/// The id that a statement would have, if it is one of this format.
///
/// Under it a verifier keeps when it first saw the statement, which [`Sight`](crate::Sight) wants to
/// know before the statement is judged. Says nothing about whether the statement is good.
#[must_use]
pub fn statement_id(bytes: &[u8]) -> Option<StatementId> {
    let kind = statement_kind(bytes)?;
    Some(Envelope::read(bytes, kind).ok()?.id())
}

/// Whose certificate a statement says it was signed with: nobody's word yet.
///
/// For whoever lets a person compare it before anything is believed.
#[must_use]
pub fn unverified_signer(bytes: &[u8]) -> Option<Thumbprint> {
    let kind = statement_kind(bytes)?;
    Some(Envelope::read(bytes, kind).ok()?.signer)
}

/// What a statement would say, if its signature held: nobody's word yet.
///
/// For whoever shows what lies there before anything is verified, or needs it to find out by what to verify it.
///
/// # Errors
///
/// [`PayloadError`], if envelope, header or payload are not of the format.
pub fn unverified_payload<P: Payload>(bytes: &[u8]) -> Result<P, PayloadError> {
    payload::decode(&Envelope::read(bytes, P::KIND)?.payload)
}

fn open(bytes: &[u8], kind: Kind) -> Result<Members, PayloadError> {
    check(bytes, Grammar::Envelope, &kind.limits())?;
    let Some((&TAG_SIGN1, untagged)) = bytes.split_first() else {
        return Err(PayloadError::Schema);
    };
    Ok(from_slice(untagged, Grammar::Envelope, &kind.limits())?)
}

/// Algorithm and thumbprint of a protected header of this kind.
///
/// There are two headers that differ in algorithm only, and the thumbprint is the end of each: no
/// other header is of the grammar.
fn parameters(protected: &[u8], kind: Kind) -> Option<(SignatureAlgorithm, Thumbprint)> {
    let signer = Thumbprint::from_bytes(*protected.last_chunk()?);
    let mut algorithms = SignatureAlgorithm::ALL.iter().copied();
    let algorithm = algorithms.find(|a| protected_header(*a, &signer, kind) == protected)?;
    Some((algorithm, signer))
}

fn protected_header(algorithm: SignatureAlgorithm, signer: &Thumbprint, kind: Kind) -> Vec<u8> {
    #[derive(Serialize)]
    #[serde(untagged)]
    enum Parameter<'a> {
        Algorithm(i64),
        Critical([i64; 2]),
        Type(String),
        Signer(i64, &'a Bytes),
    }
    let typ = format!("application/vnd.handover.{kind}+cose");
    let signer = Bytes::new(signer.as_bytes());
    to_vec(&BTreeMap::from([
        (ALG, Parameter::Algorithm(algorithm.cose())),
        (CRIT, Parameter::Critical([TYP, X5T])),
        (TYP, Parameter::Type(typ)),
        (X5T, Parameter::Signer(SHA_256, signer)),
    ]))
}

fn sig_structure(protected: &[u8], kind: Kind, payload: &[u8]) -> Vec<u8> {
    let external_aad = format!("handover/1 {kind}");
    to_vec(&(
        "Signature1",
        Bytes::new(protected),
        Bytes::new(external_aad.as_bytes()),
        Bytes::new(payload),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::samples;

    const KIND: Kind = Kind::Countersign;

    fn members() -> Members {
        let payload = to_vec(&samples::countersign());
        let signer = Thumbprint::from_bytes([7; 32]);
        let unsigned = Unsigned::new(SignatureAlgorithm::Ed25519, &signer, KIND, payload);
        open(&unsigned.signed(&[1; 64]), KIND).unwrap()
    }

    /// What is read of an envelope that was changed.
    fn read(change: impl FnOnce(&mut Members)) -> Result<Thumbprint, PayloadError> {
        let mut members = members();
        change(&mut members);
        let mut bytes = vec![TAG_SIGN1];
        bytes.extend(to_vec(&members));
        Envelope::read(&bytes, KIND).map(|envelope| envelope.signer)
    }

    #[test]
    fn reads_what_it_writes() {
        assert_eq!(read(|_| {}), Ok(Thumbprint::from_bytes([7; 32])));
    }

    #[test]
    fn refuses_another_header() {
        let schema = Err(PayloadError::Schema);
        assert_eq!(read(|m| m.1.extend([(1, 2)])), schema);
        assert_eq!(read(|m| m.0.clear()), Err(PayloadError::Parse));
        let with_kind = |kind| {
            let signer = Thumbprint::from_bytes([7; 32]);
            protected_header(SignatureAlgorithm::Ed25519, &signer, kind)
        };
        assert_eq!(read(|m| m.0 = with_kind(Kind::Receipt).into()), schema);
        // One parameter more, or one less, in an encoding that is right.
        let parameters = |parameters: &[(i64, i64)]| {
            let map: BTreeMap<i64, i64> = parameters.iter().copied().collect();
            to_vec(&map)
        };
        assert_eq!(read(|m| m.0 = parameters(&[(1, -19)]).into()), schema);
        assert_eq!(read(|m| m.0 = parameters(&[]).into()), schema);
    }

    #[test]
    fn refuses_an_envelope_without_its_tag() {
        let untagged = to_vec(&members());
        assert!(matches!(
            Envelope::read(&untagged, KIND),
            Err(PayloadError::Schema)
        ));
        let mut longer = vec![TAG_SIGN1];
        longer.extend(to_vec(&members()));
        assert_eq!(statement_kind(&longer), Some(KIND));
        longer.push(0);
        assert!(matches!(
            Envelope::read(&longer, KIND),
            Err(PayloadError::Parse)
        ));
        assert_eq!(statement_kind(&longer), None);
    }

    /// V-03, V-06: cut or with another header it is a statement all the same.
    #[test]
    fn what_begins_as_a_statement_is_refused_as_one() {
        let kind = |change: &dyn Fn(&mut Members)| {
            let mut members = members();
            change(&mut members);
            claimed_kind(&[&[TAG_SIGN1][..], &to_vec(&members)].concat())
        };
        assert_eq!(kind(&|_| {}), Ok(KIND));
        let whole = [&[TAG_SIGN1][..], &to_vec(&members())].concat();
        for end in 1..whole.len() {
            assert_eq!(
                claimed_kind(&whole[..end]),
                Err(PayloadError::Parse),
                "{end}"
            );
        }
        let header = |m: &mut Members| m.0 = to_vec(&BTreeMap::from([(1, -19)])).into();
        assert_eq!(kind(&header), Err(PayloadError::Schema));
        assert_eq!(kind(&|m| m.0.clear()), Err(PayloadError::Parse));
        let payload = |m: &mut Members| {
            header(m);
            m.2 = vec![0x18, 1].into();
        };
        assert_eq!(kind(&payload), Err(PayloadError::NotDeterministic));
        let twice = [&[TAG_SIGN1; 2][..], &to_vec(&members())].concat();
        assert_eq!(claimed_kind(&twice), Err(PayloadError::NotDeterministic));
        assert_eq!(claimed_kind(&[0xa0]), Err(PayloadError::Schema));
    }

    #[test]
    fn refuses_more_than_the_limit_before_it_reads() {
        let long = vec![TAG_SIGN1; KIND.limits().max_len + 1];
        assert!(matches!(
            Envelope::read(&long, KIND),
            Err(PayloadError::Limits)
        ));
    }
}

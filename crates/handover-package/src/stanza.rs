//! The keys of some sections, sealed to one organisation for one audience.

use handover_cbor::{DecodeError, Grammar, Limits};
use handover_trust::{
    EncapsulatedKey, OrganisationId, Package, SealingPrivateKey, ShortName, Stanza, StatementId,
};
use serde_bytes::ByteBuf;

use crate::{
    Grant, OpenError,
    keys::{Secret, SecretsBySection, encode_secrets},
};

/// What the seal of a stanza binds beside the key: rule `stanza-info` of `schemas/handover.cddl`.
fn info(
    head: &Package,
    to: &OrganisationId,
    audience: &ShortName,
    sections: &[ShortName],
) -> Vec<u8> {
    let mandate: Option<&StatementId> = head.mandate.as_ref();
    handover_cbor::to_vec(&(
        "handover/1 stanza",
        &head.nonce,
        &head.by,
        to,
        audience,
        sections,
        mandate,
    ))
}

/// Seals the secrets of exactly these sections; `None` if the key is none that can be sealed to.
pub(crate) fn seal(
    head: &Package,
    grant: &Grant,
    sections: Vec<ShortName>,
    secret_of: impl Fn(&ShortName) -> Secret,
) -> Option<Stanza> {
    let info = info(head, &grant.to, &grant.audience, &sections);
    let secrets = sections
        .iter()
        .map(|section| (section.as_str().to_owned(), secret_of(section)))
        .collect();
    let (enc, sealed) = grant.key.seal(&info, &encode_secrets(&secrets)).ok()?;
    Some(Stanza {
        to: grant.to.clone(),
        audience: grant.audience.clone(),
        sections,
        key: grant.key.id(),
        enc,
        sealed: ByteBuf::from(sealed),
    })
}

/// Opens a stanza of this head: the secrets of exactly the sections that it lists.
pub(crate) fn open(
    head: &Package,
    stanza: &Stanza,
    key: &SealingPrivateKey,
) -> Result<SecretsBySection, OpenError> {
    let info = info(head, &stanza.to, &stanza.audience, &stanza.sections);
    if stanza.key != key.public_key().id() {
        return Err(OpenError::WrongKey);
    }
    let secrets = open_secrets(key, &stanza.enc, &info, &stanza.sealed)?;
    if secrets.len() == stanza.sections.len()
        && stanza
            .sections
            .iter()
            .all(|name| secrets.contains_key(name.as_str()))
    {
        Ok(secrets)
    } else {
        Err(OpenError::OtherSecrets)
    }
}

/// Opens and reads secrets by section.
pub(crate) fn open_secrets(
    key: &SealingPrivateKey,
    enc: &EncapsulatedKey,
    info: &[u8],
    sealed: &[u8],
) -> Result<SecretsBySection, OpenError> {
    let plaintext = key
        .open(enc, info, sealed)
        .map_err(|_| OpenError::WrongKey)?;
    let secrets = handover_cbor::from_slice(&plaintext, Grammar::Payload, &Limits::STATEMENT)
        .map_err(OpenError::MalformedSecrets)?;
    if *encode_secrets(&secrets) == *plaintext {
        Ok(secrets)
    } else {
        Err(OpenError::MalformedSecrets(DecodeError::Shape))
    }
}

#[cfg(test)]
mod tests;

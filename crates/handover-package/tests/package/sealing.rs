//! Sealing, for the tests: cases that say little, in the form of the dataset's sections.

use handover_dataset::SectionName;
use handover_package::{Draft, DraftCase, ProfileInForce, SealError, Sealed};
use handover_trust::Token;
use serde_json::{Value, json};

use crate::world::{NOW, World, organisation, time};

pub(crate) fn token(n: u64) -> Token {
    let mut bytes = [0x77; 32];
    bytes[..8].copy_from_slice(&n.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    Token::from_bytes(bytes)
}

pub(crate) fn tokens(count: u64) -> Vec<Token> {
    let mut tokens: Vec<Token> = (0..count).map(token).collect();
    tokens.sort_unstable();
    tokens
}

/// The sections of a case, as JSON: `{}` where the place does not stand.
pub(crate) fn section(name: SectionName, token: &Token, is_protected: bool) -> Value {
    let sensitivity = if is_protected { "refuge" } else { "normal" };
    let place = json!({"address_sensitivity": {"value": sensitivity}, "of": token.to_string()});
    match name {
        SectionName::Location if is_protected => json!({}),
        SectionName::LocationProtected if !is_protected => json!({}),
        SectionName::Location | SectionName::LocationProtected => place,
        SectionName::Plan => json!({"of": token.to_string(), "long": "x".repeat(300)}),
        _ => json!({"of": token.to_string(), "in": name.as_str()}),
    }
}

/// Every seventh case is protected.
pub(crate) fn is_protected(token: &Token) -> bool {
    token.as_bytes()[0].is_multiple_of(7)
}

pub(crate) fn encoded(profile: &ProfileInForce, token: &Token) -> Vec<(SectionName, Vec<u8>)> {
    let names = profile.profile().sealed_sections();
    names
        .iter()
        .map(|name| {
            let section = section(*name, token, is_protected(token));
            (*name, handover_cbor::to_vec(&section))
        })
        .collect()
}

pub(crate) fn case(profile: &ProfileInForce, token: &Token) -> DraftCase {
    DraftCase::unchecked(*token, encoded(profile, token))
}

pub(crate) fn draft(profile: &ProfileInForce) -> Draft<'_> {
    Draft::new(
        organisation("ZZ901"),
        profile,
        time(NOW),
        time(NOW + 86_400),
    )
}

/// Seals the cases of these tokens, signed by the office of ZZ901.
pub(crate) fn seal(
    world: &World,
    profile: &ProfileInForce,
    draft: Draft<'_>,
    tokens: &[Token],
) -> Result<(Vec<u8>, Sealed), SealError> {
    let mut file = Vec::new();
    let mut sealer = draft.begin(tokens.to_vec(), &mut file)?;
    for token in tokens {
        sealer.push(case(profile, token))?;
    }
    let sealed = sealer.finish(&world.signer("ZZ901 office"))?;
    Ok((file, sealed))
}

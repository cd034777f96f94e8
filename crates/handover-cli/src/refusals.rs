//! What to do about each class of refusal, when nothing better is known.

use std::fmt::Display;

use handover::cbor::RefusalClass;

use crate::problem::Problem;

/// A refusal of `subject` ("the package", "the directory"), in its error's own words.
pub(crate) fn refusal(subject: &str, class: RefusalClass, error: impl Display) -> Problem {
    Problem::refused(class, format!("{subject}: {error}"), advice(class))
}

const fn advice(class: RefusalClass) -> &'static str {
    match class {
        RefusalClass::Altered | RefusalClass::Signature => {
            "Use nothing of it. Ask the sender for the file again, by another road."
        }
        RefusalClass::Truncated | RefusalClass::Storage => {
            "The file did not arrive whole: fetch or copy it again."
        }
        RefusalClass::Parse
        | RefusalClass::NotDeterministic
        | RefusalClass::Schema
        | RefusalClass::Limits => {
            "Check that it is the right file; if it is, its maker must mend it."
        }
        RefusalClass::Certificate => "Its signer needs a certificate that keeps the profile.",
        RefusalClass::Expired => "Ask for a current one; check the clock of this machine.",
        RefusalClass::Revoked => "Trust nothing signed with it. Ask the signer by telephone.",
        RefusalClass::Rollback | RefusalClass::Conflict => {
            "Ask the authority which directory holds, by another road than the file."
        }
        RefusalClass::NotEntitled => {
            "Check anchor and directory with the authority: the signer may not say this."
        }
        RefusalClass::Recipient => {
            "It is not for this organisation: tell the sender, and delete it."
        }
        RefusalClass::Countersignature => {
            "Ask for the second signature that is missing, then try again."
        }
        RefusalClass::Decrypt => {
            "Use the identity that it was sealed to; `handover inspect` names it."
        }
        RefusalClass::Replay => "It belongs to something else: ask the sender what it is for.",
        RefusalClass::Policy => "The sender must mend it and send a new package.",
    }
}

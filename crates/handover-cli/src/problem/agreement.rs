//! What to do when somebody may not agree to a statement, or build on it.

use handover::{
    cbor::RefusalClass,
    transfer::{MayNotAgree, RosterChainError, Superseded},
};

use super::Problem;
use crate::refusals::refusal;

impl From<RosterChainError> for Problem {
    fn from(error: RosterChainError) -> Self {
        match error {
            RosterChainError::NoRoster | RosterChainError::NotAtHand => Self::usage(
                error.to_string(),
                "Give the folder of the transfer with --statement.",
            ),
            RosterChainError::OtherMandate => refusal("the roster", RefusalClass::Policy, error)
                .advise("Give the roster and the mandate that belong together."),
            RosterChainError::Followed(_) => refusal("the roster", RefusalClass::Conflict, error)
                .advise("Give the last roster with --previous."),
            error => refusal("the roster", RefusalClass::Conflict, error)
                .advise("Ask the sender which roster holds; a further one names only what is new."),
        }
    }
}

impl From<Superseded> for Problem {
    fn from(error: Superseded) -> Self {
        refusal("the mandate", error.class(), error)
            .advise("Use the later mandate: the sender has countersigned it.")
    }
}

impl From<MayNotAgree> for Problem {
    fn from(error: MayNotAgree) -> Self {
        let refused = |subject: &str| refusal(subject, error.class(), &error);
        match &error {
            MayNotAgree::Chain(error) => (*error).into(),
            MayNotAgree::MandateNotAtHand => Self::usage(
                error.to_string(),
                "Give it with --statement, or the folder of the transfer.",
            ),
            MayNotAgree::NotAsked { .. } => refused("the countersignature")
                .advise("`handover mandate show` says who must sign what, and in which role."),
            MayNotAgree::NotParty { .. } => refused("the countersignature")
                .advise("Use the identity of an organisation that the mandate names."),
            MayNotAgree::OtherMandate => {
                refused("the statement").advise("Give the mandate that it names with --statement.")
            }
            MayNotAgree::SameHand => refused("the countersignature")
                .advise("A second signature is another person's: use their key and role."),
            MayNotAgree::Superseded(error) => (*error).into(),
            MayNotAgree::Undated(_) => refused("the roster").advise(
                "The sender signs a further roster, `select --previous` with --undecided, naming who and by when.",
            ),
            _ => refused("the countersignature"),
        }
    }
}

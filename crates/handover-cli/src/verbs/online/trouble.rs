//! What went wrong on the way, and what to do about it.

use handover::{
    cbor::RefusalClass,
    transfer::{Actor, Problem as Told},
    trust::OrganisationId,
};
use handover_client::{ClientError, IntoFolderError};
use handover_tls::End;

use crate::problem::Problem;

/// Tells what went wrong with the server that `server` runs.
pub(crate) fn trouble(error: &ClientError, server: &OrganisationId) -> Problem {
    let what = format!("the server of {server}: {error}");
    let next = next(error);
    match (error, error.class()) {
        // Nothing was refused: it may work tomorrow as it is.
        (ClientError::Problem(document), _)
            if matches!(
                document.problem(),
                Told::Busy | Told::Internal | Told::Storage | Told::TooSlow
            ) =>
        {
            Problem::input_output(what, next)
        }
        (ClientError::Address, _) => Problem::usage(what, next),
        (_, Some(class)) => Problem::refused(class, what, next),
        (_, None) => Problem::input_output(what, next),
    }
}

/// Tells why something did not come into a folder.
pub(crate) fn not_in_folder(error: IntoFolderError, server: &OrganisationId) -> Problem {
    match error {
        IntoFolderError::Client(error) => trouble(&error, server),
        IntoFolderError::File(error) => error.into(),
        error => Problem::our_bug(error.to_string()),
    }
}

/// What to do, and who must.
fn next(error: &ClientError) -> &'static str {
    match error {
        ClientError::Address => "Write https:// and its name, perhaps with a port.",
        ClientError::Clock { is_ours_ahead, .. } => {
            if *is_ours_ahead {
                "Set the clock of this machine right: it is ahead; if it is right, tell the server's operator."
            } else {
                "Set the clock of this machine right: it is behind; if it is right, tell the server's operator."
            }
        }
        ClientError::ConnectionRefused => {
            "Check the address and the port; if they are right, its operator must start it."
        }
        ClientError::File(_) => "Check the disk and who may use the file, then run it again.",
        ClientError::Interrupted | ClientError::TimedOut => {
            "Run it again: it goes on where it stopped."
        }
        ClientError::NameUnresolved => {
            "Check the name in the address, and the network of this machine."
        }
        ClientError::OtherPackage | ClientError::Package(_) => {
            "Nothing of it was kept. Tell the sender; the server's operator must look into it."
        }
        ClientError::OtherStatement => {
            "Nothing of it was kept. The server's operator must look into it."
        }
        ClientError::Problem(document) => told(document.problem()),
        ClientError::Proxy => "Check --proxy or HTTPS_PROXY, and ask whoever runs the proxy.",
        ClientError::Receipt(_) => {
            "Count the package as not stored. The server's operator must look into it; then send it again."
        }
        ClientError::Refused(refused) => match (refused.by, refused.class) {
            (End::Us, _) if refused.is_other_organisation => {
                "Check --server and the recipient's card: somebody else answers at this address."
            }
            (End::Us, RefusalClass::Expired) => {
                "Check the clock of this machine; if it is right, the server's operator needs a new certificate."
            }
            (End::Us, _) => {
                "Send nothing there. Ask its operator which certificate the server shows, and your authority."
            }
            (End::Peer, RefusalClass::Expired) => {
                "Check the clock and our certificate (`handover identity show`); the server may have an old directory."
            }
            (End::Peer, _) => {
                "Ask your authority whether the newest directory has our card, and the operator to load it."
            }
        },
        ClientError::Strange { .. } => {
            "Check the address: something else may answer there, or a proxy in between."
        }
        ClientError::Tls => {
            "Check address and port; something in between that opens TLS must let this address through."
        }
        ClientError::Unreachable => "Check the network of this machine, and the firewall.",
        _ => "Run it again; if it stays so, ask the server's operator.",
    }
}

const fn told(problem: Told) -> &'static str {
    match problem {
        Told::Storage => {
            "Its disk is full or fails: its operator must act. Run it again later; it goes on where it stopped."
        }
        Told::Busy => "Run it again later: it goes on where it stopped.",
        Told::Countersignature => {
            "Get the second signature that the mandate asks for, and give it with --statement."
        }
        Told::UnknownStatement => {
            "Give mandate, roster and countersigns with --statement, or push them first."
        }
        Told::Conflict => "The first one stays. Find out which is right, and seal a new package.",
        Told::NotFound => "Check the id; the server shows only what is for us.",
        Told::Recipient => "Check the recipient's card: its packages go to another server.",
        _ => match problem.act() {
            Actor::Authority => "The authority must mend the directory first.",
            Actor::Caller => "What was sent must be mended first: nothing of it was taken.",
            Actor::Nobody => "Run it again later.",
            Actor::Operator => "The server's operator must act. Run it again later.",
        },
    }
}

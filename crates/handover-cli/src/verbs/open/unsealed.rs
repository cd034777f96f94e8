//! From a package file to cases that were verified.

use std::{fs::File, io::BufReader, path::Path};

use handover::{
    case::Case,
    cbor::RefusalClass,
    package::{CaseRefusal, Context, OpenError, Opened, OpenedCase, ProfileInForce, Received},
    trust::{
        OrganisationId, PosixTime, SealingPrivateKey, ShortName, StatementId, Token,
        VerifiedDirectory, statement_id,
    },
};
use handover_identity::OpenedBefore;
use handover_report::shown;
use rayon::prelude::*;

use super::Wanted;
use crate::{
    problem::Problem,
    refusals::{not_received, refusal},
    verbs::{
        inspect::{package_file, unverified_head_bytes},
        statements::Statements,
    },
};

/// How many cases are looked at together.
const RUN: usize = 256;

/// A package file that is being read.
pub(crate) type PackageFile = BufReader<File>;

/// What is needed to open a package.
pub(crate) struct OpenInput<'a> {
    pub(crate) package: &'a Path,
    pub(crate) us: &'a OrganisationId,
    pub(crate) keys: &'a [SealingPrivateKey],
    pub(crate) profile: &'a ProfileInForce,
    pub(crate) directory: &'a VerifiedDirectory,
    pub(crate) statements: &'a Statements,
    pub(crate) audience: Option<&'a ShortName>,
    /// The identity folder that remembers what was opened, if there is one.
    pub(crate) memory: Option<&'a Path>,
    pub(crate) now: PosixTime,
}

/// Verifies a package that came for us, and opens it.
pub(crate) fn open_package(input: &OpenInput<'_>) -> Result<Opened<PackageFile>, Problem> {
    let received = receive_package(input)?;
    unlock(received, input).map_err(|error| {
        let problem = refusal(&shown(input.package), error.class(), error);
        match error {
            OpenError::NoKey => problem.advise(
                "Use the identity folder that holds the key, or ask the sender to seal it again.",
            ),
            _ => problem,
        }
    })
}

/// Verifies a package that came for us; it stays shut.
pub(crate) fn receive_package(input: &OpenInput<'_>) -> Result<Received<PackageFile>, Problem> {
    let path = input.package;
    let file = package_file(path)?;
    let mut context = Context::new(input.directory, input.now)
        .with(input.statements.at_hand())
        .sight(input.statements.sight_of(path, input.now));
    if was_opened(input)? {
        context = context.opened_before();
    }
    Received::read(BufReader::new(file), input.us, input.profile, &context)
        .map_err(|error| not_received(path, &error))
}

/// Whether the package was opened before, as a receipt of ours or our memory says (V-26).
fn was_opened(input: &OpenInput<'_>) -> Result<bool, Problem> {
    // Why a head cannot be read is told by whoever receives the package.
    let head = unverified_head_bytes(input.package).ok();
    let Some(id) = head.and_then(|head| statement_id(&head)) else {
        return Ok(false);
    };
    let says = input.statements.known().says_opened(input.us, &id);
    Ok(says || OpenedBefore::recall(input.memory)?.of(&id).is_some())
}

/// Opens a package that came for us, with whichever of our keys it was sealed to.
pub(crate) fn unlock(
    received: Received<PackageFile>,
    input: &OpenInput<'_>,
) -> Result<Opened<PackageFile>, OpenError> {
    let audiences = match input.audience {
        Some(audience) => vec![audience.clone()],
        None => received.audiences().cloned().collect(),
    };
    received.open_with(input.keys, &audiences)
}

/// Remembers that we opened a package, so that it opens again after its time (V-26): once what was read is out.
pub(crate) fn remember_opened(
    identity: &Path,
    package: &StatementId,
    now: PosixTime,
) -> Result<(), Problem> {
    let mut memory = OpenedBefore::recall(Some(identity))?;
    memory.opened(package, now);
    Ok(memory.keep()?)
}

/// Cases of an opened package, one by one.
pub(crate) struct Unsealed {
    opened: Opened<PackageFile>,
}

impl Unsealed {
    pub(crate) const fn new(opened: Opened<PackageFile>) -> Self {
        Self { opened }
    }

    pub(crate) fn count(&self) -> usize {
        self.opened.tokens().count()
    }

    /// The one case that is wanted.
    pub(crate) fn one(&mut self, wanted: &Wanted) -> Result<(Token, Case), Problem> {
        let missing = || {
            Problem::usage(
                "the package holds no such case",
                "Open it without --case to see every case that it holds.",
            )
        };
        match wanted {
            Wanted::Token(token) => {
                let opened = self.opened.case(token).ok_or_else(missing)?;
                read_case(opened).map_err(not_read)
            }
            Wanted::Reference(reference) => self
                .opened
                .cases()
                .filter_map(|opened| {
                    let (token, case) = read_case(opened).ok()?;
                    (case.reference() == Some(reference)).then_some(Ok((token, case)))
                })
                .next()
                .ok_or_else(missing)?,
        }
    }

    /// Makes something of every case, on all cores and a bounded run ahead, and hands it on in the
    /// order of the tokens; `make` is told the place of the case, from 0.
    ///
    /// A case that cannot be read takes no other with it: those are returned. Our own trouble with the
    /// file ends it.
    pub(crate) fn each_made<T: Send>(
        &mut self,
        make: impl Fn(usize, Token, Case) -> Result<T, Problem> + Sync,
        mut take: impl FnMut(T) -> Result<(), Problem>,
    ) -> Result<Vec<Unreadable>, Problem> {
        let mut unreadable = Vec::new();
        let mut cases = self.opened.cases().enumerate();
        loop {
            let run: Vec<_> = cases.by_ref().take(RUN).collect();
            if run.is_empty() {
                return Ok(unreadable);
            }
            let made: Vec<Result<Result<T, Problem>, Unreadable>> = run
                .into_par_iter()
                .map(|(place, opened)| {
                    let (token, case) = read_case(opened)?;
                    Ok(make(place, token, case))
                })
                .collect();
            for one in made {
                match one {
                    Ok(made) => take(made?)?,
                    Err(one) if one.class == RefusalClass::Storage => return Err(not_read(one)),
                    Err(one) => unreadable.push(one),
                }
            }
        }
    }
}

/// A case that cannot be read, though the package can.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Unreadable {
    pub(crate) token: Token,
    pub(crate) class: RefusalClass,
}

fn read_case(opened: Result<OpenedCase, CaseRefusal>) -> Result<(Token, Case), Unreadable> {
    let opened = opened.map_err(|refused| Unreadable {
        token: refused.token,
        class: refused.class(),
    })?;
    let case = opened.case().map_err(|error| Unreadable {
        token: opened.token(),
        class: error.class(),
    })?;
    Ok((opened.token(), case))
}

/// The refusal of one case.
fn not_read(Unreadable { token, class }: Unreadable) -> Problem {
    refusal(
        &format!("case {token}"),
        class,
        "what the sender sealed cannot be read",
    )
    .advise("Tell the sender the token; the other cases open without it.")
}

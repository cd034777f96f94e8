//! What is countersigned: a mandate, a roster, or the head of a package.

use std::{fs, path::Path};

use handover::{
    package::{Context, SignedIndex},
    transfer::ToAgree,
    trust::{
        Completeness, Countersign, Event, Kind, Mandate, OrganisationId, Package, Payload,
        PosixTime, Receipt, Roster, ShortName, Sight, Statement, StatementError, StatementId,
        Verdict, statement_id, statement_kind,
    },
};
use handover_identity::FirstSeen;
use handover_report::{Names, Page, Time, mandate, roster, shown};

use crate::{
    problem::Problem,
    refusals::refusal,
    verbs::{
        inspect::{is_package, unverified_index},
        mandate::deadlines_in_force,
        signing::Signatory,
    },
};

/// A verified statement that can be agreed to.
pub(crate) enum Subject {
    Mandate(Statement<Mandate>),
    Package(Box<Statement<Package>>),
    Roster(Statement<Roster>),
    /// Of a kind to which nobody agrees, and which can be seen.
    Seen(Box<SeenStatement>),
}

/// What a witness is told of a statement.
pub(crate) struct SeenStatement {
    kind: Kind,
    id: StatementId,
    by: OrganisationId,
    at: PosixTime,
}

impl SeenStatement {
    fn new<P: Payload>(statement: &Statement<P>) -> Self {
        Self {
            kind: P::KIND,
            id: *statement.id(),
            by: statement.payload().by().clone(),
            at: statement.payload().at(),
        }
    }

    /// Reads a statement of a kind to which nobody agrees; none of a card or a directory, which others keep.
    fn read(
        kind: Kind,
        bytes: &[u8],
        signatory: &Signatory,
        sight: &Sight<'_>,
    ) -> Result<Option<Self>, StatementError> {
        let directory = &signatory.directory;
        Ok(Some(match kind {
            Kind::Completeness => Self::new(&directory.verify::<Completeness>(bytes, sight)?),
            Kind::Countersign => Self::new(&directory.verify::<Countersign>(bytes, sight)?),
            Kind::Event => Self::new(&directory.verify::<Event>(bytes, sight)?),
            Kind::Package => Self::new(&directory.verify::<Package>(bytes, sight)?),
            Kind::Receipt => Self::new(&directory.verify::<Receipt>(bytes, sight)?),
            Kind::Verdict => Self::new(&directory.verify::<Verdict>(bytes, sight)?),
            _ => return Ok(None),
        }))
    }
}

impl Subject {
    /// Reads and verifies it.
    pub(crate) fn read(
        path: &Path,
        role: &ShortName,
        signatory: &Signatory,
    ) -> Result<Self, Problem> {
        let bytes = match package_index(path)? {
            Some(index) => index,
            None => fs::read(path).map_err(|error| Problem::reading(path, &error))?,
        };
        let memory = FirstSeen::recall(Some(signatory.identity.folder()))?;
        let seen = statement_id(&bytes).and_then(|id| memory.of(&id));
        let sight = Sight::now(signatory.now);
        let sight = seen.map_or(sight, |seen| sight.recorded(seen));
        let is_witness = role.as_str() == Countersign::SEEN;
        let told = |error: StatementError| refusal(&shown(path), error.class(), error);
        match statement_kind(&bytes) {
            Some(Kind::Mandate) => {
                let mandate = signatory.directory.verify(&bytes, &sight).map_err(told)?;
                Ok(Self::Mandate(mandate))
            }
            Some(Kind::Roster) => {
                let roster = signatory.directory.verify(&bytes, &sight).map_err(told)?;
                Ok(Self::Roster(roster))
            }
            Some(kind) => {
                let seen = match is_witness {
                    true => SeenStatement::read(kind, &bytes, signatory, &sight).map_err(told)?,
                    false => None,
                };
                seen.map(|seen| Self::Seen(Box::new(seen))).ok_or_else(|| {
                    Problem::usage(
                        format!("{} is a {kind}, to which nobody agrees", shown(path)),
                        "Countersign a mandate, a roster or a package; every statement of a transfer can be \
                         countersigned as seen.",
                    )
                })
            }
            None => {
                let context = Context::new(&signatory.directory, signatory.now);
                let index = SignedIndex::read(&bytes, None, &context)
                    .map_err(|error| refusal(&shown(path), error.class(), error))?;
                Ok(Self::Package(Box::new(index.head().clone())))
            }
        }
    }

    pub(crate) const fn kind(&self) -> Kind {
        match self {
            Self::Mandate(_) => Kind::Mandate,
            Self::Package(_) => Kind::Package,
            Self::Roster(_) => Kind::Roster,
            Self::Seen(seen) => seen.kind,
        }
    }

    pub(crate) const fn id(&self) -> &StatementId {
        match self {
            Self::Mandate(mandate) => mandate.id(),
            Self::Package(head) => head.id(),
            Self::Roster(roster) => roster.id(),
            Self::Seen(seen) => &seen.id,
        }
    }

    /// What of it can be agreed to; `None` of what can only be seen.
    pub(super) fn to_agree(&self) -> Option<ToAgree<'_>> {
        match self {
            Self::Mandate(mandate) => Some(ToAgree::Mandate(mandate)),
            Self::Package(head) => Some(ToAgree::Package(head)),
            Self::Roster(roster) => Some(ToAgree::Roster(roster)),
            Self::Seen(_) => None,
        }
    }

    /// Tells what it says, in plain words.
    pub(super) fn tell(&self, page: &mut Page, names: Names<'_>) {
        match self {
            Self::Mandate(mandate) => {
                // Without a profile file there is nothing to be wrong with it.
                let in_force = deadlines_in_force(mandate, None).ok().flatten();
                mandate::tell(page, mandate, names, in_force.as_ref());
            }
            Self::Roster(roster) => roster::tell(page, roster, names),
            Self::Package(head) => tell_package(page, head, names),
            Self::Seen(seen) => {
                page.line(&page.paint.heading(&format!("A {}", seen.kind)));
                page.field("Id", &[seen.id.to_string()]);
                let (by, at) = (names.of(&seen.by), Time::from(seen.at));
                page.field("Signed", &[format!("by {by} on {at}")]);
            }
        }
    }
}

fn tell_package(page: &mut Page, head: &Statement<Package>, names: Names<'_>) {
    let said = head.payload();
    page.line(&page.paint.heading("Package"));
    page.field("Id", &[head.id().to_string()]);
    page.field(
        "Signed",
        &[format!(
            "by {} on {}",
            names.of(&said.by),
            Time::from(said.at)
        )],
    );
    let to: Vec<String> = said
        .stanzas
        .iter()
        .map(|stanza| format!("{} as {}", names.of(&stanza.to), stanza.audience))
        .collect();
    page.field("Opens for", &to);
    page.field("Cases", &[said.count.to_string()]);
    page.field("Dataset", &[said.profile.name().to_string()]);
    let under = said.mandate.map_or_else(
        || "no mandate".to_owned(),
        |mandate| format!("the mandate {mandate}"),
    );
    page.field("Under", &[under]);
}

/// The bytes of a package file's index and head; `None` if it is no package.
fn package_index(path: &Path) -> Result<Option<Vec<u8>>, Problem> {
    if is_package(path)? {
        unverified_index(path).map(Some)
    } else {
        Ok(None)
    }
}

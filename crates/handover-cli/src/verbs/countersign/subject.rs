//! What is countersigned: a mandate, a roster, or the head of a package.

use std::{fs, path::Path};

use handover::{
    Completeness, Context, Countersign, Event, Kind, Mandate, OrganisationId, Package, Payload,
    PosixTime, Receipt, RefusalClass, Roster, ShortName, Sight, SignedIndex, Statement,
    StatementError, StatementId, Thumbprint, Verdict, statement_id, statement_kind, undated,
};
use handover_identity::FirstSeen;

use super::CountersignInput;
use crate::{
    clock,
    page::Page,
    problem::{Problem, shown},
    refusals::refusal,
    verbs::{
        inspect::{is_package, signed_index_of},
        mandate::{check_not_superseded, deadlines_in_force, tell_mandate},
        roster::tell_roster,
        select::{Chain, check_is_of},
        signing::{Names, Signatory},
        statements::Statements,
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
    signer: Thumbprint,
    by: OrganisationId,
    at: PosixTime,
}

impl SeenStatement {
    fn new<P: Payload>(statement: &Statement<P>) -> Self {
        Self {
            kind: P::KIND,
            id: *statement.id(),
            signer: *statement.signer(),
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

    pub(crate) const fn signer(&self) -> &Thumbprint {
        match self {
            Self::Mandate(mandate) => mandate.signer(),
            Self::Package(head) => head.signer(),
            Self::Roster(roster) => roster.signer(),
            Self::Seen(seen) => &seen.signer,
        }
    }

    /// Refuses whom the statement does not concern, and what must not be agreed to as it is.
    pub(super) fn may_be_agreed_to(&self, input: &CountersignInput<'_>) -> Result<(), Problem> {
        let us = input.signatory.us();
        match self {
            Self::Mandate(mandate) => {
                let said = mandate.payload();
                let parties = [&said.by, &said.from].into_iter().chain(&said.to);
                check_party(
                    us,
                    parties,
                    "a mandate",
                    "commissioner, sender and recipients",
                )?;
                check_asked(input, said, Kind::Mandate)?;
                check_not_superseded(mandate, input.statements)
            }
            Self::Roster(roster) => {
                let mandate = mandate_of(input, &roster.payload().mandate)?;
                let said = mandate.payload();
                check_is_of(roster, mandate)?;
                check_party(
                    us,
                    [&said.by, &said.from],
                    "a roster",
                    "commissioner and sender",
                )?;
                check_asked(input, said, Kind::Roster)?;
                check_not_superseded(mandate, input.statements)?;
                let chain = Chain::back_from(roster, mandate, input.statements.rosters())?;
                chain.check_is_only(roster, input.statements.rosters())?;
                check_dated(roster, input.statements)
            }
            Self::Seen(_) => Ok(()),
            Self::Package(head) => {
                let said = head.payload();
                let is_person = input.role.as_str() != Countersign::OFFICE;
                if is_person && said.stanzas.iter().any(|stanza| stanza.to == *us) {
                    // Somebody here takes what its cases ask of that role (S-32).
                    return Ok(());
                }
                check_party(
                    us,
                    [&said.by],
                    "a package",
                    "its sender, and people of those whom it is for",
                )?;
                match &said.mandate {
                    None => Ok(()),
                    Some(id) => {
                        let mandate = mandate_of(input, id)?;
                        check_asked(input, mandate.payload(), Kind::Package)?;
                        check_not_superseded(mandate, input.statements)
                    }
                }
            }
        }
    }

    /// Tells what it says, in plain words.
    pub(super) fn tell(&self, page: &mut Page, names: Names<'_>) {
        match self {
            Self::Mandate(mandate) => {
                // Without a profile file there is nothing to be wrong with it.
                let in_force = deadlines_in_force(mandate, None).ok().flatten();
                tell_mandate(page, mandate, names, in_force.as_ref());
            }
            Self::Roster(roster) => tell_roster(page, roster, names),
            Self::Package(head) => tell_package(page, head, names),
            Self::Seen(seen) => {
                page.line(&page.paint.heading(&format!("A {}", seen.kind)));
                page.field("Id", &[seen.id.to_string()]);
                let (by, at) = (names.of(&seen.by), clock::shown(seen.at.as_secs()));
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
            clock::shown(said.at.as_secs())
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
        signed_index_of(path).map(Some)
    } else {
        Ok(None)
    }
}

fn mandate_of<'a>(
    input: &CountersignInput<'a>,
    id: &StatementId,
) -> Result<&'a Statement<Mandate>, Problem> {
    input.statements.mandate(id).ok_or_else(|| {
        if input.statements.mandates().is_empty() {
            Problem::usage(
                "the mandate that this goes under is not at hand",
                "Give it with --statement, or the folder of the transfer.",
            )
        } else {
            refusal(
                "the statement",
                RefusalClass::Policy,
                "it is for another mandate than those at hand",
            )
            .advise("Give the mandate that it names with --statement.")
        }
    })
}

fn check_party<'a>(
    us: &OrganisationId,
    parties: impl IntoIterator<Item = &'a OrganisationId>,
    what: &str,
    who: &str,
) -> Result<(), Problem> {
    if parties.into_iter().any(|party| party == us) {
        return Ok(());
    }
    Err(refusal(
        "the countersignature",
        RefusalClass::NotEntitled,
        format!("to {what} agree {who}, and {us} is none of them"),
    )
    .advise("Use the identity of an organisation that the mandate names."))
}

/// A person's agreement counts only where the mandate asks for that role; an office's always.
fn check_asked(input: &CountersignInput<'_>, mandate: &Mandate, kind: Kind) -> Result<(), Problem> {
    let role = input.role;
    let is_office = role.as_str() == Countersign::OFFICE && kind != Kind::Package;
    let is_asked = mandate
        .countersign
        .iter()
        .any(|(asked, asked_role)| *asked == kind && asked_role == role);
    if is_office || is_asked {
        return Ok(());
    }
    Err(refusal(
        "the countersignature",
        RefusalClass::Policy,
        format!("the mandate asks for no {role} on a {kind}"),
    )
    .advise("`handover mandate show` says who must sign what, and in which role."))
}

/// A roster is not frozen while an undecided row lacks its date (S-08).
fn check_dated(roster: &Statement<Roster>, statements: &Statements) -> Result<(), Problem> {
    match undated(roster, statements.rosters()) {
        0 => Ok(()),
        undated => Err(refusal(
            "the roster",
            RefusalClass::Policy,
            match undated {
                1 => "one undecided person has no date by which somebody decides".to_owned(),
                _ => format!("{undated} undecided people have no date by which somebody decides"),
            },
        )
        .advise(
            "The sender signs a further roster, `select --previous` with --undecided, naming who and by when.",
        )),
    }
}

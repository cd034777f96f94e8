//! `handover select --mandate`.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use handover::{
    RosterRequest, RosteringError, SignedRoster,
    case::{CaseReference, Date},
    cbor::RefusalClass,
    transfer::MandateInForce,
    trust::{OrganisationId, Thumbprint},
};
use handover_caseload::{DecideError, People, RosterError, RulesInForce};
use handover_report::{amounts::amount, refused::NamedCases, select::RosterSigned};

use super::{Arguments, rules::read_rules};
use crate::{
    caseload::{agreed_answers, in_table},
    clock::AtArgument,
    output::NewFile,
    passphrase::PassphraseArgument,
    problem::Problem,
    refusals::refusal,
    screen::Screen,
    verbs::{
        directory::TrustArguments,
        identity::IdentityArgument,
        mandate::{in_force, note_not_bound, read_mandate},
        roster::read_roster,
        signing::SigningArguments,
        statements::{StatementArguments, ToArgument, judged_by},
    },
};

/// What selecting under a mandate takes beside the cases.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Under a mandate")]
pub(super) struct MandateArguments {
    /// Sign a roster under this mandate: rules, transfer date and deadlines are the mandate's
    #[arg(long, value_name = "STATEMENT", num_args = 1.., conflicts_with_all = ["literal", "contract_change", "transfer_date"])]
    mandate: Vec<PathBuf>,
    /// The roster before: this one then names new cases, late decisions and new recipients only
    #[arg(long, value_name = "STATEMENT", requires = "mandate")]
    previous: Option<PathBuf>,
    /// Who decides about undecided cases: a CSV table with the columns case, who, by
    #[arg(long, value_name = "FILE.csv", requires = "mandate")]
    undecided: Option<PathBuf>,
    /// Who decides about every other undecided case
    #[arg(long, value_name = "NAME", requires = "undecided_by")]
    undecided_owner: Option<String>,
    /// By the end of which day
    #[arg(long, value_name = "DATE", requires_all = ["undecided_owner", "mandate"])]
    undecided_by: Option<Date>,
    /// Whom rosters before have excluded, and somebody asks for now: columns case, on (the day on which
    /// the request came: from it run the deadlines), by, reason
    #[arg(long, value_name = "FILE.csv", requires = "previous")]
    requested: Option<PathBuf>,
    /// Which recipient takes on which case, where field 914 does not say: columns case, organisation
    #[arg(long, value_name = "FILE.csv", requires = "mandate")]
    recipients: Option<PathBuf>,
    /// Say that there is nobody: a roster without a person is signed only then
    #[arg(long, requires = "mandate", conflicts_with = "previous")]
    nobody: bool,
    /// What people add where the extract is silent, as for `check` and `seal`
    #[arg(long, value_name = "FILE", requires = "mandate")]
    answers: Vec<PathBuf>,
    /// The mandate's profile, if it is none that is built in
    #[arg(long, value_name = "FILE", requires = "mandate")]
    profile: Option<String>,
    /// Also write the decisions to this file, for `check` and `seal`; it names cases: keep it here
    #[arg(long, value_name = "FILE", requires = "mandate")]
    decisions: Option<PathBuf>,
    #[command(flatten)]
    statements: StatementArguments,
    /// The directory file
    #[arg(
        long,
        value_name = "FILE",
        env = "HANDOVER_DIRECTORY",
        default_value = "directory"
    )]
    directory: PathBuf,
    /// Thumbprint of the authority's certificate, given by the authority (once for an identity)
    #[arg(long, value_name = "HEX", requires = "mandate")]
    anchor: Option<Thumbprint>,
    #[command(flatten)]
    at: AtArgument,
    #[command(flatten)]
    identity: IdentityArgument,
    #[command(flatten)]
    passphrase: PassphraseArgument,
}

impl MandateArguments {
    /// The mandate, if there is one.
    pub(super) const fn mandate(&self) -> Option<&[PathBuf]> {
        if self.mandate.is_empty() {
            return None;
        }
        Some(self.mandate.as_slice())
    }

    fn signing(&self) -> SigningArguments {
        SigningArguments {
            trust: TrustArguments {
                directory: self.directory.clone(),
                anchor: self.anchor,
                at: self.at,
            },
            identity: self.identity.clone(),
            passphrase: self.passphrase.clone(),
        }
    }

    fn people(&self, decided: Option<&Path>) -> Result<People, Problem> {
        let mut people = people_who_decided(decided)?;
        if let Some(path) = &self.undecided {
            people.read_owners(path).map_err(in_table)?;
        }
        if let (Some(who), Some(by)) = (&self.undecided_owner, self.undecided_by) {
            people.set_default_owner(who, by);
        }
        if let Some(path) = &self.requested {
            people.read_requested(path).map_err(in_table)?;
        }
        if let Some(path) = &self.recipients {
            people.read_recipients(path).map_err(in_table)?;
        }
        Ok(people)
    }
}

/// What practitioners decided, as a table says it.
pub(super) fn people_who_decided(table: Option<&Path>) -> Result<People, Problem> {
    let mut people = People::default();
    if let Some(path) = table {
        people.read_decided(path).map_err(in_table)?;
    }
    Ok(people)
}

pub(super) fn run(
    arguments: &Arguments,
    mandates: &[PathBuf],
    screen: &Screen,
) -> Result<(), Problem> {
    let asked = &arguments.under;
    let to = arguments.to.as_deref().ok_or_else(|| {
        Problem::usage(
            "there is no place for the roster",
            "Give --to: the folder of the transfer, or a file.",
        )
    })?;
    let signing = asked.signing();
    let mut office = signing.office(None)?;
    let statements = judged_by(&mut office, &asked.statements.find(screen)?, screen)?;
    let mandate = read_mandate(mandates, office.directory(), office.now())?;
    let mandate = in_force(mandate, asked.profile.as_deref())?;
    let rules = rules_of(&mandate, arguments.rules.as_deref())?;
    let previous = asked.previous.as_deref();
    let previous = previous.map(|path| read_roster(path, office.directory(), office.now()));
    let previous = previous.transpose()?;
    let people = asked.people(arguments.decided.as_deref())?;
    let request = RosterRequest {
        mandate: &mandate,
        previous: previous.as_ref(),
        rules: rules.as_ref(),
        extract: &arguments.caseload,
        as_of: arguments.as_of,
        answers: agreed_answers(&asked.answers)?,
        people: &people,
        nobody: asked.nobody,
    };
    office.unlock(&signing.passphrase()?);
    let kept = asked
        .decisions
        .as_deref()
        .map(NewFile::create)
        .transpose()?;
    let signed = office.roster(request, statements.known());
    let signed = signed.map_err(|error| refused(error, &mandate, office.organisation(), screen))?;
    let written = ToArgument::at(to).write(&signed.roster)?;
    if let (Some(mut file), Some(path)) = (kept, &asked.decisions) {
        let text = serde_json::to_vec_pretty(&signed.decisions.to_json())
            .map_err(|_| Problem::our_bug("decisions could not be written as JSON"))?;
        file.write_all(&text)
            .map_err(|error| Problem::writing(path, &error))?;
        file.finish()?;
    }
    note_not_bound(&mandate.statement, &statements, screen);
    note_facts(&signed, screen);
    screen.report(&RosterSigned::new(
        &signed.roster,
        &signed.decisions,
        &written,
    ))
}

/// Says what nobody should overlook.
fn note_facts(signed: &SignedRoster, screen: &Screen) {
    match signed.settled_otherwise.len() {
        0 => {}
        number => screen.note(&format!(
            "{} would be decided otherwise today, and {} as a roster before has listed {}",
            amount(number, "case"),
            if number == 1 { "stays" } else { "stay" },
            if number == 1 { "it" } else { "them" },
        )),
    }
    if signed.roster.payload().rows.is_empty() {
        screen.note("this roster lists nobody: it says to everybody that nobody is handed over");
    }
}

/// Why no roster was signed; cases that keep it from that are named on the sender's own screen.
fn refused(
    error: RosteringError,
    mandate: &MandateInForce,
    us: &OrganisationId,
    screen: &Screen,
) -> Problem {
    match error {
        RosteringError::AnotherIsThere => refusal("the roster", RefusalClass::Conflict, error)
            .advise(
                "Name the last one with --previous: this one then says only what is new. Without \
                 --mandate, `select --to FILE` writes the decisions once more.",
            ),
        RosteringError::Chain(error) => error.into(),
        RosteringError::Decide(error) => error.into(),
        RosteringError::Draft(error) => error.into(),
        RosteringError::NoTokens => Problem::usage(
            error.to_string(),
            "Use the identity folder with which the first roster was signed.",
        ),
        RosteringError::NotSender(from) => refusal(
            "the roster",
            RefusalClass::NotEntitled,
            format!("the mandate's sender is {from}, not {us}"),
        )
        .advise("Use the identity of the sender that the mandate names."),
        RosteringError::Office(error) => error.into(),
        RosteringError::OtherRules => {
            let named = mandate.statement.payload().eligibility.as_ref();
            let named = named.map_or_else(String::new, |named| named.name().to_string());
            refusal(
                "the rules",
                RefusalClass::Policy,
                format!("not those that the mandate names as {named}"),
            )
            .advise("Ask the commissioner for the rules file and give it with --rules.")
        }
        RosteringError::Roster(error) => named(error, screen),
        RosteringError::Superseded(error) => error.into(),
        error => Problem::our_bug(error.to_string()),
    }
}

fn named(error: RosterError, screen: &Screen) -> Problem {
    let cases = error.cases().to_vec();
    naming(Problem::from(error), &cases, screen)
}

/// A problem, once these cases are named on the sender's own screen.
pub(super) fn naming(problem: Problem, cases: &[CaseReference], screen: &Screen) -> Problem {
    if cases.is_empty() {
        return problem;
    }
    let cases = cases.iter().map(|case| case.as_str().to_owned()).collect();
    let named = NamedCases {
        cases: Some(cases),
        ..NamedCases::default()
    };
    let told = screen.report(&problem.refused_for(named));
    told.err().unwrap_or(problem)
}

impl From<DecideError> for Problem {
    fn from(error: DecideError) -> Self {
        match error {
            DecideError::NoDay => Self::usage(
                error.to_string(),
                "Give --as-of: rules must know what had not happened yet.",
            ),
            DecideError::Reference => Self::input_output(
                error.to_string(),
                "References are 1 to 64 of A-Z a-z 0-9 - and . only: change the mapping.",
            ),
            DecideError::Draft(error) => error.into(),
            DecideError::Records(error) => error.into(),
            DecideError::Select(error) => refusal("the records", RefusalClass::Policy, error),
            error => Self::our_bug(error.to_string()),
        }
    }
}

/// The rules for a mandate: from the file that was named, else the built-in ones; none where it names none.
fn rules_of(
    mandate: &MandateInForce,
    named: Option<&str>,
) -> Result<Option<RulesInForce>, Problem> {
    match (&mandate.statement.payload().eligibility, named) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(Problem::usage(
            "the mandate has no rules: every case of the folder is handed over",
            "Leave --rules away.",
        )),
        (Some(_), named) => read_rules(named.unwrap_or(RulesInForce::BUILT_IN)).map(Some),
    }
}

//! `handover select --mandate`.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use handover::{
    case::{
        CaseReference, Date,
        eligibility::{Parameters, select},
        profile::Period,
    },
    cbor::RefusalClass,
    transfer::{MandateInForce, RosterChain},
    trust::{FileReference, OrganisationId, Roster, Statement, Thumbprint, TransferDay},
};
use handover_caseload::{
    Caseload, Decisions, DraftError, DraftFiles, People, RosterDraft, RosterError, RosterInput,
    draft_roster, read_records,
};
use handover_identity::{FirstSeen, MandateLedger};
use handover_report::{amounts::amount, refused::NamedCases, select::RosterSigned};

use super::{
    Arguments,
    rules::{BUILT_IN, RulesInForce, read_rules},
};
use crate::{
    caseload::{in_table, read_answers},
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
        signing::{Signatory, SigningArguments},
        statements::{StatementArguments, Statements, ToArgument, sign},
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
    /// What practitioners decided about undecided cases: columns case, decision, by, reason
    #[arg(long, value_name = "FILE.csv", requires = "mandate")]
    decided: Option<PathBuf>,
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
    answers: Option<PathBuf>,
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

    fn people(&self) -> Result<People, Problem> {
        let mut people = People::default();
        if let Some(path) = &self.undecided {
            people.read_owners(path).map_err(in_table)?;
        }
        if let (Some(who), Some(by)) = (&self.undecided_owner, self.undecided_by) {
            people.set_default_owner(who, by);
        }
        if let Some(path) = &self.decided {
            people.read_decided(path).map_err(in_table)?;
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
    let signatory = signing.signatory()?;
    let statements = asked.statements.verified(
        &signatory.directory,
        Some(signatory.identity.folder()),
        signatory.now,
        screen,
    )?;
    let mandate = read_mandate(mandates, &signatory.directory, signatory.now)?;
    check_sender(&mandate.payload().from, signatory.us())?;
    statements.known().check_not_superseded(&mandate)?;
    let mandate = in_force(mandate, asked.profile.as_deref())?;
    let rules = rules_of(&mandate, arguments.rules.as_deref())?;
    let people = asked.people()?;
    let chain = chain(asked.previous.as_deref(), &mandate, &signatory, &statements)?;
    let drafts = drafts_or_none(&arguments.caseload)?;
    let decisions = decide(arguments, rules.as_ref(), &mandate, &drafts)?;
    let answers = read_answers(asked.answers.as_deref())?;

    let passphrase = signing.passphrase()?;
    let signer = signatory.office(&passphrase)?;
    let id = *mandate.statement.id();
    let mut ledger = MandateLedger::find(&signatory.identity, id, &passphrase)?;
    if ledger.is_none() && chain.last().is_some() {
        return Err(Problem::usage(
            "there is a roster before, and no ledger that leads from its tokens to cases",
            "Use the identity folder with which the first roster was signed.",
        ));
    }
    let ledger = ledger.get_or_insert_with(|| MandateLedger::new(id));
    let input = RosterInput {
        mandate: &mandate.statement,
        profile: &mandate.profile,
        deadlines: &mandate.deadlines,
        decisions,
        people: &people,
        chain: &chain,
        memory: &*ledger,
        answer_within: answer_within(rules.as_ref()),
        nobody: asked.nobody,
        now: signatory.now,
    };
    let draft = draft_roster(&input, |decisions| {
        Caseload::of(drafts, &arguments.caseload, Some(decisions), answers)
    });
    let draft = match draft {
        Ok(draft) => draft,
        Err(error) => return refuse(error, screen),
    };
    for entry in draft.remembered.iter().cloned() {
        ledger.keep(entry);
    }
    let roster = sign(
        &signer,
        draft.roster.clone(),
        &signatory.directory,
        signatory.now,
    )?;
    let kept = asked.decisions.as_deref().map(|path| {
        let mut file = NewFile::create(path)?;
        let text = serde_json::to_vec_pretty(&draft.decisions.to_json())
            .map_err(|_| Problem::our_bug("decisions could not be written as JSON"))?;
        file.write_all(&text)
            .map_err(|error| Problem::writing(path, &error))?;
        Ok::<_, Problem>(file)
    });
    let kept = kept.transpose()?;
    ledger.write(&signatory.identity)?;
    let written = ToArgument::at(to).write(&roster)?;
    FirstSeen::note(signatory.identity.folder(), &roster)?;
    kept.map(NewFile::finish).transpose()?;
    note_not_bound(&mandate.statement, &statements, screen);
    note_facts(&draft, screen);
    screen.report(&RosterSigned::new(&roster, &draft.decisions, &written))
}

/// Says what nobody should overlook.
fn note_facts(draft: &RosterDraft, screen: &Screen) {
    match draft.settled_otherwise.len() {
        0 => {}
        number => screen.note(&format!(
            "{} would be decided otherwise today, and {} as a roster before has listed {}",
            amount(number, "case"),
            if number == 1 { "stays" } else { "stay" },
            if number == 1 { "it" } else { "them" },
        )),
    }
    if draft.roster.rows.is_empty() {
        screen.note("this roster lists nobody: it says to everybody that nobody is handed over");
    }
}

/// Names on the sender's own screen the cases that keep the roster from being signed, and refuses.
fn refuse(error: RosterError, screen: &Screen) -> Result<(), Problem> {
    let cases: Vec<String> = error
        .cases()
        .iter()
        .map(|case| case.as_str().to_owned())
        .collect();
    let problem = Problem::from(error);
    if !cases.is_empty() {
        let named = NamedCases {
            cases: Some(cases),
            ..NamedCases::default()
        };
        screen.report(&problem.refused_for(named))?;
    }
    Err(problem)
}

/// The drafts of the caseload; an extract without a person leaves none.
fn drafts_or_none(caseload: &Path) -> Result<DraftFiles, Problem> {
    match DraftFiles::find(caseload) {
        Err(DraftError::NoCase(_)) => Ok(DraftFiles::none()),
        found => Ok(found?),
    }
}

fn check_sender(from: &OrganisationId, us: &OrganisationId) -> Result<(), Problem> {
    if from == us {
        return Ok(());
    }
    Err(refusal(
        "the roster",
        RefusalClass::NotEntitled,
        format!("the mandate's sender is {from}, not {us}"),
    )
    .advise("Use the identity of the sender that the mandate names."))
}

/// The rules that the mandate names, by their bytes.
fn rules_of(
    mandate: &MandateInForce,
    named: Option<&str>,
) -> Result<Option<RulesInForce>, Problem> {
    let other = |reference: &FileReference| {
        refusal(
            "the rules",
            RefusalClass::Policy,
            format!("not those that the mandate names as {}", reference.name()),
        )
        .advise("Ask the commissioner for the rules file and give it with --rules.")
    };
    let Some(asked) = &mandate.statement.payload().eligibility else {
        return match named {
            None => Ok(None),
            Some(_) => Err(Problem::usage(
                "the mandate has no rules: every case of the folder is handed over",
                "Leave --rules away.",
            )),
        };
    };
    let rules = read_rules(named.unwrap_or(BUILT_IN))?;
    if rules.reference == *asked {
        Ok(Some(rules))
    } else {
        Err(other(asked))
    }
}

/// Within what time a request is answered: as the mandate's rules say, else within one working day.
fn answer_within(rules: Option<&RulesInForce>) -> Period {
    rules.map_or(Period::WorkingDays(1), |rules| rules.rules.answer_within())
}

fn chain(
    previous: Option<&Path>,
    mandate: &MandateInForce,
    signatory: &Signatory,
    statements: &Statements,
) -> Result<RosterChain, Problem> {
    let of_mandate =
        |roster: &&Statement<Roster>| roster.payload().mandate == *mandate.statement.id();
    let Some(path) = previous else {
        return match statements.rosters().iter().find(of_mandate) {
            None => Ok(RosterChain::default()),
            Some(_) => Err(refusal(
                "the roster",
                RefusalClass::Conflict,
                "there is one of this mandate already",
            )
            .advise(
                "Name the last one with --previous: this one then says only what is new. Without \
                 --mandate, `select --to FILE` writes the decisions once more.",
            )),
        };
    };
    let previous = read_roster(path, &signatory.directory, signatory.now)?;
    let chain = RosterChain::back_from(&previous, &mandate.statement, statements.rosters())?;
    chain.check_is_last(statements.rosters())?;
    Ok(chain)
}

/// What the rules make of every record; without rules every draft is handed over.
fn decide(
    arguments: &Arguments,
    rules: Option<&RulesInForce>,
    mandate: &MandateInForce,
    drafts: &DraftFiles,
) -> Result<Decisions, Problem> {
    let transfer = &mandate.statement.payload().transfer;
    let (Some(rules), TransferDay::On(day)) = (rules, transfer) else {
        return every_draft(mandate, drafts, arguments);
    };
    let as_of = arguments.as_of.ok_or_else(|| {
        Problem::usage(
            "the day of the extract is not given",
            "Give --as-of: rules must know what had not happened yet.",
        )
    })?;
    let transfer_date = day
        .to_string()
        .parse()
        .map_err(|_| Problem::our_bug("a day of the format is no day of the dataset"))?;
    let parameters = Parameters {
        transfer_date,
        as_of,
    };
    let records = read_records(&arguments.caseload)?;
    let selection = select(&rules.rules, parameters, &records)
        .map_err(|error| refusal("the records", RefusalClass::Policy, error))?;
    Ok(Decisions::of_selection(
        &selection,
        &rules.rules,
        parameters,
    ))
}

fn every_draft(
    mandate: &MandateInForce,
    drafts: &DraftFiles,
    arguments: &Arguments,
) -> Result<Decisions, Problem> {
    let references = drafts.references()?.into_iter().map(|text| text.parse());
    let references: Vec<CaseReference> = references.collect::<Result<_, _>>().map_err(|_| {
        Problem::input_output(
            "a case has a reference that no roster can stand for",
            "References are 1 to 64 of A-Z a-z 0-9 - and . only: change the mapping.",
        )
    })?;
    let transfer = mandate.statement.payload().transfer;
    Ok(Decisions::of_every(references, transfer, arguments.as_of))
}

//! What a person is told of each way in which a caseload can be wrong, and what to do.

use handover::cbor::RefusalClass;
use handover_caseload::{
    CaseloadError, DraftError, FileError, MendError, RecipientError, RosterError, StoredError,
    UnderError,
};
use handover_report::{amounts::amount, shown, tame};

use crate::{
    problem::{Problem, part},
    refusals::refusal,
};

/// A file that a person wrote and that was not taken: several mistakes are told one by one.
pub(crate) fn in_file(error: FileError, next: &str) -> Problem {
    match error {
        FileError::Io(path, error) => Problem::reading(&path, &error),
        FileError::Mistakes(path, mistakes) => match mistakes.as_slice() {
            [only] => Problem::input_output(format!("{}: {only}", shown(&path)), next),
            several => {
                let mistakes = several.iter().map(|one| part(&tame(&one.to_string())));
                Problem::input_output(
                    format!("{} has {}", shown(&path), amount(several.len(), "mistake")),
                    next,
                )
                .made_of(mistakes)
            }
        },
        FileError::NotOfForm {
            path,
            line,
            column,
            nearest,
        } => {
            let meant = nearest.map_or_else(String::new, |word| format!("; did you mean {word}?"));
            Problem::input_output(
                format!(
                    "{}: line {line}, column {column}: not of the form{meant}",
                    shown(&path)
                ),
                next,
            )
        }
        FileError::NotAWorkbook(path) => Problem::input_output(
            format!("{} is not a workbook that can be read", shown(&path)),
            next,
        ),
        FileError::NotATable { path, columns } => Problem::input_output(
            format!("{} is not a table in UTF-8", shown(&path)),
            format!(
                "Save it as CSV in UTF-8 with the columns {}.",
                columns.join(", ")
            ),
        ),
        error => Problem::input_output(error.to_string(), next),
    }
}

/// A table that people wrote.
pub(crate) fn in_table(error: FileError) -> Problem {
    in_file(error, "Mend these lines, then run it again.")
}

impl From<FileError> for Problem {
    fn from(error: FileError) -> Self {
        in_file(error, "Mend it, then run it again.")
    }
}

impl From<DraftError> for Problem {
    fn from(error: DraftError) -> Self {
        let next = "Name a case in JSON, or the folder that `handover import` wrote.";
        match error {
            DraftError::Changed(path) => Self::input_output(
                format!("{} was changed while it was being read", shown(&path)),
                "Let nobody write to the folder of cases, then run it again.",
            ),
            DraftError::Empty(path) => {
                Self::input_output(format!("{} is empty", shown(&path)), next)
            }
            DraftError::Io(path, error) => Self::reading(&path, &error),
            DraftError::NoCase(path) => Self::input_output(
                format!("{} holds no case", shown(&path)),
                "Name the folder that `handover import` wrote, or a folder of cases in JSON.",
            ),
            DraftError::NotJson { path, line, column } => Self::input_output(
                format!("{} is not JSON: line {line}, column {column}", shown(&path)),
                next,
            ),
            DraftError::TwoForms(path) => Self::input_output(
                format!(
                    "{} holds cases twice: in cases.jsonl, and in cases/",
                    shown(&path)
                ),
                "Leave the one that holds, and move the other elsewhere.",
            ),
            error => Self::input_output(error.to_string(), next),
        }
    }
}

impl From<MendError> for Problem {
    fn from(error: MendError) -> Self {
        let same = "Nothing was changed. The reference is how decisions and answers find a case: leave it as it is.";
        match error {
            MendError::Changed => Self::input_output(
                error.to_string(),
                "Nothing was changed here. Look at the case again, then mend it as it is now.",
            ),
            MendError::Draft(error) => error.into(),
            MendError::Doubled(path) => Self::input_output(
                format!("{}: a member is written twice", shown(&path)),
                "Nothing was changed. Leave the one that is meant.",
            ),
            MendError::File(error) => error.into(),
            MendError::NotHeld(path) => Self::input_output(
                format!(
                    "{}: the caseload holds no case of this reference",
                    shown(&path)
                ),
                same,
            ),
            MendError::NotLines(path) => Self::usage(
                format!("{} holds one file for each case already", shown(&path)),
                "Change those files.",
            ),
            MendError::NotThere => Self::usage(
                "no case has this reference",
                "Check the reference against what `handover check` or `handover select` prints.",
            ),
            MendError::OtherReference => Self::input_output(error.to_string(), same),
            MendError::Twice => Self::input_output(
                error.to_string(),
                "Nothing was changed. `handover check` names the reference: leave one of them.",
            ),
            error => Self::our_bug(error.to_string()),
        }
    }
}

impl From<StoredError> for Problem {
    fn from(error: StoredError) -> Self {
        match error {
            StoredError::Damaged(path) => Self::input_output(
                format!("{} is not as the import wrote it", shown(&path)),
                "Import the extract again.",
            ),
            StoredError::Io(path, error) => {
                Self::reading(&path, &error).advise("Name the folder that `handover import` wrote.")
            }
            error => Self::input_output(error.to_string(), "Import the extract again."),
        }
    }
}

/// Whose references they are stays untold: a message is for everybody's eyes.
impl From<CaseloadError> for Problem {
    fn from(error: CaseloadError) -> Self {
        match error {
            CaseloadError::AnswersWithoutCase(cases) => Self::input_output(
                format!(
                    "the answers name {} that {} not there",
                    amount(cases.len(), "case"),
                    is_or_are(cases.len())
                ),
                "Check the references under `cases` and `corrections` in the answers file.",
            ),
            CaseloadError::Changed => Self::input_output(
                "a case was changed while it was being sealed; nothing was left behind",
                "Let nobody write to the folder of cases, then run it again.",
            ),
            CaseloadError::DecisionsWithoutCase(cases) => Self::input_output(
                format!(
                    "the decisions include {} that {} not there",
                    amount(cases.len(), "case"),
                    is_or_are(cases.len())
                ),
                "Use the decisions that were made from this folder.",
            ),
            CaseloadError::Draft(error) => error.into(),
            CaseloadError::File(error) => error.into(),
            CaseloadError::Stored(error) => error.into(),
            CaseloadError::TwoOfOneCase => Self::input_output(
                "two drafts of the folder have one case reference, or both have none",
                "Each case stands there once: find them in `handover check --json`, and leave one.",
            ),
            CaseloadError::Undecided(cases) => Self::input_output(
                format!(
                    "the decisions say nothing about {} of the folder",
                    amount(cases.len(), "case")
                ),
                "Run `handover select` again: everybody gets a decision, and nobody is dropped.",
            ),
            error => Self::input_output(error.to_string(), "Import the extract again."),
        }
    }
}

/// How many cases keep a roster from being made; which they are is for the sender's own screen.
impl From<RosterError> for Problem {
    fn from(error: RosterError) -> Self {
        let number = error.cases().len();
        let cases = amount(number, "case");
        let is = is_or_are(number);
        let refused = |what: String, next: &str| {
            refusal("the roster", RefusalClass::Policy, what).advise(next)
        };
        match error {
            RosterError::Caseload(error) => error.into(),
            RosterError::ForeignReason(_) => refused(
                "a roster before gives a reason that is none of the rules".to_owned(),
                "Sign further rosters with the program that signed that one.",
            ),
            RosterError::Malformed(_) => refused(
                format!("{cases} to be handed over {is} not there, or not of the form of a case"),
                "`handover check --decisions` says what is wrong; mend that first.",
            ),
            RosterError::Nobody => refused(
                "the extract has no person: nobody would be in it".to_owned(),
                "Check the extract (a filter left on, a broken export). If there truly is nobody, say so \
                 with --nobody.",
            ),
            RosterError::NotExcluded(_) => Self::usage(
                format!("--requested names {cases} that no roster before excludes"),
                "Take them out: `handover roster show --case` says what is listed.",
            ),
            RosterError::NothingNew => Self::usage(
                error.to_string(),
                "A further roster names new cases, late decisions and new recipients only.",
            ),
            RosterError::NotUndecided(_) => Self::usage(
                format!("--decided names {cases} that {is} not undecided"),
                "Take them out: a practitioner decides only what the rules leave open.",
            ),
            RosterError::Outside(_) => refused(
                format!("{cases} {is} for an organisation that the mandate does not name"),
                "Put a recipient of the mandate into --recipients; another needs a new mandate.",
            ),
            RosterError::Somebody(number) => Self::usage(
                format!(
                    "--nobody is given, and the roster would list {}",
                    amount(number, "person")
                ),
                "Leave --nobody away.",
            ),
            RosterError::Unaddressed(_) => refused(
                format!(
                    "{cases} {} not say which of the mandate's recipients takes {} on",
                    if number == 1 { "does" } else { "do" },
                    if number == 1 { "it" } else { "them" },
                ),
                "Name it in field 914 of the case, or in --recipients: columns case, organisation.",
            ),
            RosterError::Undated(_) => refused(
                format!(
                    "{number} undecided {} nobody who decides, or no date: the commissioner could not \
                     freeze it",
                    if number == 1 {
                        "case has"
                    } else {
                        "cases have"
                    }
                ),
                "Give --undecided-owner NAME --undecided-by DAY for all, or --undecided FILE.csv: columns \
                 case, who, by.",
            ),
            RosterError::UnknownCases(_) => Self::usage(
                format!("the tables name {cases} that {is} not in the extract"),
                "Check the column `case` against what `handover select` prints.",
            ),
            error => refused(error.to_string(), "Check the extract and the tables."),
        }
    }
}

impl From<RecipientError> for Problem {
    fn from(error: RecipientError) -> Self {
        match &error {
            RecipientError::NotListed(organisation) => refusal(
                &format!("organisation {organisation}"),
                RefusalClass::NotEntitled,
                &error,
            )
            .advise("Ask the authority to add its card, then use the new directory."),
            RecipientError::Unnameable(_) => Self::usage(
                error.to_string(),
                "Ask the authority for a card with a shorter name.",
            ),
            _ => Self::usage(
                error.to_string(),
                "`handover schema profile` lists the audiences of a profile.",
            ),
        }
    }
}

impl From<UnderError> for Problem {
    fn from(error: UnderError) -> Self {
        let policy = |next: &str| Self::refused(RefusalClass::Policy, error.to_string(), next);
        match &error {
            UnderError::Accepted => Self::refused(
                RefusalClass::Conflict,
                error.to_string(),
                "Their recipient is responsible for them now, and hands them on itself.",
            ),
            UnderError::NoLead(lead) => Self::usage(
                format!("{error}: no --for names {lead}"),
                format!("Add --for ORG:{lead} with the recipient of the mandate."),
            ),
            UnderError::NotBound(_) => {
                refusal("the mandate", RefusalClass::Countersignature, &error).advise(
                    "Ask for its countersign and give the folder of the transfer with --statement.",
                )
            }
            UnderError::NotOurs => {
                policy("Name a package that was sealed under this mandate, or its index.")
            }
            UnderError::OtherRecipient(_) => policy("Name a recipient of the mandate with --for."),
            _ => policy("Give the profile of the mandate with --profile."),
        }
    }
}

pub(crate) const fn is_or_are(number: usize) -> &'static str {
    if number == 1 { "is" } else { "are" }
}

//! `handover countersign`: somebody agrees to a statement, or shows when it was seen.

mod subject;

use std::{path::PathBuf, process::ExitCode};

use handover::{
    cbor::RefusalClass,
    trust::{Countersign, Kind, ShortName, Signer, Statement},
};
use handover_identity::{Identity, KeyName};
use handover_report::{Names, Page, Paint, Report};
use serde::Serialize;

use self::subject::Subject;
use super::{
    filing::{Filed, FilingArguments},
    signing::Signatory,
    statements::sign,
};
use crate::{problem::Problem, refusals::refusal, screen::Screen};

/// Agree to a statement of the transfer, as a person in a role or as the office of an organisation
///
/// To a mandate, as `office`: it binds the organisation. To a roster, as `office` of the commissioner:
/// the roster is frozen. To a package, in the role that the mandate asks for; or for whom it is, as a
/// person who takes the actions that its cases ask of that role. `seen` agrees to nothing: it shows when the commissioner, or the recipient's server, first saw the statement, of whatever
/// kind; `pull --seen` says it of all that is new. What is being agreed to is told on standard error before anything is signed.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The mandate or roster; or a package, or the index that was sealed with it; as seen, any statement
    #[arg(value_name = "STATEMENT")]
    file: PathBuf,
    /// The role of the person, or office, or seen
    #[arg(long, value_name = "ROLE|office|seen")]
    role: ShortName,
    #[command(flatten)]
    filing: FilingArguments,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let signatory = arguments.filing.signing.signatory()?;
    let statements = arguments.filing.statements.verified(
        &signatory.directory,
        Some(signatory.identity.folder()),
        signatory.now,
        screen,
    )?;
    let subject = Subject::read(&arguments.file, &arguments.role, &signatory)?;
    let (role, us) = (&arguments.role, signatory.us());
    if let Some(to) = subject.to_agree() {
        statements.known().may_agree(to, us, role)?;
    }
    let key = key_for(&signatory.identity, role)?;
    if let Some(to) = subject
        .to_agree()
        .filter(|_| role.as_str() != Countersign::SEEN)
    {
        to.check_second(&signatory.identity.certificate(&key)?)?;
    }
    screen.note(&told(&subject, role, &signatory));
    let passphrase = arguments.filing.signing.passphrase()?;
    let filing = &arguments.filing;
    let filing = filing.filing(
        &signatory.identity,
        &signatory.directory,
        &passphrase,
        screen,
    )?;
    let signer = signatory.identity.signer(&key, &passphrase)?;
    let agreed = countersign(&subject, role, &signatory, &signer)?;
    let filed = filing.write(&agreed)?.send();
    screen.report(&Countersigned {
        by: agreed.payload().by.to_string(),
        id: agreed.id().to_string(),
        role: agreed.payload().role.to_string(),
        sent: filed.sent(),
        statement: subject.id().to_string(),
        written: filed.file(),
        kind: subject.kind(),
        filed: &filed,
    })?;
    filed.done()
}

/// Who agreed to what.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Countersigned<'a> {
    by: String,
    id: String,
    role: String,
    /// Whose server has it; null if it was not sent.
    sent: Option<String>,
    /// What was countersigned.
    statement: String,
    written: String,
    #[serde(skip)]
    kind: Kind,
    #[serde(skip)]
    filed: &'a Filed,
}

impl Report for Countersigned<'_> {
    fn tell(&self, page: &mut Page) {
        page.line(&format!(
            "Countersigned as {}: the {} {}",
            self.role, self.kind, self.statement,
        ));
        self.filed.tell(page);
    }
}

fn countersign(
    subject: &Subject,
    role: &ShortName,
    signatory: &Signatory,
    signer: &Signer,
) -> Result<Statement<Countersign>, Problem> {
    let agreed = Countersign {
        at: signatory.now,
        by: signatory.us().clone(),
        role: role.clone(),
        statement: (*subject.id()).into(),
    };
    sign(signer, agreed, &signatory.directory, signatory.now)
}

/// The key that may sign in this role.
pub(crate) fn key_for(identity: &Identity, role: &ShortName) -> Result<KeyName, Problem> {
    identity.key_to_countersign(role).ok_or_else(|| {
        refusal(
            "the countersignature",
            RefusalClass::NotEntitled,
            format!("nobody of this identity has the role {role} on a certificate"),
        )
        .advise("`handover identity show` lists the roles; somebody who has this one must sign.")
    })
}

/// What is being agreed to, for whoever agrees.
fn told(subject: &Subject, role: &ShortName, signatory: &Signatory) -> String {
    let names = Names::new(&signatory.directory, signatory.now);
    let mut page = Page::new(Paint::plain());
    let verb = match role.as_str() {
        Countersign::SEEN => "You show that you have seen this:".to_owned(),
        Countersign::OFFICE => format!("{} agrees to this:", names.of(signatory.us())),
        role => format!(
            "As {role} of {} you agree to this:",
            names.of(signatory.us())
        ),
    };
    page.line(&verb);
    subject.tell(&mut page, names);
    page.into_text()
}

//! `handover countersign`: somebody agrees to a statement, or shows when it was seen.

mod subject;

use std::{path::PathBuf, process::ExitCode};

use handover::{Countersign, RefusalClass, ShortName, Signer, Statement};
use handover_identity::{Identity, KeyName};
use serde_json::json;

use self::subject::Subject;
use super::{
    filing::FilingArguments,
    signing::{Names, Signatory},
    statements::sign,
};
use crate::{
    output::{note, print, print_json},
    page::Page,
    problem::Problem,
    refusals::refusal,
    terminal::Paint,
};

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
    /// Print one JSON document
    #[arg(long)]
    pub(crate) json: bool,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Problem> {
    let signatory = arguments.filing.signing.signatory()?;
    let statements = arguments.filing.statements.verified(
        &signatory.directory,
        Some(signatory.identity.folder()),
        signatory.now,
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
    note(&told(&subject, role, &signatory));
    let passphrase = arguments.filing.signing.passphrase()?;
    let filing = &arguments.filing;
    let filing = filing.filing(&signatory.identity, &signatory.directory, &passphrase)?;
    let signer = signatory.identity.signer(&key, &passphrase)?;
    let agreed = countersign(&subject, role, &signatory, &signer)?;
    let filed = filing.write(&agreed)?.send();
    if arguments.json {
        print_json(&json!({
            "by": agreed.payload().by.as_str(),
            "id": agreed.id().to_string(),
            "role": agreed.payload().role.as_str(),
            "sent": filed.sent(),
            "statement": subject.id().to_string(),
            "written": filed.file(),
        }))?;
    } else {
        let mut page = Page::new(Paint::standard_output());
        page.line(&format!(
            "Countersigned as {}: the {} {}",
            arguments.role,
            subject.kind(),
            subject.id(),
        ));
        filed.tell(&mut page);
        print(&page.into_text())?;
    }
    filed.done(arguments.json)
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

//! What the recipients say: receipts, verdicts, and where that leaves every case.

use handover_files::NewFile;

use super::carried::SEEN;
use crate::{
    DemoError,
    cast::{Cast, HUB},
    story::Story,
    typed::Typed,
};

/// Cases that Millrace does not simply take on; the last one it overlooks.
const OTHERS: &str = "case\nHB0118\nHB0123\nHB0125\nHB0127\n";

/// A machine says what it could open of the package.
pub(crate) fn receipts(
    cast: &Cast<'_>,
    story: &mut Story<'_>,
    package: &str,
) -> Result<(), DemoError> {
    story.chapter("A receipt is not a handover")?;
    story.say(
        "Millrace's server has said that every byte is safe; now a machine says that every case could be \
         opened, and what it says goes back by the server. Neither makes anybody responsible: the hospital \
         liaison team holds every case, for the contract's day has passed and nobody has taken them on.",
    )?;
    let opened = ["receipt", package, "--rung", "opened", "--server-of", HUB];
    let typed = Typed::new(cast, "new", "2010-02-03T18:30:00Z", &opened);
    story.typed(&typed.about("@transfer/opened-1"))?;
    Ok(())
}

/// People decide.
pub(crate) fn verdicts(
    cast: &Cast<'_>,
    story: &mut Story<'_>,
    package: &str,
) -> Result<(), DemoError> {
    story.chapter("Somebody takes them on")?;
    story.say(
        "On 5 February a team leader at Millrace goes through the list. One signature takes on all \
         cases but four; a prescriber signs for those whose prescription must be looked at first.",
    )?;
    NewFile::write(&cast.path("others.csv"), OTHERS.as_bytes())?;
    let mut said = |at, words: &[&str], to: &str| {
        let typed = Typed::new(cast, "new", at, words).about(to).sent();
        story.typed(&typed)
    };
    let (leader, doctor) = ("2010-02-05T15:00:00Z", "2010-02-05T16:00:00Z");
    let take = ["--all-except", "@others.csv", "--team", "Millrace East"];
    let accept = |worker, role| {
        let words = ["accept", package].into_iter().chain(take);
        words
            .chain(["--worker", worker, "--role", role])
            .collect::<Vec<&str>>()
    };
    let accepted = accept("Idris Calloway", "team-leader");
    said(leader, &accepted, "@transfer/accepted-1")?;
    let accepted = accept("Dr Amara Finch", "prescriber");
    said(doctor, &accepted, "@transfer/accepted-2")?;
    story.say(
        "One case raises a question, one person has moved away, one lives in the next borough. The \
         fourth is overlooked.",
    )?;
    let mut said = |words: &[&str], to: &str| {
        let words = [words, &["--role", "team-leader"]].concat();
        let typed = Typed::new(cast, "new", leader, &words).about(to).sent();
        story.typed(&typed)
    };
    let one = |verb, case, reason| [verb, package, "--case", case, "--reason", reason];
    let queried = one("query", "HB0118", "needs-verbal-handover");
    said(&queried, "@transfer/queried-1")?;
    let refused = one("refuse", "HB0123", "moved-away");
    said(&refused, "@transfer/refused-1")?;
    let redirected = one("redirect", "HB0125", "not-our-area");
    let redirected = [&redirected[..], &["--to-organisation", "ZF202"]].concat();
    said(&redirected, "@transfer/redirected-1")?;
    Ok(())
}

/// Where every case stands, for the council, and whether the contract may close; also as a page.
pub(crate) fn reconciled(
    cast: &Cast<'_>,
    story: &mut Story<'_>,
    at: &str,
    may_close: bool,
) -> Result<(), DemoError> {
    let page = if may_close {
        "after.html"
    } else {
        "before.html"
    };
    let words = [
        "reconcile",
        "--mandate",
        "@transfer/mandate",
        "--statement",
        SEEN,
        "--server-of",
        HUB,
    ];
    let place = format!("@{page}");
    let typed = Typed::new(cast, "council", at, &words).also(&["--page", &place]);
    story.command(&typed.shown())?;
    let ran = typed.run()?;
    let told = ran.printed.lines();
    story.printed(told.take_while(|line| !line.starts_with("WHAT THE CASES SAY")))?;
    let answer = if may_close { "yes" } else { "no" };
    if !ran.printed.starts_with(&format!("MAY CLOSE: {answer}")) || !cast.path(page).is_file() {
        return Err(DemoError::Broken(
            "the story ends in another way than it is told",
        ));
    }
    Ok(())
}

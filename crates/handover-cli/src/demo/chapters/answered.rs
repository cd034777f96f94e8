//! What the recipients say: receipts, verdicts, and where that leaves every case.

use super::prepared::WHOLE;
use crate::{
    demo::{
        cast::Cast,
        story::Story,
        typed::{Typed, say},
    },
    output::NewFile,
    problem::Problem,
};

/// Cases that Millrace does not simply take on; the last one it overlooks.
const OTHERS: &str = "case\nHB0118\nHB0123\nHB0125\nHB0127\n";

/// A machine says that it has the package, and what it could open of it.
pub(in crate::demo) fn receipts(cast: &Cast, story: &mut Story) -> Result<(), Problem> {
    story.chapter("A receipt is not a handover")?;
    story.say(
        "Millrace's server says that every byte is safe, then that every case could be opened. Neither \
         makes anybody responsible: the hospital liaison team holds every case, for the contract's day \
         has passed and nobody has taken them on.",
    )?;
    for (rung, time) in [
        ("stored", "2010-02-03T18:05:00Z"),
        ("opened", "2010-02-03T18:30:00Z"),
    ] {
        let to = format!("@transfer/{rung}-1");
        say(
            cast,
            story,
            ("new", time),
            &["receipt", WHOLE, "--rung", rung],
            &to,
        )?;
    }
    Ok(())
}

/// People decide.
pub(in crate::demo) fn verdicts(cast: &Cast, story: &mut Story) -> Result<(), Problem> {
    story.chapter("Somebody takes them on")?;
    story.say(
        "On 5 February a team leader at Millrace goes through the list. One signature takes on all \
         cases but four; a prescriber signs for those whose prescription must be looked at first.",
    )?;
    NewFile::write(&cast.path("others.csv"), OTHERS.as_bytes())?;
    let leader = ("new", "2010-02-05T15:00:00Z");
    let take = ["--all-except", "@others.csv", "--team", "Millrace East"];
    let accept = |worker: &'static str, role: &'static str| {
        let words = ["accept", WHOLE].into_iter().chain(take);
        words
            .chain(["--worker", worker, "--role", role])
            .collect::<Vec<&str>>()
    };
    say(
        cast,
        story,
        leader,
        &accept("Idris Calloway", "team-leader"),
        "@transfer/accepted-1",
    )?;
    let doctor = ("new", "2010-02-05T16:00:00Z");
    say(
        cast,
        story,
        doctor,
        &accept("Dr Amara Finch", "prescriber"),
        "@transfer/accepted-2",
    )?;
    story.say(
        "One case raises a question, one person has moved away, one lives in the next borough. The \
         fourth is overlooked.",
    )?;
    let one = |verb: &'static str, case: &'static str, reason: &'static str| {
        vec![
            verb,
            WHOLE,
            "--case",
            case,
            "--reason",
            reason,
            "--role",
            "team-leader",
        ]
    };
    say(
        cast,
        story,
        leader,
        &one("query", "HB0118", "needs-verbal-handover"),
        "@transfer/queried-1",
    )?;
    say(
        cast,
        story,
        leader,
        &one("refuse", "HB0123", "moved-away"),
        "@transfer/refused-1",
    )?;
    let mut redirect = one("redirect", "HB0125", "not-our-area");
    redirect.extend(["--to-organisation", "ZF202"]);
    say(cast, story, leader, &redirect, "@transfer/redirected-1")?;
    Ok(())
}

/// Where every case stands, for the council, and whether the contract may close; also as a page.
pub(in crate::demo) fn reconciled(
    cast: &Cast,
    story: &mut Story,
    at: &str,
    may_close: bool,
) -> Result<(), Problem> {
    let page = if may_close {
        "after.html"
    } else {
        "before.html"
    };
    let words = ["reconcile", "--mandate", "@transfer/mandate"];
    story.command(&Typed::new(cast, "council", at, &words).shown())?;
    let place = format!("@{page}");
    let tail = ["--statement", "@transfer", "--page", &place];
    let typed = Typed::new(cast, "council", at, &[&words[..], &tail].concat());
    let ran = typed.run()?;
    let told = ran.printed.lines();
    story.printed(told.take_while(|line| !line.starts_with("WHAT THE CASES SAY")))?;
    let answer = if may_close { "yes" } else { "no" };
    if !ran.printed.starts_with(&format!("MAY CLOSE: {answer}")) || !cast.path(page).is_file() {
        return Err(Problem::our_bug(
            "the story ends in another way than it is told",
        ));
    }
    Ok(())
}

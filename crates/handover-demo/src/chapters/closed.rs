//! How the last cases find somebody who answers for them, and the contract may close.

use handover_files::NewFile;

use super::{
    carried::{fetched, pushed},
    prepared::{KESTREL, WHOLE},
    sealed::Round,
};
use crate::{DemoError, cast::Cast, story::Story, typed::Typed};

/// What practitioners decided about those whom no rule could.
const DECIDED: &str = include_str!("../decided.csv");

/// Who goes to the next borough.
const RECIPIENTS: &str = "case,organisation\nHB0125,ZF202\n";

/// The answers, with what was mended since.
const MENDED: &str = include_str!("../mended.json");

/// The packages of the second round, one for each roster and recipient: what was mended, what was
/// decided, and who goes to the next borough; who takes them on, and the named worker.
const SECOND: [(&str, &str, &str); 3] = [
    ("ZF201-receiving-service", "new", "Idris Calloway"),
    ("ZF201-receiving-service-2", "new", "Idris Calloway"),
    ("ZF202-receiving-service", "neighbour", "Perpetua Lang"),
];

/// The day on which the old service does its homework.
const MENDED_ON: &str = "2010-02-09T10:00:00Z";

/// When the second packages are sent, and fetched.
const SENT: &str = "2010-02-10T10:00:00Z";

/// Questions are answered, decisions made, cases mended.
pub(crate) fn homework(cast: &Cast<'_>, story: &mut Story<'_>) -> Result<(), DemoError> {
    story.chapter("The old service does its homework")?;
    story.say(
        "It answers the question by telephone and says so. It takes back the case of the man who moved \
         away. Its practitioners decide, with the paper files, about the undecided; they mend the cases \
         that were not ready. A second list says all that, and who goes to Fenbrook.",
    )?;
    let mut said = |words: &[&str], to: &str| {
        let words = [words, &["--role", "team-leader"]].concat();
        let typed = Typed::new(cast, "old", MENDED_ON, &words).about(to).sent();
        story.typed(&typed)
    };
    let answered = ["event", "answered", WHOLE, "--case", "HB0118"];
    said(&answered, "@transfer/answered-1")?;
    let code = ["--case", "HB0123", "--code", "moved-away"];
    let withdrawn = [&["event", "withdrawn", WHOLE][..], &code].concat();
    said(&withdrawn, "@transfer/withdrawn-1")?;
    NewFile::write(&cast.path("decided.csv"), DECIDED.as_bytes())?;
    NewFile::write(&cast.path("recipients.csv"), RECIPIENTS.as_bytes())?;
    NewFile::write(&cast.path("mended.json"), MENDED.as_bytes())?;
    let select = [
        "select",
        "@caseload",
        "--mandate",
        "@transfer/mandate",
        "--previous",
        "@transfer/roster-1",
        "--decided",
        "@decided.csv",
        "--recipients",
        "@recipients.csv",
    ];
    let tail = [
        "--as-of",
        "2010-02-03",
        "--rules",
        "@rules.toml",
        "--answers",
        "@mended.json",
        "--decisions",
        "@decisions-2",
    ];
    let typed = Typed::new(cast, "old", MENDED_ON, &select).also(&tail);
    story.typed(&typed.about("@transfer/roster-2"))?;
    pushed(cast, story, MENDED_ON)?;
    let freeze = ["countersign", "@transfer/roster-2", "--role", "office"];
    let typed = Typed::new(cast, "council", "2010-02-09T12:00:00Z", &freeze);
    story.typed(&typed.about("@transfer/roster-2-frozen").sent())?;
    // To Millrace what was mended and decided, to Fenbrook its one case.
    let round = Round {
        folder: "@packages-2",
        recipients: ["ZF201:receiving-service", "ZF202:receiving-service"],
        decisions: "@decisions-2",
        answers: "@mended.json",
        at: "2010-02-09T13:00:00Z",
    };
    round.sealed(cast, story, &[])?;
    for (name, _, _) in SECOND {
        round.agreed(cast, name, "2010-02-09T14:00:00Z").done()?;
        round.give_index(cast, name)?;
    }
    Ok(())
}

/// Whoever should have them takes them on.
pub(crate) fn taken_on(
    cast: &Cast<'_>,
    story: &mut Story<'_>,
    first: &str,
) -> Result<(), DemoError> {
    story.chapter("Everybody has somebody")?;
    story.say(
        "Both services fetch what came, for Fenbrook from Millrace's server too; they open it and take it on, \
         and the case that was overlooked.",
    )?;
    story.command("send packages-2/*.handover --statement transfer --to transfer ...")?;
    for (name, _, _) in SECOND {
        let package = format!("@packages-2/{name}.handover");
        let send = ["send", &package];
        let to = format!("@transfer/{name}-stored");
        Typed::new(cast, "old", SENT, &send).about(&to).done()?;
    }
    let mut came = Vec::new();
    for (name, who, worker) in SECOND {
        let package = format!("@packages-2/{name}.handover");
        let package = fetched(cast, who, SENT, &package)?;
        let words = ["receipt", &package, "--rung", "opened"];
        let to = format!("@transfer/{name}-opened");
        Typed::new(cast, who, SENT, &words)
            .about(&to)
            .sent()
            .done()?;
        came.push((package, who, worker));
    }
    for (package, who, worker) in &came {
        accept(cast, story, who, package, worker)?;
    }
    accept(cast, story, "new", first, "Idris Calloway")
}

/// A team leader and a prescriber take on all that is left of a package.
fn accept(
    cast: &Cast<'_>,
    story: &mut Story<'_>,
    who: &str,
    package: &str,
    worker: &str,
) -> Result<(), DemoError> {
    let words = [
        "accept", package, "--all", "--team", "East", "--worker", worker,
    ];
    story.command(&Typed::new(cast, who, "", &words).shown())?;
    for (role, time) in [
        ("team-leader", "2010-02-10T15:00:00Z"),
        ("prescriber", "2010-02-10T16:00:00Z"),
    ] {
        let typed = Typed::new(cast, who, time, &words).also(&["--role", role]);
        let ran = typed.about("@transfer").sent().run()?;
        if let (Some(refused), "team-leader") = (ran.refused, role) {
            return Err(DemoError::Program(refused));
        }
    }
    Ok(())
}

/// One case, taken out for somebody who must know what became of it.
pub(crate) fn proved(
    cast: &Cast<'_>,
    story: &mut Story<'_>,
    package: &str,
) -> Result<(), DemoError> {
    story.chapter("One case, one file")?;
    story.say(
        "If somebody has to know later what became of Kestrel's case, one small file proves it, without \
         the services, their servers or their word, and without a word of what is in the case:",
    )?;
    let at = "2010-02-11T10:00:00Z";
    let take = ["evidence", package, "--case", KESTREL, "--with-mandate"];
    story.typed(&Typed::new(cast, "new", at, &take).about("@kestrel.evidence"))?;
    let verify = ["verify", "@kestrel.evidence"];
    let told = story.typed(&Typed::new(cast, "council", at, &verify))?;
    let proved = told.lines().skip_while(|line| *line != "PROVED");
    let proved = proved.take_while(|line| *line != "NOT PROVED");
    // Of who agreed to what there is a line for each, which the story has told already.
    let mut is_told = true;
    story.printed(proved.filter(|line| {
        if line.trim_start().starts_with("- ") {
            is_told = !line.contains(" agreed to ");
        }
        is_told
    }))
}

//! What is agreed before anything is sent: the mandate, and the list of everybody.

use handover::case::eligibility::Rules;
use handover_files::{NewFile, private_folder};

use crate::{
    DemoError,
    cast::{Cast, SEALED},
    story::Story,
    typed::Typed,
};

/// What the council fills in.
const MANDATE: &str = include_str!("../mandate.toml");

/// Commissioner, sender and recipients agree on what must arrive.
pub(crate) fn mandate(cast: &Cast<'_>, story: &mut Story<'_>) -> Result<(), DemoError> {
    story.chapter("What must arrive is said first")?;
    story.say(
        "Four weeks before, the council says what has to be handed over, by when, and who answers for \
         whatever nobody takes on. The services sign it too: from now on it binds them.",
    )?;
    private_folder(&cast.path("transfer"))?;
    NewFile::write(&cast.path("mandate.toml"), MANDATE.as_bytes())?;
    NewFile::write(&cast.path("rules.toml"), &rules()?)?;
    let sign = [
        "mandate",
        "sign",
        "@mandate.toml",
        "--to",
        "@transfer/mandate",
    ];
    let shown = story.typed(&Typed::new(cast, "council", "2010-01-04T10:00:00Z", &sign))?;
    story.printed(shown.lines().skip(1).take_while(|line| !line.is_empty()))?;
    for who in ["old", "new", "neighbour"] {
        let to = format!("@transfer/mandate-agreed-{who}");
        let agree = [
            "countersign",
            "@transfer/mandate",
            "--role",
            "office",
            "--to",
            &to,
        ];
        story.typed(&Typed::new(cast, who, "2010-01-06T10:00:00Z", &agree))?;
    }
    Ok(())
}

/// The built-in rules, with the earlier change of the contract, on which closures went to paper.
fn rules() -> Result<Vec<u8>, DemoError> {
    let mut rules = String::from_utf8_lossy(Rules::BUILT_IN).into_owned();
    for (theirs, ours) in [
        ("\"six-months-two-journeys@1\"", "\"marl-2010@1\""),
        (
            "contract_changes = []",
            "contract_changes = [\"2009-04-01\"]",
        ),
    ] {
        if !rules.contains(theirs) {
            return Err(DemoError::Broken("the built-in rules have another form"));
        }
        rules = rules.replacen(theirs, ours, 1);
    }
    Ok(rules.into_bytes())
}

/// The old service signs who is handed over and who is not; the council freezes the list.
pub(crate) fn roster(cast: &Cast<'_>, story: &mut Story<'_>) -> Result<(), DemoError> {
    story.say(
        "The old service signs that list: every person in the extract, under a token that only it can \
         lead back to somebody. The council countersigns it. It sees reasons and numbers, and no name.",
    )?;
    let select = [
        "select",
        "@caseload",
        "--mandate",
        "@transfer/mandate",
        "--as-of",
        "2010-02-03",
    ];
    let tail = [
        "--rules",
        "@rules.toml",
        "--answers",
        "@answers.json",
        "--undecided-owner",
        "Ottoline Marsh-Keld",
        "--undecided-by",
        "2010-02-08",
        "--decisions",
        "@decisions",
    ];
    let typed = Typed::new(cast, "old", SEALED, &select).also(&tail);
    story.typed(&typed.about("@transfer/roster-1"))?;
    let freeze = ["countersign", "@transfer/roster-1", "--role", "office"];
    let typed = Typed::new(cast, "council", SEALED, &freeze);
    story.typed(&typed.about("@transfer/roster-1-frozen"))?;
    Ok(())
}

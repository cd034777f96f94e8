//! A round of packages: sealed, agreed to, and shown to the council.

use std::fs;

use serde_json::Value;

use crate::{
    demo::{cast::Cast, story::Story, typed::Typed},
    output::NewFile,
    problem::Problem,
};

/// What is sealed in one go, each name a word of a command.
pub(super) struct Round<'a> {
    pub(super) folder: &'a str,
    pub(super) recipients: [&'a str; 2],
    pub(super) decisions: &'a str,
    pub(super) answers: &'a str,
    pub(super) at: &'a str,
}

impl Round<'_> {
    /// The old service seals; what `seal` says about the packages.
    pub(super) fn sealed(
        &self,
        cast: &Cast,
        story: &mut Story<'_>,
        more: &[&str],
    ) -> Result<Value, Problem> {
        let seal = ["seal", "@caseload", "--mandate", "@transfer/mandate"];
        let [first, second] = self.recipients;
        let words = [&seal[..], &["--for", first, "--for", second], more].concat();
        let typed = Typed::new(cast, "old", self.at, &words)
            .also(&["--decisions", self.decisions, "--answers", self.answers])
            .about(self.folder);
        story.command(&typed.shown())?;
        typed.document()
    }

    /// A second person of the old service agrees to a package.
    pub(super) fn agreed<'a>(&self, cast: &'a Cast, name: &str, at: &'a str) -> Typed<'a> {
        let package = format!("{}/{name}.handover", self.folder);
        let agree = ["countersign", &package, "--role", "team-leader"];
        let to = format!("@transfer/{}-agreed", self.named(name));
        Typed::new(cast, "old", at, &agree).about(&to)
    }

    /// The council gets the index of a package, and no case.
    pub(super) fn give_index(&self, cast: &Cast, name: &str) -> Result<(), Problem> {
        let folder = self.folder.trim_start_matches('@');
        let index = cast.path(folder).join(format!("{name}.index"));
        let bytes = fs::read(&index).map_err(|error| Problem::reading(&index, &error))?;
        let to = format!("{}.index", self.named(name));
        Ok(NewFile::write(&cast.path("transfer").join(to), &bytes)?)
    }

    /// A package among those of all rounds.
    fn named(&self, name: &str) -> String {
        format!("{name}-of-{}", self.folder.trim_start_matches('@'))
    }
}

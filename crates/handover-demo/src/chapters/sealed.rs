//! A round of packages: sealed, agreed to, and shown to the council.

use handover_files::NewFile;
use serde_json::Value;

use crate::{
    DemoError,
    cast::{Cast, read},
    story::Story,
    typed::Typed,
};

/// What is sealed in one go, each name a word of a command.
pub(crate) struct Round<'a> {
    pub(crate) folder: &'a str,
    pub(crate) recipients: [&'a str; 2],
    pub(crate) decisions: &'a str,
    pub(crate) answers: &'a str,
    pub(crate) at: &'a str,
}

impl Round<'_> {
    /// The old service seals; what `seal` says about the packages.
    pub(crate) fn sealed(
        &self,
        cast: &Cast<'_>,
        story: &mut Story<'_>,
        more: &[&str],
    ) -> Result<Value, DemoError> {
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
    pub(crate) fn agreed<'a>(&self, cast: &'a Cast<'a>, name: &str, at: &'a str) -> Typed<'a> {
        let package = format!("{}/{name}.handover", self.folder);
        let agree = ["countersign", &package, "--role", "team-leader"];
        let to = format!("@transfer/{}-agreed", self.named(name));
        Typed::new(cast, "old", at, &agree).about(&to)
    }

    /// The council gets the index of a package, and no case.
    pub(crate) fn give_index(&self, cast: &Cast<'_>, name: &str) -> Result<(), DemoError> {
        let folder = self.folder.trim_start_matches('@');
        let index = cast.path(folder).join(format!("{name}.index"));
        let bytes = read(&index)?;
        let to = format!("{}.index", self.named(name));
        Ok(NewFile::write(&cast.path("transfer").join(to), &bytes)?)
    }

    /// A package among those of all rounds.
    fn named(&self, name: &str) -> String {
        format!("{name}-of-{}", self.folder.trim_start_matches('@'))
    }
}

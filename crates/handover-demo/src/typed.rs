//! Commands of the story: typed as anybody would, done by the program, shown without the long tail.

use std::ffi::OsString;

use serde_json::Value;

use crate::{
    DemoError, Failure,
    cast::{Cast, HUB, moment},
    story::SET_OFF,
};

/// A command of one of the parties, in the folder of the story.
pub(crate) struct Typed<'a> {
    cast: &'a Cast<'a>,
    /// Whose keys are used, and when; some commands need neither.
    by: Option<(&'a str, &'a str)>,
    words: Vec<String>,
    /// Words that are typed too, and shown as `...`.
    tail: Vec<String>,
    /// Columns by which its result will be set off.
    indent: usize,
}

/// Verbs that talk to a server whatever they are told.
const ONLINE: [&str; 5] = ["fetch", "inbox", "pull", "push", "send"];

/// What came of it.
pub(crate) struct Outcome {
    /// What it printed.
    pub(crate) printed: String,
    /// Why it was refused, or that it was not.
    pub(crate) refused: Option<Failure>,
}

impl<'a> Typed<'a> {
    /// A command by its words; `@name` is a place in the folder of the story.
    pub(crate) fn new(cast: &'a Cast<'a>, who: &'a str, at: &'a str, words: &[&str]) -> Self {
        Self {
            by: Some((who, at)),
            ..Self::without_keys(cast, words)
        }
    }

    /// A command of the old service that needs no key and no clock.
    pub(crate) fn without_keys(cast: &'a Cast<'a>, words: &[&str]) -> Self {
        Self {
            cast,
            by: None,
            words: owned(words).collect(),
            tail: Vec::new(),
            indent: SET_OFF,
        }
    }

    /// With further words that tell nothing new.
    pub(crate) fn also(mut self, words: &[&str]) -> Self {
        self.tail.extend(owned(words));
        self
    }

    /// By what is at hand in the folder of the transfer; what is made goes to `to`.
    pub(crate) fn about(self, to: &str) -> Self {
        self.also(&["--statement", "@transfer", "--to", to])
    }

    /// Sent at once.
    pub(crate) fn sent(self) -> Self {
        self.also(&["--server-of", HUB])
    }

    /// Its result is shown at the edge of the page.
    pub(crate) const fn at_margin(mut self) -> Self {
        self.indent = 0;
        self
    }

    /// The line as a reader would type it in that folder.
    pub(crate) fn shown(&self) -> String {
        let words = self.words.iter().map(|word| {
            let word = word.strip_prefix('@').unwrap_or(word);
            if word.contains(' ') {
                format!("\"{word}\"")
            } else {
                word.to_owned()
            }
        });
        let words: Vec<String> = words.collect();
        words.join(" ") + " ..."
    }

    /// Runs it; a refusal is an outcome like others, anything else that goes wrong is not.
    pub(crate) fn run(&self) -> Result<Outcome, DemoError> {
        let ran = self.cast.program.run(&self.line()?, self.indent);
        match ran.failure {
            Some(failure) if failure.class().is_none() => Err(DemoError::Program(failure)),
            refused => Ok(Outcome {
                printed: self.cast.as_seen_there(&ran.printed),
                refused,
            }),
        }
    }

    /// All words, with what everybody gives with every command; the server's clock goes on to the time of the command.
    fn line(&self) -> Result<Vec<OsString>, DemoError> {
        let place = |name: &str| self.cast.path(name).into_os_string();
        let mut words: Vec<OsString> = Vec::new();
        for word in self.words.iter().chain(&self.tail) {
            words.push(match word.strip_prefix('@') {
                Some(name) => place(name),
                None => word.into(),
            });
        }
        let Some((who, at)) = self.by else {
            return Ok(words);
        };
        words.extend(["--directory".into(), place("directory")]);
        words.extend(["--identity".into(), place(who)]);
        words.extend(["--at".into(), at.into()]);
        if self.words.first().is_none_or(|verb| verb != "verify") {
            words.extend(["--passphrase-file".into(), place("passphrase")]);
        }
        if self.is_online() {
            self.cast.server.at(moment(at)?);
            let address = format!("https://{}", self.cast.server.listen());
            words.extend(["--server".into(), address.into()]);
        }
        Ok(words)
    }

    fn is_online(&self) -> bool {
        let verb = self.words.first().map_or("", String::as_str);
        let mut words = self.words.iter().chain(&self.tail);
        ONLINE.contains(&verb) || words.any(|word| word == "--server-of")
    }

    /// Runs what must be done.
    pub(crate) fn done(&self) -> Result<String, DemoError> {
        let ran = self.run()?;
        match ran.refused {
            None => Ok(ran.printed),
            Some(refused) => Err(DemoError::Program(refused)),
        }
    }

    /// Runs what must be done with `--json`, and reads the document.
    pub(crate) fn document(mut self) -> Result<Value, DemoError> {
        self.tail.push("--json".to_owned());
        let printed = self.done()?;
        serde_json::from_str(&printed)
            .map_err(|_| DemoError::Broken("a result of the demonstration is no JSON"))
    }
}

fn owned<'a>(words: &'a [&str]) -> impl Iterator<Item = String> + 'a {
    words.iter().map(|word| (*word).to_owned())
}

/// A number of a document.
pub(crate) fn number(document: &Value, pointer: &str) -> Result<usize, DemoError> {
    let number = document.pointer(pointer).and_then(Value::as_u64);
    number
        .and_then(|number| usize::try_from(number).ok())
        .ok_or(DemoError::Broken(
            "a document of the demonstration lacks a number",
        ))
}

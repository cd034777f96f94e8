//! Commands of the story: typed as anybody would, run by the same code, shown without the long tail.

use std::ffi::OsString;

use clap::Parser;
use serde_json::Value;

use super::{
    cast::{Cast, HUB},
    story::SET_OFF,
};
use crate::{
    clock::Moment,
    problem::Problem,
    screen::Screen,
    verbs::{self, Verb},
};

/// A line that a party types: the verbs, without the demonstration itself.
#[derive(Debug, Parser)]
#[command(name = "handover")]
struct Line {
    #[arg(long = "json", global = true, id = "as_json")]
    json: bool,
    #[command(subcommand)]
    verb: Verb,
}

/// A command of one of the parties, in the folder of the story.
pub(super) struct Typed<'a> {
    cast: &'a Cast,
    who: &'a str,
    at: &'a str,
    words: Vec<String>,
    /// Words that are typed too, and shown as `...`.
    tail: Vec<String>,
}

/// Verbs that talk to a server whatever they are told.
const ONLINE: [&str; 5] = ["fetch", "inbox", "pull", "push", "send"];

/// What came of it.
pub(super) struct Ran {
    /// What it printed.
    pub(super) printed: String,
    /// Why it was refused, or that it was not.
    pub(super) refused: Option<Problem>,
}

impl<'a> Typed<'a> {
    /// A command by its words; `@name` is a place in the folder of the story.
    pub(super) fn new(cast: &'a Cast, who: &'a str, at: &'a str, words: &[&str]) -> Self {
        Self {
            cast,
            who,
            at,
            words: owned(words).collect(),
            tail: Vec::new(),
        }
    }

    /// With further words that tell nothing new.
    pub(super) fn also(mut self, words: &[&str]) -> Self {
        self.tail.extend(owned(words));
        self
    }

    /// By what is at hand in the folder of the transfer; what is made goes to `to`.
    pub(super) fn about(self, to: &str) -> Self {
        self.also(&["--statement", "@transfer", "--to", to])
    }

    /// Sent at once.
    pub(super) fn sent(self) -> Self {
        self.also(&["--server-of", HUB])
    }

    /// The line as a reader would type it in that folder.
    pub(super) fn shown(&self) -> String {
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
    pub(super) fn run(&self) -> Result<Ran, Problem> {
        let place = |name: &str| self.cast.path(name).into_os_string();
        let mut words: Vec<OsString> = vec!["handover".into()];
        for word in self.words.iter().chain(&self.tail) {
            words.push(match word.strip_prefix('@') {
                Some(name) => place(name),
                None => word.into(),
            });
        }
        // What everybody gives with every command.
        words.extend(["--directory".into(), place("directory")]);
        words.extend(["--identity".into(), place(self.who)]);
        words.extend(["--at".into(), self.at.into()]);
        if self.words.first().is_none_or(|verb| verb != "verify") {
            words.extend(["--passphrase-file".into(), place("passphrase")]);
        }
        if self.is_online() {
            self.cast
                .server
                .at(Moment::parse(self.at).map_err(Problem::our_bug)?);
            let address = format!("https://{}", self.cast.server.listen());
            words.extend(["--server".into(), address.into()]);
        }
        let line = Line::try_parse_from(words)
            .map_err(|error| Problem::our_bug(format!("the demonstration mistypes: {error}")))?;
        let screen = Screen::kept(line.json, SET_OFF);
        let done = verbs::run(&line.verb, &screen);
        let printed = screen.into_text();
        match done {
            Ok(_) => Ok(Ran {
                printed: self.cast.as_seen_there(&printed),
                refused: None,
            }),
            Err(problem) if problem.class().is_some() || problem.is_quiet() => Ok(Ran {
                printed: self.cast.as_seen_there(&printed),
                refused: Some(problem),
            }),
            Err(problem) => Err(problem),
        }
    }

    fn is_online(&self) -> bool {
        let verb = self.words.first().map_or("", String::as_str);
        let mut words = self.words.iter().chain(&self.tail);
        ONLINE.contains(&verb) || words.any(|word| word == "--server-of")
    }

    /// Runs what must be done.
    pub(super) fn done(&self) -> Result<String, Problem> {
        let ran = self.run()?;
        match ran.refused {
            None => Ok(ran.printed),
            Some(problem) => Err(problem),
        }
    }

    /// Runs what must be done with `--json`, and reads the document.
    pub(super) fn document(mut self) -> Result<Value, Problem> {
        self.tail.push("--json".to_owned());
        let printed = self.done()?;
        serde_json::from_str(&printed)
            .map_err(|_| Problem::our_bug("a result of the demonstration is no JSON"))
    }
}

fn owned<'a>(words: &'a [&str]) -> impl Iterator<Item = String> + 'a {
    words.iter().map(|word| (*word).to_owned())
}

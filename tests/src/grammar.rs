use std::{fs, path::Path};

use handover_trust::Kind;

/// `schemas/handover.cddl`, asked whether bytes are of one of its rules.
#[derive(Debug)]
pub struct Grammar(String);

impl Grammar {
    /// Reads the normative grammar.
    #[must_use]
    pub fn load() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/handover.cddl");
        Self(expanded(&fs::read_to_string(path).unwrap()))
    }

    /// Asks whether the bytes are one item of this rule.
    ///
    /// The validator looks at one item and not behind it: let the strict gate look first.
    ///
    /// # Errors
    ///
    /// What the validator says that they are not.
    pub fn has(&self, rule: &str, bytes: &[u8]) -> Result<(), String> {
        let rooted = format!("root-of-this-question = {rule}\n{}", self.0);
        cddl::validate_cbor_from_slice(&rooted, bytes, None).map_err(|error| error.to_string())
    }
}

/// The grammar with `signed<header, content>` written out.
///
/// The validator (cddl 0.10) takes the arguments of the outer use for those of a use inside it, as of
/// a card in a directory.
fn expanded(grammar: &str) -> String {
    let is_definition = |line: &&str| line.starts_with("signed<");
    let start = grammar
        .lines()
        .position(|line| is_definition(&line))
        .unwrap();
    let lines: Vec<&str> = grammar.lines().collect();
    let len = lines[start..]
        .iter()
        .position(|line| *line == "])")
        .unwrap()
        + 1;
    let definition = lines[start..start + len].join("\n");
    let (_, body) = definition.split_once(" = ").unwrap();
    let mut out = String::new();
    for (at, line) in lines.iter().enumerate() {
        if (start..start + len).contains(&at) {
            continue;
        }
        let used = line.split_once(" = signed<").and_then(|(rule, rest)| {
            let (header, content) = rest.strip_suffix('>')?.split_once(", ")?;
            let body = body.replace("cbor header", &format!("cbor {header}"));
            Some(format!(
                "{rule} = {}",
                body.replace("cbor content", &format!("cbor {content}"))
            ))
        });
        out.push_str(&used.unwrap_or_else(|| (*line).to_owned()));
        out.push('\n');
    }
    out
}

/// The rule of a kind of statement.
#[must_use]
pub fn rule_of(kind: Kind) -> String {
    format!("{}-statement", kind.as_str())
}

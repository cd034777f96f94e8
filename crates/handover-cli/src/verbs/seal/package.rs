//! Groups of cases become package files.

use std::{collections::BTreeMap, path::Path};

use handover::{
    Draft, DraftCase, Grant, KeyId, Package, ProfileInForce, SealError, Sealed, SectionOverflow,
    Signer, Statement, Token, VerifiedDirectory, random_token,
};
use serde_json::{Value, json};

use super::{
    group::{Group, Grouping},
    ledger::{Ledgers, UsedKeys, remember_keys, used_keys, used_or_vouched},
};
use crate::{
    clock::Moment,
    output::{NewFile, NewFolder},
    page::Page,
    problem::Problem,
    refusals::refusal,
    sheet::count,
    store::Identity,
    terminal::Progress,
    verbs::inspect::{head_as_json, head_as_text},
};

/// How the name of a package ends.
const PACKAGE: &str = ".handover";

/// What is needed to seal.
pub(crate) struct SealInput<'a> {
    pub(crate) grouping: &'a Grouping,
    pub(crate) profile: &'a ProfileInForce,
    pub(crate) directory: &'a VerifiedDirectory,
    pub(crate) identity: &'a Identity,
    pub(crate) signer: &'a Signer,
    /// Keys that a person confirmed by another road.
    pub(crate) confirmed: &'a [KeyId],
    pub(crate) moment: Moment,
    /// In days.
    pub(crate) open_within: u32,
    pub(crate) to: &'a Path,
}

/// One package that was written.
pub(crate) struct SealedPackage {
    /// Its file in the folder.
    pub(crate) name: String,
    pub(crate) head: Statement<Package>,
    overflows: Vec<SectionOverflow>,
}

/// Seals every group and writes the folder of packages, whole or not at all.
pub(crate) fn seal_all(input: &SealInput<'_>) -> Result<Vec<SealedPackage>, Problem> {
    if input.grouping.groups.is_empty() {
        return Err(Problem::refused(
            handover::RefusalClass::Policy,
            "no case can be sealed for these recipients",
            "`handover check` says for each case what it needs.",
        ));
    }
    let mut used = used_keys(input.identity.folder())?;
    let folder = NewFolder::create(input.to)?;
    let mut ledgers = Ledgers::default();
    let mut packages = Vec::new();
    let cases = input.grouping.groups.iter().map(|group| group.cases.len());
    let progress = Progress::new("seal", cases.sum());
    for group in &input.grouping.groups {
        let name = name_of(group, &packages);
        let (sealed, tokens) = seal(input, group, &mut used, folder.file(&name)?, &progress)?;
        folder.write(&index_name(&name), &sealed.signed_index().to_bytes())?;
        let id = sealed.head().id().to_string();
        ledgers.write(input.identity.folder(), &id, &tokens)?;
        packages.push(SealedPackage {
            name,
            head: sealed.head().clone(),
            overflows: sealed.overflows().to_vec(),
        });
    }
    folder.finish()?;
    ledgers.keep();
    remember_keys(input.identity.folder(), &used)?;
    Ok(packages)
}

/// Organisation and number: nothing about a person.
fn name_of(group: &Group, before: &[SealedPackage]) -> String {
    let to: Vec<String> = group
        .to
        .iter()
        .map(|to| format!("{}-{}", to.organisation, to.audience))
        .collect();
    // A name of many recipients would be longer than file systems allow.
    let to = to.first().cloned().unwrap_or_default();
    let taken = |name: &str| before.iter().any(|package| package.name == name);
    let first = format!("{to}{PACKAGE}");
    let more = (2_u32..).map(|number| format!("{to}-{number}{PACKAGE}"));
    std::iter::once(first)
        .chain(more)
        .find(|name| !taken(name))
        .unwrap_or_default()
}

/// The file beside a package that says which cases it holds, for whoever gets none of them.
fn index_name(package: &str) -> String {
    let name = package.strip_suffix(PACKAGE).unwrap_or(package);
    format!("{name}.index")
}

fn seal(
    input: &SealInput<'_>,
    group: &Group,
    used: &mut UsedKeys,
    mut file: NewFile,
    progress: &Progress,
) -> Result<(Sealed, BTreeMap<Token, String>), Problem> {
    let now = input.moment.posix();
    let until = input.moment.days_later(input.open_within)?.posix();
    let by = input.identity.organisation().clone();
    let mut draft = Draft::new(by, input.profile, now, until);
    for to in &group.to {
        let key = used_or_vouched(
            &to.organisation,
            used,
            input.confirmed,
            input.directory,
            now,
        )?;
        draft = draft.grant(Grant {
            to: to.organisation.clone(),
            audience: to.audience.clone(),
            key,
        });
    }
    let mut by_token = BTreeMap::new();
    for place in 0..group.cases.len() {
        by_token.insert(random_token(), place);
    }
    let sections = input.profile.profile().sealed_sections();
    let tokens = by_token.keys().copied().collect();
    let told = |error: SealError| match error {
        SealError::Sink(kind) => Problem::writing(input.to, &kind.into()),
        error => refusal("the package cannot be sealed", error.class(), error)
            .advise("`handover check` names what is wrong with a case."),
    };
    let mut sealer = draft.begin(tokens, &mut file).map_err(told)?;
    let mut ledger = BTreeMap::new();
    for (token, place) in by_token {
        let Some((reference, case)) = group.cases.get(place) else {
            return Err(Problem::our_bug("a token without a case"));
        };
        sealer
            .push(DraftCase::new(token, case.sealed_sections(&sections)))
            .map_err(told)?;
        ledger.insert(token, reference.clone());
        progress.step();
    }
    let sealed = sealer.finish(input.signer).map_err(told)?;
    file.finish()?;
    Ok((sealed, ledger))
}

impl SealedPackage {
    /// For machines.
    pub(crate) fn to_json(&self) -> Value {
        let mut document = head_as_json(self.head.payload());
        let over: BTreeMap<&str, u64> = self
            .overflows
            .iter()
            .map(|overflow| (overflow.section.as_str(), overflow.over_floor))
            .collect();
        if let Some(members) = document.as_object_mut() {
            members.insert("file".to_owned(), self.name.clone().into());
            members.insert("id".to_owned(), self.head.id().to_string().into());
            members.insert("index".to_owned(), index_name(&self.name).into());
            members.insert("over_floor".to_owned(), json!(over));
        }
        document
    }

    /// For people, on two lines; `folder` is where the file is.
    pub(crate) fn tell_shortly(&self, page: &mut Page, folder: &Path) {
        let head = self.head.payload();
        let bytes = std::fs::metadata(folder.join(&self.name)).map_or(0, |about| about.len());
        let cases = count(i64::try_from(head.count).unwrap_or(i64::MAX), "case");
        page.line(&format!(
            "   {}: {cases}, {} KB",
            self.name,
            bytes.div_ceil(1024)
        ));
        for stanza in &head.stanzas {
            let sections: Vec<&str> = stanza.sections.iter().map(|name| name.as_str()).collect();
            page.line(
                &page
                    .paint
                    .faint(&format!("      opens {}", sections.join(", "))),
            );
        }
    }

    /// For people.
    pub(crate) fn tell(&self, page: &mut Page) {
        page.heading(&self.name, "");
        page.field("Package", &[self.head.id().to_string()]);
        head_as_text(page, self.head.payload());
        let over: Vec<String> = self
            .overflows
            .iter()
            .filter(|overflow| overflow.over_floor.saturating_mul(20) > self.head.payload().count)
            .map(|overflow| {
                let cases = i64::try_from(overflow.over_floor).unwrap_or(i64::MAX);
                format!("{}: {}", overflow.section, count(cases, "case"))
            })
            .collect();
        if !over.is_empty() {
            page.field(
                "Longer than their floor",
                &[format!(
                    "{} (their size tells something; raise the floor in the profile)",
                    over.join(", ")
                )],
            );
        }
    }
}

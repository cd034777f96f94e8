//! What a mapping says of a record's episodes, for eligibility, and of who is linked with whom.

use super::{
    condition::{self, Condition},
    expression::{self, Expression},
    names::{Named, Names},
    node::Node,
};

type Result<T> = std::result::Result<T, super::MappingError>;

/// How a person's record becomes what the eligibility rules read.
///
/// The facts behind extra rules (outcome, MARAC and so on) are not here: they are taken from the
/// case itself, so that the two cannot disagree.
#[derive(Clone, Debug)]
pub(crate) struct RecordSpec {
    pub(crate) died_on: Option<Expression>,
    /// A former surname that the case may not tell: compared on this machine only.
    pub(crate) previous_family: Option<Expression>,
    /// What counts as open although no episode is: closed only by the change of contract.
    pub(crate) current_when: Option<Condition>,
    /// Reasons for closing that mean death.
    pub(crate) death_reasons: Vec<String>,
    pub(crate) episodes: Option<EpisodesSpec>,
}

/// Episodes, one from each row.
#[derive(Clone, Debug)]
pub(crate) struct EpisodesSpec {
    pub(crate) place: Named,
    pub(crate) open: Condition,
    pub(crate) id: Option<Expression>,
    pub(crate) referred_on: Option<Expression>,
    pub(crate) triaged_on: Option<Expression>,
    pub(crate) closed_on: Option<Expression>,
    pub(crate) reason: Option<Expression>,
    /// The dataset's word for how the episode ended.
    pub(crate) outcome: Option<Expression>,
}

/// A name in one person's record that may be another person of this extract.
#[derive(Clone, Debug)]
pub(crate) struct LinkSpec {
    pub(crate) kind: String,
    pub(crate) name: Expression,
}

pub(crate) fn read(node: &Node<'_>, names: &Names, place: &str) -> Result<RecordSpec> {
    let mut entries = node.entries()?;
    let mut one = |key: &str| {
        let node = entries.take(key);
        node.map(|node| expression::read(&node, names, place))
            .transpose()
    };
    let died_on = one("died_on")?.map(Expression::in_part);
    let previous_family = one("previous_family")?;
    let current_when = entries
        .take("current_when")
        .map(|node| condition::read(&node, names, place))
        .transpose()?;
    let death_reasons = entries.texts("death_reasons")?;
    let episodes = entries
        .take("episodes")
        .map(|node| read_episodes(&node, names))
        .transpose()?;
    entries.finish()?;
    Ok(RecordSpec {
        died_on,
        previous_family,
        current_when,
        death_reasons,
        episodes,
    })
}

fn read_episodes(node: &Node<'_>, names: &Names) -> Result<EpisodesSpec> {
    let mut entries = node.entries()?;
    let place = names.place(&entries.need("rows")?)?;
    let open = condition::read(&entries.need("open")?, names, &place)?;
    let mut one = |key: &str| {
        let node = entries.take(key);
        node.map(|node| expression::read(&node, names, &place))
            .transpose()
    };
    let (id, reason) = (one("id")?, one("reason")?);
    let mut day = |key: &str| Ok(one(key)?.map(Expression::in_part));
    let (referred_on, triaged_on) = (day("referred_on")?, day("triaged_on")?);
    let closed_on = day("closed_on")?;
    let outcome = one("outcome")?;
    entries.finish()?;
    Ok(EpisodesSpec {
        place: names.named(&place),
        open,
        id,
        referred_on,
        triaged_on,
        closed_on,
        reason,
        outcome,
    })
}

pub(crate) fn read_link(node: &Node<'_>, names: &Names, place: &str) -> Result<LinkSpec> {
    let mut entries = node.entries()?;
    let kind = entries.need("kind")?.text()?.to_owned();
    let name = expression::read(&entries.need("name")?, names, place)?;
    entries.finish()?;
    Ok(LinkSpec { kind, name })
}

/// Something that the mapping leaves out on purpose and that a person should see.
#[derive(Clone, Debug)]
pub(crate) struct NoticeSpec {
    pub(crate) rows: Option<Named>,
    pub(crate) when: Condition,
    /// The cells that are left out; none means the whole row.
    pub(crate) at: Vec<Expression>,
    pub(crate) why: String,
}

pub(crate) fn read_notice(node: &Node<'_>, names: &Names, place: &str) -> Result<NoticeSpec> {
    let mut entries = node.entries()?;
    let rows = entries
        .take("rows")
        .map(|node| names.place(&node))
        .transpose()?;
    let place = rows.as_deref().unwrap_or(place);
    let when = condition::read(&entries.need("when")?, names, place)?;
    let at = match entries.take("at") {
        Some(node) => {
            let cells = node.one_or_more()?;
            let cells = cells.iter();
            cells
                .map(|node| expression::read(node, names, place))
                .collect::<Result<_>>()?
        }
        None if rows.is_some() => Vec::new(),
        None => return Err(node.expected("`at`, the cell that is left out, or `rows`")),
    };
    let why = entries.need("why")?.text()?.to_owned();
    entries.finish()?;
    Ok(NoticeSpec {
        rows: rows.map(|rows| names.named(&rows)),
        when,
        at,
        why,
    })
}

//! What no sheet says: which service, from when, who signs, whom to ring.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use handover::{
    case::{capital, title_words},
    package::ProfileInForce,
};
use handover_proposal::Confirmation;

use super::{
    hand::{Hand, aside},
    journey::Journey,
    said::{self, DayBoxes},
    steps::Step,
};
use crate::{
    answer::{Answer, Stop, page, see},
    desk::Desk,
    frame::{Frame, Place},
    posted::Posted,
    screens::mistake::Mistakes,
};

#[derive(Template)]
#[template(path = "hand_over/facts.html")]
struct FactsPage {
    frame: Frame,
    number: u32,
    caption: String,
    facts: Vec<Fact>,
    mistakes: Mistakes,
}

struct Fact {
    key: String,
    label: String,
    hint: String,
    kind: Kind,
    value: String,
    day: DayBoxes,
    time: String,
    choices: Vec<(String, String)>,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Kind {
    Choice,
    Day,
    Moment,
    Text,
    YesOrNo,
}

impl Fact {
    fn is(&self, kind: &str) -> bool {
        kind == match self.kind {
            Kind::Choice => "choice",
            Kind::Day => "day",
            Kind::Moment => "moment",
            Kind::Text => "text",
            Kind::YesOrNo => "yes-or-no",
        }
    }
}

/// What is asked: a day, a moment, a choice or words.
fn kind_of(key: &str) -> Kind {
    match key {
        "current_clients" | "holds_more" => Kind::YesOrNo,
        "transfer_date" | "as_of" | "call_back_until" => Kind::Day,
        "authored_at" => Kind::Moment,
        "author_role" | "kind" => Kind::Choice,
        _ => Kind::Text,
    }
}

fn label_of(key: &str) -> String {
    match key {
        "current_clients" => "Is everybody here a client now?".to_owned(),
        "holds_more" => "Do you hold more about them elsewhere?".to_owned(),
        "sender" => "Your service".to_owned(),
        "recipient" => "The service that takes them on".to_owned(),
        "mandate" => "The reference of what must be handed over".to_owned(),
        "transfer_date" => "First day on which the new service is responsible".to_owned(),
        "as_of" => "When was this copy of the sheet made?".to_owned(),
        "author" => "Who signs that the cases are as the sheet has them".to_owned(),
        "author_role" => "Their role".to_owned(),
        "authored_at" => "When they sign".to_owned(),
        "call_back_phone" => "Telephone for questions afterwards".to_owned(),
        "call_back_hours" => "When somebody answers it".to_owned(),
        "call_back_until" => "Until when somebody answers it".to_owned(),
        "kind" => "Why they are handed over".to_owned(),
        "lawful_basis_article_6" => "Lawful basis, article 6".to_owned(),
        "lawful_basis_article_9" => "Lawful basis, article 9".to_owned(),
        "rules" => "The rules that say who goes".to_owned(),
        key => title_words(key),
    }
}

/// What is known already: of this desk, and of the handover before.
fn known(key: &str, hand: &Hand, about: &About, before: Option<&Confirmation>) -> String {
    let own = match key {
        "sender" => about.name.clone(),
        "author" => hand.who.clone(),
        "authored_at" => moment(hand),
        _ => String::new(),
    };
    let same = [
        "call_back_phone",
        "call_back_hours",
        "lawful_basis_article_6",
        "lawful_basis_article_9",
        "author_role",
    ];
    let earlier = before.filter(|_| same.contains(&key));
    let earlier = earlier.and_then(|before| before.answered("constants", key));
    match earlier {
        Some(earlier) => earlier.to_owned(),
        None if own.is_empty() && key == "call_back_phone" => about.contact.clone(),
        None => own,
    }
}

/// Now, by the clocks of London.
fn moment(hand: &Hand) -> String {
    let now = handover_time::london().to_datetime(said::moment(hand.now));
    now.strftime("%Y-%m-%d %H:%M").to_string()
}

struct About {
    name: String,
    contact: String,
    others: Vec<String>,
}

/// Our own name, and those of the directory.
async fn about(desk: &Arc<Desk>) -> Result<About, Stop> {
    desk.sit(|sitting| {
        let about = sitting.identity().about();
        let (name, contact, own) = (
            about.name.clone(),
            about.contact.clone(),
            about.organisation.clone(),
        );
        // Without a directory a name is typed.
        let others = sitting.directory().map_or_else(
            |_| Vec::new(),
            |directory| {
                let cards = directory
                    .cards()
                    .filter(|listed| listed.is_in_force_at(sitting.now));
                let cards = cards.map(|listed| listed.card().payload());
                let others = cards.filter(|card| card.by != own);
                others.map(|card| card.name.as_str().to_owned()).collect()
            },
        );
        Ok(About {
            name,
            contact,
            others,
        })
    })
    .await
}

pub(super) async fn show(State(desk): State<Arc<Desk>>, Path(number): Path<u32>) -> Answer {
    let about = about(&desk).await?;
    let facts = aside(&desk, move |hand| facts(hand, number, &about, None)).await?;
    page(&FactsPage {
        frame: desk.frame("What only you can say").at(Place::HandOver),
        number,
        caption: Step::Facts.caption(),
        facts,
        mistakes: Mistakes::default(),
    })
}

fn facts(
    hand: &Hand,
    number: u32,
    about: &About,
    posted: Option<&Posted>,
) -> Result<Vec<Fact>, Stop> {
    let journey = Journey::of(&hand.room, number)?;
    let mapping = journey.mapping()?;
    let mut earlier = Journey::all(&hand.room)?.into_iter();
    let before = earlier.find(|one| one.number() < number && one.has_mapping());
    let before = before.and_then(|one| one.mapping().ok());
    let profile = ProfileInForce::built_in("caseload-transfer").ok_or(Stop::Bug)?;
    let profile = profile.profile();
    let fact = |one: handover_proposal::Unanswered| {
        let said = mapping.answered(one.table, &one.key).unwrap_or_default();
        let value = match (posted, said) {
            (Some(posted), _) => posted.text(&one.key).to_owned(),
            (None, "" | "?") => known(&one.key, hand, about, before.as_ref()),
            (None, said) => said.to_owned(),
        };
        let choices: Vec<String> = match one.key.as_str() {
            "author_role" => profile
                .sign_off()
                .author_roles()
                .iter()
                .map(|role| role.as_str().to_owned())
                .collect(),
            "kind" => profile
                .kinds()
                .iter()
                .map(|kind| kind.as_str().to_owned())
                .collect(),
            "recipient" => about.others.clone(),
            _ => Vec::new(),
        };
        let is_code = one.key != "recipient";
        let choices = choices.into_iter().map(|choice| {
            let words = if is_code {
                title_words(&choice)
            } else {
                choice.clone()
            };
            (choice, words)
        });
        let choices: Vec<_> = choices.collect();
        let kind = match kind_of(&one.key) {
            Kind::Text if !choices.is_empty() => Kind::Choice,
            kind => kind,
        };
        let time = value
            .split_once(['T', ' '])
            .map(|(_, time)| time.get(..5).unwrap_or(time));
        Fact {
            label: label_of(&one.key),
            hint: capital(&one.asks),
            kind,
            day: match posted {
                Some(posted) => DayBoxes::posted(posted, &one.key),
                None => DayBoxes::of(&value),
            },
            time: match posted {
                Some(posted) => posted.text(&format!("{}-t", one.key)).to_owned(),
                None => time.unwrap_or_default().to_owned(),
            },
            value,
            choices,
            key: one.key,
        }
    };
    Ok(mapping.asked().into_iter().map(fact).collect())
}

/// Somebody says it.
pub(super) async fn confirm(
    State(desk): State<Arc<Desk>>,
    Path(number): Path<u32>,
    posted: Posted,
) -> Answer {
    let about = about(&desk).await?;
    let (facts, mistakes) = aside(&desk, move |hand| {
        let journey = Journey::of(&hand.room, number)?;
        let mut mapping = journey.mapping()?;
        let mut mistakes = Mistakes::default();
        for one in mapping.asked() {
            let kind = kind_of(&one.key);
            let said = match kind {
                Kind::Day | Kind::Moment => {
                    let day = DayBoxes::posted(&posted, &one.key);
                    let time = posted.text(&format!("{}-t", one.key));
                    match kind {
                        _ if day.is_empty() => String::new(),
                        Kind::Moment => format!("{} {time}", day.written()),
                        _ => day.written(),
                    }
                }
                _ => posted.text(&one.key).to_owned(),
            };
            let field = match kind {
                Kind::Day | Kind::Moment => format!("{}-d", one.key),
                _ => one.key.clone(),
            };
            let label = label_of(&one.key);
            let label = label.trim_end_matches('?');
            if said.is_empty() {
                mistakes.add(field, format!("Answer: {label}."));
            } else if mapping.answer(one.table, &one.key, &said).is_err() {
                let words = match kind {
                    Kind::Day => format!("{label}: write a day that exists, such as 14 12 2026."),
                    Kind::Moment => {
                        format!("{label}: write a day and a time, such as 1 12 2026 and 16:00.")
                    }
                    _ => format!("{label}: this cannot be said here."),
                };
                mistakes.add(field, words);
            }
        }
        if mistakes.is_empty() {
            journey.keep_mapping(&mapping)?;
            journey.note(|notes| notes.imported = None)?;
            return Ok((Vec::new(), mistakes));
        }
        Ok((facts(hand, number, &about, Some(&posted))?, mistakes))
    })
    .await?;
    if mistakes.is_empty() {
        return see(format!("{}/hand-over/{number}/preview", desk.base()));
    }
    page(&FactsPage {
        frame: desk.frame("What only you can say").at(Place::HandOver),
        number,
        caption: Step::Facts.caption(),
        facts,
        mistakes,
    })
}

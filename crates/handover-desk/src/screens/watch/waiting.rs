//! What waits for us in transfers, and what others are late with.

use handover::transfer::{Act, superseded_by};
use handover_report::reconcile::Step;

use super::at_hand::{ours, told};
use crate::{answer::Stop, screens::waiting::Waiting, sitting::Sitting};

/// What names us, and of others what is late, with whom to ring.
pub(crate) fn waiting(sitting: &mut Sitting) -> Result<Vec<Waiting>, Stop> {
    if sitting.directory().is_err() {
        // That is told by itself.
        return Ok(Vec::new());
    }
    let gathered = sitting.statements()?;
    let us = sitting.identity().organisation().clone();
    let known = gathered.known();
    let mut waiting = Vec::new();
    for mandate in ours(known, &us) {
        if superseded_by(mandate, known.mandates(), known.countersigns()).is_some() {
            continue;
        }
        let said = mandate.payload();
        let hears_of_others = said.by == us || said.from == us;
        let from = said.from.clone();
        // A dataset that is not built in is told on the page of the transfer.
        let of_it = told(sitting, mandate.id(), |reconciled| {
            let caption = reconciled.caption();
            let address = format!("watch/{}", mandate.id());
            let ring_sender = reconciled.names.ring(&from);
            let ring_sender =
                ring_sender.map(|ring| format!("{}, {ring}", reconciled.names.called(&from)));
            let mut of_it = Vec::new();
            for step in reconciled.steps() {
                if step.who == us && is_shown_here(step.act) {
                    let mut one = mine(&step, &caption, &address);
                    // Everything waits for what has no time of its own.
                    one.due = one.due.or(Some(reconciled.report.at));
                    if let Act::AgreeToRoster(roster) = step.act {
                        one.leads = format!("agree/{roster}");
                        one.ring.clone_from(&ring_sender);
                    }
                    if step.act == Act::AgreeToMandate {
                        one.leads = format!("agree/{}", mandate.id());
                    }
                    of_it.push(one);
                } else if step.who != us && step.is_late && hears_of_others {
                    of_it.push(theirs(&step, &caption, &address));
                }
            }
            of_it
        });
        waiting.extend(of_it.unwrap_or_default());
    }
    Ok(waiting)
}

/// What is told by the page where it is done is not told twice: people to read and take on.
const fn is_shown_here(act: Act) -> bool {
    !matches!(act, Act::Decide)
}

fn mine(step: &Step, caption: &str, address: &str) -> Waiting {
    Waiting {
        due: step.due,
        title: step.what.clone(),
        text: said(step, caption),
        ring: None,
        button: match step.act {
            Act::AgreeToMandate | Act::AgreeToRoster(_) => "Look and agree",
            _ => "See where everybody stands",
        }
        .to_owned(),
        leads: address.to_owned(),
    }
}

fn theirs(step: &Step, caption: &str, address: &str) -> Waiting {
    Waiting {
        due: step.due,
        title: format!("{} is late", step.name),
        text: format!("{}. {}", step.what, said(step, caption)),
        ring: step
            .ring
            .as_ref()
            .map(|ring| format!("{}, {ring}", step.name)),
        button: "See what is late".to_owned(),
        leads: address.to_owned(),
    }
}

fn said(step: &Step, caption: &str) -> String {
    if step.say.is_empty() {
        format!("{caption}.")
    } else {
        format!("{caption}. On the telephone, say: {}.", step.say)
    }
}

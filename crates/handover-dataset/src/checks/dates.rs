//! D-12 and D-13: what is past has happened, and in its order.

use super::{Found, View};
use crate::{Answered, Case, Date, PartialDate, sections::LivesWith};

/// A day at its path.
struct At(String, PartialDate);

/// D-12: nothing that is told as past lies after the day on which it was written.
pub(super) fn past_is_past(view: &View<'_>, found: &mut Found<'_>) {
    let Some(written_on) = view.author_date() else {
        return;
    };
    for At(path, day) in past_days(view.case) {
        if day.first_day() > written_on {
            let message = format!("{} is in the future.", subject(&path));
            found.add(path, message);
        }
    }
}

/// What a path is about: its field.
fn subject(path: &str) -> &str {
    path.split('.').nth(1).unwrap_or(path)
}

fn past_days(case: &Case) -> Vec<At> {
    let mut days = Vec::new();
    let mut at = |path: &str, day: Option<PartialDate>| {
        days.extend(day.map(|day| At(path.to_owned(), day)));
    };
    let exact = |day: Date| Some(PartialDate::from(day));

    let birth = case.person.birth_date.value();
    at(
        "person.birth_date.value.date",
        birth.map(|birth| birth.date),
    );
    let safe_contact = case.contact.safe_contact.value();
    at(
        "contact.safe_contact.value.checked_on",
        safe_contact.and_then(|contact| contact.checked_on),
    );
    let assessed = case.risk.assessed.value();
    at(
        "risk.assessed.value.on",
        assessed.map(|assessed| assessed.on),
    );
    let engagement = case.plan.engagement.value();
    at(
        "plan.engagement.value.last_attended_on",
        engagement.and_then(|engagement| engagement.last_attended_on),
    );
    let measure = case.plan.outcome_measure.value();
    at(
        "plan.outcome_measure.value.taken_on",
        measure.and_then(|measure| measure.taken_on),
    );
    let overdoses = case.plan.naloxone_and_overdose.value();
    at(
        "plan.naloxone_and_overdose.value.last_overdose_on",
        overdoses.and_then(|overdoses| overdoses.last_overdose_on),
    );
    let exit = case.closures.ost_at_exit.value();
    at(
        "closures.ost_at_exit.value.last_dose_on",
        exit.and_then(|exit| exact(exit.last_dose_on?)),
    );
    let closure = case.closures.closure.value();
    at(
        "closures.closure.value.closed_on",
        closure.map(|closure| closure.closed_on),
    );
    at(
        "closures.closure.value.last_contact_on",
        closure.and_then(|closure| closure.last_contact_on),
    );
    let obstetric = case.maternity.obstetric.value();
    at(
        "maternity.obstetric.value.delivered_at",
        obstetric.and_then(|obstetric| exact(obstetric.delivered_at.as_ref()?.date())),
    );

    macro_rules! each {
        ($field:expr, $path:literal, $($member:literal => $day:expr),+ $(,)?) => {
            for (n, item) in $field.value().into_iter().flatten().enumerate() {
                $(at(&format!(concat!($path, ".value[{}].", $member), n), $day(item));)+
            }
        };
    }
    each!(case.contact.dependants, "contact.dependants",
    "birth" => |one: &crate::sections::Dependant| {
        one.birth.filter(|_| one.lives_with != LivesWith::Unborn)
    });
    each!(case.plan.dispensing, "plan.dispensing",
        "last_dose_on" => |one: &crate::sections::Dispensing| one.last_dose_on.and_then(exact));
    each!(case.risk.earlier_levels, "risk.earlier_levels",
        "on" => |one: &crate::sections::EarlierLevel| one.on);
    each!(case.risk.incidents, "risk.incidents",
        "on" => |one: &crate::sections::Incident| one.on);
    each!(case.risk.changes_since, "risk.changes_since",
        "on" => |one: &crate::sections::Change| one.on);
    each!(case.third_parties.notes, "third_parties.notes",
        "on" => |one: &crate::sections::Note| one.on);
    each!(case.closures.journeys, "closures.journeys",
        "referred_on" => |one: &crate::sections::Journey| one.referred_on.and_then(exact),
        "triaged_on" => |one: &crate::sections::Journey| one.triaged_on.and_then(exact),
        "closed_on" => |one: &crate::sections::Journey| one.closed_on);
    each!(case.closures.told_of_closure, "closures.told_of_closure",
        "on" => |one: &crate::sections::Told| one.on);
    days
}

/// D-13: what comes first is not dated after what comes next.
pub(super) fn in_order(view: &View<'_>, found: &mut Found<'_>) {
    let case = view.case;
    let mut order = |path: String, steps: &[(&str, Option<PartialDate>)]| {
        let known = steps
            .iter()
            .filter_map(|(name, day)| day.map(|day| (*name, day)));
        let mut before: Option<(&str, PartialDate)> = None;
        for (name, day) in known {
            if let Some((earlier, early)) = before
                && early.first_day() > day.last_day()
            {
                found.add(path.clone(), format!("{earlier} is after {name}."));
            }
            before = Some((name, day));
        }
    };
    let birth = case.person.birth_date.value().map(|birth| birth.date);
    for (n, journey) in case
        .closures
        .journeys
        .value()
        .into_iter()
        .flatten()
        .enumerate()
    {
        let steps = [
            ("birth_date", birth),
            ("referred_on", journey.referred_on.map(PartialDate::from)),
            ("triaged_on", journey.triaged_on.map(PartialDate::from)),
            ("closed_on", journey.closed_on),
        ];
        order(format!("closures.journeys.value[{n}]"), &steps);
    }
    let mut span = |path: String, from: Option<PartialDate>, to: Option<PartialDate>| {
        order(path, &[("from", from), ("to", to)]);
    };
    for (n, address) in case
        .location
        .addresses
        .value()
        .into_iter()
        .flatten()
        .enumerate()
    {
        span(
            format!("location.addresses.value[{n}]"),
            address.from,
            address.to,
        );
    }
    for (name, concerns) in [
        ("safeguarding_child", &case.risk.safeguarding_child),
        ("safeguarding_adult", &case.risk.safeguarding_adult),
    ] {
        for (n, concern) in concerns.value().into_iter().flatten().enumerate() {
            let path = format!("risk.{name}.value[{n}]");
            span(path, concern.from, concern.to);
        }
    }
    for (n, party) in case
        .third_parties
        .parties
        .value()
        .into_iter()
        .flatten()
        .enumerate()
    {
        for (m, one) in party.orders.iter().flatten().enumerate() {
            let path = format!("third_parties.parties.value[{n}].orders[{m}]");
            span(path, one.from, one.to);
        }
    }
    let author = case.handover.author.as_ref();
    let countersign = case.handover.countersign.value();
    if let (Some(author), Some(countersign)) = (author, countersign)
        && author.at.timestamp() > countersign.at.timestamp()
    {
        found.add(
            "handover.countersign.value.at",
            "author is after countersign.",
        );
    }
}

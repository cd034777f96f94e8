use super::{
    Found, View, answered, assessment, closure, contact, corrected, dates, form, half_known,
    hidden, identity, linked, maternity, place, prescribing, read, readers, recipients, risk,
    sharing, signing,
};
use crate::CheckId;

/// How a check looks at a case.
pub(super) type Look = fn(&View<'_>, &mut Found<'_>);

/// How the check of that number looks; `None` for the form, which no case can break: D-02, D-06.
pub(super) fn look(check: CheckId) -> Option<Look> {
    let look: Look = match check.number() {
        1 => answered::nothing_silent,
        3 => answered::values_given,
        4 => form::kind_of_profile,
        5 => form::existing_items,
        7 => answered::enough_known,
        8 => identity::nhs_numbers_whole,
        9 => identity::number_verified,
        10 => identity::codes_whole,
        11 => identity::languages_named,
        12 => dates::past_is_past,
        13 => dates::in_order,
        14 => contact::safe_contact_fresh,
        15 => contact::actions_by_safe_channels,
        16 => contact::danger_not_called,
        17 => place::gp_known_or_sought,
        18 => place::told_are_known,
        19 => hidden::place_hidden,
        20 => contact::somehow_reachable,
        21 => prescribing::last_dose_known,
        22 => prescribing::missed_days_reviewed,
        23 => prescribing::prescribed_until_seen,
        24 => prescribing::plan_fresh,
        25 => prescribing::pregnancy_tested,
        26 => assessment::assessment_latest,
        27 => assessment::assessment_fresh,
        28 => assessment::assessed_or_due,
        29 => assessment::count_of_answers,
        30 => assessment::level_judged,
        31 => assessment::level_by_criteria,
        32 => risk::comparable_count,
        33 => risk::flags_raised,
        34 => risk::level_held,
        35 => risk::none_stands_alone,
        36 => risk::spoken_handover,
        37 => risk::referral_made,
        38 => linked::parties_unnamed,
        39 => linked::records_apart,
        40 => recipients::labels_cleared,
        41 => recipients::gra_released,
        42 => recipients::restricted_released,
        43 => closure::journeys_counted,
        44 => closure::open_or_closed,
        45 => closure::open_actions_listed,
        46 => closure::advice_on_return,
        47 => closure::told_and_tried,
        48 => maternity::joint_assessment,
        49 => maternity::midwives_accepted,
        50 => maternity::babies_place_hidden,
        51 => maternity::asked_alone,
        52 => signing::actions_due,
        53 => signing::call_back_holds,
        54 => signing::signed_by_two,
        55 => signing::signed_as_profile,
        56 => sharing::basis_stated,
        57 => sharing::objection_heard,
        58 => recipients::grants_as_profile,
        59 => answered::vital_read,
        60 => answered::others_read,
        64 => read::texts_read,
        65 => risk::form_known,
        66 => identity::codes_with_their_list,
        67 => closure::outcome_of_reason,
        61 => readers::actions_arrive,
        62 => readers::ground_known,
        63 => readers::order_agrees,
        70 => corrected::risk_lowered_by_two,
        71 => corrected::agreed_by_another,
        72 => half_known::acted_on_said,
        73 => half_known::rest_said,
        _ => return None,
    };
    Some(look)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::CHECKS;

    #[test]
    fn every_check_looks_but_those_of_the_form() {
        let of_form = CHECKS.iter().filter(|check| look(check.id).is_none());
        let numbers: Vec<u8> = of_form.map(|check| check.id.number()).collect();
        assert_eq!(numbers, [2, 6]);
    }
}

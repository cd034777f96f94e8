use crate::{
    Channel, Coded, Date, Identifier, Int, Items, Org, PartialDate, Practitioner, Quantity, Ref,
    Role, Stated, Text, YesNoUnknown,
};

section! {
    /// `closures`: what was closed, and what to heed when the person comes back.
    Closures {
        /// Treatment journeys.
        701 journeys: Stated<Items<Journey>>,
        /// How many there are; recomputed by check D-43.
        702 journey_count: Stated<JourneyCount>,
        /// The closure of this case, if it is closed.
        703 closure: Stated<Closure>,
        /// Who was told, so that nobody assumes support goes on.
        704 told_of_closure: Stated<Items<Told>>,
        /// Opioid substitution at exit: tolerance is lost.
        705 ost_at_exit: Stated<OstAtExit>,
        /// Actions that were open at closure.
        706 open_at_closure: Stated<Items<OpenAtClosure>>,
        /// What to heed when the person comes back.
        707 re_presentation_advice: Stated<RePresentationAdvice>,
    }
}

record! {
    /// A treatment journey.
    item Journey {
        /// Its number.
        n: Int,
        /// Whether the closure is one of record-keeping only.
        synthetic: bool,
    } optional {
        /// When referred.
        referred_on: Date,
        /// When triaged.
        triaged_on: Date,
        /// When closed.
        closed_on: PartialDate,
        /// Why closed.
        reason: Coded,
    }
}

record! {
    /// How many journeys there are.
    JourneyCount {
        /// How many.
        count: Int,
        /// By which rules.
        rules: Identifier,
    }
}

record! {
    /// The closure of a case.
    Closure {
        /// When, as far as known: who is responsible rests on it.
        closed_on: PartialDate,
    } optional {
        /// Why.
        reason: Coded,
        /// How it ended; if not said, it may have been unplanned.
        outcome: Outcome,
        /// When the person was last in contact, as far as known.
        last_contact_on: PartialDate,
        /// In words.
        summary: Text,
        /// What was tried to reach the person.
        attempts: Items<Attempt>,
        /// Where the person goes on to.
        onward: Onward,
    }
}

codes! {
    /// How support ended.
    Outcome {
        Planned = "planned",
        Unplanned = "unplanned",
        Transferred = "transferred",
        Died = "died",
    }
}

record! {
    /// An attempt to reach the person.
    item Attempt {} optional {
        /// When, as far as known.
        on: PartialDate,
        /// How.
        how: Channel,
        /// What came of it.
        result: Text,
    }
}

record! {
    /// Where the person goes on to.
    Onward {
        /// Whether something was offered.
        offered: bool,
        /// Whether it was accepted.
        accepted: YesNoUnknown,
    } optional {
        /// Where.
        to: Text,
    }
}

record! {
    /// Somebody who was told of the closure.
    item Told {
        /// Who.
        who: Role,
    } optional {
        /// When, as far as known.
        on: PartialDate,
        /// Of which organisation.
        org: Org,
    }
}

record! {
    /// Opioid substitution at exit, as far as known.
    OstAtExit {} optional {
        /// The words of the record, whole, where it says no more.
        text: Text,
        /// The medicine.
        medicine: Coded,
        /// How much at a time.
        dose: Quantity,
        /// The day of the last dose.
        last_dose_on: Date,
        /// How to go on.
        plan: Text,
    }
}

record! {
    /// An action that was open at closure.
    item OpenAtClosure {
        /// Which.
        action: Ref,
    } optional {
        /// Why.
        reason: Text,
        /// Who agreed.
        agreed_by: Practitioner,
    }
}

record! {
    /// What to heed when the person comes back.
    RePresentationAdvice {} optional {
        /// What to look at first.
        check_first: Items<Text>,
        /// Whether to test for pregnancy before prescribing.
        pregnancy_test_before_prescribing: bool,
    }
}

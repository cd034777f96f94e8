use crate::{
    Channel, Coded, Colleague, Date, Int, Items, PartialDate, Quantity, Ref, Role, Stated, Text,
    When, YesNoUnknown, sections::OutcomeMeasure,
};

section! {
    /// `plan`: recovery or care plan, with prescribing safety.
    Plan {
        /// Where the plan stands.
        401 plan_state: Stated<PlanState>,
        /// What the person wants, in their own words.
        402 goals: Stated<Items<Text>>,
        /// The substances that are a problem.
        403 problem_substances: Stated<Items<ProblemSubstance>>,
        /// Whether the person injects.
        404 injecting: Stated<Injecting>,
        /// How much alcohol.
        405 alcohol: Stated<Alcohol>,
        /// What is being done.
        406 interventions: Stated<Items<Intervention>>,
        /// What is prescribed.
        407 prescribing: Stated<Items<Prescription>>,
        /// What was dispensed.
        408 dispensing: Stated<Items<Dispensing>>,
        /// Allergies.
        409 allergies: Stated<Items<Allergy>>,
        /// Medicines from elsewhere.
        410 other_medicines: Stated<Items<OtherMedicine>>,
        /// Naloxone given, overdoses had.
        411 naloxone_and_overdose: Stated<NaloxoneAndOverdose>,
        /// Blood-borne viruses; labels `hiv`, `std`.
        412 blood_borne_viruses: Stated<BloodBorneViruses>,
        /// Conditions of body and mind.
        413 health_summary: Stated<Items<HealthCondition>>,
        /// A measured baseline.
        414 outcome_measure: Stated<OutcomeMeasure>,
        /// How the person comes, and what helps.
        415 engagement: Stated<Engagement>,
        /// Appointments booked before the transfer.
        416 appointments: Stated<Items<Appointment>>,
    }
}

record! {
    /// Where the plan stands.
    PlanState {
        /// Where.
        status: PlanStatus,
    } optional {
        /// When it was agreed.
        agreed_on: Date,
        /// When it was last reviewed.
        reviewed_on: Date,
        /// When it is to be reviewed.
        review_due: Date,
    }
}

codes! {
    /// Where a plan stands.
    PlanStatus {
        Active = "active",
        Suspended = "suspended",
        Completed = "completed",
        NeverAgreed = "never-agreed",
    }
}

record! {
    /// A substance that is a problem.
    item ProblemSubstance {
        /// The substance.
        substance: Coded,
    } optional {
        /// 1 for the first problem.
        rank: Int<1, 3>,
        /// How it is taken.
        route: Route,
        /// The age at first use, in years.
        age_first_used: Int,
        /// How often.
        frequency: Text,
    }
}

codes! {
    /// How a substance is taken.
    Route {
        Inject = "inject",
        Sniff = "sniff",
        Smoke = "smoke",
        Oral = "oral",
        Other = "other",
    }
}

record! {
    /// Whether the person injects.
    Injecting {
        /// Whether.
        status: InjectingStatus,
    } optional {
        /// Whether equipment was shared.
        shared: YesNoUnknown,
    }
}

codes! {
    /// Whether somebody injects.
    InjectingStatus {
        Current = "current",
        Previous = "previous",
        Never = "never",
    }
}

record! {
    /// How much alcohol.
    Alcohol {} optional {
        /// On how many of the last 28 days.
        days_of_28: Int<0, 28>,
        /// How much on such a day, in UK units.
        units_per_day: Int,
    }
}

record! {
    /// Something that is being done.
    item Intervention {
        /// Of which kind.
        kind: InterventionKind,
    } optional {
        /// Since when, as far as known.
        started_on: PartialDate,
        /// In which setting.
        setting: Text,
    }
}

codes! {
    /// Kinds of intervention.
    InterventionKind {
        Pharmacological = "pharmacological",
        Psychosocial = "psychosocial",
        RecoverySupport = "recovery-support",
        Other = "other",
    }
}

record! {
    /// A prescription, as far as known. What a record has in words alone stands in `text`, and nobody takes a dose out
    /// of it by guess.
    item Prescription {
        /// `rx1` and so on.
        id: Ref,
    } optional {
        /// The words of the record, whole: "Methadone 60ml".
        text: Text,
        /// The medicine.
        medicine: Coded,
        /// In which form.
        form: Text,
        /// How much at a time.
        dose: Quantity,
        /// How often.
        frequency: Text,
        /// To which end.
        intent: PrescribingIntent,
        /// Whether it is opioid substitution; if not said, it may be.
        opioid_substitution: bool,
        /// Who prescribes.
        prescriber: Colleague,
        /// The last day that it covers.
        valid_to: Date,
    }
}

codes! {
    /// To which end something is prescribed.
    PrescribingIntent {
        Maintenance = "maintenance",
        Stabilisation = "stabilisation",
        Reduction = "reduction",
        Detoxification = "detoxification",
        RelapsePrevention = "relapse-prevention",
        Other = "other",
    }
}

record! {
    /// What was dispensed of a prescription.
    item Dispensing {
        /// The prescription.
        r#for: Ref,
        /// Whether it is taken under supervision.
        supervised: YesNoUnknown,
    } optional {
        /// When it is picked up.
        pick_up: Text,
        /// The day of the last dose: that day, or not known (D-21).
        last_dose_on: Date,
        /// Who confirmed that.
        last_dose_confirmed_by: Role,
        /// How many days in a row were missed.
        missed_consecutive_days: Int,
        /// What is taken home.
        take_home: Quantity,
    }
}

record! {
    /// An allergy.
    item Allergy {
        /// To what.
        substance: Coded,
    } optional {
        /// What happens.
        reaction: Text,
    }
}

record! {
    /// A medicine from elsewhere.
    item OtherMedicine {
        /// The medicine.
        medicine: Coded,
    } optional {
        /// How much.
        dose: Text,
    }
}

record! {
    /// Naloxone given, overdoses had.
    NaloxoneAndOverdose {} optional {
        /// How many overdoses in the last 12 months.
        overdoses_12_months: Int,
        /// When naloxone was last given to take home, as far as known.
        naloxone_on: PartialDate,
        /// When the last overdose was.
        last_overdose_on: PartialDate,
    }
}

record! {
    /// Blood-borne viruses.
    BloodBorneViruses {} optional {
        /// Vaccination against hepatitis B.
        hepatitis_b_vaccination: Text,
        /// Hepatitis C.
        hepatitis_c: Text,
        /// HIV.
        hiv: Text,
    }
}

record! {
    /// A condition of body or mind.
    item HealthCondition {
        /// The condition.
        condition: Coded,
    } optional {
        /// Of which kind.
        kind: ConditionKind,
    }
}

codes! {
    /// Kinds of condition.
    ConditionKind {
        Physical = "physical",
        Mental = "mental",
        Neurodevelopmental = "neurodevelopmental",
    }
}

record! {
    /// How the person comes, and what helps.
    Engagement {} optional {
        /// When they last came, as far as known.
        last_attended_on: PartialDate,
        /// How many appointments they kept in 6 months.
        kept_6_months: Int,
        /// How many they missed in 6 months.
        missed_6_months: Int,
        /// What helps them come.
        what_helps: Text,
    }
}

record! {
    /// An appointment; its place stands in 305.
    item Appointment {
        /// `ap1` and so on.
        id: Ref,
        /// When: the moment, or only the day.
        at: When,
        /// Whether the person was told.
        told: YesNoUnknown,
    } optional {
        /// With whom.
        with: Role,
        /// How they were told.
        told_by: Channel,
    }
}

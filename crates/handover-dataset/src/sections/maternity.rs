use crate::{
    Coded, Date, Instant, Int, Items, NhsNumber, Org, PartialDate, Practitioner, Ref, Role, Stated,
    Text, YesNoUnknown,
    sections::{AdministrativeSex, NhsNumberStatus},
};

section! {
    /// `maternity`: what a unit tells those who go on.
    Maternity {
        /// Where she was booked and where she delivered.
        801 units: Stated<Units>,
        /// Pregnancy and birth.
        802 obstetric: Stated<Obstetric>,
        /// The babies; no place.
        803 babies: Stated<Items<Baby>>,
        /// The discharge; its address stands in 301.
        804 discharge: Stated<Discharge>,
        /// The community midwives, who accept responsibility.
        805 midwife_team: Stated<MidwifeTeam>,
        /// The health visitors.
        806 health_visitor_team: Stated<HealthVisitorTeam>,
        /// The first contact after birth.
        807 first_postnatal_contact: Stated<PostnatalContact>,
        /// Her health.
        808 maternal_health: Stated<MaternalHealth>,
        /// Baby by baby.
        809 newborn: Stated<Items<Newborn>>,
        /// Whether she was asked about abuse; label `sdv`.
        810 routine_enquiry: Stated<RoutineEnquiry>,
        /// What the hospitals assessed together.
        811 joint_assessment: Stated<JointAssessment>,
        /// The safeguarding form.
        812 safeguarding_form: Stated<SafeguardingForm>,
    }
}

record! {
    /// Where she was booked and where she delivered.
    Units {
        /// Where she delivered.
        delivering: Org,
        /// Whether she was not booked there.
        unbooked: bool,
    } optional {
        /// Where she was booked.
        booking: Org,
    }
}

record! {
    /// Pregnancy and birth.
    Obstetric {} optional {
        /// How often pregnant.
        gravida: Int,
        /// How often delivered.
        para: Int,
        /// When delivered.
        delivered_at: Instant,
        /// When expected.
        expected_on: Date,
        /// How long the pregnancy was, in days.
        gestation_days: Int,
        /// How she delivered.
        mode: Coded,
    }
}

record! {
    /// A baby.
    item Baby {
        /// `b1` and so on.
        id: Ref,
        /// The sex.
        sex: AdministrativeSex,
    } optional {
        /// How far the NHS number was verified.
        nhs_number_status: NhsNumberStatus,
        /// What came of the birth.
        outcome: BirthOutcome,
        /// With whom the baby is, never where; if not said, not with the mother (D-50).
        with: BabyWith,
        /// The NHS number.
        nhs_number: NhsNumber,
        /// The weight at birth, in grams.
        birth_weight_g: Int,
    }
}

codes! {
    /// What came of a birth.
    BirthOutcome {
        Live = "live",
        Stillborn = "stillborn",
        Died = "died",
    }
}

codes! {
    /// With whom a baby is.
    BabyWith {
        Mother = "mother",
        NeonatalUnit = "neonatal-unit",
        FosterCare = "foster-care",
        Adoption = "adoption",
        Relative = "relative",
        Other = "other",
    }
}

record! {
    /// The discharge.
    Discharge {
        /// When: the deadlines are counted from it.
        at: Instant,
    } optional {
        /// How.
        method: Text,
        /// Where to.
        destination: Coded,
    }
}

record! {
    /// The community midwives.
    MidwifeTeam {
        /// The team.
        org: Org,
    } optional {
        /// Who accepted.
        accepted_by: Practitioner,
        /// When.
        accepted_at: Instant,
    }
}

record! {
    /// The health visitors.
    HealthVisitorTeam {
        /// The team.
        org: Org,
    } optional {
        /// When they were told.
        told_on: Date,
    }
}

record! {
    /// The first contact after birth.
    PostnatalContact {
        /// When it is due.
        due_at: Instant,
    } optional {
        /// When it took place.
        done_at: Instant,
        /// Whether she was there.
        attended: YesNoUnknown,
    }
}

record! {
    /// Her health.
    MaternalHealth {} optional {
        /// Complications.
        complications: Text,
        /// Risk of clots.
        clot_risk: Text,
        /// Anti-D.
        anti_d: Text,
        /// Medicines.
        medicines: Text,
        /// Mental health.
        mental_health: Text,
    }
}

record! {
    /// How a baby is.
    item Newborn {
        /// Which baby.
        baby: Ref,
    } optional {
        /// Feeding.
        feeding: Text,
        /// Examination.
        examination: Text,
        /// Screening.
        screening: Text,
        /// Observation for withdrawal.
        withdrawal_observation: Text,
    }
}

record! {
    /// Whether she was asked about abuse.
    RoutineEnquiry {
        /// Whether she was alone.
        alone: YesNoUnknown,
        /// What came of it.
        result: EnquiryResult,
    } optional {
        /// When, as far as known.
        asked_on: PartialDate,
    }
}

codes! {
    /// What came of an enquiry. `not-disclosed` is not a no.
    EnquiryResult {
        Disclosed = "disclosed",
        NotDisclosed = "not-disclosed",
        NotAnswered = "not-answered",
    }
}

record! {
    /// What the hospitals assessed together.
    JointAssessment {
        /// What was agreed.
        plan: Text,
    } optional {
        /// Which.
        hospitals: Items<Org>,
        /// When, as far as known.
        on: PartialDate,
        /// Who was there.
        attendees: Items<Role>,
    }
}

record! {
    /// The safeguarding form.
    SafeguardingForm {} optional {
        /// When it was completed, as far as known.
        completed_on: PartialDate,
        /// Who was there.
        attendees: Items<Role>,
        /// Its reference.
        reference: Text,
        /// When the planning meeting is or was.
        planning_meeting_on: Date,
    }
}

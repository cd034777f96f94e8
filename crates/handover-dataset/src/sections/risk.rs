use crate::{
    Colleague, Identifier, Int, Items, PartialDate, RiskTo, Role, Stated, Text, YesNoUnknown,
    sections::Safeguarding,
};

section! {
    /// `risk`: the latest assessment and the pattern behind it.
    Risk {
        /// When, by whom and with what the risk was assessed.
        501 assessed: Stated<Assessed>,
        /// How high it is, and on what basis.
        502 level: Stated<Level>,
        /// Earlier levels, newest first.
        503 earlier_levels: Stated<Items<EarlierLevel>>,
        /// Incidents, newest first.
        504 incidents: Stated<Items<Incident>>,
        /// What has changed since the assessment.
        505 changes_since: Stated<Items<Change>>,
        /// Risk domain by domain.
        506 domains: Stated<Items<RiskDomain>>,
        /// A checklist: numbers only.
        507 checklist: Stated<Checklist>,
        /// The practitioner's judgement; stands without a count.
        508 judgement: Stated<Judgement>,
        /// Visible at any total.
        509 red_flags: Stated<Items<RedFlag>>,
        /// Conferences that heard the case.
        510 marac: Stated<Items<Marac>>,
        /// Safeguarding of children.
        511 safeguarding_child: Stated<Items<Safeguarding>>,
        /// Safeguarding of the person.
        512 safeguarding_adult: Stated<Items<Safeguarding>>,
        /// What keeps the person safe; label `sdv`.
        513 safety_plan: Stated<Text>,
        /// What keeps staff safe.
        514 staff_safety: Stated<StaffSafety>,
    }
}

record! {
    /// When, by whom and with what the risk was assessed.
    Assessed {
        /// When, as far as known: without a day nobody can tell whether it is old.
        on: PartialDate,
    } optional {
        /// By whom.
        by: Colleague,
        /// With what.
        instrument: Instrument,
    }
}

record! {
    /// The instrument of an assessment.
    Instrument {
        /// Its name.
        id: Identifier,
    } optional {
        /// Its version.
        version: Text,
        /// How many items it has.
        items: Int,
    }
}

record! {
    /// How high the risk is.
    Level {
        /// How high.
        level: RiskLevel,
    } optional {
        /// On what basis.
        basis: Items<LevelBasis>,
        /// Who set it.
        set_by: Role,
        /// What it is called locally.
        local_label: Text,
    }
}

codes! {
    /// How high a risk is. Ordered.
    RiskLevel {
        Standard = "standard",
        Medium = "medium",
        High = "high",
        VeryHigh = "very-high",
    }
}

codes! {
    /// On what basis a level was set.
    LevelBasis {
        InstrumentCount = "instrument-count",
        ProfessionalJudgement = "professional-judgement",
        Escalation = "escalation",
        Repeat = "repeat",
        RedFlag = "red-flag",
    }
}

record! {
    /// An earlier level.
    item EarlierLevel {
        /// How high.
        level: RiskLevel,
    } optional {
        /// When it was set, as far as known.
        on: PartialDate,
        /// With what.
        instrument: Text,
        /// By whom.
        by: Role,
    }
}

record! {
    /// Something that happened.
    item Incident {
        /// What.
        text: Text,
    } optional {
        /// When, as far as known.
        on: PartialDate,
        /// Whether the police came.
        police: bool,
    }
}

record! {
    /// Something that changed since the assessment.
    item Change {
        /// What.
        event: ChangeEvent,
    } optional {
        /// When, as far as known; if not said, it may be since the assessment.
        on: PartialDate,
        /// In words.
        text: Text,
    }
}

codes! {
    /// What calls for a new assessment.
    ChangeEvent {
        Arrest = "arrest",
        Release = "release",
        Court = "court",
        Relocation = "relocation",
        Separation = "separation",
        Pregnancy = "pregnancy",
        Birth = "birth",
        PartnerLeftTreatment = "partner-left-treatment",
        Bereavement = "bereavement",
        Disengaged = "disengaged",
        RePresented = "re-presented",
        Other = "other",
    }
}

record! {
    /// Risk in one domain; the score is impact times likelihood.
    item RiskDomain {
        /// Which.
        domain: Domain,
    } optional {
        /// How bad, 1 to 5.
        impact: Int<1, 5>,
        /// How likely, 1 to 5.
        likelihood: Int<1, 5>,
        /// To whom.
        to: Items<RiskTo>,
        /// What protects.
        protective: Text,
        /// What is done about it.
        mitigation: Text,
    }
}

codes! {
    /// Domains of risk.
    Domain {
        Physical = "physical",
        Psychological = "psychological",
        Social = "social",
        Violence = "violence",
        Child = "child",
        Adult = "adult",
        Overdose = "overdose",
        SelfHarm = "self-harm",
    }
}

record! {
    /// A checklist: numbers only.
    Checklist {
        /// Which: a yes of an unknown form means nothing.
        instrument: Identifier,
    } optional {
        /// The answers.
        answers: Items<ChecklistAnswer>,
        /// How many are `yes`, as the assessor wrote.
        count: Int,
    }
}

record! {
    /// An answer of a checklist.
    item ChecklistAnswer {
        /// The number of the item.
        item: Int,
        /// The answer.
        answer: YesNoDontKnow,
    } optional {
        /// In words.
        comment: Text,
    }
}

codes! {
    /// The answers of a checklist.
    YesNoDontKnow {
        Yes = "yes",
        No = "no",
        DontKnow = "dont-know",
    }
}

record! {
    /// The practitioner's judgement.
    Judgement {
        /// Whether the risk is high.
        high: bool,
    } optional {
        /// Why.
        reasons: Text,
        /// How many incidents with police in 12 months.
        police_incidents_12_months: Int,
    }
}

codes! {
    /// What is visible at any total.
    RedFlag {
        Strangulation = "strangulation",
        ThreatsToKill = "threats-to-kill",
        Stalking = "stalking",
        Separation = "separation",
        Pregnancy = "pregnancy",
        Weapons = "weapons",
        CoerciveControl = "coercive-control",
        SexualViolence = "sexual-violence",
        HonourBasedAbuse = "honour-based-abuse",
        ForcedMarriage = "forced-marriage",
        ChildHarm = "child-harm",
        SuicideThreat = "suicide-threat",
    }
}

record! {
    /// A conference that heard the case, as far as known; the role is one of that meeting.
    item Marac {} optional {
        /// In the words of the record, where it says no more: "YES MARAC".
        text: Text,
        /// Of which area.
        area: Text,
        /// When, as far as known.
        heard_on: PartialDate,
        /// As what the person was heard.
        role: MaracRole,
        /// Whether it was a repeat within 12 months.
        repeat_12_months: bool,
        /// Who holds the papers.
        papers_held_by: Role,
    }
}

codes! {
    /// As what a person was heard.
    MaracRole {
        Victim = "victim",
        Perpetrator = "perpetrator",
        Both = "both",
    }
}

record! {
    /// What keeps staff safe.
    StaffSafety {
        /// Whether one may visit alone.
        lone_visits_safe: YesNoUnknown,
    } optional {
        /// In words.
        text: Text,
    }
}

use crate::{
    ActionKind, CaseReference, Channel, CheckId, Date, Identifier, Instant, Items, Label, Org,
    PartialDate, Practitioner, Ref, Role, SectionName, Stated, Subject, Text, TextDigest,
    YesNoUnknown,
    sections::{ContactOrder, LeadPractitioner},
};

section! {
    /// `handover`: so that responsibility can pass.
    Handover {
        /// The sender's own reference, from which the token is keyed.
        901 case_reference: CaseReference,
        /// What kind of handover it is; sets the clocks.
        902 kind: Kind,
        /// Why this person.
        903 basis: Basis,
        /// The mandate, if sealed under one.
        904 mandate: Mandate,
        /// From whom to whom.
        905 from_to: FromTo,
        /// Why now.
        906 sbar: Stated<Sbar>,
        /// What is to be done; survives the transfer.
        907 actions: Stated<Items<Action>>,
        /// What was also said.
        908 verbal: Stated<Verbal>,
        /// Whom to ask after the contract's end.
        909 call_back: Stated<CallBack>,
        /// Who works with the person.
        910 practitioners: Stated<Items<LeadPractitioner>>,
        /// The lawful basis under data protection law.
        911 lawful_basis: Stated<LawfulBasis>,
        /// The basis under the duty of confidence: not the question of 911.
        912 confidentiality: Stated<Confidentiality>,
        /// What the person was told, and whether they object.
        913 notice: Stated<Notice>,
        /// Who gets what, and how.
        914 distribution: Stated<Items<Distribution>>,
        /// Who hands over, and when.
        915 author: Signed,
        /// The second signature.
        916 countersign: Stated<Countersign>,
        /// Where it began.
        917 references: Stated<Items<Reference>>,
        /// Answers to checks that ask for one.
        918 acknowledgements: Stated<Items<Acknowledgement>>,
        /// How to reach the person and how not, for who does not see 202.
        919 safe_contact: Stated<ContactOrder>,
    }
}

codes! {
    /// Kinds of handover.
    Kind {
        ContractChange = "contract-change",
        Discharge = "discharge",
        AreaMove = "area-move",
        StepDown = "step-down",
        JointAssessment = "joint-assessment",
        RePresentation = "re-presentation",
    }
}

record! {
    /// Why this person.
    Basis {
        /// Why.
        code: BasisCode,
    } optional {
        /// The rule that decided.
        rule: Identifier,
    }
}

codes! {
    /// Why a person is handed over.
    BasisCode {
        Current = "current",
        RecentClosure = "recent-closure",
        ExtraRule = "extra-rule",
        Decided = "decided",
        Request = "request",
        Single = "single",
    }
}

record! {
    /// The mandate that the case is sealed under.
    Mandate {
        /// Its reference.
        reference: Identifier,
        /// The first day of the recipient's responsibility.
        transfer_date: Date,
        /// The rules of eligibility.
        rules: Identifier,
    }
}

record! {
    /// From whom to whom.
    FromTo {
        /// From whom.
        from: Org,
        /// To whom.
        to: Items<Org>,
    } optional {
        /// Who commissioned it.
        commissioner: Org,
    }
}

record! {
    /// Why now, in four texts. All four are a value (check D-03); the reader
    /// of a split case gets those whose ground they may know.
    Sbar {
        /// What the matter is.
        situation: Text,
    } optional {
        /// What led to it.
        background: Text,
        /// What the author thinks of it.
        assessment: Text,
        /// What should be done.
        recommendation: Text,
        /// What each text rests on.
        about: SbarSubjects,
    }
}

record! {
    /// What the texts of [`Sbar`] rest on; one that is not named rests on the whole case.
    SbarSubjects {
    } optional {
        /// Of `situation`.
        situation: Items<Subject>,
        /// Of `background`.
        background: Items<Subject>,
        /// Of `assessment`.
        assessment: Items<Subject>,
        /// Of `recommendation`.
        recommendation: Items<Subject>,
    }
}

record! {
    /// Something to be done.
    item Action {
        /// `a1` and so on.
        id: Ref,
        /// What for.
        kind: ActionKind,
        /// In words.
        text: Text,
        /// Where it stands.
        status: ActionStatus,
    } optional {
        /// Who does it (D-52).
        owner: Owner,
        /// Until when (D-52).
        due: Date,
        /// How urgent it is.
        priority: Priority,
        /// Where it comes from.
        origin: Origin,
        /// Whether the recipient must take it before they accept the case; if not said, not.
        needs_acceptance: bool,
        /// How the person is reached for it.
        channel: Channel,
        /// What it rests on; if not said, on the whole case.
        about: Items<Subject>,
    }
}

record! {
    /// Who does something, as far as known.
    Owner {} optional {
        /// Of which organisation.
        org: Org,
        /// In which role.
        role: Role,
        /// By name.
        name: Text,
    }
}

codes! {
    /// How urgent something is.
    Priority {
        Routine = "routine",
        Soon = "soon",
        Urgent = "urgent",
    }
}

codes! {
    /// Where an action stands.
    ActionStatus {
        Open = "open",
        Done = "done",
        Cancelled = "cancelled",
    }
}

codes! {
    /// Where an action comes from.
    Origin {
        Plan = "plan",
        Marac = "marac",
        ChildProtection = "child-protection",
        Prescribing = "prescribing",
        Discharge = "discharge",
        Closure = "closure",
        Check = "check",
    }
}

record! {
    /// What was also said.
    Verbal {
        /// When.
        at: Instant,
        /// Who said it.
        from: Practitioner,
        /// Who heard it.
        to: Practitioner,
        /// Whether both confirmed it.
        both_confirmed: bool,
    } optional {
        /// In words.
        note: Text,
    }
}

record! {
    /// Whom to ask after the contract's end.
    CallBack {
        /// Whom.
        who: Text,
    } optional {
        /// The telephone number.
        phone: Text,
        /// When.
        hours: Text,
        /// The last day that somebody answers (D-53).
        valid_to: Date,
    }
}

record! {
    /// The lawful basis under data protection law.
    LawfulBasis {
        /// Of UK GDPR, article 6.
        article_6: Text,
        /// Of UK GDPR, article 9.
        article_9: Text,
    } optional {
        /// Of the Data Protection Act 2018, schedule 1.
        condition: Text,
    }
}

record! {
    /// The basis under the duty of confidence.
    Confidentiality {
        /// Which.
        gate: Gate,
        /// Whether the person knows.
        aware: bool,
        /// Whether they consented.
        consented: YesNoUnknown,
    } optional {
        /// Why it is shared all the same.
        reason_if_not: Text,
        /// Who authorised that.
        authorised_by: Practitioner,
    }
}

codes! {
    /// What lifts the duty of confidence.
    Gate {
        Consent = "consent",
        ImpliedDirectCare = "implied-direct-care",
        OverridingInterest = "overriding-interest",
        LegalDuty = "legal-duty",
    }
}

record! {
    /// What the person was told.
    Notice {
        /// Whether they object.
        objection: bool,
    } optional {
        /// When, as far as known.
        given_on: PartialDate,
        /// How.
        how: Channel,
        /// Why it goes all the same.
        r#override: Override,
    }
}

record! {
    /// Why a case goes in spite of an objection: two persons and a text.
    Override {
        /// Who hands over.
        author: Practitioner,
        /// The Caldicott Guardian.
        caldicott_guardian: Practitioner,
        /// Why.
        text: Text,
    }
}

record! {
    /// Who gets what, and how.
    item Distribution {
        /// As which audience of the profile.
        audience: Text<64>,
        /// Which sections.
        sections: Items<SectionName>,
        /// How.
        channel: DistributionChannel,
    } optional {
        /// Which organisation.
        org: Org,
        /// What else this one recipient may see.
        release: Items<Release>,
    }
}

codes! {
    /// How a case goes.
    DistributionChannel {
        Package = "package",
        Page = "page",
        Verbal = "verbal",
    }
}

impl DistributionChannel {
    /// Whether the reader gets the content of the case, and is not only told of it.
    pub(crate) fn carries_the_case(self) -> bool {
        self != Self::Verbal
    }
}

record! {
    /// What one recipient may see in spite of a label.
    item Release {
        /// Which label.
        label: Label,
        /// On what basis.
        basis: Text,
        /// Who recorded that.
        recorded_by: Practitioner,
        /// When.
        at: Instant,
    }
}

record! {
    /// Who signs, and when.
    Signed {
        /// Who.
        by: Practitioner,
        /// When.
        at: Instant,
    }
}

record! {
    /// The second signature.
    Countersign {
        /// Who.
        by: Practitioner,
        /// When.
        at: Instant,
        /// Whether they agree.
        decision: Decision,
    } optional {
        /// In words.
        comment: Text,
    }
}

codes! {
    /// Whether somebody agrees.
    Decision {
        Agreed = "agreed",
        Refused = "refused",
    }
}

record! {
    /// Where it began.
    item Reference {
        /// Of which kind.
        kind: ReferenceKind,
        /// The reference.
        value: Text,
    }
}

codes! {
    /// Kinds of reference.
    ReferenceKind {
        OriginatingReferral = "originating-referral",
        PreviousPackage = "previous-package",
        Journey = "journey",
        Related = "related",
    }
}

record! {
    /// An answer to a check that asks for one.
    item Acknowledgement {
        /// The check.
        check: CheckId,
        /// Who answers.
        by: Practitioner,
        /// When.
        at: Instant,
        /// Why it may go all the same.
        reason: Text,
    } optional {
        /// Of one text only: its digest. Without it, whatever the check finds.
        text_digest: TextDigest,
        /// What the reason rests on; if not said, on the whole case.
        about: Items<Subject>,
    }
}

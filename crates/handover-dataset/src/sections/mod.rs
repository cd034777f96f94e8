//! The sections of `mhd/1` and what stands in them: dataset section 3, in the same order.
//!
//! A field is `Option<Stated<T>>`: `None` is silence. The fields typed with `=` in the dataset are
//! bare values; those that every case has are demanded by the doors of [`Case`](crate::Case).

mod closures;
mod contact;
mod handover;
mod location;
mod maternity;
mod outcome;
mod person;
mod plan;
mod risk;
mod safeguarding;
mod third_parties;

pub use closures::{
    Attempt, Closure, Closures, Journey, JourneyCount, Onward, OpenAtClosure, OstAtExit, Outcome,
    RePresentationAdvice, Told,
};
pub use contact::{
    ChannelSafety, Contact, ContactOrder, Dependant, DependantKind, EmergencyContact,
    EmergencyContactKind, LivesWith, SafeContact, SafeNumber, Telecom, TelecomKind,
};
pub use handover::{
    Acknowledgement, Action, ActionStatus, Basis, BasisCode, CallBack, Confidentiality,
    Countersign, Decision, Distribution, DistributionChannel, FromTo, Gate, Handover, Kind,
    LawfulBasis, Mandate, Notice, Origin, Override, Owner, Priority, Reference, ReferenceKind,
    Release, Sbar, SbarSubjects, Signed, Verbal,
};
pub use location::{
    Address, AddressKind, AuthorityRole, GpPractice, Landline, LeadPractitioner, LocalAuthority,
    Location, Pharmacy, Place, PlaceKind, Sensitivity,
};
pub use maternity::{
    Baby, BabyWith, BirthOutcome, Discharge, EnquiryResult, HealthVisitorTeam, JointAssessment,
    MaternalHealth, Maternity, MidwifeTeam, Newborn, Obstetric, PostnatalContact, RoutineEnquiry,
    SafeguardingForm, Units,
};
pub use outcome::{OUTCOME_ITEMS, OutcomeItems, OutcomeMeasure, OutcomeStage};
pub use person::{
    Adjustment, AdministrativeSex, BirthDate, Communication, EthnicCategory, IdentifierKind,
    LegalStatus, Name, NameUse, NhsNumberStatement, NhsNumberStatus, NhsNumberUnavailable,
    OtherIdentifier, Person, Pregnancy, PregnancyStatus, SexAndGender,
};
pub use plan::{
    Alcohol, Allergy, Appointment, BloodBorneViruses, ConditionKind, Dispensing, Engagement,
    HealthCondition, Injecting, InjectingStatus, Intervention, InterventionKind,
    NaloxoneAndOverdose, OtherMedicine, Plan, PlanState, PlanStatus, PrescribingIntent,
    Prescription, ProblemSubstance, Route,
};
pub use risk::{
    Assessed, Change, ChangeEvent, Checklist, ChecklistAnswer, Domain, EarlierLevel, Incident,
    Instrument, Judgement, Level, LevelBasis, Marac, MaracRole, RedFlag, Risk, RiskDomain,
    RiskLevel, StaffSafety, YesNoDontKnow,
};
pub use safeguarding::Safeguarding;
pub use third_parties::{AdoptedChildren, Note, Order, Party, PartyRole, ThirdParties};

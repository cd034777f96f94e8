use serde::Deserialize;

use crate::{
    CodeSystem, Items, NhsNumber, Org, PartialDate, Stated, Text, YesNoUnknown, stated::TWO_THINGS,
};

section! {
    /// `person`: who.
    Person {
        /// The NHS number and how far it was verified.
        101 nhs_number: Stated<NhsNumberStatement>,
        /// Other identifiers, to match records before migration.
        102 other_identifiers: Stated<Items<OtherIdentifier>>,
        /// Names, aliases among them.
        103 names: Stated<Items<Name>>,
        /// The day of birth, as far as known.
        104 birth_date: Stated<BirthDate>,
        /// Sex in administration, and the gender that the person states.
        105 sex_and_gender: Stated<SexAndGender>,
        /// The ethnic category.
        106 ethnic_category: Stated<EthnicCategory>,
        /// Languages and other needs to be understood.
        107 communication: Stated<Communication>,
        /// Reasonable adjustments under the Equality Act.
        108 reasonable_adjustments: Stated<Items<Adjustment>>,
        /// Capacity, advocate, detention.
        109 legal_status: Stated<LegalStatus>,
        /// Whether the person is pregnant.
        110 pregnancy: Stated<Pregnancy>,
    }
}

record! {
    /// The number, or why there is none; one of the two.
    #[serde(try_from = "NumberOrReason")]
    NhsNumberStatement {
    } optional {
        /// How far the number was verified; if not said, it was not.
        status: NhsNumberStatus,
        /// The number.
        value: NhsNumber,
        /// Why there is none.
        unavailable: NhsNumberUnavailable,
    }
}

/// The members of [`NhsNumberStatement`], whichever are there.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct NumberOrReason {
    status: Option<NhsNumberStatus>,
    value: Option<NhsNumber>,
    unavailable: Option<NhsNumberUnavailable>,
}

impl TryFrom<NumberOrReason> for NhsNumberStatement {
    type Error = &'static str;

    fn try_from(members: NumberOrReason) -> Result<Self, Self::Error> {
        let NumberOrReason {
            status,
            value,
            unavailable,
        } = members;
        match (&value, &unavailable) {
            (Some(_), Some(_)) => Err(TWO_THINGS),
            (None, None) => Err("missing field `value`"),
            _ => Ok(Self {
                status,
                value,
                unavailable,
            }),
        }
    }
}

codes! {
    /// How far an NHS number was verified (UK Core England).
    NhsNumberStatus {
        Verified = "01",
        NotTraced = "02",
        TraceRequired = "03",
        NoOrMultipleMatch = "04",
        ToBeResolved = "05",
        InProgress = "06",
        NotRequired = "07",
        Postponed = "08",
    }
}

codes! {
    /// Why there is no NHS number (UK Core).
    NhsNumberUnavailable {
        NotKnown = "nhs-number-not-known",
        OverseasPatient = "overseas-patient",
        DevolvedNation = "devolved-nation",
    }
}

record! {
    /// An identifier other than the NHS number.
    item OtherIdentifier {
        /// Of which kind.
        kind: IdentifierKind,
        /// The identifier.
        value: Text,
    } optional {
        /// Who gave it.
        issuer: Org,
    }
}

codes! {
    /// Kinds of identifier.
    IdentifierKind {
        Local = "local",
        NdtmsClient = "ndtms-client",
        NdtmsEpisode = "ndtms-episode",
        PreviousSystem = "previous-system",
        Other = "other",
    }
}

record! {
    /// A name, as far as known.
    item Name {} optional {
        /// When it is used.
        r#use: NameUse,
        /// The family name.
        family: Text,
        /// The given names.
        given: Text,
    }
}

codes! {
    /// When a name is used.
    NameUse {
        Usual = "usual",
        Official = "official",
        Alias = "alias",
        Previous = "previous",
    }
}

record! {
    /// The day of birth.
    BirthDate {
        /// As far as known.
        date: PartialDate,
    } optional {
        /// Whether it is a guess.
        estimated: bool,
    }
}

record! {
    /// Sex in administration, and the gender that the person states.
    SexAndGender {
        /// Sex in administration.
        administrative: AdministrativeSex,
    } optional {
        /// The gender that the person states.
        stated_gender: Text,
    }
}

codes! {
    /// Sex as administration has it.
    AdministrativeSex {
        Male = "male",
        Female = "female",
        Indeterminate = "indeterminate",
        NotKnown = "not-known",
    }
}

codes! {
    /// The ethnic category (UK Core England).
    EthnicCategory {
        A = "A",
        B = "B",
        C = "C",
        D = "D",
        E = "E",
        F = "F",
        G = "G",
        H = "H",
        J = "J",
        K = "K",
        L = "L",
        M = "M",
        N = "N",
        P = "P",
        R = "R",
        S = "S",
        NotStated = "Z",
        NotKnown = "99",
    }
}

record! {
    /// How to be understood.
    Communication {} optional {
        /// Language tags (RFC 5646; check D-11).
        languages: Items<Text<64>>,
        /// Whether an interpreter is needed.
        interpreter: bool,
        /// Other needs.
        needs: Text,
    }
}

record! {
    /// A reasonable adjustment: its words, and its code where there is one.
    item Adjustment {
        /// The words.
        text: Text,
    } optional {
        /// The system that the code is of.
        system: CodeSystem,
        /// The code.
        code: Text<128>,
    }
}

record! {
    /// Capacity, advocate, detention.
    LegalStatus {
        /// Whether there is a concern about capacity.
        capacity_concern: YesNoUnknown,
    } optional {
        /// Who speaks for the person.
        advocate_or_attorney: Text,
        /// Detention under which law.
        detention: Text,
    }
}

record! {
    /// Whether the person is pregnant.
    Pregnancy {
        /// Whether.
        status: PregnancyStatus,
    } optional {
        /// When the child is expected, as far as known.
        expected_on: PartialDate,
    }
}

codes! {
    /// Whether somebody is pregnant.
    PregnancyStatus {
        Pregnant = "pregnant",
        Possible = "possible",
        RecentlyPregnant = "recently-pregnant",
        NotPregnant = "not-pregnant",
    }
}

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::{
    Channel, Int, Items, Label, OutOfBounds, PartialDate, Provenance, Ref, Stated, Text, TextOrRef,
    YesNoUnknown,
};

section! {
    /// `contact`: how to reach, and how not to.
    Contact {
        /// Telephone numbers and addresses for electronic mail.
        201 telecoms: Stated<Items<Telecom>>,
        /// Which ways are safe.
        202 safe_contact: Stated<SafeContact>,
        /// Whom to call in an emergency; may be the danger.
        203 emergency_contacts: Stated<Items<EmergencyContact>>,
        /// Who depends on the person. Never a place.
        204 dependants: Stated<Items<Dependant>>,
    }
}

record! {
    /// A way to reach the person; numbers of mobiles in E.164.
    #[serde(try_from = "AnyTelecom")]
    item Telecom {
        /// Of which kind.
        kind: TelecomKind,
        /// The number or address.
        value: Text,
        /// Whether it is safe.
        safe: YesNoUnknown,
    } optional {
        /// In which order to try; those without one come last.
        rank: Int,
        /// What else is said of it: "text only", "ask Jo".
        text: Text,
    }
}

/// The members of [`Telecom`], whatever the number looks like.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct AnyTelecom {
    kind: TelecomKind,
    value: Text,
    safe: YesNoUnknown,
    rank: Option<Int>,
    text: Option<Text>,
    provenance: Option<Provenance>,
    labels: Option<Items<Label>>,
}

impl TryFrom<AnyTelecom> for Telecom {
    type Error = OutOfBounds;

    fn try_from(members: AnyTelecom) -> Result<Self, Self::Error> {
        let AnyTelecom {
            kind,
            value,
            safe,
            rank,
            text,
            provenance,
            labels,
        } = members;
        if kind == TelecomKind::Mobile && !is_e164(value.as_str()) {
            return Err(OutOfBounds);
        }
        Ok(Self {
            kind,
            value,
            safe,
            rank,
            text,
            provenance,
            labels,
        })
    }
}

/// Whether it is a telephone number with its country: `+` and up to 15 digits (ITU-T E.164).
fn is_e164(number: &str) -> bool {
    number.strip_prefix('+').is_some_and(|digits| {
        (2..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

codes! {
    /// Kinds of telecom.
    TelecomKind {
        Mobile = "mobile",
        Email = "email",
        Other = "other",
    }
}

record! {
    /// Which ways are safe. One that is not listed, or not `yes`, is unsafe.
    SafeContact {
        /// Way by way.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        channels: BTreeMap<Channel, ChannelSafety>,
    } optional {
        /// When that was asked, as far as known; if missing, nobody can say (D-14).
        checked_on: PartialDate,
        /// Which the person likes best.
        preferred: Channel,
        /// What to say first.
        code_word: Text,
        /// To whom one may speak.
        safe_to_talk_to: Items<TextOrRef>,
        /// To whom one must not speak.
        not_safe_to_talk_to: Items<TextOrRef>,
    }
}

impl SafeContact {
    /// Whether the channel is safe.
    #[must_use]
    pub fn is_safe(&self, channel: Channel) -> bool {
        self.channels
            .get(&channel)
            .is_some_and(|safety| safety.safe == YesNoUnknown::Yes)
    }
}

record! {
    /// Whether and how a channel is safe.
    ChannelSafety {
        /// Whether.
        safe: YesNoUnknown,
    } optional {
        /// When.
        when: Text,
        /// Whether a message may be left.
        leave_message: bool,
        /// Whether envelope, caller id and message may name the service; if not said, no.
        name_service: bool,
    }
}

record! {
    /// A short order of safe contact (919), for who does not see `contact`.
    ///
    /// A way that is not listed, or not `yes`, is unsafe; no other number is used, whoever holds
    /// it. It names no place and nobody else.
    ContactOrder {
        /// Way by way.
        channels: BTreeMap<Channel, ChannelSafety>,
        /// Whether nobody but the person is told anything, be it only who calls.
        only_the_person: bool,
    } optional {
        /// When that was asked, as far as known; if missing, nobody did.
        checked_on: PartialDate,
        /// Which the person likes best.
        preferred: Channel,
        /// What to say first.
        code_word: Text,
        /// The safe numbers and addresses, in the order in which to try them.
        numbers: Items<SafeNumber>,
    }
}

record! {
    /// A number or an address at which it is safe to reach the person.
    SafeNumber {
        /// Of which kind.
        kind: TelecomKind,
        /// The number or address.
        value: Text,
    }
}

record! {
    /// Whom to call in an emergency.
    item EmergencyContact {
        /// Whether it is safe to speak to them.
        safe: YesNoUnknown,
    } optional {
        /// As what.
        kind: EmergencyContactKind,
        /// The name.
        name: Text,
        /// What they are to the person.
        relation: Text,
        /// The telephone number.
        phone: Text,
        /// The party of `third_parties` that this is.
        party: Ref,
    }
}

codes! {
    /// Kinds of emergency contact.
    EmergencyContactKind {
        Emergency = "emergency",
        NextOfKin = "next-of-kin",
        Carer = "carer",
    }
}

record! {
    /// Somebody who depends on the person.
    item Dependant {
        /// `ch1` and so on.
        id: Ref,
        /// A child or an adult.
        kind: DependantKind,
        /// With whom they live; never where.
        lives_with: LivesWith,
        /// Whether an agency is involved.
        agency_involved: YesNoUnknown,
    } optional {
        /// What they are to the person.
        relation: Text,
        /// The name.
        name: Text,
        /// The day of birth, as far as known.
        birth: PartialDate,
        /// In the words of the record, where it says no more: "2 (7, 4)".
        text: Text,
    }
}

codes! {
    /// Kinds of dependant.
    DependantKind {
        Child = "child",
        Adult = "adult",
    }
}

codes! {
    /// With whom a dependant lives.
    LivesWith {
        Person = "person",
        OtherParent = "other-parent",
        Relative = "relative",
        Foster = "foster",
        Residential = "residential",
        Adopted = "adopted",
        Unborn = "unborn",
        Unknown = "unknown",
    }
}

use crate::{Int, Items, Org, PartialDate, Ref, Role, Stated, Subject, Text, YesNoUnknown};

section! {
    /// `third_parties`: other people, named only here; and notes, which name whom they like.
    ThirdParties {
        /// The people; label `third-party`.
        601 parties: Stated<Items<Party>>,
        /// Adopted children: how many and whom to ask; no name, no place. Label `adoption`.
        602 adopted_children: Stated<AdoptedChildren>,
        /// What the record has in words that fit no other field.
        603 notes: Stated<Items<Note>>,
    }
}

record! {
    /// Another person, as far as known.
    item Party {
        /// `tp1` and so on.
        id: Ref,
        /// What they are in this case.
        role: PartyRole,
        /// Whether they are a danger.
        poses_risk: YesNoUnknown,
    } optional {
        /// The name.
        name: Text,
        /// What they are to the person.
        relation: Text,
        /// Other names.
        aliases: Items<Text>,
        /// The day of birth, as far as known.
        birth: PartialDate,
        /// The address.
        address: Text,
        /// Numbers and addresses for electronic mail.
        telecoms: Items<Text>,
        /// Orders of a court.
        orders: Items<Order>,
        /// In words.
        text: Text,
    }
}

codes! {
    /// What another person is in a case.
    PartyRole {
        AllegedPerpetrator = "alleged-perpetrator",
        Partner = "partner",
        ExPartner = "ex-partner",
        Family = "family",
        Other = "other",
    }
}

record! {
    /// An order of a court.
    item Order {
        /// Of which kind.
        kind: Text,
    } optional {
        /// From when, as far as known.
        from: PartialDate,
        /// Until when, as far as known.
        to: PartialDate,
    }
}

record! {
    /// Adopted children.
    AdoptedChildren {
        /// Whom to ask.
        contact: Org,
    } optional {
        /// How many.
        count: Int,
    }
}

record! {
    /// Words of the record that fit no other field, whole.
    item Note {
        /// The words.
        text: Text,
    } optional {
        /// Who wrote it, by name.
        author: Text,
        /// In which role.
        role: Role,
        /// When, as far as known.
        on: PartialDate,
        /// What it rests on; if not said, on the whole case.
        about: Items<Subject>,
    }
}

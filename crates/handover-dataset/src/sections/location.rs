use crate::{Items, Org, PartialDate, PersonOrRef, Ref, Role, Stated, Text, YesNoUnknown};

section! {
    /// `location`: the set that reveals where somebody is.
    ///
    /// Sealed as `location_protected` if the case is protected, and `location` is then `{}`.
    Location {
        /// Addresses.
        301 addresses: Stated<Items<Address>>,
        /// Whether the whereabouts must stay hidden.
        302 address_sensitivity: Stated<Sensitivity>,
        /// Local authorities.
        303 local_authorities: Stated<Items<LocalAuthority>>,
        /// The general practice.
        304 gp_practice: Stated<GpPractice>,
        /// Schools, workplaces and the like.
        305 places: Stated<Items<Place>>,
        /// Where medicines are dispensed.
        306 pharmacy: Stated<Pharmacy>,
        /// Telephone numbers with an area code.
        307 landlines: Stated<Items<Landline>>,
        /// Practitioners whose organisation names the area.
        308 local_practitioners: Stated<Items<LeadPractitioner>>,
    }
}

record! {
    /// An address, as far as known: one line of text is one.
    item Address {} optional {
        /// Of which kind.
        kind: AddressKind,
        /// The lines.
        lines: Items<Text>,
        /// The postcode.
        postcode: Text,
        /// From when, as far as known.
        from: PartialDate,
        /// Until when, as far as known.
        to: PartialDate,
    }
}

codes! {
    /// Kinds of address.
    AddressKind {
        Home = "home",
        Temporary = "temporary",
        NoFixedAbode = "no-fixed-abode",
        Refuge = "refuge",
        Hospital = "hospital",
        Discharge = "discharge",
    }
}

codes! {
    /// Whether the whereabouts must stay hidden: anything but `normal` protects.
    Sensitivity {
        Normal = "normal",
        Confidential = "confidential",
        Refuge = "refuge",
        PdsSensitive = "pds-sensitive",
    }
}

record! {
    /// A local authority.
    item LocalAuthority {
        /// Its name.
        name: Text,
    } optional {
        /// What it is to the person.
        role: AuthorityRole,
        /// Its code of the Office for National Statistics.
        code: Text<16>,
        /// The telephone number in office hours.
        phone_hours: Text,
        /// The telephone number at other times.
        phone_out_of_hours: Text,
        /// Whom it is responsible for.
        r#for: Items<Ref>,
    }
}

codes! {
    /// What an authority is to the person.
    AuthorityRole {
        Residence = "residence",
        Responsible = "responsible",
        ChildProtection = "child-protection",
        LookedAfter = "looked-after",
    }
}

record! {
    /// The general practice.
    GpPractice {
        /// The practice.
        org: Org,
    } optional {
        /// When that was verified, as far as known.
        verified_on: PartialDate,
    }
}

record! {
    /// A place that somebody goes to.
    item Place {
        /// Who goes there.
        r#for: PersonOrRef,
        /// Of which kind.
        kind: PlaceKind,
        /// Its name.
        name: Text,
    } optional {
        /// When.
        when: Text,
    }
}

codes! {
    /// Kinds of place.
    PlaceKind {
        School = "school",
        Nursery = "nursery",
        Workplace = "workplace",
        Appointment = "appointment",
        Other = "other",
    }
}

record! {
    /// Where medicines are dispensed.
    Pharmacy {
        /// The pharmacy.
        org: Org,
    } optional {
        /// The telephone number.
        phone: Text,
    }
}

record! {
    /// A telephone number with an area code.
    item Landline {
        /// The number.
        value: Text,
        /// Whether it is safe.
        safe: YesNoUnknown,
    } optional {
        /// What else is said of it.
        text: Text,
    }
}

record! {
    /// A practitioner as far as known, and whether they lead.
    item LeadPractitioner {} optional {
        /// The name.
        name: Text,
        /// The role.
        role: Role,
        /// The organisation.
        org: Org,
        /// The telephone number.
        phone: Text,
        /// The address for electronic mail.
        email: Text,
        /// Whether they lead.
        lead: bool,
    }
}

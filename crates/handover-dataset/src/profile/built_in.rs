use super::Profile;

const PROFILES: [(&str, &[u8]); 5] = [
    (
        "caseload-transfer",
        include_bytes!("../../../../schemas/profiles/caseload-transfer.toml"),
    ),
    (
        "domestic-abuse-transfer",
        include_bytes!("../../../../schemas/profiles/domestic-abuse-transfer.toml"),
    ),
    (
        "maternity-discharge",
        include_bytes!("../../../../schemas/profiles/maternity-discharge.toml"),
    ),
    (
        "reply",
        include_bytes!("../../../../schemas/profiles/reply.toml"),
    ),
    (
        "request",
        include_bytes!("../../../../schemas/profiles/request.toml"),
    ),
];

impl Profile {
    /// The names of the profiles that are shipped.
    pub const BUILT_IN: [&'static str; 5] = [
        PROFILES[0].0,
        PROFILES[1].0,
        PROFILES[2].0,
        PROFILES[3].0,
        PROFILES[4].0,
    ];

    /// The bytes of a shipped profile: what a package head's digest is of.
    #[must_use]
    pub fn built_in_bytes(name: &str) -> Option<&'static [u8]> {
        let found = PROFILES.iter().find(|(known, _)| *known == name);
        found.map(|(_, bytes)| *bytes)
    }

    /// A shipped profile.
    #[must_use]
    pub fn built_in(name: &str) -> Option<Self> {
        Self::from_toml(Self::built_in_bytes(name)?).ok()
    }
}

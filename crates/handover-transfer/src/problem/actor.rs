/// Who must act before the request can succeed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "there is nobody else")]
pub enum Actor {
    /// Whoever signs the directory: it does not vouch for the caller or the signer.
    Authority,
    /// Whoever made the request.
    Caller,
    /// Nobody: waiting is enough.
    Nobody,
    /// Whoever runs the server.
    Operator,
}

impl Actor {
    /// The word on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Authority => "authority",
            Self::Caller => "caller",
            Self::Nobody => "nobody",
            Self::Operator => "operator",
        }
    }
}

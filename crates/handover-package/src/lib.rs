//! How cases are shut: Draft, Sealed, Received, Opened.

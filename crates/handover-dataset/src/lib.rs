//! The minimum handover dataset: sections, profiles, eligibility, numbered checks.

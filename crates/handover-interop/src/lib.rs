//! Others' formats: case-management extracts to cases, by a mapping file.

//! The program `handover`.

fn main() {}

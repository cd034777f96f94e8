//! See `handover_fuzz::package`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| handover_fuzz::package(data));

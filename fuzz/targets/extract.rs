//! See `handover_fuzz::extract`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| handover_fuzz::extract(data));

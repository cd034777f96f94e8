//! See `handover_fuzz::gate`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| handover_fuzz::gate(data));

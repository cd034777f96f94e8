//! Every file of the frozen vectors of an independent implementation, each as a test of its own name.
//!
//! One vector fails in one way, and with one refusal class. What is good here opens for ever.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

mod evidence;
mod grammar;
mod holders;
mod packages;
mod refusals;
mod statements;

datatest_stable::harness! {
    { test = evidence::verifies_and_opens, root = "vectors/foreign", pattern = r"evidence\.cbor$" },
    { test = grammar::has_every_statement, root = "vectors/foreign", pattern = r"statements/.*\.cbor$" },
    { test = grammar::has_every_part_of_a_package, root = "vectors/foreign", pattern = r"packages/.*\.handover$" },
    { test = grammar::has_the_evidence, root = "vectors/foreign", pattern = r"evidence\.cbor$" },
    { test = grammar::lacks_what_is_refused_for_its_shape, root = "vectors/foreign", pattern = r"refusals/.*\.bin$" },
    { test = holders::stand_where_the_vectors_say, root = "vectors/foreign", pattern = r"holders\.json$" },
    { test = packages::opens_for_each_reader, root = "vectors/foreign", pattern = r"packages/.*\.handover$" },
    { test = packages::no_changed_byte_goes_unseen, root = "vectors/foreign", pattern = r"packages/.*\.handover$" },
    { test = refusals::has_its_class, root = "vectors/foreign", pattern = r"refusals/.*\.bin$" },
    { test = refusals::of_good_files_have_their_class, root = "vectors/foreign", pattern = r"refusals\.json$" },
    { test = statements::verifies, root = "vectors/foreign", pattern = r"statements/.*\.cbor$" },
}

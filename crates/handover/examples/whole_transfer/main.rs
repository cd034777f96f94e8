//! A whole transfer without the program: mandate, roster, package, receipts, acceptance, and may the contract close.
//!
//! ```sh
//! cargo run -p handover --example whole_transfer
//! ```
//!
//! Three organisations, each with an office whose memory is its own ([`memory::Rows`]), as a vendor would keep it in
//! a database. In earnest each has its own machine; what passes between them are the cards (once), the directory,
//! signed statements, and the package.
#![expect(clippy::print_stdout, reason = "an example tells what it does")]

mod memory;
mod story;
mod world;

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", story::tell()?);
    Ok(())
}

//! Secure case transfer: the front door of the library.

pub use handover_cbor::{Limits, RefusalClass};
pub use handover_dataset::*;
pub use handover_interop::*;
pub use handover_package::*;
pub use handover_trust::*;

// Where two crates have one name for two things, the dataset's keeps it.
pub use handover_dataset::{Answer, Date, Label, Source};
pub use handover_package::SealError;
pub use handover_trust::{
    Answer as VerdictAnswer, Date as TransferDate, Label as PublicLabel,
    SealError as SealingKeyUnusable,
};

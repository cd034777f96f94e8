use std::{fmt, io::Write, mem};

use handover_cbor::Limits;
use handover_dataset::{ProfileReference, SectionName};
use handover_trust::{Digest, Package, Signer};
use rayon::prelude::*;
use zeroize::Zeroizing;

use crate::{
    DraftCase, SealError, Sealed, SectionOverflow,
    case_file::{RUN_BYTES, RUN_CASES, index_root},
    draft::SectionSecrets,
    index::{self, IndexEntry},
    layout::{CASES_AT, Layout, MAGIC},
    padding::LENGTH_LEN,
    place_rule::check_place,
    sealed_case::{self, SectionToSeal, check_section, sealed_case_len},
    tree::{Hash, sha256},
};

/// A package that is being written, case by case.
///
/// Memory is bounded by a run of cases plus 72 bytes a case. What was written is no package before
/// [`finish`](Self::finish): write to a temporary file, sync it, and rename it into place then.
pub struct Sealer<W> {
    sink: W,
    head: Package,
    nonce: [u8; 16],
    sections: Vec<SectionSecrets>,
    /// All tokens from the beginning; length and digest of those that have been written.
    entries: Vec<IndexEntry>,
    /// How many cases have come.
    pushed: usize,
    /// The cases that have come and are not written yet.
    run: Vec<DraftCase>,
    /// Of those, in bytes.
    run_len: usize,
    /// How many sections exceed their floor.
    over_floor: Vec<u64>,
    /// Where the next case goes.
    at: u64,
    /// A run of sealed cases.
    buffer: Vec<u8>,
}

impl<W: Write> Sealer<W> {
    pub(crate) fn new(
        mut sink: W,
        head: Package,
        entries: Vec<IndexEntry>,
        sections: Vec<SectionSecrets>,
    ) -> Result<Self, SealError> {
        sink.write_all(&MAGIC)?;
        Ok(Self {
            sink,
            nonce: *head.nonce.as_bytes(),
            head,
            over_floor: vec![0; sections.len()],
            sections,
            entries,
            pushed: 0,
            run: Vec::new(),
            run_len: 0,
            at: CASES_AT,
            buffer: Vec::new(),
        })
    }

    /// Takes the next case, in the order of the tokens.
    ///
    /// # Errors
    ///
    /// [`SealError`] about this case or one of those before it; the package cannot be finished then.
    pub fn push(&mut self, case: DraftCase) -> Result<(), SealError> {
        let expected = self.entries.get(self.pushed).map(|entry| &entry.token);
        if expected != Some(case.token.as_bytes()) {
            return Err(SealError::OtherCase);
        }
        let is_other =
            |profile: &ProfileReference| profile.as_str() != self.head.profile.name().as_str();
        if case.profile().is_some_and(is_other) {
            return Err(SealError::OtherProfile);
        }
        self.pushed += 1;
        self.run_len += case.len();
        self.run.push(case);
        if self.run.len() >= RUN_CASES || self.run_len >= RUN_BYTES {
            self.write_run()?;
        }
        Ok(())
    }

    /// Writes index, head and trailer.
    ///
    /// # Errors
    ///
    /// [`SealError::OtherCase`] if a case is still missing, and those of [`push`](Self::push).
    pub fn finish(mut self, signer: &Signer) -> Result<Sealed, SealError> {
        if self.pushed != self.entries.len() {
            return Err(SealError::OtherCase);
        }
        self.write_run()?;
        self.head.root = Digest::from_bytes(index_root(&self.entries));
        let head = signer.sign(self.head).map_err(SealError::Head)?;
        let index = index::encode(&self.entries);
        let len = |bytes: &[u8]| u64::try_from(bytes.len()).map_err(|_| SealError::Limit);
        let head_at = self.at + len(&index)?;
        let layout = Layout {
            index_at: self.at,
            head_at,
            trailer_at: head_at + len(head.as_bytes())?,
        };
        self.sink.write_all(&index)?;
        self.sink.write_all(head.as_bytes())?;
        self.sink.write_all(&layout.trailer())?;
        self.sink.flush()?;
        let overflow = |(section, over): (&SectionSecrets, &u64)| SectionOverflow {
            section: section.name,
            over_floor: *over,
        };
        let overflows = self.sections.iter().zip(&self.over_floor).map(overflow);
        let overflows = overflows.collect();
        Ok(Sealed::new(head, self.entries, overflows))
    }

    /// Seals the cases that have come on all cores and writes them in their order.
    fn write_run(&mut self) -> Result<(), SealError> {
        let run = mem::take(&mut self.run);
        self.run_len = 0;
        let terms = SealTerms {
            nonce: &self.nonce,
            sections: &self.sections,
        };
        let lengths = run.iter().map(|case| terms.check_lengths(case));
        let lengths: Vec<usize> = lengths.collect::<Result<_, _>>()?;
        let total = lengths.iter().sum();
        if self.buffer.len() < total {
            self.buffer.resize(total, 0);
        }
        let mut free = self.buffer.as_mut_slice();
        let places: Vec<&mut [u8]> = lengths
            .iter()
            .map_while(|len| free.split_off_mut(..*len))
            .collect();
        let shut: Vec<ShutCase> = run
            .par_iter()
            .zip(places)
            .map(|(case, place)| terms.seal(case, place))
            .collect::<Result<_, _>>()?;

        let entries = self.entries.get_mut(self.pushed - run.len()..);
        let entries = entries.unwrap_or_default();
        for ((entry, shut), len) in entries.iter_mut().zip(shut).zip(lengths) {
            entry.length = u64::try_from(len).map_err(|_| SealError::Limit)?;
            entry.digest = shut.digest;
            self.at += entry.length;
            for (count, is_over) in self.over_floor.iter_mut().zip(shut.over_floor) {
                *count += u64::from(is_over);
            }
        }
        self.sink
            .write_all(self.buffer.get(..total).unwrap_or_default())?;
        Ok(())
    }
}

impl<W> fmt::Debug for Sealer<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer(..)")
    }
}

/// One case, sealed.
struct ShutCase {
    digest: Hash,
    /// Which sections exceed their floor.
    over_floor: Vec<bool>,
}

/// What is the same for every case.
#[derive(Clone, Copy)]
struct SealTerms<'a> {
    nonce: &'a [u8; 16],
    sections: &'a [SectionSecrets],
}

impl SealTerms<'_> {
    /// The length of the sealed case, in bytes, of which every limit has been checked.
    fn check_lengths(&self, case: &DraftCase) -> Result<usize, SealError> {
        let names = case.sections().iter().map(|(name, _)| *name);
        if !names.eq(self.sections.iter().map(|section| section.name)) {
            return Err(SealError::OtherSections);
        }
        let sections = self.sections.iter().zip(case.sections());
        let lengths = sections.map(|(section, (_, bytes))| (bytes.len(), section.floor));
        let len = sealed_case_len(lengths);
        if len > Limits::SEALED_CASE.max_len {
            return Err(SealError::Limit);
        }
        Ok(len)
    }

    fn seal(&self, case: &DraftCase, place: &mut [u8]) -> Result<ShutCase, SealError> {
        check(case)?;
        let token = case.token.as_bytes();
        let pairs = || self.sections.iter().zip(case.sections());
        let sections: Vec<SectionToSeal<'_>> = pairs()
            .map(|(section, (name, bytes))| SectionToSeal {
                name: name.as_str(),
                floor: section.floor,
                key: section.secret.section_key(token),
                plaintext: bytes,
            })
            .collect();
        sealed_case::seal(self.nonce, token, &sections, place).ok_or(SealError::Limit)?;
        let exceeds = |(section, (_, bytes)): (&SectionSecrets, &(_, Zeroizing<Vec<u8>>))| {
            u32::try_from(bytes.len() + LENGTH_LEN).map_or(true, |len| len > section.floor)
        };
        Ok(ShutCase {
            digest: sha256(&[place]),
            over_floor: pairs().map(exceeds).collect(),
        })
    }
}

/// Checks what the recipient of a case will check.
fn check(case: &DraftCase) -> Result<(), SealError> {
    for (_, bytes) in case.sections() {
        check_section(bytes).map_err(SealError::Section)?;
    }
    let section = |wanted: SectionName| {
        let found = case.sections().iter().find(|(name, _)| *name == wanted);
        found.map(|(_, bytes)| bytes.as_slice())
    };
    check_place(
        section(SectionName::Location),
        section(SectionName::LocationProtected),
    )
    .map_err(|_| SealError::MisplacedPlace)
}

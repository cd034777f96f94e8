use std::convert::Infallible;

use cbor4ii::{core::enc::Write, serde::Serializer};
use serde::Serialize;
use zeroize::Zeroizing;

/// The one encoding of `value`.
///
/// The codec writes shortest forms; one pass then makes lengths definite and sorts the keys of
/// every map, so that no type has to declare its fields in wire order. Every buffer on the way is
/// wiped; what is returned is the caller's to wipe, and it has not moved before.
///
/// # Panics
///
/// Never for the types of this project, which are text, bytes, integers, booleans, lists and maps
/// in memory. A type whose `Serialize` fails is a bug of ours.
#[must_use]
pub fn to_vec<T: Serialize>(value: &T) -> Vec<u8> {
    let mut serializer = Serializer::new(Wiped::default());
    value
        .serialize(&mut serializer)
        .expect("values in memory have an encoding, and a buffer takes all of it");
    let loose = serializer.into_inner();
    let mut tight = Tight {
        loose: &loose.0,
        at: 0,
        out: Wiped(Zeroizing::new(Vec::with_capacity(loose.0.len()))),
        spans: Vec::new(),
        sorted: Wiped::default(),
    };
    tight.item();
    std::mem::take(&mut tight.out.0)
}

/// A buffer that leaves no copy of itself behind, neither when it grows nor when it is dropped.
#[derive(Default)]
struct Wiped(Zeroizing<Vec<u8>>);

impl Wiped {
    #[inline]
    fn extend(&mut self, bytes: &[u8]) {
        let len = self.0.len() + bytes.len();
        if len > self.0.capacity() {
            self.grow(len);
        }
        self.0.extend_from_slice(bytes);
    }

    #[cold]
    fn grow(&mut self, len: usize) {
        let mut larger = Vec::with_capacity(len.max(self.0.capacity() * 2).max(512));
        larger.extend_from_slice(&self.0);
        self.0 = Zeroizing::new(larger);
    }
}

impl Write for Wiped {
    type Error = Infallible;

    fn push(&mut self, bytes: &[u8]) -> Result<(), Infallible> {
        self.extend(bytes);
        Ok(())
    }
}

/// The end of an item of indefinite length (RFC 8949, section 3.2.1).
const BREAK: u8 = 0xff;

/// Rewrites our own codec's output; never sees foreign bytes.
struct Tight<'a> {
    loose: &'a [u8],
    at: usize,
    out: Wiped,
    /// Where the entries of the lists and maps that are open now lie in `out`.
    spans: Vec<Span>,
    /// The entries of one map in their order, until they are back in `out`.
    sorted: Wiped,
}

/// One entry in the output; of a list, all of it is key.
#[derive(Clone, Copy)]
struct Span {
    start: usize,
    key_end: usize,
    end: usize,
}

impl Tight<'_> {
    fn item(&mut self) {
        let start = self.at;
        let initial = self.next();
        let (major, information) = (initial >> 5, initial & 0x1f);
        let len = match information {
            24..=27 => {
                let len = 1_usize << (information - 24);
                (0..len).fold(0, |value, _| value << 8 | u64::from(self.next()))
            }
            _ => u64::from(information),
        };
        let indefinite = information == 31;
        match major {
            4 => self.entries(4, (!indefinite).then_some(len), 1),
            5 => self.entries(5, (!indefinite).then_some(len), 2),
            _ => {
                if matches!(major, 2 | 3) {
                    self.at += usize::try_from(len).expect("strings of ours fit in memory");
                }
                let copied = self
                    .loose
                    .get(start..self.at)
                    .expect("the codec wrote whole items");
                self.out.extend(copied);
                if major == 6 {
                    self.item();
                }
            }
        }
    }

    /// An array (one item an entry) or a map (two).
    fn entries(&mut self, major: u8, len: Option<u64>, items_each: usize) {
        let head_at = self.out.0.len();
        // Where the length is unknown, the head of a short one keeps its place.
        self.out
            .extend(Head::new(major, len.unwrap_or_default()).bytes());
        let (first_span, body_at) = (self.spans.len(), self.out.0.len());
        let mut left = len;
        loop {
            match left {
                Some(0) => break,
                Some(more) => left = Some(more - 1),
                None if self.loose.get(self.at) == Some(&BREAK) => {
                    self.at += 1;
                    break;
                }
                None => {}
            }
            let start = self.out.0.len();
            self.item();
            let key_end = self.out.0.len();
            if items_each == 2 {
                self.item();
            }
            let end = self.out.0.len();
            self.spans.push(Span {
                start,
                key_end,
                end,
            });
        }
        let count = self.spans.len() - first_span;
        if items_each == 2 {
            self.sort(first_span, body_at);
        }
        self.spans.truncate(first_span);
        if len.is_none() {
            self.set_head(major, count, head_at);
        }
    }

    /// Brings the entries of a map, the last in the output, into the order of their keys.
    fn sort(&mut self, first_span: usize, body_at: usize) {
        let Self {
            out, spans, sorted, ..
        } = self;
        let slice = |from: usize, to: usize| out.0.get(from..to).expect("spans lie in the output");
        let key = |span: &Span| slice(span.start, span.key_end);
        let spans = spans.get_mut(first_span..).unwrap_or_default();
        if spans.is_sorted_by(|one, next| key(one) <= key(next)) {
            return;
        }
        spans.sort_unstable_by(|one, next| key(one).cmp(key(next)));
        sorted.0.clear();
        for span in spans {
            sorted.extend(slice(span.start, span.end));
        }
        if let Some(body) = out.0.get_mut(body_at..) {
            body.copy_from_slice(&sorted.0);
        }
    }

    /// Writes the head of a list or map over the short one that kept its place.
    fn set_head(&mut self, major: u8, count: usize, head_at: usize) {
        let count = u64::try_from(count).expect("usize fits in u64");
        let real = Head::new(major, count);
        let longer = real.bytes().len() - 1;
        self.out.extend(real.bytes().get(1..).unwrap_or_default());
        if let Some(place) = self.out.0.get_mut(head_at..) {
            place.rotate_right(longer);
            for (place, byte) in place.iter_mut().zip(real.bytes()) {
                *place = *byte;
            }
        }
    }

    fn next(&mut self) -> u8 {
        let byte = *self
            .loose
            .get(self.at)
            .expect("the codec wrote whole items");
        self.at += 1;
        byte
    }
}

/// An initial byte with its argument in the shortest form.
struct Head {
    bytes: [u8; 9],
    len: usize,
}

impl Head {
    fn new(major: u8, argument: u64) -> Self {
        let [a, b, c, d, e, f, g, h] = argument.to_be_bytes();
        let initial = |information: u8| major << 5 | information;
        let (bytes, len) = match argument {
            0..24 => ([initial(h), 0, 0, 0, 0, 0, 0, 0, 0], 1),
            24..0x100 => ([initial(24), h, 0, 0, 0, 0, 0, 0, 0], 2),
            0x100..0x1_0000 => ([initial(25), g, h, 0, 0, 0, 0, 0, 0], 3),
            0x1_0000..0x1_0000_0000 => ([initial(26), e, f, g, h, 0, 0, 0, 0], 5),
            _ => ([initial(27), a, b, c, d, e, f, g, h], 9),
        };
        Self { bytes, len }
    }

    fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{Grammar, Limits, check};

    #[derive(Serialize)]
    struct Unsorted<'a> {
        zz: u64,
        b: bool,
        aa: [&'a str; 2],
        a: Option<u8>,
    }

    #[test]
    fn sorts_keys_by_their_encoding() {
        let value = Unsorted {
            zz: 70_000,
            b: true,
            aa: ["x", ""],
            a: None,
        };
        let bytes = to_vec(&value);
        let expected = [
            0xa4, // a map of four: short keys first
            0x61, b'a', 0xf6, // "a": null
            0x61, b'b', 0xf5, // "b": true
            0x62, b'a', b'a', 0x82, 0x61, b'x', 0x60, // "aa": ["x", ""]
            0x62, b'z', b'z', 0x1a, 0, 1, 0x11, 0x70, // "zz": 70000
        ];
        assert_eq!(bytes, expected);
        assert_eq!(check(&bytes, Grammar::Payload, &Limits::SECTION), Ok(()));
    }

    #[test]
    fn what_it_writes_passes_the_gate() {
        let mut deep = BTreeMap::new();
        for n in 0..300_u64 {
            deep.insert(
                format!("k{n}"),
                vec![BTreeMap::from([("n", n << 20), ("m", n)])],
            );
        }
        let bytes = to_vec(&deep);
        assert_eq!(check(&bytes, Grammar::Section, &Limits::SECTION), Ok(()));
        assert_eq!(
            crate::from_slice::<BTreeMap<String, Vec<BTreeMap<String, u64>>>>(
                &bytes,
                Grammar::Section,
                &Limits::SECTION
            )
            .unwrap()
            .len(),
            300
        );
    }

    #[test]
    fn makes_lengths_definite() {
        struct Unknown;
        impl Serialize for Unknown {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq((0..3).filter(|n| *n != 1))
            }
        }
        assert_eq!(to_vec(&Unknown), [0x82, 0, 2]);
    }

    #[test]
    fn puts_a_longer_head_where_a_short_one_kept_its_place() {
        struct Unknown(u64);
        impl Serialize for Unknown {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(None)?;
                for n in (0..self.0).rev() {
                    serde::ser::SerializeMap::serialize_entry(&mut map, &n, &[n])?;
                }
                serde::ser::SerializeMap::end(map)
            }
        }
        for count in [0, 1, 23, 24, 255, 256, 65_535, 65_536] {
            let known: BTreeMap<u64, [u64; 1]> = (0..count).map(|n| (n, [n])).collect();
            assert!(to_vec(&[Unknown(count)]) == to_vec(&[known]), "{count}");
        }
    }
}

use serde::Serialize;

/// The one encoding of `value`.
///
/// The codec writes shortest forms; one pass then makes lengths definite and sorts the keys of
/// every map, so that no type has to declare its fields in wire order.
///
/// # Panics
///
/// Never for the types of this project, which are text, bytes, integers, booleans, lists and maps
/// in memory. A type whose `Serialize` fails is a bug of ours.
#[must_use]
pub fn to_vec<T: Serialize>(value: &T) -> Vec<u8> {
    let loose = cbor4ii::serde::to_vec(Vec::new(), value)
        .expect("values in memory have an encoding, and a vector takes all of it");
    let mut tight = Tight {
        loose: &loose,
        at: 0,
        out: Vec::with_capacity(loose.len()),
    };
    tight.item();
    tight.out
}

/// The end of an item of indefinite length (RFC 8949, section 3.2.1).
const BREAK: u8 = 0xff;

/// Rewrites our own codec's output; never sees foreign bytes.
struct Tight<'a> {
    loose: &'a [u8],
    at: usize,
    out: Vec<u8>,
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
                self.out.extend_from_slice(copied);
                if major == 6 {
                    self.item();
                }
            }
        }
    }

    /// An array (one item an entry) or a map (two).
    fn entries(&mut self, major: u8, len: Option<u64>, items_each: usize) {
        let mut outer = std::mem::take(&mut self.out);
        let mut spans = Vec::new();
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
            let start = self.out.len();
            self.item();
            let key_end = self.out.len();
            if items_each == 2 {
                self.item();
            }
            spans.push((start, key_end, self.out.len()));
        }
        let inner = std::mem::take(&mut self.out);
        let slice = |from: usize, to: usize| inner.get(from..to).expect("spans lie in the buffer");
        if items_each == 2 {
            spans.sort_by(|a, b| slice(a.0, a.1).cmp(slice(b.0, b.1)));
        }
        head(
            &mut outer,
            major,
            u64::try_from(spans.len()).expect("usize fits in u64"),
        );
        for (start, _, end) in spans {
            outer.extend_from_slice(slice(start, end));
        }
        self.out = outer;
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

/// Writes an initial byte with its argument in the shortest form.
fn head(out: &mut Vec<u8>, major: u8, argument: u64) {
    let bytes = argument.to_be_bytes();
    let [.., last] = bytes;
    match argument {
        0..24 => out.push(major << 5 | last),
        24..0x100 => out.extend([major << 5 | 24, last]),
        0x100..0x1_0000 => extend(out, major << 5 | 25, &bytes, 2),
        0x1_0000..0x1_0000_0000 => extend(out, major << 5 | 26, &bytes, 4),
        _ => extend(out, major << 5 | 27, &bytes, 8),
    }
}

fn extend(out: &mut Vec<u8>, initial: u8, bytes: &[u8; 8], len: usize) {
    out.push(initial);
    out.extend(bytes.iter().skip(8 - len));
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
}

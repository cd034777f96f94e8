use crate::{DecodeError, Limits};

/// Which kinds of data item may stand in the bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "the grammar of format 1 has these three"
)]
pub enum Grammar {
    /// A COSE envelope or header: tag 18 outermost, integers of either sign as labels and values.
    Envelope,
    /// A statement's payload, an index, a sealed case: text, bytes, booleans, `null`, integers from
    /// 0 to 2^53 - 1; the keys of maps are text.
    Payload,
    /// A section of a case: as a payload, without bytes and `null` (rule `section-value`).
    Section,
}

/// The largest integer of a payload: JSON must be able to hold it.
const MAX_INTEGER: u64 = (1 << 53) - 1;
/// `COSE_Sign1` (RFC 9052, section 4.2).
const TAG_SIGN1: u64 = 18;

/// Checks that `bytes` are exactly one data item in core deterministic encoding.
///
/// Shortest integers and lengths, definite lengths, map keys strictly ascending in the bytewise
/// order of their encoding, valid UTF-8, no floats, no simple values but `false`, `true` and `null`
/// ([RFC 8949, section 4.2.1](https://www.rfc-editor.org/rfc/rfc8949#section-4.2.1)). Nothing is
/// built, and a claimed length is compared with its bound before the bytes are looked for.
///
/// # Errors
///
/// [`DecodeError::Limit`], [`DecodeError::Malformed`] and [`DecodeError::NotDeterministic`], the
/// first that is met; [`DecodeError::Shape`] if the whole is deterministic, but has an item that
/// `grammar` does not.
pub fn check(bytes: &[u8], grammar: Grammar, limits: &Limits) -> Result<(), DecodeError> {
    if bytes.len() > limits.max_len {
        return Err(DecodeError::Limit);
    }
    let mut gate = Gate {
        bytes,
        at: 0,
        items: 0,
        grammar,
        limits,
        in_grammar: true,
    };
    gate.item(0)?;
    if gate.at != bytes.len() {
        return Err(DecodeError::Malformed);
    }
    if gate.in_grammar {
        Ok(())
    } else {
        Err(DecodeError::Shape)
    }
}

struct Gate<'a> {
    bytes: &'a [u8],
    at: usize,
    items: usize,
    grammar: Grammar,
    limits: &'a Limits,
    /// Whether every item so far is one that the grammar has.
    in_grammar: bool,
}

impl<'a> Gate<'a> {
    /// Reads one item that lies inside `depth` others and returns its major type.
    fn item(&mut self, depth: usize) -> Result<u8, DecodeError> {
        self.count(1)?;
        let initial = *self.bytes.get(self.at).ok_or(DecodeError::Malformed)?;
        self.at += 1;
        let major = initial >> 5;
        if major == 7 {
            self.simple(initial & 0x1f)?;
            return Ok(major);
        }
        let argument = self.argument(initial & 0x1f)?;
        match major {
            0 => self.expect(argument <= MAX_INTEGER || self.grammar == Grammar::Envelope),
            1 => self.expect(self.grammar == Grammar::Envelope),
            2 => {
                self.string(argument, self.limits.max_len)?;
                self.expect(self.grammar != Grammar::Section);
            }
            3 => {
                let text = self.string(argument, self.limits.max_text)?;
                if !is_ascii(text) {
                    std::str::from_utf8(text).map_err(|_| DecodeError::Malformed)?;
                }
            }
            4 => {
                self.enter(depth)?;
                for _ in 0..self.claim(argument, 1)? {
                    self.item(depth + 1)?;
                }
            }
            5 => {
                self.enter(depth)?;
                self.map(argument, depth)?;
            }
            _ => {
                self.enter(depth)?;
                if argument != TAG_SIGN1 || depth != 0 || self.grammar != Grammar::Envelope {
                    return Err(DecodeError::NotDeterministic);
                }
                self.item(depth + 1)?;
            }
        }
        Ok(major)
    }

    fn map(&mut self, pairs: u64, depth: usize) -> Result<(), DecodeError> {
        let mut previous: Option<&[u8]> = None;
        for _ in 0..self.claim(pairs, 2)? {
            let start = self.at;
            let key_type = self.item(depth + 1)?;
            self.expect(key_type == 3 || self.grammar == Grammar::Envelope);
            let key = self
                .bytes
                .get(start..self.at)
                .ok_or(DecodeError::Malformed)?;
            if previous.is_some_and(|before| !is_before(before, key)) {
                return Err(DecodeError::NotDeterministic);
            }
            previous = Some(key);
            self.item(depth + 1)?;
        }
        Ok(())
    }

    fn simple(&mut self, information: u8) -> Result<(), DecodeError> {
        match information {
            20 | 21 => Ok(()),
            22 => {
                self.expect(self.grammar != Grammar::Section);
                Ok(())
            }
            // 28 to 30 are reserved, 31 is the end of something that never began.
            28..=31 => Err(DecodeError::Malformed),
            _ => Err(DecodeError::NotDeterministic),
        }
    }

    /// The argument of an initial byte (RFC 8949, section 3), in its shortest form.
    fn argument(&mut self, information: u8) -> Result<u64, DecodeError> {
        let (len, least) = match information {
            0..=23 => return Ok(u64::from(information)),
            24 => (1, 24),
            25 => (2, 1 << 8),
            26 => (4, 1 << 16),
            27 => (8, 1 << 32),
            28..=30 => return Err(DecodeError::Malformed),
            _ => return Err(DecodeError::NotDeterministic),
        };
        let value = self
            .take(len)?
            .iter()
            .fold(0, |value, byte| value << 8 | u64::from(*byte));
        if value < least {
            Err(DecodeError::NotDeterministic)
        } else {
            Ok(value)
        }
    }

    fn string(&mut self, len: u64, max: usize) -> Result<&'a [u8], DecodeError> {
        match usize::try_from(len) {
            Ok(len) if len <= max => self.take(len),
            _ => Err(DecodeError::Limit),
        }
    }

    fn take(&mut self, len: usize) -> Result<&'a [u8], DecodeError> {
        let end = self.at.checked_add(len).ok_or(DecodeError::Malformed)?;
        let taken = self.bytes.get(self.at..end).ok_or(DecodeError::Malformed)?;
        self.at = end;
        Ok(taken)
    }

    /// Refuses a claimed count that could not be met within the bounds, before the loop over it.
    fn claim(&self, count: u64, items_each: usize) -> Result<usize, DecodeError> {
        usize::try_from(count)
            .ok()
            .filter(|count| {
                count
                    .checked_mul(items_each)
                    .and_then(|items| items.checked_add(self.items))
                    .is_some_and(|items| items <= self.limits.max_items)
            })
            .ok_or(DecodeError::Limit)
    }

    fn count(&mut self, items: usize) -> Result<(), DecodeError> {
        self.items += items;
        if self.items > self.limits.max_items {
            Err(DecodeError::Limit)
        } else {
            Ok(())
        }
    }

    const fn enter(&self, depth: usize) -> Result<(), DecodeError> {
        if depth >= self.limits.max_depth {
            Err(DecodeError::Limit)
        } else {
            Ok(())
        }
    }

    const fn expect(&mut self, in_grammar: bool) {
        self.in_grammar &= in_grammar;
    }
}

/// Whether a key comes before another; most differ in their first byte already, which is the length.
#[inline]
fn is_before(key: &[u8], other: &[u8]) -> bool {
    match (key.first(), other.first()) {
        (Some(first), Some(other_first)) if first != other_first => first < other_first,
        _ => key < other,
    }
}

/// Whether text needs no look at its UTF-8: eight bytes at a time, the last ones twice.
#[inline]
fn is_ascii(text: &[u8]) -> bool {
    const HIGH_BITS: u64 = 0x8080_8080_8080_8080;
    let Some(last) = text.last_chunk::<8>() else {
        return text.iter().all(u8::is_ascii);
    };
    let (chunks, _) = text.as_chunks::<8>();
    let bits = chunks
        .iter()
        .fold(u64::from_ne_bytes(*last), |bits, chunk| {
            bits | u64::from_ne_bytes(*chunk)
        });
    bits & HIGH_BITS == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(hex: &str, grammar: Grammar) -> Result<(), DecodeError> {
        let bytes: Vec<u8> = (0..hex.len())
            .step_by(2)
            .map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap())
            .collect();
        check(&bytes, grammar, &Limits::SECTION)
    }

    #[test]
    fn takes_the_one_form_of_each_kind() {
        for hex in [
            "00",
            "1818",
            "1b001fffffffffffff",
            "60",
            "63e282ac",
            "80",
            "a0",
            "f4",
            "f5",
        ] {
            assert_eq!(outcome(hex, Grammar::Section), Ok(()), "{hex}");
        }
        for hex in ["f6", "40", "a2616101616202"] {
            assert_eq!(outcome(hex, Grammar::Payload), Ok(()), "{hex}");
        }
        for hex in ["d280", "20", "a10132", "3901ff"] {
            assert_eq!(outcome(hex, Grammar::Envelope), Ok(()), "{hex}");
        }
    }

    #[test]
    fn refuses_every_other_encoding() {
        let cases = [
            "1817",       // 23 in two bytes
            "190018",     // 24 in three
            "1a0000ffff", // 65535 in five
            "1b00000000ffffffff",
            "7801 61",  // text length in a long form
            "5f4100ff", // indefinite bytes
            "7f6161ff", // indefinite text
            "9fff",
            "bfff",             // indefinite array, map
            "a2616201616101",   // keys descending
            "a2616101616102",   // keys equal
            "a262616101616201", // the longer key first
            "f7",
            "f0",
            "f8ff", // undefined, other simple values
            "f93c00",
            "fa3f800000",
            "fb3ff0000000000000",
            "c0",
            "c101",
            "d818a0",
            "d28080",
        ];
        for hex in cases {
            let hex = hex.replace(' ', "");
            assert_eq!(
                outcome(&hex, Grammar::Payload),
                Err(DecodeError::NotDeterministic),
                "{hex}"
            );
        }
        assert_eq!(
            outcome("d280", Grammar::Payload),
            Err(DecodeError::NotDeterministic)
        );
        assert_eq!(
            outcome("81d280", Grammar::Envelope),
            Err(DecodeError::NotDeterministic)
        );
    }

    #[test]
    fn refuses_what_is_not_one_whole_item() {
        for hex in [
            "", "18", "61", "62c328", "8101 00", "81", "a16161", "1c", "fc", "ff", "0000",
        ] {
            let hex = hex.replace(' ', "");
            assert_eq!(
                outcome(&hex, Grammar::Payload),
                Err(DecodeError::Malformed),
                "{hex}"
            );
        }
    }

    #[test]
    fn refuses_what_the_grammar_does_not_have() {
        for hex in ["f6", "40", "20", "1b0020000000000000", "a10101"] {
            assert_eq!(
                outcome(hex, Grammar::Section),
                Err(DecodeError::Shape),
                "{hex}"
            );
        }
        for hex in ["20", "1b0020000000000000", "a10101"] {
            assert_eq!(
                outcome(hex, Grammar::Payload),
                Err(DecodeError::Shape),
                "{hex}"
            );
        }
        // What is not deterministic outranks what is not of the grammar.
        assert_eq!(
            outcome("82f61817", Grammar::Section),
            Err(DecodeError::NotDeterministic)
        );
    }

    #[test]
    fn refuses_claims_before_it_follows_them() {
        assert_eq!(
            outcome("9b0000010000000000", Grammar::Payload),
            Err(DecodeError::Limit)
        );
        assert_eq!(
            outcome("bb0000010000000000", Grammar::Payload),
            Err(DecodeError::Limit)
        );
        assert_eq!(
            outcome("5b0000010000000000", Grammar::Payload),
            Err(DecodeError::Limit)
        );
        assert_eq!(
            outcome("7a00010001", Grammar::Payload),
            Err(DecodeError::Limit)
        );
        assert_eq!(
            outcome(&"81".repeat(16), Grammar::Payload),
            Err(DecodeError::Malformed)
        );
        assert_eq!(
            outcome(&"81".repeat(17), Grammar::Payload),
            Err(DecodeError::Limit)
        );
        assert_eq!(
            outcome(&"81".repeat(100_000), Grammar::Payload),
            Err(DecodeError::Limit)
        );
        let many = format!("9a00010000{}", "00".repeat(65_536));
        assert_eq!(outcome(&many, Grammar::Payload), Err(DecodeError::Limit));
    }

    #[test]
    fn a_tag_is_an_item_and_a_level() {
        let bounded = |depth, items| {
            let mut limits = Limits::new(16, items);
            limits.max_depth = depth;
            check(&[0xd2, 0x80], Grammar::Envelope, &limits)
        };
        assert_eq!(bounded(2, 2), Ok(()));
        assert_eq!(bounded(2, 1), Err(DecodeError::Limit));
        assert_eq!(bounded(1, 2), Err(DecodeError::Limit));
    }
}

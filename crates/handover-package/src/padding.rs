//! How long a section is once it is padded.

/// Bytes before the section: its length as a big-endian 32-bit integer.
pub(crate) const LENGTH_LEN: usize = 4;

/// The padded length, in bytes, of a section whose encoding is `len` bytes long.
///
/// Lengths up to `floor` look alike; above it Padme (Nikitin et al., PETS 2019) leaves as many
/// significant bits as the length has bits in its own bit length, so that at most 12 % are added.
/// Section "A sealed case" of `schemas/PROTOCOL.md`.
pub(crate) fn padded_len(len: usize, floor: u32) -> usize {
    let floor = usize::try_from(floor).unwrap_or(usize::MAX);
    padme(len.saturating_add(LENGTH_LEN).max(floor))
}

fn padme(len: usize) -> usize {
    let Some(exponent) = len.checked_ilog2() else {
        return len;
    };
    let Some(bits) = exponent.checked_ilog2() else {
        return len;
    };
    let mask = (1_usize << (exponent - (bits + 1))) - 1;
    len.saturating_add(mask) & !mask
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pads_as_the_vectors_say() {
        let primitives = crate::foreign::json("primitives.json");
        for pair in primitives["padme"].as_array().unwrap() {
            let (from, to) = pair.as_str().unwrap().split_once(" -> ").unwrap();
            let (from, to): (usize, usize) = (from.parse().unwrap(), to.parse().unwrap());
            assert_eq!(padded_len(from - LENGTH_LEN, 256), to, "{from}");
        }
    }

    #[test]
    fn an_empty_section_looks_like_one_that_fills_the_floor() {
        assert_eq!(padded_len(1, 2048), padded_len(2044, 2048));
        assert_eq!(padded_len(2044, 2048), 2048);
        assert_eq!(padded_len(2045, 2048), 2176);
    }

    #[test]
    fn adds_no_more_than_an_eighth_above_the_floor() {
        for len in 256..70_000 {
            let padded = padme(len);
            assert!(padded >= len && (padded - len) * 8 < len, "{len}");
        }
    }
}

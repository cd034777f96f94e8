//! The Merkle tree over the cases of a package (RFC 9162, section 2.1).

use aws_lc_rs::digest::{Context, SHA256};

/// A node of the tree, or the hash of a sealed case.
pub(crate) type Hash = [u8; 32];

/// SHA-256 of `parts`, one after another.
pub(crate) fn sha256(parts: &[&[u8]]) -> Hash {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(part);
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

/// The hash of a leaf with this content.
pub(crate) fn leaf(content: &[u8]) -> Hash {
    sha256(&[&[0], content])
}

fn node(left: &Hash, right: &Hash) -> Hash {
    sha256(&[&[1], left, right])
}

/// Computes a root leaf by leaf, in memory that grows with the logarithm of their number.
///
/// [RFC 9162, section 2.1.1](https://www.rfc-editor.org/rfc/rfc9162#section-2.1.1).
#[derive(Debug, Default)]
pub(crate) struct RootBuilder {
    /// Roots of whole subtrees with their heights, which strictly descend.
    subtrees: Vec<(u32, Hash)>,
}

impl RootBuilder {
    pub(crate) fn push(&mut self, leaf: Hash) {
        let (mut height, mut hash) = (0, leaf);
        while let Some((_, left)) = self.subtrees.pop_if(|(left, _)| *left == height) {
            hash = node(&left, &hash);
            height += 1;
        }
        self.subtrees.push((height, hash));
    }

    /// The root over all leaves so far; over none, the hash of nothing.
    pub(crate) fn finish(mut self) -> Hash {
        let Some((_, mut hash)) = self.subtrees.pop() else {
            return sha256(&[]);
        };
        while let Some((_, left)) = self.subtrees.pop() {
            hash = node(&left, &hash);
        }
        hash
    }
}

/// The root over `leaves`.
pub(crate) fn root(leaves: impl IntoIterator<Item = Hash>) -> Hash {
    let mut builder = RootBuilder::default();
    for leaf in leaves {
        builder.push(leaf);
    }
    builder.finish()
}

/// The inclusion proof of the leaf at `place`, lowest sibling first; `None` if there is no such leaf.
///
/// [RFC 9162, section 2.1.3.1](https://www.rfc-editor.org/rfc/rfc9162#section-2.1.3.1).
pub(crate) fn inclusion_path(leaves: &[Hash], place: usize) -> Option<Vec<Hash>> {
    if place >= leaves.len() {
        return None;
    }
    let (mut rest, mut place, mut path) = (leaves, place, Vec::new());
    while rest.len() > 1 {
        let (left, right) = rest.split_at_checked(left_len(rest.len()))?;
        if place < left.len() {
            path.push(root(right.iter().copied()));
            rest = left;
        } else {
            path.push(root(left.iter().copied()));
            place -= left.len();
            rest = right;
        }
    }
    path.reverse();
    Some(path)
}

/// Whether `path` proves that `leaf` stands at `place` among `count` leaves under `root`.
///
/// [RFC 9162, section 2.1.3.2](https://www.rfc-editor.org/rfc/rfc9162#section-2.1.3.2).
pub(crate) fn is_included(leaf: Hash, place: u64, count: u64, path: &[Hash], root: &Hash) -> bool {
    if place >= count {
        return false;
    }
    let (mut fork, mut last, mut hash) = (place, count - 1, leaf);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if fork & 1 == 1 || fork == last {
            hash = node(sibling, &hash);
            while fork & 1 == 0 && fork != 0 {
                fork >>= 1;
                last >>= 1;
            }
        } else {
            hash = node(&hash, sibling);
        }
        fork >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// The largest power of two below `len`, which is over 1.
fn left_len(len: usize) -> usize {
    1 << (len - 1).ilog2()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(count: u8) -> Vec<Hash> {
        (0..count).map(|n| leaf(&[n])).collect()
    }

    #[test]
    fn roots_are_those_of_the_vectors() {
        let primitives = crate::foreign::json("primitives.json");
        for tree in primitives["tree"].as_array().unwrap() {
            let count = u8::try_from(tree["leaves"].as_u64().unwrap()).unwrap();
            assert_eq!(hex::encode(root(leaves(count))), tree["root"], "{count}");
        }
    }

    #[test]
    fn every_leaf_has_a_proof_and_no_other_place_or_count_takes_it() {
        for count in 1..40_u8 {
            let leaves = leaves(count);
            let root = root(leaves.iter().copied());
            for place in 0..count {
                let path = inclusion_path(&leaves, usize::from(place)).unwrap();
                let leaf = leaves[usize::from(place)];
                let (place, count) = (u64::from(place), u64::from(count));
                assert!(is_included(leaf, place, count, &path, &root));
                for other in (0..count + 2).filter(|other| *other != place) {
                    assert!(!is_included(leaf, other, count, &path, &root));
                }
                let mut longer = path.clone();
                longer.push(leaf);
                assert!(!is_included(leaf, place, count, &longer, &root));
                if let Some((_, shorter)) = path.split_last() {
                    assert!(!is_included(leaf, place, count, &path[1..], &root));
                    assert!(!is_included(leaf, place, count, shorter, &root));
                }
            }
            assert_eq!(inclusion_path(&leaves, usize::from(count)), None);
        }
    }

    #[test]
    fn leaves_and_nodes_are_told_apart() {
        let pair = [leaf(b"a"), leaf(b"b")];
        assert_ne!(root(pair), leaf(&pair.concat()));
    }
}

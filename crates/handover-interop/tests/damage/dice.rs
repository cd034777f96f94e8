//! A small generator: the same damages in every run, and each of them alone.

pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn of(round: usize) -> Self {
        Self(
            u64::try_from(round)
                .unwrap()
                .wrapping_mul(0x9e37_79b9_7f4a_7c15),
        )
    }

    fn next(&mut self) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() >> 16).unwrap() % bound.max(1)
    }

    pub(crate) fn one_of<'o, T>(&mut self, of: &'o [T]) -> &'o T {
        let at = self.below(of.len());
        &of[at]
    }
}

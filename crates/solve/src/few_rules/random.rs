//! Numbers that look random and are the same on every run.

/// A generator by Weyl's sequence and a mixing function (Steele, Lea and Flood 2014).
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// A generator for one part of the search.
    pub fn new(part: u64) -> Random {
        Random(part.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    /// The next word.
    pub fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// About normal, by the sum of four uniform numbers; mean 0, variance 1.
    pub fn bell(&mut self) -> f64 {
        let uniform = |word: u64| (word >> 11) as f64 / (1u64 << 53) as f64;
        let four: f64 = (0..4).map(|_| uniform(self.word())).sum();
        (four - 2.0) * 3f64.sqrt()
    }

    /// A whole number from −`size` to `size`.
    pub fn whole(&mut self, size: u64) -> i64 {
        (self.word() % (2 * size + 1)) as i64 - size as i64
    }
}

//! Random numbers of our own, so that a seed means the same numbers in every version.
//!
//! # Method
//! The stream of a name is xoshiro256++ (Blackman and Vigna 2021) started from the SHA-256 hash of the name, read as four words in
//! little-endian order. A whole number below n comes from the upper half of a 64 × 64 bit product; draws from the incomplete part
//! of the range are rejected (Lemire 2019), so that all n are exactly equally likely if the words are.

use sha2::{Digest, Sha256};

/// A stream of random numbers.
#[derive(Debug, Clone)]
pub struct Random {
    state: [u64; 4],
}

impl Random {
    /// The stream of a name: the same name gives the same numbers, different names give unrelated ones.
    ///
    /// # Examples
    /// ```
    /// use ambimech_sweep::random::Random;
    /// let mut stream = Random::named("7 prior 2x2 uniform 0");
    /// let first = stream.below(6);
    /// assert!(first < 6);
    /// assert_eq!(Random::named("7 prior 2x2 uniform 0").below(6), first);
    /// ```
    pub fn named(name: &str) -> Random {
        let hash = Sha256::digest(name.as_bytes());
        let mut state = [0u64; 4];
        for (word, bytes) in state.iter_mut().zip(hash.chunks_exact(8)) {
            *word = bytes.iter().rev().fold(0, |known, byte| known << 8 | u64::from(*byte));
        }
        if state == [0; 4] {
            state[0] = 1; // the one state that the generator never leaves
        }
        Random { state }
    }

    /// The next word.
    pub fn word(&mut self) -> u64 {
        let [a, b, c, d] = self.state;
        let result = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let shifted = b << 17;
        let (c, d) = (c ^ a, d ^ b);
        let (b, a) = (b ^ c, a ^ d);
        self.state = [a, b, c ^ shifted, d.rotate_left(45)];
        result
    }

    /// A whole number below `count`, all equally likely; 0 when `count` is 0.
    pub fn below(&mut self, count: u64) -> u64 {
        let mut product = u128::from(self.word()) * u128::from(count);
        let low = |product: u128| u64::try_from(product & u128::from(u64::MAX)).unwrap_or(0);
        if low(product) < count {
            let incomplete = count.wrapping_neg() % count;
            while low(product) < incomplete {
                product = u128::from(self.word()) * u128::from(count);
            }
        }
        u64::try_from(product >> 64).unwrap_or(0)
    }

    /// A place in a list of this length.
    pub fn place(&mut self, length: usize) -> usize {
        usize::try_from(self.below(u64::try_from(length).unwrap_or(u64::MAX))).unwrap_or(0)
    }

    /// A whole number from `least` to `most`, all equally likely.
    pub fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.below((most - least).saturating_add(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers of the authors' program for this state.
    #[test]
    fn the_generator_is_the_published_one() {
        let mut random = Random { state: [1, 2, 3, 4] };
        let words: Vec<u64> = (0..4).map(|_| random.word()).collect();
        assert_eq!(words, [41943041, 58720359, 3588806011781223, 3591011842654386]);
    }

    #[test]
    fn small_numbers_are_equally_likely_roughly() {
        let mut random = Random::named("a test");
        let mut counts = [0u32; 7];
        (0..70_000).for_each(|_| counts[random.place(7)] += 1);
        // Five standard deviations of a binomial count are 463.
        assert!(counts.iter().all(|count| count.abs_diff(10_000) < 463), "{counts:?}");
        assert_eq!(random.below(0), 0);
        assert_eq!(random.below(1), 0);
        assert!((0..100).all(|_| (3..=5).contains(&random.between(3, 5))));
    }
}

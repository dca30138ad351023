//! Which of many keys occur more than once, by two passes over tables of marks that fit the cache.

/// Number of keys that are simply sorted.
const SORTED: usize = 1 << 9;

/// An odd number, so that multiplying by it gives different keys different keys again, in another order.
const MIXER: u32 = 0x9e37_79b1;

/// A key and where it stands. After mixing it is another key, but equal exactly where the keys were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Placed {
    pub(super) key: u32,
    pub(super) place: u32,
}

/// Finds repetitions; keeps its memory from one search to the next, since fresh memory costs more than the search.
#[derive(Debug, Default)]
pub(super) struct Sieve {
    words: Vec<u64>,
    met: Vec<u32>,
    sharing: Vec<Placed>,
    left: Vec<Placed>,
    mixed: Vec<u32>,
}

impl Sieve {
    /// Every key that occurs more than once, with all its places: places in order, those of one key one after the other.
    ///
    /// # Method
    /// The first pass leaves the marks of every key in a table of at least 8 bits a key, and collects the keys whose marks
    /// were all there before: every repetition, and few others. The second pass collects all keys whose marks are in a
    /// smaller table of the marks of these. The few that are left are mixed and go through the same again, until they
    /// can be sorted.
    pub(super) fn repeated(&mut self, keys: &[u32]) -> Vec<Placed> {
        if keys.len() <= SORTED {
            self.left.clear();
            self.left.extend(keys.iter().zip(0..).map(|(key, place)| Placed { key: *key, place }));
        } else {
            self.share_marks(keys);
            std::mem::swap(&mut self.left, &mut self.sharing);
        }
        while self.left.len() > SORTED {
            let mut mixed = std::mem::take(&mut self.mixed);
            mixed.clear();
            mixed.extend(self.left.iter().map(|placed| placed.key.wrapping_mul(MIXER)));
            self.share_marks(&mixed);
            self.mixed = mixed;
            for mixed in &mut self.sharing {
                mixed.place = self.left[mixed.place as usize].place;
            }
            std::mem::swap(&mut self.left, &mut self.sharing);
            if self.left.len() > self.sharing.len() / 2 {
                break;
            }
        }
        self.left.sort_unstable();
        let groups = self.left.chunk_by(|a, b| a.key == b.key).filter(|group| group.len() > 1);
        groups.flatten().copied().collect()
    }

    /// Collects in `sharing` every key that occurs more than once, and few others.
    fn share_marks(&mut self, keys: &[u32]) {
        self.sharing.clear();
        self.met.clear();
        let mut marks = Marks::with_room(&mut self.words, keys.len());
        for key in keys {
            if marks.leave(*key) {
                self.met.push(*key);
            }
        }
        if self.met.is_empty() {
            return;
        }
        let mut marks = Marks::with_room(&mut self.words, 4 * self.met.len());
        for key in &self.met {
            marks.leave(*key);
        }
        for (key, place) in keys.iter().zip(0..) {
            if marks.has(*key) {
                self.sharing.push(Placed { key: *key, place });
            }
        }
    }
}

/// Four bits of 64 at each place (fewer where some fall together): the marks of the keys that end in its ten bits.
static PATTERNS: [u64; 1 << 10] = patterns();

const fn patterns() -> [u64; 1 << 10] {
    let (mut table, mut place) = ([0; 1 << 10], 0);
    while place < table.len() {
        let scrambled = (place as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let by_place = 1 << (place & 63) | 1 << (scrambled >> 58);
        table[place] = by_place | 1 << (scrambled >> 52 & 63) | 1 << (scrambled >> 46 & 63);
        place += 1;
    }
    table
}

/// Marks of keys: the leading bits of a key give a word, its last bits the marks in it.
struct Marks<'a> {
    words: &'a mut [u64],
    shift: u32,
}

impl<'a> Marks<'a> {
    /// No marks yet, with room for those of about `count` keys.
    fn with_room(words: &'a mut Vec<u64>, count: usize) -> Marks<'a> {
        let bits = (count / 8).next_power_of_two().ilog2().clamp(1, 31);
        words.clear();
        words.resize(1 << bits, 0);
        Marks { words, shift: 32 - bits }
    }

    /// Leaves the marks of a key; whether they were all there before.
    #[inline]
    fn leave(&mut self, key: u32) -> bool {
        let marks = PATTERNS[key as usize & 0x3ff];
        let word = &mut self.words[(key >> self.shift) as usize];
        let before = *word & marks == marks;
        *word |= marks;
        before
    }

    /// Whether all marks of a key are there.
    #[inline]
    fn has(&self, key: u32) -> bool {
        let marks = PATTERNS[key as usize & 0x3ff];
        self.words[(key >> self.shift) as usize] & marks == marks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compares with sorting: the same places, and equal keys exactly where the keys were equal.
    fn check(sieve: &mut Sieve, keys: &[u32], name: &str) {
        let placed = keys.iter().zip(0..).map(|(key, place)| Placed { key: *key, place });
        let mut sorted: Vec<Placed> = placed.collect();
        sorted.sort_unstable();
        let groups = |placed: &[Placed]| {
            let groups = placed.chunk_by(|a, b| a.key == b.key).filter(|group| group.len() > 1);
            let places = groups.map(|group| group.iter().map(|placed| placed.place).collect());
            let mut places: Vec<Vec<u32>> = places.collect();
            places.sort_unstable();
            places
        };
        let found = sieve.repeated(keys);
        assert_eq!(groups(&found), groups(&sorted), "{name}");
        assert_eq!(groups(&found).concat().len(), found.len(), "{name}: something else was found");
    }

    fn scrambled(n: u32) -> u32 {
        n.wrapping_mul(2_654_435_761) ^ (n << 7)
    }

    #[test]
    fn repetitions_are_found_whatever_their_number() {
        let mut sieve = Sieve::default();
        for (count, period) in [
            (0, 1),
            (10, 100),
            (10, 4),
            (511, 3),
            (513, 512),
            (513, 600),
            (5_000, 100_000),
            (5_000, 4_990),
            (5_000, 3),
            (5_000, 1),
            (70_000, 35_000),
            (70_000, 69_999),
            (70_000, 70_000),
        ] {
            let keys: Vec<u32> = (0..count).map(|n| scrambled(n % period)).collect();
            check(&mut sieve, &keys, &format!("{count} {period}"));
        }
    }

    /// Different keys that all leave the same marks in the same word, before or after mixing, or hardly any others.
    #[test]
    fn keys_that_collide_in_the_tables_are_told_apart() {
        let mut sieve = Sieve::default();
        let inverse = (0..5).fold(1u32, |x, _| x.wrapping_mul(2u32.wrapping_sub(MIXER.wrapping_mul(x))));
        assert_eq!(inverse.wrapping_mul(MIXER), 1);
        let count = 3_000;
        let family = |name: &str, n: u32| match name {
            "same leading bits" => n,
            "same leading and last bits" => n << 10,
            "same last bits" => scrambled(n) << 10 | 5,
            "leading bits only" => n << 20,
            _ => (n % 3) << 30 | (n / 3),
        };
        for name in
            ["same leading bits", "same leading and last bits", "same last bits", "leading bits only", "two bits"]
        {
            let key = |n| family(name, n);
            for mixed in [1, inverse] {
                let distinct: Vec<u32> = (0..count).map(|n| key(n).wrapping_mul(mixed)).collect();
                check(&mut sieve, &distinct, name);
                let mut once_more = distinct.clone();
                once_more.extend([distinct[7], distinct[2_999], distinct[7]]);
                check(&mut sieve, &once_more, name);
                check(&mut sieve, &[distinct.as_slice(), distinct.as_slice()].concat(), name);
            }
        }
    }
}

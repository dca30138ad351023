//! Which of many keys occur more than once, by two passes over bit tables that fit the cache.

/// Number of keys that are simply sorted.
const SORTED: usize = 1 << 9;

/// Keys that are looked at together; what is found among them is written down in one go.
const BLOCK: usize = 1 << 10;

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
    slots: Slots,
    met: Vec<u32>,
    sharing: Vec<Placed>,
    left: Vec<Placed>,
    mixed: Vec<u32>,
}

impl Sieve {
    /// Every key that occurs more than once, with all its places: places in order, those of one key one after the other.
    ///
    /// # Method
    /// The first pass notes the slot of every key in a bit table of at least 8 bits a key, and collects the keys whose
    /// slot was noted before: every repetition, and few others. The second pass collects all keys that share a slot
    /// with one of these in a smaller table. The few that are left are mixed and go through the same again, until they
    /// can be sorted.
    pub(super) fn repeated(&mut self, keys: &[u32]) -> Vec<Placed> {
        if keys.len() <= SORTED {
            self.left.clear();
            self.left.extend(keys.iter().zip(0..).map(|(key, place)| Placed { key: *key, place }));
        } else {
            self.share_slots(keys);
            std::mem::swap(&mut self.left, &mut self.sharing);
        }
        while self.left.len() > SORTED {
            let mut mixed = std::mem::take(&mut self.mixed);
            mixed.clear();
            mixed.extend(self.left.iter().map(|placed| placed.key.wrapping_mul(MIXER)));
            self.share_slots(&mixed);
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
    fn share_slots(&mut self, keys: &[u32]) {
        self.sharing.clear();
        self.meet_again(keys);
        if self.met.is_empty() {
            return;
        }
        self.slots.clear(8 * self.met.len());
        for key in &self.met {
            let (word, bit) = self.slots.bit(*key);
            self.slots.words[word] |= 1 << bit;
        }
        for (block, first) in keys.chunks(BLOCK).zip((0u32..).step_by(BLOCK)) {
            let (mut found, mut count) = ([Placed { key: 0, place: 0 }; BLOCK], 0);
            for (key, place) in block.iter().zip(first..) {
                let (word, bit) = self.slots.bit(*key);
                found[count & (BLOCK - 1)] = Placed { key: *key, place };
                count += (self.slots.words[word] >> bit & 1) as usize;
            }
            self.sharing.extend_from_slice(&found[..count]);
        }
    }

    /// Collects in `met` the keys whose slot an earlier key has.
    fn meet_again(&mut self, keys: &[u32]) {
        self.met.clear();
        self.slots.clear(8 * keys.len());
        for block in keys.chunks(BLOCK) {
            let (mut found, mut count) = ([0u32; BLOCK], 0);
            for key in block {
                let (word, bit) = self.slots.bit(*key);
                let word = &mut self.slots.words[word];
                // Written always and counted only if met: a branch here would be guessed wrong too often.
                found[count & (BLOCK - 1)] = *key;
                count += (*word >> bit & 1) as usize;
                *word |= 1 << bit;
            }
            self.met.extend_from_slice(&found[..count]);
        }
    }
}

/// A set of slots, each one bit, found by the leading bits of a key.
#[derive(Debug, Default)]
struct Slots {
    words: Vec<u64>,
    shift: u32,
}

impl Slots {
    /// Makes room for at least `count` slots, all free.
    fn clear(&mut self, count: usize) {
        let bits = count.next_power_of_two().ilog2().clamp(6, 32);
        self.shift = 32 - bits;
        self.words.clear();
        self.words.resize(1 << (bits - 6), 0);
    }

    #[inline]
    fn bit(&self, key: u32) -> (usize, u32) {
        let slot = key >> self.shift;
        ((slot >> 6) as usize & (self.words.len() - 1), slot & 63)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repetitions_are_found_whatever_their_number() {
        let scrambled = |n: u32| n.wrapping_mul(2_654_435_761) ^ (n << 7);
        for (count, period) in [(10, 100), (10, 4), (5_000, 100_000), (5_000, 4_990), (5_000, 3), (70_000, 69_999)]
        {
            let keys: Vec<u32> = (0..count).map(|n| scrambled(n % period)).collect();
            let placed = keys.iter().zip(0..).map(|(key, place)| Placed { key: *key, place });
            let mut expected: Vec<Placed> = placed.collect();
            expected.sort_unstable();
            let groups = expected.chunk_by(|a, b| a.key == b.key).filter(|group| group.len() > 1);
            let expected: Vec<Placed> = groups.flatten().copied().collect();
            let found = Sieve::default().repeated(&keys);
            let places = |list: &[Placed]| {
                let mut places: Vec<u32> = list.iter().map(|placed| placed.place).collect();
                places.sort_unstable();
                places
            };
            assert_eq!(places(&found), places(&expected), "{count} {period}");
            for (a, b) in found.iter().zip(&found[1.min(found.len())..]) {
                let same = keys[a.place as usize] == keys[b.place as usize];
                assert_eq!(a.key == b.key, same, "{count} {period}");
            }
        }
    }
}

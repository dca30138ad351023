//! A logarithm without rounding: a number Λ(w) of 32 bits with Λ(a·b) = Λ(a) + Λ(b) modulo 2^32, for positive integers.
//!
//! # Mathematics
//! For odd u, u^(2^30) is 1 modulo 2^32. Put u^(2^30) = 1 + 2^32 Λ(u) modulo 2^64. The product of 1 + 2^32 a and 1 + 2^32 b
//! is 1 + 2^32 (a + b) modulo 2^64, so Λ turns products of odd numbers into sums modulo 2^32. A factor of 2 may add any
//! fixed number: Λ(2^v u) = v·κ + Λ(u). For proportional vectors, v = c v', the difference Λ(v_1) − Λ(v_0) is therefore the
//! same; c may be a fraction, since numerator and denominator cancel likewise.
//!
//! # Method
//! Thirty squarings are too slow for every weight of a prior. Two factors from tables bring u to the form 1 + 2^16 y, and
//! there the binomial theorem leaves (1 + 2^16 y)^(2^30) = 1 + 2^46 y − 2^61 y² modulo 2^64: every later term, and the
//! rest of the second, is a multiple of 2^64.

/// κ, what a factor of 2 adds.
const TWO: u32 = 0x9e37_79b1;

/// For the odd residue 2i + 1 modulo 2^8 at place i: its inverse t modulo 2^8, and Λ(t).
static INVERSES: [(u64, u32); 128] = inverses();

/// Λ(1 + 2^8 c) at place c.
static SECOND_BYTE: [u32; 256] = second_byte();

/// Λ of an odd number, by definition.
const fn by_squaring(odd: u64) -> u32 {
    let (mut power, mut step) = (odd, 0);
    while step < 30 {
        power = power.wrapping_mul(power);
        step += 1;
    }
    (power >> 32) as u32
}

const fn inverses() -> [(u64, u32); 128] {
    let (mut table, mut place) = ([(0, 0); 128], 0);
    while place < 128 {
        let odd = 2 * place as u64 + 1;
        // odd³ is the inverse modulo 2^3, and each step doubles the number of correct bits.
        let (mut inverse, mut step) = (odd * odd * odd, 0);
        while step < 2 {
            inverse = inverse.wrapping_mul(2u64.wrapping_sub(odd.wrapping_mul(inverse)));
            step += 1;
        }
        inverse &= 0xff;
        table[place] = (inverse, by_squaring(inverse));
        place += 1;
    }
    table
}

const fn second_byte() -> [u32; 256] {
    let (mut table, mut c) = ([0; 256], 0);
    while c < 256 {
        table[c] = by_squaring(1 + 256 * c as u64);
        c += 1;
    }
    table
}

/// Λ(w), for w > 0.
#[inline]
pub(super) fn logarithm(w: u64) -> u32 {
    let twos = w.trailing_zeros();
    let u = w >> twos;
    // 1 modulo 2^8 ...
    let (inverse, first) = INVERSES[(u >> 1) as usize & 0x7f];
    let u = u.wrapping_mul(inverse);
    // ... and 1 modulo 2^16.
    let c = (u >> 8).wrapping_neg() & 0xff;
    let u = u.wrapping_mul(1 + (c << 8));
    let y = (u >> 16) as u32;
    let of_form = (y << 14).wrapping_sub(y.wrapping_mul(y) << 29);
    of_form.wrapping_sub(first).wrapping_sub(SECOND_BYTE[c as usize]).wrapping_add(twos.wrapping_mul(TWO))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers() -> impl Iterator<Item = u64> {
        let scrambled = (1..4000u64).map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (n % 50));
        (1..2000).chain((1..61).map(|bit| 1 << bit)).chain((1..61).map(|bit| (1 << bit) - 1)).chain(scrambled)
    }

    #[test]
    fn the_tables_give_what_squaring_gives() {
        for w in numbers() {
            let twos = w.trailing_zeros();
            assert_eq!(logarithm(w), by_squaring(w >> twos).wrapping_add(twos.wrapping_mul(TWO)), "{w}");
        }
    }

    #[test]
    fn products_become_sums() {
        for a in numbers().map(|w| w & 0xffff_ffff).filter(|w| *w > 0) {
            for b in [1, 2, 3, 10, 65_537, 123_456_789, 4_294_967_295] {
                assert_eq!(logarithm(a * b), logarithm(a).wrapping_add(logarithm(b)), "{a} {b}");
            }
        }
    }
}

//! Which type profiles of a coalition share a posterior on the others' types.
//!
//! # Mathematics
//! The posteriors p(·|θ_S) and p(·|θ'_S) are equal exactly when the vectors (p(θ_S, x))_x and (p(θ'_S, x))_x over
//! x ∈ Θ_−S are proportional. Write w for the integer weights and W(θ_S) = Σ_x w(θ_S, x). For fixed numbers r_x the
//! *fingerprint* F(θ_S) = Σ_x r_x w(θ_S, x) / W(θ_S), taken modulo the prime 2^61 − 1, is the same for proportional
//! vectors, since 0 < W < 2^61 − 1. So different fingerprints prove different posteriors, and only the few equal ones
//! are compared number by number. No two vectors are compared otherwise: the cost is one pass over the prior.
//!
//! Joint types of probability 0 never occur and have no posterior; they are left out.

use crate::coalition::Coalition;
use crate::index::JointTypeId;
use crate::number::{Natural, greatest_common_divisor};
use crate::prior::{Prior, Weights};
use crate::type_space::{Split, TypeSpace};
use std::collections::HashMap;

/// The prime 2^61 − 1.
const PRIME: u64 = (1 << 61) - 1;

/// Number of bits of the table that finds candidates among many fingerprints.
const TABLE_BITS: u32 = 24;

/// Two joint types of the coalition that occur and share a posterior on the others' types: the first such pair in
/// lexicographic order, or `None` when all posteriors are distinct.
///
/// `coalition` must be non-empty and not the grand coalition (which has nobody to form beliefs about, so that its joint
/// types all share the trivial posterior).
///
/// Cost: one pass over the prior for weights below 2^61, whatever the number of joint types.
pub fn find_shared_posterior(
    space: &TypeSpace,
    prior: &Prior,
    coalition: Coalition,
) -> Option<(JointTypeId, JointTypeId)> {
    let split = space.split(coalition);
    match prior.weights() {
        Weights::Small(weights) => find_by_fingerprint(&split, weights),
        Weights::Large(weights) => find_by_normal_form(&split, weights),
    }
}

/// Whether two joint types that occur share a posterior, compared number by number.
pub fn shares_posterior(
    space: &TypeSpace,
    prior: &Prior,
    coalition: Coalition,
    first: JointTypeId,
    second: JointTypeId,
) -> bool {
    let split = space.split(coalition);
    let total = |own| split.rest().map(|x| prior.weight(split.profile(own, x))).sum::<Natural>();
    let (first_total, second_total) = (total(first), total(second));
    !first_total.is_zero()
        && !second_total.is_zero()
        && split.rest().all(|x| {
            prior.weight(split.profile(first, x)) * &second_total
                == prior.weight(split.profile(second, x)) * &first_total
        })
}

/// a·b modulo 2^61 − 1, for a, b below it.
#[inline]
fn multiply(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    add((product as u64) & PRIME, (product >> 61) as u64)
}

/// a + b modulo 2^61 − 1, for a, b at most 2^61 − 1; below 2^61 − 1 again.
#[inline]
fn add(a: u64, b: u64) -> u64 {
    let sum = a + b;
    if sum >= PRIME { sum - PRIME } else { sum }
}

/// The inverse modulo 2^61 − 1 of a number that is not 0 there, as its power with exponent 2^61 − 3.
fn inverse(a: u64) -> u64 {
    let (mut result, mut base, mut exponent) = (1, a, PRIME - 2);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = multiply(result, base);
        }
        base = multiply(base, base);
        exponent >>= 1;
    }
    result
}

/// The fixed multiplier r_x: 0 for x = 0 and 1 for x = 1 (enough for two points), then scrambled numbers.
fn multiplier(x: usize) -> u64 {
    if x < 2 {
        return x as u64;
    }
    let mut z = (x as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)) >> 4
}

fn find_by_fingerprint(split: &Split, weights: &[u64]) -> Option<(JointTypeId, JointTypeId)> {
    let weight = |own: JointTypeId, x: JointTypeId| weights[split.profile(own, x).0];
    // 1. Σ_x r_x w and W for every joint type.
    let mut mixed = vec![0u64; split.own_count()];
    let mut totals = vec![0u64; split.own_count()];
    for x in split.rest() {
        let r = multiplier(x.0);
        for own in split.own() {
            let w = weight(own, x);
            totals[own.0] += w;
            mixed[own.0] = match r {
                0 => mixed[own.0],
                1 => add(mixed[own.0], w),
                _ => add(mixed[own.0], multiply(r, w)),
            };
        }
    }
    // 2. Divide by W: one inversion for all of them, through the running products.
    let mut running = 1;
    let mut products = Vec::with_capacity(totals.len());
    for total in &totals {
        products.push(running);
        if *total != 0 {
            running = multiply(running, *total);
        }
    }
    let mut inverse_so_far = inverse(running);
    for place in (0..totals.len()).rev() {
        if totals[place] != 0 {
            mixed[place] = multiply(mixed[place], multiply(products[place], inverse_so_far));
            inverse_so_far = multiply(inverse_so_far, totals[place]);
        }
    }
    // 3. Equal fingerprints, compared exactly.
    let mut candidates = repeated(&mixed, &totals);
    candidates.sort_unstable();
    let same = |a: usize, b: usize| {
        split.rest().all(|x| {
            u128::from(weight(JointTypeId(a), x)) * u128::from(totals[b])
                == u128::from(weight(JointTypeId(b), x)) * u128::from(totals[a])
        })
    };
    let mut found: Option<(usize, usize)> = None;
    for group in candidates.chunk_by(|a, b| a.0 == b.0) {
        let mut distinct: Vec<usize> = Vec::new();
        for (_, joint) in group {
            match distinct.iter().find(|earlier| same(**earlier, *joint)) {
                Some(earlier) => {
                    let pair = (*earlier, *joint);
                    found = Some(found.map_or(pair, |known| known.min(pair)));
                    break;
                }
                None => distinct.push(*joint),
            }
        }
    }
    found.map(|(first, second)| (JointTypeId(first), JointTypeId(second)))
}

/// The fingerprints that occur more than once (and perhaps a few others), with their joint types.
fn repeated(fingerprints: &[u64], totals: &[u64]) -> Vec<(u64, usize)> {
    let occurring = || fingerprints.iter().zip(totals).enumerate().filter(|(_, (_, total))| **total != 0);
    if fingerprints.len() < 1 << 12 {
        return occurring().map(|(joint, (fingerprint, _))| (*fingerprint, joint)).collect();
    }
    // A bit table of the slots met once and of those met again keeps the sorting to the few that share a slot.
    let slot = |fingerprint: u64| {
        let slot = fingerprint.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - TABLE_BITS);
        ((slot >> 6) as usize, 1u64 << (slot & 63))
    };
    let words = 1usize << (TABLE_BITS - 6);
    let (mut met, mut met_again) = (vec![0u64; words], vec![0u64; words]);
    for (_, (fingerprint, _)) in occurring() {
        let (word, bit) = slot(*fingerprint);
        met_again[word] |= met[word] & bit;
        met[word] |= bit;
    }
    occurring()
        .filter(|(_, (fingerprint, _))| {
            let (word, bit) = slot(**fingerprint);
            met_again[word] & bit != 0
        })
        .map(|(joint, (fingerprint, _))| (*fingerprint, joint))
        .collect()
}

/// For weights of any size: divides each vector by its greatest common divisor and hashes it.
fn find_by_normal_form(split: &Split, weights: &[Natural]) -> Option<(JointTypeId, JointTypeId)> {
    let mut first_with: HashMap<Vec<Natural>, JointTypeId> = HashMap::new();
    let mut found: Option<(JointTypeId, JointTypeId)> = None;
    for own in split.own() {
        let vector: Vec<&Natural> = split.rest().map(|x| &weights[split.profile(own, x).0]).collect();
        let divisor = vector.iter().fold(Natural::ZERO, |known, w| greatest_common_divisor(&known, w));
        if divisor.is_zero() {
            continue;
        }
        let normal = vector.into_iter().map(|w| w / &divisor).collect();
        let first = *first_with.entry(normal).or_insert(own);
        if first != own {
            found = Some(found.map_or((first, own), |known| known.min((first, own))));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::AgentId;

    fn brute_force(space: &TypeSpace, prior: &Prior, coalition: Coalition) -> Option<(JointTypeId, JointTypeId)> {
        let count = space.joint_count(coalition);
        (0..count)
            .flat_map(|a| (a + 1..count).map(move |b| (JointTypeId(a), JointTypeId(b))))
            .find(|(a, b)| shares_posterior(space, prior, coalition, *a, *b))
    }

    /// Small weights make many shared posteriors; every coalition must agree with comparing all pairs.
    #[test]
    fn fingerprints_agree_with_comparing_all_pairs() {
        let mut state = 7u64;
        let mut next = |bound: u64| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) % bound
        };
        for counts in [vec![2, 2], vec![3, 2], vec![2, 2, 2], vec![1, 3, 2], vec![3, 3, 2], vec![2, 2, 2, 2]] {
            let space = TypeSpace::new(counts).unwrap();
            for bound in [2, 3, 50] {
                for _ in 0..20 {
                    let weights: Vec<u64> = space.profiles().map(|_| 1 + next(bound)).collect();
                    let large: Vec<Natural> = weights.iter().map(|w| Natural::from(*w)).collect();
                    let prior = Prior::from_integers(&space, weights).unwrap();
                    for coalition in crate::coalition::Pattern::All.proper_coalitions(space.agent_count()) {
                        let found = find_shared_posterior(&space, &prior, coalition);
                        assert_eq!(found, brute_force(&space, &prior, coalition));
                        assert_eq!(found, find_by_normal_form(&space.split(coalition), &large));
                    }
                }
            }
        }
    }

    #[test]
    fn joint_types_that_never_occur_have_no_posterior() {
        let space = TypeSpace::new(vec![2, 2, 2]).unwrap();
        let prior = Prior::from_integers(&space, vec![0, 1, 1, 2, 1, 3, 5, 7]).unwrap();
        let pair = Coalition::grand(3).without(AgentId(2));
        assert_eq!(find_shared_posterior(&space, &prior, pair), brute_force(&space, &prior, pair));
        assert!(!shares_posterior(&space, &prior, pair, JointTypeId(0), JointTypeId(1)));
    }

    #[test]
    fn many_joint_types_go_through_the_table() {
        let space = TypeSpace::new(vec![2; 14]).unwrap();
        let mut weights: Vec<u64> = (0..1u64 << 14).map(|n| 1 + (n * n * 2_654_435_761) % (1 << 40)).collect();
        let pair = Coalition::grand(14).without(AgentId(13));
        let prior = Prior::from_integers(&space, weights.clone()).unwrap();
        assert_eq!(find_shared_posterior(&space, &prior, pair), None);
        (weights[2 * 5000], weights[2 * 5000 + 1]) = (3 * weights[2 * 17], 3 * weights[2 * 17 + 1]);
        let prior = Prior::from_integers(&space, weights).unwrap();
        assert_eq!(find_shared_posterior(&space, &prior, pair), Some((JointTypeId(17), JointTypeId(5000))));
    }

    #[test]
    fn modular_arithmetic_inverts() {
        for a in [1, 2, 3, PRIME - 1, 123_456_789_012_345] {
            assert_eq!(multiply(a, inverse(a)), 1);
        }
    }
}

//! Which type profiles of a coalition share a posterior on the others' types.
//!
//! # Mathematics
//! The posteriors p(·|θ_S) and p(·|θ'_S) are equal exactly when the vectors (w(θ_S, x))_x and (w(θ'_S, x))_x of integer
//! weights over x ∈ Θ_−S are proportional. Three sieves, each finer and dearer than the one before, keep the joint types
//! that are still together with another one:
//! 1. Under full support the ratio of the first two weights, by its exact logarithm of 32 bits (`logarithm`). Most
//!    joint types are alone after this look at two numbers.
//! 2. Where many are still together, a fingerprint of the whole vector modulo 2^61 − 1 (`fingerprint`).
//! 3. The vectors themselves, number by number.
//!
//! Proportional vectors pass the first two sieves together, so nothing is missed; the third is the definition, so nothing
//! is claimed wrongly. The cost is at most a few passes over the prior, whatever the number of joint types.
//!
//! Joint types of probability 0 never occur and have no posterior; they are left out.

mod fingerprint;
mod logarithm;
mod repeated;

use crate::coalition::Coalition;
use crate::index::JointTypeId;
use crate::job::Job;
use crate::number::{Natural, greatest_common_divisor};
use crate::prior::{Prior, Weights};
use crate::type_space::{Split, TypeSpace};
use logarithm::logarithm;
use repeated::{Placed, Sieve};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// Joint types that may be together before the second sieve is used; fewer are compared at once.
const FEW: usize = 8;

/// Joint types that are looked at first where there are far more.
const EARLY: usize = 1 << 16;

/// Runs of joint types shorter than this are walked through across, not along.
const SHORT_RUN: usize = 8;

/// A prior prepared for [`Posteriors::find_shared`] with one coalition after the other.
#[derive(Debug)]
pub struct Posteriors<'a> {
    space: &'a TypeSpace,
    prior: &'a Prior,
    /// The logarithm of every weight, once it is worth while to have them all; shared with those beside.
    logarithms: Arc<OnceLock<Vec<u32>>>,
    /// Number of logarithms taken one by one.
    taken: usize,
    /// Memory of the first sieve.
    ratios: Vec<u32>,
    sieve: Sieve,
}

impl<'a> Posteriors<'a> {
    /// Nothing is computed before the first question.
    pub fn new(space: &'a TypeSpace, prior: &'a Prior) -> Posteriors<'a> {
        let logarithms = Arc::new(OnceLock::new());
        Posteriors { space, prior, logarithms, taken: 0, ratios: Vec::new(), sieve: Sieve::default() }
    }

    /// Another one for the same prior, for use at the same time: the two share the logarithms.
    pub fn beside(&self) -> Posteriors<'a> {
        Posteriors { logarithms: Arc::clone(&self.logarithms), ..Posteriors::new(self.space, self.prior) }
    }

    /// Takes all logarithms now, in `parts` jobs for `run` to run in any order, also at the same time, if questions about these
    /// coalitions will need them. Without it they are taken with the first question that needs them.
    ///
    /// `run` need not be trusted: what it leaves undone is done here.
    pub fn prepare(&self, coalitions: &[Coalition], parts: usize, run: impl FnOnce(Vec<Job<'_>>)) {
        let Weights::Small(weights) = self.prior.weights() else { return };
        let looks = |coalition: &Coalition| self.space.joint_count(*coalition).saturating_mul(2);
        let all = coalitions.iter().map(looks).fold(0, usize::saturating_add);
        if all < weights.len() || !self.prior.has_full_support() {
            return;
        }
        self.logarithms.get_or_init(|| {
            let mut logarithms = vec![0; weights.len()];
            let length = weights.len().div_ceil(parts.max(1)).max(1);
            let mut done = vec![false; weights.len().div_ceil(length)];
            let pieces = logarithms.chunks_mut(length).zip(weights.chunks(length)).zip(&mut done);
            let jobs = pieces.map(|((logarithms, weights), done)| -> Job<'_> {
                Box::new(move || {
                    write_logarithms(weights, logarithms);
                    *done = true;
                })
            });
            run(jobs.collect());
            if done.contains(&false) {
                write_logarithms(weights, &mut logarithms);
            }
            logarithms
        });
    }

    /// Two joint types of the coalition that occur and share a posterior on the others' types: the first such pair in
    /// lexicographic order, or `None` when all posteriors are distinct.
    ///
    /// `coalition` must be non-empty and not the grand coalition (which has nobody to form beliefs about, so that its joint
    /// types all share the trivial posterior).
    pub fn find_shared(&mut self, coalition: Coalition) -> Option<(JointTypeId, JointTypeId)> {
        let weights = match self.prior.weights() {
            Weights::Small(weights) => weights,
            Weights::Large(weights) => return find_by_normal_form(&self.space.split(coalition), weights),
        };
        let together = match second_rest(self.space, coalition) {
            Some(second) if self.prior.has_full_support() => self.of_same_ratio(weights, coalition, second),
            _ => occurring(self.space, weights, coalition),
        };
        self.first_pair(weights, coalition, &together)
    }

    /// A pair as that of [`Posteriors::find_shared`] among the first 65,536 joint types, where the coalition has at least sixteen times as many and the prior full
    /// support: not always the first of all pairs, and `None` says nothing. Weights that are short beside the number of joint types repeat their ratios so often that
    /// this look is enough, without the logarithms of the whole prior.
    pub fn find_early(&mut self, coalition: Coalition) -> Option<(JointTypeId, JointTypeId)> {
        let Weights::Small(weights) = self.prior.weights() else { return None };
        let second = second_rest(self.space, coalition)?;
        if self.space.joint_count(coalition) < 16 * EARLY || !self.prior.has_full_support() {
            return None;
        }
        let ratio = |joint| {
            let first = self.space.first_profile(coalition, JointTypeId(joint)).0;
            logarithm(weights[first + second]).wrapping_sub(logarithm(weights[first]))
        };
        self.ratios.clear();
        self.ratios.extend((0..EARLY).map(ratio));
        let together = self.sieve.repeated(&self.ratios);
        self.first_pair(weights, coalition, &together)
    }

    /// The first pair of joint types that share a posterior, among those that passed the first sieve together.
    fn first_pair(
        &self,
        weights: &[u64],
        coalition: Coalition,
        together: &[Placed],
    ) -> Option<(JointTypeId, JointTypeId)> {
        if together.is_empty() {
            return None;
        }
        let mut comparison = Comparison::new(self.space, weights, coalition);
        for group in together.chunk_by(|a, b| a.key == b.key) {
            comparison.compare(group);
        }
        comparison.found.map(|(first, second)| (JointTypeId(first), JointTypeId(second)))
    }

    /// The joint types that share the ratio of their first two weights with another; takes all logarithms as soon as more
    /// would be taken one by one.
    fn of_same_ratio(&mut self, weights: &[u64], coalition: Coalition, second: usize) -> Vec<Placed> {
        self.taken += 2 * self.space.joint_count(coalition);
        if self.taken < weights.len() && self.logarithms.get().is_none() {
            let ratio = |first: usize| logarithm(weights[first + second]).wrapping_sub(logarithm(weights[first]));
            self.ratios.clear();
            self.ratios.extend(self.space.offsets(coalition).into_iter().map(ratio));
            return self.sieve.repeated(&self.ratios);
        }
        let logarithms = self.logarithms.get_or_init(|| {
            let mut logarithms = vec![0; weights.len()];
            write_logarithms(weights, &mut logarithms);
            logarithms
        });
        first_ratios(self.space, logarithms, coalition, second, &mut self.ratios);
        self.sieve.repeated(&self.ratios)
    }
}

/// Writes Λ of every weight.
fn write_logarithms(weights: &[u64], logarithms: &mut [u32]) {
    logarithms.iter_mut().zip(weights).for_each(|(entry, weight)| *entry = logarithm(*weight));
}

/// How far the second type profile of the others is numbered from their first; `None` when there is only one.
fn second_rest(space: &TypeSpace, coalition: Coalition) -> Option<usize> {
    let others = coalition.complement(space.agent_count());
    let movable = others.members().rev().find(|agent| space.type_count(*agent) > 1)?;
    Some(space.stride(movable))
}

/// Writes Λ(w(θ_S, x_1)) − Λ(w(θ_S, x_0)) for every joint type, x_0 and x_1 being the others' first two type profiles,
/// numbered `second` apart.
fn first_ratios(
    space: &TypeSpace,
    logarithms: &[u32],
    coalition: Coalition,
    second: usize,
    ratios: &mut Vec<u32>,
) {
    ratios.clear();
    let ratio = |(first, second): (&u32, &u32)| second.wrapping_sub(*first);
    let others = coalition.complement(space.agent_count());
    let (Some(first_other), Some(last_other)) = (others.members().next(), others.members().last()) else { return };
    if last_other.0 - first_other.0 + 1 > others.len() {
        let firsts = space.offsets(coalition).into_iter();
        return ratios.extend(firsts.map(|first| ratio((&logarithms[first], &logarithms[first + second]))));
    }
    // The others are neighbours: the joint types stand in runs of `run`, one run in every `period` profiles.
    let run = space.stride(last_other);
    let period = run * space.joint_count(others);
    ratios.resize(logarithms.len() / (period / run), 0);
    if run < SHORT_RUN {
        for place in 0..run {
            let firsts = logarithms[place..].iter().step_by(period);
            let pairs = firsts.zip(logarithms[place + second..].iter().step_by(period));
            ratios[place..].iter_mut().step_by(run).zip(pairs).for_each(|(entry, pair)| *entry = ratio(pair));
        }
    } else {
        for (entries, block) in ratios.chunks_exact_mut(run).zip(logarithms.chunks_exact(period)) {
            entries
                .iter_mut()
                .zip(block.iter().zip(&block[second..]))
                .for_each(|(entry, pair)| *entry = ratio(pair));
        }
    }
}

/// All joint types that occur, as one group.
fn occurring(space: &TypeSpace, weights: &[u64], coalition: Coalition) -> Vec<Placed> {
    let split = space.split(coalition);
    let occurs = |own| split.rest().any(|x| weights[split.profile(own, x).0] != 0);
    let places = split.own().zip(0..).filter(|(own, _)| occurs(*own));
    places.map(|(_, place)| Placed { key: 0, place }).collect()
}

/// As [`Posteriors::find_shared`], for one coalition.
pub fn find_shared_posterior(
    space: &TypeSpace,
    prior: &Prior,
    coalition: Coalition,
) -> Option<(JointTypeId, JointTypeId)> {
    Posteriors::new(space, prior).find_shared(coalition)
}

/// Whether two joint types that occur share a posterior, compared number by number.
pub fn shares_posterior(
    space: &TypeSpace,
    prior: &Prior,
    coalition: Coalition,
    first: JointTypeId,
    second: JointTypeId,
) -> bool {
    if let Weights::Small(weights) = prior.weights() {
        let comparison = Comparison::new(space, weights, coalition);
        return comparison.proportional(comparison.row(first.0), comparison.row(second.0));
    }
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

/// A joint type, and the number of its profile with the others' first types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    joint: usize,
    offset: usize,
}

/// Compares the joint types that the first sieve left together; remembers the first pair found.
struct Comparison<'a> {
    space: &'a TypeSpace,
    weights: &'a [u64],
    coalition: Coalition,
    /// The others' type profiles, as distances from a row's offset.
    rest: Vec<usize>,
    found: Option<(usize, usize)>,
}

impl<'a> Comparison<'a> {
    fn new(space: &'a TypeSpace, weights: &'a [u64], coalition: Coalition) -> Comparison<'a> {
        let rest = space.offsets(coalition.complement(space.agent_count()));
        Comparison { space, weights, coalition, rest, found: None }
    }

    fn row(&self, joint: usize) -> Row {
        Row { joint, offset: self.space.first_profile(self.coalition, JointTypeId(joint)).0 }
    }

    /// The first joint type of the pair found: only pairs that begin before it are of interest.
    fn known(&self) -> usize {
        self.found.map_or(usize::MAX, |(first, _)| first)
    }

    /// Looks for a pair within a group of at least two joint types that occur, in order.
    fn compare(&mut self, group: &[Placed]) {
        let [first, second, ..] = group else { return };
        let (first, second) = (first.place as usize, second.place as usize);
        if first >= self.known() {
            return;
        }
        if self.proportional(self.row(first), self.row(second)) {
            self.found = Some((first, second));
            return;
        }
        let rows: Vec<Row> = group.iter().map(|placed| self.row(placed.place as usize)).collect();
        if rows.len() <= FEW {
            return self.compare_exactly(&rows);
        }
        let offsets: Vec<usize> = rows.iter().map(|row| row.offset).collect();
        let fingerprints = fingerprint::fingerprints(self.weights, &offsets, &self.rest);
        let mut marked: Vec<(u64, Row)> = fingerprints.into_iter().zip(rows).collect();
        marked.sort_unstable();
        for group in marked.chunk_by(|a, b| a.0 == b.0) {
            let rows: Vec<Row> = group.iter().map(|(_, row)| *row).collect();
            self.compare_exactly(&rows);
        }
    }

    fn compare_exactly(&mut self, group: &[Row]) {
        let mut distinct: Vec<Row> = Vec::new();
        for row in group {
            let known = self.known();
            let earlier = distinct.iter().take_while(|earlier| earlier.joint < known);
            match earlier.copied().find(|earlier| self.proportional(*earlier, *row)) {
                Some(earlier) => self.found = Some((earlier.joint, row.joint)),
                None if row.joint < known => distinct.push(*row),
                None if distinct.first().is_none_or(|first| first.joint >= known) => return,
                None => {}
            }
        }
    }

    /// Whether the weights of two rows are proportional and not all 0.
    fn proportional(&self, a: Row, b: Row) -> bool {
        let pairs = || {
            self.rest
                .iter()
                .map(|x| (u128::from(self.weights[a.offset + x]), u128::from(self.weights[b.offset + x])))
        };
        let Some((a_first, b_first)) = pairs().find(|(a, b)| *a != 0 || *b != 0) else { return false };
        a_first != 0 && b_first != 0 && pairs().all(|(a, b)| a * b_first == b * a_first)
    }
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

    /// By definition: for every pair, every number.
    fn brute_force(space: &TypeSpace, prior: &Prior, coalition: Coalition) -> Option<(JointTypeId, JointTypeId)> {
        let count = space.joint_count(coalition);
        let split = space.split(coalition);
        let total = |own| split.rest().map(|x| prior.weight(split.profile(own, x))).sum::<Natural>();
        let same = |a, b| {
            let (a_total, b_total) = (total(a), total(b));
            let weights = |x| (prior.weight(split.profile(a, x)), prior.weight(split.profile(b, x)));
            let mut pairs = split.rest().map(weights);
            let proportional = pairs.all(|(of_a, of_b)| of_a * &b_total == of_b * &a_total);
            let shared = proportional && !a_total.is_zero() && !b_total.is_zero();
            assert_eq!(shared, shares_posterior(space, prior, coalition, a, b));
            shared
        };
        (0..count)
            .flat_map(|a| (a + 1..count).map(move |b| (JointTypeId(a), JointTypeId(b))))
            .find(|(a, b)| same(*a, *b))
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

    /// An early pair is a pair, and where there are few joint types none is looked for.
    #[test]
    fn early_pairs_share_a_posterior() {
        let space = TypeSpace::new(vec![2; 21]).unwrap();
        let scrambled = |n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
        let short: Vec<u64> = (0..1u64 << 21).map(|n| 1 + scrambled(n) % 1000).collect();
        let long: Vec<u64> = (0..1u64 << 21).map(|n| 1 + scrambled(n)).collect();
        let prior = Prior::from_integers(&space, short).unwrap();
        let mut posteriors = Posteriors::new(&space, &prior);
        let all = crate::coalition::Pattern::All.maximal_proper_coalitions(21);
        for coalition in &all {
            let (first, second) = posteriors.find_early(*coalition).unwrap();
            assert!(first < second && second.0 < EARLY);
            assert!(shares_posterior(&space, &prior, *coalition, first, second));
        }
        // The last coalition's joint types begin with those that the search for all would look at first.
        assert_eq!(posteriors.find_shared(all[0]), posteriors.find_early(all[0]));
        let few = all[0].without(AgentId(1)).without(AgentId(2));
        assert_eq!(posteriors.find_early(few), None);
        let prior = Prior::from_integers(&space, long).unwrap();
        assert_eq!(Posteriors::new(&space, &prior).find_early(all[0]), None);
    }

    /// Priors made to defeat the sieves: powers of two, equal weights, weights that differ in their leading bits only, and
    /// weights that are not small.
    #[test]
    fn hostile_priors_agree_with_comparing_all_pairs() {
        let scrambled = |n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
        type Weight<'a> = &'a dyn Fn(u64) -> u64;
        let families: [(&str, Weight); 6] = [
            ("powers of two", &|n| 1 << (scrambled(n) % 50)),
            ("equal", &|_| 1),
            ("equal but one", &|n| if n == 37 { 2 } else { 1 }),
            ("the same modulo 2^34", &|n| 1 + ((scrambled(n) % (1 << 20)) << 34)),
            ("of opposite sign modulo 2^34", &|n| if n % 3 == 0 { (1 << 34) - 1 } else { 1 }),
            ("products of few primes", &|n| 3u64.pow((n % 5) as u32) * 5u64.pow((n / 7 % 4) as u32)),
        ];
        let beyond = Natural::from(u64::MAX) * Natural::from(1_000_003u64);
        for counts in [vec![2; 6], vec![4, 3, 5], vec![8, 8]] {
            let space = TypeSpace::new(counts).unwrap();
            for (name, weight) in families {
                let weights: Vec<u64> = space.profiles().map(|profile| weight(profile.0 as u64)).collect();
                let rationals = |last: Natural| -> Vec<crate::number::Rational> {
                    let mut all: Vec<Natural> = weights.iter().map(|w| Natural::from(*w)).collect();
                    *all.last_mut().unwrap() = last;
                    all.into_iter().map(|w| crate::number::Rational::from_parts(w.into(), 1u64.into())).collect()
                };
                let large = Prior::new(&space, &rationals(beyond.clone())).unwrap();
                assert!(matches!(large.weights(), Weights::Large(_)));
                for prior in [Prior::from_integers(&space, weights.clone()).unwrap(), large] {
                    let mut posteriors = Posteriors::new(&space, &prior);
                    let mut beside = posteriors.beside();
                    for coalition in crate::coalition::Pattern::All.proper_coalitions(space.agent_count()) {
                        let expected = brute_force(&space, &prior, coalition);
                        assert_eq!(posteriors.find_shared(coalition), expected, "{name}, {coalition:?}");
                        assert_eq!(beside.find_shared(coalition), expected, "{name}, {coalition:?}");
                    }
                }
            }
        }
    }

    /// Twelve agents: so many joint types that they go through the tables, with keys that repeat or are all equal.
    #[test]
    fn repeated_keys_of_many_joint_types_agree_with_the_normal_form() {
        let space = TypeSpace::new(vec![2; 12]).unwrap();
        let scrambled = |n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
        let families: [&dyn Fn(u64) -> u64; 5] = [
            &|n| 1 + scrambled(n) % 100,
            &|n| 1 << (scrambled(n) % 49),
            &|n| 1 + ((scrambled(n) % (1 << 14)) << 34),
            &|n| 1 + (scrambled(n) & 0xffff_ffff),
            &|n| 1 + (n.count_ones() as u64),
        ];
        for weight in families {
            let weights: Vec<u64> = space.profiles().map(|profile| weight(profile.0 as u64)).collect();
            let large: Vec<Natural> = weights.iter().map(|w| Natural::from(*w)).collect();
            let prior = Prior::from_integers(&space, weights).unwrap();
            let mut posteriors = Posteriors::new(&space, &prior);
            for coalition in crate::coalition::Pattern::All.maximal_proper_coalitions(12) {
                let expected = find_by_normal_form(&space.split(coalition), &large);
                assert_eq!(posteriors.find_shared(coalition), expected);
            }
        }
    }
}

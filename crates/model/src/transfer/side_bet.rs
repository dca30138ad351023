//! The side bet φ^{θ̄_S} against one type profile of one coalition, in closed form (CPAM Lemma 4; theory 9.2).
//!
//! # Definition
//! For a coalition S that is not grand and a type profile θ̄_S, a transfer rule φ with
//! 1. Σ_i φ_i(θ) = 0 at every profile (budget balance);
//! 2. E\[Σ_{i∈C} φ_i | θ_C\] = 0 for *every* non-grand coalition C and every θ_C when all report truthfully;
//! 3. E\[Σ_{i∈S} φ_i(θ̂_S, ·) | θ̄_S\] < 0 for every misreport θ̂_S whose posterior differs from that of θ̄_S
//!    (and = 0 for those that share it).
//!
//! # Construction
//! Under full support put y_i(θ) = φ_i(θ) p(θ). Conditions 1 and 2 hold when the function Y_S = Σ_{i∈S} y_i on
//! Θ_S × Θ_−S has zero row and column sums and is split among the agents by telescoping averages: with
//! S = {s_1, …, s_k} and E_s the uniform average over the types of s,
//! y_{s_j} = E_{s_{j−1}} ⋯ E_{s_1} Y − E_{s_j} ⋯ E_{s_1} Y, and the same with −Y for the agents outside.
//! Each y_i then sums to 0 over its own coordinate. So for a non-grand C, Σ_{θ_−C} Σ_{i∈C} y_i = −Σ_{i∉C} Σ_{θ_−C} y_i = 0, which is
//! condition 2: the sum over θ_−C runs over the coordinate of every i ∉ C, and there is such an i.
//!
//! Row θ̂_S ≠ θ̄_S of Y bets on what θ̂_S finds likelier than θ̄_S does: with U the others' profiles x that have
//! p(x|θ̄_S) > p(x|θ̂_S) and L those with <, it is −|L|/g on U, |U|/g on L and 0 elsewhere, g = gcd(|U|, |L|).
//! Then E\[Σ_{i∈S} φ_i(θ̂_S, ·) | θ̄_S\] = Σ_x Y(θ̂_S, x) p(x|θ̄_S)/p(θ̂_S, x), and p(x|θ̄_S)/p(x|θ̂_S) exceeds 1 on U and
//! is below 1 on L, so the value is negative. Row θ̄_S is minus the sum of the others. All entries are integers.
//!
//! # Cost
//! O(|Θ|) to prepare, O(1) for one payment, O(n |Θ|) for all; no linear program.

use super::telescope::Telescope;
use super::{TransferRule, TransferTable};
use crate::coalition::Coalition;
use crate::index::{AgentId, JointTypeId, ProfileId};
use crate::number::{Integer, Natural, Rational};
use crate::prior::{Prior, Weights, small_gcd};
use crate::type_space::{Split, TypeSpace};

/// Names a side bet: the coalition S and its type profile θ̄_S.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SideBetId {
    /// The coalition S, not empty and not grand.
    pub coalition: Coalition,
    /// The type profile θ̄_S.
    pub types: JointTypeId,
}

/// Profiles up to which the integers of the construction provably fit a machine word.
const MAX_SIZE: usize = 1 << 28;

/// A side bet, ready to be asked for payments.
#[derive(Debug)]
pub struct SideBet<'a> {
    space: &'a TypeSpace,
    prior: &'a Prior,
    total: Integer,
    telescope: Telescope,
}

impl<'a> SideBet<'a> {
    /// Prepares the side bet. `None` without full support, for a coalition that is empty, grand or unknown, for a type that it
    /// does not have, or beyond 2^28 profiles.
    pub fn new(space: &'a TypeSpace, prior: &'a Prior, id: SideBetId) -> Option<SideBet<'a>> {
        let grand = Coalition::grand(space.agent_count());
        let proper = !id.coalition.is_empty() && id.coalition.is_subset_of(grand) && id.coalition != grand;
        if !prior.has_full_support() || !proper || space.size() > MAX_SIZE {
            return None;
        }
        let split = space.split(id.coalition);
        if id.types.0 >= split.own_count() {
            return None;
        }
        let bets = match prior.weights() {
            Weights::Small(weights) => {
                rows(&split, id.types, |p| weights[p.0], |a, b| u128::from(*a) * u128::from(*b))
            }
            Weights::Large(weights) => rows(&split, id.types, |p| weights[p.0].clone(), |a, b| a * b),
        };
        let telescope = Telescope::new(space, id.coalition, bets);
        Some(SideBet { space, prior, total: prior.total().clone().into(), telescope })
    }

    /// The whole rule as machine integers: y_i(θ) = φ_i(θ) p(θ) times the agent's denominator, n for every profile in
    /// profile order, and the n denominators. This is the number type in which the rule is made.
    pub fn scaled_probability_weighted(&self) -> (Vec<i64>, Vec<i64>) {
        (self.telescope.parts(), self.telescope.denominators())
    }

    /// φ_i = y_i · total / (denominator · weight).
    fn payment_from(&self, numerator: i64, denominator: i64, profile: ProfileId) -> Rational {
        if numerator == 0 {
            return Rational::ZERO;
        }
        let below = Natural::from(denominator.unsigned_abs()) * self.prior.weight(profile);
        Rational::from_parts(Integer::from(numerator) * &self.total, below)
    }
}

impl TransferRule for SideBet<'_> {
    fn payment(&self, agent: AgentId, profile: ProfileId) -> Rational {
        let (numerator, denominator) = self.telescope.part(self.space, agent, profile);
        self.payment_from(numerator, denominator, profile)
    }

    fn table(&self, space: &TypeSpace) -> TransferTable {
        let (numerators, denominators) = self.scaled_probability_weighted();
        let agents = denominators.len();
        TransferTable::from_fn(space, |agent, profile| {
            self.payment_from(numerators[profile.0 * agents + agent.0], denominators[agent.0], profile)
        })
    }
}

/// The integer matrix Y on Θ_S × Θ_−S with zero row and column sums, in profile order.
fn rows<W, P>(
    split: &Split,
    target: JointTypeId,
    weight: impl Fn(ProfileId) -> W,
    product: impl Fn(&W, &W) -> P,
) -> Vec<i64>
where
    W: for<'w> std::iter::Sum<&'w W>,
    P: Ord,
{
    let mut matrix = vec![0i64; split.own_count() * split.rest_count()];
    let row = |own: JointTypeId| split.rest().map(move |x| split.profile(own, x));
    let truly: Vec<W> = row(target).map(&weight).collect();
    let target_total: W = truly.iter().sum();
    let (mut reported, mut signs) = (Vec::with_capacity(truly.len()), Vec::with_capacity(truly.len()));
    for report in split.own().filter(|report| *report != target) {
        reported.clear();
        reported.extend(row(report).map(&weight));
        let report_total: W = reported.iter().sum();
        let (mut likelier, mut less_likely) = (0u64, 0u64);
        signs.clear();
        signs.extend(truly.iter().zip(&reported).map(|(truly, reported)| {
            let sign = product(truly, &report_total).cmp(&product(reported, &target_total));
            likelier += u64::from(sign.is_gt());
            less_likely += u64::from(sign.is_lt());
            sign
        }));
        if likelier == 0 {
            continue; // the same posterior: no bet can tell them apart
        }
        let divisor = small_gcd(likelier, less_likely);
        let (loss, win) = ((less_likely / divisor) as i64, (likelier / divisor) as i64);
        for (sign, (here, there)) in signs.iter().zip(row(report).zip(row(target))) {
            let entry = i64::from(sign.is_lt()) * win - i64::from(sign.is_gt()) * loss;
            matrix[here.0] = entry;
            matrix[there.0] -= entry;
        }
    }
    matrix
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coalition::Pattern;

    fn expectation(
        space: &TypeSpace,
        prior: &Prior,
        table: &TransferTable,
        coalition: Coalition,
        truth: JointTypeId,
        report: JointTypeId,
    ) -> Rational {
        let split = space.split(coalition);
        split.rest().fold(Rational::ZERO, |total, x| {
            let payments = table.at(split.profile(report, x));
            let paid = crate::number::sum(coalition.members().map(|agent| &payments[agent.0]));
            total + paid * prior.probability(split.profile(truth, x))
        })
    }

    /// Lemma 4's three conditions, for every coalition and type profile of pseudo-random priors.
    #[test]
    fn side_bets_have_the_three_properties_of_lemma_4() {
        let mut state = 99u64;
        for counts in [vec![2, 2], vec![3, 2], vec![2, 2, 2], vec![1, 3, 2], vec![2, 3, 2, 2]] {
            let space = TypeSpace::new(counts).unwrap();
            let weights = space
                .profiles()
                .map(|_| {
                    state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                    1 + (state >> 33) % 9
                })
                .collect();
            let prior = Prior::from_integers(&space, weights).unwrap();
            for coalition in Pattern::All.proper_coalitions(space.agent_count()) {
                let split = space.split(coalition);
                for types in split.own() {
                    let bet = SideBet::new(&space, &prior, SideBetId { coalition, types }).unwrap();
                    let table = bet.table(&space);
                    for profile in space.profiles() {
                        assert!(table.total(profile).is_zero());
                        for agent in space.agents() {
                            assert_eq!(bet.payment(agent, profile), table.at(profile)[agent.0]);
                        }
                    }
                    for other in Pattern::All.proper_coalitions(space.agent_count()) {
                        for truth in space.split(other).own() {
                            assert!(expectation(&space, &prior, &table, other, truth, truth).is_zero());
                        }
                    }
                    for report in split.own().filter(|report| *report != types) {
                        let value = expectation(&space, &prior, &table, coalition, types, report);
                        let shared = crate::posterior::shares_posterior(&space, &prior, coalition, types, report);
                        assert!(if shared { value.is_zero() } else { value < Rational::ZERO });
                    }
                }
            }
        }
    }

    #[test]
    fn a_side_bet_needs_full_support_and_a_proper_coalition() {
        let space = TypeSpace::new(vec![2, 2, 2]).unwrap();
        let zero = Prior::from_integers(&space, vec![0, 1, 1, 1, 1, 1, 1, 1]).unwrap();
        let single = SideBetId { coalition: Coalition::single(AgentId(0)), types: JointTypeId(0) };
        assert!(SideBet::new(&space, &zero, single).is_none());
        let full = Prior::from_integers(&space, vec![1; 8]).unwrap();
        assert!(SideBet::new(&space, &full, single).is_some());
        let grand = SideBetId { coalition: Coalition::grand(3), types: JointTypeId(0) };
        assert!(SideBet::new(&space, &full, grand).is_none());
        assert!(SideBet::new(&space, &full, SideBetId { types: JointTypeId(2), ..single }).is_none());
    }
}

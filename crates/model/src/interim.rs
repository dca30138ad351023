//! Interim values: what a coalition expects from a report, given its true types (CPAM 2.1).
//!
//! V_S\[θ̂_S\](t, θ̄_S) = E\[Σ_{i∈S} u_i(q(θ̂_S, x), (θ̄_S, x)) + t_i(θ̂_S, x) | θ̄_S\], the expectation over the others'
//! types x ∈ Θ_−S. It is the sum of a payoff part, the same under every rule, and a transfer part.

use crate::coalition::Coalition;
use crate::environment::Environment;
use crate::index::{AgentId, JointTypeId};
use crate::number::{Integer, Natural, Rational, common_denominator, least_common_multiple, scaled_to};
use crate::prior::Prior;
use crate::transfer::ScaledTable;
use crate::type_space::Split;

/// One coalition's view of an environment.
#[derive(Debug)]
pub struct Interim<'a> {
    environment: &'a Environment,
    split: Split,
    /// Weight of every profile, by truth and others' types: entry truth · |Θ_−S| + x.
    weights: Vec<Integer>,
    /// Weight W(θ_S) of every joint type.
    totals: Vec<Natural>,
}

impl<'a> Interim<'a> {
    /// The view of a coalition, which may be the grand one, with its beliefs ([`Environment::coalition_belief`]). `None` when it
    /// has none: several agents without a common prior.
    pub fn new(environment: &'a Environment, coalition: Coalition) -> Option<Interim<'a>> {
        environment.coalition_belief(coalition).map(|belief| Interim::with(environment, coalition, belief))
    }

    /// The view of a single agent with its own beliefs.
    pub fn of_agent(environment: &'a Environment, agent: AgentId) -> Interim<'a> {
        Interim::with(environment, Coalition::single(agent), environment.belief(agent))
    }

    fn with(environment: &'a Environment, coalition: Coalition, prior: &Prior) -> Interim<'a> {
        let split = environment.space().split(coalition);
        let mut weights = Vec::with_capacity(environment.space().size());
        let mut totals = Vec::with_capacity(split.own_count());
        for own in split.own() {
            let mut total = Natural::ZERO;
            for x in split.rest() {
                let weight = prior.weight(split.profile(own, x));
                total += &weight;
                weights.push(Integer::from(weight));
            }
            totals.push(total);
        }
        Interim { environment, split, weights, totals }
    }

    /// The coalition.
    pub fn coalition(&self) -> Coalition {
        self.split.coalition()
    }

    /// The split of the profiles into the coalition's types and the others'.
    pub fn split(&self) -> &Split {
        &self.split
    }

    /// Whether the joint type has positive probability. Nothing is asked of one that never occurs.
    pub fn occurs(&self, truth: JointTypeId) -> bool {
        !self.totals[truth.0].is_zero()
    }

    /// The weight W(θ̄_S) that [`Interim::posterior_weights`] add up to; 0 for a truth that never occurs.
    pub fn total_weight(&self, truth: JointTypeId) -> &Natural {
        &self.totals[truth.0]
    }

    /// p(x|θ̄_S) times the weight of θ̄_S, for every x ∈ Θ_−S in order.
    pub fn posterior_weights(&self, truth: JointTypeId) -> &[Integer] {
        &self.weights[truth.0 * self.split.rest_count()..][..self.split.rest_count()]
    }

    /// The payoff part E\[Σ_{i∈S} u_i(q(report, x), (truth, x)) | truth\]; 0 for a truth that never occurs.
    pub fn payoff(&self, truth: JointTypeId, report: JointTypeId) -> Rational {
        if !self.occurs(truth) {
            return Rational::ZERO;
        }
        let (sum, denominator) = self.weighted_payoff(truth, report);
        Rational::from_parts(sum, denominator * &self.totals[truth.0])
    }

    /// [`Interim::payoff`] times [`Interim::total_weight`], as an integer over a positive denominator; not in lowest terms.
    pub fn weighted_payoff(&self, truth: JointTypeId, report: JointTypeId) -> (Integer, Natural) {
        if let Some(sum) = self.whole_payoff(truth, report) {
            return (Integer::from(sum), Natural::ONE);
        }
        let payoffs: Vec<(Rational, &Integer)> = self
            .split
            .rest()
            .zip(self.posterior_weights(truth))
            .filter(|(_, weight)| !weight.is_zero())
            .map(|(x, weight)| {
                let outcome = self.environment.allocation(self.split.profile(report, x));
                let profile = self.split.profile(truth, x);
                (self.environment.total_payoff(self.coalition(), outcome, profile), weight)
            })
            .collect();
        let denominator = common_denominator(payoffs.iter().map(|(payoff, _)| payoff));
        let sum = payoffs.iter().fold(Integer::ZERO, |sum, (payoff, weight)| {
            if payoff.is_zero() { sum } else { sum + scaled_to(payoff, &denominator) * *weight }
        });
        (sum, denominator)
    }

    /// The sum behind [`Interim::weighted_payoff`] when all its payoffs and weights are whole machine numbers; `None` otherwise.
    fn whole_payoff(&self, truth: JointTypeId, report: JointTypeId) -> Option<i128> {
        let mut sum = 0i128;
        for (x, weight) in self.split.rest().zip(self.posterior_weights(truth)) {
            let weight = i128::from(i64::try_from(weight).ok()?);
            if weight == 0 {
                continue;
            }
            let outcome = self.environment.allocation(self.split.profile(report, x));
            let profile = self.split.profile(truth, x);
            for member in self.coalition().members() {
                let payoff = self.environment.payoff(member, outcome, profile);
                if !payoff.denominator().is_one() {
                    return None;
                }
                // Both factors are below 2^63, so that the product fits.
                sum = sum.checked_add(weight * i128::from(i64::try_from(payoff.numerator()).ok()?))?;
            }
        }
        Some(sum)
    }

    /// The transfer part E\[Σ_{i∈S} t_i(report, x) | truth\], from the coalition's totals of a scaled table.
    pub fn transfer(&self, totals: &CoalitionTotals, truth: JointTypeId, report: JointTypeId) -> Rational {
        if !self.occurs(truth) {
            return Rational::ZERO;
        }
        let sum = self.scaled_transfer(totals, truth, report);
        Rational::from_parts(sum, totals.denominator_of(report) * &self.totals[truth.0])
    }

    /// [`Interim::transfer`] times [`CoalitionTotals::denominator_of`] the report and [`Interim::total_weight`].
    pub fn scaled_transfer(&self, totals: &CoalitionTotals, truth: JointTypeId, report: JointTypeId) -> Integer {
        let mut sum = Integer::ZERO;
        for (x, weight) in self.split.rest().zip(self.posterior_weights(truth)) {
            let payment = &totals.totals[self.split.profile(report, x).0];
            if !payment.is_zero() {
                sum += payment * weight;
            }
        }
        sum
    }

    /// The coalition's payments Σ_{i∈S} t_i under one rule, ready for [`Interim::transfer`].
    pub fn totals(&self, table: &ScaledTable) -> CoalitionTotals {
        let mut totals = table.coalition_totals(self.coalition());
        let of_profiles = table.denominators();
        if let [one] = of_profiles {
            return CoalitionTotals { totals, denominators: vec![one.clone()] };
        }
        let of_report = |report| {
            let profiles: Vec<usize> = self.split.rest().map(|x| self.split.profile(report, x).0).collect();
            let moved = profiles.iter().filter(|profile| !totals[**profile].is_zero());
            let common = moved.fold(Natural::ONE, |known, at| least_common_multiple(&known, &of_profiles[*at]));
            for at in profiles {
                if !totals[at].is_zero() {
                    totals[at] *= Integer::from(&common / &of_profiles[at]);
                }
            }
            common
        };
        let denominators = self.split.own().map(of_report).collect();
        CoalitionTotals { totals, denominators }
    }
}

/// Σ_{i∈S} t_i(θ) for every profile, as integers over a common denominator of all profiles, or of all with the same report θ_S: what a report is worth is
/// a sum over these alone.
#[derive(Debug)]
pub struct CoalitionTotals {
    totals: Vec<Integer>,
    /// One for all reports, or one for each.
    denominators: Vec<Natural>,
}

impl CoalitionTotals {
    /// The common denominator of the totals at this report.
    pub fn denominator_of(&self, report: JointTypeId) -> &Natural {
        self.denominators.get(report.0).unwrap_or(&self.denominators[0])
    }

    /// The common denominator of all totals.
    pub fn denominator(&self) -> Natural {
        self.denominators.iter().fold(Natural::ONE, |known, of_report| least_common_multiple(&known, of_report))
    }
}

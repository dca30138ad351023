//! `identifiability` from the factors: the method for a table, with the equations between the first agent's view and another's at the
//! profiles that decide them, [`deciding_profiles`], instead of at all profiles.

use super::all_profiles;
use crate::condition::whole_payments_of;
use crate::lp::{Dual, Outcome, Primal, Program, Relation, Sign, solve};
use ambimech_model::certificate::Mixture;
use ambimech_model::check::check_factored_condition;
use ambimech_model::coalition::Coalition;
use ambimech_model::condition::{Condition, UndecidedReason};
use ambimech_model::factored::{
    FactoredCertificate, FactoredEnvironment, FactoredEvidence, ProfilePayments, Types, deciding_profiles,
};
use ambimech_model::index::{AgentId, TypeId};
use ambimech_model::number::{Rational, sum};
use std::collections::BTreeMap;

/// Programs with more coefficients than this are not solved.
const MAX_COEFFICIENTS: usize = 1 << 21;

/// The witness distribution, or the payments.
pub(super) fn evidence(environment: &FactoredEnvironment) -> Result<Vec<FactoredEvidence>, UndecidedReason> {
    let mut search = Search::new(environment)?;
    loop {
        let program = search.mass_program();
        let Ok(Outcome::Optimal { value, primal: Primal(w), dual: Dual(multipliers) }) = solve(&program) else {
            return Err(all_profiles(environment));
        };
        if value.is_zero() {
            return search.finish(search.payments(&multipliers));
        }
        if !search.is_multiple_of_prior(&w) {
            return Ok(vec![search.witness(w)]);
        }
        search.set_aside(w);
    }
}

/// A pair of types of an agent, as a variable w_i(θ_i, θ'_i).
#[derive(Debug, Clone, Copy)]
struct Pair {
    agent: AgentId,
    report: TypeId,
    truth: TypeId,
}

/// z(θ) = Σ_θ'i w_i(θ_i, θ'_i) p(θ'_i, θ_−i) at one profile, by the variables of the first agent and by those of another.
struct Equation {
    profile: Types,
    other: AgentId,
    first: Vec<(usize, Rational)>,
    second: Vec<(usize, Rational)>,
    prior: Rational,
}

struct Search<'a> {
    environment: &'a FactoredEnvironment,
    pairs: Vec<Pair>,
    equations: Vec<Equation>,
    /// The pairs that can be positive without telling anything, with their weights in a sum of what was found.
    aside: Vec<Option<Rational>>,
    /// The rest of that sum: the free weights of truths.
    truths: Vec<Rational>,
}

impl<'a> Search<'a> {
    fn new(environment: &'a FactoredEnvironment) -> Result<Search<'a>, UndecidedReason> {
        let (prior, counts) = (environment.prior(), environment.prior().counts());
        let mut pairs = Vec::new();
        let mut starts = Vec::with_capacity(counts.len());
        for (agent, count) in counts.iter().enumerate() {
            starts.push(pairs.len());
            let of = |report: usize| {
                let pair =
                    move |truth| Pair { agent: AgentId(agent), report: TypeId(report), truth: TypeId(truth) };
                (0..*count).map(pair)
            };
            pairs.extend((0..*count).flat_map(of));
        }
        let terms = |agent: AgentId, profile: &Types| -> Vec<(usize, Rational)> {
            let count = counts[agent.0];
            let term = |truth: usize| {
                let mut changed = profile.clone();
                changed[agent.0] = TypeId(truth);
                let place = starts[agent.0] + profile[agent.0].0 * count + truth;
                (place, Rational::from(prior.chain().weight(&changed)))
            };
            (0..count).map(term).collect()
        };
        let mut equations = Vec::new();
        for other in (1..counts.len()).map(AgentId) {
            let profiles = deciding_profiles(prior, AgentId(0), other).map_err(|_| all_profiles(environment))?;
            for profile in profiles {
                equations.push(Equation {
                    first: terms(AgentId(0), &profile),
                    second: terms(other, &profile),
                    prior: Rational::from(prior.chain().weight(&profile)),
                    profile,
                    other,
                });
            }
        }
        if equations.len().saturating_mul(pairs.len()) > MAX_COEFFICIENTS {
            return Err(all_profiles(environment));
        }
        let (aside, truths) = (vec![None; pairs.len()], vec![Rational::ZERO; pairs.len()]);
        Ok(Search { environment, pairs, equations, aside, truths })
    }

    fn is_truth(&self, place: usize) -> bool {
        self.pairs[place].report == self.pairs[place].truth
    }

    fn is_open(&self, place: usize) -> bool {
        !self.is_truth(place) && self.aside[place].is_none()
    }

    fn program(&self, sign: impl Fn(usize) -> Sign) -> Program {
        let mut program = Program::new();
        (0..self.pairs.len()).for_each(|place| {
            program.add_variable(sign(place));
        });
        for equation in &self.equations {
            let second = equation.second.iter().map(|(place, factor)| (*place, -factor.clone()));
            program.add_row(
                Relation::Equal,
                equation.first.iter().cloned().chain(second).collect(),
                Rational::ZERO,
            );
        }
        program
    }

    /// The largest sum of weights of untruthful reports, at most 1.
    fn mass_program(&self) -> Program {
        let sign = |place| if self.is_truth(place) { Sign::Free } else { Sign::NonNegative };
        let mut program = self.program(sign);
        let open: Vec<usize> = (0..self.pairs.len()).filter(|place| self.is_open(*place)).collect();
        open.iter().for_each(|place| program.set_cost(*place, -Rational::ONE));
        let cap = open.iter().map(|place| (*place, -Rational::ONE)).collect();
        program.add_row(Relation::AtLeast, cap, -Rational::ONE);
        program
    }

    /// z at the profile of an equation, from the first agent's weights.
    fn value(equation: &Equation, w: &[Rational]) -> Rational {
        let parts: Vec<Rational> = equation.first.iter().map(|(place, factor)| &w[*place] * factor).collect();
        sum(&parts)
    }

    fn is_multiple_of_prior(&self, w: &[Rational]) -> bool {
        let Some(anchor) = self.equations.iter().find(|equation| !equation.prior.is_zero()) else { return true };
        let there = Search::value(anchor, w);
        self.equations
            .iter()
            .all(|equation| Search::value(equation, w) * &anchor.prior == &equation.prior * &there)
    }

    fn set_aside(&mut self, w: Vec<Rational>) {
        for (place, weight) in w.into_iter().enumerate() {
            if self.is_truth(place) {
                self.truths[place] += weight;
            } else if !weight.is_zero() {
                *self.aside[place].get_or_insert(Rational::ZERO) += weight;
            }
        }
    }

    /// The multiplier of an equation is paid by the other agent to the first.
    fn payments(&self, multipliers: &[Rational]) -> ProfilePayments {
        let agents = self.environment.agent_count();
        let mut paid: BTreeMap<Types, Vec<Rational>> = BTreeMap::new();
        for (equation, multiplier) in self.equations.iter().zip(multipliers) {
            let row = paid.entry(equation.profile.clone()).or_insert_with(|| vec![Rational::ZERO; agents]);
            row[0] += multiplier;
            row[equation.other.0] -= multiplier;
        }
        whole_payments_of(paid.into_iter().collect())
    }

    fn finish(&self, payments: ProfilePayments) -> Result<Vec<FactoredEvidence>, UndecidedReason> {
        let evidence = vec![FactoredEvidence::IdentifyingTransfers { payments }];
        if self.aside.iter().all(Option::is_none) {
            return Ok(evidence);
        }
        let certificate = FactoredCertificate { condition: Condition::Identifiability, holds: true, evidence };
        if check_factored_condition(self.environment, &certificate).is_ok() {
            return Ok(certificate.evidence);
        }
        let Some(anchor) = self.equations.iter().position(|equation| !equation.prior.is_zero()) else {
            return Ok(certificate.evidence);
        };
        for place in (0..self.equations.len()).filter(|place| *place != anchor) {
            if self.equations[place].profile != self.equations[anchor].profile
                && let Some(direction) = self.direction(anchor, place)?
            {
                return Ok(vec![self.witness(self.added_to_found(&direction))]);
            }
        }
        Ok(certificate.evidence)
    }

    /// Weights in the linear space with z = 0 at the one equation's profile and 1 at the other's.
    fn direction(&self, zero: usize, one: usize) -> Result<Option<Vec<Rational>>, UndecidedReason> {
        let mut program = self.program(|_| Sign::Free);
        for place in (0..self.pairs.len()).filter(|place| self.is_open(*place)) {
            program.add_row(Relation::Equal, vec![(place, Rational::ONE)], Rational::ZERO);
        }
        for (equation, value) in [(zero, Rational::ZERO), (one, Rational::ONE)] {
            program.add_row(Relation::Equal, self.equations[equation].first.clone(), value);
        }
        match solve(&program) {
            Ok(Outcome::Optimal { primal: Primal(w), .. }) => Ok(Some(w)),
            Ok(Outcome::Infeasible { .. }) => Ok(None),
            _ => Err(all_profiles(self.environment)),
        }
    }

    /// The direction plus a multiple of what was set aside, so that no untruthful weight is negative.
    fn added_to_found(&self, direction: &[Rational]) -> Vec<Rational> {
        let mut multiple = Rational::ZERO;
        for (weight, found) in direction.iter().zip(&self.aside) {
            if let Some(found) = found {
                multiple = multiple.max(-(weight / found));
            }
        }
        let found = |place: usize| self.aside[place].as_ref().unwrap_or(&self.truths[place]);
        direction.iter().enumerate().map(|(place, weight)| weight + &multiple * found(place)).collect()
    }

    /// The distribution of these weights, after so much of p was added that no weight is negative.
    fn witness(&self, mut w: Vec<Rational>) -> FactoredEvidence {
        let truths: Vec<usize> = (0..w.len()).filter(|place| self.is_truth(*place)).collect();
        let least = truths.iter().map(|place| w[*place].clone()).min().unwrap_or(Rational::ZERO);
        if least < Rational::ZERO {
            truths.iter().for_each(|place| w[*place] -= &least);
        }
        let chain = self.environment.prior().chain();
        let of_type = |pair: &Pair| -> Rational {
            Rational::from(chain.joint_weight(Coalition::single(pair.agent), &[pair.truth]))
        };
        let entries: Vec<(Pair, Rational)> = self
            .pairs
            .iter()
            .zip(&w)
            .filter(|(_, weight)| !weight.is_zero())
            .map(|(pair, weight)| (*pair, weight * of_type(pair)))
            .collect();
        let of_first = entries.iter().filter(|(pair, _)| pair.agent == AgentId(0));
        let total = sum(of_first.map(|(_, weight)| weight));
        let mut mixtures: Vec<Mixture> = Vec::new();
        for (pair, weight) in entries {
            let entry = (pair.truth, weight / &total);
            match mixtures.last_mut() {
                Some(last) if (last.agent, last.own) == (pair.agent, pair.report) => last.weights.push(entry),
                _ => mixtures.push(Mixture { agent: pair.agent, own: pair.report, weights: vec![entry] }),
            }
        }
        FactoredEvidence::ImitatedDistribution { mixtures }
    }
}

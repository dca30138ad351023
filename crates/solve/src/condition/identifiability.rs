//! Condition `identifiability`.
#![doc = include_str!("../../../io/glossary/identifiability.md")]
//!
//! # Run
//! ```
//! use ambimech_io::{Format, parse_environment};
//! use ambimech_model::condition::Condition;
//! use ambimech_solve::condition::decide_condition;
//!
//! let text = |example: &str| {
//!     let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(example);
//!     std::fs::read_to_string(folder.join("environment.toml")).unwrap()
//! };
//! let verdict = |text: String| {
//!     let environment = parse_environment(&text, "environment.toml", Format::Toml, None).unwrap();
//!     decide_condition(&environment, Condition::Identifiability).word()
//! };
//! assert_eq!(verdict(text("guo-2021-public-good")), "holds");
//! assert_eq!(verdict(text("guo-2017-implementation")), "fails");
//! ```
//!
//! # Method
//! A distribution p̃ fails to be told from p when p̃(θ_i, x) = Σ_θ'i w_i(θ_i, θ'_i) p(θ'_i, x) with w ≥ 0 for every agent i. Near p
//! nothing is lost: adding a multiple of p to p̃ adds it to all w_i(θ_i, θ_i), so these may be free, and p̃ any function z. The pairs
//! (z, w) are a cone, and the condition says that all its z are multiples of p.
//!
//! 0. Two agents: types drawn independently from the prior's marginals are another distribution like that, or the prior.
//! 1. The largest Σ w_i(θ_i, θ'_i), θ'_i ≠ θ_i, that is at most 1: a linear program. If it is positive and z is no multiple of p, the
//!    condition fails. If z is one, the pairs with a positive w are set aside, and the same is asked about the remaining ones.
//! 2. When no pair remains that can have a positive w, the program's multipliers are balanced payments y under which
//!    truth is worth 0, misreports at most 0, and those of the remaining pairs less than 0.
//! 3. Sums of what was found show that all pairs set aside can be positive at once, so that only a linear space is left: z(θ_i, ·) in
//!    the span of the beliefs of θ_i and of the types set aside with it. If it has another element than the multiples of p, p plus a
//!    little of it is the witness. Where no pair was set aside, it has none.

use super::{require_steps, steps_of_program, too_large, whole_payments};
use crate::lp::{Dual, Outcome, Primal, Program, Relation, Sign, solve};
use ambimech_model::belief::TypeBeliefs;
use ambimech_model::certificate::{ConditionCertificate, Evidence, Mixture, Payments};
use ambimech_model::check::check_condition;
use ambimech_model::condition::{Condition, UndecidedReason};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, ProfileId, TypeId};
use ambimech_model::number::{Rational, sum};

/// The witness distribution, or the payments.
///
/// # Errors
/// [`UndecidedReason::TooLarge`]; [`UndecidedReason::NeedsCommonPrior`].
pub fn evidence(environment: &Environment) -> Result<Vec<Evidence>, UndecidedReason> {
    if environment.common_prior().is_none() {
        return Err(UndecidedReason::NeedsCommonPrior);
    }
    if environment.agent_count() == 2 {
        return Ok(vec![of_two_agents(environment)]);
    }
    let mut search = Search::new(environment)?;
    loop {
        match search.largest_untruthful_mass()? {
            Step::Another(w) => return Ok(vec![search.witness(w)]),
            Step::SetAside => {}
            Step::Nothing(payments) => return search.finish(payments),
        }
    }
}

/// Step 0. Independent types drawn from the prior's marginals: p̃(θ_1, θ_2) = p(θ_1) p(θ_2), of which p̃(θ_i, ·) is the mixture of
/// p(· | θ'_i) with weights p(θ_i) p(θ'_i). When this is p itself, every belief of an agent is the same, and no other product
/// m(θ_1) p(θ_2) is a product p(θ_1) n(θ_2).
fn of_two_agents(environment: &Environment) -> Evidence {
    let space = environment.space();
    let beliefs = TypeBeliefs::of_all(environment);
    let is_product = beliefs.iter().all(|beliefs| {
        let mut all = beliefs.types().map(|own| beliefs.of(own));
        let first = all.next();
        all.all(|other| Some(&other) == first.as_ref())
    });
    if is_product {
        return Evidence::IdentifyingTransfers { payments: Vec::new() };
    }
    let mixture = |beliefs: &TypeBeliefs<'_>, own: TypeId| {
        let here = beliefs.marginal(own);
        let weights = space.types(beliefs.agent()).map(|other| (other, &here * beliefs.marginal(other)));
        Mixture { agent: beliefs.agent(), own, weights: weights.collect() }
    };
    let mixtures = beliefs.iter().flat_map(|beliefs| {
        space.types(beliefs.agent()).map(|own| mixture(beliefs, own)).collect::<Vec<Mixture>>()
    });
    Evidence::ImitatedDistribution { mixtures: mixtures.collect() }
}

/// A pair of types of an agent, as a variable w_i(θ_i, θ'_i).
#[derive(Debug, Clone, Copy)]
struct Pair {
    agent: AgentId,
    report: TypeId,
    truth: TypeId,
}

struct Search<'a> {
    environment: &'a Environment,
    beliefs: Vec<TypeBeliefs<'a>>,
    pairs: Vec<Pair>,
    /// Where the pairs of an agent and a report begin.
    starts: Vec<Vec<usize>>,
    /// The pairs that can be positive without telling anything, with their weights in a sum of what was found.
    aside: Vec<Option<Rational>>,
    /// The rest of that sum: the free weights of truths.
    truths: Vec<Rational>,
}

enum Step {
    /// A z that is no multiple of p, by its w.
    Another(Vec<Rational>),
    /// A multiple of p with a new positive weight.
    SetAside,
    /// No remaining pair can be positive.
    Nothing(Payments),
}

impl<'a> Search<'a> {
    fn new(environment: &'a Environment) -> Result<Search<'a>, UndecidedReason> {
        let space = environment.space();
        let mut pairs = Vec::new();
        let mut starts = Vec::with_capacity(space.agent_count());
        for agent in space.agents() {
            let mut of_agent = Vec::with_capacity(space.type_count(agent));
            for report in space.types(agent) {
                of_agent.push(pairs.len());
                pairs.extend(space.types(agent).map(|truth| Pair { agent, report, truth }));
            }
            starts.push(of_agent);
        }
        let rows = space.size().saturating_mul(space.agent_count() - 1);
        require_steps(steps_of_program(rows, pairs.len()))?;
        let (aside, truths) = (vec![None; pairs.len()], vec![Rational::ZERO; pairs.len()]);
        Ok(Search { environment, beliefs: TypeBeliefs::of_all(environment), pairs, starts, aside, truths })
    }

    /// z(θ) = Σ_θ'i w_i(θ_i, θ'_i) p(θ'_i, θ_−i): the variables and their factors at one profile for one agent. Factors are weights
    /// of profiles.
    fn terms(&self, agent: AgentId, profile: ProfileId) -> impl Iterator<Item = (usize, Rational)> + '_ {
        let space = self.environment.space();
        let start = self.starts[agent.0][space.type_of(profile, agent).0];
        let weights = self.environment.belief(agent);
        space.types(agent).map(move |truth| {
            let weight = weights.weight(space.with_type(profile, agent, truth));
            (start + truth.0, Rational::from(weight))
        })
    }

    /// A program with the variables w and, at every profile, the equations between the first agent's z and the others'.
    /// `sign` says which variables there are; the others are 0.
    fn program(&self, sign: impl Fn(usize) -> Sign) -> Program {
        let mut program = Program::new();
        for place in 0..self.pairs.len() {
            program.add_variable(sign(place));
        }
        for profile in self.environment.space().profiles() {
            for other in self.environment.space().agents().skip(1) {
                let first = self.terms(AgentId(0), profile);
                let second = self.terms(other, profile).map(|(place, factor)| (place, -factor));
                program.add_row(Relation::Equal, first.chain(second).collect(), Rational::ZERO);
            }
        }
        program
    }

    fn is_truth(&self, place: usize) -> bool {
        self.pairs[place].report == self.pairs[place].truth
    }

    fn is_open(&self, place: usize) -> bool {
        !self.is_truth(place) && self.aside[place].is_none()
    }

    /// z at every profile, from the first agent's weights.
    fn function(&self, w: &[Rational]) -> Vec<Rational> {
        let at = |profile| {
            let parts: Vec<Rational> =
                self.terms(AgentId(0), profile).map(|(place, factor)| &w[place] * factor).collect();
            sum(&parts)
        };
        self.environment.space().profiles().map(at).collect()
    }

    /// A profile that occurs.
    fn anchor(&self) -> ProfileId {
        let prior = self.environment.belief(AgentId(0));
        self.environment.space().profiles().find(|profile| prior.is_possible(*profile)).unwrap_or(ProfileId(0))
    }

    fn is_multiple_of_prior(&self, z: &[Rational]) -> bool {
        let prior = self.environment.belief(AgentId(0));
        let anchor = self.anchor();
        let (here, there) = (Rational::from(prior.weight(anchor)), z[anchor.0].clone());
        self.environment
            .space()
            .profiles()
            .all(|profile| &z[profile.0] * &here == Rational::from(prior.weight(profile)) * &there)
    }

    /// The program of step 1.
    fn mass_program(&self) -> Program {
        let sign = |place| if self.is_truth(place) { Sign::Free } else { Sign::NonNegative };
        let mut program = self.program(sign);
        let open: Vec<usize> = (0..self.pairs.len()).filter(|place| self.is_open(*place)).collect();
        open.iter().for_each(|place| program.set_cost(*place, -Rational::ONE));
        let cap = open.iter().map(|place| (*place, -Rational::ONE)).collect();
        program.add_row(Relation::AtLeast, cap, -Rational::ONE);
        program
    }

    /// Step 1.
    fn largest_untruthful_mass(&mut self) -> Result<Step, UndecidedReason> {
        let program = self.mass_program();
        let Ok(Outcome::Optimal { value, primal: Primal(w), dual: Dual(multipliers) }) = solve(&program) else {
            return Err(too_large(program.row_count(), program.variable_count()));
        };
        if value.is_zero() {
            return Ok(Step::Nothing(self.payments(&multipliers)));
        }
        if !self.is_multiple_of_prior(&self.function(&w)) {
            return Ok(Step::Another(w));
        }
        for (place, weight) in w.into_iter().enumerate() {
            if self.is_truth(place) {
                self.truths[place] += weight;
            } else if !weight.is_zero() {
                *self.aside[place].get_or_insert(Rational::ZERO) += weight;
            }
        }
        Ok(Step::SetAside)
    }

    /// The multiplier of the equation between the first agent and another one at a profile is paid by the other to the first.
    fn payments(&self, multipliers: &[Rational]) -> Payments {
        let others = self.environment.agent_count() - 1;
        let rows = self.environment.space().profiles().zip(multipliers.chunks(others));
        let row = |(profile, row): (ProfileId, &[Rational])| {
            let mut payments = vec![sum(row)];
            payments.extend(row.iter().map(|multiplier| -multiplier.clone()));
            (profile, payments)
        };
        whole_payments(rows.map(row).collect())
    }

    /// Step 3.
    fn finish(&self, payments: Payments) -> Result<Vec<Evidence>, UndecidedReason> {
        let evidence = vec![Evidence::IdentifyingTransfers { payments }];
        if self.aside.iter().all(Option::is_none) {
            return Ok(evidence);
        }
        let certificate = ConditionCertificate { condition: Condition::Identifiability, holds: true, evidence };
        if check_condition(self.environment, &certificate).is_ok() {
            return Ok(certificate.evidence);
        }
        let anchor = self.anchor();
        for profile in self.environment.space().profiles().filter(|profile| *profile != anchor) {
            if let Some(direction) = self.direction(anchor, profile)? {
                return Ok(vec![self.witness(self.added_to_found(&direction))]);
            }
        }
        Ok(certificate.evidence)
    }

    /// Weights in the linear space with z = 0 at the one profile and 1 at the other.
    fn direction(&self, zero: ProfileId, one: ProfileId) -> Result<Option<Vec<Rational>>, UndecidedReason> {
        let mut program = self.program(|_| Sign::Free);
        for place in (0..self.pairs.len()).filter(|place| self.is_open(*place)) {
            program.add_row(Relation::Equal, vec![(place, Rational::ONE)], Rational::ZERO);
        }
        for (profile, value) in [(zero, Rational::ZERO), (one, Rational::ONE)] {
            program.add_row(Relation::Equal, self.terms(AgentId(0), profile).collect(), value);
        }
        match solve(&program) {
            Ok(Outcome::Optimal { primal: Primal(w), .. }) => Ok(Some(w)),
            Ok(Outcome::Infeasible { .. }) => Ok(None),
            _ => Err(too_large(program.row_count(), program.variable_count())),
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
    fn witness(&self, mut w: Vec<Rational>) -> Evidence {
        let truths: Vec<usize> = (0..w.len()).filter(|place| self.is_truth(*place)).collect();
        let least = truths.iter().map(|place| w[*place].clone()).min().unwrap_or(Rational::ZERO);
        if least < Rational::ZERO {
            truths.iter().for_each(|place| w[*place] -= &least);
        }
        let total = sum(&self.function(&w));
        let mut mixtures: Vec<Mixture> = Vec::new();
        for (pair, weight) in self.pairs.iter().zip(&w).filter(|(_, weight)| !weight.is_zero()) {
            let belief = &self.beliefs[pair.agent.0];
            let of_truth = belief.marginal(pair.truth) * self.environment.belief(pair.agent).total();
            let entry = (pair.truth, weight * of_truth / &total);
            match mixtures.last_mut() {
                Some(last) if (last.agent, last.own) == (pair.agent, pair.report) => last.weights.push(entry),
                _ => mixtures.push(Mixture { agent: pair.agent, own: pair.report, weights: vec![entry] }),
            }
        }
        Evidence::ImitatedDistribution { mixtures }
    }
}

/// The first program of step 1, with what its variables are: for every agent and report the weights of the truths. Its rows are, at
/// every profile, the equations between the first agent and each other one, and last the bound.
pub(super) fn first_program(
    environment: &Environment,
) -> Result<(Program, Vec<(AgentId, TypeId, TypeId)>), UndecidedReason> {
    let search = Search::new(environment)?;
    let variables = search.pairs.iter().map(|pair| (pair.agent, pair.report, pair.truth)).collect();
    Ok((search.mass_program(), variables))
}

//! Full surplus by ordinary mechanisms, without Convex Independence: the necessity part of Crémer and McLean (1988).
//!
//! # Payoffs
//! p(·|θ̂_j) = Σ_k w_k p(·|θ_k) for an agent j. One outcome x1 besides x0, always allocated: with a = 1 and B = 1 it is worth a
//! to θ̂_j, a + B to every other type of j, and 0 to everybody else. It is the only efficient outcome, and values are private: what
//! ordinary mechanisms cannot extract without Convex Independence, they cannot even for private values.
//!
//! # Proof
//! Participation and full surplus leave every type exactly 0. θ_k does not gain by reporting θ̂_j:
//! 0 ≥ a + B + E\[t_j(θ̂_j, ·)|θ_k\]. Multiply by w_k and add: 0 ≥ a + B + E\[t_j(θ̂_j, ·)|θ̂_j\]. But 0 = a + E\[t_j(θ̂_j, ·)|θ̂_j\] is what θ̂_j
//! has, so 0 ≥ B.
//!
//! As a combination: the rows of the [imitation](super::imitation) by a mixed belief leave (γ p) for the coefficient of every
//! payment, and γ times the revenue constraint −E\[Σ_i t_i\] = W takes it away. Of the payoffs there remains
//! γ W + a p(θ̂_j) − Σ_k w_k p(θ̂_j) (a + B) − γ W = −B p(θ̂_j): in the sum of the participation constraints
//! the β of the imitation count E\[u_j\] γ times, θ̂_j's once more, and those of the θ_k less by what their incentive constraints,
//! truthful side, add again. ∎

use super::imitation::{Imitation, leftover};
use super::ordinary::Question;
use super::world::{World, X1, allocate, by_type};
use crate::decision::program::scale_to_integers;
use ambimech_model::belief::TypeBeliefs;
use ambimech_model::certificate::{Evidence, Impossibility, TypeWeights};
use ambimech_model::combination::{Combination, Constraint, RequiredRule, Term};
use ambimech_model::counterexample::{Counterexample, NecessityProof, NoCounterexample};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, TypeId};
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::payoff::Payoff;
use ambimech_model::property::{MechanismKind, Reports};

/// The counterexample of the first mixed belief.
pub(super) fn construct(
    environment: &Environment,
    question: &Question,
    failure: &[Evidence],
) -> Result<Counterexample, NoCounterexample> {
    let mixed = failure.iter().find_map(|evidence| match evidence {
        Evidence::MixedBelief { agent, own, weights } => Some((*agent, *own, weights, evidence)),
        _ => None,
    });
    let (agent, own, weights, evidence) = mixed.ok_or(NoCounterexample::CertificateRefused)?;
    let combination =
        combination(environment, (agent, own, weights), evidence).ok_or(NoCounterexample::CertificateRefused)?;
    let (space, one, two) = (environment.space(), Rational::ONE, Rational::from(2));
    let payoff = |other: AgentId| match other {
        other if other == agent => by_type(space, agent, |t| if t == own { one.clone() } else { two.clone() }),
        _ => Payoff::constant(Rational::ZERO),
    };
    let world = World {
        proof: NecessityProof::SimpleExtraction,
        excluded: (question.goal.clone(), MechanismKind::Simple, Reports::Pure),
        private_values: true,
        failure: vec![evidence.clone()],
        numbers: vec![("a", Rational::ONE), ("B", Rational::ONE)],
        outcomes: vec![space.agents().map(payoff).collect()],
        allocation: allocate(space, |_| X1),
    };
    world.finish(environment, |_| Some(Impossibility::Combination(combination)))
}

/// The rows of the imitation and the revenue.
fn combination(
    environment: &Environment,
    (agent, own, weights): (AgentId, TypeId, &TypeWeights),
    evidence: &Evidence,
) -> Option<Combination> {
    let imitation = Imitation::of_evidence(environment, evidence).ok()??;
    let least = leftover(&TypeBeliefs::new(environment, agent), own, weights)?;
    let mut terms = imitation.terms();
    terms.push(Term { constraint: Constraint::Revenue { rule: RequiredRule::Any }, multiplier: -least });
    scale_to_integers(&mut terms);
    Some(Combination {
        mechanism: MechanismKind::Simple,
        reports: Reports::Pure,
        limits: PaymentLimits::none(),
        terms,
    })
}

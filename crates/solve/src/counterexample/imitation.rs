//! Lies after which nobody can be told to be the liar: what the evidence against a condition says about ordinary mechanisms.
//!
//! # Definition
//! An *imitation* is a list of lies ℓ = (S, θ̄_S → θ̂_S) of coalitions that can form, each with a mass m_ℓ > 0, and numbers
//! β_i(θ_i) ≥ 0, such that for every agent i the function
//!
//! > z_i(θ) = β_i(θ_i) p(θ_−i|θ_i) + Σ_{ℓ: i∈S} m_ℓ (1\[θ_S = θ̄_S\] − 1\[θ_S = θ̂_S\]) p(θ_−S|θ̄_S)
//!
//! is the same function z.
//!
//! # Lemma
//! Multiply the incentive constraint of every lie by m_ℓ, the participation constraint of every θ_i by β_i(θ_i), and add.
//! The payment t_i(θ) has the coefficient z_i(θ) = z(θ) in the sum, so with a balanced budget all payments cancel. What remains of
//! any balanced mechanism with one rule is
//!
//! > Σ β_i(θ_i) E\[u_i(q(θ), θ)|θ_i\] ≥ Σ_ℓ m_ℓ (what ℓ's coalition gains by it before payments).
//!
//! # Where imitations come from
//! * *A mixed belief*, p(·|θ̂_i) = Σ_k w_k p(·|θ_k) (Crémer and McLean 1988): the types θ_k report θ̂_i, with masses w_k p(θ̂_i). This
//!   changes z_i by the masses times p(·|θ_k) at θ_k and by −p(θ̂_i, ·) at θ̂_i; the choice β_i(θ̂_i) = (γ + 1) p(θ̂_i),
//!   β_i(θ_k) = γ p(θ_k) − w_k p(θ̂_i) and β = γ p for every other type of anybody makes every z_i equal to γ p. The smallest γ with
//!   β ≥ 0 is max_k w_k p(θ̂_i)/p(θ_k).
//! * *An imitated distribution*, p̃(θ_i, x) = Σ_θ'i w_i(θ_i, θ'_i) p(x|θ'_i) for every agent (Kosenok and Severinov 2008): θ'_i
//!   reports θ_i with mass w_i(θ_i, θ'_i). Then z_i(θ_i, x) = (β_i(θ_i) + W_i(θ_i)) p(x|θ_i) − p̃(θ_i, x) with
//!   W_i(θ'_i) = Σ_θi w_i(θ_i, θ'_i), the truths included. With β_i(θ_i) = c p(θ_i) − W_i(θ_i), every z_i is c p − p̃; the smallest c with
//!   β ≥ 0 is max W_i(θ_i)/p(θ_i), at least 1. Where reports drawn from p̃ come from truths drawn from p, c is 1 and nobody's
//!   participation is needed.
//! * *Imitating strategies* (CI-SLIDES): the lie θ̄_S → θ̂_S has the mass of p(θ̄_S) times δ_S(θ̂_S|θ̄_S) times the weight ξ(S), for a
//!   single agent i the weight 1 − Σ_{S∋i} ξ(S). All agents see the same distribution of reports, which is p − z_i; β = 0.
//! * *Complementary coalitions* S, −S: every θ_C reports every θ'_C with mass p(θ_C) p(θ'_C), for both C. Then
//!   z_i(θ) = p(θ) − p(θ_S) p(θ_−S) for everybody.

use ambimech_model::belief::TypeBeliefs;
use ambimech_model::certificate::{Evidence, Lie, Mixture, Strategy, TypeWeights};
use ambimech_model::coalition::Coalition;
use ambimech_model::combination::{Constraint, Term};
use ambimech_model::counterexample::{Beyond, NoCounterexample};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, TypeId};
use ambimech_model::number::{Natural, Rational, sum};
use std::collections::BTreeMap;

/// Proofs with more rows than this are not written.
const MOST_ROWS: u128 = 1 << 17;
/// As many pairs of complementary coalitions are compared at most.
const MOST_PAIRS: usize = 1 << 12;

/// A lie with its mass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MassOfLie {
    /// The coalition S.
    pub coalition: Coalition,
    /// θ̄_S.
    pub truth: JointTypeId,
    /// θ̂_S.
    pub report: JointTypeId,
    /// m_ℓ, positive.
    pub mass: Rational,
}

/// Lies and participation as in the definition above.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imitation {
    /// The lies, each once.
    pub lies: Vec<MassOfLie>,
    /// The positive β_i(θ_i), each once.
    pub participation: Vec<(AgentId, TypeId, Rational)>,
}

impl Imitation {
    /// What one piece of evidence against a condition comes to; `None` for evidence of another kind or without a common prior.
    ///
    /// # Errors
    /// [`Beyond::Rows`] when the proof would be too long.
    pub fn of_evidence(
        environment: &Environment,
        evidence: &Evidence,
    ) -> Result<Option<Imitation>, NoCounterexample> {
        if environment.common_prior().is_none() {
            return Ok(None);
        }
        match evidence {
            Evidence::MixedBelief { agent, own, weights } => {
                Ok(Imitation::of_mixed_belief(environment, *agent, *own, weights))
            }
            Evidence::ImitatedDistribution { mixtures } => Ok(Imitation::of_distribution(environment, mixtures)),
            Evidence::ImitatingStrategies { emergence, strategies } => {
                Ok(Imitation::of_strategies(environment, emergence, strategies))
            }
            Evidence::ComplementaryCoalitions { coalition } => of_complements(environment, *coalition).map(Some),
            _ => Ok(None),
        }
    }

    fn of_mixed_belief(
        environment: &Environment,
        agent: AgentId,
        own: TypeId,
        weights: &TypeWeights,
    ) -> Option<Imitation> {
        let beliefs = TypeBeliefs::new(environment, agent);
        let here = beliefs.marginal(own);
        let least = leftover(&beliefs, own, weights)?;
        let mut participation = Vec::new();
        for other in TypeBeliefs::of_all(environment) {
            for t in other.types() {
                let taken = match weights.iter().find(|(mixed, _)| other.agent() == agent && *mixed == t) {
                    Some((_, weight)) => weight * &here,
                    None if other.agent() == agent && t == own => -here.clone(),
                    None => Rational::ZERO,
                };
                participation.push((other.agent(), t, &least * other.marginal(t) - taken));
            }
        }
        let lies = weights.iter().map(|(truth, weight)| MassOfLie {
            coalition: Coalition::single(agent),
            truth: JointTypeId(truth.0),
            report: JointTypeId(own.0),
            mass: weight * &here,
        });
        Some(Imitation { lies: lies.collect(), participation: positive(participation) })
    }

    fn of_distribution(environment: &Environment, mixtures: &[Mixture]) -> Option<Imitation> {
        let mut lies = Vec::new();
        // W_i(θ'_i).
        let mut told: BTreeMap<(AgentId, TypeId), Rational> = BTreeMap::new();
        for mixture in mixtures {
            for (truth, weight) in mixture.weights.iter().filter(|(_, weight)| !weight.is_zero()) {
                *told.entry((mixture.agent, *truth)).or_insert(Rational::ZERO) += weight;
                if *truth != mixture.own {
                    lies.push(MassOfLie {
                        coalition: Coalition::single(mixture.agent),
                        truth: JointTypeId(truth.0),
                        report: JointTypeId(mixture.own.0),
                        mass: weight.clone(),
                    });
                }
            }
        }
        let all = TypeBeliefs::of_all(environment);
        let marginals = all.iter().flat_map(|beliefs| {
            beliefs.types().map(|t| (beliefs.agent(), t, beliefs.marginal(t))).collect::<Vec<_>>()
        });
        let marginals: Vec<(AgentId, TypeId, Rational)> = marginals.collect();
        let zero = Rational::ZERO;
        let told = |agent: AgentId, t: TypeId| told.get(&(agent, t)).unwrap_or(&zero);
        let largest = marginals.iter().map(|(agent, t, marginal)| told(*agent, *t) / marginal).max()?;
        let rest =
            marginals.iter().map(|(agent, t, marginal)| (*agent, *t, marginal * &largest - told(*agent, *t)));
        Some(Imitation { lies, participation: positive(rest.collect()) })
    }

    fn of_strategies(
        environment: &Environment,
        emergence: &[(Coalition, Rational)],
        strategies: &[Strategy],
    ) -> Option<Imitation> {
        let prior = environment.common_prior()?;
        let mut lies = Vec::new();
        for Strategy { coalition, lies: told } in strategies {
            let emerges = match emergence.iter().find(|(other, _)| other == coalition) {
                Some((_, probability)) => probability.clone(),
                None => {
                    let with = emergence.iter().filter(|(other, _)| coalition.is_subset_of(*other));
                    Rational::ONE - sum(with.map(|(_, probability)| probability))
                }
            };
            let weights = prior.joint_weights(environment.space(), *coalition);
            for Lie { truth, report, probability } in told {
                let weight = weights.get(truth.0)?.clone();
                let mass = &emerges * probability * Rational::from_parts(weight.into(), prior.total().clone());
                if !mass.is_zero() {
                    lies.push(MassOfLie { coalition: *coalition, truth: *truth, report: *report, mass });
                }
            }
        }
        Some(Imitation { lies, participation: Vec::new() })
    }

    /// The rows with their multipliers.
    pub fn terms(&self) -> Vec<Term> {
        let incentive = self.lies.iter().map(|lie| {
            let MassOfLie { coalition, truth, report, .. } = *lie;
            Term { constraint: Constraint::Incentive { coalition, truth, report }, multiplier: lie.mass.clone() }
        });
        let participation = self.participation.iter().map(|(agent, t, multiplier)| Term {
            constraint: Constraint::Participation {
                coalition: Coalition::single(*agent),
                types: JointTypeId(t.0),
            },
            multiplier: multiplier.clone(),
        });
        incentive.chain(participation).collect()
    }

    /// Σ β_i(θ_i).
    pub fn participation_total(&self) -> Rational {
        sum(self.participation.iter().map(|(_, _, multiplier)| multiplier))
    }
}

/// The least γ for which γ p(θ_k) ≥ w_k p(θ̂_i) for every type θ_k in the mixture; `None` for a mixture of nothing or of types that
/// never occur.
pub fn leftover(beliefs: &TypeBeliefs<'_>, own: TypeId, weights: &TypeWeights) -> Option<Rational> {
    let here = beliefs.marginal(own);
    let occur = weights.iter().all(|(other, _)| !beliefs.marginal(*other).is_zero());
    let needed = weights.iter().map(|(other, weight)| weight * &here / beliefs.marginal(*other));
    if occur { needed.max() } else { None }
}

/// Those that are not 0.
fn positive(participation: Vec<(AgentId, TypeId, Rational)>) -> Vec<(AgentId, TypeId, Rational)> {
    participation.into_iter().filter(|(_, _, multiplier)| !multiplier.is_zero()).collect()
}

/// The imitation by the pair of complementary coalitions of the pattern that needs the fewest rows; by this one among many.
fn of_complements(environment: &Environment, known: Coalition) -> Result<Imitation, NoCounterexample> {
    let Some(prior) = environment.common_prior() else {
        return Err(NoCounterexample::Beyond(Beyond::CommonPrior));
    };
    let (space, agents) = (environment.space(), environment.agent_count());
    let pattern = environment.pattern();
    let rows = |coalition: Coalition| {
        let sides = [coalition, coalition.complement(agents)].map(|side| space.joint_count(side) as u128);
        sides.into_iter().map(|count| count * (count - 1)).sum::<u128>()
    };
    let complementary = |coalition: &Coalition| pattern.contains(coalition.complement(agents));
    let pairs = pattern.proper_coalitions(agents).filter(complementary).take(MOST_PAIRS);
    let chosen = pairs.min_by_key(|coalition| rows(*coalition));
    let chosen = chosen.filter(|coalition| rows(*coalition) < rows(known)).unwrap_or(known);
    if rows(chosen) > MOST_ROWS {
        return Err(NoCounterexample::Beyond(Beyond::Rows(rows(chosen))));
    }
    let mut lies = Vec::new();
    let total = Rational::from(prior.total() * prior.total());
    for coalition in [chosen, chosen.complement(agents)] {
        let weights: Vec<Natural> = prior.joint_weights(space, coalition);
        let joint_types = (0..weights.len()).map(JointTypeId).filter(|types| !weights[types.0].is_zero());
        for truth in joint_types.clone() {
            lies.extend(joint_types.clone().filter(|report| *report != truth).map(|report| MassOfLie {
                coalition,
                truth,
                report,
                mass: Rational::from(&weights[truth.0] * &weights[report.0]) / &total,
            }));
        }
    }
    Ok(Imitation { lies, participation: Vec::new() })
}

//! The mechanism `safronov`.
#![doc = include_str!("../../../io/glossary/safronov.md")]
//!
//! # Proof
//! *Budget.* The values that the agents add to w sum to w(I) − w(∅) = Σ_j v_j(θ) − Σ_j E\[v_j\], so the payments sum to 0.
//!
//! *Coalitions.* Under independent types every function f splits into parts f^B, one for each set B of agents, that depend on θ_B
//! and have expectation 0 over every θ_i, i ∈ B; E\[f | θ_K\] = Σ_{B⊆K} f^B. Whoever of B tells its type last adds f^B, so that
//! φ_i(w) = Σ_{B∋i} v^B/|B|, v = Σ_j v_j. Let S have the types θ_S and report r, and take expectations over the others' types x.
//! Parts with a member outside S vanish, and of the others all members of B are in S:
//!
//! E\[Σ_{i∈S} φ_i(w)\] = Σ_{∅≠B⊆S} v^B(r) = E\[v(r, x)\] − E\[v\].
//!
//! So S expects E\[Σ_{i∈S} u_i(q(r, x), θ_i)\] − E\[Σ_{i∈S} v_i(r, x)\] + E\[v(r, x)\] + constant, which is
//! E\[Σ_{i∈S} u_i(q(r, x), θ_i) + Σ_{j∉S} u_j(q(r, x), x_j)\] + constant: the expected surplus of what is decided, largest at r = θ_S
//! because q is efficient. Nothing was assumed about S, which may be the grand coalition, and S and its complement may both
//! form. That is no contradiction to CI-SLIDES Theorem 1, by which a pattern with two complementary coalitions leaves *some* payoffs
//! and efficient rule without a simple mechanism: those payoffs do not have private values.
//!
//! *Agents.* For a fixed report r of i, or of the others, φ_i(w) has expectation 0 over the types on the other side: an agent
//! who is truthful expects E\[v_i\] whatever the others do.

use super::independence::dependence;
use super::{Made, missing, unless_any};
use ambimech_model::coalition::Coalition;
use ambimech_model::condition::Condition;
use ambimech_model::design::Obstacle;
use ambimech_model::environment::Environment;
use ambimech_model::index::AgentId;
use ambimech_model::number::Rational;
use ambimech_model::transfer::TransferTable;

/// Elementary steps above which the payments are not made.
const MOST_STEPS: u128 = 1 << 24;

/// The payments.
///
/// # Errors
/// An inefficient allocation rule, values that are not private, types that are not independent, no common prior; too many
/// agents with private information.
pub fn make(environment: &Environment) -> Result<Made, Vec<Obstacle>> {
    let mut obstacles = missing(environment, &[Condition::Efficient, Condition::PrivateValues]);
    obstacles.extend(dependence(environment));
    unless_any(obstacles)?;
    let space = environment.space();
    let prior = environment.common_prior().ok_or_else(|| vec![Obstacle::NeedsCommonPrior])?;
    // Who has only one type adds nothing.
    let informed: Vec<AgentId> = space.agents().filter(|agent| space.type_count(*agent) > 1).collect();
    let steps = (space.size() as u128) << informed.len().min(64);
    if steps.saturating_mul(informed.len().max(1) as u128) > MOST_STEPS {
        return Err(vec![Obstacle::TooManySteps(steps)]);
    }
    let total = Rational::from(prior.total().clone());
    let weighted: Vec<Vec<Rational>> = space
        .agents()
        .map(|agent| {
            let payoff = |profile| environment.payoff(agent, environment.allocation(profile), profile);
            space.profiles().map(|profile| payoff(profile) * Rational::from(prior.weight(profile))).collect()
        })
        .collect();
    let expected: Vec<Rational> =
        weighted.iter().map(|values| ambimech_model::number::sum(values) / &total).collect();
    let shares = added_values(environment, &informed);
    Ok(Made::plain(TransferTable::from_fn(space, |agent, profile| {
        let own = environment.payoff(agent, environment.allocation(profile), profile);
        &expected[agent.0] + &shares[profile.0 * space.agent_count() + agent.0] - own
    })))
}

/// φ_i(w) at every profile, n numbers for each: Σ_K over sets without i of |K|! (k−|K|−1)!/k! (w(K ∪ {i}) − w(K)), k the number
/// of informed agents.
fn added_values(environment: &Environment, informed: &[AgentId]) -> Vec<Rational> {
    let space = environment.space();
    let (agents, count) = (space.agent_count(), informed.len());
    let mut shares = vec![Rational::ZERO; space.size() * agents];
    let Some(prior) = environment.common_prior() else { return shares };
    // How many of the orders of the informed agents begin with a given set of this size, then a given agent: as a share.
    let share = |before: usize| {
        (0..before).fold(Rational::ONE / Rational::from(count.max(1)), |share, step| {
            share * Rational::from(step + 1) / Rational::from(count - 1 - step)
        })
    };
    let factors: Vec<Rational> = (0..count).map(share).collect();
    let weight = |profile| Rational::from(prior.weight(profile));
    let surplus: Vec<Rational> =
        space.profiles().map(|profile| environment.surplus(profile) * weight(profile)).collect();
    for set in 0..1usize << count {
        let known = |place: &usize| set >> place & 1 == 1;
        let known_set: Coalition = (0..count).filter(known).map(|place| informed[place]).collect();
        let split = space.split(known_set);
        let totals = prior.joint_weights(space, known_set);
        for own in split.own() {
            let sum = split.rest().fold(Rational::ZERO, |sum, x| sum + &surplus[split.profile(own, x).0]);
            let worth = sum / Rational::from(totals[own.0].clone());
            let after = known_set.len().checked_sub(1).map(|size| &worth * &factors[size]);
            let before = factors.get(known_set.len()).map(|factor| &worth * factor);
            for x in split.rest() {
                let at = split.profile(own, x).0 * agents;
                for agent in informed {
                    let change = if known_set.contains(*agent) { after.as_ref() } else { before.as_ref() };
                    let Some(change) = change else { continue };
                    if known_set.contains(*agent) {
                        shares[at + agent.0] += change;
                    } else {
                        shares[at + agent.0] -= change;
                    }
                }
            }
        }
    }
    shares
}

//! The bets that change nothing on path: a basis of all of them (theory 9.2 for any coalition pattern).
//!
//! # Definition
//! Let 𝒫 be the coalitions whose on-path values a goal is about. A bet φ *changes nothing on path* when
//! E\[Σ_{i∈C} φ_i | θ_C\] = 0 for every C in 𝒫 and every θ_C, and, where budgets must balance, Σ_i φ_i(θ) = 0 at every θ.
//!
//! # Basis under full support
//! In y_i = φ_i p the first condition is Σ_{θ_−C} Σ_{i∈C} y_i(θ_C, θ_−C) = 0, without p. Every function on Θ is a unique sum of components
//! f^B, one for each set B of agents, where f^B depends on θ_B only and sums to 0 along every coordinate in B. Summing over θ_−C
//! keeps exactly the components with B ⊆ C, each times a positive number. So the conditions are
//!
//! Σ_{i∈C} y_i^B = 0 for every B and every C ∈ 𝒫 with B ⊆ C (and for C = I where budgets balance).
//!
//! For each B this is a system of equations with coefficients 0 and 1 in the n functions y_1^B, …, y_n^B. With N_B a basis of its
//! solutions a ∈ R^n and F_B the products Π_{i∈B} (1\[θ_i = t_i\] − 1\[θ_i = first\]) over all types t_i but the first, the bets a ⊗ f with a ∈
//! N_B, f ∈ F_B, all B, are a basis; payments in y are small integers. With all coalitions in 𝒫 there remain the components with
//! |B| ≥ 2 paid among the members of B, Σ_B (|B|−1) Π_{i∈B}(|Θ_i|−1) of them.
//!
//! # Basis otherwise
//! With profiles of probability 0, or beliefs without a common prior, the equations are solved by exact elimination, for small type
//! spaces only. Payments at profiles that nobody thinks possible after telling the truth are then free.

use crate::construction::supported_bets::null_space;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, ProfileId, TypeId};
use ambimech_model::number::{Natural, Rational, common_denominator};
use ambimech_model::prior::Prior;
use ambimech_model::transfer::TransferTable;

/// Unknown payments beyond which the equations are not solved by elimination.
const MOST_UNKNOWNS: usize = 120;
/// Numbers in all tables of a basis beyond which there is none.
const MOST_NUMBERS: usize = 4_000_000;

/// A basis of the bets that change nothing on path; `None` when it is too large. `protected` are the coalitions of 𝒫, all of
/// which have beliefs.
pub fn neutral_bets(
    environment: &Environment,
    protected: &[Coalition],
    balanced: bool,
) -> Option<Vec<TransferTable>> {
    match environment.common_prior() {
        Some(prior) if prior.has_full_support() => by_components(environment, prior, protected, balanced),
        _ => by_elimination(environment, protected, balanced),
    }
}

fn by_components(
    environment: &Environment,
    prior: &Prior,
    protected: &[Coalition],
    balanced: bool,
) -> Option<Vec<TransferTable>> {
    let space = environment.space();
    let agents: Vec<AgentId> = space.agents().collect();
    let informed: Vec<AgentId> = agents.iter().copied().filter(|agent| space.type_count(*agent) > 1).collect();
    let numbers = space.size().checked_mul(agents.len())?;
    if informed.len() > 16 {
        return None;
    }
    let mut bets = Vec::new();
    for bits in 0u32..1 << informed.len() {
        let part = |(place, agent): (usize, &AgentId)| (bits >> place & 1 == 1).then_some(*agent);
        let component: Coalition = informed.iter().enumerate().filter_map(part).collect();
        let shares = shares_of(&agents, component, protected, balanced);
        if shares.is_empty() {
            continue;
        }
        for types in combinations(environment, component) {
            let signs: Vec<i8> = space.profiles().map(|profile| sign_at(environment, profile, &types)).collect();
            for share in &shares {
                if (bets.len() + 1).checked_mul(numbers)? > MOST_NUMBERS {
                    return None;
                }
                bets.push(TransferTable::from_fn(space, |agent, profile| match signs[profile.0] {
                    0 => Rational::ZERO,
                    sign => &share[agent.0] * Rational::from(sign) / Rational::from(prior.weight(profile)),
                }));
            }
        }
    }
    Some(bets)
}

/// A basis N_B of the ways to share the component B among the agents, in integers.
fn shares_of(
    agents: &[AgentId],
    component: Coalition,
    protected: &[Coalition],
    balanced: bool,
) -> Vec<Vec<Rational>> {
    let grand = Coalition::grand(agents.len());
    let sets = protected.iter().copied().chain(balanced.then_some(grand));
    let row = |set: Coalition| agents.iter().map(|agent| Rational::from(u8::from(set.contains(*agent)))).collect();
    let system = sets.filter(|set| component.is_subset_of(*set)).map(row).collect();
    null_space(system, agents.len()).into_iter().map(in_integers).collect()
}

fn in_integers(numbers: Vec<Rational>) -> Vec<Rational> {
    let denominator = Rational::from(common_denominator(&numbers));
    numbers.into_iter().map(|number| number * &denominator).collect()
}

/// All choices of a type other than the first for every member.
fn combinations(environment: &Environment, component: Coalition) -> Vec<Vec<(AgentId, TypeId)>> {
    let mut found: Vec<Vec<(AgentId, TypeId)>> = vec![Vec::new()];
    for agent in component.members() {
        let others = environment.space().types(agent).skip(1);
        let longer = |known: &Vec<(AgentId, TypeId)>| {
            let extend = |t: TypeId| [known.as_slice(), &[(agent, t)]].concat();
            others.clone().map(extend).collect::<Vec<_>>()
        };
        found = found.iter().flat_map(longer).collect();
    }
    found
}

/// Π (1\[θ_i = t_i\] − 1\[θ_i = first\]).
fn sign_at(environment: &Environment, profile: ProfileId, types: &[(AgentId, TypeId)]) -> i8 {
    types.iter().fold(1, |sign, (agent, t)| {
        let own = environment.space().type_of(profile, *agent);
        sign * if own == *t { 1 } else { -i8::from(own == TypeId(0)) }
    })
}

fn by_elimination(
    environment: &Environment,
    protected: &[Coalition],
    balanced: bool,
) -> Option<Vec<TransferTable>> {
    let space = environment.space();
    let agents = environment.agent_count();
    let unknowns = space.size().checked_mul(agents).filter(|unknowns| *unknowns <= MOST_UNKNOWNS)?;
    let unit = |profile: ProfileId| match environment.common_prior() {
        Some(prior) if prior.is_possible(profile) => prior.weight(profile),
        _ => Natural::ONE,
    };
    let mut system = Vec::new();
    for set in protected {
        let belief = environment.coalition_belief(*set)?;
        let split = space.split(*set);
        for own in split.own() {
            let mut row = vec![Rational::ZERO; unknowns];
            for profile in split.rest().map(|x| split.profile(own, x)) {
                let coefficient = Rational::from(belief.weight(profile)) / Rational::from(unit(profile));
                for agent in set.members() {
                    row[profile.0 * agents + agent.0] = coefficient.clone();
                }
            }
            system.push(row);
        }
    }
    for profile in space.profiles().filter(|_| balanced) {
        let mut row = vec![Rational::ZERO; unknowns];
        row[profile.0 * agents..(profile.0 + 1) * agents].fill(Rational::ONE);
        system.push(row);
    }
    let payments = |solution: Vec<Rational>| {
        let solution = in_integers(solution).into_iter().enumerate();
        let payment =
            |(place, number): (usize, Rational)| number / Rational::from(unit(ProfileId(place / agents)));
        TransferTable::new(space, solution.map(payment).collect())
    };
    null_space(system, unknowns).into_iter().map(payments).collect()
}

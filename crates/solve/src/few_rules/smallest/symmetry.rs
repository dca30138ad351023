//! Permutations of agents and types that leave a question as it is.
//!
//! # Definition
//! A permutation π of the agents with bijections σ_i: Θ_i → Θ_π(i) takes the profile θ to gθ with (gθ)_π(i) = σ_i(θ_i). It is a *symmetry*
//! when p(gθ) = p(θ), u_π(i)(q(gθ̂), gθ) = u_i(q(θ̂), θ) for all i, θ̂ and θ, the pattern contains π(S) with every S, and limits on
//! payments are those of the image. Outcomes may have other names: only what they are worth counts.
//!
//! With a mechanism also its image, in which π(i) is paid at gθ what i was paid at θ, reaches the goal. A rule is *invariant* when it is its
//! own image: alike agents are then treated alike, at any profile and under any rule. To ask that of every rule is linear; it may
//! cost something, and there may be no such mechanism with as many rules.

use super::layout::Layout;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, ProfileId, TypeId};
use ambimech_model::payment_limits::PaymentLimits;

/// Candidates beyond which none are looked at, and numbers compared for one candidate.
const MOST_CANDIDATES: usize = 50_000;
const MOST_PAIRS: usize = 1_000_000;

/// One symmetry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symmetry {
    /// π, agent by agent.
    pub agents: Vec<AgentId>,
    /// gθ, profile by profile.
    pub profiles: Vec<ProfileId>,
}

/// All symmetries, the identity among them; only that one when there is no common prior or too much to look at.
pub fn symmetries(environment: &Environment, limits: &PaymentLimits) -> Vec<Symmetry> {
    let space = environment.space();
    let identity = Symmetry { agents: space.agents().collect(), profiles: space.profiles().collect() };
    let counts: Vec<usize> = space.agents().map(|agent| space.type_count(agent)).collect();
    let orders = |count: usize| (1..=count).try_fold(1usize, usize::checked_mul);
    let candidates = counts
        .iter()
        .map(|count| orders(*count))
        .chain([orders(counts.len())])
        .try_fold(1usize, |product, count| product.checked_mul(count?))
        .filter(|count| *count <= MOST_CANDIDATES);
    let pairs = space.size().checked_mul(space.size()).filter(|pairs| *pairs <= MOST_PAIRS);
    if candidates.is_none() || pairs.is_none() || environment.common_prior().is_none() {
        return vec![identity];
    }
    let mut found = Vec::new();
    for agents in permutations(counts.len()) {
        if agents.iter().zip(&counts).any(|(image, count)| counts[*image] != *count) {
            continue;
        }
        let mut maps: Vec<Vec<Vec<usize>>> = vec![Vec::new()];
        for count in &counts {
            let own = permutations(*count);
            maps = maps
                .iter()
                .flat_map(|known| own.iter().map(|map| [known.as_slice(), std::slice::from_ref(map)].concat()))
                .collect();
        }
        for maps in maps {
            let symmetry = image(environment, &agents, &maps);
            if is_symmetry(environment, limits, &symmetry) {
                found.push(symmetry);
            }
        }
    }
    found
}

/// All orders of 0, …, count − 1, in lexicographic order.
fn permutations(count: usize) -> Vec<Vec<usize>> {
    let mut found: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..count {
        let longer = |known: &Vec<usize>| {
            let free = (0..count).filter(|next| !known.contains(next));
            free.map(|next| [known.as_slice(), &[next]].concat()).collect::<Vec<_>>()
        };
        found = found.iter().flat_map(longer).collect();
    }
    found
}

fn image(environment: &Environment, agents: &[usize], maps: &[Vec<usize>]) -> Symmetry {
    let space = environment.space();
    let profiles = space.profiles().map(|profile| {
        let mut types = vec![TypeId(0); agents.len()];
        for agent in space.agents() {
            types[agents[agent.0]] = TypeId(maps[agent.0][space.type_of(profile, agent).0]);
        }
        space.profile(&types)
    });
    Symmetry { profiles: profiles.collect(), agents: agents.iter().map(|agent| AgentId(*agent)).collect() }
}

fn is_symmetry(environment: &Environment, limits: &PaymentLimits, symmetry: &Symmetry) -> bool {
    let space = environment.space();
    let Some(prior) = environment.common_prior() else { return false };
    let to = |profile: ProfileId| symmetry.profiles[profile.0];
    if !space.profiles().all(|profile| prior.weight(profile) == prior.weight(to(profile))) {
        return false;
    }
    let of =
        |coalition: Coalition| coalition.members().map(|agent| symmetry.agents[agent.0]).collect::<Coalition>();
    let mut coalitions = environment.pattern().coalitions(environment.agent_count());
    if !coalitions.all(|coalition| environment.pattern().contains(of(coalition))) {
        return false;
    }
    for agent in space.agents() {
        let other = symmetry.agents[agent.0];
        if !limits.of(agent).eq(limits.of(other)) {
            return false;
        }
        for profile in space.profiles() {
            let mut own = limits.of(agent);
            if !own.all(|limit| {
                limits.constant(environment, limit, agent, profile)
                    == limits.constant(environment, limit, other, to(profile))
            }) {
                return false;
            }
            for report in space.profiles() {
                let (here, there) = (environment.allocation(report), environment.allocation(to(report)));
                if environment.payoff(agent, here, profile) != environment.payoff(other, there, to(profile)) {
                    return false;
                }
            }
        }
    }
    true
}

/// Asks that every rule is invariant under these symmetries.
pub fn impose(layout: &mut Layout<'_>, symmetries: &[Symmetry]) {
    let space = layout.environment.space();
    let agents = layout.environment.agent_count();
    // Every payment is the same as the first in its orbit.
    for profile in space.profiles() {
        for agent in space.agents() {
            let images = symmetries
                .iter()
                .map(|symmetry| (symmetry.profiles[profile.0].0 * agents + symmetry.agents[agent.0].0, symmetry));
            let Some((first, _)) = images.min_by_key(|(place, _)| *place) else { continue };
            if first != profile.0 * agents + agent.0 {
                layout.equate((AgentId(first % agents), ProfileId(first / agents)), (agent, profile));
            }
        }
    }
}

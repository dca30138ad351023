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
//!
//! # Rules that change places
//! It is enough for alike agents that the *set* of rules is invariant. Let χ take symmetries to ±1 with χ(gh) = χ(g) χ(h), not always 1. Then
//! every rule is left as it is by the symmetries with χ = 1, and of rules in pairs the second is the image of the first under one symmetry s
//! with χ(s) = −1. It is the image under all of these, since s⁻¹g has χ = 1, and its own image under s is the first rule, since
//! χ(s²) = 1: the set is left as it is by all symmetries ([`pair_actions`]). For two agents who can change places and nothing else
//! this says that each rule has its mirror image beside it. It is linear as well.

use super::layout::Layout;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, ProfileId, TypeId};
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::transfer::TransferTable;
use std::collections::BTreeMap;

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
    let is_alike = |coalition: Coalition| environment.attitude(coalition) == environment.attitude(of(coalition));
    if !coalitions.all(|coalition| environment.pattern().contains(of(coalition)) && is_alike(coalition)) {
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

/// Symmetries beyond which no rules are made to change places.
const MOST_SYMMETRIES: usize = 64;

/// A way in which symmetries act on rules in pairs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairAction {
    /// The symmetries that leave every rule as it is, the identity among them.
    pub kept: Vec<Symmetry>,
    /// One under which the rules of a pair change places.
    pub swap: Symmetry,
}

/// Every way in which these symmetries, which must be all of an environment, act on rules in pairs.
pub fn pair_actions(symmetries: &[Symmetry]) -> Vec<PairAction> {
    if symmetries.len() > MOST_SYMMETRIES {
        return Vec::new();
    }
    let places: BTreeMap<(&[AgentId], &[ProfileId]), usize> = (symmetries.iter().enumerate())
        .map(|(place, symmetry)| ((symmetry.agents.as_slice(), symmetry.profiles.as_slice()), place))
        .collect();
    let product = |one: usize, other: usize| {
        let (one, other) = (&symmetries[one], &symmetries[other]);
        let agents: Vec<AgentId> = other.agents.iter().map(|agent| one.agents[agent.0]).collect();
        let profiles: Vec<ProfileId> = other.profiles.iter().map(|profile| one.profiles[profile.0]).collect();
        places.get(&(agents.as_slice(), profiles.as_slice())).copied()
    };
    let count = symmetries.len();
    let mut table: Vec<Vec<usize>> = Vec::with_capacity(count);
    for one in 0..count {
        let Some(row) = (0..count).map(|other| product(one, other)).collect() else { return Vec::new() };
        table.push(row);
    }
    let actions = signs(&table).into_iter().filter_map(|signs| {
        let swap = signs.iter().position(|swaps| *swaps)?;
        let kept = symmetries.iter().zip(&signs).filter(|(_, swaps)| !**swaps);
        Some(PairAction {
            kept: kept.map(|(symmetry, _)| symmetry.clone()).collect(),
            swap: symmetries[swap].clone(),
        })
    });
    actions.collect()
}

/// All χ on a group given by its table of products, with `true` for −1; the one that is always 1 in front.
fn signs(table: &[Vec<usize>]) -> Vec<Vec<bool>> {
    let count = table.len();
    let identity = (0..count).find(|one| (0..count).all(|other| table[*one][other] == other));
    let mut known: Vec<Vec<Option<bool>>> = vec![vec![None; count]];
    known[0].iter_mut().enumerate().filter(|(place, _)| Some(*place) == identity).for_each(|(_, own)| {
        *own = Some(false);
    });
    // All of them are given on the same elements, a subgroup; one more element at a time, with all that it generates.
    while let Some(next) = known[0].iter().position(Option::is_none) {
        let longer = known.iter().flat_map(|signs| {
            [false, true].into_iter().filter_map(|sign| {
                let mut signs = signs.clone();
                signs[next] = Some(sign);
                closed(table, signs)
            })
        });
        known = longer.collect();
        if known.is_empty() {
            return Vec::new();
        }
    }
    known.into_iter().map(|signs| signs.into_iter().map(|sign| sign == Some(true)).collect()).collect()
}

/// The signs of all products of those that are given; `None` when they contradict each other.
fn closed(table: &[Vec<usize>], mut signs: Vec<Option<bool>>) -> Option<Vec<Option<bool>>> {
    loop {
        let mut is_closed = true;
        for (one, row) in table.iter().enumerate() {
            for (other, product) in row.iter().enumerate() {
                let (Some(first), Some(second)) = (signs[one], signs[other]) else { continue };
                match signs[*product] {
                    None => {
                        signs[*product] = Some(first != second);
                        is_closed = false;
                    }
                    Some(known) if known != (first != second) => return None,
                    Some(_) => {}
                }
            }
        }
        if is_closed {
            return Some(signs);
        }
    }
}

/// The rule in which π(i) is paid at gθ what i is paid at θ.
pub fn image_of(layout: &Layout<'_>, rule: &TransferTable, symmetry: &Symmetry) -> TransferTable {
    let space = layout.environment.space();
    let mut from = vec![(AgentId(0), ProfileId(0)); space.size() * space.agent_count()];
    for profile in space.profiles() {
        for agent in space.agents() {
            let place = symmetry.profiles[profile.0].0 * space.agent_count() + symmetry.agents[agent.0].0;
            from[place] = (agent, profile);
        }
    }
    TransferTable::from_fn(space, |agent, profile| {
        let (agent, profile) = from[profile.0 * space.agent_count() + agent.0];
        rule.at(profile)[agent.0].clone()
    })
}

/// Whether the set of rules is its own image under each of these symmetries.
pub fn keep_the_set(layout: &Layout<'_>, rules: &[TransferTable], symmetries: &[Symmetry]) -> bool {
    symmetries.iter().all(|symmetry| rules.iter().all(|rule| rules.contains(&image_of(layout, rule, symmetry))))
}

/// Asks that rules are invariant under some symmetries, and that rules in pairs change places under the others.
pub fn impose_in_pairs(layout: &mut Layout<'_>, action: &PairAction) {
    impose(layout, &action.kept);
    layout.swap = Some(action.swap.clone());
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

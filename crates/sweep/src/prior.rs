//! Draws of priors: exact weights, one for every profile.

use crate::bias;
use crate::estimate;
use crate::random::Random;
use ambimech_io::sweep::plan::{Plan, PriorKind};
use ambimech_model::index::AgentId;
use ambimech_model::number::{Rational, sum};
use ambimech_model::prior::Prior;
use ambimech_model::type_space::TypeSpace;

/// Draws of weights in which some pair of types is impossible are thrown away, so often at most.
const ATTEMPTS: usize = 100;

/// Draws the prior at this place of the plan; `None` when it is the file's own, or when every draw left a pair of types impossible.
pub fn draw_prior(
    plan: &Plan,
    place: usize,
    space: &TypeSpace,
    given: Option<&Prior>,
    random: &mut Random,
) -> Option<Prior> {
    (0..ATTEMPTS).find_map(|_| Prior::new(space, &draw_weights(plan, place, (space, given), random)?).ok())
}

/// Weights of every profile; `None` where nothing is given.
fn draw_weights(
    plan: &Plan,
    place: usize,
    (space, given): (&TypeSpace, Option<&Prior>),
    random: &mut Random,
) -> Option<Vec<Rational>> {
    let planned = plan.priors.get(place)?;
    let mut weights = match &planned.kind {
        PriorKind::Given => {
            let given = given?;
            space.profiles().map(|profile| Rational::from(given.weight(profile))).collect()
        }
        PriorKind::Dirichlet { concentration, denominator } => {
            rational(&urn(space.size(), *concentration, *denominator, random))
        }
        PriorKind::Integers { least, most } => {
            space.profiles().map(|_| Rational::from(random.between(*least, *most))).collect()
        }
        PriorKind::Independent { most } => product_of_agents(space, *most, random),
        PriorKind::ConditionallyIndependent { states, most } => {
            let mut weights = vec![Rational::ZERO; space.size()];
            for _ in 0..*states {
                let state = Rational::from(random.between(1, *most));
                let inside = product_of_agents(space, *most, random);
                weights.iter_mut().zip(inside).for_each(|(weight, part)| *weight += &state * part);
            }
            weights
        }
        PriorKind::Markov { most } => chain(space, *most, random),
        PriorKind::Mixture { of } => {
            let mut weights = vec![Rational::ZERO; space.size()];
            for (part, share) in of {
                let drawn = draw_weights(plan, *part, (space, given), random)?;
                let factor = share / sum(&drawn);
                weights.iter_mut().zip(drawn).for_each(|(weight, drawn)| *weight += &factor * drawn);
            }
            weights
        }
        PriorKind::Counts { data, add, sample } => {
            let counts = estimate::sampled(&data.counts, *sample, random);
            counts.iter().map(|count| Rational::from(*count) + add).collect()
        }
        PriorKind::Kernel { data, bandwidth, sample } => {
            estimate::kernel(space, &estimate::sampled(&data.counts, *sample, random), bandwidth)
        }
    };
    if let Some(bias) = planned.bias {
        bias::make_fail(space, &mut weights, bias, random);
    }
    Some(weights)
}

fn rational(counts: &[u64]) -> Vec<Rational> {
    counts.iter().map(|count| Rational::from(*count)).collect()
}

/// One step for every place, and the rest of the `denominator` steps by Pólya's urn: the next step goes to a place with probability
/// proportional to a/b plus the steps that the urn has given it, so that the urn's steps are Dirichlet-multinomial with parameter a/b.
///
/// With a balls of every place and b for every step so far: a step is one of the first a·K balls (any place), or a copy of an
/// earlier step. Both are drawn in constant time.
fn urn(places: usize, (a, b): (u64, u64), denominator: u64, random: &mut Random) -> Vec<u64> {
    let mut counts = vec![1u64; places];
    let start = a.saturating_mul(u64::try_from(places).unwrap_or(0));
    let steps = denominator.saturating_sub(u64::try_from(places).unwrap_or(denominator));
    let mut drawn: Vec<u32> = Vec::with_capacity(usize::try_from(steps).unwrap_or(0));
    for step in 0..steps {
        let ball = random.below(start + b * step);
        let place = if ball < start { random.place(places) } else { drawn[random.place(drawn.len())] as usize };
        counts[place] += 1;
        drawn.push(u32::try_from(place).unwrap_or(0));
    }
    counts
}

/// The product of whole weights of every agent's types.
fn product_of_agents(space: &TypeSpace, most: u64, random: &mut Random) -> Vec<Rational> {
    let mut weights = vec![Rational::ONE; space.size()];
    for agent in space.agents() {
        let own = types_weights(space, agent, most, random);
        for profile in space.profiles() {
            weights[profile.0] *= &own[space.type_of(profile, agent).0];
        }
    }
    weights
}

fn types_weights(space: &TypeSpace, agent: AgentId, most: u64, random: &mut Random) -> Vec<Rational> {
    space.types(agent).map(|_| Rational::from(random.between(1, most))).collect()
}

/// The first agent's weights times a weight for every pair of types of neighbours: types are a Markov chain along the agents.
fn chain(space: &TypeSpace, most: u64, random: &mut Random) -> Vec<Rational> {
    let first = types_weights(space, AgentId(0), most, random);
    let mut weights: Vec<Rational> =
        space.profiles().map(|profile| first[space.type_of(profile, AgentId(0)).0].clone()).collect();
    for (agent, next) in space.agents().zip(space.agents().skip(1)) {
        let rows: Vec<Vec<Rational>> =
            space.types(agent).map(|_| types_weights(space, next, most, random)).collect();
        for profile in space.profiles() {
            weights[profile.0] *= &rows[space.type_of(profile, agent).0][space.type_of(profile, next).0];
        }
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With one ball of every place all compositions are equally likely: the steps of the urn among three places, two steps, are six
    /// compositions.
    #[test]
    fn an_urn_with_one_ball_of_every_place_is_uniform_on_compositions() {
        let mut random = Random::named("urn");
        let mut counts = std::collections::BTreeMap::new();
        for _ in 0..60_000 {
            *counts.entry(urn(3, (1, 1), 5, &mut random)).or_insert(0u32) += 1;
        }
        assert_eq!(counts.len(), 6);
        // Five standard deviations are 457.
        assert!(counts.values().all(|count| count.abs_diff(10_000) < 457), "{counts:?}");
    }

    /// Two places and two steps: both at one place with probability (a/b + 1) / (2a/b + 1), 3/4 for one half and 1/2·… for large
    /// concentrations.
    #[test]
    fn small_concentrations_favour_the_corners() {
        for ((a, b), expected) in [((1, 2), 0.75), ((1, 1), 2.0 / 3.0), ((1000, 1), 1001.0 / 2001.0)] {
            let mut random = Random::named("corners");
            let count = (0..40_000).filter(|_| urn(2, (a, b), 4, &mut random).contains(&3)).count();
            let share = f64::from(u32::try_from(count).unwrap()) / 40_000.0;
            assert!((share - expected).abs() < 0.0125, "{a}/{b}: {share}");
        }
    }
}

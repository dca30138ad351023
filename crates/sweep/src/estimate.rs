//! Priors from data: counts drawn again, and kernel estimates.

use crate::random::Random;
use ambimech_io::sweep::plan::Sample;
use ambimech_model::index::TypeId;
use ambimech_model::number::Rational;
use ambimech_model::type_space::TypeSpace;

/// The counts, or those of as many observations drawn from them with replacement.
pub fn sampled(counts: &[u64], sample: Sample, random: &mut Random) -> Vec<u64> {
    if sample == Sample::Whole {
        return counts.to_vec();
    }
    let mut reached = 0u64;
    let ends: Vec<u64> = counts
        .iter()
        .map(|count| {
            reached += count;
            reached
        })
        .collect();
    let mut drawn = vec![0u64; counts.len()];
    for _ in 0..reached {
        let observation = random.below(reached);
        drawn[ends.partition_point(|end| *end <= observation)] += 1;
    }
    drawn
}

/// Every observation spread over the profiles: agent by agent 1 − h stays, and h goes to the other types in equal parts (Aitchison
/// and Aitken 1976). An agent with one type keeps everything. Exact; costs |Θ| Σ_i |Θ_i|.
pub fn kernel(space: &TypeSpace, counts: &[u64], bandwidth: &Rational) -> Vec<Rational> {
    let mut weights: Vec<Rational> = counts.iter().map(|count| Rational::from(*count)).collect();
    for agent in space.agents() {
        let types = space.type_count(agent);
        if types < 2 {
            continue;
        }
        let away = bandwidth / Rational::from(types - 1);
        let stays = Rational::ONE - bandwidth - &away;
        // 1 − h on the diagonal and h/(m−1) beside it: (1 − h − h/(m−1)) w + h/(m−1) times the sum over the agent's types.
        let spread = |profile| {
            let all = space.types(agent).map(|own: TypeId| &weights[space.with_type(profile, agent, own).0]);
            let total = all.fold(Rational::ZERO, |total, weight| total + weight);
            &stays * &weights[profile.0] + &away * total
        };
        let next: Vec<Rational> = space.profiles().map(spread).collect();
        weights = next;
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;
    use ambimech_model::number::parse_number;

    #[test]
    fn a_kernel_spreads_each_observation_agent_by_agent() {
        let space = TypeSpace::new(vec![2, 3]).unwrap();
        let spread = kernel(&space, &[1, 0, 0, 0, 0, 0], &parse_number("1/4").unwrap());
        let expected = ["9/16", "3/32", "3/32", "3/16", "1/32", "1/32"];
        assert_eq!(spread.iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
        let kept = kernel(&space, &[1, 2, 3, 4, 5, 6], &Rational::ZERO);
        assert_eq!(kept, (1..=6u64).map(Rational::from).collect::<Vec<_>>());
    }

    #[test]
    fn a_sample_has_as_many_observations_and_no_new_profiles() {
        let counts = [5, 0, 1, 94];
        let mut random = Random::named("sample");
        let drawn = sampled(&counts, Sample::Resampled, &mut random);
        assert_eq!((drawn.iter().sum::<u64>(), drawn[1]), (100, 0));
        assert_ne!(drawn, counts);
        assert_eq!(sampled(&counts, Sample::Whole, &mut random), counts);
    }
}

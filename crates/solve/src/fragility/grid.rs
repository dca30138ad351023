//! What conditions say at perturbed priors: mixtures with another prior, and moves of one probability.

use super::rows::mixed;
use crate::condition::decide_condition;
use ambimech_model::certificate::ConditionCertificate;
use ambimech_model::coalition::Coalition;
use ambimech_model::condition::{Condition, Verdict};
use ambimech_model::environment::Environment;
use ambimech_model::fragility::{Grid, Moves, Tally, Towards};
use ambimech_model::index::ProfileId;
use ambimech_model::number::{Integer, Natural, Rational};
use ambimech_model::prior::Prior;
use ambimech_model::type_space::TypeSpace;

/// How fine a grid is.
#[derive(Debug, Clone)]
pub struct Mesh {
    /// Into how many equal steps the way to another prior is divided.
    pub steps: usize,
    /// By how much single probabilities are moved.
    pub sizes: Vec<Rational>,
}

/// The prior at the other end of a mixture.
pub fn other_end(space: &TypeSpace, prior: &Prior, towards: &Towards) -> Option<Prior> {
    let weights: Vec<Rational> = match towards {
        Towards::Uniform => vec![Rational::ONE; space.size()],
        Towards::Independent => {
            let marginals: Vec<Vec<Natural>> =
                space.agents().map(|agent| prior.joint_weights(space, Coalition::single(agent))).collect();
            let product = |profile: ProfileId| {
                space.agents().fold(Natural::ONE, |product, agent| {
                    product * &marginals[agent.0][space.type_of(profile, agent).0]
                })
            };
            space.profiles().map(|profile| Rational::from(product(profile))).collect()
        }
        Towards::Other(_) => return None,
    };
    Prior::new(space, &weights).ok()
}

/// The conditions at mixtures with another prior, at weights 0, 1/steps, …, 1; `None` without a common prior.
pub fn mix(
    environment: &Environment,
    towards: Towards,
    other: &Prior,
    conditions: &[Condition],
    mesh: &Mesh,
) -> Option<Grid> {
    let prior = environment.common_prior()?;
    let steps = mesh.steps.max(1);
    let lines = (0..=steps).map(|step| {
        let weight = Rational::from_parts(Integer::from(step), Natural::from(steps));
        let there = super::way::between(environment, prior, other, &weight);
        (weight, there.map(|there| decide_all(&there, conditions)))
    });
    Some(Grid::Mixtures { towards, conditions: conditions.to_vec(), lines: lines.collect() })
}

fn decide_all(environment: &Environment, conditions: &[Condition]) -> Vec<Verdict<ConditionCertificate>> {
    conditions.iter().map(|condition| decide_condition(environment, *condition)).collect()
}

/// The conditions where the probability of one profile is moved up or down; `None` without a common prior.
pub fn move_each(environment: &Environment, conditions: &[Condition], mesh: &Mesh) -> Option<Grid> {
    let prior = environment.common_prior()?;
    let here: Vec<&'static str> = decide_all(environment, conditions).iter().map(Verdict::word).collect();
    let lines = mesh.sizes.iter().map(|size| {
        let mut moves = Moves {
            size: size.clone(),
            possible: 0,
            impossible: 0,
            tallies: vec![Tally::default(); conditions.len()],
        };
        for profile in environment.space().profiles() {
            for rises in [true, false] {
                let Some(there) = moved(environment, prior, profile, size, rises) else {
                    moves.impossible += 1;
                    continue;
                };
                moves.possible += 1;
                for ((tally, verdict), word) in
                    moves.tallies.iter_mut().zip(decide_all(&there, conditions)).zip(&here)
                {
                    match &verdict {
                        Verdict::Holds(_) => tally.holds += 1,
                        Verdict::Fails(_) => tally.fails += 1,
                        Verdict::Undecided(_) => tally.undecided += 1,
                    }
                    if verdict.word() != *word && tally.first_change.is_none() {
                        tally.first_change = Some((profile, rises));
                    }
                }
            }
        }
        moves
    });
    Some(Grid::Moves { conditions: conditions.to_vec(), lines: lines.collect() })
}

/// The environment in which one probability is larger or smaller by so much, the others in their old proportions.
fn moved(
    environment: &Environment,
    prior: &Prior,
    profile: ProfileId,
    size: &Rational,
    rises: bool,
) -> Option<Environment> {
    let space = environment.space();
    let at = prior.probability(profile);
    let wanted = if rises { &at + size } else { &at - size };
    if wanted < Rational::ZERO || wanted > Rational::ONE || at >= Rational::ONE {
        return None;
    }
    let mut point = vec![Rational::ZERO; space.size()];
    point[profile.0] = Rational::ONE;
    // The others alone, mixed with the profile alone.
    let others: Vec<Rational> = space
        .profiles()
        .map(|other| if other == profile { Rational::ZERO } else { Rational::from(prior.weight(other)) })
        .collect();
    environment.with_prior(Prior::new(space, &mixed(&others, &point, &wanted)).ok()?).ok()
}

//! Where the search for weights starts: designs that are known, and random weights.

use super::improve::normalised;
use super::layout::Layout;
use crate::few_rules::random::Random;
use ambimech_model::certificate::HoldingWeights;
use ambimech_model::coalition::Coalition;
use ambimech_model::design::Design;
use ambimech_model::index::{JointTypeId, ProfileId, RuleId};
use ambimech_model::property::Reports;
use std::collections::BTreeMap;

/// Weight that is taken from the best rule against a pure report, for the others.
const SOFTENED: f64 = 0.2;

/// The weights such that images under the swap of the layout are held by the images of rules; as they are where no rules change places.
pub fn symmetrised(layout: &Layout<'_>, mut weights: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let Some(swap) = layout.swap.as_ref().filter(|_| layout.reports == Reports::Mixed) else { return weights };
    let space = layout.environment.space();
    let place = |coalition: Coalition, types: JointTypeId| {
        layout.held.iter().position(|held| {
            let watched = &layout.watched[held.watched];
            watched.coalition == coalition && watched.types == types
        })
    };
    for group in 0..layout.held.len() {
        let watched = &layout.watched[layout.held[group].watched];
        let has_types = |profile: &ProfileId| space.joint_type_of(*profile, watched.coalition) == watched.types;
        let Some(profile) = space.profiles().find(has_types) else { continue };
        let image: Coalition = watched.coalition.members().map(|agent| swap.agents[agent.0]).collect();
        let types = space.joint_type_of(swap.profiles[profile.0], image);
        let Some(other) = place(image, types).filter(|other| *other > group) else { continue };
        let own = &weights[group];
        let mirrored = (0..own.len()).map(|rule| own[layout.partner(rule, own.len()).unwrap_or(rule)]);
        weights[other] = mirrored.collect();
    }
    weights
}

/// A number from 0 to 1.
pub fn share(random: &mut Random) -> f64 {
    #[allow(clippy::cast_precision_loss)]
    let word = (random.word() >> 11) as f64;
    word / (1u64 << 53) as f64
}

/// Random weights for every group.
pub fn random_weights(layout: &Layout<'_>, rules: usize, random: &mut Random) -> Vec<Vec<f64>> {
    let own = |_| normalised((0..rules).map(|_| share(random)).collect());
    layout.held.iter().map(own).collect()
}

/// The weights of a design, by held group and rule; `None` when its rules cannot be evaluated.
pub fn weights_of(layout: &Layout<'_>, design: &Design) -> Option<Vec<Vec<f64>>> {
    let environment = layout.environment;
    let rules = design.mechanism.rule_count(environment)?;
    if layout.reports == Reports::Pure {
        let payments: Option<Vec<Vec<f64>>> = (0..rules)
            .map(|rule| {
                let table = design.mechanism.table(environment, RuleId(rule))?;
                let agents = environment.agent_count();
                let kept = table.payments().iter().enumerate();
                let kept = kept.filter(|(place, _)| place % agents < layout.payers());
                Some(kept.map(|(_, payment)| payment.to_f64().value()).collect())
            })
            .collect();
        let payments = payments?;
        let own = layout.held.iter().map(|held| {
            let worth = |rule: &usize| {
                held.reports.iter().map(|form| form.at(&payments[*rule])).fold(f64::NEG_INFINITY, f64::max)
            };
            let best = (0..rules).min_by(|one, other| worth(one).total_cmp(&worth(other))).unwrap_or(0);
            #[allow(clippy::cast_precision_loss)]
            let rest = if rules > 1 { SOFTENED / (rules - 1) as f64 } else { 0.0 };
            normalised((0..rules).map(|rule| if rule == best { 1.0 - SOFTENED } else { rest }).collect())
        });
        return Some(own.collect());
    }
    let (HoldingWeights::Listed(listed) | HoldingWeights::Pairs(listed)) =
        design.mechanism.listed_weights(environment, &design.certificate.weights)
    else {
        return None;
    };
    let known: BTreeMap<_, _> =
        listed.iter().map(|entry| ((entry.coalition, entry.types), &entry.weights)).collect();
    let own = layout.held.iter().map(|held| {
        let watched = &layout.watched[held.watched];
        let mut own = vec![0.0; rules];
        for (rule, weight) in known.get(&(watched.coalition, watched.types)).into_iter().copied().flatten() {
            own[rule.0] = weight.to_f64().value();
        }
        normalised(own)
    });
    Some(own.collect())
}

/// The same weights with more rules: a rule that is new is a copy of an old one, and takes a random part of its weight.
pub fn with_copies(weights: &[Vec<f64>], rules: usize, random: &mut Random) -> Vec<Vec<f64>> {
    let own = weights.iter().map(|known| {
        let mut own = known.clone();
        let old = own.len().max(1);
        while own.len() < rules {
            let from = own.len() % old;
            let part = own[from] * share(random);
            own[from] -= part;
            own.push(part);
        }
        own
    });
    own.collect()
}

/// The same weights, moved at random towards others.
pub fn shaken(weights: &[Vec<f64>], by: f64, random: &mut Random) -> Vec<Vec<f64>> {
    let own = weights.iter().map(|known| {
        let other = normalised(known.iter().map(|_| share(random)).collect());
        known.iter().zip(other).map(|(one, other)| one * (1.0 - by) + other * by).collect()
    });
    own.collect()
}

//! The check of covers: what every maximin value of a strict economy gives at a type profile.

use super::economy::{EconomyRefusal, attained_worths, bound_of, shapley_value};
use crate::coalition::Coalition;
use crate::economy::{Economy, WeightCover, WeightTree};
use crate::index::{AgentId, ProfileId};
use crate::number::Rational;
use std::collections::BTreeMap;

/// Deepest nesting of halves that is checked.
pub const MAX_COVER_DEPTH: usize = 400;

/// From where to where; no upper end when nothing is known.
pub type Range = (Rational, Rational);

/// A corner with V_λ(S) and what its bundles are worth to the members, by coalition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CornerWorths {
    /// λ.
    pub weights: Vec<Rational>,
    /// V_λ(S).
    pub values: Vec<Rational>,
    /// u_i of the members' bundles.
    pub utilities: Vec<Vec<Rational>>,
}

/// What every value with weights in the part with these corners gives every agent, from the least to the most.
///
/// A value is individually rational, since an agent adds λ_i u_i(e_i) or more to every coalition, and nobody has more than everything.
pub fn part_ranges(economy: &Economy, profile: ProfileId, corners: &[&CornerWorths]) -> Vec<Range> {
    let (space, coalitions) = (economy.space(), economy.coalitions());
    let all = economy.resources(economy.grand_coalition());
    // By coalition: the bundles of which corner are worth most in the middle of the part, and what they are worth at every corner.
    let least: Vec<Vec<Rational>> = coalitions
        .iter()
        .enumerate()
        .map(|(place, coalition)| {
            let at = |weights: &[Rational], utilities: &[Rational]| {
                let members = coalition.members().zip(utilities);
                members.fold(Rational::ZERO, |sum, (member, worth)| sum + &weights[member.0] * worth)
            };
            let of_plan = |plan: &&CornerWorths| -> Vec<Rational> {
                corners.iter().map(|corner| at(&corner.weights, &plan.utilities[place])).collect()
            };
            let plans = corners.iter().map(of_plan);
            let total = |values: &Vec<Rational>| values.iter().fold(Rational::ZERO, |sum, value| sum + value);
            plans.max_by_key(total).unwrap_or_default()
        })
        .collect();
    let share = |agent: AgentId, corner: usize, is_least: bool| -> Rational {
        let worth = |(place, coalition): (usize, &Coalition)| {
            let from_below = coalition.contains(agent) == is_least;
            let value =
                if from_below { least[place][corner].clone() } else { corners[corner].values[place].clone() };
            (*coalition, value)
        };
        let game: Vec<(Coalition, Rational)> = coalitions.iter().enumerate().map(worth).collect();
        shapley_value(space.agent_count(), &game).get(agent.0).cloned().unwrap_or_default()
    };
    let range = |agent: AgentId| {
        let own = space.type_of(profile, agent);
        let (mut from, mut to) = (economy.own_worth(agent, own), economy.utility(agent, own).value(&all));
        // Both bounds are fractions of linear functions, whose extremes are at corners; where the weight is 0 a bound of the wrong sign leaves nothing.
        let (mut low, mut high) = (None::<Rational>, None::<Rational>);
        let (mut is_low, mut is_high) = (true, true);
        for (corner, worths) in corners.iter().enumerate() {
            let weight = &worths.weights[agent.0];
            let (least, most) = (share(agent, corner, true), share(agent, corner, false));
            if weight.is_zero() {
                is_low &= least >= Rational::ZERO;
                is_high &= most <= Rational::ZERO;
                continue;
            }
            let (least, most) = (least / weight, most / weight);
            low = Some(low.map_or(least.clone(), |known| known.min(least)));
            high = Some(high.map_or(most.clone(), |known| known.max(most)));
        }
        if let Some(low) = low.filter(|low| is_low && *low > from) {
            from = low;
        }
        if let Some(high) = high.filter(|high| is_high && *high < to) {
            to = high;
        }
        (from, to)
    };
    space.agents().map(range).collect()
}

/// What the values at the profile of a cover give every agent: a list of ranges by agent for each part that is open.
///
/// # Errors
/// Why the cover proves nothing.
pub fn cover_ranges(economy: &Economy, cover: &WeightCover) -> Result<Vec<Vec<Range>>, EconomyRefusal> {
    let space = economy.space();
    if !economy.is_strict() || space.agent_count() < 2 {
        return Err(EconomyRefusal::NotStrict);
    }
    if cover.profile.0 >= space.size() {
        return Err(EconomyRefusal::Malformed);
    }
    let mut known: BTreeMap<Vec<Rational>, CornerWorths> = BTreeMap::new();
    for corner in &cover.corners {
        let is_sum = corner.weights.iter().fold(Rational::ZERO, |sum, weight| sum + weight).is_one();
        if corner.weights.len() != space.agent_count() || !is_sum {
            return Err(EconomyRefusal::Malformed);
        }
        let (values, utilities) = attained_worths(economy, cover.profile, &corner.weights, &corner.worths)?;
        known.insert(corner.weights.clone(), CornerWorths { weights: corner.weights.clone(), values, utilities });
    }
    let unit = |agent: AgentId| -> Vec<Rational> {
        space.agents().map(|other| if other == agent { Rational::ONE } else { Rational::ZERO }).collect()
    };
    let mut found = Vec::new();
    let whole: Vec<Vec<Rational>> = space.agents().map(unit).collect();
    let check = Check { economy, profile: cover.profile, known: &known };
    check.part(&whole, &cover.tree, 0, &mut found)?;
    Ok(found)
}

struct Check<'c> {
    economy: &'c Economy,
    profile: ProfileId,
    known: &'c BTreeMap<Vec<Rational>, CornerWorths>,
}

impl Check<'_> {
    fn part(
        &self,
        corners: &[Vec<Rational>],
        tree: &WeightTree,
        depth: usize,
        found: &mut Vec<Vec<Range>>,
    ) -> Result<(), EconomyRefusal> {
        if depth > MAX_COVER_DEPTH {
            return Err(EconomyRefusal::Malformed);
        }
        match tree {
            WeightTree::Halves { between: [one, other], first, second } => {
                if one >= other || *other >= corners.len() {
                    return Err(EconomyRefusal::Malformed);
                }
                let middle = middle_of(&corners[*one], &corners[*other]);
                let (mut left, mut right) = (corners.to_vec(), corners.to_vec());
                left[*other].clone_from(&middle);
                right[*one] = middle;
                self.part(&left, first, depth + 1, found)?;
                self.part(&right, second, depth + 1, found)
            }
            WeightTree::OutOfReach(bound) => {
                let ranges = self.ranges(corners)?;
                let (grand, joint) = (self.economy.grand_coalition(), self.economy.everyone_at(self.profile));
                let most = bound_of(self.economy, grand, joint, bound)?;
                let have = (bound.weights.iter().zip(&ranges))
                    .fold(Rational::ZERO, |sum, (weight, (from, _))| sum + weight * from);
                if have > most {
                    return Ok(());
                }
                Err(EconomyRefusal::TooLarge { coalition: grand, joint, bound: most, have })
            }
            WeightTree::Open => {
                found.push(self.ranges(corners)?);
                Ok(())
            }
        }
    }

    fn ranges(&self, corners: &[Vec<Rational>]) -> Result<Vec<Range>, EconomyRefusal> {
        let known: Option<Vec<&CornerWorths>> = corners.iter().map(|weights| self.known.get(weights)).collect();
        Ok(part_ranges(self.economy, self.profile, &known.ok_or(EconomyRefusal::Malformed)?))
    }
}

/// The middle between two weights.
pub fn middle_of(one: &[Rational], other: &[Rational]) -> Vec<Rational> {
    let half = Rational::from_parts(1.into(), 2u8.into());
    one.iter().zip(other).map(|(one, other)| (one + other) * &half).collect()
}

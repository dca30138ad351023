//! The check of proofs about exchange economies.
//!
//! Everything rests on [`bound_of`], which adds up one bound, and on [`require_move`], which sees that a coalition can afford what it does.

use super::economy_cover::{Range, cover_ranges};
use crate::coalition::Coalition;
use crate::economy::{
    Allocation, Bound, Economy, EconomyCertificate, Game, Move, Side, ValueTree, WeightCover, Worth,
};
use crate::index::{AgentId, JointTypeId, ProfileId, TypeId};
use crate::number::Rational;

/// Deepest tree of boxes that is checked.
pub const MAX_TREE_DEPTH: usize = 2_000;

/// Why a proof about an economy is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EconomyRefusal {
    /// Something is named that the economy does not have, or a list has the wrong length.
    Malformed,
    /// A weight, price, multiplier or amount is negative.
    Negative,
    /// The multipliers of a member's pieces do not add up to its weight.
    Weights {
        /// The coalition.
        coalition: Coalition,
        /// Its types.
        joint: JointTypeId,
        /// The member.
        member: AgentId,
    },
    /// A member would gain by spending more on a good at these prices.
    Price {
        /// The coalition.
        coalition: Coalition,
        /// Its types.
        joint: JointTypeId,
        /// The member.
        member: AgentId,
        /// The good, by position.
        good: usize,
    },
    /// A coalition uses more of a good than it owns.
    Resources {
        /// The coalition.
        coalition: Coalition,
        /// The good, by position.
        good: usize,
    },
    /// The bound is larger than what the members have: it does not rule out an objection.
    TooLarge {
        /// The coalition.
        coalition: Coalition,
        /// Its types.
        joint: JointTypeId,
        /// The bound.
        bound: Rational,
        /// The weighted sum of what they have.
        have: Rational,
    },
    /// A member is worse off by an objection.
    WorseOff {
        /// The coalition.
        coalition: Coalition,
        /// Its types.
        joint: JointTypeId,
        /// The member.
        member: AgentId,
    },
    /// Nobody is better off by an objection.
    NobodyBetter {
        /// The coalition.
        coalition: Coalition,
        /// Its types.
        joint: JointTypeId,
    },
    /// Bundles that should attain a coalition's worth are worth less than its bound.
    NotAttained {
        /// The coalition.
        coalition: Coalition,
        /// The profile.
        profile: ProfileId,
    },
    /// An agent's weighted utility is not its Shapley value.
    NotShapley {
        /// The profile.
        profile: ProfileId,
        /// The agent.
        agent: AgentId,
        /// λ_i u_i.
        found: Rational,
        /// Sh_i.
        shapley: Rational,
    },
    /// The two things that should differ are equal.
    NoDifference,
    /// The argument is about two agents, strictly increasing utilities and endowments that are not nothing.
    NotTwo,
    /// The argument is about strictly increasing utilities and endowments that are not nothing, of two agents or more.
    NotStrict,
    /// There is more than one type profile.
    ManyProfiles,
}

type Checked<T> = Result<T, EconomyRefusal>;

/// p·e_S + Σ μ_ik b_ik: what Σ_S λ_i u_i cannot exceed, after the conditions on the bound.
///
/// # Errors
/// Which condition does not hold.
pub fn bound_of(economy: &Economy, coalition: Coalition, joint: JointTypeId, bound: &Bound) -> Checked<Rational> {
    if !economy.has(coalition, joint) {
        return Err(EconomyRefusal::Malformed);
    }
    let members = economy.members(coalition, joint);
    let resources = economy.resources(coalition);
    let is_short = bound.weights.len() != members.len()
        || bound.pieces.len() != members.len()
        || bound.prices.len() != resources.len();
    if is_short {
        return Err(EconomyRefusal::Malformed);
    }
    let all = bound.weights.iter().chain(&bound.prices).chain(bound.pieces.iter().flatten());
    if all.into_iter().any(|number| *number < Rational::ZERO) {
        return Err(EconomyRefusal::Negative);
    }
    let mut sum = dot(&bound.prices, &resources);
    for (((member, own), weight), multipliers) in members.into_iter().zip(&bound.weights).zip(&bound.pieces) {
        let pieces = economy.utility(member, own).pieces();
        if multipliers.len() != pieces.len() {
            return Err(EconomyRefusal::Malformed);
        }
        if multipliers.iter().fold(Rational::ZERO, |sum, number| sum + number) != *weight {
            return Err(EconomyRefusal::Weights { coalition, joint, member });
        }
        for (good, price) in bound.prices.iter().enumerate() {
            let slope = (multipliers.iter().zip(pieces))
                .fold(Rational::ZERO, |sum, (multiplier, piece)| sum + multiplier * &piece.slopes[good]);
            if slope > *price {
                return Err(EconomyRefusal::Price { coalition, joint, member, good });
            }
        }
        for (multiplier, piece) in multipliers.iter().zip(pieces) {
            sum += multiplier * &piece.constant;
        }
    }
    Ok(sum)
}

/// Refuses a bound that leaves room for an objection against these worths of the members: with positive weights the members must have at
/// least the bound, with a weight of 0 more than it.
fn require_no_objection(
    economy: &Economy,
    (coalition, joint): (Coalition, JointTypeId),
    bound: &Bound,
    worths: &[Vec<Rational>],
) -> Checked<()> {
    let most = bound_of(economy, coalition, joint, bound)?;
    let members = economy.members(coalition, joint);
    let have = (bound.weights.iter().zip(&members))
        .fold(Rational::ZERO, |sum, (weight, (member, own))| sum + weight * &worths[member.0][own.0]);
    let is_positive = bound.weights.iter().all(|weight| *weight > Rational::ZERO);
    if have > most || (have == most && is_positive) {
        return Ok(());
    }
    Err(EconomyRefusal::TooLarge { coalition, joint, bound: most, have })
}

/// Refuses bundles that the coalition cannot afford; what they are worth to the members.
fn require_move(
    economy: &Economy,
    coalition: Coalition,
    joint: JointTypeId,
    bundles: &[Vec<Rational>],
) -> Checked<Vec<Rational>> {
    if !economy.has(coalition, joint) {
        return Err(EconomyRefusal::Malformed);
    }
    let members = economy.members(coalition, joint);
    let resources = economy.resources(coalition);
    if bundles.len() != members.len() || bundles.iter().any(|bundle| bundle.len() != resources.len()) {
        return Err(EconomyRefusal::Malformed);
    }
    if bundles.iter().flatten().any(|amount| *amount < Rational::ZERO) {
        return Err(EconomyRefusal::Negative);
    }
    for (good, available) in resources.iter().enumerate() {
        if bundles.iter().fold(Rational::ZERO, |sum, bundle| sum + &bundle[good]) > *available {
            return Err(EconomyRefusal::Resources { coalition, good });
        }
    }
    Ok(members.iter().zip(bundles).map(|((member, own), x)| economy.utility(*member, *own).value(x)).collect())
}

/// Refuses an objection that makes a member worse off or nobody better off than this, where `is_less` says that a member has less than stated.
fn require_objection(
    economy: &Economy,
    objection: &Move,
    have: impl Fn(AgentId, TypeId) -> (Rational, bool),
) -> Checked<()> {
    let (coalition, joint) = (objection.coalition, objection.joint);
    let worths = require_move(economy, coalition, joint, &objection.bundles)?;
    let mut is_better = false;
    for ((member, own), worth) in economy.members(coalition, joint).into_iter().zip(worths) {
        let (most, is_less) = have(member, own);
        if worth < most {
            return Err(EconomyRefusal::WorseOff { coalition, joint, member });
        }
        is_better |= is_less || worth > most;
    }
    if is_better { Ok(()) } else { Err(EconomyRefusal::NobodyBetter { coalition, joint }) }
}

/// Accepts or refuses a proof about an economy.
///
/// # Errors
/// Why it proves nothing.
pub fn check_economy(economy: &Economy, certificate: &EconomyCertificate) -> Checked<()> {
    let objects = |allocation: &Allocation, objection: &Move| {
        require_objection(economy, objection, |agent, own| (allocation.worth(economy, agent, own), false))
    };
    match certificate {
        EconomyCertificate::Efficient { allocation, bounds } => {
            let grand = economy.grand_coalition();
            let places: Vec<_> =
                economy.space().profiles().map(|profile| (grand, economy.everyone_at(profile))).collect();
            require_no_objections(economy, allocation, &places, bounds)
        }
        EconomyCertificate::Core { allocation, bounds } => {
            require_no_objections(economy, allocation, &economy.objectors(), bounds)
        }
        EconomyCertificate::Dominated { allocation, better } => {
            if better.coalition != economy.grand_coalition() {
                return Err(EconomyRefusal::Malformed);
            }
            objects(allocation, better)
        }
        EconomyCertificate::Blocked { allocation, objection } => objects(allocation, objection),
        EconomyCertificate::NoCore { tree } => Region::whole(economy).require_impossible(economy, tree, 0),
        EconomyCertificate::Value { allocation, games } => {
            if games.len() != economy.space().size() {
                return Err(EconomyRefusal::Malformed);
            }
            for (profile, game) in economy.space().profiles().zip(games) {
                if game.profile != profile {
                    return Err(EconomyRefusal::Malformed);
                }
                for ((agent, weight), shapley) in
                    economy.space().agents().zip(&game.weights).zip(shapley(economy, game)?)
                {
                    let found = weight * allocation.worth(economy, agent, economy.space().type_of(profile, agent));
                    if found != shapley {
                        return Err(EconomyRefusal::NotShapley { profile, agent, found, shapley });
                    }
                }
            }
            Ok(())
        }
        EconomyCertificate::NotAmongValues { allocation, cover } => {
            let parts = cover_ranges(economy, cover)?;
            let gets = |agent| allocation.worth(economy, agent, economy.space().type_of(cover.profile, agent));
            let gets: Vec<Rational> = economy.space().agents().map(gets).collect();
            let has =
                |part: &Vec<Range>| part.iter().zip(&gets).all(|((from, to), gets)| from <= gets && gets <= to);
            if parts.iter().any(has) { Err(EconomyRefusal::NoDifference) } else { Ok(()) }
        }
        EconomyCertificate::NoCommonValue { agent, covers } => {
            if agent.0 >= economy.traders().len() {
                return Err(EconomyRefusal::Malformed);
            }
            let (one, other) = (cover_ranges(economy, &covers.0)?, cover_ranges(economy, &covers.1)?);
            let own = |cover: &WeightCover| economy.space().type_of(cover.profile, *agent);
            let of = |parts: &[Vec<Range>]| parts.iter().map(|part| part[agent.0].clone()).collect::<Vec<Range>>();
            let (one, other) = (of(&one), of(&other));
            let meets = |(from, to): &Range| other.iter().any(|(least, most)| from <= most && least <= to);
            let differs = own(&covers.0) == own(&covers.1) && !one.iter().any(meets);
            if differs { Ok(()) } else { Err(EconomyRefusal::NoDifference) }
        }
        EconomyCertificate::ValueExists => match economy.space().size() {
            _ if !economy.is_strict() => Err(EconomyRefusal::NotStrict),
            1 => Ok(()),
            _ => Err(EconomyRefusal::ManyProfiles),
        },
        EconomyCertificate::NotValue { allocation, game } => {
            require_two(economy)?;
            let values = value_of(economy, game)?;
            let space = economy.space();
            let differs = space.agents().zip(&values).any(|(agent, value)| {
                allocation.worth(economy, agent, space.type_of(game.profile, agent)) != *value
            });
            if differs { Ok(()) } else { Err(EconomyRefusal::NoDifference) }
        }
        EconomyCertificate::NoValue { agent, games } => {
            require_two(economy)?;
            if agent.0 >= economy.traders().len() {
                return Err(EconomyRefusal::Malformed);
            }
            let (one, other) = (value_of(economy, &games.0)?, value_of(economy, &games.1)?);
            let own = |game: &Game| economy.space().type_of(game.profile, *agent);
            let differs = own(&games.0) == own(&games.1) && one[agent.0] != other[agent.0];
            if differs { Ok(()) } else { Err(EconomyRefusal::NoDifference) }
        }
    }
}

fn require_no_objections(
    economy: &Economy,
    allocation: &Allocation,
    places: &[(Coalition, JointTypeId)],
    bounds: &[Bound],
) -> Checked<()> {
    if places.len() != bounds.len() {
        return Err(EconomyRefusal::Malformed);
    }
    let worths = allocation.worths(economy);
    places.iter().zip(bounds).try_for_each(|(place, bound)| require_no_objection(economy, *place, bound, &worths))
}

/// Two agents with strictly increasing utilities and something to give: then every value has positive weights and is the Nash bargaining
/// solution, so that what it gives is unique (the book, Exchange economies).
fn require_two(economy: &Economy) -> Checked<()> {
    if economy.traders().len() == 2 && economy.is_strict() { Ok(()) } else { Err(EconomyRefusal::NotTwo) }
}

/// Sh_i(V_λ,t), after [`attained_worths`], with weights that have to be positive.
fn shapley(economy: &Economy, game: &Game) -> Checked<Vec<Rational>> {
    let is_positive = game.weights.iter().all(|weight| *weight > Rational::ZERO);
    let (values, _) = attained_worths(economy, game.profile, &game.weights, &game.worths)?;
    if !is_positive {
        return Err(EconomyRefusal::Negative);
    }
    let values: Vec<(Coalition, Rational)> = economy.coalitions().into_iter().zip(values).collect();
    Ok(shapley_value(economy.space().agent_count(), &values))
}

/// V_λ,t of every coalition, and what its bundles are worth to its members, after every worth was checked to be attained and not to be exceeded.
pub(super) fn attained_worths(
    economy: &Economy,
    profile: ProfileId,
    weights: &[Rational],
    worths: &[Worth],
) -> Checked<(Vec<Rational>, Vec<Vec<Rational>>)> {
    let (space, coalitions) = (economy.space(), economy.coalitions());
    if profile.0 >= space.size() || weights.len() != space.agent_count() || worths.len() != coalitions.len() {
        return Err(EconomyRefusal::Malformed);
    }
    let (mut values, mut utilities) = (Vec::with_capacity(coalitions.len()), Vec::with_capacity(coalitions.len()));
    for (coalition, worth) in coalitions.iter().zip(worths) {
        let joint = space.joint_type_of(profile, *coalition);
        let weights: Vec<Rational> = coalition.members().map(|member| weights[member.0].clone()).collect();
        let gets = require_move(economy, *coalition, joint, &worth.bundles)?;
        let attained = dot(&weights, &gets);
        if worth.bound.weights != weights {
            return Err(EconomyRefusal::Malformed);
        }
        if bound_of(economy, *coalition, joint, &worth.bound)? != attained {
            return Err(EconomyRefusal::NotAttained { coalition: *coalition, profile });
        }
        values.push(attained);
        utilities.push(gets);
    }
    Ok((values, utilities))
}

/// The Shapley value of a game of `agents` agents, given by the worth of every coalition that is not empty.
///
/// Sh_i = Σ_{S∋i} (|S|−1)! (n−|S|)! / n! · (V(S) − V(S∖i)).
pub fn shapley_value(agents: usize, worths: &[(Coalition, Rational)]) -> Vec<Rational> {
    let factorial = |k: usize| (1..=k).fold(Rational::ONE, |product, j| product * Rational::from(j));
    let all = factorial(agents);
    let mut shares = vec![Rational::ZERO; agents];
    for (coalition, worth) in worths {
        let size = coalition.len();
        // V(S) enters with a plus for members, and with a minus for the others, of whom S is what is left of a larger coalition.
        let gain = factorial(size.saturating_sub(1)) * factorial(agents - size) / &all;
        let loss =
            if size < agents { factorial(size) * factorial(agents - size - 1) / &all } else { Rational::ZERO };
        for (agent, share) in shares.iter_mut().enumerate() {
            if coalition.contains(AgentId(agent)) {
                *share += &gain * worth;
            } else {
                *share -= &loss * worth;
            }
        }
    }
    shares
}

/// What the value gives everybody at the game's profile: Sh_i / λ_i, after the bundles were checked to give it.
///
/// # Errors
/// Why the game proves nothing.
pub fn value_of(economy: &Economy, game: &Game) -> Checked<Vec<Rational>> {
    let shares = shapley(economy, game)?;
    let joint = economy.everyone_at(game.profile);
    let values = require_move(economy, economy.grand_coalition(), joint, &game.bundles)?;
    for (((agent, weight), value), shapley) in economy.space().agents().zip(&game.weights).zip(&values).zip(shares)
    {
        let found = weight * value;
        if found != shapley {
            return Err(EconomyRefusal::NotShapley { profile: game.profile, agent, found, shapley });
        }
    }
    Ok(values)
}

/// A bound on what a type receives, and whether the bound itself is excluded.
#[derive(Clone)]
struct End {
    at: Rational,
    is_open: bool,
}

/// A box of worths v_i(t_i), by agent and type.
struct Region {
    least: Vec<Vec<End>>,
    most: Vec<Vec<End>>,
}

impl Region {
    /// u_i(e_i, t_i) ≤ v_i(t_i) ≤ u_i(e_I, t_i): an agent alone objects to less, and there is no more.
    fn whole(economy: &Economy) -> Region {
        let all = economy.resources(economy.grand_coalition());
        let ends = |of: &dyn Fn(AgentId, TypeId) -> Rational| {
            let agent = |agent: AgentId| {
                let types = economy.space().types(agent);
                types.map(|own| End { at: of(agent, own), is_open: false }).collect()
            };
            economy.space().agents().map(agent).collect()
        };
        Region {
            least: ends(&|agent, own| economy.own_worth(agent, own)),
            most: ends(&|agent, own| economy.utility(agent, own).value(&all)),
        }
    }

    fn require_impossible(&mut self, economy: &Economy, tree: &ValueTree, depth: usize) -> Checked<()> {
        if depth > MAX_TREE_DEPTH {
            return Err(EconomyRefusal::Malformed);
        }
        match tree {
            ValueTree::Cut { cut, below, above } => {
                let (agent, own) = (cut.agent.0, cut.own.0);
                if self.least.get(agent).and_then(|types| types.get(own)).is_none() {
                    return Err(EconomyRefusal::Malformed);
                }
                let end = End { at: cut.at.clone(), is_open: cut.side == Side::Above };
                let kept = self.most[agent][own].clone();
                if end.at < kept.at || (end.at == kept.at && end.is_open) {
                    self.most[agent][own] = end;
                }
                let result = self.require_impossible(economy, below, depth + 1);
                self.most[agent][own] = kept;
                result?;
                let end = End { at: cut.at.clone(), is_open: cut.side == Side::Below };
                let kept = self.least[agent][own].clone();
                if end.at > kept.at || (end.at == kept.at && end.is_open) {
                    self.least[agent][own] = end;
                }
                let result = self.require_impossible(economy, above, depth + 1);
                self.least[agent][own] = kept;
                result
            }
            ValueTree::OutOfReach { profile, bound } => {
                if profile.0 >= economy.space().size() {
                    return Err(EconomyRefusal::Malformed);
                }
                let (coalition, joint) = (economy.grand_coalition(), economy.everyone_at(*profile));
                let most = bound_of(economy, coalition, joint, bound)?;
                let (mut have, mut is_more) = (Rational::ZERO, false);
                for ((member, own), weight) in economy.members(coalition, joint).into_iter().zip(&bound.weights) {
                    let end = &self.least[member.0][own.0];
                    have += weight * &end.at;
                    is_more |= end.is_open && *weight > Rational::ZERO;
                }
                if have > most || (have == most && is_more) {
                    return Ok(());
                }
                Err(EconomyRefusal::TooLarge { coalition, joint, bound: most, have })
            }
            ValueTree::Objection(objection) => require_objection(economy, objection, |agent, own| {
                let end = &self.most[agent.0][own.0];
                (end.at.clone(), end.is_open)
            }),
        }
    }
}

fn dot(one: &[Rational], other: &[Rational]) -> Rational {
    one.iter().zip(other).fold(Rational::ZERO, |sum, (a, b)| sum + a * b)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A glove game: one left glove, two right ones.
    #[test]
    fn the_shapley_value_of_the_glove_game() {
        let has_pair = |coalition: Coalition| coalition.contains(AgentId(0)) && coalition.len() > 1;
        let worths: Vec<(Coalition, Rational)> = crate::coalition::Pattern::All
            .coalitions(3)
            .map(|coalition| (coalition, Rational::from(usize::from(has_pair(coalition)))))
            .collect();
        let sixth = |k: i32| Rational::from_parts(k.into(), 6u8.into());
        assert_eq!(shapley_value(3, &worths), [sixth(4), sixth(1), sixth(1)]);
    }
}

//! Proofs about economies.

use super::{Allocation, Bound, Economy, WeightCover};
use crate::coalition::Coalition;
use crate::index::{AgentId, JointTypeId, ProfileId, TypeId};
use crate::number::Rational;

/// What a coalition does with its endowments: a bundle for each member, in agent order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The coalition.
    pub coalition: Coalition,
    /// Its members' types.
    pub joint: JointTypeId,
    /// Bundles, by member and good.
    pub bundles: Vec<Vec<Rational>>,
}

/// V_λ,t(S) of one coalition: bundles that attain it and the bound that nothing exceeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worth {
    /// Bundles of the members, by member and good.
    pub bundles: Vec<Vec<Rational>>,
    /// A bound with the weights of the game.
    pub bound: Bound,
}

/// The game V_λ,t at one profile, whose Shapley value everybody receives in bundles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Game {
    /// The profile t.
    pub profile: ProfileId,
    /// λ_i(t) > 0, one for each agent.
    pub weights: Vec<Rational>,
    /// The worth of each coalition, in the order of [`super::Economy::coalitions`].
    pub worths: Vec<Worth>,
    /// Bundles at t, by agent and good, with λ_i u_i(x_i, t_i) = Sh_i.
    pub bundles: Vec<Vec<Rational>>,
}

impl Game {
    /// λ_i(t) u_i(x_i, t_i), by agent: the Shapley values when the game was accepted. The bundles must fit the economy.
    pub fn shares(&self, economy: &Economy) -> Vec<Rational> {
        let of = |((agent, weight), bundle): ((AgentId, &Rational), &Vec<Rational>)| {
            weight * economy.utility(agent, economy.space().type_of(self.profile, agent)).value(bundle)
        };
        economy.space().agents().zip(&self.weights).zip(&self.bundles).map(of).collect()
    }
}

/// Which half of a cut has the number itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// v ≤ at below and v > at above.
    Below,
    /// v < at below and v ≥ at above.
    Above,
}

/// A cut through what a type of an agent may receive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The agent.
    pub agent: AgentId,
    /// Its type.
    pub own: TypeId,
    /// Where v_i(t_i) is cut.
    pub at: Rational,
    /// Which half has this number.
    pub side: Side,
}

/// A division of everything that core allocations could be worth into boxes, each of which is impossible.
///
/// It begins with u_i(e_i, t_i) ≤ v_i(t_i) ≤ u_i(e_I, t_i) for all agents and types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueTree {
    /// Two parts.
    Cut {
        /// Where.
        cut: Cut,
        /// The part with less.
        below: Box<ValueTree>,
        /// The part with more.
        above: Box<ValueTree>,
    },
    /// Even the least of this box cannot be had at this profile: the bound of the grand coalition is smaller.
    OutOfReach {
        /// The profile.
        profile: ProfileId,
        /// The bound.
        bound: Bound,
    },
    /// Even the most of this box is objected to.
    Objection(Move),
}

/// A proof about an economy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EconomyCertificate {
    /// The allocation is maximin Pareto efficient: one bound for each profile.
    Efficient {
        /// The allocation.
        allocation: Allocation,
        /// Bounds of the grand coalition.
        bounds: Vec<Bound>,
    },
    /// The allocation is dominated at a profile (the joint type of the grand coalition).
    Dominated {
        /// The allocation.
        allocation: Allocation,
        /// Bundles that everybody likes as much and somebody more.
        better: Move,
    },
    /// The allocation is in the maximin core: one bound for each coalition and joint type, in the order of [`super::Economy::objectors`].
    Core {
        /// The allocation.
        allocation: Allocation,
        /// The bounds.
        bounds: Vec<Bound>,
    },
    /// A coalition objects to the allocation.
    Blocked {
        /// The allocation.
        allocation: Allocation,
        /// What it does instead.
        objection: Move,
    },
    /// No allocation is in the maximin core.
    NoCore {
        /// Every box is impossible.
        tree: ValueTree,
    },
    /// The allocation is a maximin value: one game for each profile.
    Value {
        /// The allocation.
        allocation: Allocation,
        /// The games.
        games: Vec<Game>,
    },
    /// Two agents: the allocation is no maximin value, because at this profile every value gives somebody something else.
    NotValue {
        /// The allocation.
        allocation: Allocation,
        /// The game at that profile.
        game: Game,
    },
    /// The allocation is no maximin value: at the profile of this cover no part has values that give everybody what the allocation does.
    NotAmongValues {
        /// The allocation.
        allocation: Allocation,
        /// All values at one profile.
        cover: WeightCover,
    },
    /// No allocation is a maximin value, because no two values at two profiles give this agent, which has one type in both, the same.
    NoCommonValue {
        /// The agent.
        agent: AgentId,
        /// All values at two profiles.
        covers: Box<(WeightCover, WeightCover)>,
    },
    /// There is a maximin value, since utilities are strictly increasing and every agent owns something and has one type.
    ValueExists,
    /// Two agents: no allocation is a maximin value, because this type would have to receive two different amounts.
    NoValue {
        /// The agent; its type is the same at both profiles.
        agent: AgentId,
        /// The games at two profiles.
        games: Box<(Game, Game)>,
    },
}

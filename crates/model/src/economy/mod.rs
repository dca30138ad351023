//! Exchange economies under asymmetric information with Wald's maximin preferences (THESIS section 3.6).
//!
//! Agents i = 1..n know their own type t_i and own an endowment e_i of finitely many goods, which depends on no type. A bundle x of goods is
//! worth u_i(x, t_i) to them: the least of finitely many affine functions with slopes at least 0, so concave and increasing. An *allocation* f
//! gives every agent a bundle at every type profile, at most all endowments together. Agents expect the worst of the others' types: f is worth
//! v_i(t_i) = min over t_−i of u_i(f_i(t_i, t_−i), t_i).
//!
//! # The reduction to complete information
//! Definitions 3.3.3 (efficiency) and 3.6.1 (core) let a coalition S object at one type profile t by a plan y with Σ_S y_i ≤ Σ_S e_i at every
//! profile, which is worth at least v_i(t_i) to its members there and more to one. The plan can be taken constant: z = y(t) has
//! u_i(z_i, t_i) ≥ min u_i(y_i(t_i, ·), t_i). So an objection is a bundle for each member, and depends on the members' types alone. Lotteries do
//! not help: their means are feasible and worth at least as much. The same step gives the characteristic function of 3.6.3 as
//! V_λ,t(S) = max { Σ_S λ_i u_i(z_i, t_i) : Σ_S z_i ≤ Σ_S e_i, z ≥ 0 }, a linear program.
//!
//! # Bounds
//! Weights λ ≥ 0, prices p ≥ 0 and multipliers μ_ik ≥ 0 of the affine pieces a_ik·x + b_ik with Σ_k μ_ik = λ_i and Σ_k μ_ik a_ik ≤ p prove
//! Σ_S λ_i u_i(z_i, t_i) ≤ p·e_S + Σ μ_ik b_ik for everything the coalition can do: a [`Bound`]. It is the dual of the program, so there is
//! always one that is sharp, and it serves efficiency (S = I), the core and the value alike.

mod allocation;
mod bound;
mod certificate;
mod cover;
mod utility;
mod verdict;

pub use allocation::{Allocation, AllocationError};
pub use bound::Bound;
pub use certificate::{Cut, EconomyCertificate, Game, Move, Side, ValueTree, Worth};
pub use cover::{WeightCorner, WeightCover, WeightTree};
pub use utility::{Affine, Utility};
pub use verdict::{DoubleImplementation, EconomyQuestion, EconomyReason, EconomyVerdict};

use crate::coalition::{Coalition, Pattern};
use crate::index::{AgentId, JointTypeId, ProfileId, TypeId};
use crate::number::Rational;
use crate::type_space::TypeSpace;

/// Most agents of an economy: every coalition is asked.
pub const MAX_AGENTS: usize = 8;
/// Most type profiles of an economy.
pub const MAX_PROFILES: usize = 4096;

/// A type of an agent: its name and what bundles are worth to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taste {
    /// The name.
    pub name: String,
    /// u_i(·, t_i).
    pub utility: Utility,
}

/// An agent: its endowment, one amount for each good, and its types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trader {
    /// The name.
    pub name: String,
    /// e_i, the same for all types.
    pub endowment: Vec<Rational>,
    /// The types, at least one.
    pub types: Vec<Taste>,
}

/// Why parts make no economy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EconomyError {
    /// No agent, no good, an agent without types, or lists of different lengths.
    Malformed,
    /// More agents than [`MAX_AGENTS`].
    TooManyAgents,
    /// More type profiles than [`MAX_PROFILES`].
    TooManyProfiles,
    /// A negative amount or a negative slope.
    Negative,
}

/// An exchange economy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Economy {
    name: String,
    source: String,
    goods: Vec<String>,
    traders: Vec<Trader>,
    space: TypeSpace,
}

impl Economy {
    /// The economy with this title (name and source), these goods and these agents.
    ///
    /// # Errors
    /// See [`EconomyError`].
    pub fn new(
        (name, source): (String, String),
        goods: Vec<String>,
        traders: Vec<Trader>,
    ) -> Result<Economy, EconomyError> {
        if traders.len() > MAX_AGENTS {
            return Err(EconomyError::TooManyAgents);
        }
        let fits = |trader: &Trader| {
            trader.endowment.len() == goods.len()
                && !trader.types.is_empty()
                && trader.types.iter().all(|taste| taste.utility.good_count() == goods.len())
        };
        if goods.is_empty() || traders.is_empty() || !traders.iter().all(fits) {
            return Err(EconomyError::Malformed);
        }
        let is_negative = |trader: &Trader| {
            trader.endowment.iter().any(|amount| *amount < Rational::ZERO)
                || trader.types.iter().any(|taste| !taste.utility.is_increasing())
        };
        if traders.iter().any(is_negative) {
            return Err(EconomyError::Negative);
        }
        let counts = traders.iter().map(|trader| trader.types.len()).collect();
        let space = TypeSpace::new(counts).filter(|space| space.size() <= MAX_PROFILES);
        let space = space.ok_or(EconomyError::TooManyProfiles)?;
        Ok(Economy { name, source, goods, traders, space })
    }

    /// Its name; may be empty.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it comes from; may be empty.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The goods' names.
    pub fn goods(&self) -> &[String] {
        &self.goods
    }

    /// The agents.
    pub fn traders(&self) -> &[Trader] {
        &self.traders
    }

    /// The type profiles.
    pub fn space(&self) -> &TypeSpace {
        &self.space
    }

    /// All agents.
    pub fn grand_coalition(&self) -> Coalition {
        Coalition::grand(self.traders.len())
    }

    /// Every coalition, the singletons first and the grand one last.
    pub fn coalitions(&self) -> Vec<Coalition> {
        Pattern::All.coalitions(self.traders.len()).collect()
    }

    /// Every coalition with each of its joint types, in this order.
    pub fn objectors(&self) -> Vec<(Coalition, JointTypeId)> {
        let of = |coalition: Coalition| {
            (0..self.space.joint_count(coalition)).map(move |joint| (coalition, JointTypeId(joint)))
        };
        self.coalitions().into_iter().flat_map(of).collect()
    }

    /// What bundles are worth to a type of an agent.
    pub fn utility(&self, agent: AgentId, own: TypeId) -> &Utility {
        &self.traders[agent.0].types[own.0].utility
    }

    /// e_S, the members' endowments together, one amount for each good.
    pub fn resources(&self, coalition: Coalition) -> Vec<Rational> {
        let mut sum = vec![Rational::ZERO; self.goods.len()];
        for member in coalition.members() {
            sum.iter_mut().zip(&self.traders[member.0].endowment).for_each(|(sum, amount)| *sum += amount);
        }
        sum
    }

    /// u_i(e_i, t_i): what an agent's own endowment is worth to it.
    pub fn own_worth(&self, agent: AgentId, own: TypeId) -> Rational {
        self.utility(agent, own).value(&self.traders[agent.0].endowment)
    }

    /// The members with their types in a joint type of a coalition.
    pub fn members(&self, coalition: Coalition, joint: JointTypeId) -> Vec<(AgentId, TypeId)> {
        self.space.joint_types(coalition, joint)
    }

    /// The grand coalition's joint type at a profile has the same number.
    pub fn everyone_at(&self, profile: ProfileId) -> JointTypeId {
        JointTypeId(profile.0)
    }

    /// Whether every slope of every utility is positive and everybody owns something: what THESIS 3.6.2 assumes.
    pub fn is_strict(&self) -> bool {
        self.traders.iter().all(|trader| {
            trader.endowment.iter().any(|amount| *amount > Rational::ZERO)
                && trader.types.iter().all(|taste| taste.utility.is_strictly_increasing())
        })
    }

    /// Whether a joint type of a coalition exists.
    pub fn has(&self, coalition: Coalition, joint: JointTypeId) -> bool {
        !coalition.is_empty()
            && coalition.is_subset_of(self.grand_coalition())
            && joint.0 < self.space.joint_count(coalition)
    }
}

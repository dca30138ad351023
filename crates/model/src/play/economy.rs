//! The mechanism of THESIS section 2.8.1, for economies without a bad outcome, as a game that can be played.
//!
//! # Definition
//! Messages are those of [`crate::play`]. There are at least three agents, and for each agent i an outcome that gives everything to i: nothing is
//! better for i and nothing worse for the others, whatever the types.
//!
//! * M2(S): the members of S, which may claim, send the same claim K > 0, the same reward z ∈ Y_S and the number 0; all others send neither claim nor
//!   number. The outcome is z(θ_−S).
//! * M1: not M2, and all but at most one agent send neither claim nor number. The outcome is f(θ).
//! * M3: everything else. Everything goes to the agent with the largest number, of several to the first.
//!
//! # Reading
//! Rewards are those of [`crate::robust`], as for theorem 2.5.1. The thesis's goods are worth something to everybody, so that no outcome is best for two
//! agents at once; that is asked here.
//!
//! # Nobody claims or sends a number in an equilibrium
//! Let every type think all types of the others possible (full support), and types and rewards be finitely many. Then all messages of an equilibrium have the
//! claim 0 and the number 0, although only single agents deviate. The thesis says that an agent who does not win everything raises its number; an agent
//! that claims a reward may lose by that, since where the others ask for nothing M2 becomes M1. The right agent has to be taken.
//!
//! *Proof.* Call a type active when it sends a claim or a number, and claiming when it sends a claim and the number 0. Let some type be active.
//! (a) A type t_j that is not claiming and sends a number larger than all others changes nothing where the others are all inactive, which is M1 before and
//! after, and wins everything elsewhere, which is M3. So in an equilibrium it has as much as everything wherever another agent is active.
//! (b) The same is true of any type of j when there is another agent all of whose types are active. (c) So two agents j and k that both have types that are
//! not claiming cannot be: if a third agent has an active type, both have as much as everything when these three types meet, and an outcome in
//! the support of what they get would be best for both. If there are three or more agents with such types, two of them are not the agent with the
//! active type. If there are just two, the third agent's types all claim. (d) So at most one agent has types that are not claiming, and two agents claim at
//! all types. By (b) both always have as much as everything, which cannot be. ∎
//!
//! So only strategies of reports have to be looked at. When all others are inactive, a coalition of several agents that lands in M3 has a member that gets
//! nothing and does not gain, and an agent alone lands in M1 or M2. What is left to deviate with are reports and one usable reward of a part of the coalition.

use super::game::NamedReward;
use super::message::{Message, RewardId};
use crate::check::first_broken_requirement;
use crate::coalition::Coalition;
use crate::index::{AgentId, OutcomeId, ProfileId, TypeId};
use crate::lottery::Lottery;
use crate::number::Rational;
use crate::robust::{PayoffEnvironment, Requirement, Scope};
use std::fmt;

/// The mechanism for an economy without a bad outcome (THESIS section 2.8.1), with a list of rewards.
#[derive(Debug, Clone)]
pub struct EconomyGame {
    environment: PayoffEnvironment,
    scope: Scope,
    everything: Vec<OutcomeId>,
    rewards: Vec<NamedReward>,
    broken: Vec<Option<Requirement>>,
}

/// Why parts do not make a game.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EconomyGameError {
    /// Fewer than three agents.
    FewAgents(usize),
    /// Not one outcome of the environment for each agent.
    Shape,
    /// This agent prefers another outcome to having everything at this profile.
    NotBest(AgentId, OutcomeId, ProfileId),
    /// The second agent is worse off with another outcome than when the first has everything, or as well off as with everything.
    NotWorst(AgentId, AgentId, ProfileId),
    /// The outcome is best for two agents at once at this profile.
    BestForTwo(AgentId, AgentId, OutcomeId, ProfileId),
    /// The reward with this place is not one lottery for each report of the others, or its coalition does not exist.
    Reward(usize),
}

impl fmt::Display for EconomyGameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EconomyGameError::FewAgents(found) => write!(f, "{found} agents, where three are needed"),
            EconomyGameError::Shape => write!(f, "not one outcome that gives everything for each agent"),
            EconomyGameError::NotBest(..) => write!(f, "an outcome that is better for an agent than everything"),
            EconomyGameError::NotWorst(..) => {
                write!(f, "an agent that is not worst off when another one has everything")
            }
            EconomyGameError::BestForTwo(..) => write!(f, "an outcome that is best for two agents at once"),
            EconomyGameError::Reward(place) => {
                write!(f, "reward number {} is not one lottery for each report of the others", place + 1)
            }
        }
    }
}

impl std::error::Error for EconomyGameError {}

/// The part of the message space a profile lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EconomyRegion {
    /// At most this agent claims or sends a number: the choice at the reports.
    Truthful(Option<AgentId>),
    /// A coalition claims one reward with one number.
    Reward {
        /// S.
        coalition: Coalition,
        /// K > 0.
        claim: u64,
        /// z ∈ Y_S.
        reward: RewardId,
    },
    /// Everything to the agent with the largest number; these agents claim or send numbers.
    Winner {
        /// Who wins.
        winner: AgentId,
        /// Who claims or sends a number.
        active: Coalition,
    },
}

impl EconomyRegion {
    /// `M1`, `M2`, `M3`.
    pub fn name(self) -> &'static str {
        match self {
            EconomyRegion::Truthful(_) => "M1",
            EconomyRegion::Reward { .. } => "M2",
            EconomyRegion::Winner { .. } => "M3",
        }
    }
}

impl EconomyGame {
    /// The game in which `everything` lists, by agent, the outcome that gives the agent everything. Whether each reward is in Y_S is decided
    /// here, once.
    ///
    /// # Errors
    /// See [`EconomyGameError`].
    pub fn new(
        environment: PayoffEnvironment,
        scope: Scope,
        everything: Vec<OutcomeId>,
        rewards: Vec<NamedReward>,
    ) -> Result<EconomyGame, EconomyGameError> {
        let agents = environment.agent_count();
        if agents < 3 {
            return Err(EconomyGameError::FewAgents(agents));
        }
        let outcomes = environment.outcome_count();
        if everything.len() != agents || everything.iter().any(|outcome| outcome.0 >= outcomes) {
            return Err(EconomyGameError::Shape);
        }
        for truth in environment.space().profiles() {
            for agent in environment.space().agents() {
                let own = environment.payoff(agent, everything[agent.0], truth);
                for x in (0..outcomes).map(OutcomeId) {
                    let payoff = environment.payoff(agent, x, truth);
                    if payoff > own {
                        return Err(EconomyGameError::NotBest(agent, x, truth));
                    }
                    let before = environment.space().agents().take_while(|before| *before < agent);
                    let as_good = |other: &AgentId| {
                        environment.payoff(*other, x, truth)
                            == environment.payoff(*other, everything[other.0], truth)
                    };
                    if let Some(other) = before.filter(|_| payoff == own).find(as_good) {
                        return Err(EconomyGameError::BestForTwo(other, agent, x, truth));
                    }
                    for winner in environment.space().agents().filter(|winner| *winner != agent) {
                        let nothing = environment.payoff(agent, everything[winner.0], truth);
                        if nothing > payoff || nothing >= own {
                            return Err(EconomyGameError::NotWorst(winner, agent, truth));
                        }
                    }
                }
            }
        }
        let mut broken = Vec::with_capacity(rewards.len());
        for (place, reward) in rewards.iter().enumerate() {
            let known = !reward.coalition.is_empty() && reward.coalition.is_subset_of(Coalition::grand(agents));
            let fits = known
                && reward.lotteries.len() == environment.space().joint_count(reward.coalition.complement(agents))
                && reward.lotteries.iter().all(|lottery| lottery.fits(outcomes));
            if !fits {
                return Err(EconomyGameError::Reward(place));
            }
            let guarded = &scope.guarded;
            broken.push(first_broken_requirement(&environment, reward.coalition, &reward.lotteries, guarded));
        }
        Ok(EconomyGame { environment, scope, everything, rewards, broken })
    }

    /// The environment.
    pub fn environment(&self) -> &PayoffEnvironment {
        &self.environment
    }

    /// Who deviates, and against whom the truth is safe.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The rewards that messages may name.
    pub fn rewards(&self) -> &[NamedReward] {
        &self.rewards
    }

    /// What keeps the lotteries of a reward from being in Y_S; `None` when they are.
    pub fn broken(&self, reward: RewardId) -> Option<&Requirement> {
        self.broken[reward.0].as_ref()
    }

    /// Where messages, one for each agent, fall.
    pub fn region(&self, messages: &[Message]) -> EconomyRegion {
        let is_active = |agent: &AgentId| messages[agent.0].claim > 0 || messages[agent.0].number > 0;
        let active: Coalition = self.environment.space().agents().filter(is_active).collect();
        let first = active.members().next();
        if let Some((claim, reward)) = first.and_then(|agent| self.claimed(active, &messages[agent.0], messages)) {
            return EconomyRegion::Reward { coalition: active, claim, reward };
        }
        if active.len() < 2 {
            return EconomyRegion::Truthful(first);
        }
        let mut winner = AgentId(0);
        for (place, message) in messages.iter().enumerate() {
            if message.number > messages[winner.0].number {
                winner = AgentId(place);
            }
        }
        EconomyRegion::Winner { winner, active }
    }

    /// K and z, when the active agents are a coalition that claims as M2 asks.
    fn claimed(&self, active: Coalition, first: &Message, messages: &[Message]) -> Option<(u64, RewardId)> {
        let reward = first.reward?;
        let alike = active.members().all(|agent| {
            let message = &messages[agent.0];
            message.number == 0 && message.claim == first.claim && message.reward == first.reward
        });
        let usable = self.scope.guarded.contains(active)
            && self.rewards[reward.0].coalition == active
            && self.broken[reward.0].is_none();
        (alike && usable && first.claim > 0).then_some((first.claim, reward))
    }

    /// The reports θ.
    pub fn reports(&self, messages: &[Message]) -> ProfileId {
        let types: Vec<TypeId> = messages.iter().map(|message| message.report).collect();
        self.environment.space().profile(&types)
    }

    /// g(m).
    pub fn outcome(&self, messages: &[Message]) -> Lottery {
        let reports = self.reports(messages);
        match self.region(messages) {
            EconomyRegion::Truthful(_) => self.environment.choice(reports).clone(),
            EconomyRegion::Reward { reward, .. } => {
                let reward = &self.rewards[reward.0];
                let others = reward.coalition.complement(self.environment.agent_count());
                reward.lotteries[self.environment.space().joint_type_of(reports, others).0].clone()
            }
            EconomyRegion::Winner { winner, .. } => Lottery::sure(self.everything[winner.0]),
        }
    }

    /// u_i(g(m), θ): what messages bring an agent at true payoff types.
    pub fn payoff(&self, agent: AgentId, messages: &[Message], truth: ProfileId) -> Rational {
        self.environment.lottery_payoff(agent, &self.outcome(messages), truth)
    }
}

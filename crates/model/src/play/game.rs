//! The game: from messages to lotteries.

use super::message::{CompoundPart, Message, Prize, Region, RewardId, Why};
use crate::check::{bad_margin, first_broken_requirement};
use crate::coalition::Coalition;
use crate::index::{AgentId, ProfileId, TypeId};
use crate::lottery::Lottery;
use crate::number::Rational;
use crate::robust::{PayoffEnvironment, Requirement, Scope};
use std::fmt;

/// A reward under a name: one lottery for each report of those outside the coalition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedReward {
    /// What messages call it.
    pub name: String,
    /// S.
    pub coalition: Coalition,
    /// z(r), by r ∈ Θ_−S.
    pub lotteries: Vec<Lottery>,
}

/// The canonical mechanism of an environment with a list of rewards; see [`crate::play`].
#[derive(Debug, Clone)]
pub struct CanonicalGame {
    environment: PayoffEnvironment,
    scope: Scope,
    bad: Lottery,
    margin: Rational,
    epsilon: Rational,
    rewards: Vec<NamedReward>,
    broken: Vec<Option<Requirement>>,
}

/// Why parts do not make a game.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum GameError {
    /// The lottery is not worse than every choice for everybody.
    NotBad,
    /// The reward with this place is not one lottery for each report of the others, or its coalition does not exist.
    Reward(usize),
}

impl fmt::Display for GameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GameError::NotBad => write!(f, "a bad outcome that is not worse than every choice for everybody"),
            GameError::Reward(place) => {
                write!(f, "reward number {} is not one lottery for each report of the others", place + 1)
            }
        }
    }
}

impl std::error::Error for GameError {}

impl CanonicalGame {
    /// The game with this bad outcome a̲. Whether each reward is in Y_S is decided here, once.
    ///
    /// # Errors
    /// See [`GameError`].
    pub fn new(
        environment: PayoffEnvironment,
        scope: Scope,
        bad: Lottery,
        rewards: Vec<NamedReward>,
    ) -> Result<CanonicalGame, GameError> {
        let margin = match bad_margin(&environment, &bad) {
            Some((margin, _)) if margin > Rational::ZERO && bad.fits(environment.outcome_count()) => margin,
            _ => return Err(GameError::NotBad),
        };
        let epsilon = &margin / (largest_gap(&environment, &bad) * Rational::from(2u8));
        let mut broken = Vec::with_capacity(rewards.len());
        for (place, reward) in rewards.iter().enumerate() {
            let agents = environment.agent_count();
            let known = !reward.coalition.is_empty() && reward.coalition.is_subset_of(Coalition::grand(agents));
            let fits = known
                && reward.lotteries.len() == environment.space().joint_count(reward.coalition.complement(agents))
                && reward.lotteries.iter().all(|lottery| lottery.fits(environment.outcome_count()));
            if !fits {
                return Err(GameError::Reward(place));
            }
            broken.push(first_broken_requirement(
                &environment,
                reward.coalition,
                &reward.lotteries,
                &scope.guarded,
            ));
        }
        Ok(CanonicalGame { environment, scope, bad, margin, epsilon, rewards, broken })
    }

    /// The environment.
    pub fn environment(&self) -> &PayoffEnvironment {
        &self.environment
    }

    /// Who deviates in equilibria that have to be prevented (`objectors`), and against whom the truth is safe (`guarded`).
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// a̲.
    pub fn bad(&self) -> &Lottery {
        &self.bad
    }

    /// δ.
    pub fn margin(&self) -> &Rational {
        &self.margin
    }

    /// ε.
    pub fn epsilon(&self) -> &Rational {
        &self.epsilon
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
    pub fn region(&self, messages: &[Message]) -> Region {
        let claimants: Coalition =
            self.environment.space().agents().filter(|agent| messages[agent.0].claim > 0).collect();
        let Some(first) = claimants.members().next().map(|agent| &messages[agent.0]) else {
            return Region::Truthful;
        };
        let same = |as_first: &dyn Fn(&Message) -> bool| {
            claimants.members().all(|agent: AgentId| as_first(&messages[agent.0]))
        };
        if !self.scope.guarded.contains(claimants) {
            return Region::Otherwise(Why::MayNot(claimants));
        }
        if !same(&|message| message.claim == first.claim) {
            return Region::Otherwise(Why::DifferentClaims(claimants));
        }
        let reward = match first.reward {
            Some(reward) if same(&|message| message.reward == first.reward) => reward,
            _ => return Region::Otherwise(Why::DifferentRewards(claimants)),
        };
        if self.rewards[reward.0].coalition != claimants {
            return Region::Otherwise(Why::MadeFor(claimants, reward));
        }
        if self.broken[reward.0].is_some() {
            return Region::Otherwise(Why::NoReward(claimants, reward));
        }
        Region::Reward { coalition: claimants, claim: first.claim, reward }
    }

    /// The reports θ.
    pub fn reports(&self, messages: &[Message]) -> ProfileId {
        let types: Vec<TypeId> = messages.iter().map(|message| message.report).collect();
        self.environment.space().profile(&types)
    }

    /// The prizes of messages with their probabilities.
    pub fn compound(&self, messages: &[Message]) -> Vec<CompoundPart> {
        let mut raised = Rational::ZERO;
        for message in messages {
            let number = Rational::from(message.number);
            raised += &number / (&number + Rational::ONE);
        }
        raised /= Rational::from(messages.len());
        let (first, rest) = match self.region(messages) {
            Region::Truthful => (Some((Prize::Choice, Rational::ONE)), Rational::ZERO),
            Region::Reward { claim, reward, .. } => {
                let rest = Rational::ONE / (Rational::from(claim) + Rational::ONE);
                (Some((Prize::Reward(reward), Rational::ONE - &rest)), rest)
            }
            Region::Otherwise(_) => (None, Rational::ONE),
        };
        let lowered = (Rational::ONE - &raised) * &rest;
        let parts = first.into_iter().chain([(Prize::Mixture, raised * rest), (Prize::Bad, lowered)]);
        let positive = parts.filter(|(_, probability)| !probability.is_zero());
        positive.map(|(prize, probability)| CompoundPart { prize, probability }).collect()
    }

    /// u_i of a prize at true types.
    fn prize_payoff(&self, agent: AgentId, prize: Prize, reports: ProfileId, truth: ProfileId) -> Rational {
        let environment = &self.environment;
        match prize {
            Prize::Choice => environment.choice_payoff(agent, reports, truth),
            Prize::Bad => environment.lottery_payoff(agent, &self.bad, truth),
            Prize::Mixture => {
                let choice = environment.choice_payoff(agent, reports, truth) * &self.epsilon;
                choice + environment.lottery_payoff(agent, &self.bad, truth) * (Rational::ONE - &self.epsilon)
            }
            Prize::Reward(reward) => environment.lottery_payoff(agent, self.reward_at(reward, reports), truth),
        }
    }

    /// z(r) at reports.
    fn reward_at(&self, reward: RewardId, reports: ProfileId) -> &Lottery {
        let reward = &self.rewards[reward.0];
        let others = reward.coalition.complement(self.environment.agent_count());
        &reward.lotteries[self.environment.space().joint_type_of(reports, others).0]
    }

    /// u_i(g(m), θ): what messages bring an agent at true payoff types.
    pub fn payoff(&self, agent: AgentId, messages: &[Message], truth: ProfileId) -> Rational {
        let reports = self.reports(messages);
        let mut total = Rational::ZERO;
        for part in self.compound(messages) {
            total += self.prize_payoff(agent, part.prize, reports, truth) * part.probability;
        }
        total
    }

    /// g(m) as a lottery over the outcomes.
    pub fn outcome(&self, messages: &[Message]) -> Lottery {
        let reports = self.reports(messages);
        let mut parts = Vec::new();
        let mut add = |lottery: &Lottery, weight: Rational| {
            parts.extend(lottery.parts().iter().map(|(outcome, share)| (*outcome, share * &weight)));
        };
        for part in self.compound(messages) {
            match part.prize {
                Prize::Choice => add(self.environment.choice(reports), part.probability),
                Prize::Reward(reward) => add(self.reward_at(reward, reports), part.probability),
                Prize::Bad => add(&self.bad, part.probability),
                Prize::Mixture => {
                    add(self.environment.choice(reports), &self.epsilon * &part.probability);
                    add(&self.bad, (Rational::ONE - &self.epsilon) * part.probability);
                }
            }
        }
        // The probabilities add up to 1 by construction.
        Lottery::new(parts).unwrap_or_else(|_| self.bad.clone())
    }
}

/// G = max u_i(f(θ'), θ) − u_i(a̲, θ).
fn largest_gap(environment: &PayoffEnvironment, bad: &Lottery) -> Rational {
    let space = environment.space();
    let mut largest = Rational::ZERO;
    for truth in space.profiles() {
        for agent in space.agents() {
            let bad = environment.lottery_payoff(agent, bad, truth);
            for reports in space.profiles() {
                largest = largest.max(environment.choice_payoff(agent, reports, truth) - &bad);
            }
        }
    }
    largest
}

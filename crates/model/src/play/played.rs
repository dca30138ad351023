//! What the definition of equilibrium asks of a canonical mechanism for payoff environments.

use super::economy::EconomyGame;
use super::game::{CanonicalGame, NamedReward};
use super::message::{Message, RewardId};
use crate::index::{AgentId, ProfileId};
use crate::lottery::Lottery;
use crate::number::Rational;
use crate::robust::{PayoffEnvironment, Requirement, Scope};

/// The two families of mechanisms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GameKind {
    /// Theorems 2.5.1 and 2.6.1.
    BadOutcome,
    /// Section 2.8.1.
    Economy,
}

/// A canonical mechanism in which equilibria are looked for.
pub trait PlayedGame: Sync {
    /// Which family it belongs to.
    fn kind(&self) -> GameKind;
    /// The environment.
    fn environment(&self) -> &PayoffEnvironment;
    /// Who deviates, and against whom the truth is safe.
    fn scope(&self) -> &Scope;
    /// The rewards that messages may name.
    fn rewards(&self) -> &[NamedReward];
    /// What keeps the lotteries of a reward from being in Y_S; `None` when they are.
    fn broken(&self, reward: RewardId) -> Option<&Requirement>;
    /// g(m).
    fn outcome(&self, messages: &[Message]) -> Lottery;
    /// u_i(g(m), θ): what messages bring an agent at true payoff types.
    fn payoff(&self, agent: AgentId, messages: &[Message], truth: ProfileId) -> Rational;

    /// Whether a message asks for nothing, so that the choice is the outcome when all messages do: the claim is 0, and in an economy the number, too.
    fn asks_nothing(&self, message: &Message) -> bool {
        message.claim == 0 && (self.kind() == GameKind::BadOutcome || message.number == 0)
    }
}

impl PlayedGame for CanonicalGame {
    fn kind(&self) -> GameKind {
        GameKind::BadOutcome
    }

    fn environment(&self) -> &PayoffEnvironment {
        self.environment()
    }

    fn scope(&self) -> &Scope {
        self.scope()
    }

    fn rewards(&self) -> &[NamedReward] {
        self.rewards()
    }

    fn broken(&self, reward: RewardId) -> Option<&Requirement> {
        self.broken(reward)
    }

    fn outcome(&self, messages: &[Message]) -> Lottery {
        self.outcome(messages)
    }

    fn payoff(&self, agent: AgentId, messages: &[Message], truth: ProfileId) -> Rational {
        self.payoff(agent, messages, truth)
    }
}

impl PlayedGame for EconomyGame {
    fn kind(&self) -> GameKind {
        GameKind::Economy
    }

    fn environment(&self) -> &PayoffEnvironment {
        self.environment()
    }

    fn scope(&self) -> &Scope {
        self.scope()
    }

    fn rewards(&self) -> &[NamedReward] {
        self.rewards()
    }

    fn broken(&self, reward: RewardId) -> Option<&Requirement> {
        self.broken(reward)
    }

    fn outcome(&self, messages: &[Message]) -> Lottery {
        self.outcome(messages)
    }

    fn payoff(&self, agent: AgentId, messages: &[Message], truth: ProfileId) -> Rational {
        self.payoff(agent, messages, truth)
    }
}

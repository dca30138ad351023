//! Payoff environments: agents, payoff types, payoffs and a social choice function, and no beliefs.

use crate::coalition::Pattern;
use crate::environment::{Environment, EnvironmentError, Outcome};
use crate::index::{AgentId, OutcomeId, ProfileId};
use crate::lottery::Lottery;
use crate::number::Rational;
use crate::type_space::TypeSpace;
use std::fmt;

/// A payoff environment with a social choice function f: Θ → Δ(X) (THESIS section 2.2), and perhaps a bad outcome.
///
/// Outcomes that give every agent the same payoff at every profile are one outcome here, the first of them: f is what agents get, not
/// what it is called.
///
/// It is no [`Environment`] and does not become one: what relies on beliefs cannot be given it by mistake.
#[derive(Debug, Clone)]
pub struct PayoffEnvironment {
    frame: Environment,
    choice: Vec<Lottery>,
    bad: Option<Lottery>,
}

/// Why parts do not make a payoff environment.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PayoffEnvironmentError {
    /// The rest is no environment.
    Environment(EnvironmentError),
    /// Not one lottery over the outcomes for every profile.
    Choice,
    /// The bad outcome is no lottery over the outcomes.
    BadOutcome,
}

impl fmt::Display for PayoffEnvironmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PayoffEnvironmentError::Environment(error) => error.fmt(f),
            PayoffEnvironmentError::Choice => write!(f, "a choice that is no lottery over the outcomes"),
            PayoffEnvironmentError::BadOutcome => write!(f, "a bad outcome that is no lottery over the outcomes"),
        }
    }
}

impl std::error::Error for PayoffEnvironmentError {}

impl PayoffEnvironment {
    /// The agents, types, outcomes, payoffs and coalitions of an environment, of which the beliefs and the allocation are ignored, with
    /// the choice f(θ) of every profile.
    ///
    /// # Errors
    /// See [`PayoffEnvironmentError`].
    pub fn around(
        frame: &Environment,
        choice: Vec<Lottery>,
        bad: Option<Lottery>,
    ) -> Result<PayoffEnvironment, PayoffEnvironmentError> {
        let outcomes = frame.outcomes().len();
        if choice.len() != frame.space().size() || !choice.iter().all(|lottery| lottery.fits(outcomes)) {
            return Err(PayoffEnvironmentError::Choice);
        }
        if bad.as_ref().is_some_and(|lottery| !lottery.fits(outcomes)) {
            return Err(PayoffEnvironmentError::BadOutcome);
        }
        let first = first_twins(frame);
        let choice = choice.iter().map(|lottery| renamed(lottery, &first)).collect();
        Ok(PayoffEnvironment { frame: frame.clone(), choice, bad: bad.map(|lottery| renamed(&lottery, &first)) })
    }

    /// An environment without its beliefs; f is its allocation rule.
    pub fn forgetting(environment: &Environment) -> PayoffEnvironment {
        let first = first_twins(environment);
        let sure = |profile| Lottery::sure(first[environment.allocation(profile).0]);
        let choice = environment.space().profiles().map(sure).collect();
        PayoffEnvironment { frame: environment.clone(), choice, bad: None }
    }

    /// Everything but the choice: agents, types, outcomes, payoffs, coalitions. Its beliefs and its allocation have no meaning.
    pub fn without_beliefs(&self) -> &Environment {
        &self.frame
    }

    /// The same with another coalition pattern.
    #[must_use]
    pub fn with_pattern(&self, pattern: Pattern) -> PayoffEnvironment {
        PayoffEnvironment {
            frame: self.frame.with_pattern(pattern),
            choice: self.choice.clone(),
            bad: self.bad.clone(),
        }
    }

    /// Θ.
    pub fn space(&self) -> &TypeSpace {
        self.frame.space()
    }

    /// Number of agents n.
    pub fn agent_count(&self) -> usize {
        self.frame.agent_count()
    }

    /// Number of outcomes |X|.
    pub fn outcome_count(&self) -> usize {
        self.frame.outcomes().len()
    }

    /// Which coalitions can form.
    pub fn pattern(&self) -> &Pattern {
        self.frame.pattern()
    }

    /// f(θ).
    pub fn choice(&self, profile: ProfileId) -> &Lottery {
        &self.choice[profile.0]
    }

    /// The outcome that the file calls bad, if any: a proposal for the bad outcome property, not a promise.
    pub fn bad(&self) -> Option<&Lottery> {
        self.bad.as_ref()
    }

    /// u_i(x, θ).
    pub fn payoff(&self, agent: AgentId, outcome: OutcomeId, truth: ProfileId) -> &Rational {
        self.frame.payoff(agent, outcome, truth)
    }

    /// u_i(a, θ) of a lottery a: its expected payoff.
    pub fn lottery_payoff(&self, agent: AgentId, lottery: &Lottery, truth: ProfileId) -> Rational {
        lottery.expected(|outcome| self.payoff(agent, outcome, truth).clone())
    }

    /// u_i(f(θ'), θ): what reports θ' bring at θ.
    pub fn choice_payoff(&self, agent: AgentId, reports: ProfileId, truth: ProfileId) -> Rational {
        self.lottery_payoff(agent, self.choice(reports), truth)
    }
}

/// For every outcome the first one with the same payoffs.
fn first_twins(frame: &Environment) -> Vec<OutcomeId> {
    let outcomes = frame.outcomes();
    let twin = |outcome: &Outcome| outcomes.iter().position(|other| other.payoffs == outcome.payoffs);
    outcomes.iter().enumerate().map(|(place, outcome)| OutcomeId(twin(outcome).unwrap_or(place))).collect()
}

/// The lottery with every outcome replaced; those that become one have their probabilities added up.
fn renamed(lottery: &Lottery, first: &[OutcomeId]) -> Lottery {
    let parts = lottery.parts().iter().map(|(outcome, share)| (first[outcome.0], share.clone()));
    Lottery::new(parts.collect()).unwrap_or_else(|_| lottery.clone())
}

//! A social choice set in an environment with sets of beliefs.

use super::choice::{ChoiceId, SocialChoice};
use super::information::{Information, InformationError};
use crate::ambiguous_environment::AmbiguousEnvironment;
use crate::belief_set::Distribution;
use crate::coalition::{Coalition, Pattern};
use crate::index::{AgentId, TypeId};

/// An environment with sets of beliefs, a social choice set F, and what follows: the extreme beliefs and T*.
#[derive(Debug, Clone)]
pub struct ChoiceProblem {
    environment: AmbiguousEnvironment,
    choices: Vec<SocialChoice>,
    beliefs: Vec<Vec<Vec<Distribution>>>,
    information: Information,
}

/// Why there is no such problem.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChoiceProblemError {
    /// No social choice function.
    NoChoice,
    /// This function has another number of lotteries than there are profiles, or a lottery over other outcomes.
    Shape(ChoiceId),
    /// The extreme beliefs of this type are not known: its set is empty, or has too many of them; see [`BeliefSet::corners`](crate::belief_set::BeliefSet::corners).
    NoVertices(AgentId, TypeId),
    /// Agents disagree about what is possible.
    Information(InformationError),
}

impl ChoiceProblem {
    /// The problem of this social choice set in this environment.
    ///
    /// # Errors
    /// See [`ChoiceProblemError`].
    pub fn new(
        environment: AmbiguousEnvironment,
        choices: Vec<SocialChoice>,
    ) -> Result<ChoiceProblem, ChoiceProblemError> {
        if choices.is_empty() {
            return Err(ChoiceProblemError::NoChoice);
        }
        let outcomes = environment.without_beliefs().outcomes().len();
        let fits = |choice: &SocialChoice| {
            choice.lotteries.len() == environment.space().size()
                && choice.lotteries.iter().all(|lottery| lottery.fits(outcomes))
        };
        if let Some(wrong) = choices.iter().position(|choice| !fits(choice)) {
            return Err(ChoiceProblemError::Shape(ChoiceId(wrong)));
        }
        let space = environment.space();
        let of_type = |agent, own| {
            let found = environment.set(agent, own).corners();
            found.ok_or(ChoiceProblemError::NoVertices(agent, own))
        };
        let of_agent = |agent| space.types(agent).map(|own| of_type(agent, own)).collect::<Result<Vec<_>, _>>();
        let beliefs = space.agents().map(of_agent).collect::<Result<Vec<_>, _>>()?;
        let information = Information::new(&environment, &beliefs).map_err(ChoiceProblemError::Information)?;
        Ok(ChoiceProblem { environment, choices, beliefs, information })
    }

    /// The environment.
    pub fn environment(&self) -> &AmbiguousEnvironment {
        &self.environment
    }

    /// F.
    pub fn choices(&self) -> &[SocialChoice] {
        &self.choices
    }

    /// The numbers of the functions of F.
    pub fn choice_ids(&self) -> impl Iterator<Item = ChoiceId> + Clone + use<> {
        (0..self.choices.len()).map(ChoiceId)
    }

    /// One function of F.
    pub fn choice(&self, choice: ChoiceId) -> &SocialChoice {
        &self.choices[choice.0]
    }

    /// Beliefs of which Π_i(t_i) is the convex hull.
    pub fn beliefs(&self, agent: AgentId, own: TypeId) -> &[Distribution] {
        &self.beliefs[agent.0][own.0]
    }

    /// T* and its partition.
    pub fn information(&self) -> &Information {
        &self.information
    }

    /// The coalition pattern 𝒮.
    pub fn pattern(&self) -> &Pattern {
        self.environment.without_beliefs().pattern()
    }

    /// Everybody.
    pub fn grand(&self) -> Coalition {
        self.environment.without_beliefs().grand_coalition()
    }

    /// Number of outcomes.
    pub fn outcome_count(&self) -> usize {
        self.environment.without_beliefs().outcomes().len()
    }
}

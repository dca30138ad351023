//! The game: from messages to lotteries.

use super::message::{ChoiceMessage, ChoicePart, ChoicePrize, ChoiceRegion, ChoiceWhy};
use crate::check::{bad_outcome_bound, first_reward_breach};
use crate::coalition::Coalition;
use crate::index::{AgentId, ProfileId, TypeId};
use crate::lottery::Lottery;
use crate::maxmin::{ChoiceId, ChoiceProblem, Limit, RowSpace, Scope, Worth};
use crate::number::Rational;
use crate::play::RewardId;
use std::fmt;
use std::sync::OnceLock;

/// A function h: T → Δ(X) under a name; whether it is a reward depends on who claims it and on the function asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedFunction {
    /// What messages call it.
    pub name: String,
    /// h(t), by profile.
    pub lotteries: Vec<Lottery>,
}

/// The canonical mechanism of a social choice set with a list of rewards; see [`crate::choice_game`].
#[derive(Debug, Clone)]
pub struct ChoiceGame<'p> {
    rows: RowSpace<'p>,
    scope: Scope,
    coalitions: Vec<Coalition>,
    bad: Lottery,
    margin: Rational,
    depth: Rational,
    epsilon: Rational,
    /// u_i(a̲, t), by agent and profile.
    bad_payoffs: Vec<Vec<Rational>>,
    rewards: Vec<NamedFunction>,
    worths: Vec<Worth>,
    /// By reward, function and coalition; filled in when asked for.
    breaches: Vec<OnceLock<Option<Limit>>>,
}

/// Why parts do not make a game.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChoiceGameError {
    /// The lottery is not worse than whatever F gives at whatever reports, for everybody everywhere.
    NotBad,
    /// The reward with this place is not one lottery over the outcomes for each profile.
    Reward(usize),
}

impl fmt::Display for ChoiceGameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ChoiceGameError::NotBad => {
                write!(f, "a bad outcome that is not worse than every choice for everybody")
            }
            ChoiceGameError::Reward(place) => {
                write!(f, "reward number {} is not one lottery for each profile of reports", place + 1)
            }
        }
    }
}

impl std::error::Error for ChoiceGameError {}

impl<'p> ChoiceGame<'p> {
    /// The game with this bad outcome a̲.
    ///
    /// # Errors
    /// See [`ChoiceGameError`].
    pub fn new(
        problem: &'p ChoiceProblem,
        scope: Scope,
        bad: Lottery,
        rewards: Vec<NamedFunction>,
    ) -> Result<ChoiceGame<'p>, ChoiceGameError> {
        let rows = RowSpace::new(problem);
        let space = problem.environment().space();
        let frame = problem.environment().without_beliefs();
        let fits = |lottery: &Lottery| lottery.fits(problem.outcome_count());
        if !fits(&bad) {
            return Err(ChoiceGameError::NotBad);
        }
        let bad_of = |agent| {
            let at = |truth| bad.expected(|outcome| frame.payoff(agent, outcome, truth).clone());
            space.profiles().map(at).collect()
        };
        let bad_payoffs: Vec<Vec<Rational>> = space.agents().map(bad_of).collect();
        let (mut margins, mut gaps, mut depths) = (Vec::new(), Vec::new(), Vec::new());
        for agent in space.agents() {
            for truth in space.profiles() {
                let bad = &bad_payoffs[agent.0][truth.0];
                for choice in problem.choice_ids() {
                    let over = |reports| rows.worth(choice).at(agent, reports, truth) - bad;
                    margins.extend(space.profiles().map(over));
                    depths.push(&rows.truthful(choice)[agent.0][space.type_of(truth, agent).0] - bad);
                }
                gaps.extend(space.profiles().map(|r| rows.worth(ChoiceId(0)).at(agent, r, truth) - bad));
            }
        }
        let least = |numbers: Vec<Rational>| numbers.into_iter().min().unwrap_or(Rational::ZERO);
        let (margin, depth) = (least(margins), least(depths));
        if margin <= Rational::ZERO {
            return Err(ChoiceGameError::NotBad);
        }
        let gap = gaps.into_iter().max().unwrap_or(Rational::ONE);
        let room = if depth > Rational::ZERO { margin.clone().min(depth.clone()) } else { margin.clone() };
        let epsilon = room / (gap * Rational::from(2u8));
        if let Some(place) =
            rewards.iter().position(|r| r.lotteries.len() != space.size() || !r.lotteries.iter().all(fits))
        {
            return Err(ChoiceGameError::Reward(place));
        }
        let worths = rewards.iter().map(|reward| Worth::new(problem, &reward.lotteries)).collect();
        let coalitions = scope.coalitions(problem);
        let cells = rewards.len() * problem.choices().len() * coalitions.len();
        let breaches = (0..cells).map(|_| OnceLock::new()).collect();
        Ok(ChoiceGame {
            rows,
            scope,
            coalitions,
            bad,
            margin,
            depth,
            epsilon,
            bad_payoffs,
            rewards,
            worths,
            breaches,
        })
    }

    /// The social choice set with its environment.
    pub fn problem(&self) -> &'p ChoiceProblem {
        self.rows.problem()
    }

    /// One pattern (theorem 3.4.1) or all (theorem 3.5.1).
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// The coalitions that may claim, and against which the truth is to be safe.
    pub fn coalitions(&self) -> &[Coalition] {
        &self.coalitions
    }

    /// a̲.
    pub fn bad(&self) -> &Lottery {
        &self.bad
    }

    /// δ.
    pub fn margin(&self) -> &Rational {
        &self.margin
    }

    /// δ', positive when the bad outcome is deep.
    pub fn depth(&self) -> &Rational {
        &self.depth
    }

    /// ε.
    pub fn epsilon(&self) -> &Rational {
        &self.epsilon
    }

    /// The rewards that messages may name.
    pub fn rewards(&self) -> &[NamedFunction] {
        &self.rewards
    }

    /// Whether a_ε(r) is worse, for every r, than what a deep bad outcome must be worse than ([`bad_outcome_bound`]) at every t ∈ T*. With Assumption 3.4.1 somebody then
    /// gains by a larger number wherever types ask for different functions at some t ∈ T*: a belief that meets M1 at another profile cannot become the worst by that.
    /// Claim 3.4.2 compares M1 and M3 at different profiles without it.
    pub fn mixture_is_deep(&self) -> bool {
        let problem = self.problem();
        let space = problem.environment().space();
        problem.information().possible().all(|truth| {
            space.agents().all(|agent| {
                let bad = &self.bad_payoffs[agent.0][truth.0];
                let bound = bad_outcome_bound(&self.rows, true, agent, truth);
                let mixed = |r| bad + &self.epsilon * (self.rows.worth(ChoiceId(0)).at(agent, r, truth) - bad);
                space.profiles().all(|r| mixed(r) < bound)
            })
        })
    }

    /// What keeps a function from being in H_S^f: a coalition that improves by it on a function of F. `None` when it is in H_S^f, S being one of
    /// [`ChoiceGame::coalitions`]; decided when first asked.
    pub fn breach(&self, reward: RewardId, choice: ChoiceId, coalition: Coalition) -> Option<&Limit> {
        let place = self.coalitions.iter().position(|known| *known == coalition)?;
        let row = reward.0 * self.problem().choices().len() + choice.0;
        let cell = &self.breaches[row * self.coalitions.len() + place];
        let find = || first_reward_breach(&self.rows, self.scope, (choice, coalition), &self.worths[reward.0]);
        cell.get_or_init(find).as_ref()
    }

    /// Where messages, one for each agent, fall.
    pub fn region(&self, messages: &[ChoiceMessage]) -> ChoiceRegion {
        let asked = |message: &ChoiceMessage| message.choice;
        let choice = messages.first().map_or(ChoiceId(0), asked);
        if let Some(other) = messages.iter().map(asked).find(|other| *other != choice) {
            return ChoiceRegion::Otherwise(ChoiceWhy::DifferentChoices(choice, other));
        }
        let claims = |(place, message): (usize, &ChoiceMessage)| (message.claim > 0).then_some(AgentId(place));
        let coalition: Coalition = messages.iter().enumerate().filter_map(claims).collect();
        let Some(first) = coalition.members().next().map(|agent| messages[agent.0]) else {
            return ChoiceRegion::Agreed(choice);
        };
        if !self.coalitions.contains(&coalition) {
            return ChoiceRegion::Otherwise(ChoiceWhy::MayNot(coalition));
        }
        if coalition.members().any(|agent| messages[agent.0].claim != first.claim) {
            return ChoiceRegion::Otherwise(ChoiceWhy::DifferentClaims(coalition));
        }
        let reward = match first.reward {
            Some(reward) if coalition.members().all(|agent| messages[agent.0].reward == first.reward) => reward,
            _ => return ChoiceRegion::Otherwise(ChoiceWhy::DifferentRewards(coalition)),
        };
        if self.breach(reward, choice, coalition).is_some() {
            return ChoiceRegion::Otherwise(ChoiceWhy::NoReward(coalition, reward, choice));
        }
        ChoiceRegion::Reward { choice, coalition, claim: first.claim, reward }
    }

    /// The reports t.
    pub fn reports(&self, messages: &[ChoiceMessage]) -> ProfileId {
        let types: Vec<TypeId> = messages.iter().map(|message| message.report).collect();
        self.problem().environment().space().profile(&types)
    }

    /// w, where members of `boundless` count as if their numbers were as large as one likes.
    fn raised(&self, messages: &[ChoiceMessage], boundless: Coalition) -> Rational {
        let mut total = Rational::ZERO;
        for (place, message) in messages.iter().enumerate() {
            let number = Rational::from(message.number);
            total += if boundless.contains(AgentId(place)) {
                Rational::ONE
            } else {
                &number / (&number + Rational::ONE)
            };
        }
        total / Rational::from(messages.len())
    }

    fn parts(&self, messages: &[ChoiceMessage], boundless: Coalition) -> Vec<ChoicePart> {
        let (first, rest) = match self.region(messages) {
            ChoiceRegion::Agreed(choice) => (Some((ChoicePrize::Choice(choice), Rational::ONE)), Rational::ZERO),
            ChoiceRegion::Reward { claim, reward, .. } => {
                let rest = Rational::ONE / (Rational::from(claim) + Rational::ONE);
                (Some((ChoicePrize::Reward(reward), Rational::ONE - &rest)), rest)
            }
            ChoiceRegion::Otherwise(_) => (None, Rational::ONE),
        };
        let raised = self.raised(messages, boundless);
        let lowered = (Rational::ONE - &raised) * &rest;
        let parts = first.into_iter().chain([(ChoicePrize::Mixture, raised * rest), (ChoicePrize::Bad, lowered)]);
        let positive = parts.filter(|(_, probability)| !probability.is_zero());
        positive.map(|(prize, probability)| ChoicePart { prize, probability }).collect()
    }

    /// The prizes of messages with their probabilities.
    pub fn compound(&self, messages: &[ChoiceMessage]) -> Vec<ChoicePart> {
        self.parts(messages, Coalition::EMPTY)
    }

    /// u_i(g(m), t): what messages bring an agent at true types.
    pub fn payoff(&self, agent: AgentId, messages: &[ChoiceMessage], truth: ProfileId) -> Rational {
        self.limit_payoff(agent, messages, truth, Coalition::EMPTY)
    }

    /// The same when the numbers of the members of `boundless` grow without bound: a limit that no numbers reach outside M1, and that every payoff with
    /// larger numbers comes closer to.
    pub fn limit_payoff(
        &self,
        agent: AgentId,
        messages: &[ChoiceMessage],
        truth: ProfileId,
        boundless: Coalition,
    ) -> Rational {
        let reports = self.reports(messages);
        let mut total = Rational::ZERO;
        for part in self.parts(messages, boundless) {
            total += self.prize_payoff(agent, part.prize, reports, truth) * part.probability;
        }
        total
    }

    fn prize_payoff(&self, agent: AgentId, prize: ChoicePrize, reports: ProfileId, truth: ProfileId) -> Rational {
        let bad = &self.bad_payoffs[agent.0][truth.0];
        match prize {
            ChoicePrize::Choice(choice) => self.rows.worth(choice).at(agent, reports, truth).clone(),
            ChoicePrize::Reward(reward) => self.worths[reward.0].at(agent, reports, truth).clone(),
            ChoicePrize::Bad => bad.clone(),
            ChoicePrize::Mixture => {
                let first = self.rows.worth(ChoiceId(0)).at(agent, reports, truth);
                first * &self.epsilon + bad * (Rational::ONE - &self.epsilon)
            }
        }
    }

    /// A prize as a lottery over the outcomes.
    pub fn prize(&self, prize: ChoicePrize, reports: ProfileId) -> Lottery {
        let first = self.problem().choice(ChoiceId(0)).at(reports);
        match prize {
            ChoicePrize::Choice(choice) => self.problem().choice(choice).at(reports).clone(),
            ChoicePrize::Reward(reward) => self.rewards[reward.0].lotteries[reports.0].clone(),
            ChoicePrize::Bad => self.bad.clone(),
            ChoicePrize::Mixture => {
                let parts = [(first, self.epsilon.clone()), (&self.bad, Rational::ONE - &self.epsilon)];
                // The probabilities add up to 1 by construction, here and below.
                Lottery::mixture(parts).unwrap_or_else(|_| self.bad.clone())
            }
        }
    }

    /// g(m) as a lottery over the outcomes.
    pub fn outcome(&self, messages: &[ChoiceMessage]) -> Lottery {
        let reports = self.reports(messages);
        let parts = self.compound(messages).into_iter();
        let prizes: Vec<(Lottery, Rational)> =
            parts.map(|part| (self.prize(part.prize, reports), part.probability)).collect();
        let weighted = prizes.iter().map(|(lottery, probability)| (lottery, probability.clone()));
        Lottery::mixture(weighted).unwrap_or_else(|_| self.bad.clone())
    }
}

//! Equilibria of the canonical mechanisms of THESIS chapter 3, by definition 3.2.1; see [`crate::choice_game`].

use super::choice_patch::{Patched, patched_deviation};
use crate::choice_game::{ChoiceDeviation, ChoiceGame, ChoiceMessage, ChoiceStrategy};
use crate::coalition::Coalition;
use crate::index::{AgentId, JointTypeId, ProfileId, TypeId};
use crate::maxmin::{ChoiceId, Deception, Deceptions};
use crate::number::Rational;
use crate::play::RewardId;
use std::fmt;

/// Why a deviation or an equilibrium is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChoiceRefusal {
    /// Lists of a wrong length, or types, functions and rewards that do not exist.
    OutOfRange,
    /// This coalition may not deviate.
    MayNot(Coalition),
    /// The profile cannot occur.
    Impossible(ProfileId),
    /// This member loses.
    Loses(AgentId),
    /// Nobody gains.
    NoGain,
    /// The strategy claims something.
    Claims,
    /// The strategy brings this function of F.
    Wanted(ChoiceId),
    /// Somebody gains by deviating.
    Deviates(Box<ChoiceDeviation>),
    /// Deviations of this coalition could not be excluded.
    Open(Coalition),
}

impl fmt::Display for ChoiceRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ChoiceRefusal::OutOfRange => write!(f, "names something that does not exist"),
            ChoiceRefusal::MayNot(_) => write!(f, "a coalition that may not deviate"),
            ChoiceRefusal::Impossible(_) => write!(f, "a profile that cannot occur"),
            ChoiceRefusal::Loses(_) => write!(f, "a member that loses"),
            ChoiceRefusal::NoGain => write!(f, "a deviation from which nobody gains"),
            ChoiceRefusal::Claims => write!(f, "a strategy with claims"),
            ChoiceRefusal::Wanted(_) => write!(f, "a strategy that brings a function of the social choice set"),
            ChoiceRefusal::Deviates(_) => write!(f, "a strategy from which a coalition deviates"),
            ChoiceRefusal::Open(_) => write!(f, "a strategy from which a coalition might deviate"),
        }
    }
}

impl std::error::Error for ChoiceRefusal {}

/// What everybody sends at a profile of types.
pub fn choice_messages_at(
    game: &ChoiceGame<'_>,
    strategy: &ChoiceStrategy,
    profile: ProfileId,
) -> Vec<ChoiceMessage> {
    let space = game.problem().environment().space();
    space.agents().map(|agent| strategy[agent.0][space.type_of(profile, agent).0]).collect()
}

/// The expectation by each extreme belief of a type; members of `boundless` send numbers without bound.
fn expectations(
    game: &ChoiceGame<'_>,
    strategy: &ChoiceStrategy,
    (agent, own): (AgentId, TypeId),
    boundless: Coalition,
) -> Vec<Rational> {
    let problem = game.problem();
    let split = problem.environment().split(agent);
    let at = |state| {
        let truth = split.profile(JointTypeId(own.0), state);
        if problem.information().is_possible(truth) {
            game.limit_payoff(agent, &choice_messages_at(game, strategy, truth), truth, boundless)
        } else {
            // No belief gives it a positive probability.
            Rational::ZERO
        }
    };
    let payoffs: Vec<Rational> = split.rest().map(at).collect();
    problem.beliefs(agent, own).iter().map(|belief| belief.expectation(&payoffs)).collect()
}

fn worst(expectations: Vec<Rational>) -> Rational {
    expectations.into_iter().min().unwrap_or(Rational::ZERO)
}

/// What a strategy is worth to a type: its least expectation.
pub fn choice_value(game: &ChoiceGame<'_>, strategy: &ChoiceStrategy, agent: AgentId, own: TypeId) -> Rational {
    worst(expectations(game, strategy, (agent, own), Coalition::EMPTY))
}

/// The strategy after a deviation.
pub(super) fn after(strategy: &ChoiceStrategy, deviation: &ChoiceDeviation) -> ChoiceStrategy {
    let mut then = strategy.clone();
    for (member, messages) in deviation.coalition.members().zip(&deviation.messages) {
        then[member.0].clone_from(messages);
    }
    then
}

fn require_messages(game: &ChoiceGame<'_>, agent: AgentId, list: &[ChoiceMessage]) -> Result<(), ChoiceRefusal> {
    let count = game.problem().environment().space().type_count(agent);
    let known = |message: &ChoiceMessage| {
        message.report.0 < count
            && message.choice.0 < game.problem().choices().len()
            && message.reward.is_none_or(|reward| reward.0 < game.rewards().len())
    };
    if list.len() == count && list.iter().all(known) { Ok(()) } else { Err(ChoiceRefusal::OutOfRange) }
}

fn require_strategy(game: &ChoiceGame<'_>, strategy: &ChoiceStrategy) -> Result<(), ChoiceRefusal> {
    let space = game.problem().environment().space();
    if strategy.len() != space.agent_count() {
        return Err(ChoiceRefusal::OutOfRange);
    }
    space.agents().try_for_each(|agent| require_messages(game, agent, &strategy[agent.0]))
}

/// Accepts a deviation by one of the coalitions `among` by which no member loses and one gains.
///
/// # Errors
/// Why it is not accepted.
pub fn check_choice_deviation(
    game: &ChoiceGame<'_>,
    strategy: &ChoiceStrategy,
    among: &[Coalition],
    deviation: &ChoiceDeviation,
) -> Result<(), ChoiceRefusal> {
    require_strategy(game, strategy)?;
    let space = game.problem().environment().space();
    let coalition = deviation.coalition;
    let known = coalition.is_subset_of(game.problem().grand())
        && deviation.messages.len() == coalition.len()
        && deviation.at.0 < space.size();
    if !known {
        return Err(ChoiceRefusal::OutOfRange);
    }
    coalition
        .members()
        .zip(&deviation.messages)
        .try_for_each(|(agent, list)| require_messages(game, agent, list))?;
    if !among.contains(&coalition) {
        return Err(ChoiceRefusal::MayNot(coalition));
    }
    if !game.problem().information().is_possible(deviation.at) {
        return Err(ChoiceRefusal::Impossible(deviation.at));
    }
    let then = after(strategy, deviation);
    let mut gains = false;
    for agent in coalition.members() {
        let own = space.type_of(deviation.at, agent);
        let (had, gets) = (choice_value(game, strategy, agent, own), choice_value(game, &then, agent, own));
        if gets < had {
            return Err(ChoiceRefusal::Loses(agent));
        }
        gains |= gets > had;
    }
    if gains { Ok(()) } else { Err(ChoiceRefusal::NoGain) }
}

/// The function of F that a strategy brings on T*, if there is one.
pub fn brings(game: &ChoiceGame<'_>, strategy: &ChoiceStrategy) -> Option<ChoiceId> {
    let problem = game.problem();
    let found: Vec<(ProfileId, crate::lottery::Lottery)> = problem
        .information()
        .possible()
        .map(|profile| (profile, game.outcome(&choice_messages_at(game, strategy, profile))))
        .collect();
    problem.choice_ids().find(|choice| found.iter().all(|(t, lottery)| problem.choice(*choice).at(*t) == lottery))
}

/// The first profitable deviation of the coalitions `among` from a strategy without claims; `None` when there is none of these:
///
/// * of single agents, with any messages and the rewards of the game: claims and numbers are not bounded;
/// * of larger coalitions, with any reports, one function for all types and members or the functions that they ask for, and either no claims,
///   or all types of a part of the coalition claiming one reward; again claims and numbers are not bounded. The others are those of
///   [`patched_deviation`].
///
/// With claims the least expectation by a belief is (K·A + B)/(K + 1), A that of the reward and B that of the bad part, which grows with
/// the numbers towards a limit that it does not reach. So numbers that pay exist just when the limit is more than what the type had.
pub fn first_choice_deviation(
    game: &ChoiceGame<'_>,
    strategy: &ChoiceStrategy,
    among: &[Coalition],
) -> Option<ChoiceDeviation> {
    let problem = game.problem();
    let space = problem.environment().space();
    let had: Vec<Vec<Rational>> = space
        .agents()
        .map(|agent| space.types(agent).map(|own| choice_value(game, strategy, agent, own)).collect())
        .collect();
    for coalition in among {
        let deviator = Deviator { game, strategy, had: &had, coalition: *coalition };
        let found = if coalition.len() == 1 { deviator.single() } else { deviator.together() };
        if found.is_some() {
            return found;
        }
    }
    None
}

struct Deviator<'a, 'p> {
    game: &'a ChoiceGame<'p>,
    strategy: &'a ChoiceStrategy,
    /// V_i(σ)(t_i).
    had: &'a [Vec<Rational>],
    coalition: Coalition,
}

impl Deviator<'_, '_> {
    /// The first profile of T* with each joint type of the coalition.
    fn places(&self) -> Vec<ProfileId> {
        let space = self.game.problem().environment().space();
        let mut seen = Vec::new();
        let first = |profile: &ProfileId| {
            let joint = space.joint_type_of(*profile, self.coalition);
            let new = !seen.contains(&joint);
            seen.push(joint);
            new
        };
        self.game.problem().information().possible().filter(first).collect()
    }

    fn single(&self) -> Option<ChoiceDeviation> {
        let problem = self.game.problem();
        let space = problem.environment().space();
        let agent = self.coalition.members().next()?;
        for at in self.places() {
            let own = space.type_of(at, agent);
            for report in space.types(agent) {
                for choice in problem.choice_ids() {
                    let send = |message: ChoiceMessage| {
                        let mut messages = self.strategy[agent.0].clone();
                        messages[own.0] = message;
                        ChoiceDeviation { coalition: self.coalition, at, messages: vec![messages] }
                    };
                    let plain = ChoiceMessage::report(report, choice);
                    let numbered = |_: u64, number: u64| send(ChoiceMessage { number, ..plain });
                    if let Some(found) = self.with_numbers(0, Coalition::EMPTY, &numbered) {
                        return Some(found);
                    }
                    for reward in usable_rewards(self.game, choice, self.coalition) {
                        let claiming = |claim: u64, number: u64| {
                            send(ChoiceMessage { claim, number, reward: Some(reward), ..plain })
                        };
                        if let Some(found) = self.with_claim(self.coalition, &claiming) {
                            return Some(found);
                        }
                    }
                }
            }
        }
        None
    }

    fn together(&self) -> Option<ChoiceDeviation> {
        let problem = self.game.problem();
        let space = problem.environment().space();
        let parts: Vec<Coalition> =
            self.game.coalitions().iter().copied().filter(|part| part.is_subset_of(self.coalition)).collect();
        let asked: Vec<Option<ChoiceId>> = std::iter::once(None).chain(problem.choice_ids().map(Some)).collect();
        for deception in Deceptions::of(space, self.coalition).iter() {
            for asked in &asked {
                for at in self.places() {
                    let plain = |_: u64, _: u64| self.send(at, &deception, *asked, None, (0, 0));
                    if self.pays(&plain(0, 0)) {
                        return Some(plain(0, 0));
                    }
                    let Some(choice) = *asked else { continue };
                    for part in &parts {
                        for reward in usable_rewards(self.game, choice, *part) {
                            let claiming = |claim: u64, number: u64| {
                                self.send(at, &deception, Some(choice), Some((*part, reward)), (claim, number))
                            };
                            if let Some(found) = self.with_claim(*part, &claiming) {
                                return Some(found);
                            }
                        }
                    }
                }
            }
        }
        None
    }

    /// All types of the members report by the deception and ask for the function, or for what they asked for; those of the part claim.
    fn send(
        &self,
        at: ProfileId,
        deception: &Deception,
        asked: Option<ChoiceId>,
        claim_of: Option<(Coalition, RewardId)>,
        (claim, number): (u64, u64),
    ) -> ChoiceDeviation {
        let of_member = |member: AgentId| {
            let of_type = |(own, old): (usize, &ChoiceMessage)| {
                let plain =
                    ChoiceMessage::report(deception.report(member, TypeId(own)), asked.unwrap_or(old.choice));
                match claim_of {
                    Some((part, reward)) if part.contains(member) => {
                        ChoiceMessage { claim, number, reward: Some(reward), ..plain }
                    }
                    _ => plain,
                }
            };
            self.strategy[member.0].iter().enumerate().map(of_type).collect()
        };
        ChoiceDeviation {
            coalition: self.coalition,
            at,
            messages: self.coalition.members().map(of_member).collect(),
        }
    }

    fn pays(&self, deviation: &ChoiceDeviation) -> bool {
        let space = self.game.problem().environment().space();
        let then = after(self.strategy, deviation);
        let mut gains = false;
        for agent in self.coalition.members() {
            let own = space.type_of(deviation.at, agent);
            let gets = choice_value(self.game, &then, agent, own);
            let had = &self.had[agent.0][own.0];
            if gets < *had {
                return false;
            }
            gains |= gets > *had;
        }
        gains
    }

    /// The least of the numbers 0, 1, 3, 7, … with which the deviation pays, if any pays at all.
    fn with_numbers(
        &self,
        claim: u64,
        claimants: Coalition,
        send: &dyn Fn(u64, u64) -> ChoiceDeviation,
    ) -> Option<ChoiceDeviation> {
        let boundless = if claimants.is_empty() { self.coalition } else { claimants };
        if !self.limit_gains(&send(claim, 0), boundless).iter().flatten().all(|gain| *gain > Rational::ZERO) {
            return None;
        }
        (0..u64::BITS - 1).map(|step| send(claim, (1 << step) - 1)).find(|deviation| self.pays(deviation))
    }

    /// By member and extreme belief, the expectation when the numbers grow without bound, less what the type had.
    fn limit_gains(&self, deviation: &ChoiceDeviation, boundless: Coalition) -> Vec<Vec<Rational>> {
        let space = self.game.problem().environment().space();
        let then = after(self.strategy, deviation);
        let of_member = |agent: AgentId| {
            let own = space.type_of(deviation.at, agent);
            let gets = expectations(self.game, &then, (agent, own), boundless);
            gets.into_iter().map(|gets| gets - &self.had[agent.0][own.0]).collect()
        };
        self.coalition.members().map(of_member).collect()
    }

    /// The least claim with which the deviation pays, with numbers.
    ///
    /// At claim K a gain in the limit is (K·a + b)/(K + 1); those at K = 1 and K = 2 give a and b. All must be positive: a > 0 asks for
    /// K > −b/a, a = 0 for b > 0, a < 0 for K < −b/a.
    fn with_claim(
        &self,
        claimants: Coalition,
        send: &dyn Fn(u64, u64) -> ChoiceDeviation,
    ) -> Option<ChoiceDeviation> {
        let (one, two) = (self.limit_gains(&send(1, 0), claimants), self.limit_gains(&send(2, 0), claimants));
        let mut least = Rational::ONE;
        let mut below: Option<Rational> = None;
        for (one, two) in one.iter().flatten().zip(two.iter().flatten()) {
            // 2·one = a + b and 3·two = 2a + b.
            let a = two * Rational::from(3u8) - one * Rational::from(2u8);
            let b = one * Rational::from(2u8) - &a;
            if a.is_zero() {
                if b <= Rational::ZERO {
                    return None;
                }
                continue;
            }
            let root = -b / &a;
            if a > Rational::ZERO {
                least = least.max(Rational::from(root.floor()) + Rational::ONE);
            } else {
                below = Some(below.map_or_else(|| root.clone(), |known| known.min(root.clone())));
            }
        }
        if below.is_some_and(|below| least >= below) {
            return None;
        }
        let claim = u64::try_from(least.floor()).ok()?;
        self.with_numbers(claim, claimants, send)
    }
}

/// The rewards of the list that are in H_S^f.
pub(super) fn usable_rewards(game: &ChoiceGame<'_>, choice: ChoiceId, coalition: Coalition) -> Vec<RewardId> {
    let may = game.coalitions().contains(&coalition);
    let all = (0..game.rewards().len()).map(RewardId);
    all.filter(|reward| may && game.breach(*reward, choice, coalition).is_none()).collect()
}

/// Accepts that a strategy without claims that brings no function of F is an equilibrium of the game with its rewards: no deviation pays, of single
/// agents and of larger coalitions (see [`patched_deviation`]).
///
/// # Errors
/// Why it is not accepted.
pub fn check_choice_equilibrium(
    game: &ChoiceGame<'_>,
    strategy: &ChoiceStrategy,
    among: &[Coalition],
) -> Result<(), ChoiceRefusal> {
    require_strategy(game, strategy)?;
    if strategy.iter().flatten().any(|message| message.claim > 0) {
        return Err(ChoiceRefusal::Claims);
    }
    if let Some(choice) = brings(game, strategy) {
        return Err(ChoiceRefusal::Wanted(choice));
    }
    match first_choice_deviation(game, strategy, among) {
        Some(deviation) => Err(ChoiceRefusal::Deviates(Box::new(deviation))),
        None => {
            among.iter().filter(|coalition| coalition.len() > 1).try_for_each(|coalition| match patched_deviation(
                game, strategy, *coalition,
            ) {
                Patched::Found(deviation) => Err(ChoiceRefusal::Deviates(Box::new(deviation))),
                Patched::Absent => Ok(()),
                Patched::Open => Err(ChoiceRefusal::Open(*coalition)),
            })
        }
    }
}

/// Everybody reports the truth, asks for this function and claims nothing.
pub fn truthful_choice(game: &ChoiceGame<'_>, choice: ChoiceId) -> ChoiceStrategy {
    let space = game.problem().environment().space();
    let of = |agent| space.types(agent).map(|own| ChoiceMessage::report(own, choice)).collect();
    space.agents().map(of).collect()
}

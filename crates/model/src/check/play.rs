//! Equilibria of canonical mechanisms, by their definitions (THESIS definitions 2.3.2 and 2.8.1).
//!
//! A coalition S of types t_S deviates when every member gains in expectation. By definition 2.3.2 expectations are given t_S: members update by Bayes' rule; at joint types that a
//! member thought impossible, where the thesis leaves the beliefs open, no coalition of several agents is taken to form. By definition 2.8.1 the members
//! commit to messages m_S, and each expects given its own type only; then the others of S send m_S whatever their types are.

use crate::coalition::{Coalition, Pattern};
use crate::index::{AgentId, JointTypeId, ProfileId, TypeId};
use crate::number::Rational;
use crate::play::{InterimTypes, Message, Notion, PlayDeviation, PlayedGame, RewardId, Strategy};
use std::fmt;

/// Why a deviation or an equilibrium is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlayRefusal {
    /// Lists of a wrong length, or types and rewards that do not exist.
    OutOfRange,
    /// This coalition may not deviate.
    MayNot(Coalition),
    /// This member thinks the joint type impossible.
    Impossible(AgentId),
    /// This member does not gain.
    NoGain(AgentId),
    /// The strategy asks for something.
    Claims,
    /// The strategy brings the choice everywhere.
    Wanted,
    /// Somebody gains by deviating.
    Deviates(Box<PlayDeviation>),
}

impl fmt::Display for PlayRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PlayRefusal::OutOfRange => write!(f, "names something that does not exist"),
            PlayRefusal::MayNot(_) => write!(f, "a coalition that may not deviate"),
            PlayRefusal::Impossible(_) => write!(f, "types that a member thinks impossible"),
            PlayRefusal::NoGain(_) => write!(f, "a member that does not gain"),
            PlayRefusal::Claims => write!(f, "a strategy with claims"),
            PlayRefusal::Wanted => write!(f, "a strategy that brings the choice"),
            PlayRefusal::Deviates(_) => write!(f, "a strategy from which a coalition deviates"),
        }
    }
}

impl std::error::Error for PlayRefusal {}

/// What everybody sends at a profile of types.
pub fn messages_at(types: &InterimTypes, strategy: &Strategy, profile: ProfileId) -> Vec<Message> {
    let space = types.space();
    space.agents().map(|agent| strategy[agent.0][space.type_of(profile, agent).0]).collect()
}

/// The expected gain of every member, in agent order: when types are pooled, times the probability it gives the joint type of the coalition, and
/// `Err` names a member that gives it none.
///
/// # Errors
/// As said.
pub fn deviation_gains(
    game: &dyn PlayedGame,
    types: &InterimTypes,
    strategy: &Strategy,
    deviation: &PlayDeviation,
    notion: Notion,
) -> Result<Vec<Rational>, AgentId> {
    match notion {
        Notion::Pooled => pooled_gains(game, types, strategy, deviation),
        Notion::Committed => Ok(committed_gains(game, types, strategy, deviation)),
    }
}

/// Gains over all types of all others, also of the other members.
fn committed_gains(
    game: &dyn PlayedGame,
    types: &InterimTypes,
    strategy: &Strategy,
    deviation: &PlayDeviation,
) -> Vec<Rational> {
    let space = types.space();
    let payoff_space = game.environment().space();
    let members = space.joint_types(deviation.coalition, deviation.types);
    let gain_of = |(member, own): (AgentId, TypeId)| {
        let mut gain = Rational::ZERO;
        for profile in space.profiles().filter(|profile| space.type_of(*profile, member) == own) {
            let belief = types.belief(member, profile);
            if belief.is_zero() {
                continue;
            }
            let truth = types.payoff_profile(payoff_space, profile);
            let now = messages_at(types, strategy, profile);
            let then = with_messages(&now, deviation);
            gain += (game.payoff(member, &then, truth) - game.payoff(member, &now, truth)) * belief;
        }
        gain
    };
    members.into_iter().map(gain_of).collect()
}

/// What everybody sends after the coalition has changed its messages.
fn with_messages(now: &[Message], deviation: &PlayDeviation) -> Vec<Message> {
    let mut then = now.to_vec();
    for (member, message) in deviation.coalition.members().zip(&deviation.messages) {
        then[member.0] = *message;
    }
    then
}

fn pooled_gains(
    game: &dyn PlayedGame,
    types: &InterimTypes,
    strategy: &Strategy,
    deviation: &PlayDeviation,
) -> Result<Vec<Rational>, AgentId> {
    let split = types.space().split(deviation.coalition);
    let payoff_space = game.environment().space();
    let mut gains = vec![Rational::ZERO; deviation.messages.len()];
    let mut possible = vec![false; deviation.messages.len()];
    for rest in split.rest() {
        let profile = split.profile(deviation.types, rest);
        let truth = types.payoff_profile(payoff_space, profile);
        let now = messages_at(types, strategy, profile);
        let then = with_messages(&now, deviation);
        for (place, member) in deviation.coalition.members().enumerate() {
            let belief = types.belief(member, profile);
            if belief.is_zero() {
                continue;
            }
            possible[place] = true;
            let gain = game.payoff(member, &then, truth) - game.payoff(member, &now, truth);
            gains[place] += gain * belief;
        }
    }
    match deviation.coalition.members().zip(possible).find(|(_, possible)| !possible) {
        Some((member, _)) => Err(member),
        None => Ok(gains),
    }
}

fn require_messages<'m>(
    game: &dyn PlayedGame,
    messages: impl Iterator<Item = (AgentId, &'m Message)>,
) -> Result<(), PlayRefusal> {
    for (agent, message) in messages {
        let known = message.report.0 < game.environment().space().type_count(agent)
            && message.reward.is_none_or(|reward| reward.0 < game.rewards().len());
        if !known {
            return Err(PlayRefusal::OutOfRange);
        }
    }
    Ok(())
}

fn require_strategy(game: &dyn PlayedGame, types: &InterimTypes, strategy: &Strategy) -> Result<(), PlayRefusal> {
    let space = types.space();
    let shaped = strategy.len() == space.agent_count()
        && space.agents().all(|agent| strategy[agent.0].len() == space.type_count(agent));
    if !shaped {
        return Err(PlayRefusal::OutOfRange);
    }
    let all = strategy.iter().enumerate();
    require_messages(game, all.flat_map(|(agent, list)| list.iter().map(move |m| (AgentId(agent), m))))
}

/// Accepts a deviation from which every member gains.
///
/// # Errors
/// Why it is not accepted.
pub fn check_play_deviation(
    game: &dyn PlayedGame,
    types: &InterimTypes,
    strategy: &Strategy,
    among: &Pattern,
    deviation: &PlayDeviation,
    notion: Notion,
) -> Result<(), PlayRefusal> {
    require_strategy(game, types, strategy)?;
    let coalition = deviation.coalition;
    let known = !coalition.is_empty() && coalition.is_subset_of(Coalition::grand(types.space().agent_count()));
    if !known
        || deviation.messages.len() != coalition.len()
        || deviation.types.0 >= types.space().joint_count(coalition)
    {
        return Err(PlayRefusal::OutOfRange);
    }
    require_messages(game, coalition.members().zip(&deviation.messages))?;
    if !among.contains(coalition) {
        return Err(PlayRefusal::MayNot(coalition));
    }
    let gains = deviation_gains(game, types, strategy, deviation, notion).map_err(PlayRefusal::Impossible)?;
    match coalition.members().zip(gains).find(|(_, gain)| *gain <= Rational::ZERO) {
        Some((member, _)) => Err(PlayRefusal::NoGain(member)),
        None => Ok(()),
    }
}

/// The first profitable deviation from a strategy that asks for nothing, among all messages with the rewards of the game; `None` when there is none,
/// and the strategy is an equilibrium.
///
/// Which claims pay: those of M3 never do, everything there being worse than every choice. In M2 the outcome is z with probability K/(K + 1), and
/// otherwise worse than every choice, so that a claim pays all members for large K just when z alone does. Only the sign for K → ∞ is
/// asked, then the least K that pays is found and recomputed from the game.
///
/// In an economy (see [`crate::play::EconomyGame`]) M3 leaves a member of a larger coalition with nothing, and M2 brings z whatever K is: the formula of the
/// proof of `least_claim` holds with B = A, and K = 1 is found.
pub fn first_play_deviation(
    game: &dyn PlayedGame,
    types: &InterimTypes,
    strategy: &Strategy,
    among: &Pattern,
    notion: Notion,
) -> Option<PlayDeviation> {
    let agents = types.space().agent_count();
    among.coalitions(agents).find_map(|coalition| {
        let joint = types.space().joint_count(coalition);
        (0..joint).map(JointTypeId).find_map(|own| deviation_of(game, types, strategy, (coalition, own), notion))
    })
}

fn deviation_of(
    game: &dyn PlayedGame,
    types: &InterimTypes,
    strategy: &Strategy,
    (coalition, own): (Coalition, JointTypeId),
    notion: Notion,
) -> Option<PlayDeviation> {
    let payoff_space = game.environment().space();
    let reports = (0..payoff_space.joint_count(coalition)).map(JointTypeId);
    for joint in reports {
        let plain: Vec<Message> = payoff_space
            .joint_types(coalition, joint)
            .into_iter()
            .map(|(_, report)| Message::report(report))
            .collect();
        let deviation = PlayDeviation { coalition, types: own, messages: plain.clone() };
        if pays(game, types, strategy, &deviation, notion)? {
            return Some(deviation);
        }
        for (place, reward) in game.rewards().iter().enumerate() {
            let id = RewardId(place);
            let usable = reward.coalition.is_subset_of(coalition)
                && game.scope().guarded.contains(reward.coalition)
                && game.broken(id).is_none();
            if !usable {
                continue;
            }
            // Reports of those who claim do not matter in M2 but for the small rest: the first suffices.
            let idle =
                coalition.members().zip(&plain).all(|(m, p)| !reward.coalition.contains(m) || p.report.0 == 0);
            if !idle {
                continue;
            }
            let claiming = |claim: u64| {
                let send = |(member, message): (AgentId, &Message)| {
                    let asks = reward.coalition.contains(member);
                    Message {
                        claim: if asks { claim } else { 0 },
                        reward: if asks { Some(id) } else { None },
                        ..*message
                    }
                };
                let messages = coalition.members().zip(&plain).map(send).collect();
                PlayDeviation { coalition, types: own, messages }
            };
            if let Some(claim) = least_claim(game, types, strategy, &claiming, notion) {
                return Some(claiming(claim));
            }
        }
    }
    None
}

/// Whether every member gains; `None` when a member thinks the joint type impossible.
fn pays(
    game: &dyn PlayedGame,
    types: &InterimTypes,
    strategy: &Strategy,
    deviation: &PlayDeviation,
    notion: Notion,
) -> Option<bool> {
    let gains = deviation_gains(game, types, strategy, deviation, notion).ok()?;
    Some(gains.iter().all(|gain| *gain > Rational::ZERO))
}

/// The least K that pays every member.
///
/// The gain at K is (K·A + B)/(K + 1), with A the gain of the reward alone and B that of what is left; the gains at K = 1 and K = 2 give both.
/// Since B < 0, or B = A in an economy, it is positive just when A > 0 and K > −B/A.
fn least_claim(
    game: &dyn PlayedGame,
    types: &InterimTypes,
    strategy: &Strategy,
    claiming: &dyn Fn(u64) -> PlayDeviation,
    notion: Notion,
) -> Option<u64> {
    let one = deviation_gains(game, types, strategy, &claiming(1), notion).ok()?;
    let two = deviation_gains(game, types, strategy, &claiming(2), notion).ok()?;
    let mut least = Rational::ZERO;
    for (one, two) in one.iter().zip(&two) {
        // 2·one = A + B and 3·two = 2A + B.
        let reward = two * Rational::from(3u8) - one * Rational::from(2u8);
        let rest = one * Rational::from(2u8) - &reward;
        if reward <= Rational::ZERO {
            return None;
        }
        least = least.max(-rest / reward);
    }
    let claim = u64::try_from(least.floor()).ok()?.checked_add(1)?;
    pays(game, types, strategy, &claiming(claim), notion).filter(|pays| *pays).map(|_| claim)
}

/// Whether a strategy brings f(θ̂(t)) at every t; the first t at which it does not.
pub fn first_unwanted(game: &dyn PlayedGame, types: &InterimTypes, strategy: &Strategy) -> Option<ProfileId> {
    let environment = game.environment();
    types.space().profiles().find(|profile| {
        let wanted = environment.choice(types.payoff_profile(environment.space(), *profile));
        game.outcome(&messages_at(types, strategy, *profile)) != *wanted
    })
}

/// Accepts that a strategy that asks for nothing is an equilibrium of the game with its rewards, and brings something else than the choice.
///
/// # Errors
/// Why it is not accepted.
pub fn check_unwanted_equilibrium(
    game: &dyn PlayedGame,
    types: &InterimTypes,
    strategy: &Strategy,
    notion: Notion,
) -> Result<ProfileId, PlayRefusal> {
    require_strategy(game, types, strategy)?;
    if !strategy.iter().flatten().all(|message| game.asks_nothing(message)) {
        return Err(PlayRefusal::Claims);
    }
    let at = first_unwanted(game, types, strategy).ok_or(PlayRefusal::Wanted)?;
    match first_play_deviation(game, types, strategy, &game.scope().objectors, notion) {
        Some(deviation) => Err(PlayRefusal::Deviates(Box::new(deviation))),
        None => Ok(at),
    }
}

/// Everybody reports the payoff type and claims nothing.
pub fn truthful_strategy(types: &InterimTypes) -> Strategy {
    let space = types.space();
    let of = |agent: AgentId| {
        let send = |own: TypeId| Message::report(types.payoff_type(agent, own));
        space.types(agent).map(send).collect()
    };
    space.agents().map(of).collect()
}

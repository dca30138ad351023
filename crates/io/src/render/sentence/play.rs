//! Canonical mechanisms, in words.

use super::robust::lottery;
use crate::render::name;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, TypeId};
use ambimech_model::play::{
    CanonicalGame, EconomyGame, EconomyGameError, EconomyRegion, InterimTypes, Message, NamedReward,
    PlayDeviation, PlayedGame, Prize, Region, RewardId, Strategy, Why,
};

/// `zero, claim 3, number 1, reward y1`.
pub fn message(game: &dyn PlayedGame, agent: AgentId, message: &Message) -> String {
    message_of(game.environment().without_beliefs(), game.rewards(), agent, message)
}

/// The same for any game with these agents and rewards.
pub fn message_of(frame: &Environment, rewards: &[NamedReward], agent: AgentId, message: &Message) -> String {
    let mut text = frame.type_name(agent, message.report).to_string();
    if message.claim > 0 {
        text.push_str(&format!(", claim {}", message.claim));
    }
    if message.number > 0 {
        text.push_str(&format!(", number {}", message.number));
    }
    if let Some(reward) = message.reward {
        text.push_str(&format!(", reward {}", rewards[reward.0].name));
    }
    text
}

/// The region of the mechanism for economies with the reason.
pub fn economy_region(game: &EconomyGame, found: EconomyRegion) -> String {
    let frame = game.environment().without_beliefs();
    let why = match found {
        EconomyRegion::Truthful(None) => {
            "nobody claims or sends a number, so the outcome is the choice at the reports".to_string()
        }
        EconomyRegion::Truthful(Some(agent)) => format!(
            "only agent {} claims or sends a number, and for no reward, so the outcome is the choice at the reports",
            name::agent(frame, agent)
        ),
        EconomyRegion::Reward { coalition, claim, reward } => format!(
            "{} claims reward {} with K = {claim}, and no coalition that has to be deterred wants it at the truth",
            name::who(frame, coalition),
            game.rewards()[reward.0].name
        ),
        EconomyRegion::Winner { winner, active } => format!(
            "{} claims or sends numbers, and not for a reward, so everything goes to agent {} with the largest number",
            name::who(frame, active),
            name::agent(frame, winner)
        ),
    };
    format!("{}: {why}", found.name())
}

/// Why outcomes do not give everything to the agents, and how to mend it.
pub fn economy_error(frame: &Environment, error: &EconomyGameError) -> String {
    let who = |agent: AgentId| name::agent(frame, agent);
    let at = |profile| name::profile(frame, profile);
    let help = "\n  = help: everything = { … } names for each agent the outcome that is best for it and worst for the others at all types";
    match error {
        EconomyGameError::FewAgents(found) => {
            format!("{found} agents with --mechanism economy\n  = expected: three at least (section 2.8.1)")
        }
        EconomyGameError::NotBest(agent, outcome, truth) => format!(
            "at {}, outcome {} is better for agent {} than everything\n  = expected: nothing better than everything{help}",
            at(*truth),
            name::outcome(frame, *outcome),
            who(*agent)
        ),
        EconomyGameError::NotWorst(winner, agent, truth) => format!(
            "at {}, agent {} is not worst off when agent {} has everything\n  = expected: the least payoff, and less than with everything{help}",
            at(*truth),
            who(*agent),
            who(*winner)
        ),
        EconomyGameError::BestForTwo(one, two, outcome, truth) => format!(
            "at {}, outcome {} is as good as everything for agent {} and for agent {}\n  = expected: no outcome that is best for two agents at once\n  \
             = help: in an economy goods are worth something to everybody; let the outcome be worth less to one of them",
            at(*truth),
            name::outcome(frame, *outcome),
            who(*one),
            who(*two)
        ),
        other => other.to_string(),
    }
}

fn reward_name(game: &CanonicalGame, reward: RewardId) -> &str {
    &game.rewards()[reward.0].name
}

/// The region with the reason.
pub fn region(game: &CanonicalGame, found: Region) -> String {
    let frame = game.environment().without_beliefs();
    let who = |coalition: Coalition| name::who(frame, coalition);
    let why = match found {
        Region::Truthful => "nobody claims, so the outcome is the choice at the reports".to_string(),
        Region::Reward { coalition, claim, reward } => format!(
            "{} claims reward {} with K = {claim}, and no coalition that has to be deterred wants it at the truth",
            who(coalition),
            reward_name(game, reward)
        ),
        Region::Otherwise(Why::MayNot(coalition)) => {
            format!("{} claims, which may not claim together", who(coalition))
        }
        Region::Otherwise(Why::DifferentClaims(coalition)) => {
            format!("the claims of {} differ", who(coalition))
        }
        Region::Otherwise(Why::DifferentRewards(coalition)) => {
            format!("{} claims without naming one and the same reward", who(coalition))
        }
        Region::Otherwise(Why::MadeFor(coalition, reward)) => format!(
            "{} claims reward {}, which is made for {}",
            who(coalition),
            reward_name(game, reward),
            who(game.rewards()[reward.0].coalition)
        ),
        Region::Otherwise(Why::NoReward(coalition, reward)) => {
            let wanted = game.broken(reward).map_or_else(String::new, |broken| {
                format!(
                    ", because {} prefers it to the truth",
                    name::who_of_type(frame, broken.coalition, broken.truth)
                )
            });
            format!("{} claims {}, which is no reward{wanted}", who(coalition), reward_name(game, reward))
        }
    };
    format!("{}: {why}", found.name())
}

/// `the choice f000`, `a mixture of f000 and ruin`, …
pub fn prize(game: &CanonicalGame, prize: Prize, messages: &[Message]) -> String {
    let environment = game.environment();
    let reports = game.reports(messages);
    let choice = lottery(environment, environment.choice(reports));
    let bad = lottery(environment, game.bad());
    match prize {
        Prize::Choice => format!("the choice {choice}"),
        Prize::Bad => format!("the bad outcome {bad}"),
        Prize::Mixture => format!("a_ε: {choice} with {}, otherwise {bad}", game.epsilon()),
        Prize::Reward(reward) => {
            let found = &game.rewards()[reward.0];
            let others = found.coalition.complement(environment.agent_count());
            let place = environment.space().joint_type_of(reports, others);
            format!("reward {}: {}", found.name, lottery(environment, &found.lotteries[place.0]))
        }
    }
}

/// `agent 1 of type zero sends "one", …`: what every type of every agent reports.
pub fn strategy(game: &dyn PlayedGame, types: &InterimTypes, strategy: &Strategy) -> String {
    let frame = game.environment().without_beliefs();
    let mut parts = Vec::new();
    for (agent, own) in strategy.iter().enumerate() {
        let agent = AgentId(agent);
        let sends = own.iter().enumerate().map(|(place, sent)| {
            format!("{} -> {}", types.name(agent, TypeId(place)), message(game, agent, sent))
        });
        let list: Vec<String> = sends.collect();
        parts.push(format!("agent {}: {}", name::agent(frame, agent), list.join("; ")));
    }
    parts.join(" | ")
}

/// `agent 1 of type one sends "one, claim 2, reward z1"`.
pub fn deviation(game: &dyn PlayedGame, types: &InterimTypes, found: &PlayDeviation) -> String {
    let frame = game.environment().without_beliefs();
    let members = types.space().joint_types(found.coalition, found.types);
    let parts = members.iter().zip(&found.messages).map(|((agent, own), sent)| {
        let who = name::agent(frame, *agent);
        format!("agent {who} of type {} sends \"{}\"", types.name(*agent, *own), message(game, *agent, sent))
    });
    name::and_list(&parts.collect::<Vec<String>>())
}

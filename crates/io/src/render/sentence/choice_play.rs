//! Canonical mechanisms for sets of beliefs, in words.

use super::full_implementation::{deception, function, lottery};
use crate::render::name;
use ambimech_model::choice_game::{
    ChoiceDeviation, ChoiceGame, ChoiceMessage, ChoicePrize, ChoiceRegion, ChoiceStrategy, ChoiceWhy,
};
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, TypeId};
use ambimech_model::play::RewardId;

fn frame<'p>(game: &ChoiceGame<'p>) -> &'p Environment {
    game.problem().environment().without_beliefs()
}

/// `b, function first, claim 3, number 1, reward h1`; the function is left out when there is only one.
pub fn message(game: &ChoiceGame<'_>, agent: AgentId, message: &ChoiceMessage) -> String {
    let mut text = frame(game).type_name(agent, message.report).to_string();
    if game.problem().choices().len() > 1 {
        text.push_str(&format!(", function {}", function(game.problem(), message.choice)));
    }
    if message.claim > 0 {
        text.push_str(&format!(", claim {}", message.claim));
    }
    if message.number > 0 {
        text.push_str(&format!(", number {}", message.number));
    }
    if let Some(reward) = message.reward {
        text.push_str(&format!(", reward {}", reward_name(game, reward)));
    }
    text
}

fn reward_name<'a>(game: &'a ChoiceGame<'_>, reward: RewardId) -> &'a str {
    &game.rewards()[reward.0].name
}

/// The region with the reason.
pub fn region(game: &ChoiceGame<'_>, found: ChoiceRegion) -> String {
    let frame = frame(game);
    let who = |coalition: Coalition| name::who(frame, coalition);
    let why = match found {
        ChoiceRegion::Agreed(choice) => format!(
            "all ask for function {} and nobody claims, so the outcome is what it gives at the reports",
            function(game.problem(), choice)
        ),
        ChoiceRegion::Reward { choice, coalition, claim, reward } => format!(
            "{} claims {} with K = {claim}, a reward by which no coalition improves on function {}",
            who(coalition),
            reward_name(game, reward),
            function(game.problem(), choice)
        ),
        ChoiceRegion::Otherwise(ChoiceWhy::DifferentChoices(first, second)) => format!(
            "functions {} and {} are asked for",
            function(game.problem(), first),
            function(game.problem(), second)
        ),
        ChoiceRegion::Otherwise(ChoiceWhy::MayNot(coalition)) => {
            format!("{} claims, which may not claim together", who(coalition))
        }
        ChoiceRegion::Otherwise(ChoiceWhy::DifferentClaims(coalition)) => {
            format!("the claims of {} differ", who(coalition))
        }
        ChoiceRegion::Otherwise(ChoiceWhy::DifferentRewards(coalition)) => {
            format!("{} claims without naming one and the same reward", who(coalition))
        }
        ChoiceRegion::Otherwise(ChoiceWhy::NoReward(coalition, reward, choice)) => {
            let wanted = game.breach(reward, choice, coalition).map_or_else(String::new, |limit| {
                format!(
                    ", because {} improves by it on function {} at {}, reporting {}",
                    who(limit.coalition),
                    function(game.problem(), limit.choice),
                    name::profile(frame, limit.at),
                    deception(frame, &limit.deception)
                )
            });
            format!("{} claims {}, which is no reward{wanted}", who(coalition), reward_name(game, reward))
        }
    };
    format!("{}: {why}", found.name())
}

/// `function first: left`, `reward h1: …`, …
pub fn prize(game: &ChoiceGame<'_>, prize: ChoicePrize, messages: &[ChoiceMessage]) -> String {
    let frame = frame(game);
    let reports = game.reports(messages);
    let what = lottery(frame, &game.prize(prize, reports));
    match prize {
        ChoicePrize::Choice(choice) => format!("function {}: {what}", function(game.problem(), choice)),
        ChoicePrize::Reward(reward) => format!("reward {}: {what}", reward_name(game, reward)),
        ChoicePrize::Bad => format!("the bad outcome {what}"),
        ChoicePrize::Mixture => format!("a_ε: {what}"),
    }
}

/// What every type of some agents sends: `agent 1: a -> b; b -> b | agent 2: …`.
fn sent<'m>(game: &ChoiceGame<'_>, of_agents: impl Iterator<Item = (AgentId, &'m Vec<ChoiceMessage>)>) -> String {
    let frame = frame(game);
    let of_agent = |(agent, own): (AgentId, &Vec<ChoiceMessage>)| {
        let send = |(place, sent): (usize, &ChoiceMessage)| {
            format!("{} -> {}", frame.type_name(agent, TypeId(place)), message(game, agent, sent))
        };
        let list: Vec<String> = own.iter().enumerate().map(send).collect();
        format!("agent {}: {}", name::agent(frame, agent), list.join("; "))
    };
    of_agents.map(of_agent).collect::<Vec<String>>().join(" | ")
}

/// What every type of every agent sends.
pub fn strategy(game: &ChoiceGame<'_>, strategy: &ChoiceStrategy) -> String {
    sent(game, strategy.iter().enumerate().map(|(agent, own)| (AgentId(agent), own)))
}

/// `agent 1 of type b sends "b, claim 1, reward h1"`, or for a coalition what all types send.
pub fn deviation(game: &ChoiceGame<'_>, found: &ChoiceDeviation) -> String {
    let frame = frame(game);
    let space = game.problem().environment().space();
    let who = name::who_of_type(frame, found.coalition, space.joint_type_of(found.at, found.coalition));
    let mut members = found.coalition.members().zip(&found.messages);
    if let (1, Some((agent, own))) = (found.coalition.len(), members.next()) {
        let own = &own[space.type_of(found.at, agent).0];
        return format!("{who} sends \"{}\"", message(game, agent, own));
    }
    format!("{who} agrees on {}", sent(game, found.coalition.members().zip(&found.messages)))
}

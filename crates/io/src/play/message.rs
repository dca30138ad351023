//! Messages as text: `one, claim 3, number 1, reward y1`.

use crate::suggestion::{listed, quoted};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, TypeId};
use ambimech_model::play::{Message, NamedReward, RewardId};

/// Reads what one agent sends: the name of a payoff type, then perhaps `claim K`, `number N` and `reward NAME`, with commas between them.
///
/// # Errors
/// What was found and what was expected, in one line.
pub fn parse_message(
    environment: &Environment,
    rewards: &[NamedReward],
    agent: AgentId,
    text: &str,
) -> Result<Message, String> {
    let mut words = text.split(',').map(str::trim);
    let name = words.next().unwrap_or("");
    let types = &environment.agents()[agent.0].types;
    let report = types.iter().position(|own| own.name == name).ok_or_else(|| {
        let known = listed(types.iter().map(|own| own.name.as_str()));
        format!("found {} as report; expected one of {known}", quoted(name))
    })?;
    let mut message = Message::report(TypeId(report));
    let (mut claimed, mut numbered) = (false, false);
    for word in words {
        let (key, value) = word.split_once(char::is_whitespace).unwrap_or((word, ""));
        let value = value.trim();
        let integer = || {
            let read = value.parse::<u64>();
            read.map_err(|_| format!("found {} as {key}; expected an integer that is not negative", quoted(value)))
        };
        match key {
            "claim" if !claimed => (message.claim, claimed) = (integer()?, true),
            "number" if !numbered => (message.number, numbered) = (integer()?, true),
            "reward" if message.reward.is_none() => {
                let place = rewards.iter().position(|reward| reward.name == value);
                message.reward = Some(RewardId(place.ok_or_else(|| {
                    let known = listed(rewards.iter().map(|reward| reward.name.as_str()));
                    format!("found reward {}; expected one of {known}", quoted(value))
                })?));
            }
            _ => {
                return Err(format!(
                    "found {}; expected claim K, number N or reward NAME, each once, after the report",
                    quoted(word)
                ));
            }
        }
    }
    Ok(message)
}

//! Messages as text: `one, claim 3, number 1, reward y1`.

use super::words::{Names, read_words};
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
    let names = Names {
        types: environment.agents()[agent.0].types.iter().map(|own| own.name.as_str()).collect(),
        functions: None,
        rewards: rewards.iter().map(|reward| reward.name.as_str()).collect(),
    };
    let words = read_words(text, &names)?;
    Ok(Message {
        report: TypeId(words.report),
        claim: words.claim,
        number: words.number,
        reward: words.reward.map(RewardId),
    })
}

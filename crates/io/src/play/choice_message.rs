//! Messages of the mechanisms for sets of beliefs as text: `b, function first, claim 3, number 1, reward h1`.

use crate::suggestion::{listed, quoted};
use ambimech_model::choice_game::{ChoiceMessage, NamedFunction};
use ambimech_model::index::{AgentId, TypeId};
use ambimech_model::maxmin::{ChoiceId, ChoiceProblem};
use ambimech_model::play::RewardId;

/// Reads what one agent sends: the name of a type, then perhaps `function NAME`, `claim K`, `number N` and `reward NAME`, with commas
/// between them. The function may be left out when the social choice set has only one.
///
/// # Errors
/// What was found and what was expected, in one line.
pub fn parse_choice_message(
    problem: &ChoiceProblem,
    rewards: &[NamedFunction],
    agent: AgentId,
    text: &str,
) -> Result<ChoiceMessage, String> {
    let mut words = text.split(',').map(str::trim);
    let name = words.next().unwrap_or("");
    let types = &problem.environment().without_beliefs().agents()[agent.0].types;
    let report = types.iter().position(|own| own.name == name).ok_or_else(|| {
        let known = listed(types.iter().map(|own| own.name.as_str()));
        format!("found {} as report; expected one of {known}", quoted(name))
    })?;
    let mut message = ChoiceMessage::report(TypeId(report), ChoiceId(0));
    let (mut asked, mut claimed, mut numbered) = (false, false, false);
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
            "function" if !asked => {
                let place = problem.choices().iter().position(|choice| choice.name == value);
                let place = place.ok_or_else(|| {
                    let known = listed(problem.choices().iter().map(|choice| choice.name.as_str()));
                    format!("found function {}; expected one of {known}", quoted(value))
                })?;
                (message.choice, asked) = (ChoiceId(place), true);
            }
            "reward" if message.reward.is_none() => {
                let place = rewards.iter().position(|reward| reward.name == value);
                message.reward = Some(RewardId(place.ok_or_else(|| {
                    let known = listed(rewards.iter().map(|reward| reward.name.as_str()));
                    format!("found reward {}; expected one of {known}", quoted(value))
                })?));
            }
            _ => {
                return Err(format!(
                    "found {}; expected function NAME, claim K, number N or reward NAME, each once, after the report",
                    quoted(word)
                ));
            }
        }
    }
    if asked || problem.choices().len() == 1 {
        return Ok(message);
    }
    let known = listed(problem.choices().iter().map(|choice| choice.name.as_str()));
    Err(format!("found no function; expected function NAME after the report, with one of {known}"))
}

//! Messages of the mechanisms for sets of beliefs as text: `b, function first, claim 3, number 1, reward h1`.

use super::words::{Names, read_words};
use crate::suggestion::listed;
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
    let types = &problem.environment().without_beliefs().agents()[agent.0].types;
    let functions: Vec<&str> = problem.choices().iter().map(|choice| choice.name.as_str()).collect();
    let names = Names {
        types: types.iter().map(|own| own.name.as_str()).collect(),
        functions: Some(functions.clone()),
        rewards: rewards.iter().map(|reward| reward.name.as_str()).collect(),
    };
    let words = read_words(text, &names)?;
    let choice = match words.function {
        Some(place) => place,
        None if functions.len() == 1 => 0,
        None => {
            let known = listed(functions);
            return Err(format!(
                "found no function; expected function NAME after the report, with one of {known}"
            ));
        }
    };
    Ok(ChoiceMessage {
        report: TypeId(words.report),
        choice: ChoiceId(choice),
        claim: words.claim,
        number: words.number,
        reward: words.reward.map(RewardId),
    })
}

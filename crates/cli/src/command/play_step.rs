//! The profiles that `ambimech play` goes through, of whichever mechanism.

use crate::outcome::Failure;
use ambimech_io::play::{Step, find_agent, sent_before};
use ambimech_model::environment::Environment;
use ambimech_model::index::AgentId;

/// The profiles of a file, and after them that of the texts `AGENT: MESSAGE`, where agents that are not named send what they sent last.
///
/// # Errors
/// A text that is no message, an agent that sends nothing, or nothing to play.
pub fn steps_to_play<M: Copy>(
    mut steps: Vec<Step<M>>,
    texts: &[String],
    environment: &Environment,
    parse: impl Fn(AgentId, &str) -> Result<M, String>,
) -> Result<Vec<Step<M>>, Failure> {
    steps.extend(given_step(texts, environment, steps.last(), parse)?);
    if steps.is_empty() {
        return Err(Failure::Usage(
            "nothing to play\n  = help: give a file with [[profiles]], or --message \"1: TYPE\" for each agent, or --search"
                .to_string(),
        ));
    }
    Ok(steps)
}

/// The profile of the texts `AGENT: MESSAGE`, where agents that are not named send what they sent last; `None` without texts.
fn given_step<M: Copy>(
    texts: &[String],
    environment: &Environment,
    last: Option<&Step<M>>,
    parse: impl Fn(AgentId, &str) -> Result<M, String>,
) -> Result<Option<Step<M>>, Failure> {
    if texts.is_empty() {
        return Ok(None);
    }
    let mut messages = sent_before(environment, last);
    for text in texts {
        let (name, rest) = text.split_once(':').ok_or_else(|| {
            Failure::Usage(format!("--message \"{text}\"\n  = expected: AGENT: MESSAGE, as in \"1: high\""))
        })?;
        let agent = find_agent(environment, name.trim()).ok_or_else(|| Failure::Unknown {
            what: "agent",
            name: name.trim().to_string(),
            known: environment.agents().iter().map(|agent| agent.name.clone()).collect(),
        })?;
        let message = parse(agent, rest).map_err(|why| Failure::Usage(format!("--message \"{text}\": {why}")))?;
        messages[agent.0] = Some(message);
    }
    let silent: Vec<&str> = environment
        .agents()
        .iter()
        .zip(&messages)
        .filter(|(_, message)| message.is_none())
        .map(|(agent, _)| agent.name.as_str())
        .collect();
    let silent = silent.join(", ");
    let messages: Option<Vec<M>> = messages.into_iter().collect();
    match messages {
        Some(messages) => Ok(Some(Step { name: "given".to_string(), messages })),
        None => Err(Failure::Usage(format!(
            "no message is sent by {silent}\n  = expected: one --message for each agent, or a file with a first profile"
        ))),
    }
}

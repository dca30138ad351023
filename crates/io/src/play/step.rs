//! One profile of messages, of whichever mechanism: read from a file, or made of the messages of a command line.

use crate::diagnostic::{Diagnostic, Read};
use crate::document::Node;
use crate::reference::References;
use ambimech_model::environment::Environment;
use ambimech_model::index::AgentId;

/// One profile of messages, with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step<M> {
    /// What the file calls it.
    pub name: String,
    /// By agent.
    pub messages: Vec<M>,
}

/// The agent of this name.
pub fn find_agent(environment: &Environment, name: &str) -> Option<AgentId> {
    environment.space().agents().find(|agent| environment.agent_name(*agent) == name)
}

/// What agents send who sent something in the last profile, if there was one.
pub fn sent_before<M: Copy>(environment: &Environment, last: Option<&Step<M>>) -> Vec<Option<M>> {
    match last {
        Some(step) => step.messages.iter().copied().map(Some).collect(),
        None => vec![None; environment.agent_count()],
    }
}

/// Reads one profile: the messages of all agents, or after another profile of those who send something new. `parse` reads one message and
/// `help` shows how some are written.
pub(super) fn read_step<'t, M: Copy>(
    references: &References<'t>,
    node: &Node<'t>,
    environment: &Environment,
    before: &[Step<M>],
    help: &str,
    parse: impl Fn(AgentId, &str) -> Result<M, String>,
) -> Read<Step<M>> {
    let source = references.source;
    let within = "a profile of messages";
    let table = node.expect_table(source, within, help)?;
    table.check_keys(source, within, &["name", "messages"])?;
    let given = references.require(table, node.span, "messages", within, help)?;
    let mut messages = sent_before(environment, before.last());
    for entry in &given.expect_table(source, "the messages", help)?.entries {
        let agent = find_agent(environment, &entry.key).ok_or_else(|| {
            Box::new(
                Diagnostic::at(source, entry.key_span, "this agent does not exist")
                    .found(entry.key.to_string())
                    .expected("an agent of the environment"),
            )
        })?;
        let text = entry.value.expect_str(source, "a message")?;
        let message = parse(agent, text).map_err(|why| {
            Box::new(Diagnostic::at(source, entry.value.span, "this is no message").found(why).help(help))
        })?;
        messages[agent.0] = Some(message);
    }
    let messages: Option<Vec<M>> = messages.into_iter().collect();
    let messages = messages.ok_or_else(|| {
        Box::new(
            Diagnostic::at(source, given.span, "an agent sends nothing")
                .found("fewer messages than agents")
                .expected("a message of every agent in the first profile")
                .help(help),
        )
    })?;
    let name = match table.get("name") {
        Some(entry) => entry.value.expect_str(source, "the name of a profile")?.to_string(),
        None => format!("profile {}", before.len() + 1),
    };
    Ok(Step { name, messages })
}

//! `coalitions`: who can collude.

use super::{Reader, keys};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, Value};
use crate::label::Labels;
use crate::suggestion::{did_you_mean, quoted};
use ambimech_model::coalition::{Coalition, Pattern};
use ambimech_model::index::AgentId;

const EXPECTED: &str = "\"all\", \"singletons\", or a list of coalitions such as [[\"1\", \"2\"]]";

impl Reader<'_, '_> {
    pub(super) fn read_coalitions(&self, agents: &Labels) -> Read<Pattern> {
        let Some(entry) = self.table.get("coalitions") else { return Ok(Pattern::All) };
        let node = &entry.value;
        match &node.value {
            Value::String(word) if word == keys::PATTERNS[0] => Ok(Pattern::All),
            Value::String(word) if word == keys::PATTERNS[1] => Ok(Pattern::Singletons),
            Value::String(word) => {
                let meant = did_you_mean(word, keys::PATTERNS);
                Err(Box::new(
                    Diagnostic::at(self.source, node.span, format!("unknown coalition pattern {}", quoted(word)))
                        .found(quoted(word))
                        .expected(EXPECTED)
                        .help(if meant.is_empty() {
                            "write \"all\" or \"singletons\"".to_string()
                        } else {
                            meant
                        }),
                ))
            }
            Value::Array(elements) => {
                let coalitions: Read<Vec<Coalition>> =
                    elements.iter().map(|element| self.read_coalition(agents, element)).collect();
                Ok(Pattern::listed(agents.names().len(), coalitions?))
            }
            _ => Err(Box::new(node.wrong_kind(self.source, EXPECTED).help("write coalitions = \"all\""))),
        }
    }

    fn read_coalition(&self, agents: &Labels, node: &Node<'_>) -> Read<Coalition> {
        let help = "write a list of lists of agents: coalitions = [[\"1\", \"2\"], [\"1\", \"3\"]]";
        let members = node.expect_array(self.source, "a coalition", help)?;
        if members.is_empty() {
            return Err(Box::new(
                Diagnostic::at(self.source, node.span, "empty coalition")
                    .found("a coalition without members")
                    .expected("at least one agent")
                    .help("write coalitions = \"singletons\" when nobody can collude"),
            ));
        }
        let mut coalition = Coalition::EMPTY;
        for (number, member) in members.iter().enumerate() {
            let name = member.expect_str(self.source, "the name of an agent")?;
            let agent = AgentId(agents.expect(self.source, member.span, name, "agent")?);
            if coalition.contains(agent) {
                let first = members[..number].iter().find(|other| other.as_str() == Some(name));
                let place = first.map_or(member.span, |first| first.span);
                return Err(Box::new(
                    Diagnostic::at(
                        self.source,
                        member.span,
                        format!("agent {} is in the coalition twice", quoted(name)),
                    )
                    .label("again")
                    .also(self.source, place, "first here")
                    .found(format!("{} twice", quoted(name)))
                    .expected("every member once")
                    .help("remove one of the two"),
                ));
            }
            coalition = coalition.with(agent);
        }
        Ok(coalition)
    }
}

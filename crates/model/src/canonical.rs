//! The identity of an environment: one fixed byte text of everything that has meaning, for hashing.
//!
//! Two files that mean the same (weights 1 and 2, or 10 and 20; a formula, or the table of its values) give the same
//! text. The environment's `name` and `source` are remarks for people and do not belong to its identity. The text is
//! specified in `docs/certificate-format.md`; the hash itself is computed outside this crate.

use crate::coalition::Coalition;
use crate::environment::Environment;
use std::fmt::Write;

/// Writes the canonical text of an environment, piece by piece.
pub fn canonical_text(environment: &Environment, sink: &mut dyn FnMut(&str)) {
    let mut line = String::new();
    let mut flush = |line: &mut String| {
        line.push('\n');
        sink(line);
        line.clear();
    };
    line.push_str("ambimech-environment/1");
    flush(&mut line);
    for agent in environment.agents() {
        let _ = write!(line, "agent {}", agent.name);
        flush(&mut line);
        for t in &agent.types {
            let _ = write!(line, "type {}", t.name);
            for (name, value) in &t.attributes {
                let _ = write!(line, " {name}={value}");
            }
            flush(&mut line);
        }
    }
    for profile in environment.space().profiles() {
        let _ = write!(line, "p {}", environment.prior().weight(profile));
        flush(&mut line);
    }
    for outcome in environment.outcomes() {
        let _ = write!(line, "outcome {}", outcome.name);
        flush(&mut line);
        for payoff in &outcome.payoffs {
            line.push('u');
            push_members(&mut line, environment, payoff.depends_on());
            flush(&mut line);
            for value in payoff.values() {
                let _ = write!(line, "{value}");
                flush(&mut line);
            }
        }
    }
    if let Some(outside) = environment.outside() {
        let _ = write!(line, "outside {}", environment.outcome_name(outside));
        flush(&mut line);
    }
    for profile in environment.space().profiles() {
        let _ = write!(line, "q {}", environment.outcome_name(environment.allocation(profile)));
        flush(&mut line);
    }
    match environment.pattern() {
        crate::coalition::Pattern::All => line.push_str("coalitions all"),
        pattern => {
            line.push_str("coalitions");
            for coalition in pattern.coalitions(environment.agent_count()) {
                line.push_str(" ;");
                push_members(&mut line, environment, coalition);
            }
        }
    }
    flush(&mut line);
}

fn push_members(line: &mut String, environment: &Environment, coalition: Coalition) {
    for name in environment.member_labels(coalition) {
        line.push(' ');
        line.push_str(name);
    }
}

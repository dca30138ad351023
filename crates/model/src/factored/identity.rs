//! The identity of an environment with a prior in factored form: a text for hashing.

use super::environment::FactoredEnvironment;
use super::prior::Factors;
use crate::coalition::Pattern;
use crate::number::Rational;
use std::fmt::Write as _;

/// Writes the canonical text: agents with the labels of their types, the coalitions that can form, and the factors with all
/// distributions of sum 1, in the form in which they are given. Attributes of types do not count, nor do payoffs: no condition that is
/// decided from factors depends on them. Names of states do not count.
pub fn factored_canonical_text(environment: &FactoredEnvironment, sink: &mut dyn FnMut(&str)) {
    sink("ambimech factored prior 1\n");
    for agent in environment.agents() {
        let mut line = format!("agent {}", agent.name);
        agent.types.iter().for_each(|t| {
            let _ = write!(line, " {}", t.name);
        });
        line.push('\n');
        sink(&line);
    }
    match environment.pattern() {
        Pattern::All => sink("coalitions all\n"),
        Pattern::Singletons => sink("coalitions singletons\n"),
        Pattern::Listed(list) => list.iter().filter(|coalition| coalition.len() > 1).for_each(|coalition| {
            let mut line = String::from("coalition");
            coalition.members().for_each(|member| {
                let _ = write!(line, " {}", member.0);
            });
            line.push('\n');
            sink(&line);
        }),
    }
    push_factors(environment.prior().factors(), sink);
}

fn push_factors(factors: &Factors, sink: &mut dyn FnMut(&str)) {
    match factors {
        Factors::Independent(marginals) => {
            sink("independent\n");
            marginals.iter().for_each(|marginal| push_distribution(marginal, sink));
        }
        Factors::Conditional(states) => {
            sink(&format!("conditional {}\n", states.len()));
            for state in states {
                sink(&format!("state {}\n", state.weight));
                state.marginals.iter().for_each(|marginal| push_distribution(marginal, sink));
            }
        }
        Factors::Markov(chain) => {
            let order: Vec<String> = chain.order.iter().map(|agent| agent.0.to_string()).collect();
            sink(&format!("markov {}\n", order.join(" ")));
            push_distribution(&chain.initial, sink);
            chain.transitions.iter().flatten().for_each(|row| push_distribution(row, sink));
        }
        Factors::Mixture(parts) => {
            sink(&format!("mixture {}\n", parts.len()));
            for (weight, part) in parts {
                sink(&format!("part {weight}\n"));
                push_factors(part, sink);
            }
        }
    }
}

fn push_distribution(distribution: &[Rational], sink: &mut dyn FnMut(&str)) {
    let mut line = String::from("p");
    distribution.iter().for_each(|probability| {
        let _ = write!(line, " {probability}");
    });
    line.push('\n');
    sink(&line);
}

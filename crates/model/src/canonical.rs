//! The identity of an environment: one fixed byte text of everything that has meaning, for hashing.
//!
//! Two files that mean the same (weights 1 and 2, or 10 and 20; a formula, or the table of its values) give the same
//! text. The environment's `name` and `source` are remarks for people and do not belong to its identity. The text is
//! specified in `docs/certificate-format.md`; the hash itself is computed outside this crate.

use crate::ambiguous_environment::AmbiguousEnvironment;
use crate::belief_set::{BeliefSet, Capacity};
use crate::coalition::Coalition;
use crate::environment::Environment;
use crate::lottery::Lottery;
use crate::maxmin::ChoiceProblem;
use crate::number::Rational;
use crate::preference::{Attitude, Utility};
use crate::prior::{Beliefs, Prior};
use crate::robust::PayoffEnvironment;
use std::fmt::Write;

/// Writes the canonical text of an environment with sets of beliefs: that of its agents, outcomes and rule, in which the probabilities
/// are placeholders, and then every set as it is described.
pub fn ambiguous_canonical_text(environment: &AmbiguousEnvironment, sink: &mut dyn FnMut(&str)) {
    canonical_text(environment.without_beliefs(), sink);
    if let Some(prior) = environment.prior() {
        sink("prior\n");
        for profile in environment.space().profiles() {
            sink(&format!("p {}\n", prior.weight(profile)));
        }
    }
    for (agent, sets) in environment.without_beliefs().agents().iter().zip(environment.sets()) {
        for (t, set) in agent.types.iter().zip(sets) {
            let mut line = format!("set {} {}", agent.name, t.name);
            push_set(&mut line, set);
            line.push('\n');
            sink(&line);
        }
    }
}

/// The same with a social choice set: after the text of the environment, every function with its lotteries in profile order.
pub fn choice_problem_text(problem: &ChoiceProblem, sink: &mut dyn FnMut(&str)) {
    ambiguous_canonical_text(problem.environment(), sink);
    for choice in problem.choices() {
        sink(&format!("choice {}\n", choice.name));
        choice.lotteries.iter().for_each(|lottery| push_lottery(lottery, sink));
    }
}

/// The same for an environment without beliefs: after the text of its frame, in which probabilities and allocation are placeholders, the
/// choice of every profile. The outcome that the file proposes as bad does not count.
pub fn payoff_environment_text(environment: &PayoffEnvironment, sink: &mut dyn FnMut(&str)) {
    canonical_text(environment.without_beliefs(), sink);
    for profile in environment.space().profiles() {
        push_lottery(environment.choice(profile), sink);
    }
}

/// A line `l` with the number of every outcome that may be drawn, from 0, and its probability.
fn push_lottery(lottery: &Lottery, sink: &mut dyn FnMut(&str)) {
    let mut line = String::from("l");
    for (outcome, probability) in lottery.parts() {
        let _ = write!(line, " {} {probability}", outcome.0);
    }
    line.push('\n');
    sink(&line);
}

/// A set of beliefs on one line: words and numbers.
fn push_set(line: &mut String, set: &BeliefSet) {
    let mut push = |word: &str, numbers: &mut dyn Iterator<Item = &Rational>| {
        let _ = write!(line, " {word}");
        numbers.for_each(|number| {
            let _ = write!(line, " {number}");
        });
    };
    match set {
        BeliefSet::Hull(hull) => {
            push("vertices", &mut std::iter::empty());
            hull.vertices().iter().for_each(|vertex| push("at", &mut vertex.probabilities().iter()));
        }
        BeliefSet::Linear(linear) => {
            push("inequalities", &mut std::iter::empty());
            for row in linear.rows() {
                push("row", &mut row.coefficients.iter().chain([&row.least]));
            }
        }
        BeliefSet::Contamination(set) => {
            let numbers = std::iter::once(set.epsilon()).chain(set.centre().probabilities());
            push("contamination", &mut numbers.into_iter());
            push_set(line, set.with());
        }
        BeliefSet::Ball(ball) => {
            push("ball", &mut std::iter::once(ball.radius()).chain(ball.centre().probabilities()));
            if let Some(metric) = ball.metric() {
                push("distances", &mut metric.distances().iter());
            }
        }
        BeliefSet::Capacity(Capacity::Events(events)) => push("capacity", &mut events.values().iter()),
        BeliefSet::Capacity(Capacity::Distortion(distortion)) => {
            push("distortion", &mut distortion.centre().probabilities().iter());
            push("through", &mut distortion.points().iter().flat_map(|(share, value)| [share, value]));
        }
        BeliefSet::Wald(_) => push("wald", &mut std::iter::empty()),
    }
}

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
    let weights_of = |weights: &Prior, line: &mut String, flush: &mut dyn FnMut(&mut String)| {
        for profile in environment.space().profiles() {
            let _ = write!(line, "p {}", weights.weight(profile));
            flush(line);
        }
    };
    match environment.beliefs() {
        Beliefs::Common(prior) => weights_of(prior, &mut line, &mut flush),
        Beliefs::Individual(list) => {
            for (agent, weights) in environment.agents().iter().zip(list) {
                let _ = write!(line, "beliefs {}", agent.name);
                flush(&mut line);
                weights_of(weights, &mut line, &mut flush);
            }
        }
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
                line.push_str(" ,"); // no label has a comma
                push_members(&mut line, environment, coalition);
            }
        }
    }
    flush(&mut line);
    // Worst-case attitudes are not written, so that the identity of all environments without others is what it always was.
    let attitudes = environment.attitudes();
    if !attitudes.are_worst_case() {
        line.push_str("attitude *");
        push_attitude(&mut line, attitudes.usual());
        flush(&mut line);
        for (coalition, attitude) in attitudes.listed() {
            line.push_str("attitude");
            push_members(&mut line, environment, *coalition);
            line.push_str(" ,"); // no label has a comma
            push_attitude(&mut line, attitude);
            flush(&mut line);
        }
    }
}

fn push_attitude(line: &mut String, attitude: &Attitude) {
    let _ = match attitude {
        Attitude::Maxmin { alpha, epsilon } => write!(line, " maxmin {alpha} {epsilon}"),
        Attitude::Smooth { utility: Utility::Cara { coefficient }, epsilon } => {
            write!(line, " cara {coefficient} {epsilon}")
        }
        Attitude::Smooth { utility: Utility::Power { coefficient, wealth }, epsilon } => {
            write!(line, " power {coefficient} {wealth} {epsilon}")
        }
    };
}

fn push_members(line: &mut String, environment: &Environment, coalition: Coalition) {
    for name in environment.member_labels(coalition) {
        line.push(' ');
        line.push_str(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coalition::Pattern;
    use crate::environment::{Agent, EnvironmentParts, Outcome, Type};
    use crate::index::{AgentId, OutcomeId};
    use crate::payoff::Payoff;
    use crate::preference::Attitudes;
    use crate::prior::{Beliefs, Prior};
    use crate::type_space::TypeSpace;

    fn text(names: &[&str], coalitions: &[&[usize]]) -> String {
        let only = Type { name: "x".into(), attributes: vec![("value".into(), Rational::from(2))] };
        let space = TypeSpace::new(vec![1; names.len()]).unwrap();
        let coalitions =
            coalitions.iter().map(|members| members.iter().map(|member| AgentId(*member)).collect::<Coalition>());
        let parts = EnvironmentParts {
            name: "ignored".into(),
            source: "ignored".into(),
            agents: names.iter().map(|name| Agent { name: (*name).into(), types: vec![only.clone()] }).collect(),
            beliefs: Beliefs::Common(Prior::from_integers(&space, vec![7]).unwrap()),
            outcomes: vec![Outcome {
                name: "a".into(),
                payoffs: vec![Payoff::constant(Rational::ZERO); names.len()],
            }],
            outside: Some(OutcomeId(0)),
            allocation: vec![OutcomeId(0)].into(),
            pattern: Pattern::listed(names.len(), coalitions),
            attitudes: Attitudes::default(),
        };
        let mut text = String::new();
        canonical_text(&Environment::new(parts).unwrap(), &mut |piece| text.push_str(piece));
        text
    }

    #[test]
    fn the_text_is_the_specified_one() {
        let expected = "ambimech-environment/1\nagent 1\ntype x value=2\nagent 2\ntype x value=2\np 1\noutcome a\nu\n0\nu\n0\n\
                        outside a\nq a\ncoalitions , 1 , 2\n";
        assert_eq!(text(&["1", "2"], &[]), expected);
    }

    /// Labels may be any text without white space and commas, also a semicolon.
    #[test]
    fn labels_cannot_make_two_patterns_look_alike() {
        let names = ["a", "b", ";", "c", "d"];
        assert_ne!(text(&names, &[&[0, 1, 2, 3, 4]]), text(&names, &[&[0, 1], &[3, 4]]));
    }
}

//! Condition `private-values`.
#![doc = include_str!("../../../io/glossary/private-values.md")]
//!
//! # Run
//! ```
//! use ambimech_io::{Format, parse_environment};
//! use ambimech_model::condition::Condition;
//! use ambimech_solve::condition::decide_condition;
//!
//! let text = |example: &str| {
//!     let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(example);
//!     std::fs::read_to_string(folder.join("environment.toml")).unwrap()
//! };
//! let verdict = |text: String| {
//!     let environment = parse_environment(&text, "environment.toml", Format::Toml, None).unwrap();
//!     decide_condition(&environment, Condition::PrivateValues).word()
//! };
//! assert_eq!(verdict(text("bilateral-trade")), "holds");
//! assert_eq!(verdict(text("guo-2021-public-good")), "fails");
//! ```

use ambimech_model::certificate::Evidence;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, OutcomeId, ProfileId};

/// One piece of evidence per agent, in agent order.
pub fn evidence(environment: &Environment) -> Vec<Evidence> {
    environment.space().agents().map(|agent| evidence_of(environment, agent)).collect()
}

/// Payoffs are stored over the agents they truly depend on, so the answer is read off; a witness takes one search.
fn evidence_of(environment: &Environment, agent: AgentId) -> Evidence {
    let space = environment.space();
    let own = Coalition::single(agent);
    for (place, outcome) in environment.outcomes().iter().enumerate() {
        let payoff = &outcome.payoffs[agent.0];
        if payoff.depends_on().is_subset_of(own) {
            continue;
        }
        // For each own type: the first profile, and the first later one with another payoff.
        let mut first_of_type: Vec<Option<ProfileId>> = vec![None; space.type_count(agent)];
        for profile in space.profiles() {
            let first = first_of_type[space.type_of(profile, agent).0].get_or_insert(profile);
            if payoff.at(*first) != payoff.at(profile) {
                return Evidence::InterdependentPayoff {
                    agent,
                    outcome: OutcomeId(place),
                    first: (*first, payoff.at(*first).clone()),
                    second: (profile, payoff.at(profile).clone()),
                };
            }
        }
    }
    Evidence::OwnTypeOnly { agent }
}

//! The identity of an environment: what a certificate names it by.

use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::canonical::{
    ambiguous_canonical_text, canonical_text, choice_problem_text, payoff_environment_text,
};
use ambimech_model::environment::Environment;
use ambimech_model::factored::{FactoredEnvironment, factored_canonical_text};
use ambimech_model::maxmin::ChoiceProblem;
use ambimech_model::robust::PayoffEnvironment;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// `sha256:` and the hash, in lower-case hexadecimal digits, of the environment's canonical text. Environments with
/// the same meaning have the same digest, however their files are written; name and source do not count.
pub fn environment_digest(environment: &Environment) -> String {
    digest(|sink| canonical_text(environment, sink))
}

/// The same for an environment with sets of beliefs. Sets count as they are described: a contamination and the hull of its corners have
/// different digests.
pub fn ambiguous_environment_digest(environment: &AmbiguousEnvironment) -> String {
    digest(|sink| ambiguous_canonical_text(environment, sink))
}

/// The same for an environment with sets of beliefs and a social choice set.
pub fn choice_problem_digest(problem: &ChoiceProblem) -> String {
    digest(|sink| choice_problem_text(problem, sink))
}

/// The same for an environment without beliefs, with the choice of every profile.
pub fn payoff_environment_digest(environment: &PayoffEnvironment) -> String {
    digest(|sink| payoff_environment_text(environment, sink))
}

/// The same for agents with a prior in factored form: two ways to factor one prior have different digests, and payoffs do not count.
pub fn factored_environment_digest(environment: &FactoredEnvironment) -> String {
    digest(|sink| factored_canonical_text(environment, sink))
}

fn digest(write: impl FnOnce(&mut dyn FnMut(&str))) -> String {
    let mut hasher = Sha256::new();
    write(&mut |piece| hasher.update(piece.as_bytes()));
    let mut text = String::from("sha256:");
    for byte in hasher.finalize() {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

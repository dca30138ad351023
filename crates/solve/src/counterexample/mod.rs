//! Counterexamples: for beliefs that fail a condition, payoffs and an efficient allocation rule that no mechanism of a class
//! implements. One file per construction; each follows the necessity part of a published proof.
//!
//! # Method
//! 1. The condition is decided. Where it holds there is no counterexample, by the other direction of the same theorem.
//! 2. The evidence against it (types that share a posterior, say) goes into the proof's payoffs, which are made with small
//!    numbers that satisfy the proof's inequalities (`World`).
//! 3. What leaves must be efficient, have private values where these are wanted, and have its impossibility accepted by the
//!    checker of [`ambimech_model`] for the finished environment.

mod imitated;
pub mod imitation;
mod ordinary;
mod simple_extraction;
pub mod tempted_agent;
mod trade;
mod world;

use ambimech_model::certificate::ConditionCertificate;
use ambimech_model::condition::{Condition, Verdict};
use ambimech_model::counterexample::{Beyond, Counterexample, NoCounterexample, Wanted};
use ambimech_model::environment::Environment;

/// The counterexample wanted, with the environment's agents, types, beliefs and coalitions. Its outcomes, payoffs, allocation
/// rule and attitudes play no part.
///
/// # Errors
/// Why there is none to show, with the certificate that there is none where that is why.
pub fn counterexample(environment: &Environment, wanted: &Wanted) -> Result<Counterexample, NoCounterexample> {
    match wanted.condition {
        Some(condition) => ordinary::counterexample(environment, condition, wanted),
        None => Err(NoCounterexample::Beyond(Beyond::PrivateInformation)),
    }
}

/// Decides the condition: the certificate that it fails, `Ok`, or that it holds, `Err`.
fn decided(
    environment: &Environment,
    condition: Condition,
) -> Result<Result<ConditionCertificate, ConditionCertificate>, NoCounterexample> {
    match crate::condition::decide_condition(environment, condition) {
        Verdict::Fails(certificate) => Ok(Ok(certificate)),
        Verdict::Holds(certificate) => Ok(Err(certificate)),
        Verdict::Undecided(reason) => Err(NoCounterexample::Undecided { condition, reason }),
    }
}

//! Counterexamples: for beliefs that fail a condition, payoffs and an efficient allocation rule that no mechanism of a class
//! implements. One file per construction; each follows the necessity part of a published proof.
//!
//! # Method
//! 1. The condition is decided. Where it holds there is no counterexample, by the other direction of the same theorem.
//! 2. The evidence against it (types that share a posterior, say) goes into the proof's payoffs, which are made with small
//!    numbers that satisfy the proof's inequalities (`World`).
//! 3. What leaves must be efficient, have private values where these are wanted, and have its impossibility accepted by the
//!    checker of [`ambimech_model`] for the finished environment.

mod coalitions;
mod extraction;
mod imitated;
pub mod imitation;
mod implementation;
mod ordinary;
mod private_values;
mod simple_coalitions;
mod simple_extraction;
pub mod tempted_agent;
mod trade;
mod world;

use ambimech_model::certificate::{ConditionCertificate, Evidence};
use ambimech_model::coalition::Coalition;
use ambimech_model::condition::{Condition, Verdict};
use ambimech_model::counterexample::{Beyond, Counterexample, NecessityProof, NoCounterexample, Wanted};
use ambimech_model::environment::Environment;
use ambimech_model::index::JointTypeId;
use ambimech_model::property::{Goal, Property};

/// The counterexample wanted, with the environment's agents, types, beliefs and coalitions. Its outcomes, payoffs, allocation
/// rule and attitudes play no part.
///
/// # Errors
/// Why there is none to show, with the certificate that there is none where that is why.
pub fn counterexample(environment: &Environment, wanted: &Wanted) -> Result<Counterexample, NoCounterexample> {
    match wanted.condition {
        Some(Condition::Bdp) => without_bdp(environment, wanted),
        Some(Condition::Cbdp) => coalitions::without_cbdp(environment, wanted),
        None => simple_coalitions::without_ambiguity(environment, wanted),
        Some(condition) => ordinary::counterexample(environment, condition, wanted),
    }
}

/// BDP decides about extraction (MDAT Theorem 5.1), about implementation (Theorem 5.2), and with private values, when it fails
/// for two agents, about implementation too (Theorem 6.1).
///
/// Goals with fewer properties are less to ask for: they are reached where the theorem's goal is, and the proofs of Theorems 5.1
/// and 5.2 need no more of it than incentive compatibility, the former participation and the full surplus too.
fn without_bdp(environment: &Environment, wanted: &Wanted) -> Result<Counterexample, NoCounterexample> {
    let goal = wanted.goal.clone().unwrap_or(Goal::Implement);
    let beyond = |what| Err(NoCounterexample::Beyond(what));
    let is_part_of = |whole: Goal| goal.properties().into_iter().all(|property| whole.asks_for(property));
    let has_all_of = |whole: Goal| whole.properties().into_iter().all(|property| goal.asks_for(property));
    let extracts = is_part_of(Goal::Extract) && has_all_of(Goal::Extract);
    if !goal.asks_for(Property::Ic) || !(is_part_of(Goal::Extract) || is_part_of(Goal::Implement)) {
        return beyond(Beyond::Goal(wanted.condition, goal));
    }
    if wanted.private_values && !extracts && !has_all_of(Goal::Implement) {
        return beyond(Beyond::Goal(wanted.condition, goal));
    }
    let proof = match (extracts, wanted.private_values) {
        (true, _) => NecessityProof::Extraction,
        (false, true) => NecessityProof::PrivateValues,
        (false, false) => NecessityProof::Implementation,
    };
    let (certificate, holds) = decided(environment, Condition::Bdp)?;
    let pairs = equal_pairs(&certificate.evidence);
    if holds || (proof == NecessityProof::PrivateValues && pairs.len() < 2) {
        let mut certificates = vec![certificate];
        if environment.common_prior().is_none() {
            // The theorems assume one; without it more than BDP is needed (MDAT section 6.2).
            let (common, exists) = decided(environment, Condition::CommonPrior)?;
            if !exists {
                return beyond(Beyond::CommonPrior);
            }
            certificates.push(common);
        }
        return Err(NoCounterexample::Reached { proof, goal, certificates });
    }
    if proof != NecessityProof::Implementation && environment.common_prior().is_none() {
        return beyond(Beyond::CommonPrior);
    }
    let Some(first) = pairs.first() else { return Err(NoCounterexample::CertificateRefused) };
    match proof {
        NecessityProof::Extraction => extraction::auction(environment, goal, *first),
        NecessityProof::PrivateValues => private_values::trade(environment, goal, &pairs),
        _ => implementation::exchange(environment, goal, *first),
    }
}

/// Two joint types of a coalition that share a posterior.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pair {
    coalition: Coalition,
    first: JointTypeId,
    second: JointTypeId,
}

impl Pair {
    fn evidence(self) -> Evidence {
        Evidence::EqualPosteriors { coalition: self.coalition, first: self.first, second: self.second }
    }
}

/// The pairs that evidence names.
fn equal_pairs(evidence: &[Evidence]) -> Vec<Pair> {
    let pair = |piece: &Evidence| match *piece {
        Evidence::EqualPosteriors { coalition, first, second } => Some(Pair { coalition, first, second }),
        _ => None,
    };
    evidence.iter().filter_map(pair).collect()
}

/// Decides a condition: the certificate, and whether it holds.
fn decided(
    environment: &Environment,
    condition: Condition,
) -> Result<(ConditionCertificate, bool), NoCounterexample> {
    match crate::condition::decide_condition(environment, condition) {
        Verdict::Fails(certificate) => Ok((certificate, false)),
        Verdict::Holds(certificate) => Ok((certificate, true)),
        Verdict::Undecided(reason) => Err(NoCounterexample::Undecided { condition, reason }),
    }
}

//! Counterexamples for mechanisms with one rule, from the conditions that decide about these.
//!
//! | condition | goal | proof |
//! |---|---|---|
//! | `convex-independence` | `extract` | [`super::simple_extraction`] |
//! | `convex-independence`, `identifiability` | `implement` | [`super::imitated`] |
//! | `convex-independence` with private values | `implement` | [`super::trade`] |
//! | `coalitional-identifiability` | `cic,bb` | [`super::imitated`] |
//!
//! An ordinary mechanism that implements every efficient rule exists when the first two conditions hold together; when only the
//! one that was not asked about fails, its evidence is used.

use super::{decided, imitated, simple_extraction, trade};
use ambimech_model::certificate::ConditionCertificate;
use ambimech_model::condition::Condition;
use ambimech_model::counterexample::{Beyond, Counterexample, NecessityProof, NoCounterexample, Wanted};
use ambimech_model::environment::Environment;
use ambimech_model::property::{Goal, Property};

/// Answers about the three conditions on ordinary mechanisms; any other is beyond their theorems.
pub(super) fn counterexample(
    environment: &Environment,
    condition: Condition,
    wanted: &Wanted,
) -> Result<Counterexample, NoCounterexample> {
    let beyond = |goal: &Goal| Err(NoCounterexample::Beyond(Beyond::Goal(Some(condition), goal.clone())));
    let asked = wanted.goal.as_ref().map(Goal::properties);
    let is_asked = |goal: &Goal| asked.as_ref().is_none_or(|asked| *asked == goal.properties());
    let coalitional = Goal::Properties(vec![Property::Cic, Property::Bb]);
    if environment.common_prior().is_none() {
        return Err(NoCounterexample::Beyond(Beyond::CommonPrior));
    }
    match (condition, wanted.private_values) {
        (Condition::ConvexIndependence, true) if is_asked(&Goal::Implement) => private_values(environment),
        // Its payoffs have private values in any case.
        (Condition::ConvexIndependence, _) if is_asked(&Goal::Extract) => extract(environment),
        (_, true) => Err(NoCounterexample::Beyond(Beyond::PrivateValues(Some(condition)))),
        (Condition::ConvexIndependence | Condition::Identifiability, _) if is_asked(&Goal::Implement) => {
            implement(environment, condition)
        }
        (Condition::CoalitionalIdentifiability, _) if is_asked(&coalitional) => {
            match decided(environment, condition)? {
                Ok(failed) => imitated::construct(environment, condition, &failed.evidence),
                Err(holds) => reached(NecessityProof::SimpleBalancedCoalitions, coalitional, vec![holds]),
            }
        }
        (
            Condition::ConvexIndependence | Condition::Identifiability | Condition::CoalitionalIdentifiability,
            _,
        ) => wanted.goal.as_ref().map_or_else(|| beyond(&Goal::Implement), beyond),
        _ => Err(NoCounterexample::Beyond(Beyond::Theorem(condition))),
    }
}

fn extract(environment: &Environment) -> Result<Counterexample, NoCounterexample> {
    match decided(environment, Condition::ConvexIndependence)? {
        Ok(failed) => simple_extraction::construct(environment, &failed.evidence),
        Err(holds) => reached(NecessityProof::SimpleExtraction, Goal::Extract, vec![holds]),
    }
}

fn implement(environment: &Environment, condition: Condition) -> Result<Counterexample, NoCounterexample> {
    let other = match condition {
        Condition::ConvexIndependence => Condition::Identifiability,
        _ => Condition::ConvexIndependence,
    };
    let mut certificates = Vec::new();
    for condition in [condition, other] {
        match decided(environment, condition)? {
            Ok(failed) => return imitated::construct(environment, condition, &failed.evidence),
            Err(holds) => certificates.push(holds),
        }
    }
    reached(NecessityProof::SimpleImplementation, Goal::Implement, certificates)
}

fn private_values(environment: &Environment) -> Result<Counterexample, NoCounterexample> {
    match decided(environment, Condition::ConvexIndependence)? {
        Ok(failed) => trade::construct(environment, &failed.evidence),
        // Reached for any payoffs, when beliefs are identifiable as well; the proposition has no converse.
        Err(holds) => match decided(environment, Condition::Identifiability)? {
            Err(identifiable) => {
                reached(NecessityProof::SimpleImplementation, Goal::Implement, vec![holds, identifiable])
            }
            Ok(_) => Err(NoCounterexample::Beyond(Beyond::TwoAgents(Condition::ConvexIndependence))),
        },
    }
}

fn reached(
    proof: NecessityProof,
    goal: Goal,
    certificates: Vec<ConditionCertificate>,
) -> Result<Counterexample, NoCounterexample> {
    Err(NoCounterexample::Reached { proof, goal, certificates })
}

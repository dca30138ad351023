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
    let beyond = |what| Err(NoCounterexample::Beyond(what));
    let decides = |goal: &Goal| match &wanted.goal {
        None => true,
        Some(asked) => goal.properties().into_iter().all(|property| asked.asks_for(property)),
    };
    let question = |goal: &Goal| Question { condition, goal: wanted.goal.clone().unwrap_or_else(|| goal.clone()) };
    let balanced = Goal::Properties(vec![Property::Cic, Property::Bb]);
    let is_about_agents = matches!(condition, Condition::ConvexIndependence | Condition::Identifiability);
    if !is_about_agents && condition != Condition::CoalitionalIdentifiability {
        return beyond(Beyond::Theorem(condition));
    }
    if environment.common_prior().is_none() {
        return beyond(Beyond::CommonPrior);
    }
    let is_private = wanted.private_values;
    let answer = match condition {
        Condition::ConvexIndependence if is_private && decides(&Goal::Implement) => {
            private_values(environment, &question(&Goal::Implement))
        }
        // Its payoffs have private values in any case.
        Condition::ConvexIndependence if decides(&Goal::Extract) => {
            extract(environment, &question(&Goal::Extract))
        }
        _ if is_private => return beyond(Beyond::PrivateValues(Some(condition))),
        _ if is_about_agents && decides(&Goal::Implement) => implement(environment, &question(&Goal::Implement)),
        Condition::CoalitionalIdentifiability if decides(&balanced) => {
            coalitions(environment, &question(&balanced))
        }
        _ => return beyond(Beyond::Goal(Some(condition), wanted.goal.clone().unwrap_or(Goal::Implement))),
    };
    match (answer, &wanted.goal) {
        // What is asked for beyond the theorem's goal may fail for other reasons.
        (Err(NoCounterexample::Reached { goal, .. }), Some(asked)) if is_more(asked, &goal) => {
            beyond(Beyond::Goal(Some(condition), asked.clone()))
        }
        (answer, _) => answer,
    }
}

/// The condition asked about and what is not to be reached.
pub(super) struct Question {
    pub condition: Condition,
    pub goal: Goal,
}

/// Whether a goal asks for a property that another does not.
fn is_more(goal: &Goal, than: &Goal) -> bool {
    goal.properties().into_iter().any(|property| !than.asks_for(property))
}

fn extract(environment: &Environment, question: &Question) -> Result<Counterexample, NoCounterexample> {
    let (certificate, holds) = decided(environment, Condition::ConvexIndependence)?;
    if holds {
        return reached(environment, NecessityProof::SimpleExtraction, Goal::Extract, vec![certificate]);
    }
    simple_extraction::construct(environment, question, &certificate.evidence)
}

fn implement(environment: &Environment, question: &Question) -> Result<Counterexample, NoCounterexample> {
    let other = match question.condition {
        Condition::ConvexIndependence => Condition::Identifiability,
        _ => Condition::ConvexIndependence,
    };
    let mut certificates = Vec::new();
    for condition in [question.condition, other] {
        let (certificate, holds) = decided(environment, condition)?;
        if !holds {
            return imitated::construct(environment, question, &certificate.evidence);
        }
        certificates.push(certificate);
    }
    reached(environment, NecessityProof::SimpleImplementation, Goal::Implement, certificates)
}

fn private_values(environment: &Environment, question: &Question) -> Result<Counterexample, NoCounterexample> {
    let (certificate, holds) = decided(environment, Condition::ConvexIndependence)?;
    if !holds {
        return trade::construct(environment, question, &certificate.evidence);
    }
    // Reached for any payoffs when beliefs are identifiable as well; the proposition has no converse.
    let (identifiability, holds) = decided(environment, Condition::Identifiability)?;
    if !holds {
        return Err(NoCounterexample::Beyond(Beyond::TwoAgents(Condition::ConvexIndependence)));
    }
    let certificates = vec![certificate, identifiability];
    reached(environment, NecessityProof::SimpleImplementation, Goal::Implement, certificates)
}

fn coalitions(environment: &Environment, question: &Question) -> Result<Counterexample, NoCounterexample> {
    let (certificate, holds) = decided(environment, Condition::CoalitionalIdentifiability)?;
    if holds {
        let goal = Goal::Properties(vec![Property::Cic, Property::Bb]);
        return reached(environment, NecessityProof::SimpleBalancedCoalitions, goal, vec![certificate]);
    }
    imitated::construct(environment, question, &certificate.evidence)
}

/// There is none, by the theorem's other direction, which is about a common prior.
fn reached(
    environment: &Environment,
    proof: NecessityProof,
    goal: Goal,
    certificates: Vec<ConditionCertificate>,
) -> Result<Counterexample, NoCounterexample> {
    match environment.common_prior() {
        Some(_) => Err(NoCounterexample::Reached { proof, goal, certificates }),
        None => Err(NoCounterexample::Beyond(Beyond::CommonPrior)),
    }
}

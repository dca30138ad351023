//! Goals that ask for WCIC, answered through CIC against mixed reports, which is the same ([`ambimech_model::collusion`]).

use ambimech_model::certificate::{ImpossibilityCertificate, MechanismCertificate};
use ambimech_model::check::{check_impossibility, check_mechanism};
use ambimech_model::design::{Design, DesignAnswer, Obstacle};
use ambimech_model::environment::Environment;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::property::{Claim, Goal, Property, Reports};

/// The answer to a question about a goal that asks for WCIC, from a function that answers goals that do not; `None` for those.
pub(crate) fn answer_by_cic(
    environment: &Environment,
    goal: &Goal,
    reports: Reports,
    answer: &dyn Fn(&Goal, Reports) -> DesignAnswer,
) -> Option<DesignAnswer> {
    if !goal.asks_for(Property::Wcic) {
        return None;
    }
    let undecided = |obstacles| DesignAnswer::Undecided { goal: goal.clone(), obstacles, reachable: Vec::new() };
    if !environment.attitudes().are_worst_case() {
        return Some(undecided(vec![Obstacle::AskForCic]));
    }
    Some(match answer(&with(goal, Property::Cic), Reports::Mixed) {
        DesignAnswer::Done(design) => done(environment, goal, reports, *design),
        DesignAnswer::Infeasible(proof) => {
            excluded(environment, goal, proof).unwrap_or_else(|| undecided(vec![Obstacle::CertificateRefused]))
        }
        DesignAnswer::Undecided { obstacles, .. } => undecided(obstacles),
    })
}

/// The goal with this property in place of WCIC.
fn with(goal: &Goal, instead: Property) -> Goal {
    let mut list: Vec<Property> =
        goal.properties().into_iter().filter(|property| *property != Property::Wcic).collect();
    list.push(instead);
    list.sort_unstable();
    list.dedup();
    Goal::Properties(list)
}

/// The design with the claims of the goal.
fn done(environment: &Environment, goal: &Goal, reports: Reports, design: Design) -> DesignAnswer {
    let mechanism = Mechanism { goal: Some(goal.clone()), ..design.mechanism };
    let claims = goal.properties().into_iter().map(|property| Claim::new(property, reports)).collect();
    let certificate = MechanismCertificate { claims, ..design.certificate };
    if check_mechanism(environment, &mechanism, &certificate).is_err() {
        let obstacles = vec![Obstacle::CertificateRefused];
        return DesignAnswer::Undecided { goal: goal.clone(), obstacles, reachable: Vec::new() };
    }
    DesignAnswer::Done(Box::new(Design { goal: goal.clone(), mechanism, certificate, ..design }))
}

/// The proof as one about the goal itself, if the checker accepts it.
fn excluded(environment: &Environment, goal: &Goal, proof: ImpossibilityCertificate) -> Option<DesignAnswer> {
    let proof = ImpossibilityCertificate { goal: goal.clone(), ..proof };
    check_impossibility(environment, &proof).is_ok().then_some(DesignAnswer::Infeasible(proof))
}

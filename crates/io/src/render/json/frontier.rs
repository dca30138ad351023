//! `ambimech frontier --format json`.

use super::{design_value, members, number};
use crate::render::name;
use crate::render::sentence::design::construction_name;
use crate::render::sentence::frontier::{about_all, about_level, not_found};
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::few_rules::LeastRules;
use ambimech_model::frontier::{Frontier, FrontierAnswer, FrontierPoint, RentCap, RentLevel};
use serde_json::{Map, Value, json};

/// `{"goal","verdict","reports","measure","neat","least","proof","least-rents","levels":[…],"paper","words"}`. A level has the `cap` on rents (a number, `any`, or
/// `fixed` where the goal says what rents are), `points` from few rules to many, the `lower-bound` for any number of rules, and the
/// largest number of rules `tried`, and how many reach the bound before payments are made neat (`reached-before`). A point has `rules`, `stakes` in the measure, `rents`, what each agent `keeps` at least, the construction,
/// the largest payment and receipt, and its `file`: the mechanism, or where it was written.
pub fn frontier_value(environment: &Environment, answer: &FrontierAnswer) -> Value {
    match answer {
        FrontierAnswer::Found(frontier) => found(environment, frontier),
        FrontierAnswer::Infeasible(certificate) => {
            design_value(environment, &DesignAnswer::Infeasible(certificate.clone()))
        }
        FrontierAnswer::Undecided { goal, obstacles } => {
            let (goal, obstacles) = (goal.clone(), obstacles.clone());
            design_value(environment, &DesignAnswer::Undecided { goal, obstacles, reachable: Vec::new() })
        }
        FrontierAnswer::OtherAttitude { goal, coalition } => json!({
            "goal": goal.to_string(),
            "verdict": "undecided",
            "coalition": members(environment, *coalition),
            "reasons": [not_found(environment, answer)],
        }),
        FrontierAnswer::NoPrior { goal, measure } => json!({
            "goal": goal.to_string(),
            "verdict": "undecided",
            "measure": measure.name(),
            "reasons": [not_found(environment, answer)],
        }),
    }
}

fn found(environment: &Environment, frontier: &Frontier) -> Value {
    let proof = match &frontier.least {
        LeastRules::One => Value::Null,
        LeastRules::Two(certificate) => {
            design_value(environment, &DesignAnswer::Infeasible(certificate.as_ref().clone()))
        }
    };
    json!({
        "goal": frontier.goal.to_string(),
        "verdict": "done",
        "reports": frontier.reports.name(),
        "measure": frontier.measure.name(),
        "neat": frontier.neat,
        "least": frontier.least.count(),
        "proof": proof,
        "least-rents": frontier.least_rents.as_ref().map(number),
        "levels": frontier.levels.iter().map(|level| level_value(environment, frontier, level)).collect::<Vec<Value>>(),
        "paper": point_value(environment, &frontier.usual),
        "words": about_all(environment, frontier),
    })
}

fn level_value(environment: &Environment, frontier: &Frontier, level: &RentLevel) -> Value {
    json!({
        "cap": match &level.cap {
            RentCap::Fixed => json!("fixed"),
            RentCap::Any => json!("any"),
            RentCap::AtMost(rents) => number(rents),
        },
        "points": level.points.iter().map(|point| point_value(environment, point)).collect::<Vec<Value>>(),
        "lower-bound": level.bound.as_ref().map(|bound| number(&bound.value)),
        "tried": level.tried,
        "reached-before": level.reached_before,
        "words": about_level(frontier, level),
    })
}

fn point_value(environment: &Environment, point: &FrontierPoint) -> Value {
    let agents = environment.space().agents();
    let kept: Map<String, Value> =
        agents.zip(&point.kept).map(|(agent, kept)| (name::agent(environment, agent), number(kept))).collect();
    json!({
        "rules": point.rules,
        "stakes": number(&point.stakes),
        "rents": point.rents.as_ref().map(number),
        "keeps": kept,
        "construction": construction_name(point.design.construction),
        "largest-payment": number(&point.design.stakes.largest_payment.3),
        "largest-receipt": number(&point.design.stakes.largest_receipt.3),
    })
}

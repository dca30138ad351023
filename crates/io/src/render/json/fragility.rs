//! `ambimech fragility --format json`.

use super::conditions::condition_value;
use super::{number, profile};
use crate::render::sentence::fragility::{grid_findings, grid_title, meaning, summary, word};
use crate::render::text::largest_stakes;
use ambimech_model::condition::{Condition, Verdict};
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::fragility::{Distance, Fragility, Grid, Measure, Nearest, Tally, Towards, Way};
use serde_json::{Map, Value, json};

/// `{"condition","verdict","summary","at-prior","distances":[…],"way","grids":[…]}`: `at-prior` is the verdict at the prior itself as
/// `conditions` gives it. A distance has `measure`, `verdict` (`exact`, `between`, `never`, `undecided`), `low` and `high`, `exact`
/// as u + √w with `rational` and `radicand`, the failing `prior` by profile, and `reasons`. The way has `stations` with what is left of it,
/// the largest payment or receipt, the scale, and the least in any mechanism.
pub fn fragility_value(environment: &Environment, found: &Fragility) -> Value {
    let distances: Vec<Value> = found
        .distances
        .iter()
        .map(|(measure, distance)| distance_value(environment, found.condition, *measure, distance))
        .collect();
    let grids: Vec<Value> = found.grids.iter().map(|grid| grid_value(environment, grid)).collect();
    json!({
        "condition": found.condition.name(),
        "verdict": word(found),
        "summary": summary(found),
        "at-prior": condition_value(environment, found.condition, &found.verdict),
        "distances": distances,
        "way": found.way.as_ref().map(way_value),
        "grids": grids,
    })
}

fn distance_value(
    environment: &Environment,
    condition: Condition,
    measure: Measure,
    distance: &Distance,
) -> Value {
    let nearest = match distance {
        Distance::Nearest(nearest) => Some(nearest),
        _ => None,
    };
    json!({
        "measure": measure.name(),
        "verdict": match distance {
            Distance::Nearest(nearest) if nearest.exact.is_some() => "exact",
            Distance::Nearest(_) => "between",
            Distance::Never(_) => "never",
            Distance::Undecided(_) => "undecided",
        },
        "low": nearest.map(|nearest| number(&nearest.low)),
        "high": nearest.map(|nearest| number(&nearest.high)),
        "exact": nearest.and_then(|nearest| nearest.exact.as_ref()).map(|exact| {
            json!({ "rational": number(exact.rational()), "radicand": number(exact.radicand()) })
        }),
        "prior": nearest.map(|nearest| prior_value(environment, nearest)),
        "condition": nearest.and_then(|nearest| {
            let there = environment.with_prior(nearest.prior.clone()).ok()?;
            Some(condition_value(&there, condition, &Verdict::Fails(nearest.certificate.clone())))
        }),
        "reasons": meaning(environment, condition, measure, distance),
    })
}

fn prior_value(environment: &Environment, nearest: &Nearest) -> Value {
    let label = |at| profile(environment, at).as_str().map_or(String::new(), str::to_string);
    let entries = environment.space().profiles().map(|at| (label(at), number(&nearest.prior.probability(at))));
    Value::Object(entries.collect::<Map<String, Value>>())
}

fn way_value(way: &Way) -> Value {
    let stations: Vec<Value> = way
        .stations
        .iter()
        .map(|station| {
            let design = match &station.answer {
                DesignAnswer::Done(design) => Some(design),
                _ => None,
            };
            json!({
                "way-left": number(&station.remaining),
                "verdict": match &station.answer {
                    DesignAnswer::Done(_) => "done",
                    DesignAnswer::Infeasible(_) => "infeasible",
                    DesignAnswer::Undecided { .. } => "undecided",
                },
                "largest-payment": design.map(|design| number(&largest_stakes(design))),
                "scale": design.and_then(|design| design.scale.as_ref()).map(number),
                "any-mechanism": station.least.as_ref().map(number),
            })
        })
        .collect();
    json!({
        "goal": way.goal.to_string(),
        "reports": way.reports.name(),
        "method": way.benchmark.map_or("closed-form", |benchmark| benchmark.name()),
        "measure": way.measure.name(),
        "stations": stations,
    })
}

fn grid_value(environment: &Environment, grid: &Grid) -> Value {
    let kind = match grid {
        Grid::Mixtures { towards: Towards::Uniform, .. } => "uniform",
        Grid::Mixtures { towards: Towards::Independent, .. } => "independent",
        Grid::Mixtures { towards: Towards::Other(_), .. } => "towards",
        Grid::Moves { .. } => "moves",
    };
    let lines: Vec<Value> = match grid {
        Grid::Mixtures { conditions, lines, .. } => lines
            .iter()
            .map(|(weight, verdicts)| {
                let verdicts = verdicts.as_ref().map(|verdicts| {
                    let words = conditions.iter().zip(verdicts);
                    words.map(|(condition, verdict)| (condition.name().to_string(), json!(verdict.word()))).collect()
                });
                json!({ "weight": number(weight), "verdicts": verdicts.map(Value::Object) })
            })
            .collect(),
        Grid::Moves { conditions, lines } => lines
            .iter()
            .map(|line| {
                let tallies = conditions.iter().zip(&line.tallies);
                let tallies: Map<String, Value> =
                    tallies.map(|(condition, tally)| (condition.name().to_string(), tally_value(environment, tally))).collect();
                json!({ "moved-by": number(&line.size), "priors": line.possible, "impossible": line.impossible, "tallies": tallies })
            })
            .collect(),
    };
    json!({ "kind": kind, "title": grid_title(grid), "lines": lines, "findings": grid_findings(environment, grid) })
}

fn tally_value(environment: &Environment, tally: &Tally) -> Value {
    json!({
        "holds": tally.holds,
        "fails": tally.fails,
        "undecided": tally.undecided,
        "first-change": tally.first_change.map(|(at, rises)| {
            json!({ "profile": profile(environment, at), "direction": if rises { "up" } else { "down" } })
        }),
    })
}

//! How a coalition reports as a heat map: true types down, reports across. Every row adds up to 1; lies are marked.

use super::Picture;
use super::heat::{HeatMap, Scale};
use crate::render::name;
use ambimech_model::certificate::Strategy;
use ambimech_model::environment::Environment;
use ambimech_model::index::JointTypeId;
use ambimech_model::number::Rational;

/// Joint types that are drawn at most.
const MOST_TYPES: usize = 16;

/// The strategy.
pub fn render_strategy(environment: &Environment, strategy: &Strategy, id: &str) -> Picture {
    let coalition = strategy.coalition;
    let count = environment.space().joint_count(coalition);
    let shown = count.min(MOST_TYPES);
    let lie = |truth: usize, report: usize| {
        let of = |found: &&ambimech_model::certificate::Lie| found.truth.0 == truth && found.report.0 == report;
        strategy.lies.iter().find(of).map(|found| found.probability.clone())
    };
    let probability = |truth: usize, report: usize| {
        if truth != report {
            return lie(truth, report).unwrap_or(Rational::ZERO);
        }
        let lies = strategy.lies.iter().filter(|found| found.truth.0 == truth);
        lies.fold(Rational::ONE, |rest, found| rest - &found.probability)
    };
    let labels: Vec<String> =
        (0..shown).map(|joint| name::types(environment, coalition, JointTypeId(joint))).collect();
    let map = HeatMap {
        title: format!("How {} reports", name::who(environment, coalition)),
        down: "true types".to_string(),
        across: "report".to_string(),
        columns: labels.clone(),
        rows: labels,
        cells: (0..shown)
            .map(|truth| (0..shown).map(|report| Some(probability(truth, report))).collect())
            .collect(),
        scale: Scale::UpTo(1.0),
        marked: (0..shown)
            .flat_map(|truth| (0..shown).map(move |report| (truth, report)))
            .filter(|(truth, report)| truth != report && lie(*truth, *report).is_some())
            .collect(),
    };
    let note = if count > shown {
        format!("The first {shown} of {count} type profiles are drawn.")
    } else {
        String::new()
    };
    Picture { svg: map.svg(id), title: map.title, note }
}

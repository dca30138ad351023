//! `ambimech compare --format json`.

use super::{number, verification_value};
use crate::render::sentence::benchmark::{candidate, why_not};
use ambimech_model::comparison::{Candidate, Compared, Comparison};
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use serde_json::{Value, json};

/// `{"verdict","reports","mechanisms":[{"mechanism","benchmark","goal","verdict","rules","properties","largest-payment",
/// "expected-revenue","reason"}]}`: `benchmark` is the name for `design --method`, or `null`; the expected revenue is the
/// least and the most over the rules; `reason` says why there is no such mechanism here, and is `null` where there is one.
pub fn comparison_value(environment: &Environment, comparison: &Comparison) -> Value {
    let list: Vec<Value> = comparison.entries.iter().map(|entry| entry_value(environment, entry)).collect();
    json!({ "verdict": "done", "reports": comparison.reports.name(), "mechanisms": list })
}

fn entry_value(environment: &Environment, entry: &Compared) -> Value {
    let (benchmark, kind) = match &entry.candidate {
        Candidate::Benchmark(benchmark) => (Some(benchmark.name()), "simple"),
        Candidate::Designed { mechanism, .. } => (None, mechanism.name()),
    };
    let goal = match &entry.answer {
        DesignAnswer::Done(design) => &design.goal,
        DesignAnswer::Infeasible(certificate) => &certificate.goal,
        DesignAnswer::Undecided { goal, .. } => goal,
    };
    let design = match &entry.answer {
        DesignAnswer::Done(design) => Some(design),
        _ => None,
    };
    let verification = entry.verification.as_ref().and_then(|found| found.as_ref().ok());
    let properties = design.zip(verification).map(|(design, verification)| {
        verification_value(environment, &design.mechanism, verification)["properties"].clone()
    });
    json!({
        "mechanism": candidate(&entry.candidate),
        "benchmark": benchmark,
        "kind": kind,
        "goal": goal.to_string(),
        "verdict": match &entry.answer {
            DesignAnswer::Done(_) => "done",
            DesignAnswer::Infeasible(_) => "infeasible",
            DesignAnswer::Undecided { .. } => "undecided",
        },
        "rules": design.map(|design| design.mechanism.rule_count(environment)),
        "properties": properties,
        "largest-payment": design.map(|design| number(&design.stakes.largest_payment.3)),
        "expected-revenue": entry.revenue.as_ref().map(|(least, most)| json!([number(least), number(most)])),
        "reason": why_not(environment, entry),
    })
}

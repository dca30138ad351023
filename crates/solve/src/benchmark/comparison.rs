//! The mechanisms of the literature beside the designed ones, in one environment, every property of each verified.

use super::attempt_benchmark;
use crate::decision::{Effort, Question, decide_within};
use crate::verification::verify_mechanism;
use ambimech_model::benchmark::Benchmark;
use ambimech_model::comparison::{Candidate, Compared, Comparison};
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::index::RuleId;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::Rational;
use ambimech_model::property::{Goal, MechanismKind, Reports};

/// Makes and verifies all of them: each benchmark for the properties it is known for, then for the goals `implement` and
/// `coalition-proof` what one rule and what several can do, with programs of moderate size.
pub fn compare_mechanisms(environment: &Environment, reports: Reports) -> Comparison {
    let benchmarks = Benchmark::ALL.into_iter().map(Candidate::Benchmark);
    let goals = [Goal::Implement, Goal::CoalitionProof].into_iter();
    let designed = goals.flat_map(|goal| {
        let kinds = [MechanismKind::Simple, MechanismKind::Ambiguous].into_iter();
        kinds.map(move |mechanism| Candidate::Designed { goal: goal.clone(), mechanism })
    });
    let entries = benchmarks.chain(designed).map(|candidate| {
        let answer = match &candidate {
            Candidate::Benchmark(benchmark) => {
                attempt_benchmark(environment, *benchmark, &benchmark.known_for(), reports)
            }
            Candidate::Designed { goal, mechanism } => {
                let question = Question { environment, goal, mechanism: *mechanism, reports };
                decide_within(question, Effort::MODERATE)
            }
        };
        let made = match &answer {
            DesignAnswer::Done(design) => Some(&design.mechanism),
            _ => None,
        };
        let verification = made.map(|mechanism| verify_mechanism(environment, mechanism));
        let revenue = made.and_then(|mechanism| expected_revenue(environment, mechanism));
        Compared { candidate, answer, verification, revenue }
    });
    Comparison { reports, entries: entries.collect() }
}

/// The smallest and the largest expected revenue over the rules; `None` without a common prior.
fn expected_revenue(environment: &Environment, mechanism: &Mechanism) -> Option<(Rational, Rational)> {
    let prior = environment.common_prior()?;
    let mut found: Option<(Rational, Rational)> = None;
    for rule in (0..mechanism.rule_count(environment)?).map(RuleId) {
        let table = mechanism.table(environment, rule)?;
        let revenue = environment
            .space()
            .profiles()
            .fold(Rational::ZERO, |sum, profile| sum - table.total(profile) * prior.probability(profile));
        found = Some(match found {
            None => (revenue.clone(), revenue),
            Some((least, most)) => (least.min(revenue.clone()), most.max(revenue)),
        });
    }
    found
}

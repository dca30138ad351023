//! The best mixed misreport under sets of beliefs and several rules.

use crate::belief_set::Shadow;
use crate::lp::{self, Outcome, Program, Relation, Sign};
use ambimech_model::belief_set::BeliefSet;
use ambimech_model::belief_verdict::{NoVerdict, WeightedBelief};
use ambimech_model::index::{JointTypeId, RuleId};
use ambimech_model::number::Rational;
use ambimech_model::verification::Report;

/// max_δ min over scenarios, with the report that attains it and the mixture of scenarios that no report exceeds it against.
pub(super) struct BestReport {
    pub value: Rational,
    pub report: Report,
    pub mixture: Vec<WeightedBelief>,
}

/// The best report among these acts, each given by its values in every state under every rule.
pub(super) fn best_report(set: &BeliefSet, acts: &[Vec<Vec<Rational>>]) -> Result<BestReport, NoVerdict> {
    let rules = acts.first().map_or(0, Vec::len);
    let mut program = Program::new();
    let value = program.add_variable(Sign::Free);
    program.set_cost(value, Rational::ONE);
    let weights: Vec<usize> = (0..rules).map(|_| program.add_variable(Sign::NonNegative)).collect();
    program.add_row(
        Relation::Equal,
        weights.iter().map(|weight| (*weight, Rational::ONE)).collect(),
        Rational::ONE,
    );
    let shadows: Vec<Shadow> =
        weights.iter().map(|weight| Shadow::new(&mut program, set, Some(*weight))).collect();
    let first = program.row_count();
    for act in acts {
        let mut entries = vec![(value, Rational::ONE)];
        for (shadow, values) in shadows.iter().zip(act) {
            shadow.add_expectation(&mut entries, values, &-Rational::ONE);
        }
        program.add_row(Relation::AtLeast, entries, Rational::ZERO);
    }
    let outcome = lp::solve(&program).map_err(|error| NoVerdict::Unsolved(error.to_string()))?;
    let Outcome::Optimal { value, primal, dual } = outcome else {
        return Err(NoVerdict::EmptySet);
    };
    let shares = dual.0.into_iter().skip(first).enumerate().filter(|(_, share)| !share.is_zero());
    let shares: Vec<(JointTypeId, Rational)> =
        shares.map(|(report, share)| (JointTypeId(report), share)).collect();
    let report = match shares.as_slice() {
        [(only, _)] => Report::Pure(*only),
        _ => Report::Mixed(shares),
    };
    let mut mixture = Vec::new();
    for (rule, shadow) in shadows.iter().enumerate() {
        let parts = shadow.mixture(set, &primal.0).into_iter();
        mixture.extend(parts.map(|(weight, prior)| WeightedBelief { rule: RuleId(rule), weight, prior }));
    }
    Ok(BestReport { value, report, mixture })
}

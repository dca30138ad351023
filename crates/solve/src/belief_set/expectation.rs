//! The smallest and the largest expectation over a set of beliefs.

use crate::lp::{self, Outcome, Program, Relation, Sign};
use ambimech_model::belief_set::{BeliefSet, Distribution, Extreme, LinearBeliefs, Multipliers};
use ambimech_model::number::Rational;
use std::fmt;

/// A smallest expectation with its proofs: a belief that attains it, and what shows that none is smaller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The expectation and the belief.
    pub extreme: Extreme,
    /// Multipliers for sets with inequalities; `None` where the closed form proves it.
    pub multipliers: Option<Multipliers>,
}

/// Why there is no smallest expectation to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoExpectation {
    /// No distribution satisfies the inequalities.
    EmptySet,
    /// Another number of values than states.
    WrongLength,
    /// The linear program was not solved, or its answer was not accepted.
    Unsolved(String),
}

impl fmt::Display for NoExpectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoExpectation::EmptySet => write!(f, "no belief satisfies the inequalities"),
            NoExpectation::WrongLength => write!(f, "another number of values than states"),
            NoExpectation::Unsolved(why) => write!(f, "{why}"),
        }
    }
}

impl std::error::Error for NoExpectation {}

/// The smallest expectation of these values, one per state; the model has accepted it.
///
/// # Errors
/// See [`NoExpectation`].
pub fn lower(set: &BeliefSet, values: &[Rational]) -> Result<Bound, NoExpectation> {
    if values.len() != set.states() {
        return Err(NoExpectation::WrongLength);
    }
    let Some(inequalities) = set.inequalities() else {
        let extreme = set.lower(values).ok_or(NoExpectation::WrongLength)?;
        return Ok(Bound { extreme, multipliers: None });
    };
    let (prior, multipliers) = by_program(inequalities, values)?;
    let prior = embedded(set, prior);
    let value = prior.expectation(values);
    let multipliers = Some(multipliers);
    if set.contains(&prior) != Some(true) || set.lower_bound(values, multipliers.as_ref()).as_ref() != Some(&value)
    {
        return Err(NoExpectation::Unsolved("the answer of the linear program was not accepted".to_string()));
    }
    Ok(Bound { extreme: Extreme { value, prior }, multipliers })
}

/// The largest expectation; its multipliers are about the negatives of the values.
///
/// # Errors
/// As [`lower`].
pub fn upper(set: &BeliefSet, values: &[Rational]) -> Result<Bound, NoExpectation> {
    let negatives: Vec<Rational> = values.iter().map(|value| -value.clone()).collect();
    let mut bound = lower(set, &negatives)?;
    bound.extreme.value = -bound.extreme.value;
    Ok(bound)
}

/// Minimise Σ f(x) p(x) subject to the inequalities and Σ p = 1, p ≥ 0: the optimum and its multipliers.
fn by_program(set: &LinearBeliefs, values: &[Rational]) -> Result<(Distribution, Multipliers), NoExpectation> {
    let mut program = Program::new();
    for value in values {
        let variable = program.add_variable(Sign::NonNegative);
        program.set_cost(variable, value.clone());
    }
    for row in set.rows() {
        let entries = row.coefficients.iter().cloned().enumerate().collect();
        program.add_row(Relation::AtLeast, entries, row.least.clone());
    }
    let ones = (0..values.len()).map(|state| (state, Rational::ONE)).collect();
    program.add_row(Relation::Equal, ones, Rational::ONE);
    let unsolved = |why: &dyn fmt::Display| NoExpectation::Unsolved(why.to_string());
    match lp::solve(&program).map_err(|error| unsolved(&error))? {
        Outcome::Optimal { primal, dual, .. } => {
            let mut rows = dual.0;
            let total = rows.pop().unwrap_or(Rational::ZERO);
            let prior = Distribution::new(primal.0).map_err(|_| unsolved(&"a program left its bounds"))?;
            Ok((prior, Multipliers { rows, total }))
        }
        Outcome::Infeasible { .. } => Err(NoExpectation::EmptySet),
        Outcome::Unbounded { .. } => Err(unsolved(&"a program left its bounds")),
    }
}

/// A belief of the innermost set as one of the set: mixed with the centre of every contamination around it.
fn embedded(set: &BeliefSet, inner: Distribution) -> Distribution {
    match set {
        BeliefSet::Contamination(set) => set.mix(&embedded(set.with(), inner)),
        _ => inner,
    }
}

//! Sets of beliefs as parts of linear programs.

use crate::lp::{Feasibility, Program, Relation, Sign, Unsolved, solve_feasibility};
use ambimech_model::belief_set::{BeliefSet, Distribution, Lifted};
use ambimech_model::number::Rational;

/// A belief of a set, times a scale, inside a program: the variables of its [`Lifted`] description.
///
/// With the scale s (a variable, or the number 1) the terms of [`Shadow::add_expectation`] run over s times the set.
#[derive(Debug, Clone)]
pub struct Shadow {
    lifted: Lifted,
    first: usize,
    scale: Option<usize>,
}

impl Shadow {
    /// Adds the variables and rows of a set. `scale` is a variable that is at least 0; without one it is 1.
    pub fn new(program: &mut Program, set: &BeliefSet, scale: Option<usize>) -> Shadow {
        let lifted = Lifted::new(set);
        let first = program.variable_count();
        for _ in 0..lifted.variables {
            program.add_variable(Sign::NonNegative);
        }
        for row in &lifted.rows {
            let mut entries: Vec<(usize, Rational)> =
                row.entries.iter().map(|(variable, a)| (first + variable, a.clone())).collect();
            let relation = if row.equal { Relation::Equal } else { Relation::AtLeast };
            let right = match scale {
                None => row.right.clone(),
                Some(scale) => {
                    entries.push((scale, -row.right.clone()));
                    Rational::ZERO
                }
            };
            program.add_row(relation, entries, right);
        }
        Shadow { lifted, first, scale }
    }

    /// Adds `factor` times Σ_x p(x) f(x) to the entries of a row; what does not depend on a variable is returned.
    pub fn add_expectation(
        &self,
        entries: &mut Vec<(usize, Rational)>,
        values: &[Rational],
        factor: &Rational,
    ) -> Rational {
        let mut constant = Rational::ZERO;
        for ((start, terms), value) in self.lifted.probabilities.iter().zip(values) {
            if value.is_zero() {
                continue;
            }
            let value = value * factor;
            constant += start * &value;
            entries.extend(terms.iter().map(|(variable, a)| (self.first + variable, a * &value)));
        }
        match self.scale {
            None => constant,
            Some(scale) => {
                entries.push((scale, constant));
                Rational::ZERO
            }
        }
    }

    /// The scale and the belief at a solution of the program, as a mixture of beliefs that the model can see to be in the set: for hulls
    /// the vertices with their weights, otherwise one belief. Nothing when the scale is 0.
    pub fn mixture(&self, set: &BeliefSet, solution: &[Rational]) -> Vec<(Rational, Distribution)> {
        let scale = self.scale.map_or(Rational::ONE, |scale| solution[scale].clone());
        let y = &solution[self.first..][..self.lifted.variables];
        if scale.is_zero() {
            return Vec::new();
        }
        if let Some(vertices) = vertices(set) {
            let weighted = y.iter().cloned().zip(vertices);
            return weighted.filter(|(weight, _)| !weight.is_zero()).collect();
        }
        let point = self.lifted.point(&scale, y).map(|point| point.into_iter().map(|p| p / &scale).collect());
        let prior = point.and_then(|point| Distribution::new(point).ok());
        prior.map(|prior| (scale, prior)).into_iter().collect()
    }
}

/// The points of a hull, also inside contaminations.
fn vertices(set: &BeliefSet) -> Option<Vec<Distribution>> {
    match set {
        BeliefSet::Hull(hull) => Some(hull.vertices().to_vec()),
        BeliefSet::Contamination(set) => {
            let inner = vertices(set.with())?;
            Some(inner.iter().map(|vertex| set.mix(vertex)).collect())
        }
        _ => None,
    }
}

/// Whether a distribution belongs to a set, by a linear program where the model has no closed form.
///
/// # Errors
/// When the program was not solved.
pub fn contains(set: &BeliefSet, prior: &Distribution) -> Result<bool, Unsolved> {
    if let Some(known) = set.contains(prior) {
        return Ok(known);
    }
    let mut program = Program::new();
    let shadow = Shadow::new(&mut program, set, None);
    for (state, probability) in prior.probabilities().iter().enumerate() {
        let mut only = vec![Rational::ZERO; prior.states()];
        only[state] = Rational::ONE;
        let mut entries = Vec::new();
        let constant = shadow.add_expectation(&mut entries, &only, &Rational::ONE);
        program.add_row(Relation::Equal, entries, probability - constant);
    }
    Ok(matches!(solve_feasibility(&program)?, Feasibility::Feasible { .. }))
}

//! What a linear program can turn out to be, with the numbers that prove it.

use ambimech_model::number::Rational;

/// Values of the variables, one each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Primal(pub Vec<Rational>);

/// Multipliers of the rows that bound the value from below, one each: at least 0 on ≥ rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dual(pub Vec<Rational>);

/// Multipliers of the rows that add up to a contradiction, one each: at least 0 on ≥ rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Farkas(pub Vec<Rational>);

/// Values of the variables that keep all rows, one each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point(pub Vec<Rational>);

/// A direction in which the cost falls for ever, one number for each variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ray(pub Vec<Rational>);

/// The answer to a program; [`super::verify`] says what each vector must satisfy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// There is a smallest value.
    Optimal {
        /// c·x = b·y.
        value: Rational,
        /// x: keeps all rows and signs.
        primal: Primal,
        /// y ≥ 0 on ≥ rows; c − Aᵀy is 0 at free variables and at least 0 at the others.
        dual: Dual,
    },
    /// No x keeps all rows and signs.
    Infeasible {
        /// y ≥ 0 on ≥ rows; Aᵀy is 0 at free variables and at most 0 at the others; b·y > 0.
        farkas: Farkas,
    },
    /// The value falls below every number.
    Unbounded {
        /// Keeps all rows and signs.
        point: Point,
        /// d: a·d ≥ 0 on ≥ rows, a·d = 0 on = rows, d ≥ 0 where x ≥ 0, c·d < 0.
        ray: Ray,
    },
}

/// The answer to the question whether all rows can be kept at once, the costs aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Feasibility {
    /// They can.
    Feasible {
        /// Keeps all rows and signs.
        point: Point,
    },
    /// They cannot.
    Infeasible {
        /// As in [`Outcome::Infeasible`].
        farkas: Farkas,
    },
}

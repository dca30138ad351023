//! Polynomials in the variables of an auction, exactly.

use super::univariate::Univariate;
use super::variable::Variable;
use crate::number::Rational;
use std::collections::{BTreeMap, BTreeSet};

/// So many terms a polynomial has at most; a product with more is refused.
pub const MAX_TERMS: usize = 20_000;

/// Variables with their exponents, which are positive, in the order of the variables.
type Monomial = Vec<(Variable, u32)>;

/// A sum of monomials with coefficients other than 0.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Polynomial {
    terms: BTreeMap<Monomial, Rational>,
}

impl Polynomial {
    /// The same number everywhere.
    pub fn constant(number: Rational) -> Polynomial {
        let mut polynomial = Polynomial::default();
        polynomial.add_term(Vec::new(), number);
        polynomial
    }

    /// The variable itself.
    pub fn variable(variable: Variable) -> Polynomial {
        Polynomial { terms: BTreeMap::from([(vec![(variable, 1)], Rational::ONE)]) }
    }

    fn add_term(&mut self, monomial: Monomial, coefficient: Rational) {
        let sum = self.terms.remove(&monomial).unwrap_or(Rational::ZERO) + coefficient;
        if !sum.is_zero() {
            self.terms.insert(monomial, sum);
        }
    }

    /// The monomials, each as variables with positive exponents, with their coefficients, which are not 0, in a fixed order.
    pub fn terms(&self) -> impl Iterator<Item = (&[(Variable, u32)], &Rational)> {
        self.terms.iter().map(|(monomial, coefficient)| (monomial.as_slice(), coefficient))
    }

    /// Whether it is 0 everywhere.
    pub fn is_zero(&self) -> bool {
        self.terms.is_empty()
    }

    /// The number that it is everywhere, if it is one.
    pub fn as_constant(&self) -> Option<Rational> {
        match self.terms.len() {
            0 => Some(Rational::ZERO),
            1 => self.terms.get(&Vec::new()).cloned(),
            _ => None,
        }
    }

    /// The variables that occur.
    pub fn variables(&self) -> BTreeSet<Variable> {
        self.terms.keys().flatten().map(|(variable, _)| *variable).collect()
    }

    /// The sum.
    pub fn plus(&self, other: &Polynomial) -> Polynomial {
        let mut sum = self.clone();
        for (monomial, coefficient) in &other.terms {
            sum.add_term(monomial.clone(), coefficient.clone());
        }
        sum
    }

    /// The sum of all parts.
    pub fn total(parts: impl IntoIterator<Item = Polynomial>) -> Polynomial {
        let mut total = Polynomial::default();
        for (monomial, coefficient) in parts.into_iter().flat_map(|part| part.terms) {
            total.add_term(monomial, coefficient);
        }
        total
    }

    /// The difference.
    pub fn minus(&self, other: &Polynomial) -> Polynomial {
        self.plus(&other.scaled(&-Rational::ONE))
    }

    /// A multiple.
    pub fn scaled(&self, factor: &Rational) -> Polynomial {
        if factor.is_zero() {
            return Polynomial::default();
        }
        let terms = self.terms.iter().map(|(monomial, coefficient)| (monomial.clone(), coefficient * factor));
        Polynomial { terms: terms.collect() }
    }

    /// The product; `None` when it may have more than [`MAX_TERMS`] terms.
    pub fn times(&self, other: &Polynomial) -> Option<Polynomial> {
        if self.terms.len().checked_mul(other.terms.len())? > 4 * MAX_TERMS {
            return None;
        }
        let mut product = Polynomial::default();
        for (a, x) in &self.terms {
            for (b, y) in &other.terms {
                let mut exponents: BTreeMap<Variable, u32> = a.iter().copied().collect();
                for (variable, exponent) in b {
                    *exponents.entry(*variable).or_insert(0) += exponent;
                }
                product.add_term(exponents.into_iter().collect(), x * y);
            }
        }
        (product.terms.len() <= MAX_TERMS).then_some(product)
    }

    /// A power; `None` when it has too many terms.
    pub fn power(&self, exponent: u32) -> Option<Polynomial> {
        (0..exponent).try_fold(Polynomial::constant(Rational::ONE), |power, _| power.times(self))
    }

    /// The partial derivative.
    pub fn derivative(&self, variable: Variable) -> Polynomial {
        let mut derivative = Polynomial::default();
        for (monomial, coefficient) in &self.terms {
            let Some((_, exponent)) = monomial.iter().find(|(other, _)| *other == variable) else { continue };
            let lowered = monomial.iter().filter_map(|(other, power)| match *other == variable {
                true => (*power > 1).then_some((*other, *power - 1)),
                false => Some((*other, *power)),
            });
            derivative.add_term(lowered.collect(), coefficient * Rational::from(*exponent));
        }
        derivative
    }

    /// The coefficients of the powers of one variable, each a polynomial in the others, constant term first.
    pub fn by_powers_of(&self, variable: Variable) -> Vec<Polynomial> {
        let mut powers: Vec<Polynomial> = Vec::new();
        for (monomial, coefficient) in &self.terms {
            let exponent = monomial.iter().find(|(other, _)| *other == variable).map_or(0, |(_, power)| *power);
            let rest: Monomial = monomial.iter().filter(|(other, _)| *other != variable).copied().collect();
            let place = exponent as usize;
            if powers.len() <= place {
                powers.resize(place + 1, Polynomial::default());
            }
            powers[place].add_term(rest, coefficient.clone());
        }
        powers
    }

    /// With a polynomial put in the place of a variable; `None` when the result has too many terms.
    pub fn substitute(&self, variable: Variable, replacement: &Polynomial) -> Option<Polynomial> {
        self.by_powers_of(variable).into_iter().rev().try_fold(Polynomial::default(), |sum, coefficient| {
            let raised = if sum.is_zero() { sum } else { sum.times(replacement)? };
            Some(raised.plus(&coefficient))
        })
    }

    /// The terms in which only these variables occur, constants among them, and the rest.
    pub fn split(&self, belongs: impl Fn(Variable) -> bool) -> (Polynomial, Polynomial) {
        let (inside, outside) =
            self.terms.iter().map(|(monomial, coefficient)| (monomial.clone(), coefficient.clone())).partition(
                |(monomial, _): &(Monomial, Rational)| monomial.iter().all(|(variable, _)| belongs(*variable)),
            );
        (Polynomial { terms: inside }, Polynomial { terms: outside })
    }

    /// As a polynomial in one variable; `None` when another occurs.
    pub fn in_one(&self, variable: Variable) -> Option<Univariate> {
        let coefficients = self.by_powers_of(variable);
        coefficients.iter().map(Polynomial::as_constant).collect::<Option<Vec<_>>>().map(Univariate::new)
    }

    /// The constant and the weight of every variable, when no term has more than one variable and no power is above 1.
    pub fn as_affine(&self) -> Option<(Rational, BTreeMap<Variable, Rational>)> {
        let mut constant = Rational::ZERO;
        let mut weights = BTreeMap::new();
        for (monomial, coefficient) in &self.terms {
            match monomial.as_slice() {
                [] => constant = coefficient.clone(),
                [(variable, 1)] => {
                    weights.insert(*variable, coefficient.clone());
                }
                _ => return None,
            }
        }
        Some((constant, weights))
    }

    /// The number λ with self = λ·other, when there is one; `other` is not 0.
    pub fn multiple_of(&self, other: &Polynomial) -> Option<Rational> {
        let (monomial, coefficient) = other.terms.iter().next()?;
        let factor = self.terms.get(monomial).cloned().unwrap_or(Rational::ZERO) / coefficient;
        (*self == other.scaled(&factor)).then_some(factor)
    }

    /// The value at a point; `None` when a variable has no value.
    pub fn at(&self, point: &impl Fn(Variable) -> Option<Rational>) -> Option<Rational> {
        let mut sum = Rational::ZERO;
        for (monomial, coefficient) in &self.terms {
            let mut product = coefficient.clone();
            for (variable, exponent) in monomial {
                product *= point(*variable)?.pow(*exponent as isize);
            }
            sum += product;
        }
        Some(sum)
    }

    /// Bounds that hold wherever every variable lies between its two numbers: interval arithmetic, term by term, with exact powers. `None`
    /// when a variable has no range.
    pub fn range(
        &self,
        ranges: &impl Fn(Variable) -> Option<(Rational, Rational)>,
    ) -> Option<(Rational, Rational)> {
        let (mut low, mut high) = (Rational::ZERO, Rational::ZERO);
        for (monomial, coefficient) in &self.terms {
            let (mut least, mut most) = (coefficient.clone(), coefficient.clone());
            for (variable, exponent) in monomial {
                let (from, to) = power_range(ranges(*variable)?, *exponent);
                let corners = [&least * &from, &least * &to, &most * &from, &most * &to];
                least = corners.iter().min().cloned().unwrap_or_default();
                most = corners.into_iter().max().unwrap_or_default();
            }
            low += least;
            high += most;
        }
        Some((low, high))
    }
}

/// The range of x^n for x between two numbers.
fn power_range((low, high): (Rational, Rational), exponent: u32) -> (Rational, Rational) {
    let (a, b) = (low.pow(exponent as isize), high.pow(exponent as isize));
    let straddles = low < Rational::ZERO && high > Rational::ZERO;
    if exponent % 2 == 1 {
        (a, b)
    } else if straddles {
        (Rational::ZERO, a.max(b))
    } else if a <= b {
        (a, b)
    } else {
        (b, a)
    }
}

#[cfg(test)]
mod tests {
    use super::super::variable::SignalId;
    use super::*;
    use crate::index::AgentId;

    fn signal(component: usize) -> Variable {
        Variable::Signal(SignalId { bidder: AgentId(0), component })
    }

    #[test]
    fn substitution_derivatives_and_values_agree() {
        let (x, y) = (Polynomial::variable(signal(0)), Polynomial::variable(signal(1)));
        // (x + 2y)^3 − x y
        let cube = x.plus(&y.scaled(&Rational::from(2))).power(3).unwrap();
        let p = cube.minus(&x.times(&y).unwrap());
        let at = |a: i32, b: i32| {
            p.at(&|variable| Some(Rational::from(if variable == signal(0) { a } else { b }))).unwrap()
        };
        assert_eq!(at(3, -1), Rational::from(1 + 3));
        // 3 (x + 2y)² − y
        let slope = p.derivative(signal(0));
        let value = slope.at(&|variable| Some(Rational::from(if variable == signal(0) { 3 } else { -1 })));
        assert_eq!(value, Some(Rational::from(3 + 1)));
        // x := 1 − 2y leaves 1 − y + 2y².
        let line = Polynomial::constant(Rational::ONE).minus(&y.scaled(&Rational::from(2)));
        let one = p.substitute(signal(0), &line).unwrap().in_one(signal(1)).unwrap();
        let expected = [1, -1, 2].map(Rational::from).to_vec();
        assert_eq!(one.coefficients(), expected.as_slice());
        assert!(p.minus(&p).is_zero());
    }

    #[test]
    fn ranges_hold_and_are_exact_for_monomials() {
        let x = Polynomial::variable(signal(0));
        let ranges = |_| Some((Rational::from(-2), Rational::from(3)));
        assert_eq!(x.power(2).unwrap().range(&ranges), Some((Rational::ZERO, Rational::from(9))));
        assert_eq!(x.power(3).unwrap().range(&ranges), Some((Rational::from(-8), Rational::from(27))));
    }
}

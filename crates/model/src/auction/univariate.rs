//! Polynomials in one variable, exactly, and their Bernstein form.
//!
//! On an interval [a, b] a polynomial of degree at most d is Σ_k β_k B_k with the Bernstein polynomials B_k ≥ 0, Σ_k B_k = 1. So it lies
//! between the least and the largest β_k on the whole interval, and β_0, β_d are its values at a and b: when the least coefficient is one
//! of these two, it is the minimum itself, without any error.

use crate::number::Rational;

/// Σ_k `coefficients[k]` x^k, without zeros at the end; the zero polynomial has no coefficients.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Univariate {
    coefficients: Vec<Rational>,
}

impl Univariate {
    /// The polynomial with these coefficients, constant term first.
    pub fn new(mut coefficients: Vec<Rational>) -> Univariate {
        while coefficients.last().is_some_and(Rational::is_zero) {
            coefficients.pop();
        }
        Univariate { coefficients }
    }

    /// The same number everywhere.
    pub fn constant(number: Rational) -> Univariate {
        Univariate::new(vec![number])
    }

    /// The variable itself.
    pub fn variable() -> Univariate {
        Univariate::new(vec![Rational::ZERO, Rational::ONE])
    }

    /// The coefficients, constant term first.
    pub fn coefficients(&self) -> &[Rational] {
        &self.coefficients
    }

    /// The degree; 0 for constants, the zero polynomial among them.
    pub fn degree(&self) -> usize {
        self.coefficients.len().saturating_sub(1)
    }

    /// Whether it is 0 everywhere.
    pub fn is_zero(&self) -> bool {
        self.coefficients.is_empty()
    }

    /// The coefficient of x^k.
    pub fn coefficient(&self, k: usize) -> Rational {
        self.coefficients.get(k).cloned().unwrap_or(Rational::ZERO)
    }

    /// The value at x (Horner).
    pub fn at(&self, x: &Rational) -> Rational {
        self.coefficients.iter().rev().fold(Rational::ZERO, |sum, coefficient| sum * x + coefficient)
    }

    /// The sum.
    pub fn plus(&self, other: &Univariate) -> Univariate {
        let length = self.coefficients.len().max(other.coefficients.len());
        Univariate::new((0..length).map(|k| self.coefficient(k) + other.coefficient(k)).collect())
    }

    /// The difference.
    pub fn minus(&self, other: &Univariate) -> Univariate {
        self.plus(&other.scaled(&-Rational::ONE))
    }

    /// A multiple.
    pub fn scaled(&self, factor: &Rational) -> Univariate {
        Univariate::new(self.coefficients.iter().map(|coefficient| coefficient * factor).collect())
    }

    /// The product.
    pub fn times(&self, other: &Univariate) -> Univariate {
        if self.is_zero() || other.is_zero() {
            return Univariate::default();
        }
        let mut product = vec![Rational::ZERO; self.coefficients.len() + other.coefficients.len() - 1];
        for (i, a) in self.coefficients.iter().enumerate().filter(|(_, a)| !a.is_zero()) {
            for (j, b) in other.coefficients.iter().enumerate() {
                product[i + j] += a * b;
            }
        }
        Univariate::new(product)
    }

    /// The power with this exponent.
    pub fn power(&self, exponent: usize) -> Univariate {
        let mut result = Univariate::constant(Rational::ONE);
        let (mut base, mut left) = (self.clone(), exponent);
        while left > 0 {
            if left % 2 == 1 {
                result = result.times(&base);
            }
            left /= 2;
            if left > 0 {
                base = base.times(&base);
            }
        }
        result
    }

    /// x ↦ self(inner(x)).
    pub fn compose(&self, inner: &Univariate) -> Univariate {
        self.coefficients.iter().rev().fold(Univariate::default(), |sum, coefficient| {
            sum.times(inner).plus(&Univariate::constant(coefficient.clone()))
        })
    }

    /// The derivative.
    pub fn derivative(&self) -> Univariate {
        let terms = self.coefficients.iter().enumerate().skip(1);
        Univariate::new(terms.map(|(k, coefficient)| coefficient * Rational::from(k)).collect())
    }

    /// The antiderivative that is 0 at 0.
    pub fn integral(&self) -> Univariate {
        let terms = self.coefficients.iter().enumerate();
        let raised = terms.map(|(k, coefficient)| coefficient / Rational::from(k + 1));
        Univariate::new(std::iter::once(Rational::ZERO).chain(raised).collect())
    }

    /// The Bernstein coefficients on [low, high], as many as the degree and one.
    pub fn bernstein(&self, low: &Rational, high: &Rational) -> Vec<Rational> {
        let width = high - low;
        let unit = self.compose(&Univariate::new(vec![low.clone(), width]));
        let degree = self.degree();
        // c_i / C(d, i), then β_j = Σ_i C(j, i) c_i / C(d, i): repeated sums of neighbours, as in Pascal's triangle.
        let mut choose = Rational::ONE;
        let mut table = Vec::with_capacity(degree + 1);
        for i in 0..=degree {
            table.push(unit.coefficient(i) / &choose);
            choose = choose * Rational::from(degree - i) / Rational::from(i + 1);
        }
        for round in 1..=degree {
            for j in (round..=degree).rev() {
                // Column sums of differences: after all rounds table[j] = Σ_i C(j, i) c_i / C(d, i).
                let before = table[j - 1].clone();
                table[j] += before;
            }
        }
        table
    }

    /// A number that the polynomial is at least, everywhere on [low, high]: the least Bernstein coefficient.
    pub fn lower_bound(&self, low: &Rational, high: &Rational) -> Rational {
        self.bernstein(low, high).into_iter().min().unwrap_or(Rational::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn polynomial(coefficients: &[i32]) -> Univariate {
        Univariate::new(coefficients.iter().map(|c| Rational::from(*c)).collect())
    }

    fn ratio(top: i32, bottom: u32) -> Rational {
        Rational::from_parts(top.into(), bottom.into())
    }

    #[test]
    fn bernstein_coefficients_are_those_of_the_definition() {
        let cubic = polynomial(&[1, -2, 0, 5]);
        let (low, high) = (ratio(-1, 2), ratio(3, 4));
        let coefficients = cubic.bernstein(&low, &high);
        let x = ratio(1, 5);
        let u = (&x - &low) / (&high - &low);
        let mut sum = Rational::ZERO;
        for (k, beta) in coefficients.iter().enumerate() {
            let choose = Rational::from([1u8, 3, 3, 1][k]);
            sum += beta * choose * u.pow(k as isize) * (Rational::ONE - &u).pow(3 - k as isize);
        }
        assert_eq!(sum, cubic.at(&x));
        assert_eq!(coefficients[0], cubic.at(&low));
        assert_eq!(coefficients[3], cubic.at(&high));
    }

    #[test]
    fn arithmetic_agrees_with_values() {
        let (p, q) = (polynomial(&[1, 2, 3]), polynomial(&[-1, 0, 0, 4]));
        let x = ratio(-7, 3);
        assert_eq!(p.times(&q).at(&x), p.at(&x) * q.at(&x));
        assert_eq!(p.compose(&q).at(&x), p.at(&q.at(&x)));
        assert_eq!(p.power(5).at(&x), p.at(&x).pow(5));
        assert_eq!(p.integral().derivative(), p);
        assert!(p.minus(&p).is_zero());
    }
}

//! Values beyond polynomials: least and greatest of several, quotients, powers and products of such.
//!
//! What can be a polynomial is kept as one, so that terms cancel exactly. On boxes a function is enclosed by interval arithmetic in rational
//! numbers. The derivative of a least or greatest of several functions is that of one that is extreme; where several are, or may be on a box,
//! every number between their derivatives is allowed for. Such functions are Lipschitz continuous, so that a sign of all these numbers on a box is
//! a direction of the function there.

use super::polynomial::Polynomial;
use super::subdivision::Ranges;
use super::variable::Variable;
use crate::number::Rational;
use std::collections::BTreeSet;

/// An interval: its least and greatest number.
pub type Interval = (Rational, Rational);

/// A function of the variables of an auction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    /// A polynomial.
    Polynomial(Polynomial),
    /// The sum of all.
    Sum(Vec<Expression>),
    /// The product of two.
    Product(Box<(Expression, Expression)>),
    /// A power with an exponent of at least 2.
    Power(Box<Expression>, u32),
    /// The first over the second, which is never 0.
    Quotient(Box<(Expression, Expression)>),
    /// The least (or else the greatest) of all.
    Extreme(Extreme, Vec<Expression>),
    /// The second of a pair whose first is least (greatest): a derivative. Where several pairs qualify, any mixture of their seconds.
    Chosen(Extreme, Vec<(Expression, Expression)>),
}

/// Which of several numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extreme {
    /// The least.
    Least,
    /// The greatest.
    Greatest,
}

impl Expression {
    /// A number.
    pub fn constant(number: Rational) -> Expression {
        Expression::Polynomial(Polynomial::constant(number))
    }

    /// The polynomial, if it is kept as one.
    pub fn as_polynomial(&self) -> Option<&Polynomial> {
        match self {
            Expression::Polynomial(polynomial) => Some(polynomial),
            _ => None,
        }
    }

    /// Whether it is seen to be 0 everywhere.
    pub fn is_zero(&self) -> bool {
        self.as_polynomial().is_some_and(Polynomial::is_zero)
    }

    /// The sum, all polynomials among the parts added up.
    pub fn sum(parts: impl IntoIterator<Item = Expression>) -> Expression {
        let mut polynomial = Polynomial::default();
        let mut rest = Vec::new();
        for part in parts {
            match part {
                Expression::Polynomial(one) => polynomial = polynomial.plus(&one),
                Expression::Sum(inner) => {
                    for one in inner {
                        match one {
                            Expression::Polynomial(one) => polynomial = polynomial.plus(&one),
                            other => rest.push(other),
                        }
                    }
                }
                other => rest.push(other),
            }
        }
        if rest.is_empty() {
            return Expression::Polynomial(polynomial);
        }
        if polynomial.is_zero() && rest.len() == 1 {
            return rest.swap_remove(0);
        }
        if !polynomial.is_zero() {
            rest.insert(0, Expression::Polynomial(polynomial));
        }
        Expression::Sum(rest)
    }

    /// A multiple.
    pub fn scaled(&self, factor: &Rational) -> Expression {
        match self {
            Expression::Polynomial(polynomial) => Expression::Polynomial(polynomial.scaled(factor)),
            Expression::Sum(parts) => Expression::sum(parts.iter().map(|part| part.scaled(factor))),
            other => Expression::constant(factor.clone()).times(other),
        }
    }

    /// The difference.
    pub fn minus(&self, other: &Expression) -> Expression {
        Expression::sum([self.clone(), other.scaled(&-Rational::ONE)])
    }

    /// The product.
    pub fn times(&self, other: &Expression) -> Expression {
        if let (Expression::Polynomial(one), Expression::Polynomial(two)) = (self, other)
            && let Some(product) = one.times(two)
        {
            return Expression::Polynomial(product);
        }
        let number = |expression: &Expression| expression.as_polynomial().and_then(Polynomial::as_constant);
        for (factor, of) in [(number(self), other), (number(other), self)] {
            match factor {
                Some(factor) if factor.is_zero() => return Expression::constant(factor),
                Some(factor) if factor.is_one() => return of.clone(),
                _ => {}
            }
        }
        Expression::Product(Box::new((self.clone(), other.clone())))
    }

    /// A power.
    pub fn power(&self, exponent: u32) -> Expression {
        match (self, exponent) {
            (_, 0) => Expression::constant(Rational::ONE),
            (_, 1) => self.clone(),
            (Expression::Polynomial(base), _) if let Some(power) = base.power(exponent) => {
                Expression::Polynomial(power)
            }
            _ => Expression::Power(Box::new(self.clone()), exponent),
        }
    }

    /// This over another.
    pub fn over(&self, divisor: &Expression) -> Expression {
        match divisor.as_polynomial().and_then(Polynomial::as_constant) {
            Some(number) if !number.is_zero() => self.scaled(&(Rational::ONE / number)),
            _ if self.is_zero() => self.clone(),
            _ => Expression::Quotient(Box::new((self.clone(), divisor.clone()))),
        }
    }

    /// The least or greatest of several.
    pub fn extreme(which: Extreme, mut parts: Vec<Expression>) -> Expression {
        parts.dedup();
        if parts.len() == 1 {
            return parts.swap_remove(0);
        }
        Expression::Extreme(which, parts)
    }

    /// The variables that occur.
    pub fn variables(&self) -> BTreeSet<Variable> {
        match self {
            Expression::Polynomial(polynomial) => polynomial.variables(),
            Expression::Sum(parts) | Expression::Extreme(_, parts) => {
                parts.iter().flat_map(Expression::variables).collect()
            }
            Expression::Power(base, _) => base.variables(),
            Expression::Product(pair) | Expression::Quotient(pair) => {
                pair.0.variables().into_iter().chain(pair.1.variables()).collect()
            }
            Expression::Chosen(_, pairs) => {
                pairs.iter().flat_map(|(by, value)| by.variables().into_iter().chain(value.variables())).collect()
            }
        }
    }

    /// With a polynomial in the place of a variable; `None` when that has too many terms.
    pub fn substitute(&self, variable: Variable, replacement: &Polynomial) -> Option<Expression> {
        let put = |part: &Expression| part.substitute(variable, replacement);
        let all = |parts: &[Expression]| parts.iter().map(put).collect::<Option<Vec<_>>>();
        Some(match self {
            Expression::Polynomial(polynomial) => {
                Expression::Polynomial(polynomial.substitute(variable, replacement)?)
            }
            Expression::Sum(parts) => Expression::sum(all(parts)?),
            Expression::Product(pair) => put(&pair.0)?.times(&put(&pair.1)?),
            Expression::Power(base, exponent) => put(base)?.power(*exponent),
            Expression::Quotient(pair) => put(&pair.0)?.over(&put(&pair.1)?),
            Expression::Extreme(which, parts) => Expression::extreme(*which, all(parts)?),
            Expression::Chosen(which, pairs) => {
                let pairs = pairs.iter().map(|(by, value)| Some((put(by)?, put(value)?)));
                Expression::Chosen(*which, pairs.collect::<Option<_>>()?)
            }
        })
    }

    /// The partial derivative; `None` for a derivative that may jump.
    pub fn derivative(&self, variable: Variable) -> Option<Expression> {
        let slope = |part: &Expression| part.derivative(variable);
        Some(match self {
            Expression::Polynomial(polynomial) => Expression::Polynomial(polynomial.derivative(variable)),
            Expression::Sum(parts) => Expression::sum(parts.iter().map(slope).collect::<Option<Vec<_>>>()?),
            Expression::Product(pair) => {
                let (one, two) = (&pair.0, &pair.1);
                Expression::sum([slope(one)?.times(two), one.times(&slope(two)?)])
            }
            Expression::Power(base, exponent) => {
                base.power(exponent - 1).times(&slope(base)?).scaled(&Rational::from(*exponent))
            }
            Expression::Quotient(pair) => {
                let (top, bottom) = (&pair.0, &pair.1);
                let change = slope(top)?.times(bottom).minus(&top.times(&slope(bottom)?));
                change.over(&bottom.power(2))
            }
            Expression::Extreme(which, parts) => {
                let pairs = parts.iter().map(|part| Some((part.clone(), slope(part)?)));
                Expression::chosen(*which, pairs.collect::<Option<Vec<_>>>()?)
            }
            Expression::Chosen(..) => return None,
        })
    }

    /// Whether a derivative in it may jump.
    pub fn jumps(&self) -> bool {
        match self {
            Expression::Polynomial(_) => false,
            Expression::Sum(parts) | Expression::Extreme(_, parts) => parts.iter().any(Expression::jumps),
            Expression::Power(base, _) => base.jumps(),
            Expression::Product(pair) | Expression::Quotient(pair) => pair.0.jumps() || pair.1.jumps(),
            Expression::Chosen(..) => true,
        }
    }

    /// A derivative of an extreme; the common one when all are alike.
    fn chosen(which: Extreme, pairs: Vec<(Expression, Expression)>) -> Expression {
        match pairs.first() {
            Some((_, first)) if pairs.iter().all(|(_, value)| value == first) => first.clone(),
            _ => Expression::Chosen(which, pairs),
        }
    }

    /// Bounds that hold wherever every variable is in its range. `None` when a variable has no range, or a divisor may be 0.
    pub fn range(&self, ranges: &Ranges) -> Option<Interval> {
        match self {
            Expression::Polynomial(polynomial) => polynomial.range(&|variable| ranges.get(&variable).cloned()),
            Expression::Sum(parts) => {
                parts.iter().try_fold((Rational::ZERO, Rational::ZERO), |(low, high), part| {
                    let (least, most) = part.range(ranges)?;
                    Some((low + least, high + most))
                })
            }
            Expression::Product(pair) => Some(product(&pair.0.range(ranges)?, &pair.1.range(ranges)?)),
            Expression::Power(base, exponent) => {
                let (low, high) = base.range(ranges)?;
                let (one, other) = (low.pow(*exponent as isize), high.pow(*exponent as isize));
                let straddles = low < Rational::ZERO && high > Rational::ZERO;
                Some(match (exponent % 2 == 0, straddles) {
                    (true, true) => (Rational::ZERO, one.max(other)),
                    (true, false) => ordered(one, other),
                    (false, _) => (one, other),
                })
            }
            Expression::Quotient(pair) => {
                let (low, high) = pair.1.range(ranges)?;
                let has_zero = low <= Rational::ZERO && high >= Rational::ZERO;
                let inverse = (!has_zero).then(|| (Rational::ONE / high, Rational::ONE / low))?;
                Some(product(&pair.0.range(ranges)?, &inverse))
            }
            Expression::Extreme(which, parts) => {
                let parts = parts.iter().map(|part| part.range(ranges)).collect::<Option<Vec<_>>>()?;
                extreme_range(*which, &parts)
            }
            Expression::Chosen(which, pairs) => {
                let by = pairs.iter().map(|(by, _)| by.range(ranges)).collect::<Option<Vec<_>>>()?;
                let (low, high) = extreme_range(*which, &by)?;
                let may_be = by.iter().zip(pairs).filter(|(by, _)| by.0 <= high && by.1 >= low);
                let values = may_be.map(|(_, (_, value))| value.range(ranges)).collect::<Option<Vec<_>>>()?;
                let low = values.iter().map(|value| &value.0).min()?.clone();
                Some((low, values.iter().map(|value| &value.1).max()?.clone()))
            }
        }
    }

    /// The value at a point; `None` when a variable has no value, or the derivative jumps there.
    pub fn at(&self, point: &std::collections::BTreeMap<Variable, Rational>) -> Option<Rational> {
        let ranges = point.iter().map(|(variable, value)| (*variable, (value.clone(), value.clone()))).collect();
        let (low, high) = self.range(&ranges)?;
        (low == high).then_some(low)
    }

    /// Whether every divisor is seen to differ from 0 on the whole box.
    pub fn is_defined(&self, ranges: &Ranges) -> bool {
        match self {
            Expression::Polynomial(_) => true,
            Expression::Sum(parts) | Expression::Extreme(_, parts) => {
                parts.iter().all(|part| part.is_defined(ranges))
            }
            Expression::Power(base, _) => base.is_defined(ranges),
            Expression::Product(pair) => pair.0.is_defined(ranges) && pair.1.is_defined(ranges),
            Expression::Quotient(pair) => {
                let divisor = pair.1.range(ranges);
                pair.0.is_defined(ranges)
                    && pair.1.is_defined(ranges)
                    && divisor.is_some_and(|(low, high)| low > Rational::ZERO || high < Rational::ZERO)
            }
            Expression::Chosen(_, pairs) => {
                pairs.iter().all(|(by, value)| by.is_defined(ranges) && value.is_defined(ranges))
            }
        }
    }
}

fn ordered(one: Rational, other: Rational) -> Interval {
    if one <= other { (one, other) } else { (other, one) }
}

/// The range of a product of numbers of two intervals.
pub fn product(one: &Interval, other: &Interval) -> Interval {
    let corners = [&one.0 * &other.0, &one.0 * &other.1, &one.1 * &other.0, &one.1 * &other.1];
    let low = corners.iter().min().cloned().unwrap_or_default();
    (low, corners.into_iter().max().unwrap_or_default())
}

fn extreme_range(which: Extreme, parts: &[Interval]) -> Option<Interval> {
    let (lows, highs) = (parts.iter().map(|part| &part.0), parts.iter().map(|part| &part.1));
    let (low, high) = match which {
        Extreme::Least => (lows.min()?, highs.min()?),
        Extreme::Greatest => (lows.max()?, highs.max()?),
    };
    Some((low.clone(), high.clone()))
}

/// A function with its derivatives, so that its bounds on a box use the directions in which it is monotone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directed {
    function: Expression,
    slopes: Vec<(Variable, Expression)>,
}

impl Directed {
    /// The function with those of its derivatives that exist.
    pub fn new(function: Expression) -> Directed {
        let variables = function.variables();
        let slopes = variables.into_iter().filter_map(|variable| Some((variable, function.derivative(variable)?)));
        Directed { slopes: slopes.collect(), function }
    }

    /// The function.
    pub fn function(&self) -> &Expression {
        &self.function
    }

    /// Bounds on a box; sharper than those of the function when its sign is not clear at once.
    pub fn range(&self, ranges: &Ranges) -> Option<Interval> {
        let plain = self.function.range(ranges)?;
        if plain.0 > Rational::ZERO || plain.1 < Rational::ZERO {
            return Some(plain);
        }
        let (mut lowest, mut highest) = (ranges.clone(), ranges.clone());
        for (variable, slope) in &self.slopes {
            let ((low, high), Some(signs)) = (ranges.get(variable)?, slope.range(ranges)) else { continue };
            let ends = if signs.0 >= Rational::ZERO {
                (low, high)
            } else if signs.1 <= Rational::ZERO {
                (high, low)
            } else {
                continue;
            };
            lowest.insert(*variable, (ends.0.clone(), ends.0.clone()));
            highest.insert(*variable, (ends.1.clone(), ends.1.clone()));
        }
        let (low, high) = (self.function.range(&lowest)?.0, self.function.range(&highest)?.1);
        Some((low.max(plain.0), high.min(plain.1)))
    }

    /// Whether the function is seen to increase strictly in a variable, everywhere on a box.
    pub fn increases(&self, variable: Variable, ranges: &Ranges) -> bool {
        let slope = self.slopes.iter().find(|(known, _)| *known == variable);
        let range = slope.and_then(|(_, slope)| slope.range(ranges));
        range.is_some_and(|(low, _)| low > Rational::ZERO)
    }
}

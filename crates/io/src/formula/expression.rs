//! Values of auctions that are no polynomials: also `min`, `max` and division by what depends on signals.
//!
//! What is a polynomial is read as one, with its messages; only the rest is taken apart here.

use super::FormulaError;
use super::syntax::{Expr, Kind, Minus, Over, parse};
use super::token::Dialect;
use super::value::{Resolver, ValueNames};
use crate::diagnostic::Read;
use crate::source::{Source, Span};
use ambimech_model::auction::expression::{Expression, Extreme};
use ambimech_model::index::AgentId;
use ambimech_model::number::Rational;

/// Reads the value of the object to a bidder, of any kind.
///
/// # Errors
/// A malformed formula, an unknown name, or a comparison.
pub(crate) fn read_expression(
    source: Source<'_>,
    formula: &str,
    place: &dyn Fn(Span) -> Span,
    names: ValueNames<'_>,
) -> Read<Expression> {
    let read = || {
        let expr = parse(formula, Dialect::Value)?;
        expression(Resolver::in_value(names), &expr)
    };
    read().map_err(|error: FormulaError| error.into_diagnostic(source, formula, place))
}

fn expression(resolver: Resolver<'_>, expr: &Expr<'_>) -> Result<Expression, FormulaError> {
    let refused = match resolver.number(expr) {
        Ok(polynomial) => return Ok(Expression::Polynomial(polynomial)),
        Err(refused) => refused,
    };
    let part = |inner: &Expr<'_>| expression(resolver, inner);
    Ok(match &expr.kind {
        Kind::Negative(inner) => part(inner)?.scaled(&-Rational::ONE),
        Kind::Sum(first, rest) => {
            let mut parts = vec![part(first)?];
            for (minus, term) in rest {
                let term = part(term)?;
                parts.push(match minus {
                    Minus::No => term,
                    Minus::Yes => term.scaled(&-Rational::ONE),
                });
            }
            Expression::sum(parts)
        }
        Kind::Product(first, rest) => {
            let mut product = part(first)?;
            for (over, factor) in rest {
                let value = part(factor)?;
                product = match over {
                    Over::No => product.times(&value),
                    Over::Yes if value.is_zero() => return Err(refused),
                    Over::Yes => product.over(&value),
                };
            }
            product
        }
        Kind::Power(base, exponent) => part(base)?.power(*exponent),
        Kind::Min(parts) => Expression::extreme(Extreme::Least, parts.iter().map(part).collect::<Result<_, _>>()?),
        Kind::Max(parts) => {
            Expression::extreme(Extreme::Greatest, parts.iter().map(part).collect::<Result<_, _>>()?)
        }
        Kind::OverOthers(inner) => {
            let others: Vec<AgentId> = resolver.others().ok_or(refused)?;
            let parts = others.into_iter().map(|other| expression(resolver.about(other), inner));
            Expression::sum(parts.collect::<Result<Vec<_>, FormulaError>>()?)
        }
        _ => return Err(refused),
    })
}

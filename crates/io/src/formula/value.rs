//! Values of auctions: formulas that are polynomials in a bidder's own index and the components of the others' signals.

use super::syntax::{Expr, Kind, Minus, Over, parse};
use super::token::Dialect;
use super::{FormulaError, Parameters};
use crate::diagnostic::Read;
use crate::label::Labels;
use crate::source::{Source, Span};
use crate::suggestion::{did_you_mean, listed, quoted};
use ambimech_model::auction::polynomial::{MAX_TERMS, Polynomial};
use ambimech_model::auction::variable::{SignalId, Variable};
use ambimech_model::index::AgentId;
use ambimech_model::number::Rational;

/// What the names in a value mean.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ValueNames<'e> {
    /// Whose value it is.
    pub bidder: AgentId,
    /// The names of the bidders; none when they are described all at once, and then formulas name nobody.
    pub bidders: Option<&'e Labels>,
    /// The names of the components of every bidder's signal.
    pub signals: &'e [Labels],
    /// The parameters of the file.
    pub parameters: &'e Parameters,
}

/// Reads the value of the object to a bidder.
///
/// # Errors
/// A malformed formula, an unknown name, or what is no polynomial.
pub(crate) fn read_value(
    source: Source<'_>,
    formula: &str,
    place: &dyn Fn(Span) -> Span,
    names: ValueNames<'_>,
) -> Read<Polynomial> {
    let read = || {
        let expr = parse(formula, Dialect::Value)?;
        Resolver::in_value(names).number(&expr)
    };
    read().map_err(|error| error.into_diagnostic(source, formula, place))
}

/// Reads a bidder's own index: a weight for each component of its signal.
///
/// # Errors
/// A malformed formula, an unknown name, or what is no weighted sum of the components.
pub(crate) fn read_index(
    source: Source<'_>,
    formula: &str,
    place: &dyn Fn(Span) -> Span,
    names: ValueNames<'_>,
) -> Read<Vec<Rational>> {
    let read = || {
        let expr = parse(formula, Dialect::Value)?;
        let polynomial = Resolver { names, scope: Scope::Index }.number(&expr)?;
        let count = names.signals.get(names.bidder.0).map_or(0, |signals| signals.names().len());
        let affine =
            polynomial.as_affine().filter(|(constant, weights)| constant.is_zero() && !weights.is_empty());
        let (_, weights) = affine.ok_or_else(|| {
            FormulaError::new(expr.span, "the own index is no weighted sum of the bidder's signals")
                .expected("numbers times names of signals, added, as in theta + c/2")
                .help("what bends it belongs into the value: own = \"theta\", value = \"own^2\"")
        })?;
        let weight = |component| {
            let variable = Variable::Signal(SignalId { bidder: names.bidder, component });
            weights.get(&variable).cloned().unwrap_or(Rational::ZERO)
        };
        Ok((0..count).map(weight).collect())
    };
    read().map_err(|error: FormulaError| error.into_diagnostic(source, formula, place))
}

/// Reads a side of an order between components: a number, and a weight for each component of the bidder's signal.
///
/// # Errors
/// A malformed formula, an unknown name, or what is no weighted sum of the components and a number.
pub(crate) fn read_side(
    source: Source<'_>,
    formula: &str,
    place: &dyn Fn(Span) -> Span,
    names: ValueNames<'_>,
) -> Read<(Rational, Vec<Rational>)> {
    let read = || {
        let expr = parse(formula, Dialect::Value)?;
        let polynomial = Resolver { names, scope: Scope::Index }.number(&expr)?;
        let count = names.signals.get(names.bidder.0).map_or(0, |signals| signals.names().len());
        let (constant, weights) = polynomial.as_affine().ok_or_else(|| {
            FormulaError::new(expr.span, "a side of an order is no weighted sum of the bidder's signals")
                .expected("numbers times names of signals, and a number, added, as in theta/2 + 1/4")
                .help("orders with other borders than straight lines are not supported")
        })?;
        let weight = |component| {
            let variable = Variable::Signal(SignalId { bidder: names.bidder, component });
            weights.get(&variable).cloned().unwrap_or(Rational::ZERO)
        };
        Ok((constant, (0..count).map(weight).collect()))
    };
    read().map_err(|error: FormulaError| error.into_diagnostic(source, formula, place))
}

/// Where a part of a formula stands.
#[derive(Clone, Copy)]
enum Scope {
    /// In the own index: names of signals are the bidder's own.
    Index,
    /// In the value.
    Value,
    /// In a sum over the others: names of signals are this bidder's.
    Other(AgentId),
}

/// Finds what a formula says, as a polynomial.
#[derive(Clone, Copy)]
pub(super) struct Resolver<'e> {
    names: ValueNames<'e>,
    scope: Scope,
}

impl<'e> Resolver<'e> {
    /// For a value.
    pub(super) fn in_value(names: ValueNames<'e>) -> Resolver<'e> {
        Resolver { names, scope: Scope::Value }
    }

    /// For the part of a sum over the others that is about this one.
    pub(super) fn about(&self, other: AgentId) -> Resolver<'e> {
        Resolver { scope: Scope::Other(other), ..*self }
    }

    /// The others, where a sum over them belongs.
    pub(super) fn others(&self) -> Option<Vec<AgentId>> {
        let others = (0..self.names.signals.len()).map(AgentId).filter(|other| *other != self.names.bidder);
        matches!(self.scope, Scope::Value).then(|| others.collect())
    }

    pub(super) fn number(&self, expr: &Expr<'_>) -> Result<Polynomial, FormulaError> {
        let span = expr.span;
        match &expr.kind {
            Kind::Number(number) => Ok(Polynomial::constant(number.clone())),
            Kind::Name(name) => self.name(span, name),
            Kind::Attribute(name, bidder, place) => self.of_bidder(span, name, bidder, *place),
            Kind::Negative(inner) => Ok(self.number(inner)?.scaled(&-Rational::ONE)),
            Kind::Sum(first, rest) => rest.iter().try_fold(self.number(first)?, |sum, (minus, term)| {
                let term = self.number(term)?;
                Ok(match minus {
                    Minus::No => sum.plus(&term),
                    Minus::Yes => sum.minus(&term),
                })
            }),
            Kind::Product(first, rest) => rest.iter().try_fold(self.number(first)?, |product, (over, factor)| {
                let value = self.number(factor)?;
                match over {
                    Over::No => product.times(&value).ok_or_else(|| too_large(span)),
                    Over::Yes => match value.as_constant() {
                        Some(number) if !number.is_zero() => Ok(product.scaled(&(Rational::ONE / number))),
                        Some(_) => Err(FormulaError::new(factor.span, "division by zero")
                            .expected("a divisor other than 0")
                            .help("correct the divisor")),
                        None => Err(no_polynomial(factor.span, "a divisor that depends on signals")),
                    },
                }
            }),
            Kind::Power(base, exponent) => self.number(base)?.power(*exponent).ok_or_else(|| too_large(span)),
            Kind::OverOthers(part) => self.over_others(span, part),
            Kind::Min(_) | Kind::Max(_) => Err(no_polynomial(span, "a minimum or maximum")),
            Kind::Text(_) | Kind::If(_) | Kind::Compare(..) | Kind::And(_) | Kind::Or(_) | Kind::Not(_) => {
                Err(no_polynomial(span, "a comparison or a case"))
            }
        }
    }

    fn over_others(&self, span: Span, part: &Expr<'_>) -> Result<Polynomial, FormulaError> {
        let others = self.others().ok_or_else(|| {
            FormulaError::new(span, "a sum over the others does not belong here")
                .expected("sums over the others in values, not within each other")
                .help("write sum(c)")
        })?;
        let parts = others.into_iter().map(|other| self.about(other).number(part));
        Ok(Polynomial::total(parts.collect::<Result<Vec<_>, FormulaError>>()?))
    }

    fn signals(&self, bidder: AgentId) -> Option<&Labels> {
        self.names.signals.get(bidder.0)
    }

    fn name(&self, span: Span, name: &str) -> Result<Polynomial, FormulaError> {
        let own = self.names.bidder;
        if name == "own" && !matches!(self.scope, Scope::Index) {
            return Ok(Polynomial::variable(Variable::Own(own)));
        }
        if let Some(value) = self.names.parameters.find(name) {
            return Ok(Polynomial::constant(value.now.clone()));
        }
        if name == "N" {
            return Ok(Polynomial::constant(Rational::from(self.names.signals.len())));
        }
        let whose = match self.scope {
            Scope::Index | Scope::Value => own,
            Scope::Other(other) => other,
        };
        let component = self.signals(whose).and_then(|signals| signals.find(name));
        match (component, self.scope) {
            (Some(component), Scope::Index | Scope::Other(_)) => {
                Ok(Polynomial::variable(Variable::Signal(SignalId { bidder: whose, component })))
            }
            (Some(_), Scope::Value) => Err(FormulaError::new(span, format!("whose {} is meant?", quoted(name)))
                .expected("`own` for the bidder's own index, and signals of others")
                .help(format!(
                    "write own for what the bidder knows itself, and sum({name}) for the sum over the others"
                ))),
            (None, _) => Err(self.unknown(span, name, whose)),
        }
    }

    fn unknown(&self, span: Span, name: &str, whose: AgentId) -> FormulaError {
        let signals = self.signals(whose).map_or(&[][..], Labels::names).iter().map(String::as_str);
        let parameters = self.names.parameters.names().names().iter().map(String::as_str);
        let known: Vec<&str> = signals.chain(parameters).chain(["N", "own"]).collect();
        let meant = did_you_mean(name, known.iter().copied());
        FormulaError::new(span, format!("unknown name {}", quoted(name)))
            .expected(format!("one of {}", listed(known.iter().copied())))
            .help(if meant.is_empty() { "declare it under [signals] or [parameters]".to_string() } else { meant })
    }

    fn of_bidder(&self, span: Span, name: &str, bidder: &str, place: Span) -> Result<Polynomial, FormulaError> {
        let Some(bidders) = self.names.bidders else {
            return Err(FormulaError::new(span, "a bidder is named where all are alike")
                .expected("a value that is the same whoever the others are")
                .help(format!("write sum({name}), or describe the bidders one by one under [[bidders]]")));
        };
        let known = || bidders.names().iter().map(String::as_str);
        let Some(other) = bidders.find(bidder).map(AgentId) else {
            let meant = did_you_mean(bidder, known());
            return Err(FormulaError::new(place, format!("unknown bidder {}", quoted(bidder)))
                .expected(format!("one of {}", listed(known())))
                .help(if meant.is_empty() { "name one of the bidders".to_string() } else { meant }));
        };
        if matches!(self.scope, Scope::Index) || other == self.names.bidder {
            return Err(FormulaError::new(span, "a signal does not belong here")
                .expected("in own: the names of the bidder's signals; in value: own, and signals of others")
                .help("write own in the value for what the bidder knows itself"));
        }
        match self.signals(other).and_then(|signals| signals.find(name)) {
            Some(component) => Ok(Polynomial::variable(Variable::Signal(SignalId { bidder: other, component }))),
            None => Err(self.unknown(span, name, other)),
        }
    }
}

fn too_large(span: Span) -> FormulaError {
    FormulaError::new(span, "this value has too many terms when it is multiplied out")
        .expected(format!("at most {MAX_TERMS} terms"))
        .help("use lower powers, or fewer bidders")
}

fn no_polynomial(span: Span, what: &str) -> FormulaError {
    FormulaError::new(span, "values are polynomials: this part is none")
        .found(what)
        .expected("numbers, parameters, own, signals of others, + - * ^, sum(…), division by numbers")
        .help("the conditions ask for values that can be differentiated everywhere; replace this part by a polynomial")
}

//! From terms to exact numbers: a formula is computed for every joint type of the agents it mentions.

use super::FormulaError;
use super::resolve::{Reach, Term, Test, Wanted, resolve};
use super::scope::{Parameters, Scope};
use super::syntax::{Minus, Over, parse};
use super::token::Dialect;
use crate::affine::Affine;
use crate::diagnostic::Read;
use crate::environment::extent::{MAX_TABLE_BYTES, bytes};
use crate::label::Labels;
use crate::rows::{EVERY_AGENT, ProfileNames};
use crate::source::{Source, Span};
use crate::suggestion::quoted;
use ambimech_model::index::{AgentId, JointTypeId, TypeId};
use ambimech_model::number::Rational;
use ambimech_model::payoff::Payoff;
use ambimech_model::type_space::TypeSpace;
use std::cmp::Ordering;

/// Longest intermediate result, in bits.
const MAX_BITS: usize = 1 << 18;

/// A payoff and how it moves with the open parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AffinePayoff {
    /// The payoff at the parameter's present value.
    pub now: Payoff,
    /// By how much it grows when the parameter grows by 1; 0 when none is open.
    pub slope: Payoff,
}

impl AffinePayoff {
    /// The same number for every profile.
    pub fn constant(value: Affine) -> AffinePayoff {
        AffinePayoff { now: Payoff::constant(value.now), slope: Payoff::constant(value.slope) }
    }
}

/// Reads a formula and computes it for every joint type of the agents it mentions.
///
/// `place` finds the place of some bytes of the formula in the file.
///
/// # Errors
/// A malformed formula, an unknown agent, attribute or parameter, a truth value where a number is needed or the other
/// way round, a division by zero, a type without the attribute, or a payoff that is not affine in the open parameter;
/// each points into the formula.
pub fn evaluate_formula(
    source: Source<'_>,
    formula: &str,
    place: &dyn Fn(Span) -> Span,
    scope: Scope<'_>,
) -> Read<AffinePayoff> {
    payoff(formula, scope).map_err(|error| error.into_diagnostic(source, formula, place))
}

/// Reads and computes a formula of numbers and parameters only.
///
/// # Errors
/// As [`evaluate_formula`]; also when it speaks about types.
pub fn evaluate_constant(
    source: Source<'_>,
    formula: &str,
    place: &dyn Fn(Span) -> Span,
    parameters: &Parameters,
) -> Read<Affine> {
    constant(formula, parameters).map_err(|error| error.into_diagnostic(source, formula, place))
}

fn constant(formula: &str, parameters: &Parameters) -> Result<Affine, FormulaError> {
    let expr = parse(formula, Dialect::Payoff)?;
    let space =
        TypeSpace::new(Vec::new()).ok_or_else(|| FormulaError::new(expr.span, "formula without agents"))?;
    let names = ProfileNames { agents: Labels::new(), types: Vec::new(), space, everyone: EVERY_AGENT };
    let scope = Scope { parameters, agents: &[], attribute_slopes: &[], names: &names };
    let (term, _) = resolve(&expr, scope, Reach::Parameters)?;
    term.value(&Point { types: &[], scope })
}

fn payoff(formula: &str, scope: Scope<'_>) -> Result<AffinePayoff, FormulaError> {
    if formula.trim().is_empty() {
        return Err(FormulaError::new(Span::new(0, formula.len()), "empty formula")
            .found("nothing")
            .expected("a number or a formula such as value[1] - 1")
            .help("write 0 for a payoff of nothing"));
    }
    let expr = parse(formula, Dialect::Payoff)?;
    let (term, coalition) = resolve(&expr, scope, Reach::Types)?;
    let space = &scope.names.space;
    let count = space.joint_count(coalition);
    let mut taken = bytes(count, 0);
    let mut values = Vec::new();
    // Stays empty until a value moves with the open parameter.
    let mut slopes: Vec<Rational> = Vec::new();
    for joint in 0..count {
        let types = space.joint_types(coalition, JointTypeId(joint));
        let value = term.value(&Point { types: &types, scope })?;
        taken += value.bit_length() / 4;
        if !value.is_constant() && slopes.is_empty() {
            taken += bytes(count, 0);
            slopes.resize(joint, Rational::ZERO);
        }
        if taken > MAX_TABLE_BYTES {
            return Err(too_large(expr.span, count));
        }
        values.push(value.now);
        if !value.slope.is_zero() || !slopes.is_empty() {
            slopes.push(value.slope);
        }
    }
    // The numbers of values and slopes are the number of joint types by construction.
    let tabulated = |values| {
        Payoff::new(space, coalition, values)
            .ok_or_else(|| FormulaError::new(expr.span, "formula cannot be tabulated"))
    };
    let slope = if slopes.is_empty() { Payoff::constant(Rational::ZERO) } else { tabulated(slopes)? };
    Ok(AffinePayoff { now: tabulated(values)?, slope })
}

/// The types at which a formula is computed.
struct Point<'e> {
    types: &'e [(AgentId, TypeId)],
    scope: Scope<'e>,
}

impl Point<'_> {
    fn type_of(&self, agent: AgentId) -> TypeId {
        self.types.iter().find(|(member, _)| *member == agent).map_or(TypeId(0), |(_, t)| *t)
    }

    /// `agent 1 has type H and agent 2 has type L`.
    fn described(&self) -> String {
        let parts: Vec<String> = self
            .types
            .iter()
            .map(|(agent, t)| {
                format!(
                    "agent {} has type {}",
                    quoted(self.scope.names.agent(*agent)),
                    quoted(self.scope.names.type_name(*agent, *t))
                )
            })
            .collect();
        parts.join(" and ")
    }
}

impl Term {
    fn value(&self, point: &Point<'_>) -> Result<Affine, FormulaError> {
        Ok(match self {
            Term::Constant(number) => number.clone(),
            Term::Attribute(span, agent, name, values) => {
                let t = point.type_of(*agent);
                let value = values.get(t.0).cloned().flatten();
                value.ok_or_else(|| no_attribute(*span, name, *agent, t, point.scope.names))?
            }
            Term::Negative(inner) => inner.value(point)?.negative(),
            Term::Sum(span, first, rest) => {
                let mut total = first.value(point)?;
                for (minus, term) in rest {
                    let value = term.value(point)?;
                    total = match minus {
                        Minus::No => total.plus(value),
                        Minus::Yes => total.minus(value),
                    };
                    guard(&total, *span)?;
                }
                total
            }
            Term::Product(span, first, rest) => {
                let mut total = first.value(point)?;
                for (over, place, factor) in rest {
                    let value = factor.value(point)?;
                    total = match over {
                        Over::No => total.times(value).ok_or_else(|| {
                            not_affine(*span, point, "a product of two factors that both move with")
                        })?,
                        Over::Yes if !value.is_constant() => {
                            return Err(not_affine(*place, point, "a divisor that moves with"));
                        }
                        Over::Yes => total.over(&value).ok_or_else(|| division_by_zero(*place, point))?,
                    };
                    guard(&total, *span)?;
                }
                total
            }
            Term::Min(span, parts) => extreme(*span, parts, point, Ordering::Less)?,
            Term::Max(span, parts) => extreme(*span, parts, point, Ordering::Greater)?,
            Term::If(parts) => {
                let (test, then, otherwise) = parts.as_ref();
                if test.holds(point)? { then.value(point)? } else { otherwise.value(point)? }
            }
        })
    }
}

fn extreme(span: Span, parts: &[Term], point: &Point<'_>, wanted: Ordering) -> Result<Affine, FormulaError> {
    let mut best: Option<Affine> = None;
    for part in parts {
        let value = part.value(point)?;
        let better = match &best {
            None => true,
            Some(known) => {
                let order = value.order(known);
                order.ok_or_else(|| not_affine(span, point, "a choice between numbers that is decided by"))?
                    == wanted
            }
        };
        if better {
            best = Some(value);
        }
    }
    Ok(best.unwrap_or(Affine::constant(Rational::ZERO)))
}

impl Test {
    fn holds(&self, point: &Point<'_>) -> Result<bool, FormulaError> {
        Ok(match self {
            Test::Compare(span, comparison, sides) => {
                let (left, right) = sides.as_ref();
                let order = left.value(point)?.order(&right.value(point)?);
                comparison.holds(order.ok_or_else(|| not_affine(*span, point, "a comparison that is decided by"))?)
            }
            Test::HasType(agent, t, wanted) => (point.type_of(*agent) == *t) == (*wanted == Wanted::Same),
            Test::Not(inner) => !inner.holds(point)?,
            Test::And(parts) => {
                for part in parts {
                    if !part.holds(point)? {
                        return Ok(false);
                    }
                }
                true
            }
            Test::Or(parts) => {
                for part in parts {
                    if part.holds(point)? {
                        return Ok(true);
                    }
                }
                false
            }
        })
    }
}

/// What leads out of the affine functions of the open parameter; `what` is as in "a divisor that moves with".
fn not_affine(span: Span, point: &Point<'_>, what: &str) -> FormulaError {
    let name = quoted(point.scope.parameters.open().unwrap_or(""));
    let when = point.described();
    let when = if when.is_empty() { when } else { format!(" when {when}") };
    FormulaError::new(span, format!("this is not affine in {name}"))
        .found(format!("{what} {name}{when}"))
        .expected(format!("a number plus a number times {name}"))
        .help(format!("rewrite it, or leave another parameter open and give {name} values one by one with --set"))
}

fn division_by_zero(place: Span, point: &Point<'_>) -> FormulaError {
    let when = point.described();
    let found = if when.is_empty() {
        "a divisor that is 0".to_string()
    } else {
        format!("a divisor that is 0 when {when}")
    };
    FormulaError::new(place, "division by zero")
        .found(found)
        .expected("a divisor that is never 0")
        .help("guard it with if(…): only the branch that is needed is computed")
}

fn no_attribute(span: Span, name: &str, agent: AgentId, t: TypeId, names: &ProfileNames) -> FormulaError {
    let (agent, t) = (names.agent(agent), names.type_name(agent, t));
    FormulaError::new(span, format!("type {} of agent {} has no {}", quoted(t), quoted(agent), quoted(name)))
        .found(format!("a type without {}", quoted(name)))
        .expected(format!("{} for every type of agent {}", quoted(name), quoted(agent)))
        .help(format!("give the type {t} a {name}, or guard the formula with if(type[{agent}] != '{t}', …, …)"))
}

fn too_large(span: Span, count: usize) -> FormulaError {
    FormulaError::new(span, "the values of this formula take too much memory")
        .found(format!("{count} combinations of the types of the agents it mentions"))
        .expected(format!("values of at most {} GiB", MAX_TABLE_BYTES >> 30))
        .help("let the formula mention fewer agents, or use shorter numbers")
}

fn guard(value: &Affine, span: Span) -> Result<(), FormulaError> {
    if value.bit_length() <= MAX_BITS {
        return Ok(());
    }
    Err(FormulaError::new(span, "the numbers in this formula grow too long")
        .found(format!("a result of more than {MAX_BITS} bits"))
        .expected(format!("results of at most {MAX_BITS} bits"))
        .help("use shorter numbers"))
}

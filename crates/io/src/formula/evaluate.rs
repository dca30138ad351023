//! From the grammar to exact numbers: names are resolved and kinds checked once, then the formula is computed for
//! every joint type of the agents it mentions.

use super::syntax::{Comparison, Expr, Kind, Minus, Over, parse};
use super::{FormulaError, is_attribute_name};
use crate::diagnostic::Read;
use crate::environment::extent::{MAX_TABLE_BYTES, bytes};
use crate::label::Labels;
use crate::rows::ProfileNames;
use crate::source::{Source, Span};
use crate::suggestion::{did_you_mean, listed, quoted};
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Agent;
use ambimech_model::index::{AgentId, JointTypeId, TypeId};
use ambimech_model::number::{Rational, bit_length};
use ambimech_model::payoff::Payoff;

/// Longest intermediate result, in bits.
const MAX_BITS: usize = 1 << 18;

/// Reads a formula and computes it for every joint type of the agents it mentions.
///
/// `place` finds the place of some bytes of the formula in the file.
///
/// # Errors
/// A malformed formula, an unknown agent or attribute, a truth value where a number is needed or the other way round,
/// a division by zero, or a type without the attribute; each points into the formula.
pub fn evaluate_formula(
    source: Source<'_>,
    formula: &str,
    place: &dyn Fn(Span) -> Span,
    agents: &[Agent],
    names: &ProfileNames,
) -> Read<Payoff> {
    payoff(formula, agents, names).map_err(|error| error.into_diagnostic(source, formula, place))
}

fn payoff(formula: &str, agents: &[Agent], names: &ProfileNames) -> Result<Payoff, FormulaError> {
    if formula.trim().is_empty() {
        return Err(FormulaError::new(Span::new(0, formula.len()), "empty formula")
            .found("nothing")
            .expected("a number or a formula such as value[1] - 1")
            .help("write 0 for a payoff of nothing"));
    }
    let expr = parse(formula)?;
    let mut resolver = Resolver { agents, names, mentioned: Coalition::EMPTY };
    let term = resolver.number(&expr)?;
    let coalition = resolver.mentioned;
    let space = &names.space;
    let count = space.joint_count(coalition);
    let mut taken = bytes(count, 0);
    let mut values = Vec::new();
    for joint in 0..count {
        let types = space.joint_types(coalition, JointTypeId(joint));
        let value = term.value(&Point { types: &types, names })?;
        taken += bit_length(&value) / 4;
        if taken > MAX_TABLE_BYTES {
            return Err(too_large(expr.span, count));
        }
        values.push(value);
    }
    // The number of values is the number of joint types by construction.
    Payoff::new(space, coalition, values)
        .ok_or_else(|| FormulaError::new(expr.span, "formula cannot be tabulated"))
}

/// A number with its names resolved.
enum Term {
    Constant(Rational),
    /// The agent, the attribute's name, and its value for every type that has it.
    Attribute(Span, AgentId, String, Vec<Option<Rational>>),
    Negative(Box<Term>),
    Sum(Span, Box<Term>, Vec<(Minus, Term)>),
    Product(Span, Box<Term>, Vec<(Over, Span, Term)>),
    Min(Vec<Term>),
    Max(Vec<Term>),
    If(Box<(Test, Term, Term)>),
}

/// A condition with its names resolved.
enum Test {
    Compare(Comparison, Box<(Term, Term)>),
    HasType(AgentId, TypeId, Wanted),
    And(Vec<Test>),
    Or(Vec<Test>),
    Not(Box<Test>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Same,
    Other,
}

struct Resolver<'e> {
    agents: &'e [Agent],
    names: &'e ProfileNames,
    mentioned: Coalition,
}

impl Resolver<'_> {
    fn number(&mut self, expr: &Expr<'_>) -> Result<Term, FormulaError> {
        let span = expr.span;
        Ok(match &expr.kind {
            Kind::Number(number) => Term::Constant(number.clone()),
            Kind::Attribute("type", agent, _) => {
                return Err(FormulaError::new(span, "a type is not a number").expected("a number").help(format!(
                    "compare it, as in if(type[{agent}] == 'H', 1, 0), or use an attribute such as value[{agent}]"
                )));
            }
            Kind::Attribute(name, agent, place) => self.attribute(span, name, agent, *place)?,
            Kind::Text(_) => {
                return Err(FormulaError::new(span, "a text is not a number")
                    .expected("a number, or `type[agent] == \"name\"`")
                    .help("texts in quotes are names of types: compare them with type[agent]"));
            }
            Kind::Negative(inner) => Term::Negative(Box::new(self.number(inner)?)),
            Kind::Sum(first, rest) => {
                let first = self.number(first)?;
                let rest: Result<Vec<_>, FormulaError> =
                    rest.iter().map(|(minus, term)| Ok((*minus, self.number(term)?))).collect();
                Term::Sum(span, Box::new(first), rest?)
            }
            Kind::Product(first, rest) => {
                let first = self.number(first)?;
                let rest: Result<Vec<_>, FormulaError> =
                    rest.iter().map(|(over, factor)| Ok((*over, factor.span, self.number(factor)?))).collect();
                Term::Product(span, Box::new(first), rest?)
            }
            Kind::Min(parts) => Term::Min(self.numbers(parts)?),
            Kind::Max(parts) => Term::Max(self.numbers(parts)?),
            Kind::If(parts) => {
                let [test, then, otherwise] = parts.as_ref();
                Term::If(Box::new((self.test(test)?, self.number(then)?, self.number(otherwise)?)))
            }
            Kind::Compare(..) | Kind::And(_) | Kind::Or(_) | Kind::Not(_) => {
                return Err(FormulaError::new(span, "a condition is not a number")
                    .expected("a number")
                    .help("turn a condition into a number with if(condition, 1, 0)"));
            }
        })
    }

    fn numbers(&mut self, parts: &[Expr<'_>]) -> Result<Vec<Term>, FormulaError> {
        parts.iter().map(|part| self.number(part)).collect()
    }

    fn test(&mut self, expr: &Expr<'_>) -> Result<Test, FormulaError> {
        Ok(match &expr.kind {
            Kind::And(parts) => Test::And(self.tests(parts)?),
            Kind::Or(parts) => Test::Or(self.tests(parts)?),
            Kind::Not(inner) => Test::Not(Box::new(self.test(inner)?)),
            Kind::Compare(comparison, sides) => {
                let (left, right) = sides.as_ref();
                match (&left.kind, &right.kind) {
                    (Kind::Attribute("type", agent, place), _) => {
                        self.type_test(*comparison, expr.span, (agent, *place), right)?
                    }
                    (_, Kind::Attribute("type", agent, place)) => {
                        self.type_test(*comparison, expr.span, (agent, *place), left)?
                    }
                    _ => Test::Compare(*comparison, Box::new((self.number(left)?, self.number(right)?))),
                }
            }
            _ => {
                return Err(FormulaError::new(expr.span, "a condition is needed here")
                    .expected("a comparison such as value[1] >= 2 or type[1] == 'H'")
                    .help("compare this with a number"));
            }
        })
    }

    fn tests(&mut self, parts: &[Expr<'_>]) -> Result<Vec<Test>, FormulaError> {
        parts.iter().map(|part| self.test(part)).collect()
    }

    fn type_test(
        &mut self,
        comparison: Comparison,
        span: Span,
        (agent, place): (&str, Span),
        other: &Expr<'_>,
    ) -> Result<Test, FormulaError> {
        let agent = self.agent(agent, place)?;
        let agent_name = self.names.agent(agent);
        let types = &self.names.types[agent.0];
        let Kind::Text(name) = &other.kind else {
            let example = types.names().first().map_or("H", String::as_str);
            return Err(FormulaError::new(other.span, "a type is compared with a name in quotes")
                .expected(format!("one of {} in quotes", known(types)))
                .help(format!("write type[{agent_name}] == '{example}'")));
        };
        let Some(number) = types.find(name) else {
            return Err(FormulaError::new(
                other.span,
                format!("unknown type {} of agent {}", quoted(name), quoted(agent_name)),
            )
            .expected(format!("one of {}", known(types)))
            .help(did_you_mean(name, types.names().iter().map(String::as_str)))
            .help("types are declared at the agents"));
        };
        let wanted = match comparison {
            Comparison::Equal => Wanted::Same,
            Comparison::NotEqual => Wanted::Other,
            _ => {
                return Err(FormulaError::new(span, "types have no order")
                    .expected("`==` or `!=`")
                    .help("compare an attribute instead, as in value[1] < 2"));
            }
        };
        Ok(Test::HasType(agent, TypeId(number), wanted))
    }

    fn agent(&mut self, name: &str, place: Span) -> Result<AgentId, FormulaError> {
        let agents = &self.names.agents;
        match agents.find(name) {
            Some(number) => {
                self.mentioned = self.mentioned.with(AgentId(number));
                Ok(AgentId(number))
            }
            None => Err(FormulaError::new(place, format!("unknown agent {}", quoted(name)))
                .found(quoted(name))
                .expected(format!("one of {}", known(agents)))
                .help(did_you_mean(name, agents.names().iter().map(String::as_str)))
                .help("the name of an agent stands between the brackets, as in value[1]")),
        }
    }

    fn attribute(&mut self, span: Span, name: &str, agent: &str, place: Span) -> Result<Term, FormulaError> {
        let everywhere: Labels = self
            .agents
            .iter()
            .flat_map(|agent| &agent.types)
            .flat_map(|t| &t.attributes)
            .map(|(known, _)| known.as_str())
            .collect();
        let word = Span::new(span.start, span.start + name.len());
        if everywhere.find(name).is_none() {
            let error = FormulaError::new(word, format!("unknown name {}", quoted(name)));
            return Err(if everywhere.names().is_empty() {
                error
                    .expected("an attribute of a type; the types of this file have none")
                    .help("give the types a value: types = { H = 5, L = 1 }")
            } else {
                error
                    .expected(format!("`type` or one of {}", known(&everywhere)))
                    .help(did_you_mean(name, everywhere.names().iter().map(String::as_str)))
                    .help(declare(name))
            });
        }
        let agent = self.agent(agent, place)?;
        let types = &self.agents[agent.0].types;
        let values: Vec<Option<Rational>> = types
            .iter()
            .map(|t| t.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()))
            .collect();
        if values.iter().all(Option::is_none) {
            let agent_name = self.names.agent(agent);
            return Err(FormulaError::new(span, format!("agent {} has no {}", quoted(agent_name), quoted(name)))
                .expected(format!("an attribute of the types of agent {}", quoted(agent_name)))
                .help(declare(name)));
        }
        Ok(Term::Attribute(span, agent, name.to_string(), values))
    }
}

fn declare(name: &str) -> String {
    if name == "value" || !is_attribute_name(name) {
        "give the types a value: types = { H = 5, L = 1 }".to_string()
    } else {
        format!("declare it at the types: types = {{ H = {{ value = 5, {name} = 2 }} }}")
    }
}

fn known(labels: &Labels) -> String {
    listed(labels.names().iter().map(String::as_str))
}

/// The types at which a formula is computed.
struct Point<'e> {
    types: &'e [(AgentId, TypeId)],
    names: &'e ProfileNames,
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
                    quoted(self.names.agent(*agent)),
                    quoted(self.names.type_name(*agent, *t))
                )
            })
            .collect();
        parts.join(" and ")
    }
}

impl Term {
    fn value(&self, point: &Point<'_>) -> Result<Rational, FormulaError> {
        Ok(match self {
            Term::Constant(number) => number.clone(),
            Term::Attribute(span, agent, name, values) => {
                let t = point.type_of(*agent);
                let value = values.get(t.0).cloned().flatten();
                value.ok_or_else(|| no_attribute(*span, name, *agent, t, point.names))?
            }
            Term::Negative(inner) => -inner.value(point)?,
            Term::Sum(span, first, rest) => {
                let mut total = first.value(point)?;
                for (minus, term) in rest {
                    let value = term.value(point)?;
                    total = match minus {
                        Minus::No => total + value,
                        Minus::Yes => total - value,
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
                        Over::No => total * value,
                        Over::Yes if value.is_zero() => return Err(division_by_zero(*place, point)),
                        Over::Yes => total / value,
                    };
                    guard(&total, *span)?;
                }
                total
            }
            Term::Min(parts) => extreme(parts, point, std::cmp::Ordering::Less)?,
            Term::Max(parts) => extreme(parts, point, std::cmp::Ordering::Greater)?,
            Term::If(parts) => {
                let (test, then, otherwise) = parts.as_ref();
                if test.holds(point)? { then.value(point)? } else { otherwise.value(point)? }
            }
        })
    }
}

fn extreme(parts: &[Term], point: &Point<'_>, wanted: std::cmp::Ordering) -> Result<Rational, FormulaError> {
    let mut best: Option<Rational> = None;
    for part in parts {
        let value = part.value(point)?;
        if best.as_ref().is_none_or(|known| value.cmp(known) == wanted) {
            best = Some(value);
        }
    }
    Ok(best.unwrap_or(Rational::ZERO))
}

impl Test {
    fn holds(&self, point: &Point<'_>) -> Result<bool, FormulaError> {
        Ok(match self {
            Test::Compare(comparison, sides) => {
                let (left, right) = sides.as_ref();
                comparison.holds(left.value(point)?.cmp(&right.value(point)?))
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

fn guard(value: &Rational, span: Span) -> Result<(), FormulaError> {
    if bit_length(value) <= MAX_BITS {
        return Ok(());
    }
    Err(FormulaError::new(span, "the numbers in this formula grow too long")
        .found(format!("a result of more than {MAX_BITS} bits"))
        .expected(format!("results of at most {MAX_BITS} bits"))
        .help("use shorter numbers"))
}
